CREATE TABLE residents (
  id              uuid        NOT NULL,
  phone_hash      bytea,
  phone_encrypted bytea,
  name_encrypted  bytea,
  -- a number that rang us, or that answered a call-back; one typed on the web is not
  phone_verified  boolean     NOT NULL DEFAULT false,
  created_at      timestamptz NOT NULL DEFAULT now(),
  erased_at       timestamptz,
  CONSTRAINT residents_pkey PRIMARY KEY (id),
  CONSTRAINT residents_phone_check CHECK ((phone_hash IS NULL) = (phone_encrypted IS NULL))
);
-- A number typed on the web never becomes, or changes, the resident whose verified number it is.
CREATE UNIQUE INDEX residents_phone_hash_key ON residents (phone_hash) WHERE phone_verified;
CREATE INDEX residents_phone_hash ON residents (phone_hash) WHERE NOT phone_verified;

-- Every reading of a phone, name or door, whoever it belongs to.
CREATE TABLE personal_data_readings (
  id         uuid        NOT NULL,
  at         timestamptz NOT NULL,
  account_id uuid,
  subject    text        NOT NULL,
  subject_id uuid,
  fields     text[]      NOT NULL,
  ticket_id  uuid,
  purpose    text        NOT NULL,
  CONSTRAINT personal_data_readings_pkey PRIMARY KEY (id),
  CONSTRAINT personal_data_readings_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT personal_data_readings_subject_check CHECK (subject IN ('resident', 'account', 'door'))
);
CREATE INDEX personal_data_readings_account ON personal_data_readings (account_id, at);
CREATE INDEX personal_data_readings_subject ON personal_data_readings (subject_id, at);
CREATE INDEX personal_data_readings_ticket ON personal_data_readings (ticket_id, at);
CREATE TRIGGER personal_data_readings_append_only BEFORE UPDATE OR DELETE ON personal_data_readings
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
