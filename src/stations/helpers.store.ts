import type { Sql, Tx } from '../platform/database/database.js';
import { prepare } from '../platform/database/statement.js';
import type { Helper, SkillRow, StationScope } from './stations.types.js';

const HELPER = `h.id, h.account_id AS "accountId", a.name, h.station_id AS "stationId", h.profession,
  h.party_member AS "partyMember", h.capacity, h.languages, h.lng, h.lat, h.joined_on::text AS "joinedOn",
  h.left_on::text AS "leftOn",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('skill', k.skill, 'name', s.name, 'licensed', s.licensed, 'licenceNo',
                                                k.licence_no, 'validUntil', k.valid_until) ORDER BY k.skill), '[]')
     FROM helper_skills k JOIN skills s ON s.code = k.skill WHERE k.helper_id = h.id) AS skills,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('weekday', r.weekday, 'from', r.from_minute, 'to', r.to_minute)
                             ORDER BY r.weekday, r.from_minute), '[]')
     FROM rosters r WHERE r.helper_id = h.id) AS roster,
  ARRAY(SELECT w.station_id FROM willing_stations w WHERE w.helper_id = h.id ORDER BY w.station_id)
    AS "willingStationIds"`;
const HELPERS = 'helpers h JOIN accounts a ON a.id = h.account_id';

/** For the statement of a higher feature: names by helper id, as JSON, of those that `ids` (a subquery) selects. */
export function helperNamesSelect(ids: string): string {
  return `(SELECT coalesce(jsonb_object_agg(h.id, a.name), '{}') FROM ${HELPERS} WHERE h.id IN (${ids}))`;
}

/** Every SQL statement that reads helpers. */
export class HelpersStore {
  skills(sql: Sql): Promise<SkillRow[]> {
    return sql.rows('SELECT code, name, licensed FROM skills ORDER BY code');
  }

  byId(sql: Sql, id: string): Promise<Helper | undefined> {
    return sql.one<Helper>(`SELECT ${HELPER} FROM ${HELPERS} WHERE h.id = $1`, [id]);
  }

  byIds(sql: Sql, ids: string[]): Promise<Helper[]> {
    return sql.rows<Helper>(`SELECT ${HELPER} FROM ${HELPERS} WHERE h.id = ANY ($1::uuid[]) ORDER BY h.id`, [ids]);
  }

  byAccounts(sql: Sql, accountIds: string[]): Promise<Helper[]> {
    return sql.rows<Helper>(`SELECT ${HELPER} FROM ${HELPERS} WHERE h.account_id = ANY ($1::uuid[])`, [accountIds]);
  }

  /** One's own, or in a station of the scope. */
  inScope(sql: Sql, scope: StationScope, id: string): Promise<Helper | undefined> {
    return sql.one<Helper>(
      `SELECT ${HELPER} FROM ${HELPERS} JOIN stations s ON s.id = h.station_id
        WHERE h.id = $1
          AND (h.account_id = $2 OR s.id = ANY ($3::uuid[]) OR s.area_path ^@ ANY ($4::text[]))`,
      [id, scope.accountId, scope.stationIds, scope.areaPaths],
    );
  }

  ofStation(sql: Sql, today: string, stationId: string, limit?: number, after?: string | null): Promise<Helper[]> {
    return sql.rows<Helper>(
      `SELECT ${HELPER} FROM ${HELPERS}
        WHERE h.station_id = $2 AND h.joined_on <= $1 AND (h.left_on IS NULL OR h.left_on > $1)
          AND ($3::uuid IS NULL OR h.id > $3)
        ORDER BY h.id LIMIT $4`,
      [today, stationId, after, limit],
    );
  }

  serving(sql: Sql, today: string, stationId: string): Promise<Helper[]> {
    return sql.rows<Helper>(
      `SELECT ${HELPER} FROM ${HELPERS}
        WHERE (h.station_id = $2 OR EXISTS (SELECT 1 FROM willing_stations v WHERE v.helper_id = h.id AND v.station_id = $2))
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

  /** A skill that needs a licence counts up to the licence's last day. */
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
                 WHERE k.helper_id = h.id AND k.skill = $3 AND (NOT s.licensed OR k.valid_until >= $4)))
        ORDER BY h.id`,
      [among.stationId, among.helperIds, skill, on],
    );
    return rows.map(({ id }) => id);
  }
}
