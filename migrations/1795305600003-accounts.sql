-- Who may sign in. A phone number is personal: encrypted, and found by a keyed hash.
CREATE TABLE accounts (
  id              uuid        NOT NULL,
  name            text        NOT NULL,
  phone_hash      bytea       NOT NULL,
  phone_encrypted bytea       NOT NULL,
  -- argon2id; null: cannot sign in (many helpers only answer the phone)
  password_hash   text,
  -- of the made-up street: its password is printed, so it is good for nothing outside a demo
  demo            boolean     NOT NULL DEFAULT false,
  disabled_at     timestamptz,
  created_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT accounts_pkey PRIMARY KEY (id),
  CONSTRAINT accounts_phone_hash_key UNIQUE (phone_hash)
);

-- Wrong guesses by phone number, known or not: an unknown number locks as a known one does, so a lock tells nothing.
-- A guess is counted before it is checked; a right one deletes the row.
CREATE TABLE sign_in_attempts (
  phone_hash   bytea       NOT NULL,
  attempts     int         NOT NULL,
  last_at      timestamptz NOT NULL,
  locked_until timestamptz,
  CONSTRAINT sign_in_attempts_pkey PRIMARY KEY (phone_hash)
);
CREATE INDEX sign_in_attempts_last_at ON sign_in_attempts (last_at);

CREATE TABLE area_roles (
  account_id uuid NOT NULL,
  area_id    uuid NOT NULL,
  role       text NOT NULL,
  valid_from date NOT NULL,
  -- the first day on which it no longer counts
  valid_to   date,
  CONSTRAINT area_roles_pkey PRIMARY KEY (account_id, area_id, role),
  CONSTRAINT area_roles_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT area_roles_area_id_fkey FOREIGN KEY (area_id) REFERENCES areas (id),
  CONSTRAINT area_roles_role_check CHECK (role IN ('operator', 'leader', 'administrator'))
);

-- The named person whose move is next when an area owns a ticket.
CREATE TABLE area_owners (
  area_id    uuid NOT NULL,
  account_id uuid NOT NULL,
  deputy_id  uuid,
  CONSTRAINT area_owners_pkey PRIMARY KEY (area_id),
  CONSTRAINT area_owners_area_id_fkey FOREIGN KEY (area_id) REFERENCES areas (id),
  CONSTRAINT area_owners_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT area_owners_deputy_id_fkey FOREIGN KEY (deputy_id) REFERENCES accounts (id)
);

CREATE TABLE sessions (
  token_hash   bytea       NOT NULL,
  account_id   uuid        NOT NULL,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  CONSTRAINT sessions_pkey PRIMARY KEY (token_hash),
  CONSTRAINT sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id)
);
CREATE INDEX sessions_account_id ON sessions (account_id);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- Who asked for a code, known or not: the request writes the same row for both, and what follows happens afterwards.
CREATE TABLE code_requests (
  phone_hash bytea       NOT NULL,
  asked_at   timestamptz NOT NULL,
  CONSTRAINT code_requests_pkey PRIMARY KEY (phone_hash)
);
CREATE INDEX code_requests_asked_at ON code_requests (asked_at);

-- One live code an account: asking again replaces it.
CREATE TABLE one_time_codes (
  account_id uuid        NOT NULL,
  code_hash  bytea       NOT NULL,
  -- for the channel that delivers it; gone with the row when it is used or replaced
  code_encrypted bytea   NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  attempts   int         NOT NULL DEFAULT 0,
  -- how many were asked for within 24 hours of day_from: what bounds guessing at one code after the other
  asked      int         NOT NULL DEFAULT 1,
  day_from   timestamptz NOT NULL,
  CONSTRAINT one_time_codes_pkey PRIMARY KEY (account_id),
  CONSTRAINT one_time_codes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id)
);
