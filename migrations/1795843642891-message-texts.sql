-- What residents are told where an administrator words it otherwise than the code does; null: as the code does, again.
CREATE TABLE message_texts (
  key        text        NOT NULL,
  language   text        NOT NULL,
  text       text,
  version    integer     NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by uuid        NOT NULL,
  CONSTRAINT message_texts_pkey PRIMARY KEY (key, language),
  CONSTRAINT message_texts_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES accounts (id),
  CONSTRAINT message_texts_language_check CHECK (language IN ('zh', 'en'))
);
-- kept in memory, as the rest of the directory
CREATE TRIGGER message_texts_directory AFTER INSERT OR UPDATE OR DELETE ON message_texts
  FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_revision();
