ALTER TABLE tickets
  -- the ticket that answers for this one
  ADD COLUMN merged_into      uuid,
  -- 催办: how often, and when last
  ADD COLUMN urged            int NOT NULL DEFAULT 0,
  ADD COLUMN last_urged_at    timestamptz,
  ADD COLUMN appointment_from timestamptz,
  ADD COLUMN appointment_to   timestamptz,
  -- how often the crew stood before a closed door
  ADD COLUMN nobody_home      int NOT NULL DEFAULT 0,
  -- 回访: how often it was tried in this round, and when it is to be tried again
  ADD COLUMN call_attempts    int NOT NULL DEFAULT 0,
  ADD COLUMN call_again_at    timestamptz,
  -- a confirmation on behalf was asked about a second time, by somebody else
  ADD COLUMN checked_at       timestamptz,
  ADD CONSTRAINT tickets_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES tickets (id),
  ADD CONSTRAINT tickets_merged_check CHECK ((state = 'merged') = (merged_into IS NOT NULL)),
  ADD CONSTRAINT tickets_merged_into_check CHECK (merged_into <> id),
  ADD CONSTRAINT tickets_appointment_check CHECK (
    (appointment_from IS NULL) = (appointment_to IS NULL) AND (appointment_from IS NULL OR appointment_from < appointment_to)),
  ADD CONSTRAINT tickets_urged_check CHECK (urged >= 0 AND (urged = 0) = (last_urged_at IS NULL)),
  ADD CONSTRAINT tickets_tries_check CHECK (nobody_home >= 0 AND call_attempts >= 0);
CREATE INDEX tickets_merged_into ON tickets (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX tickets_building ON tickets (building_id, id) WHERE state NOT IN ('closed', 'cancelled', 'merged');
CREATE INDEX tickets_to_call_back ON tickets (resolved_at, id) WHERE state = 'resolved';
CREATE INDEX tickets_to_check ON tickets (closed_at, id)
  WHERE state = 'closed' AND confirmation IN ('call_back', 'slip') AND checked_at IS NULL;

-- Who came with a merged ticket: the same requester there. Numbers are never given again, so that an old link cannot become
-- somebody else's: who goes back when a merge is undone is marked, not deleted.
ALTER TABLE requesters
  ADD COLUMN from_ticket uuid,
  ADD COLUMN from_no     smallint,
  ADD COLUMN left_at     timestamptz,
  ADD CONSTRAINT requesters_from_fkey FOREIGN KEY (from_ticket, from_no) REFERENCES requesters (ticket_id, no),
  ADD CONSTRAINT requesters_from_check CHECK (
    (from_ticket IS NULL) = (from_no IS NULL) AND (left_at IS NULL OR from_ticket IS NOT NULL));
CREATE INDEX requesters_from ON requesters (from_ticket, from_no) WHERE from_ticket IS NOT NULL;

-- What was used and who paid. A line that was wrong is marked as cancelled, never deleted; its words can be erased.
CREATE TABLE ticket_materials (
  id                 uuid     NOT NULL,
  ticket_id          uuid     NOT NULL,
  event_id           uuid     NOT NULL,
  name               text,
  quantity           numeric(12, 3) NOT NULL,
  unit               text     NOT NULL,
  -- of the whole line, in fen
  cost               int      NOT NULL,
  paid_by            text     NOT NULL,
  cancelled_event_id uuid,
  erased_at          timestamptz,
  CONSTRAINT ticket_materials_pkey PRIMARY KEY (id),
  CONSTRAINT ticket_materials_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id),
  CONSTRAINT ticket_materials_event_id_fkey FOREIGN KEY (event_id) REFERENCES ticket_events (id),
  CONSTRAINT ticket_materials_cancelled_event_id_fkey FOREIGN KEY (cancelled_event_id) REFERENCES ticket_events (id),
  CONSTRAINT ticket_materials_quantity_check CHECK (quantity > 0),
  CONSTRAINT ticket_materials_cost_check CHECK (cost >= 0),
  CONSTRAINT ticket_materials_paid_by_check CHECK (paid_by IN ('resident', 'station', 'street', 'helper', 'donated')),
  CONSTRAINT ticket_materials_erased_check CHECK ((name IS NULL) = (erased_at IS NOT NULL))
);
CREATE INDEX ticket_materials_ticket_id ON ticket_materials (ticket_id);

-- Slips of paper that were entered: a number of a station's pad stands for one ticket, wherever that is handed on to.
CREATE TABLE paper_slips (
  ticket_id  uuid NOT NULL,
  station_id uuid NOT NULL,
  number     text,
  CONSTRAINT paper_slips_pkey PRIMARY KEY (ticket_id),
  CONSTRAINT paper_slips_number_key UNIQUE (station_id, number),
  CONSTRAINT paper_slips_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id),
  CONSTRAINT paper_slips_station_id_fkey FOREIGN KEY (station_id) REFERENCES stations (id)
);
