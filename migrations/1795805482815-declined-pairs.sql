-- Never again one with the other: said by the resident or by the helper, and never shown to the other side.
CREATE TABLE declined_pairs (
  resident_id uuid        NOT NULL,
  helper_id   uuid        NOT NULL,
  declined_by text        NOT NULL,
  declined_at timestamptz NOT NULL,
  -- who entered it: the helper, or who did it on behalf; null: the resident's link
  entered_by  uuid,
  CONSTRAINT declined_pairs_pkey PRIMARY KEY (resident_id, helper_id, declined_by),
  CONSTRAINT declined_pairs_resident_id_fkey FOREIGN KEY (resident_id) REFERENCES residents (id) ON DELETE CASCADE,
  CONSTRAINT declined_pairs_helper_id_fkey FOREIGN KEY (helper_id) REFERENCES helpers (id),
  CONSTRAINT declined_pairs_entered_by_fkey FOREIGN KEY (entered_by) REFERENCES accounts (id),
  CONSTRAINT declined_pairs_declined_by_check CHECK (declined_by IN ('resident', 'helper'))
);
CREATE INDEX declined_pairs_helper_id ON declined_pairs (helper_id);
