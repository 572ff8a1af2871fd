import { tokenHash, randomToken } from '../src/platform/secrets.js';
import type { Sql } from './sql.js';

/** What the load is made on: one building of each station of the demo street, with who may do what there. */
export interface Place {
  stationId: string;
  buildingId: string;
  headToken: string;
  /** of the made-up helpers; none of them leads the station */
  helpers: { id: string; token: string; skills: string[] }[];
}

export interface Street {
  categoryId: string;
  operatorToken: string;
  places: Place[];
}

/** A skilled place and one that anybody may fill: what most categories of the street ask for. */
const CATEGORY = 'house.stairs';
export const SKILL = 'masonry';

/**
 * On the demo street, before the server is started on it again: all categories `auto`, and made-up helpers with room for
 * any number of tickets, spread over the stations and on duty round the clock.
 */
export async function addHelpers(sql: Sql, helpers: number): Promise<void> {
  await sql.run(`
    UPDATE categories SET dispatch = 'auto';
    UPDATE helpers SET capacity = 1000000, max_offers_a_day = 1000000, rest_minutes = 0;
    CREATE TEMP TABLE made AS
      SELECT n, uuidv7() AS account_id, uuidv7() AS helper_id, s.id AS station_id, s.lng, s.lat
        FROM generate_series(1, ${helpers}) AS n
        JOIN (SELECT id, lng, lat, row_number() OVER (ORDER BY code) AS no, count(*) OVER () AS stations FROM stations) AS s
          ON s.no = 1 + n % s.stations;
    INSERT INTO accounts (id, name, phone_hash, phone_encrypted, demo)
      SELECT m.account_id, '帮办员' || m.n, sha256(('bench helper ' || m.n)::bytea), a.phone_encrypted, true
        FROM made m, (SELECT phone_encrypted FROM accounts LIMIT 1) AS a;
    INSERT INTO helpers (id, account_id, station_id, profession, party_member, capacity, max_offers_a_day, rest_minutes,
                         lng, lat, joined_on)
      SELECT helper_id, account_id, station_id, '居民', false, 1000000, 1000000, 0,
             lng + (n % 97 - 48) * 0.00002, lat + (n % 89 - 44) * 0.00002, '2025-01-01' FROM made;
    INSERT INTO rosters (helper_id, weekday, from_minute, to_minute)
      SELECT helper_id, weekday, 0, 1440 FROM made, generate_series(1, 7) AS weekday;
    INSERT INTO helper_skills (helper_id, skill, licence_no, valid_until)
      SELECT m.helper_id, k.code, CASE WHEN k.licensed THEN '虚构-' || m.n END, CASE WHEN k.licensed THEN date '2035-01-01' END
        FROM made m
        JOIN (SELECT code, licensed, row_number() OVER (ORDER BY code) AS no, count(*) OVER () AS skills FROM skills) AS k
          ON k.no IN (1 + m.n / 43 % k.skills, 1 + (m.n / 43 + 7) % k.skills);
    DROP TABLE made;
    UPDATE reference_revision SET revision = revision + 1;
    ANALYZE;
  `);
}

/** Who acts, signed in without the slow password. */
export async function readStreet(sql: Sql): Promise<Street> {
  const { id: categoryId } = await sql.one<{ id: string }>('SELECT id FROM categories WHERE code = $1', [CATEGORY]);
  const places = await sql.rows<{ stationId: string; buildingId: string; headId: string }>(
    `SELECT DISTINCT ON (c.station_id) c.station_id AS "stationId", b.id AS "buildingId", h.account_id AS "headId"
       FROM coverage c
       JOIN grid_maps m ON m.id = c.map_id AND m.state = 'published'
       JOIN buildings b ON b.grid_id = c.grid_id AND b.removed_on IS NULL
       JOIN station_heads h ON h.station_id = c.station_id AND h.role = 'head' AND h.valid_to IS NULL
      ORDER BY c.station_id, b.code`,
  );
  const helpers = await sql.rows<{ id: string; accountId: string; stationId: string; skills: string[] }>(
    `SELECT * FROM (
       SELECT p.id, p.account_id AS "accountId", p.station_id AS "stationId",
              ARRAY(SELECT skill FROM helper_skills k WHERE k.helper_id = p.id) AS skills,
              row_number() OVER (PARTITION BY p.station_id, $1 IN (SELECT skill FROM helper_skills k WHERE k.helper_id = p.id)
                                 ORDER BY p.id) AS no
         FROM helpers p WHERE p.profession = '居民') AS made WHERE no <= 2`,
    [SKILL],
  );
  const street: Street = { categoryId, operatorToken: await operator(sql), places: [] };
  for (const { stationId, buildingId, headId } of places) {
    const place: Place = { stationId, buildingId, headToken: await session(sql, headId), helpers: [] };
    for (const { id, skills, accountId } of helpers.filter((helper) => helper.stationId === stationId)) {
      place.helpers.push({ id, skills, token: await session(sql, accountId) });
    }
    street.places.push(place);
  }
  return street;
}

/** One who takes calls for the whole city. */
async function operator(sql: Sql): Promise<string> {
  const { id } = await sql.one<{ id: string }>(
    `WITH account AS (
       INSERT INTO accounts (id, name, phone_hash, phone_encrypted, demo)
       SELECT uuidv7(), '接线员', sha256('bench operator'), phone_encrypted, true FROM accounts LIMIT 1 RETURNING id)
     INSERT INTO area_roles (account_id, area_id, role, valid_from)
     SELECT account.id, areas.id, 'operator', '2025-01-01' FROM account, areas WHERE parent_id IS NULL RETURNING account_id AS id`,
  );
  return session(sql, id);
}

/** Signed in without the slow password; the token. */
export async function session(sql: Sql, accountId: string): Promise<string> {
  const token = randomToken();
  await sql.rows(
    `INSERT INTO sessions (token_hash, account_id, created_at, expires_at) VALUES ($1, $2, now(), '2999-01-01')`,
    [tokenHash(token), accountId],
  );
  return token;
}
