-- Raised with every change of stations, their heads and helpers, and of categories, whoever makes it: processes keep these
-- in memory, and see by it that they must be read anew (stations/directory.ts).
CREATE TABLE directory_revision (
  only_row boolean NOT NULL DEFAULT true,
  revision bigint  NOT NULL,
  CONSTRAINT directory_revision_pkey PRIMARY KEY (only_row),
  CONSTRAINT directory_revision_only_row_check CHECK (only_row)
);
INSERT INTO directory_revision (revision) VALUES (1);

CREATE FUNCTION raise_directory_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE directory_revision SET revision = revision + 1;
  RETURN NULL;
END $$;

CREATE TRIGGER stations_directory AFTER INSERT OR UPDATE OR DELETE ON stations
  FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_revision();
CREATE TRIGGER station_heads_directory AFTER INSERT OR UPDATE OR DELETE ON station_heads
  FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_revision();
CREATE TRIGGER helpers_directory AFTER INSERT OR UPDATE OR DELETE ON helpers
  FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_revision();
CREATE TRIGGER helper_skills_directory AFTER INSERT OR UPDATE OR DELETE ON helper_skills
  FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_revision();
CREATE TRIGGER rosters_directory AFTER INSERT OR UPDATE OR DELETE ON rosters
  FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_revision();
CREATE TRIGGER willing_stations_directory AFTER INSERT OR UPDATE OR DELETE ON willing_stations
  FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_revision();
CREATE TRIGGER skills_directory AFTER INSERT OR UPDATE OR DELETE ON skills
  FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_revision();
CREATE TRIGGER accounts_directory AFTER UPDATE OF name ON accounts
  FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_revision();
CREATE TRIGGER categories_directory AFTER INSERT OR UPDATE OR DELETE ON categories
  FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_revision();
