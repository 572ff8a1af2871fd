-- What whoever is helped speaks, as far as it is told (BCP 47): helpers who speak it are asked first. Empty: not told.
ALTER TABLE tickets ADD COLUMN languages text[] NOT NULL DEFAULT '{}';
