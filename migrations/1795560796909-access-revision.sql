-- Raised with every change of what an account may do, whoever makes it: an actor who is remembered from the request before is
-- still the same where this has not moved (accounts/access.ts). Signing in changes nobody else.
CREATE TABLE access_revision (
  only_row boolean NOT NULL DEFAULT true,
  revision bigint  NOT NULL,
  CONSTRAINT access_revision_pkey PRIMARY KEY (only_row),
  CONSTRAINT access_revision_only_row_check CHECK (only_row)
);
INSERT INTO access_revision (revision) VALUES (1);

CREATE FUNCTION raise_access_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE access_revision SET revision = revision + 1;
  RETURN NULL;
END $$;

CREATE TRIGGER sessions_access AFTER UPDATE OR DELETE ON sessions
  FOR EACH STATEMENT EXECUTE FUNCTION raise_access_revision();
-- triggers fire in the order of their names: directory first, as everywhere, so that nobody waits in a circle
CREATE TRIGGER accounts_raise_access AFTER UPDATE OR DELETE ON accounts
  FOR EACH STATEMENT EXECUTE FUNCTION raise_access_revision();
CREATE TRIGGER area_roles_access AFTER INSERT OR UPDATE OR DELETE ON area_roles
  FOR EACH STATEMENT EXECUTE FUNCTION raise_access_revision();
CREATE TRIGGER areas_access AFTER UPDATE OF path ON areas
  FOR EACH STATEMENT EXECUTE FUNCTION raise_access_revision();

-- Heads and helpers are what accounts may do, and who is remembered brings no count of the directory along: both rise.
CREATE OR REPLACE FUNCTION raise_directory_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE directory_revision SET revision = revision + 1;
  UPDATE access_revision SET revision = revision + 1;
  RETURN NULL;
END $$;

-- Within the statement that writes: nothing is written for whom it has moved.
CREATE FUNCTION check_access(seen bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF (SELECT revision FROM access_revision) <> seen THEN
    RAISE EXCEPTION 'what this account may do has changed' USING ERRCODE = 'BB001';
  END IF;
  RETURN true;
END $$;
