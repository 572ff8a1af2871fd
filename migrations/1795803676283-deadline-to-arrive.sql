-- Until somebody is there; null: nobody has to come. An urgency that names none has the category's.
ALTER TABLE categories ADD COLUMN arrive_seconds int,
  ADD CONSTRAINT categories_arrive_check CHECK (
    arrive_seconds BETWEEN accept_seconds AND resolve_seconds
    AND coalesce((deadlines #>> '{urgent,arriveSeconds}')::int, arrive_seconds)
      BETWEEN coalesce((deadlines #>> '{urgent,acceptSeconds}')::int, accept_seconds)
          AND coalesce((deadlines #>> '{urgent,resolveSeconds}')::int, resolve_seconds)
    AND coalesce((deadlines #>> '{critical,arriveSeconds}')::int, arrive_seconds)
      BETWEEN coalesce((deadlines #>> '{critical,acceptSeconds}')::int, accept_seconds)
          AND coalesce((deadlines #>> '{critical,resolveSeconds}')::int, resolve_seconds));

-- Tickets that are there have none.
ALTER TABLE tickets
  ADD COLUMN arrive_due       timestamptz,
  ADD COLUMN arrive_near      timestamptz,
  ADD COLUMN arrive_missed_at timestamptz,
  -- of this round: work began, or nobody was home
  ADD COLUMN arrived_at       timestamptz,
  ADD CONSTRAINT tickets_arrive_check CHECK (arrive_due IS NOT NULL OR arrive_near IS NULL AND arrive_missed_at IS NULL);
