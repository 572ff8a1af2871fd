-- On time after all, of what had been noticed as missed before: due once (by the deadline that was missed), on time once.
ALTER TABLE figures
  ADD COLUMN accepted_on_time_cleared       int,
  ADD COLUMN resolved_done_on_time_cleared  int,
  ADD COLUMN resolved_other_on_time_cleared int;

-- A head's word goes with the person whom the ticket is about; that it was given stays.
ALTER TABLE signal_answers
  ALTER COLUMN answer DROP NOT NULL,
  ADD COLUMN erased_at timestamptz,
  ADD CONSTRAINT signal_answers_erased_check CHECK ((answer IS NULL) = (erased_at IS NOT NULL));
