-- Pictures whose rows went with a person: their files follow, also after a crash in between.
CREATE TABLE erased_files (
  id uuid NOT NULL,
  CONSTRAINT erased_files_pkey PRIMARY KEY (id)
);
