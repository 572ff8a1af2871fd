import type { Sql, Tx } from '../platform/database/database.js';
import { prepare } from '../platform/database/statement.js';
import type { Helper, HelperSkill, SkillRow, StationScope } from './stations.types.js';

/** $1 is always the local day: leaves that are over are not read. */
const HELPER = `h.id, h.account_id AS "accountId", a.name, h.station_id AS "stationId", h.profession,
  h.party_member AS "partyMember", h.capacity, h.languages, h.lng, h.lat, h.joined_on::text AS "joinedOn",
  h.left_on::text AS "leftOn", h.max_offers_a_day AS "maxOffersADay", h.rest_minutes AS "restMinutes", h.tools,
  h.quiet_from AS "quietFrom", h.quiet_to AS "quietTo", h.tapped_available AS "tappedAvailable",
  h.tapped_until AS "tappedUntil", h.shift_lng AS "shiftLng", h.shift_lat AS "shiftLat", h.shift_until AS "shiftUntil",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('skill', k.skill, 'name', s.name, 'licensed', s.licensed, 'licenceNo',
                                                k.licence_no, 'validUntil', k.valid_until, 'proof', k.proof, 'provenBy',
                                                k.proven_by, 'provenAt', k.proven_at, 'refusedAt', k.refused_at, 'claimed',
                                                CASE WHEN k.claimed_licence_no IS NOT NULL THEN jsonb_build_object(
                                                  'licenceNo', k.claimed_licence_no, 'validUntil', k.claimed_valid_until) END)
                             ORDER BY k.skill), '[]')
     FROM helper_skills k JOIN skills s ON s.code = k.skill WHERE k.helper_id = h.id) AS skills,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('weekday', r.weekday, 'from', r.from_minute, 'to', r.to_minute)
                             ORDER BY r.weekday, r.from_minute), '[]')
     FROM rosters r WHERE r.helper_id = h.id) AS roster,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'from', l.from_day, 'to', l.to_day) ORDER BY l.from_day), '[]')
     FROM helper_leaves l WHERE l.helper_id = h.id AND l.to_day >= $1) AS leaves,
  ARRAY(SELECT w.station_id FROM willing_stations w WHERE w.helper_id = h.id ORDER BY w.station_id)
    AS "willingStationIds"`;
const HELPERS = 'helpers h JOIN accounts a ON a.id = h.account_id';

type HelperRead = Omit<Helper, 'quiet' | 'tapped' | 'shift' | 'skills'> & {
  quietFrom: number | null;
  quietTo: number | null;
  tappedAvailable: boolean | null;
  tappedUntil: Date | null;
  shiftLng: number | null;
  shiftLat: number | null;
  shiftUntil: Date | null;
  /** moments as JSON has them */
  skills: (Omit<HelperSkill, 'provenAt' | 'refusedAt'> & { provenAt: string | null; refusedAt: string | null })[];
};

/** For the statement of a higher feature: names by helper id, as JSON, of those that `ids` (a subquery) selects. */
export function helperNamesSelect(ids: string): string {
  return `(SELECT coalesce(jsonb_object_agg(h.id, a.name), '{}') FROM ${HELPERS} WHERE h.id IN (${ids}))`;
}

/** Every SQL statement that reads helpers. */
export class HelpersStore {
  skills(sql: Sql): Promise<SkillRow[]> {
    return sql.rows('SELECT code, name, name_en AS "nameEn", licensed FROM skills ORDER BY code');
  }

  async byId(sql: Sql, today: string, id: string): Promise<Helper | undefined> {
    return (await this.byIds(sql, today, [id]))[0];
  }

  byIds(sql: Sql, today: string, ids: string[]): Promise<Helper[]> {
    return read(sql, `SELECT ${HELPER} FROM ${HELPERS} WHERE h.id = ANY ($2::uuid[]) ORDER BY h.id`, [today, ids]);
  }

  byAccounts(sql: Sql, today: string, accountIds: string[]): Promise<Helper[]> {
    return read(sql, `SELECT ${HELPER} FROM ${HELPERS} WHERE h.account_id = ANY ($2::uuid[])`, [today, accountIds]);
  }

  /** One's own, or in a station of the scope. */
  async inScope(sql: Sql, today: string, scope: StationScope, id: string): Promise<Helper | undefined> {
    const found = await read(
      sql,
      `SELECT ${HELPER} FROM ${HELPERS} JOIN stations s ON s.id = h.station_id
        WHERE h.id = $2
          AND (h.account_id = $3 OR s.id = ANY ($4::uuid[]) OR s.area_path ^@ ANY ($5::text[]))`,
      [today, id, scope.accountId, scope.stationIds, scope.areaPaths],
    );
    return found[0];
  }

  /**
   * Today's helpers of the scope's stations, by name. `licence`: some skill's ends by `soon`, has ended, or waits to be proven.
   */
  async find(
    sql: Sql,
    today: string,
    filter: {
      stationIds: string[];
      areaPaths: string[];
      search: string | null;
      stationId: string | null;
      skill: string | null;
      licence: 'expiring' | 'expired' | 'claimed' | null;
      soon: string;
      limit: number;
      after: [string, string] | null;
    },
  ): Promise<(Helper & { stationName: string })[]> {
    const [afterName = null, afterId = null] = filter.after ?? [];
    const rows = await sql.rows<HelperRead & { stationName: string }>(
      `SELECT ${HELPER}, s.name AS "stationName" FROM ${HELPERS} JOIN stations s ON s.id = h.station_id
        WHERE (s.id = ANY ($2::uuid[]) OR s.area_path ^@ ANY ($3::text[]))
          AND h.joined_on <= $1 AND (h.left_on IS NULL OR h.left_on > $1)
          AND ($4::text IS NULL OR strpos(a.name, $4) > 0 OR strpos(h.profession, $4) > 0)
          AND ($5::uuid IS NULL OR s.id = $5)
          AND (($6::text IS NULL AND $7::text IS NULL) OR EXISTS (
            SELECT FROM helper_skills k WHERE k.helper_id = h.id AND ($6::text IS NULL OR k.skill = $6)
               AND CASE $7 WHEN 'expiring' THEN k.valid_until BETWEEN $1::date AND $8::date
                           WHEN 'expired' THEN k.valid_until < $1::date
                           WHEN 'claimed' THEN k.claimed_licence_no IS NOT NULL ELSE true END))
          AND ($9::text IS NULL OR (a.name COLLATE "C", h.id) > ($9, $10::uuid))
        ORDER BY a.name COLLATE "C", h.id LIMIT $11`,
      [
        ...[today, filter.stationIds, filter.areaPaths, filter.search, filter.stationId, filter.skill, filter.licence],
        ...[filter.soon, afterName, afterId, filter.limit],
      ],
    );
    return rows.map(({ stationName, ...row }) => ({ ...helperOf(row), stationName }));
  }

  ofStation(sql: Sql, today: string, stationId: string, limit?: number, after?: string | null): Promise<Helper[]> {
    return read(
      sql,
      `SELECT ${HELPER} FROM ${HELPERS}
        WHERE h.station_id = $2 AND h.joined_on <= $1 AND (h.left_on IS NULL OR h.left_on > $1)
          AND ($3::uuid IS NULL OR h.id > $3)
        ORDER BY h.id LIMIT $4`,
      [today, stationId, after, limit],
    );
  }

  serving(sql: Sql, today: string, stationId: string): Promise<Helper[]> {
    return read(
      sql,
      `SELECT ${HELPER} FROM ${HELPERS}
        WHERE h.id IN (SELECT id FROM helpers WHERE station_id = $2
                       UNION SELECT helper_id FROM willing_stations WHERE station_id = $2)
          AND h.joined_on <= $1 AND (h.left_on IS NULL OR h.left_on > $1)
        ORDER BY h.id`,
      [today, stationId],
    );
  }

  async takeTurns(tx: Tx, stationIds: string[]): Promise<void> {
    await tx.run(
      prepare(
        'SELECT pg_advisory_xact_lock(hashtextextended(s.id::text, 0)) FROM (SELECT unnest($1::uuid[]) AS id ORDER BY 1) AS s',
      ),
      [stationIds],
    );
  }

  async hold(tx: Tx, helperIds: string[]): Promise<void> {
    // in the order of their ids, so that nobody waits in a circle
    await tx.run(prepare('SELECT FROM helpers h WHERE h.id = ANY ($1::uuid[]) ORDER BY h.id FOR NO KEY UPDATE OF h'), [
      helperIds,
    ]);
  }

  phones(sql: Sql, accountIds: string[]): Promise<{ accountId: string; encrypted: Buffer }[]> {
    return sql.rows(
      'SELECT id AS "accountId", phone_encrypted AS encrypted FROM accounts WHERE id = ANY ($1::uuid[])',
      [accountIds],
    );
  }

  /** What counts is said in availability.policy.ts (`skillCounts`) too: they are changed together. */
  async qualified(
    sql: Sql,
    among: { stationId?: string; helperIds?: string[] },
    skill: string | null,
    on: string,
  ): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      `SELECT h.id FROM helpers h
        WHERE ($1::uuid IS NULL OR h.station_id = $1) AND ($2::uuid[] IS NULL OR h.id = ANY ($2))
          AND h.joined_on <= $4 AND (h.left_on IS NULL OR h.left_on > $4)
          AND ($3::text IS NULL OR EXISTS (
                SELECT 1 FROM helper_skills k JOIN skills s ON s.code = k.skill
                 WHERE k.helper_id = h.id AND k.skill = $3
                   AND (NOT s.licensed OR (k.proof IS NOT NULL AND k.valid_until >= $4))))
        ORDER BY h.id`,
      [among.stationId, among.helperIds, skill, on],
    );
    return rows.map(({ id }) => id);
  }
}

async function read(sql: Sql, statement: string, parameters: unknown[]): Promise<Helper[]> {
  return (await sql.rows<HelperRead>(statement, parameters)).map(helperOf);
}

function helperOf(row: HelperRead): Helper {
  const { quietFrom, quietTo, tappedAvailable, tappedUntil, shiftLng, shiftLat, shiftUntil, skills, ...helper } = row;
  const moment = (text: string | null) => (text === null ? null : new Date(text));
  return {
    ...helper,
    skills: skills.map((skill) => ({
      ...skill,
      provenAt: moment(skill.provenAt),
      refusedAt: moment(skill.refusedAt),
    })),
    quiet: quietFrom === null || quietTo === null ? null : { from: quietFrom, to: quietTo },
    tapped:
      tappedAvailable === null || tappedUntil === null ? null : { available: tappedAvailable, until: tappedUntil },
    shift:
      shiftLng === null || shiftLat === null || shiftUntil === null
        ? null
        : { lng: shiftLng, lat: shiftLat, until: shiftUntil },
  };
}
