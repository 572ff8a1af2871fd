-- A licence that a helper says they have, until somebody has looked at it: what is proven goes on counting beside it, so that
-- who renews a licence in time is not without one meanwhile.
ALTER TABLE helper_skills
  ADD COLUMN claimed_licence_no  text,
  ADD COLUMN claimed_valid_until date,
  DROP CONSTRAINT helper_skills_proof_check,
  ADD CONSTRAINT helper_skills_proof_check CHECK (
    proof IN ('certificate', 'number', 'word', 'register') AND (proof IS NULL) = (proven_at IS NULL)),
  ADD CONSTRAINT helper_skills_claimed_check CHECK (
    (claimed_licence_no IS NULL) = (claimed_valid_until IS NULL) AND (claimed_licence_no IS NULL OR refused_at IS NULL));
