-- What stations completed before this system counted: entered, never counted, and shown apart. Nothing is overwritten: a row that
-- corrects another one cancels it.
CREATE TABLE opening_balances (
  id           uuid        NOT NULL,
  station_id   uuid        NOT NULL,
  -- null: not known
  category_id  uuid,
  -- null: everything up to `until`
  from_day     date,
  until        date        NOT NULL,
  completed    int         NOT NULL,
  -- the book, list or system that it was taken from
  source       text        NOT NULL,
  entered_by   uuid        NOT NULL,
  entered_at   timestamptz NOT NULL,
  cancelled_by uuid,
  cancelled_at timestamptz,
  CONSTRAINT opening_balances_pkey PRIMARY KEY (id),
  CONSTRAINT opening_balances_station_id_fkey FOREIGN KEY (station_id) REFERENCES stations (id),
  CONSTRAINT opening_balances_category_id_fkey FOREIGN KEY (category_id) REFERENCES categories (id),
  CONSTRAINT opening_balances_entered_by_fkey FOREIGN KEY (entered_by) REFERENCES accounts (id),
  CONSTRAINT opening_balances_cancelled_by_fkey FOREIGN KEY (cancelled_by) REFERENCES accounts (id),
  CONSTRAINT opening_balances_completed_check CHECK (completed >= 0),
  CONSTRAINT opening_balances_days_check CHECK (from_day IS NULL OR from_day <= until),
  CONSTRAINT opening_balances_cancelled_check CHECK ((cancelled_by IS NULL) = (cancelled_at IS NULL))
);
CREATE UNIQUE INDEX opening_balances_one_live ON opening_balances (
  station_id, coalesce(category_id, '00000000-0000-0000-0000-000000000000'), coalesce(from_day, '-infinity'), until)
  WHERE cancelled_at IS NULL;
