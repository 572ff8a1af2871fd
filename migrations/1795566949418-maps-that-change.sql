-- A map is a full description of its moment: areas (name, parent), boundaries, coverage, buildings (words, grid, being there at
-- all). `areas` and `buildings` keep what never changes (id, code, kind) and, for readers by id, the words of the published map;
-- publishing changes them where they differ.

-- in no published map yet
ALTER TABLE areas ADD COLUMN draft boolean NOT NULL DEFAULT false;

ALTER TABLE grid_maps
  -- the published map that a draft began as a copy of
  ADD COLUMN based_on         uuid,
  -- raised with whatever changes in a draft; what was checked was this revision
  ADD COLUMN revision         int  NOT NULL DEFAULT 1,
  ADD COLUMN checked_revision int,
  -- what the check found: [{severity, code, n}]
  ADD COLUMN checked          jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN created_by       uuid,
  ADD CONSTRAINT grid_maps_based_on_fkey FOREIGN KEY (based_on) REFERENCES grid_maps (id),
  ADD CONSTRAINT grid_maps_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts (id),
  ADD CONSTRAINT grid_maps_checked_check CHECK (checked_revision <= revision);

CREATE TABLE map_areas (
  map_id    uuid NOT NULL,
  area_id   uuid NOT NULL,
  name      text NOT NULL,
  parent_id uuid,
  path      text COLLATE "C" NOT NULL,
  -- of the file that it came by; null: as it was in the map before
  line      int,
  CONSTRAINT map_areas_pkey PRIMARY KEY (map_id, area_id),
  CONSTRAINT map_areas_map_id_fkey FOREIGN KEY (map_id) REFERENCES grid_maps (id),
  CONSTRAINT map_areas_area_id_fkey FOREIGN KEY (area_id) REFERENCES areas (id),
  CONSTRAINT map_areas_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES areas (id)
);

-- The words of a building, never changed: its id is made of them, so that the same words are one row, whatever the map.
CREATE FUNCTION building_version_id(code text, name text, address text, aliases text[], units text[], lng double precision,
                                    lat double precision) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT md5(code || E'\x1f' || name || E'\x1f' || address || E'\x1f' || array_to_string(aliases, E'\x1e') || E'\x1f' ||
             array_to_string(units, E'\x1e') || E'\x1f' || coalesce(lng::text, '') || E'\x1f' || coalesce(lat::text, ''))::uuid
$$;
CREATE TABLE building_versions (
  id          uuid   NOT NULL,
  building_id uuid   NOT NULL,
  name        text   NOT NULL,
  address     text   NOT NULL,
  aliases     text[] NOT NULL,
  units       text[] NOT NULL,
  lng         double precision,
  lat         double precision,
  search_text text   NOT NULL,
  CONSTRAINT building_versions_pkey PRIMARY KEY (id),
  CONSTRAINT building_versions_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings (id),
  CONSTRAINT building_versions_lng_check CHECK (lng BETWEEN -180 AND 180),
  CONSTRAINT building_versions_lat_check CHECK (lat BETWEEN -90 AND 90)
);
CREATE TRIGGER building_versions_append_only BEFORE UPDATE ON building_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- which words the building has now; null: written by a process of the release before
ALTER TABLE buildings ADD COLUMN version_id uuid,
  ADD CONSTRAINT buildings_version_id_fkey FOREIGN KEY (version_id) REFERENCES building_versions (id);
CREATE INDEX buildings_removed ON buildings (removed_on) WHERE removed_on IS NOT NULL;

CREATE TABLE map_buildings (
  map_id      uuid NOT NULL,
  building_id uuid NOT NULL,
  version_id  uuid NOT NULL,
  -- as given; null: where its point is
  grid_id     uuid,
  line        int,
  CONSTRAINT map_buildings_pkey PRIMARY KEY (map_id, building_id),
  CONSTRAINT map_buildings_map_id_fkey FOREIGN KEY (map_id) REFERENCES grid_maps (id),
  CONSTRAINT map_buildings_version_id_fkey FOREIGN KEY (version_id) REFERENCES building_versions (id),
  CONSTRAINT map_buildings_grid_id_fkey FOREIGN KEY (grid_id) REFERENCES areas (id)
);

-- Maps that are there knew one state of areas and buildings: today's.
INSERT INTO building_versions (id, building_id, name, address, aliases, units, lng, lat, search_text)
SELECT building_version_id(code, name, address, aliases, units, lng, lat), id, name, address, aliases, units, lng, lat, search_text
  FROM buildings;
UPDATE buildings SET version_id = building_version_id(code, name, address, aliases, units, lng, lat);
INSERT INTO map_areas (map_id, area_id, name, parent_id, path)
SELECT m.id, a.id, a.name, a.parent_id, a.path FROM grid_maps m CROSS JOIN areas a WHERE a.valid_to IS NULL;
INSERT INTO map_buildings (map_id, building_id, version_id, grid_id)
SELECT m.id, b.id, b.version_id, b.grid_id FROM grid_maps m CROSS JOIN buildings b WHERE b.removed_on IS NULL;
UPDATE grid_maps SET checked_revision = revision;

-- Files on their way into a draft: one at a time, all of it or nothing.
CREATE TABLE map_imports (
  id         uuid        NOT NULL,
  map_id     uuid        NOT NULL,
  kind       text        NOT NULL,
  mode       text        NOT NULL,
  state      text        NOT NULL,
  bytes      bigint      NOT NULL DEFAULT 0,
  -- of the whole file, where the sender says so
  bytes_of   bigint,
  rows       int         NOT NULL DEFAULT 0,
  added      int,
  changed    int,
  unchanged  int,
  removed    int,
  -- what reading it found: [{severity, code, n}]
  found      jsonb       NOT NULL DEFAULT '[]',
  -- why it came to nothing: {code, args}
  fault      jsonb,
  started_at timestamptz NOT NULL,
  touched_at timestamptz NOT NULL,
  ended_at   timestamptz,
  started_by uuid,
  CONSTRAINT map_imports_pkey PRIMARY KEY (id),
  CONSTRAINT map_imports_map_id_fkey FOREIGN KEY (map_id) REFERENCES grid_maps (id),
  CONSTRAINT map_imports_started_by_fkey FOREIGN KEY (started_by) REFERENCES accounts (id),
  CONSTRAINT map_imports_kind_check CHECK (kind IN ('areas', 'buildings')),
  CONSTRAINT map_imports_mode_check CHECK (mode IN ('merge', 'replace')),
  CONSTRAINT map_imports_state_check CHECK (state IN ('reading', 'writing', 'done', 'refused', 'failed')),
  CONSTRAINT map_imports_ended_check CHECK ((state IN ('reading', 'writing')) = (ended_at IS NULL))
);
CREATE UNIQUE INDEX map_imports_one_a_map ON map_imports (map_id) WHERE state IN ('reading', 'writing');
CREATE INDEX map_imports_map_id ON map_imports (map_id, id);

-- What was read of them. Not logged: after a crash the import has failed, and is sent again.
CREATE UNLOGGED TABLE staged_areas (
  import_id uuid NOT NULL,
  no        int  NOT NULL,
  line      int  NOT NULL,
  code      text NOT NULL,
  geometry  jsonb,
  CONSTRAINT staged_areas_pkey PRIMARY KEY (import_id, no)
);
CREATE UNLOGGED TABLE staged_buildings (
  import_id   uuid   NOT NULL,
  no          int    NOT NULL,
  line        int    NOT NULL,
  id          uuid   NOT NULL,
  code        text   NOT NULL,
  name        text   NOT NULL,
  address     text   NOT NULL,
  aliases     text[] NOT NULL,
  units       text[] NOT NULL,
  grid        text,
  lng         double precision,
  lat         double precision,
  search_text text   NOT NULL,
  CONSTRAINT staged_buildings_pkey PRIMARY KEY (import_id, no)
);

-- The report. Of each kind of finding at most a thousand rows; how many there were stands in `checked` and `found`.
CREATE TABLE map_findings (
  id        uuid NOT NULL,
  map_id    uuid NOT NULL,
  -- null: of the draft as a whole
  import_id uuid,
  severity  text NOT NULL,
  code      text NOT NULL,
  -- [{index, line, code}]
  features  jsonb NOT NULL,
  args      jsonb NOT NULL DEFAULT '{}',
  area_m2    double precision,
  share      double precision,
  distance_m double precision,
  -- GeoJSON
  geometry  jsonb,
  -- of the same kind, which are not told one by one
  more      int,
  CONSTRAINT map_findings_pkey PRIMARY KEY (id),
  CONSTRAINT map_findings_map_id_fkey FOREIGN KEY (map_id) REFERENCES grid_maps (id),
  CONSTRAINT map_findings_import_id_fkey FOREIGN KEY (import_id) REFERENCES map_imports (id),
  CONSTRAINT map_findings_severity_check CHECK (severity IN ('error', 'warning', 'repaired'))
);
CREATE INDEX map_findings_map_id ON map_findings (map_id, id);
CREATE INDEX map_findings_import_id ON map_findings (import_id) WHERE import_id IS NOT NULL;

-- The history of what was published, and what is to be. `preparing`: every process reads the coming map, and acknowledges; then one
-- transaction publishes it.
CREATE TABLE map_publications (
  id                uuid        NOT NULL,
  map_id            uuid        NOT NULL,
  previous_id       uuid,
  kind              text        NOT NULL,
  state             text        NOT NULL,
  valid_from        date        NOT NULL,
  move_open_tickets boolean     NOT NULL,
  requested_at      timestamptz NOT NULL,
  requested_by      uuid,
  -- not before
  due_at            timestamptz NOT NULL,
  prepared_from     timestamptz,
  published_at      timestamptz,
  ended_at          timestamptz,
  fault             text,
  CONSTRAINT map_publications_pkey PRIMARY KEY (id),
  CONSTRAINT map_publications_map_id_fkey FOREIGN KEY (map_id) REFERENCES grid_maps (id),
  CONSTRAINT map_publications_previous_id_fkey FOREIGN KEY (previous_id) REFERENCES grid_maps (id),
  CONSTRAINT map_publications_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES accounts (id),
  CONSTRAINT map_publications_kind_check CHECK (kind IN ('publish', 'rollback')),
  CONSTRAINT map_publications_state_check CHECK (state IN ('scheduled', 'preparing', 'published', 'withdrawn', 'failed')),
  CONSTRAINT map_publications_published_check CHECK ((state = 'published') = (published_at IS NOT NULL))
);
CREATE UNIQUE INDEX map_publications_one_a_map ON map_publications (map_id) WHERE state IN ('scheduled', 'preparing');
CREATE UNIQUE INDEX map_publications_one_preparing ON map_publications (state) WHERE state = 'preparing';
CREATE INDEX map_publications_due ON map_publications (due_at) WHERE state IN ('scheduled', 'preparing');

CREATE TABLE map_readers (
  publication_id uuid        NOT NULL,
  -- of a process, made at its start
  reader_id      uuid        NOT NULL,
  ready_at       timestamptz,
  CONSTRAINT map_readers_pkey PRIMARY KEY (publication_id, reader_id),
  CONSTRAINT map_readers_publication_id_fkey FOREIGN KEY (publication_id) REFERENCES map_publications (id)
);

-- Open tickets that go to another station since the map has changed, where its publisher wants that: one row a ticket, until it
-- has gone, or it is said why it stays.
CREATE TABLE map_move_runs (
  publication_id uuid        NOT NULL,
  claimed_at     timestamptz NOT NULL,
  planned_at     timestamptz,
  ended_at       timestamptz,
  CONSTRAINT map_move_runs_pkey PRIMARY KEY (publication_id),
  CONSTRAINT map_move_runs_publication_id_fkey FOREIGN KEY (publication_id) REFERENCES map_publications (id)
);
CREATE TABLE map_moves (
  publication_id  uuid  NOT NULL,
  ticket_id       uuid  NOT NULL,
  from_station_id uuid,
  to_station_id   uuid  NOT NULL,
  -- where the new map has its place: {mapId, areaId, areaPath, way, reason}
  place           jsonb NOT NULL,
  state           text  NOT NULL DEFAULT 'waiting',
  -- why it stays
  reason          text,
  CONSTRAINT map_moves_pkey PRIMARY KEY (publication_id, ticket_id),
  CONSTRAINT map_moves_publication_id_fkey FOREIGN KEY (publication_id) REFERENCES map_publications (id),
  CONSTRAINT map_moves_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id),
  CONSTRAINT map_moves_to_station_id_fkey FOREIGN KEY (to_station_id) REFERENCES stations (id),
  CONSTRAINT map_moves_from_station_id_fkey FOREIGN KEY (from_station_id) REFERENCES stations (id),
  CONSTRAINT map_moves_state_check CHECK (state IN ('waiting', 'moved', 'stayed'))
);
CREATE INDEX map_moves_waiting ON map_moves (publication_id, ticket_id) WHERE state = 'waiting';

-- What was published before there was a history.
INSERT INTO map_publications (id, map_id, kind, state, valid_from, move_open_tickets, requested_at, due_at, published_at, ended_at)
SELECT id, id, 'publish', 'published', valid_from, false, published_at, published_at, published_at, published_at
  FROM grid_maps WHERE published_at IS NOT NULL;
