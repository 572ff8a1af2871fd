-- Days that are not what their weekday says, and how far this is known (docs/adr/0008-working-calendar.md).
CREATE TABLE calendar_days (
  day      date     NOT NULL,
  kind     text     NOT NULL,
  -- of a workday: the weekday (1 is Monday) whose hours it has
  hours_of smallint,
  name     text     NOT NULL,
  CONSTRAINT calendar_days_pkey PRIMARY KEY (day),
  CONSTRAINT calendar_days_kind_check CHECK (kind IN ('holiday', 'workday')),
  CONSTRAINT calendar_days_hours_check CHECK (
    (kind = 'workday') = (hours_of IS NOT NULL) AND (hours_of IS NULL OR hours_of BETWEEN 1 AND 7))
);

CREATE TABLE calendar_known_through (
  only_row boolean NOT NULL DEFAULT true,
  day      date    NOT NULL,
  CONSTRAINT calendar_known_through_pkey PRIMARY KEY (only_row),
  CONSTRAINT calendar_known_through_only_row_check CHECK (only_row)
);

-- Who entered which days of a year, and when; the last one of a year stands in calendar_days.
CREATE TABLE calendar_changes (
  no         bigint      GENERATED ALWAYS AS IDENTITY,
  year       int         NOT NULL,
  days       jsonb       NOT NULL,
  -- null: came with the installation
  entered_by uuid,
  entered_at timestamptz NOT NULL,
  CONSTRAINT calendar_changes_pkey PRIMARY KEY (no),
  CONSTRAINT calendar_changes_entered_by_fkey FOREIGN KEY (entered_by) REFERENCES accounts (id)
);
CREATE INDEX calendar_changes_year ON calendar_changes (year, no);
CREATE TRIGGER calendar_changes_append_only BEFORE UPDATE OR DELETE ON calendar_changes
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- 国务院办公厅关于2026年部分节假日安排的通知, 4 November 2025, as published by 新华社 on that day. 调休 days have the hours of a Friday.
INSERT INTO calendar_days (day, kind, hours_of, name)
SELECT d::date, 'holiday', NULL, h.name
  FROM (VALUES ('元旦', '2026-01-01', '2026-01-03'), ('春节', '2026-02-15', '2026-02-23'), ('清明节', '2026-04-04', '2026-04-06'),
               ('劳动节', '2026-05-01', '2026-05-05'), ('端午节', '2026-06-19', '2026-06-21'),
               ('中秋节', '2026-09-25', '2026-09-27'), ('国庆节', '2026-10-01', '2026-10-07')) AS h (name, first, last)
 CROSS JOIN generate_series(h.first::timestamp, h.last::timestamp, interval '1 day') AS d
UNION ALL
SELECT w.day::date, 'workday', 5, w.name
  FROM (VALUES ('元旦', '2026-01-04'), ('春节', '2026-02-14'), ('春节', '2026-02-28'), ('劳动节', '2026-05-09'),
               ('国庆节', '2026-09-20'), ('国庆节', '2026-10-10')) AS w (name, day);
INSERT INTO calendar_known_through (day) VALUES ('2026-12-31');
INSERT INTO calendar_changes (year, days, entered_at)
SELECT 2026,
       jsonb_agg(jsonb_build_object('day', day, 'kind', kind, 'hoursOf', hours_of, 'name', name) ORDER BY day), now()
  FROM calendar_days;

-- Kept in memory with stations and categories (stations/directory.ts).
CREATE TRIGGER calendar_days_directory AFTER INSERT OR UPDATE OR DELETE ON calendar_days
  FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_revision();
CREATE TRIGGER calendar_known_through_directory AFTER INSERT OR UPDATE OR DELETE ON calendar_known_through
  FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_revision();

-- From when on the calendar was unknown as the deadlines were set: they are the earliest that they can be. Null: they are final.
ALTER TABLE tickets ADD COLUMN provisional_from timestamptz;
CREATE INDEX tickets_provisional_from ON tickets (provisional_from)
  WHERE provisional_from IS NOT NULL AND state IN ('triage', 'open', 'assigned', 'in_progress');
