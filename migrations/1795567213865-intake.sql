-- When somebody said that they have moved: what they asked for before tells no longer where they are.
CREATE TABLE resident_moves (
  resident_id uuid        NOT NULL,
  at          timestamptz NOT NULL,
  CONSTRAINT resident_moves_pkey PRIMARY KEY (resident_id),
  CONSTRAINT resident_moves_resident_id_fkey FOREIGN KEY (resident_id) REFERENCES residents (id)
);

-- What signs the codes on doors. Apart from the installation's key, which encrypts it: a code outlives both.
CREATE TABLE plate_keys (
  version       smallint    NOT NULL,
  key_encrypted bytea       NOT NULL,
  made_at       timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT plate_keys_pkey PRIMARY KEY (version),
  -- five bits of a code
  CONSTRAINT plate_keys_version_check CHECK (version BETWEEN 0 AND 31)
);

-- A building, or one of its units, that has a plate: the number stands in the code and is never given again.
CREATE TABLE plates (
  number      int  NOT NULL GENERATED ALWAYS AS IDENTITY,
  building_id uuid NOT NULL,
  -- null: of the whole building
  unit        text,
  CONSTRAINT plates_pkey PRIMARY KEY (number),
  CONSTRAINT plates_place_key UNIQUE NULLS NOT DISTINCT (building_id, unit),
  CONSTRAINT plates_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings (id),
  -- 25 bits of a code
  CONSTRAINT plates_number_check CHECK (number BETWEEN 1 AND 33554431)
);

-- Codes that were none of ours, and requests by plates, of the last hour: by keyed hashes of who and what.
CREATE TABLE plate_attempts (
  id       uuid        NOT NULL,
  key_hash bytea       NOT NULL,
  at       timestamptz NOT NULL,
  CONSTRAINT plate_attempts_pkey PRIMARY KEY (id)
);
CREATE INDEX plate_attempts_key ON plate_attempts (key_hash, at);
CREATE INDEX plate_attempts_at ON plate_attempts (at);

-- What a number writes by one gateway, until what it asked for is over.
CREATE TABLE conversations (
  id          uuid        NOT NULL,
  gateway     text        NOT NULL,
  resident_id uuid        NOT NULL,
  state       text        NOT NULL,
  language    text        NOT NULL,
  -- what was asked, once: its kind, the buildings that may be meant and how likely each is
  question    jsonb,
  -- an unanswered question goes to the desk then
  look_at     timestamptz,
  ticket_id   uuid,
  begun_at    timestamptz NOT NULL,
  last_at     timestamptz NOT NULL,
  CONSTRAINT conversations_pkey PRIMARY KEY (id),
  CONSTRAINT conversations_resident_id_fkey FOREIGN KEY (resident_id) REFERENCES residents (id),
  CONSTRAINT conversations_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id),
  CONSTRAINT conversations_state_check CHECK (state IN ('listening', 'asked', 'filed', 'over')),
  CONSTRAINT conversations_language_check CHECK (language IN ('zh', 'en')),
  CONSTRAINT conversations_asked_check CHECK (state <> 'asked' OR (question IS NOT NULL AND look_at IS NOT NULL)),
  CONSTRAINT conversations_filed_check CHECK (state <> 'filed' OR ticket_id IS NOT NULL)
);
CREATE UNIQUE INDEX conversations_one_live ON conversations (gateway, resident_id) WHERE state <> 'over';
CREATE INDEX conversations_resident ON conversations (resident_id);
CREATE INDEX conversations_ticket ON conversations (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX conversations_look_at ON conversations (look_at) WHERE state = 'asked';

-- What came in, written down before anything decides about it. Words, place and answer can be erased.
CREATE TABLE conversation_messages (
  id               uuid        NOT NULL,
  conversation_id  uuid        NOT NULL,
  gateway          text        NOT NULL,
  -- as the gateway numbers it
  external_id      text        NOT NULL,
  text_encrypted   bytea,
  -- where the telephone was, as it was given
  lng              double precision,
  lat              double precision,
  coordinates      text,
  received_at      timestamptz NOT NULL,
  -- what came of it, and what was answered
  decided_at       timestamptz,
  outcome          text,
  ticket_id        uuid,
  reply_encrypted  bytea,
  -- what nobody has decided yet is looked at again then
  look_at          timestamptz,
  tries            int         NOT NULL DEFAULT 0,
  erased_at        timestamptz,
  CONSTRAINT conversation_messages_pkey PRIMARY KEY (id),
  CONSTRAINT conversation_messages_external_key UNIQUE (gateway, external_id),
  CONSTRAINT conversation_messages_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations (id),
  CONSTRAINT conversation_messages_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id),
  CONSTRAINT conversation_messages_text_check CHECK ((text_encrypted IS NULL) = (erased_at IS NOT NULL)),
  CONSTRAINT conversation_messages_position_check CHECK ((lng IS NULL) = (lat IS NULL)),
  CONSTRAINT conversation_messages_decided_check CHECK ((decided_at IS NULL) = (look_at IS NOT NULL))
);
CREATE INDEX conversation_messages_conversation ON conversation_messages (conversation_id, id);
CREATE INDEX conversation_messages_look_at ON conversation_messages (look_at) WHERE decided_at IS NULL;
