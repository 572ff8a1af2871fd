-- A helper leaves, and may come back: who said so and when. helpers.left_on is what counts; this is its history.
CREATE TABLE helper_departures (
  id               uuid        NOT NULL,
  helper_id        uuid        NOT NULL,
  -- the first day on which the helper is one no more
  left_on          date        NOT NULL,
  reason_encrypted bytea       NOT NULL,
  entered_by       uuid        NOT NULL,
  entered_at       timestamptz NOT NULL,
  -- every job has gone back; null: there may be more
  done_at          timestamptz,
  returned_by      uuid,
  returned_at      timestamptz,
  CONSTRAINT helper_departures_pkey PRIMARY KEY (id),
  CONSTRAINT helper_departures_helper_id_fkey FOREIGN KEY (helper_id) REFERENCES helpers (id),
  CONSTRAINT helper_departures_entered_by_fkey FOREIGN KEY (entered_by) REFERENCES accounts (id),
  CONSTRAINT helper_departures_returned_by_fkey FOREIGN KEY (returned_by) REFERENCES accounts (id),
  CONSTRAINT helper_departures_returned_check CHECK ((returned_by IS NULL) = (returned_at IS NULL))
);
CREATE UNIQUE INDEX helper_departures_one_live ON helper_departures (helper_id) WHERE returned_at IS NULL;
CREATE INDEX helper_departures_due ON helper_departures (left_on) WHERE done_at IS NULL AND returned_at IS NULL;
