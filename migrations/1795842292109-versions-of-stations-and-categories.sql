-- Two administrators at once: what has changed since it was looked at is not written over.
ALTER TABLE stations ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE categories ADD COLUMN version integer NOT NULL DEFAULT 1;
