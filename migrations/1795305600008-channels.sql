-- What residents and staff are told: ids and a template only; words, numbers and links are made when it is sent.
CREATE TABLE outgoing_messages (
  id         uuid        NOT NULL,
  template   text        NOT NULL,
  ticket_id  uuid,
  -- to a requester of the ticket, or to an account
  requester  smallint,
  account_id uuid,
  event_id   uuid,
  created_at timestamptz NOT NULL,
  sent_at    timestamptz,
  CONSTRAINT outgoing_messages_pkey PRIMARY KEY (id),
  CONSTRAINT outgoing_messages_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id),
  CONSTRAINT outgoing_messages_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT outgoing_messages_to_check CHECK ((requester IS NULL) <> (account_id IS NULL))
);
CREATE INDEX outgoing_messages_unsent ON outgoing_messages (created_at) WHERE sent_at IS NULL;
-- a requester is told of an event once
CREATE UNIQUE INDEX outgoing_messages_once ON outgoing_messages (event_id, requester);
CREATE INDEX outgoing_messages_ticket ON outgoing_messages (ticket_id, id);

-- Questions by reference and phone number of the last hour, also for references that nobody has: by keyed hashes.
CREATE TABLE status_attempts (
  id             uuid        NOT NULL,
  reference_hash bytea       NOT NULL,
  phone_hash     bytea       NOT NULL,
  at             timestamptz NOT NULL,
  CONSTRAINT status_attempts_pkey PRIMARY KEY (id)
);
CREATE INDEX status_attempts_reference ON status_attempts (reference_hash, at);
CREATE INDEX status_attempts_at ON status_attempts (at);
