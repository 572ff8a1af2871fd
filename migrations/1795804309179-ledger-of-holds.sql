-- The ledger of holds (挂账) and extensions (延期): a line each, written with the event that it begins with, whose id it has.
CREATE TABLE holds (
  id          uuid        NOT NULL,
  ticket_id   uuid        NOT NULL,
  kind        text        NOT NULL,
  reason_code text        NOT NULL,
  state       text        NOT NULL,
  -- the ticket's as it was asked for
  station_id  uuid,
  asked_at    timestamptz NOT NULL,
  asked_by    uuid,
  -- null: not begun; of an extension the deadline before, and the one that is asked for
  from_at     timestamptz,
  until_at    timestamptz NOT NULL,
  approver_id uuid,
  decided_at  timestamptz,
  decided_by  uuid,
  ended_at    timestamptz,
  how         text,
  CONSTRAINT holds_pkey PRIMARY KEY (id),
  CONSTRAINT holds_id_fkey FOREIGN KEY (id) REFERENCES ticket_events (id),
  CONSTRAINT holds_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id),
  CONSTRAINT holds_station_id_fkey FOREIGN KEY (station_id) REFERENCES stations (id),
  CONSTRAINT holds_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES accounts (id),
  CONSTRAINT holds_approver_id_fkey FOREIGN KEY (approver_id) REFERENCES accounts (id),
  CONSTRAINT holds_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts (id),
  CONSTRAINT holds_kind_check CHECK (kind IN ('hold', 'extension')),
  CONSTRAINT holds_reason_check CHECK (
    reason_code IN ('waiting_for_material', 'third_party', 'resident_asks', 'weather', 'needs_budget', 'other')),
  CONSTRAINT holds_state_check CHECK (state IN ('asked', 'running', 'ended', 'refused', 'lapsed')),
  CONSTRAINT holds_ended_check CHECK (
    (state IN ('asked', 'running')) = (ended_at IS NULL) AND (ended_at IS NULL) = (how IS NULL)),
  CONSTRAINT holds_begun_check CHECK ((state IN ('running', 'ended')) = (from_at IS NOT NULL)),
  CONSTRAINT holds_decided_check CHECK ((decided_at IS NULL) = (decided_by IS NULL))
);
CREATE INDEX holds_ticket ON holds (ticket_id);
CREATE INDEX holds_station ON holds (station_id, id);
CREATE INDEX holds_live ON holds (id) WHERE state IN ('asked', 'running');

ALTER TABLE tickets
  -- of what waits for approval; null with a request: a hold
  ADD COLUMN hold_requested_kind text,
  -- of this round: by how much the deadline to resolve was moved
  ADD COLUMN extended_seconds    int NOT NULL DEFAULT 0,
  ADD CONSTRAINT tickets_hold_requested_kind_check CHECK (
    hold_requested_kind IS NULL OR hold_requested_kind IN ('hold', 'extension') AND hold_requested_until IS NOT NULL);
