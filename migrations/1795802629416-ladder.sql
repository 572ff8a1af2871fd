-- On which rung of the ladder a ticket is asked for (docs/domain.md, Who starts dispatch), and what its head wants of it.
ALTER TABLE dispatches
  ADD COLUMN rung       text        NOT NULL DEFAULT 'station',
  -- null: it has not begun
  ADD COLUMN rung_since timestamptz,
  -- helpers to be asked first, in this order, and helpers not to be asked by themselves; null: as dispatch thinks best
  ADD COLUMN head_order uuid[],
  ADD COLUMN held_back  uuid[],
  ADD CONSTRAINT dispatches_rung_check CHECK (rung IN ('station', 'neighbours', 'pool', 'head', 'above'));

-- Several may be asked for one place at once: the first who accepts has it.
DROP INDEX offers_one_live_a_place;
ALTER TABLE offers
  -- null: by the head's hand
  ADD COLUMN rung    text,
  -- what the choice was made of (dispatch/choosing/choosing.types.ts, NewOffer)
  ADD COLUMN chosen  jsonb,
  -- in helper_habits
  ADD COLUMN counted boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT offers_rung_check CHECK (rung IN ('station', 'neighbours', 'pool', 'head', 'above'));
CREATE INDEX offers_uncounted ON offers (id) WHERE state <> 'offered' AND NOT counted;

-- What a helper did with offers that had ended and were not withdrawn, by the local hour at which they were made; and what is
-- asked of them lately, fading away in 30 days. Made of offers by a sweep, each counted once.
CREATE TABLE helper_habits (
  helper_id      uuid        NOT NULL,
  asked          int[]       NOT NULL,
  accepted       int[]       NOT NULL,
  -- as of `lately_at`
  offers_lately  real        NOT NULL,
  jobs_lately    real        NOT NULL,
  lately_at      timestamptz NOT NULL,
  last_asked_at  timestamptz,
  last_served_at timestamptz,
  CONSTRAINT helper_habits_pkey PRIMARY KEY (helper_id),
  CONSTRAINT helper_habits_helper_id_fkey FOREIGN KEY (helper_id) REFERENCES helpers (id),
  CONSTRAINT helper_habits_hours_check CHECK (array_length(asked, 1) = 24 AND array_length(accepted, 1) = 24)
);

-- Who has helped in a building knows it.
CREATE INDEX tickets_all_of_building ON tickets (building_id, id) WHERE building_id IS NOT NULL;
