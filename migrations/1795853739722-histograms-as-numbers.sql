-- Histograms of all categories, one row where there were as many as it has buckets: a year of a district was 417,000 rows to read, and is
-- 5,000. A histogram is one number: how many times are in bucket b is its b-th group of twelve decimal digits, from the right and from 0
-- (reports/indicators/histogram.ts). So histograms are added as numbers are, also by PostgreSQL.
CREATE TABLE figure_histograms (
  holder_id uuid    NOT NULL,
  area_path text    COLLATE "C" NOT NULL,
  grain     text    NOT NULL,
  -- the first day of it
  start     date    NOT NULL,
  accept    numeric NOT NULL,
  resolve   numeric NOT NULL,
  CONSTRAINT figure_histograms_pkey PRIMARY KEY (grain, area_path, holder_id, start),
  CONSTRAINT figure_histograms_grain_check CHECK (
    grain IN ('day', 'month', 'area_day', 'area_month') AND (grain LIKE 'area%') = (holder_id = '00000000-0000-0000-0000-000000000000')),
  CONSTRAINT figure_histograms_whole_check CHECK (accept >= 0 AND scale(accept) = 0 AND resolve >= 0 AND scale(resolve) = 0)
);
CREATE INDEX figure_histograms_holder ON figure_histograms (holder_id, grain, start);
-- for the days beside whole months, of many holders
CREATE INDEX figure_histograms_days ON figure_histograms (start, area_path) WHERE grain = 'day';

-- What was added up so far, and nothing meanwhile. Single days of holders were not kept: they are made of their facts.
SELECT FROM figures_mark FOR UPDATE;
INSERT INTO figure_histograms (holder_id, area_path, grain, start, accept, resolve)
SELECT holder_id, area_path, grain, start,
       coalesce(sum(n * ('1e' || 12 * bucket)::numeric) FILTER (WHERE measure = 'accept'), 0),
       coalesce(sum(n * ('1e' || 12 * bucket)::numeric) FILTER (WHERE measure = 'resolve'), 0)
  FROM figure_times GROUP BY 1, 2, 3, 4;
INSERT INTO figure_histograms (holder_id, area_path, grain, start, accept, resolve)
SELECT holder_id, area_path, 'day', day,
       coalesce(sum(n * ('1e' || 12 * bucket)::numeric) FILTER (WHERE accepted), 0),
       coalesce(sum(n * ('1e' || 12 * bucket)::numeric) FILTER (WHERE NOT accepted), 0)
  FROM (SELECT f.holder_id, f.area_path, f.day, f.kind LIKE 'accepted%' AS accepted,
               CASE WHEN f.seconds <= 1 THEN 0 ELSE ceil(ln(f.seconds) / ln(1.1::float8) - 1e-9) END AS bucket, count(*) AS n
          FROM ticket_facts f JOIN ticket_events e ON e.ticket_id = f.ticket_id AND e.version = f.version
         WHERE f.seconds IS NOT NULL AND e.xid < (SELECT xid FROM figures_mark) GROUP BY 1, 2, 3, 4, 5) AS t
 GROUP BY 1, 2, 3, 4;

-- A process of an older version would add to these rows alone, and move the mark past what it added. Whoever is newer does it in its
-- place; until then what has not been added is read from the facts. The table goes with a later release.
CREATE FUNCTION figure_times_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'times are added up in figure_histograms, by newer processes';
END
$$;
CREATE TRIGGER figure_times_ended BEFORE INSERT ON figure_times FOR EACH ROW EXECUTE FUNCTION figure_times_ended();
