-- Who looks for the place of a ticket in triage just now, so that two do not at once. No part of the ticket: it ends by itself.
CREATE TABLE triage_claims (
  ticket_id  uuid        NOT NULL,
  account_id uuid        NOT NULL,
  since      timestamptz NOT NULL,
  until      timestamptz NOT NULL,
  CONSTRAINT triage_claims_pkey PRIMARY KEY (ticket_id),
  CONSTRAINT triage_claims_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE,
  CONSTRAINT triage_claims_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT triage_claims_until_check CHECK (until > since)
);
