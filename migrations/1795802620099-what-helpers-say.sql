-- What dispatch may know of a helper beside skills and roster: what they say themselves, or a head for them.
ALTER TABLE helpers
  ADD COLUMN max_offers_a_day int      NOT NULL DEFAULT 6,
  -- after a job is finished
  ADD COLUMN rest_minutes     int      NOT NULL DEFAULT 15,
  -- minutes of the local day; from later than to: over midnight
  ADD COLUMN quiet_from       smallint,
  ADD COLUMN quiet_to         smallint,
  ADD COLUMN tools            text[]   NOT NULL DEFAULT '{}',
  -- one tap on or off: stronger than roster and quiet hours until it ends by itself
  ADD COLUMN tapped_available boolean,
  ADD COLUMN tapped_until     timestamptz,
  -- where the helper is on this shift (WGS-84), as shared by them
  ADD COLUMN shift_lng        double precision,
  ADD COLUMN shift_lat        double precision,
  ADD COLUMN shift_until      timestamptz,
  ADD CONSTRAINT helpers_max_offers_check CHECK (max_offers_a_day > 0),
  ADD CONSTRAINT helpers_rest_check CHECK (rest_minutes >= 0),
  ADD CONSTRAINT helpers_quiet_check CHECK (
    (quiet_from IS NULL) = (quiet_to IS NULL) AND quiet_from BETWEEN 0 AND 1439 AND quiet_to BETWEEN 0 AND 1439 AND quiet_from <> quiet_to),
  ADD CONSTRAINT helpers_tapped_check CHECK ((tapped_available IS NULL) = (tapped_until IS NULL)),
  ADD CONSTRAINT helpers_shift_check CHECK (
    (shift_lng IS NULL) = (shift_lat IS NULL) AND (shift_lng IS NULL) = (shift_until IS NULL));

-- A skill that needs a licence counts once it is proven. What an administrator's file brought in is (register): so is all
-- that stands here now, and what a process of the release before still writes; a skill that a helper tells says NULL.
ALTER TABLE helper_skills
  ADD COLUMN proof      text        DEFAULT 'register',
  ADD COLUMN proven_by  uuid,
  ADD COLUMN proven_at  timestamptz DEFAULT now(),
  -- looked at and not believed
  ADD COLUMN refused_at timestamptz,
  ADD CONSTRAINT helper_skills_proven_by_fkey FOREIGN KEY (proven_by) REFERENCES accounts (id),
  ADD CONSTRAINT helper_skills_proof_check CHECK (
    proof IN ('certificate', 'number', 'word', 'register') AND (proof IS NULL) = (proven_at IS NULL)
    AND (proof IS NULL OR refused_at IS NULL));

-- Whole local days, both inclusive. Why is nobody's business.
CREATE TABLE helper_leaves (
  id         uuid        NOT NULL,
  helper_id  uuid        NOT NULL,
  from_day   date        NOT NULL,
  to_day     date        NOT NULL,
  entered_by uuid        NOT NULL,
  entered_at timestamptz NOT NULL,
  CONSTRAINT helper_leaves_pkey PRIMARY KEY (id),
  CONSTRAINT helper_leaves_helper_id_fkey FOREIGN KEY (helper_id) REFERENCES helpers (id),
  CONSTRAINT helper_leaves_entered_by_fkey FOREIGN KEY (entered_by) REFERENCES accounts (id),
  CONSTRAINT helper_leaves_days_check CHECK (to_day >= from_day)
);
CREATE INDEX helper_leaves_helper_id ON helper_leaves (helper_id, to_day);
CREATE TRIGGER helper_leaves_directory AFTER INSERT OR UPDATE OR DELETE ON helper_leaves
  FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_revision();
