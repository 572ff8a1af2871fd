import { oneIn } from '../../src/reports/indicators/histogram.js';
import { pathsAbove } from '../../src/reports/indicators/scope.sql.js';
import { read } from '../bare/capture.js';
import type { Figure } from '../figures.js';
import { say } from '../say.js';
import type { Part } from '../settings.js';
import { Sql } from '../sql.js';
import { quantile } from '../stats.js';
import { session } from '../street.js';

const TICKETS = 10_000_000;
const STREETS = 15;
/** As many as the demo street has. */
const STATIONS = 29;
const COMMUNITIES = 10;
const DAYS = { from: '2025-07-01', to: '2026-06-30' };
/** Not of whole months: the days at both ends are summed up one by one. */
const RAGGED = { from: '2025-07-10', to: '2026-06-20' };
/** Days that have their times by category, as every day has them: those of the ragged ends. */
const TIMED = [
  ['2025-07-01', '2025-07-31'],
  ['2026-06-01', '2026-06-30'],
];
const GOAL_MS = 100;
const TIMES = 20;

/**
 * A year of a whole district, as its leader reads it: 15 streets of 29 stations, sums of 10,000,000 tickets spread at random over stations,
 * days, categories and hours. The sums are made as rows, not by opening tickets: what is measured is how they are read.
 */
export const reports: Part = async (world, { quick }) => {
  const url = await world.database('reports');
  const sql = await Sql.on(url);
  const tickets = quick ? TICKETS / 20 : TICKETS;
  const begun = performance.now();
  const { areaId, token } = await leaderOfDistrict(sql);
  await addStations(sql, areaId);
  await addFigures(sql, tickets);
  const made = await sql.one<{ tickets: number; rows: number }>(
    `SELECT (SELECT sum(received)::float8 FROM figures WHERE grain = 'month' AND category_id = '${ALL}') AS tickets,
            (SELECT count(*)::float8 FROM figures) + (SELECT count(*) FROM figure_histograms) + (SELECT count(*) FROM count_times) AS rows`,
  );
  await sql.end();
  const seconds = (performance.now() - begun) / 1000;
  say(`reports: sums of ${made.tickets} tickets in ${made.rows} rows after ${seconds.toFixed(1)} s`);
  const server = await world.server(url);
  const figures: Figure[] = [];
  try {
    for (const [figure, path] of QUESTIONS) {
      const took: number[] = [];
      // the first one plans, and reads from the disk
      for (let time = 0; time <= TIMES; time += 1) {
        const at = performance.now();
        await read(server.port, `${path}&areaId=${areaId}`, token);
        if (time > 0) took.push(performance.now() - at);
      }
      const value = quantile(took, 0.5);
      const more = {
        p95: quantile(took, 0.95),
        worst: quantile(took, 1),
        times: TIMES,
        tickets: made.tickets,
        rows: made.rows,
      };
      say(`reports: ${figure}: ${value.toFixed(1)} ms, p95 ${more.p95.toFixed(1)}`);
      figures.push({
        part: 'reports',
        figure,
        value,
        unit: 'ms',
        limit: GOAL_MS,
        ratio: value / GOAL_MS,
        goal: `≤ ${GOAL_MS} ms`,
        met: value <= GOAL_MS,
        more,
      });
    }
  } finally {
    await server.stop();
    await world.drop('reports');
  }
  return figures;
};

const ALL = '00000000-0000-0000-0000-000000000000';
const year = `from=${DAYS.from}&to=${DAYS.to}`;
const ragged = `from=${RAGGED.from}&to=${RAGGED.to}`;
const QUESTIONS: [figure: string, path: string][] = [
  ['a year, one sum', `/reports/indicators?${year}`],
  ['ragged at both ends, one sum', `/reports/indicators?${ragged}`],
  ['by street', `/reports/indicators?${year}&by=area`],
  ['by station', `/reports/indicators?${year}&by=station`],
  ['by category', `/reports/indicators?${year}&by=category`],
  ['by month', `/reports/indicators?${year}&by=month`],
  ['by day', `/reports/indicators?${year}&by=day`],
  ['arrivals by hour and day', `/reports/arrivals?${year}`],
  ['times to accept and resolve', `/reports/times?${year}`],
  ['the same, ragged', `/reports/times?${ragged}`],
  ['stations compared', `/reports/stations?${year}`],
  ['stations compared, ragged', `/reports/stations?${ragged}`],
  ['the report of a month', '/reports/monthly?month=2026-05'],
];

async function leaderOfDistrict(sql: Sql): Promise<{ areaId: string; token: string }> {
  const { id, accountId } = await sql.one<{ id: string; accountId: string }>(
    `WITH district AS (SELECT a.id FROM areas a JOIN stations s ON s.area_path ^@ a.path WHERE a.kind = 'district' LIMIT 1),
          account AS (
       INSERT INTO accounts (id, name, phone_hash, phone_encrypted, demo)
       SELECT uuidv7(), '区领导', sha256('bench leader'), phone_encrypted, true FROM accounts LIMIT 1 RETURNING id),
          role AS (
       INSERT INTO area_roles (account_id, area_id, role, valid_from)
       SELECT account.id, district.id, 'leader', '2025-01-01' FROM account, district)
     SELECT district.id, account.id AS "accountId" FROM district, account`,
  );
  return { areaId: id, token: await session(sql, accountId) };
}

/** The other streets, with made-up names. */
async function addStations(sql: Sql, districtId: string): Promise<void> {
  await sql.run(`
    CREATE TEMP TABLE made_streets AS
      SELECT n, uuidv7() AS id, d.id AS parent_id, 'bench-' || n AS code, d.path || 'bench-' || n || '.' AS path
        FROM areas d, generate_series(1, ${STREETS - 1}) AS n WHERE d.id = '${districtId}';
    CREATE TEMP TABLE made_communities AS
      SELECT n, m, uuidv7() AS id, s.id AS parent_id, s.code || '-' || m AS code, s.path || s.code || '-' || m || '.' AS path
        FROM made_streets s, generate_series(0, ${COMMUNITIES - 1}) AS m;
    INSERT INTO areas (id, code, kind, name, parent_id, path, valid_from)
      SELECT id, code, 'street', '虚构街道' || n, parent_id, path, date '2025-01-01' FROM made_streets;
    INSERT INTO areas (id, code, kind, name, parent_id, path, valid_from)
      SELECT id, code, 'community', '虚构社区' || n || '-' || m, parent_id, path, date '2025-01-01' FROM made_communities;
    INSERT INTO stations (id, code, name, community_id, area_path, address, sign_text, phone, lng, lat, capacity, hours, opened_on)
      SELECT uuidv7(), 'bench-' || c.n || '-' || k, '虚构帮办站' || c.n || '-' || k, c.id, c.path, '虚构', '虚构', s.phone, s.lng, s.lat,
             s.capacity, s.hours, date '2025-01-01'
        FROM generate_series(0, ${STATIONS - 1}) AS k
        JOIN made_communities c ON c.m = k % ${COMMUNITIES}, (SELECT * FROM stations LIMIT 1) AS s;
    UPDATE reference_revision SET revision = revision + 1;
  `);
}

/** Each day of each station and category at random, and what the fold makes of them: all categories together, and whole months. */
async function addFigures(sql: Sql, tickets: number): Promise<void> {
  const hours = Array.from({ length: 24 }, (_, hour) => `received_${String(hour).padStart(2, '0')}`);
  const shares: Record<string, string> = {
    received: 'x.n',
    accepted_on_time: 'x.n * 0.9',
    accepted_late: 'x.n * 0.08',
    accept_missed: 'x.n * 0.1',
    resolved_done_on_time: 'x.n * 0.8',
    resolved_done_late: 'x.n * 0.08',
    resolved_other_on_time: 'x.n * 0.06',
    resolve_missed: 'x.n * 0.1',
    closed_done_link: 'x.n * 0.3',
    closed_done_call_back: 'x.n * 0.3',
    closed_done_silence: 'x.n * 0.25',
    reopened_resolved: 'x.n * 0.04',
    extended: 'x.n * 0.03',
    held: 'x.n * 0.02',
    called_reached: 'x.n * 0.3',
    called_unreached: 'x.n * 0.1',
    rated_4: 'x.n * 0.1',
    rated_5: 'x.n * 0.3',
    // most come in the morning and the afternoon
    ...Object.fromEntries(hours.map((column, hour) => [column, hour < 7 || hour > 21 ? 'x.n * 0.01' : 'x.n * 0.06'])),
  };
  const columns = Object.keys(shares);
  // as many in each of forty buckets
  const oneOf = (first: string) =>
    `round(f.received / 40.0 + random()::numeric - 0.5) * ${oneIn(`(${first} + bucket)`)}`;
  const sums = columns.map((column) => `sum(${column})`).join(', ');
  const { stations, categories } = await sql.one<{ stations: number; categories: number }>(
    `SELECT (SELECT count(*)::int FROM stations) AS stations, (SELECT count(*)::int FROM categories) AS categories`,
  );
  const days = (Date.parse(DAYS.to) - Date.parse(DAYS.from)) / 86_400_000 + 1;
  const mean = tickets / (stations * categories * days);
  await sql.run(`
    SELECT setseed(0.5);
    INSERT INTO figures (holder_id, area_path, grain, start, category_id, ${columns.join(', ')})
      SELECT s.id, s.area_path, 'day', d::date, c.id,
             ${columns.map((column) => `nullif(round(${shares[column] ?? '0'} + random() - 0.5), 0)`).join(', ')}
        FROM stations s CROSS JOIN categories c CROSS JOIN generate_series(date '${DAYS.from}', date '${DAYS.to}', '1 day') AS d
        CROSS JOIN LATERAL (SELECT ${mean} * (0.5 + random()) + 0 * extract(day FROM d) AS n) AS x;
    INSERT INTO figures (holder_id, area_path, grain, start, category_id, ${columns.join(', ')})
      SELECT holder_id, area_path, grain, start, '${ALL}', ${sums} FROM figures GROUP BY 1, 2, 3, 4;
    INSERT INTO figures (holder_id, area_path, grain, start, category_id, ${columns.join(', ')})
      SELECT holder_id, area_path, 'month', date_trunc('month', start)::date, category_id, ${sums}
        FROM figures WHERE grain = 'day' GROUP BY 1, 2, 4, 5;
    INSERT INTO figure_histograms (holder_id, area_path, grain, start, accept, resolve)
      SELECT f.holder_id, f.area_path, f.grain, f.start, sum(${oneOf('40')}), sum(${oneOf('70')})
        FROM figures f CROSS JOIN generate_series(0, 39) AS bucket
       WHERE f.grain = 'day' AND f.category_id = '${ALL}' GROUP BY 1, 2, 3, 4;
    INSERT INTO figure_histograms (holder_id, area_path, grain, start, accept, resolve)
      SELECT holder_id, area_path, 'month', date_trunc('month', start)::date, sum(accept), sum(resolve)
        FROM figure_histograms GROUP BY 1, 2, 4;
    INSERT INTO figures (holder_id, area_path, grain, start, category_id, ${columns.join(', ')})
      SELECT '${ALL}', k.path, 'area_' || f.grain, f.start, f.category_id, ${sums} FROM figures f CROSS JOIN LATERAL ${pathsAbove('f.area_path')} GROUP BY 2, 3, 4, 5;
    INSERT INTO figure_histograms (holder_id, area_path, grain, start, accept, resolve)
      SELECT '${ALL}', k.path, 'area_' || f.grain, f.start, sum(f.accept), sum(f.resolve)
        FROM figure_histograms f CROSS JOIN LATERAL ${pathsAbove('f.area_path')} GROUP BY 2, 3, 4;
  `);
  for (const [from, to] of TIMED) {
    await sql.run(`
      INSERT INTO count_times (holder_id, area_path, day, category_id, measure, bucket, n)
        SELECT DISTINCT ON (1, 3, 4, 5, 6) holder_id, area_path, start, category_id, measure, first + (random() * 39)::int, 1
          FROM figures, (VALUES ('accept', 40), ('resolve', 70)) AS m (measure, first), generate_series(1, greatest(received, 0)) AS one
         WHERE grain = 'day' AND category_id <> '${ALL}' AND start BETWEEN '${from}' AND '${to}'`);
  }
  await sql.run('VACUUM ANALYZE');
  await sql.run('CHECKPOINT');
}
