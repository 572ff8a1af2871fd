-- What figures are made of: one row for each thing that is counted, written in the statement of the event that it belongs to, so
-- that every figure can name its rows. Ids, codes and times only.
CREATE TABLE ticket_facts (
  ticket_id   uuid        NOT NULL,
  -- of the event
  version     int         NOT NULL,
  kind        text        NOT NULL,
  -- who is counted by it: the station, in triage or solved there the area; as they stood in the tree then
  holder_id   uuid        NOT NULL,
  area_path   text        COLLATE "C" NOT NULL,
  -- where the ticket was: the grid, where it is in one
  area_id     uuid        NOT NULL,
  category_id uuid        NOT NULL,
  -- local day on which it happened
  day         date        NOT NULL,
  happened_at timestamptz NOT NULL,
  -- the time that it took, where it has one: to accept, to resolve
  seconds     double precision,
  CONSTRAINT ticket_facts_pkey PRIMARY KEY (ticket_id, version, kind),
  CONSTRAINT ticket_facts_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id)
);
CREATE INDEX ticket_facts_holder ON ticket_facts (holder_id, kind, day, ticket_id, version);
CREATE INDEX ticket_facts_area ON ticket_facts (area_id, kind, day, ticket_id, version);

-- Sums of facts, of each day and each month, of each category and (nil) of all together; of each holder, and of all below each area
-- (holder nil), so that a year of a district is few rows. Null is 0 and takes no room.
CREATE TABLE figures (
  holder_id                 uuid NOT NULL,
  area_path                 text COLLATE "C" NOT NULL,
  grain                     text NOT NULL,
  -- the first day of it
  start                     date NOT NULL,
  category_id               uuid NOT NULL,
  received                  int,
  transferred_in            int,
  transferred_out           int,
  accepted_on_time          int,
  accepted_late             int,
  accept_missed             int,
  resolved_done_on_time     int,
  resolved_done_late        int,
  resolved_other_on_time    int,
  resolved_other_late       int,
  resolve_missed            int,
  closed_done_link          int,
  closed_done_call_back     int,
  closed_done_slip          int,
  closed_done_silence       int,
  closed_other_link         int,
  closed_other_call_back    int,
  closed_other_slip         int,
  closed_other_silence      int,
  reopened_resolved         int,
  reopened_closed           int,
  cancelled                 int,
  held                      int,
  extended                  int,
  called_reached            int,
  called_unreached          int,
  rated_1                   int,
  rated_2                   int,
  rated_3                   int,
  rated_4                   int,
  rated_5                   int,
  -- of `received`: by the hour of the local day
  received_00               int,
  received_01               int,
  received_02               int,
  received_03               int,
  received_04               int,
  received_05               int,
  received_06               int,
  received_07               int,
  received_08               int,
  received_09               int,
  received_10               int,
  received_11               int,
  received_12               int,
  received_13               int,
  received_14               int,
  received_15               int,
  received_16               int,
  received_17               int,
  received_18               int,
  received_19               int,
  received_20               int,
  received_21               int,
  received_22               int,
  received_23               int,
  CONSTRAINT figures_pkey PRIMARY KEY (grain, category_id, area_path, holder_id, start),
  CONSTRAINT figures_grain_check CHECK (
    grain IN ('day', 'month', 'area_day', 'area_month') AND (grain LIKE 'area%') = (holder_id = '00000000-0000-0000-0000-000000000000'))
);
CREATE INDEX figures_holder ON figures (holder_id, grain, start);
-- for the days beside whole months, of many holders
CREATE INDEX figures_days ON figures (category_id, start, area_path) WHERE grain = 'day';

-- Histograms of all categories, of each month of a holder (of days they stand in count_times), and of each day and month of all below
-- each area (holder nil).
CREATE TABLE figure_times (
  holder_id uuid     NOT NULL,
  area_path text     COLLATE "C" NOT NULL,
  grain     text     NOT NULL,
  -- the first day of it
  start     date     NOT NULL,
  measure   text     NOT NULL,
  bucket    smallint NOT NULL,
  n         int      NOT NULL,
  CONSTRAINT figure_times_pkey PRIMARY KEY (grain, area_path, holder_id, start, measure, bucket),
  CONSTRAINT figure_times_grain_check CHECK (
    grain IN ('month', 'area_day', 'area_month') AND (grain LIKE 'area%') = (holder_id = '00000000-0000-0000-0000-000000000000')),
  CONSTRAINT figure_times_measure_check CHECK (measure IN ('accept', 'resolve'))
);
CREATE INDEX figure_times_holder ON figure_times (holder_id, start);

-- Facts of transactions below `xid` are in the figures; those of events below `since` were never written.
CREATE TABLE figures_mark (
  only_one bool NOT NULL DEFAULT true,
  xid      xid8 NOT NULL,
  since    xid8 NOT NULL,
  CONSTRAINT figures_mark_pkey PRIMARY KEY (only_one),
  CONSTRAINT figures_mark_only_one_check CHECK (only_one)
);
INSERT INTO figures_mark (xid, since) VALUES (pg_current_xact_id(), pg_current_xact_id());

-- Which formula an area has chosen for an indicator; it holds below it, unless an area below has chosen another.
CREATE TABLE indicator_formulas (
  area_id   uuid        NOT NULL,
  indicator text        NOT NULL,
  formula   text        NOT NULL,
  chosen_by uuid        NOT NULL,
  chosen_at timestamptz NOT NULL,
  CONSTRAINT indicator_formulas_pkey PRIMARY KEY (area_id, indicator),
  CONSTRAINT indicator_formulas_area_id_fkey FOREIGN KEY (area_id) REFERENCES areas (id),
  CONSTRAINT indicator_formulas_chosen_by_fkey FOREIGN KEY (chosen_by) REFERENCES accounts (id)
);

-- A head's word to a signal: from then on those above see it too.
CREATE TABLE signal_answers (
  ticket_id   uuid        NOT NULL,
  signal      text        NOT NULL,
  -- of the event that gave it
  version     int         NOT NULL,
  answer      text        NOT NULL,
  answered_by uuid        NOT NULL,
  answered_at timestamptz NOT NULL,
  CONSTRAINT signal_answers_pkey PRIMARY KEY (ticket_id, signal, version),
  CONSTRAINT signal_answers_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id),
  CONSTRAINT signal_answers_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES accounts (id)
);

-- Who took which figures away, as a file.
CREATE TABLE report_exports (
  id         uuid        NOT NULL,
  at         timestamptz NOT NULL,
  account_id uuid        NOT NULL,
  report     text        NOT NULL,
  format     text        NOT NULL,
  -- the place that was asked for
  area_path  text        COLLATE "C" NOT NULL,
  station_id uuid,
  from_day   date        NOT NULL,
  to_day     date        NOT NULL,
  CONSTRAINT report_exports_pkey PRIMARY KEY (id),
  CONSTRAINT report_exports_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT report_exports_format_check CHECK (format IN ('csv', 'xlsx'))
);
CREATE INDEX report_exports_area_path ON report_exports (area_path, id);
