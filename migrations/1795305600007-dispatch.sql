-- Asking one helper for one place of a crew.
CREATE TABLE offers (
  id          uuid        NOT NULL,
  ticket_id   uuid        NOT NULL,
  place_id    uuid        NOT NULL,
  helper_id   uuid        NOT NULL,
  state       text        NOT NULL,
  offered_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  answered_at timestamptz,
  -- why it was declined: a code; words are in ticket_texts
  reason      text,
  CONSTRAINT offers_pkey PRIMARY KEY (id),
  CONSTRAINT offers_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id),
  CONSTRAINT offers_place_id_fkey FOREIGN KEY (place_id) REFERENCES crew_places (id),
  CONSTRAINT offers_helper_id_fkey FOREIGN KEY (helper_id) REFERENCES helpers (id),
  CONSTRAINT offers_state_check CHECK (state IN ('offered', 'accepted', 'declined', 'expired', 'withdrawn')),
  CONSTRAINT offers_answered_check CHECK ((state = 'offered') = (answered_at IS NULL)),
  CONSTRAINT offers_expires_check CHECK (expires_at > offered_at)
);
CREATE UNIQUE INDEX offers_one_live_a_helper ON offers (ticket_id, helper_id) WHERE state = 'offered';
CREATE UNIQUE INDEX offers_one_live_a_place ON offers (place_id) WHERE state = 'offered';
CREATE INDEX offers_expiry ON offers (expires_at) WHERE state = 'offered';
CREATE INDEX offers_helper ON offers (helper_id, id);
CREATE INDEX offers_ticket ON offers (ticket_id);

-- When dispatch looks at a ticket next: a head's ten minutes, or another try where nobody could be asked.
CREATE TABLE dispatches (
  ticket_id uuid        NOT NULL,
  due_at    timestamptz,
  -- the head picks by hand: nobody is asked automatically
  stopped   boolean     NOT NULL DEFAULT false,
  CONSTRAINT dispatches_pkey PRIMARY KEY (ticket_id),
  CONSTRAINT dispatches_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id)
);
CREATE INDEX dispatches_due ON dispatches (due_at) WHERE due_at IS NOT NULL;

-- Which helper may see which ticket, as crew or by a live offer (docs/domain.md, Who may see).
CREATE VIEW ticket_readers AS
  SELECT ticket_id, helper_id FROM crew_places WHERE helper_id IS NOT NULL
  UNION ALL
  SELECT ticket_id, helper_id FROM offers WHERE state = 'offered' AND expires_at > now();
