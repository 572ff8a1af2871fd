-- Platform: what every feature stands on. No domain word here.

-- One row for each (event, consumer) that has not been handled yet. The relay marks a row when it has put it on the queue;
-- the consumer deletes it in the transaction of its effect, so a job delivered twice, or repeated after a crash, acts once,
-- and a row whose job was lost with the queue is relayed again.
CREATE TABLE outbox (
  event_id   uuid        NOT NULL,
  consumer   text        NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  relayed_at timestamptz,
  attempts   int         NOT NULL DEFAULT 0,
  last_error text,
  CONSTRAINT outbox_pkey PRIMARY KEY (event_id, consumer)
);
CREATE INDEX outbox_waiting ON outbox (created_at) WHERE relayed_at IS NULL;
CREATE INDEX outbox_relayed ON outbox (relayed_at) WHERE relayed_at IS NOT NULL;

-- (actor, route, key): the same body gets the same answer for 24 hours. The row is written in the transaction of the effect.
-- The answer may hold personal data, so it is kept encrypted.
CREATE TABLE idempotency_keys (
  actor      text        NOT NULL,
  route      text        NOT NULL,
  key        text        NOT NULL,
  body_hash  bytea       NOT NULL,
  answer     bytea,
  -- what the request made, so that a lost answer can still name it
  subject    uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (actor, route, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never updated or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
