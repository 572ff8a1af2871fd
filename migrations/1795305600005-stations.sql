CREATE TABLE stations (
  id           uuid NOT NULL,
  code         text NOT NULL,
  name         text NOT NULL,
  community_id uuid NOT NULL,
  area_path    text COLLATE "C" NOT NULL,
  address      text NOT NULL,
  sign_text    text NOT NULL,
  -- the station's own line, public
  phone        text NOT NULL,
  lng          double precision NOT NULL,
  lat          double precision NOT NULL,
  -- open tickets it can carry at once
  capacity     int  NOT NULL,
  -- [{weekday 1–7, from, to}], minutes of the day
  hours        jsonb NOT NULL,
  opened_on    date NOT NULL,
  closed_on    date,
  CONSTRAINT stations_pkey PRIMARY KEY (id),
  CONSTRAINT stations_code_key UNIQUE (code),
  CONSTRAINT stations_community_id_fkey FOREIGN KEY (community_id) REFERENCES areas (id),
  CONSTRAINT stations_capacity_check CHECK (capacity > 0)
);
CREATE INDEX stations_area_path ON stations (area_path);

CREATE TABLE station_heads (
  station_id uuid NOT NULL,
  account_id uuid NOT NULL,
  role       text NOT NULL,
  valid_from date NOT NULL,
  valid_to   date,
  CONSTRAINT station_heads_pkey PRIMARY KEY (station_id, account_id, role, valid_from),
  CONSTRAINT station_heads_station_id_fkey FOREIGN KEY (station_id) REFERENCES stations (id),
  CONSTRAINT station_heads_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT station_heads_role_check CHECK (role IN ('head', 'deputy'))
);
CREATE UNIQUE INDEX station_heads_one_head ON station_heads (station_id) WHERE role = 'head' AND valid_to IS NULL;
CREATE INDEX station_heads_account_id ON station_heads (account_id);

-- Each grid of a map has exactly one station: the primary key says so.
CREATE TABLE coverage (
  map_id     uuid NOT NULL,
  grid_id    uuid NOT NULL,
  station_id uuid NOT NULL,
  CONSTRAINT coverage_pkey PRIMARY KEY (map_id, grid_id),
  CONSTRAINT coverage_map_id_fkey FOREIGN KEY (map_id) REFERENCES grid_maps (id),
  CONSTRAINT coverage_grid_id_fkey FOREIGN KEY (grid_id) REFERENCES areas (id),
  CONSTRAINT coverage_station_id_fkey FOREIGN KEY (station_id) REFERENCES stations (id)
);
CREATE INDEX coverage_station_id ON coverage (station_id);

CREATE TABLE skills (
  code     text    NOT NULL,
  name     text    NOT NULL,
  -- work that needs a licence valid on the day
  licensed boolean NOT NULL,
  CONSTRAINT skills_pkey PRIMARY KEY (code)
);

CREATE TABLE helpers (
  id           uuid    NOT NULL,
  account_id   uuid    NOT NULL,
  station_id   uuid    NOT NULL,
  profession   text    NOT NULL,
  party_member boolean NOT NULL,
  -- tickets at once
  capacity     int     NOT NULL,
  languages    text[]  NOT NULL DEFAULT '{}',
  lng          double precision,
  lat          double precision,
  joined_on    date    NOT NULL,
  left_on      date,
  CONSTRAINT helpers_pkey PRIMARY KEY (id),
  CONSTRAINT helpers_account_id_key UNIQUE (account_id),
  CONSTRAINT helpers_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT helpers_station_id_fkey FOREIGN KEY (station_id) REFERENCES stations (id),
  CONSTRAINT helpers_capacity_check CHECK (capacity > 0)
);
CREATE INDEX helpers_station_id ON helpers (station_id) WHERE left_on IS NULL;

CREATE TABLE helper_skills (
  helper_id   uuid NOT NULL,
  skill       text NOT NULL,
  licence_no  text,
  valid_until date,
  CONSTRAINT helper_skills_pkey PRIMARY KEY (helper_id, skill),
  CONSTRAINT helper_skills_helper_id_fkey FOREIGN KEY (helper_id) REFERENCES helpers (id),
  CONSTRAINT helper_skills_skill_fkey FOREIGN KEY (skill) REFERENCES skills (code)
);

CREATE TABLE rosters (
  helper_id   uuid     NOT NULL,
  weekday     smallint NOT NULL,
  from_minute smallint NOT NULL,
  to_minute   smallint NOT NULL,
  CONSTRAINT rosters_pkey PRIMARY KEY (helper_id, weekday, from_minute),
  CONSTRAINT rosters_helper_id_fkey FOREIGN KEY (helper_id) REFERENCES helpers (id),
  CONSTRAINT rosters_minutes_check CHECK (weekday BETWEEN 1 AND 7 AND from_minute >= 0 AND to_minute > from_minute AND to_minute <= 1440)
);

-- Other stations that a helper is willing to serve.
CREATE TABLE willing_stations (
  helper_id  uuid NOT NULL,
  station_id uuid NOT NULL,
  CONSTRAINT willing_stations_pkey PRIMARY KEY (helper_id, station_id),
  CONSTRAINT willing_stations_helper_id_fkey FOREIGN KEY (helper_id) REFERENCES helpers (id),
  CONSTRAINT willing_stations_station_id_fkey FOREIGN KEY (station_id) REFERENCES stations (id)
);
CREATE INDEX willing_stations_station_id ON willing_stations (station_id);

-- What stations, and areas where an area did the work, are counted by: one row a holder, day and category.
CREATE TABLE counts (
  holder_id             uuid NOT NULL,
  holder_kind           text NOT NULL,
  area_path             text COLLATE "C" NOT NULL,
  day                   date NOT NULL,
  category_id           uuid NOT NULL,
  received              int  NOT NULL DEFAULT 0,
  resolved_done         int  NOT NULL DEFAULT 0,
  resolved_referred     int  NOT NULL DEFAULT 0,
  resolved_explained    int  NOT NULL DEFAULT 0,
  resolved_not_possible int  NOT NULL DEFAULT 0,
  resolved_on_time      int  NOT NULL DEFAULT 0,
  completed_link        int  NOT NULL DEFAULT 0,
  completed_call_back   int  NOT NULL DEFAULT 0,
  completed_slip        int  NOT NULL DEFAULT 0,
  completed_silence     int  NOT NULL DEFAULT 0,
  withdrawn             int  NOT NULL DEFAULT 0,
  cancelled             int  NOT NULL DEFAULT 0,
  transferred_in        int  NOT NULL DEFAULT 0,
  transferred_out       int  NOT NULL DEFAULT 0,
  ratings               int  NOT NULL DEFAULT 0,
  stars                 int  NOT NULL DEFAULT 0,
  CONSTRAINT counts_pkey PRIMARY KEY (holder_id, day, category_id),
  CONSTRAINT counts_holder_kind_check CHECK (holder_kind IN ('station', 'area')),
  CONSTRAINT counts_not_negative_check CHECK (
    least(received, resolved_done, resolved_referred, resolved_explained, resolved_not_possible, resolved_on_time, completed_link,
          completed_call_back, completed_slip, completed_silence, withdrawn, cancelled, transferred_in, transferred_out,
          ratings, stars) >= 0)
);
CREATE INDEX counts_area_path_day ON counts (area_path, day);

-- Mergeable histograms: n times whose length fell into logarithmic bucket `bucket` (stations/durations.ts).
CREATE TABLE count_times (
  holder_id   uuid     NOT NULL,
  area_path   text     COLLATE "C" NOT NULL,
  day         date     NOT NULL,
  category_id uuid     NOT NULL,
  measure     text     NOT NULL,
  bucket      smallint NOT NULL,
  n           int      NOT NULL,
  CONSTRAINT count_times_pkey PRIMARY KEY (holder_id, day, category_id, measure, bucket),
  CONSTRAINT count_times_measure_check CHECK (measure IN ('accept', 'resolve')),
  CONSTRAINT count_times_n_check CHECK (n > 0)
);
CREATE INDEX count_times_area_path_day ON count_times (area_path, day);
