CREATE TABLE categories (
  id                uuid    NOT NULL,
  code              text    NOT NULL,
  parent_id         uuid,
  name              text    NOT NULL,
  name_en           text    NOT NULL,
  -- a root only sorts; tickets have a selectable one
  selectable        boolean NOT NULL,
  urgency           text    NOT NULL,
  dispatch          text    NOT NULL,
  confidential      boolean NOT NULL,
  accept_seconds    int     NOT NULL,
  resolve_seconds   int     NOT NULL,
  -- false: the clock runs while the station is open
  round_the_clock   boolean NOT NULL,
  -- how long an offer waits for its answer
  offer_seconds     int     NOT NULL,
  -- how long `head` dispatch waits for the head before it goes automatically
  head_seconds      int     NOT NULL,
  -- [{skill, size}]; skill null: anyone
  crew              jsonb   NOT NULL,
  retired_at        timestamptz,
  CONSTRAINT categories_pkey PRIMARY KEY (id),
  CONSTRAINT categories_code_key UNIQUE (code),
  CONSTRAINT categories_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES categories (id),
  CONSTRAINT categories_urgency_check CHECK (urgency IN ('normal', 'urgent', 'critical')),
  -- urgent work never waits for a head
  CONSTRAINT categories_dispatch_check CHECK (dispatch IN ('auto', 'head') AND (urgency = 'normal' OR dispatch = 'auto')),
  CONSTRAINT categories_seconds_check CHECK (
    accept_seconds > 0 AND resolve_seconds >= accept_seconds AND offer_seconds > 0 AND head_seconds > 0),
  CONSTRAINT categories_crew_check CHECK (jsonb_typeof(crew) = 'array' AND (NOT selectable OR jsonb_array_length(crew) > 0))
);
CREATE INDEX categories_parent_id ON categories (parent_id);

-- Never reset: a reference is read out, written on paper and asked for years later.
CREATE SEQUENCE ticket_references START 1000001;

CREATE TABLE tickets (
  id               uuid        NOT NULL,
  reference        text        NOT NULL,
  state            text        NOT NULL,
  category_id      uuid        NOT NULL,
  urgency          text        NOT NULL,
  confidential     boolean     NOT NULL,
  -- null: triage, or solved by an area
  station_id       uuid,
  area_id          uuid        NOT NULL,
  area_path        text        COLLATE "C" NOT NULL,
  -- the map, way and reason it was routed by
  map_id           uuid        NOT NULL,
  route_way        text        NOT NULL,
  route_reason     jsonb       NOT NULL,
  building_id      uuid,
  unit             text,
  lng              double precision,
  lat              double precision,
  door_encrypted   bytea,
  channel          text        NOT NULL,
  person_helped_id uuid,
  owner_id         uuid,
  escalation_level int         NOT NULL DEFAULT 0,
  accept_due       timestamptz NOT NULL,
  resolve_due      timestamptz NOT NULL,
  opened_at        timestamptz NOT NULL,
  accepted_at      timestamptz,
  started_at       timestamptz,
  resolved_at      timestamptz,
  closed_at        timestamptz,
  -- the clock of this round: opened, or reopened
  round_started_at timestamptz NOT NULL,
  held_from        text,
  hold_started_at  timestamptz,
  hold_until       timestamptz,
  held_seconds     int         NOT NULL DEFAULT 0,
  outcome          text,
  proposed_outcome text,
  -- how it was confirmed
  confirmation     text,
  rework           int         NOT NULL DEFAULT 0,
  silence_due      timestamptz,
  stars            smallint,
  version          int         NOT NULL DEFAULT 1,
  CONSTRAINT tickets_pkey PRIMARY KEY (id),
  CONSTRAINT tickets_reference_key UNIQUE (reference),
  CONSTRAINT tickets_category_id_fkey FOREIGN KEY (category_id) REFERENCES categories (id),
  CONSTRAINT tickets_station_id_fkey FOREIGN KEY (station_id) REFERENCES stations (id),
  CONSTRAINT tickets_area_id_fkey FOREIGN KEY (area_id) REFERENCES areas (id),
  CONSTRAINT tickets_map_id_fkey FOREIGN KEY (map_id) REFERENCES grid_maps (id),
  CONSTRAINT tickets_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings (id),
  CONSTRAINT tickets_person_helped_id_fkey FOREIGN KEY (person_helped_id) REFERENCES residents (id),
  CONSTRAINT tickets_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES accounts (id),
  CONSTRAINT tickets_state_check CHECK (
    state IN ('triage', 'open', 'assigned', 'in_progress', 'on_hold', 'resolved', 'closed', 'cancelled', 'merged')),
  CONSTRAINT tickets_triage_check CHECK (state <> 'triage' OR station_id IS NULL),
  CONSTRAINT tickets_outcome_check CHECK (outcome IN ('done', 'referred', 'explained', 'not_possible')),
  CONSTRAINT tickets_resolved_check CHECK ((state IN ('resolved', 'closed')) = (outcome IS NOT NULL)),
  CONSTRAINT tickets_confirmation_check CHECK (
    confirmation IN ('link', 'call_back', 'slip', 'silence') AND state = 'closed' OR confirmation IS NULL),
  CONSTRAINT tickets_stars_check CHECK (stars BETWEEN 1 AND 5),
  CONSTRAINT tickets_hold_check CHECK ((state = 'on_hold') = (hold_started_at IS NOT NULL))
);
CREATE INDEX tickets_station ON tickets (station_id, id);
CREATE INDEX tickets_area_path ON tickets (area_path, id);
CREATE INDEX tickets_owner ON tickets (owner_id, id) WHERE state NOT IN ('closed', 'cancelled', 'merged');
CREATE INDEX tickets_hold_until ON tickets (hold_until) WHERE hold_until IS NOT NULL;
CREATE INDEX tickets_silence_due ON tickets (silence_due) WHERE silence_due IS NOT NULL;

-- As many rows as the category asks for, made with the ticket: a crew cannot be larger, whatever the race.
CREATE TABLE crew_places (
  id        uuid NOT NULL,
  ticket_id uuid NOT NULL,
  skill     text,
  helper_id uuid,
  joined_at timestamptz,
  CONSTRAINT crew_places_pkey PRIMARY KEY (id),
  CONSTRAINT crew_places_helper_key UNIQUE (ticket_id, helper_id),
  CONSTRAINT crew_places_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id),
  CONSTRAINT crew_places_helper_id_fkey FOREIGN KEY (helper_id) REFERENCES helpers (id),
  CONSTRAINT crew_places_joined_check CHECK ((helper_id IS NULL) = (joined_at IS NULL))
);
CREATE INDEX crew_places_helper ON crew_places (helper_id, ticket_id) WHERE helper_id IS NOT NULL;

-- Who asked: more than one after a merge. Each has a link of their own, revoked by its version.
CREATE TABLE requesters (
  ticket_id    uuid     NOT NULL,
  no           smallint NOT NULL,
  resident_id  uuid     NOT NULL,
  link_version smallint NOT NULL DEFAULT 1,
  CONSTRAINT requesters_pkey PRIMARY KEY (ticket_id, no),
  CONSTRAINT requesters_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id),
  CONSTRAINT requesters_resident_id_fkey FOREIGN KEY (resident_id) REFERENCES residents (id)
);
CREATE INDEX requesters_resident_id ON requesters (resident_id);

-- 全程纪实. Ids and codes only: what people wrote stands in ticket_texts, which can be erased.
CREATE TABLE ticket_events (
  id           uuid        NOT NULL,
  ticket_id    uuid        NOT NULL,
  version      int         NOT NULL,
  type         text        NOT NULL,
  actor_kind   text        NOT NULL,
  actor_id     uuid,
  -- the helper whose doing somebody else recorded
  on_behalf_of uuid,
  channel      text        NOT NULL,
  happened_at  timestamptz NOT NULL,
  entered_at   timestamptz NOT NULL,
  changes      jsonb       NOT NULL,
  station_id   uuid,
  xid          xid8        NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT ticket_events_pkey PRIMARY KEY (id),
  CONSTRAINT ticket_events_version_key UNIQUE (ticket_id, version),
  CONSTRAINT ticket_events_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id),
  CONSTRAINT ticket_events_actor_check CHECK (
    actor_kind IN ('account', 'requester', 'system') AND (actor_kind <> 'account' OR actor_id IS NOT NULL))
);
CREATE INDEX ticket_events_xid ON ticket_events (xid);
CREATE INDEX ticket_events_station ON ticket_events (station_id, xid);
CREATE TRIGGER ticket_events_append_only BEFORE UPDATE OR DELETE ON ticket_events
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE ticket_texts (
  id        uuid        NOT NULL,
  ticket_id uuid        NOT NULL,
  event_id  uuid        NOT NULL,
  kind      text        NOT NULL,
  text      text,
  erased_at timestamptz,
  CONSTRAINT ticket_texts_pkey PRIMARY KEY (id),
  CONSTRAINT ticket_texts_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id),
  CONSTRAINT ticket_texts_event_id_fkey FOREIGN KEY (event_id) REFERENCES ticket_events (id),
  CONSTRAINT ticket_texts_kind_check CHECK (kind IN ('request', 'comment', 'note', 'reason')),
  CONSTRAINT ticket_texts_erased_check CHECK ((text IS NULL) = (erased_at IS NOT NULL))
);
CREATE INDEX ticket_texts_ticket_id ON ticket_texts (ticket_id);
CREATE INDEX ticket_texts_event_id ON ticket_texts (event_id);

-- The picture itself is a file named by the id: re-encoded, without metadata.
CREATE TABLE photos (
  id        uuid        NOT NULL,
  ticket_id uuid        NOT NULL,
  event_id  uuid        NOT NULL,
  width     int         NOT NULL,
  height    int         NOT NULL,
  bytes     int         NOT NULL,
  CONSTRAINT photos_pkey PRIMARY KEY (id),
  CONSTRAINT photos_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id),
  CONSTRAINT photos_event_id_fkey FOREIGN KEY (event_id) REFERENCES ticket_events (id)
);
CREATE INDEX photos_ticket_id ON photos (ticket_id);
