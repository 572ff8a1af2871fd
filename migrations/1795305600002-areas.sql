-- City → district → street → community → grid, by official codes (statistical division codes; a grid adds three digits).
CREATE TABLE areas (
  id         uuid        NOT NULL,
  code       text        NOT NULL,
  kind       text        NOT NULL,
  name       text        NOT NULL,
  parent_id  uuid,
  -- codes from the root, each followed by a dot: scope is a prefix of it
  path       text        COLLATE "C" NOT NULL,
  valid_from date        NOT NULL,
  valid_to   date,
  CONSTRAINT areas_pkey PRIMARY KEY (id),
  CONSTRAINT areas_code_key UNIQUE (code),
  CONSTRAINT areas_path_key UNIQUE (path),
  CONSTRAINT areas_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES areas (id),
  CONSTRAINT areas_kind_check CHECK (kind IN ('city', 'district', 'street', 'community', 'grid')),
  CONSTRAINT areas_root_check CHECK ((kind = 'city') = (parent_id IS NULL)),
  CONSTRAINT areas_valid_check CHECK (valid_to IS NULL OR valid_to > valid_from)
);
CREATE INDEX areas_parent_id ON areas (parent_id);

-- A dated version of all boundaries and coverage.
CREATE TABLE grid_maps (
  id           uuid        NOT NULL,
  name         text        NOT NULL,
  state        text        NOT NULL,
  valid_from   date        NOT NULL,
  source       text        NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz,
  CONSTRAINT grid_maps_pkey PRIMARY KEY (id),
  CONSTRAINT grid_maps_state_check CHECK (state IN ('draft', 'published', 'retired')),
  CONSTRAINT grid_maps_published_check CHECK ((state = 'draft') = (published_at IS NULL))
);
CREATE UNIQUE INDEX grid_maps_one_published ON grid_maps (state) WHERE state = 'published';

CREATE TABLE boundaries (
  map_id   uuid  NOT NULL,
  area_id  uuid  NOT NULL,
  -- GeoJSON MultiPolygon coordinates, WGS-84
  geometry jsonb NOT NULL,
  CONSTRAINT boundaries_pkey PRIMARY KEY (map_id, area_id),
  CONSTRAINT boundaries_map_id_fkey FOREIGN KEY (map_id) REFERENCES grid_maps (id),
  CONSTRAINT boundaries_area_id_fkey FOREIGN KEY (area_id) REFERENCES areas (id),
  CONSTRAINT boundaries_geometry_check CHECK (jsonb_typeof(geometry) = 'array')
);

CREATE TABLE buildings (
  id         uuid             NOT NULL,
  code       text             NOT NULL,
  name       text             NOT NULL,
  address    text             NOT NULL,
  aliases    text[]           NOT NULL DEFAULT '{}',
  units      text[]           NOT NULL DEFAULT '{}',
  grid_id    uuid,
  lng        double precision,
  lat        double precision,
  removed_on date,
  -- name, address, aliases and code as areas/place-text.ts spells them, one a line
  search_text text            NOT NULL,
  CONSTRAINT buildings_pkey PRIMARY KEY (id),
  CONSTRAINT buildings_code_key UNIQUE (code),
  CONSTRAINT buildings_grid_id_fkey FOREIGN KEY (grid_id) REFERENCES areas (id),
  CONSTRAINT buildings_place_check CHECK (grid_id IS NOT NULL OR (lng IS NOT NULL AND lat IS NOT NULL)),
  CONSTRAINT buildings_lng_check CHECK (lng BETWEEN -180 AND 180),
  CONSTRAINT buildings_lat_check CHECK (lat BETWEEN -90 AND 90)
);
CREATE INDEX buildings_grid_id ON buildings (grid_id);

-- One row, raised with whatever routing keeps in memory (areas, buildings, maps, coverage, stations): every process then reloads.
CREATE TABLE reference_revision (
  only_row boolean NOT NULL DEFAULT true,
  revision bigint  NOT NULL,
  CONSTRAINT reference_revision_pkey PRIMARY KEY (only_row),
  CONSTRAINT reference_revision_only_row_check CHECK (only_row)
);
