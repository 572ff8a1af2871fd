import type { HeldSkill } from '../accounts/actor.js';
import type { Sql } from '../platform/database/database.js';
import { prepare } from '../platform/database/statement.js';
import type { CoveredGrid, PlacedStation, Station, StationScope } from './stations.types.js';

/** $1 is always the day that heads, deputies and helpers are looked at on. */
const LEADS = `SELECT coalesce(jsonb_agg(jsonb_build_object('role', d.role, 'accountId', d.account_id, 'name', a.name,
                                                            'helperId', h.id) ORDER BY d.valid_from DESC, a.name), '[]')
   FROM station_heads d JOIN accounts a ON a.id = d.account_id
   LEFT JOIN helpers h ON h.account_id = d.account_id AND h.joined_on <= $1 AND (h.left_on IS NULL OR h.left_on > $1)
  WHERE d.station_id = s.id AND d.valid_from <= $1 AND (d.valid_to IS NULL OR d.valid_to > $1)`;
const STATION = `s.id, s.version, s.code, s.name, s.community_id AS "communityId", s.area_path AS "areaPath", s.address,
  s.sign_text AS "signText", s.phone, s.lng, s.lat, s.capacity, s.hours, s.opened_on::text AS "openedOn",
  s.closed_on::text AS "closedOn", (${LEADS}) AS leads`;

type Lead = { role: 'head' | 'deputy' } & NonNullable<Station['head']>;
type StationWithLeads = Omit<Station, 'head' | 'deputies'> & { leads: Lead[] };

const REVISION = '(SELECT revision::text FROM directory_revision)';

export interface Neighbour {
  id: string;
  code: string;
  name: string;
  /** else of its street */
  sameCommunity: boolean;
}

export interface ActorSelected {
  revision: string;
  roles: { role: 'head' | 'deputy'; stationId: string }[];
  helper: { id: string; skills: HeldSkill[] } | null;
}

/** Of an account on a day: roles in stations, the helper that it is, and the directory's revision (stations/directory.ts). */
export function selectActor(account: string, day: string): string {
  return `jsonb_build_object(
    'revision', ${REVISION},
    'roles', (SELECT coalesce(jsonb_agg(jsonb_build_object('role', role, 'stationId', station_id)
                                        ORDER BY role DESC, station_id), '[]')
                FROM station_heads
               WHERE account_id = ${account} AND valid_from <= ${day} AND (valid_to IS NULL OR valid_to > ${day})),
    'helper', (SELECT jsonb_build_object('id', h.id, 'skills', (
                        SELECT coalesce(jsonb_agg(jsonb_build_object('skill', k.skill, 'licensed', s.licensed,
                                                                     'validUntil', k.valid_until, 'proof', k.proof)), '[]')
                          FROM helper_skills k JOIN skills s ON s.code = k.skill WHERE k.helper_id = h.id))
                 FROM helpers h
                WHERE h.account_id = ${account} AND h.joined_on <= ${day} AND (h.left_on IS NULL OR h.left_on > ${day})))`;
}

/** Where an account is head, deputy or helper on a day or will be: for the administrators' view of it (accounts/managed.store.ts). */
export function selectWork(account: string, day: string): string {
  return `(SELECT coalesce(jsonb_agg(jsonb_build_object('role', w.role, 'stationId', s.id, 'name', s.name, 'path', s.area_path)), '[]')
     FROM (SELECT role, station_id FROM station_heads
            WHERE account_id = ${account} AND (valid_to IS NULL OR valid_to > ${day})
           UNION
           SELECT 'helper', station_id FROM helpers WHERE account_id = ${account} AND (left_on IS NULL OR left_on > ${day})) w
     JOIN stations s ON s.id = w.station_id)`;
}

/** Every SQL statement that reads stations; helpers are read in helpers.store.ts. */
export class StationsStore {
  async byId(sql: Sql, today: string, id: string): Promise<Station | undefined> {
    const row = await sql.one<StationWithLeads>(`SELECT ${STATION} FROM stations s WHERE s.id = $2`, [today, id]);
    return row === undefined ? undefined : stationOf(row);
  }

  /** The open one that is nearest as the crow flies; a degree of longitude is shorter than one of latitude. */
  async nearest(sql: Sql, today: string, { lng, lat }: { lng: number; lat: number }): Promise<string | undefined> {
    const row = await sql.one<{ id: string }>(
      `SELECT s.id FROM stations s WHERE s.opened_on <= $1 AND (s.closed_on IS NULL OR s.closed_on > $1)
        ORDER BY ((s.lng - $2) * cos(radians($3))) ^ 2 + (s.lat - $3) ^ 2, s.code LIMIT 1`,
      [today, lng, lat],
    );
    return row?.id;
  }

  async page(
    sql: Sql,
    today: string,
    filter: { areaPath?: string; like?: string; limit: number; after: string | null },
  ): Promise<Station[]> {
    const rows = await sql.rows<StationWithLeads>(
      `SELECT ${STATION} FROM stations s
        WHERE ($2::text IS NULL OR starts_with(s.area_path, $2))
          AND ($3::text IS NULL OR s.name LIKE $3 OR s.address LIKE $3 OR s.code LIKE $3)
          AND (s.closed_on IS NULL OR s.closed_on > $1) AND ($4::text IS NULL OR s.code > $4)
        ORDER BY s.code LIMIT $5`,
      [today, filter.areaPath, filter.like, filter.after, filter.limit],
    );
    return rows.map(stationOf);
  }

  /** Open ones of its community, and of its street outside the community. */
  async around(sql: Sql, today: string, stationId: string): Promise<{ community: string[]; street: string[] }> {
    const rows = await this.neighbours(sql, today, stationId);
    const ids = (near: boolean) => rows.filter((row) => row.sameCommunity === near).map(({ id }) => id);
    return { community: ids(true), street: ids(false) };
  }

  neighbours(sql: Sql, today: string, stationId: string): Promise<Neighbour[]> {
    return sql.rows(
      `SELECT s.id, s.code, s.name, s.community_id = me.community_id AS "sameCommunity"
         FROM stations me
         JOIN areas c ON c.id = me.community_id
         LEFT JOIN areas p ON p.id = c.parent_id AND p.kind = 'street'
         JOIN stations s ON s.id <> me.id AND s.area_path ^@ coalesce(p.path, c.path)
        WHERE me.id = $2 AND s.opened_on <= $1 AND (s.closed_on IS NULL OR s.closed_on > $1)
        ORDER BY "sameCommunity" DESC, s.code`,
      [today, stationId],
    );
  }

  placed(sql: Sql): Promise<PlacedStation[]> {
    return sql.rows(
      'SELECT id, code, name, opened_on::text AS "openedOn", closed_on::text AS "closedOn" FROM stations',
    );
  }

  /** Below one of the prefixes and not closed; `''` is above everything. */
  within(sql: Sql, today: string, prefixes: string[]): Promise<{ id: string; code: string; name: string }[]> {
    return sql.rows(
      `SELECT s.id, s.code, s.name FROM stations s
        WHERE (s.closed_on IS NULL OR s.closed_on > $1) AND s.area_path ^@ ANY ($2::text[])`,
      [today, prefixes],
    );
  }

  /** Which stations the accounts are head or deputy of on a day. */
  leadsOf(sql: Sql, today: string, accountIds: string[]): Promise<{ accountId: string; stationId: string }[]> {
    return sql.rows(
      `SELECT account_id AS "accountId", station_id AS "stationId" FROM station_heads
        WHERE account_id = ANY ($2::uuid[]) AND valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1)`,
      [today, accountIds],
    );
  }

  async isInScope(sql: Sql, scope: StationScope, stationId: string): Promise<boolean> {
    const row = await sql.one(
      'SELECT 1 FROM stations s WHERE s.id = $1 AND (s.id = ANY ($2::uuid[]) OR s.area_path ^@ ANY ($3::text[]))',
      [stationId, scope.stationIds, scope.areaPaths],
    );
    return row !== undefined;
  }

  coverage(sql: Sql, mapId: string): Promise<{ gridId: string; stationId: string }[]> {
    return sql.rows('SELECT grid_id AS "gridId", station_id AS "stationId" FROM coverage WHERE map_id = $1', [mapId]);
  }

  gridsOf(sql: Sql, stationId: string): Promise<CoveredGrid[]> {
    return sql.rows(
      `SELECT a.id, a.code, a.name FROM coverage c JOIN grid_maps m ON m.id = c.map_id JOIN areas a ON a.id = c.grid_id
        WHERE c.station_id = $1 AND m.state = 'published' ORDER BY a.code`,
      [stationId],
    );
  }

  async revision(sql: Sql): Promise<string> {
    const row = await sql.one<{ revision: string }>(prepare(`SELECT ${REVISION} AS revision`));
    return row?.revision ?? '0';
  }
}

function stationOf({ leads, ...station }: StationWithLeads): Station {
  const people = (wanted: Lead['role']) =>
    leads.filter(({ role }) => role === wanted).map(({ accountId, name, helperId }) => ({ accountId, name, helperId }));
  return { ...station, head: people('head')[0] ?? null, deputies: people('deputy') };
}
