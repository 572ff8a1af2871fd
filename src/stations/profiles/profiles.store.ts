import type { OpeningSpan } from '../../platform/calendar.js';
import type { Sql, Tx } from '../../platform/database/database.js';
import type { LeaveDays, Proof, QuietHours, StationScope } from '../stations.types.js';

export interface HeldHelper {
  id: string;
  accountId: string;
  stationId: string;
  leftOn: string | null;
}

/** What can be set of a helper; what is undefined stays. */
export interface Settings {
  capacity?: number;
  maxOffersADay?: number;
  restMinutes?: number;
  languages?: string[];
  tools?: string[];
  quiet?: QuietHours | null;
  roster?: OpeningSpan[];
  willingStationIds?: string[];
}

export interface Licence {
  licenceNo: string;
  /** last day */
  validUntil: string;
}

export interface HeldHelperSkill {
  licensed: boolean;
  /** that counts, or would if it was proven */
  licence: Licence | null;
  claimed: Licence | null;
}

/** A licence that somebody has to look at. */
export interface LicenceRow {
  helperId: string;
  name: string;
  skill: string;
  skillName: string;
  licenceNo: string | null;
  validUntil: string | null;
  claimedLicenceNo: string | null;
  claimedValidUntil: string | null;
}

/** What helpers say of themselves, or who leads them for them. */
export class ProfilesStore {
  /** The helper, where they are the account themselves or the scope has their home station. Held until the transaction ends. */
  hold(tx: Tx, scope: StationScope, helperId: string): Promise<HeldHelper | undefined> {
    return tx.one(
      `SELECT h.id, h.account_id AS "accountId", h.station_id AS "stationId", h.left_on::text AS "leftOn"
         FROM helpers h JOIN stations s ON s.id = h.station_id
        WHERE h.id = $1 AND (h.account_id = $2 OR s.id = ANY ($3::uuid[]) OR s.area_path ^@ ANY ($4::text[]))
          FOR NO KEY UPDATE OF h`,
      [helperId, scope.accountId, scope.stationIds, scope.areaPaths],
    );
  }

  async set(tx: Tx, helperId: string, settings: Settings): Promise<void> {
    const { capacity, maxOffersADay, restMinutes, languages, tools, quiet, roster, willingStationIds } = settings;
    const ofRow = [capacity, maxOffersADay, restMinutes, languages, tools, quiet];
    // every change is heard of by every process: where nothing is given nothing is written
    if (ofRow.some((value) => value !== undefined)) {
      await tx.run(
        `UPDATE helpers
            SET capacity = coalesce($2, capacity), max_offers_a_day = coalesce($3, max_offers_a_day),
                rest_minutes = coalesce($4, rest_minutes), languages = coalesce($5, languages), tools = coalesce($6, tools),
                quiet_from = CASE WHEN $7 THEN $8 ELSE quiet_from END, quiet_to = CASE WHEN $7 THEN $9 ELSE quiet_to END
          WHERE id = $1`,
        [
          helperId,
          capacity,
          maxOffersADay,
          restMinutes,
          languages,
          tools,
          quiet !== undefined,
          quiet?.from ?? null,
          quiet?.to ?? null,
        ],
      );
    }
    if (roster !== undefined) {
      await tx.run('DELETE FROM rosters WHERE helper_id = $1', [helperId]);
      await tx.run(
        `INSERT INTO rosters (helper_id, weekday, from_minute, to_minute)
         SELECT $1, weekday, "from", "to"
           FROM jsonb_to_recordset($2::jsonb) AS r (weekday smallint, "from" smallint, "to" smallint)`,
        [helperId, JSON.stringify(roster)],
      );
    }
    if (willingStationIds !== undefined) {
      await tx.run('DELETE FROM willing_stations WHERE helper_id = $1', [helperId]);
      await tx.run('INSERT INTO willing_stations (helper_id, station_id) SELECT $1, unnest($2::uuid[])', [
        helperId,
        willingStationIds,
      ]);
    }
  }

  /** Those of the ids that are stations on the day. */
  async openStations(sql: Sql, today: string, ids: string[]): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      'SELECT id FROM stations WHERE id = ANY ($2::uuid[]) AND (closed_on IS NULL OR closed_on > $1)',
      [today, ids],
    );
    return rows.map(({ id }) => id);
  }

  async setTapped(tx: Tx, helperId: string, tapped: { available: boolean; until: Date } | null): Promise<void> {
    await tx.run('UPDATE helpers SET tapped_available = $2, tapped_until = $3 WHERE id = $1', [
      helperId,
      tapped?.available ?? null,
      tapped?.until ?? null,
    ]);
  }

  async setShift(tx: Tx, helperId: string, shift: { lng: number; lat: number; until: Date } | null): Promise<void> {
    await tx.run('UPDATE helpers SET shift_lng = $2, shift_lat = $3, shift_until = $4 WHERE id = $1', [
      helperId,
      shift?.lng ?? null,
      shift?.lat ?? null,
      shift?.until ?? null,
    ]);
  }

  /** Those that are not over. */
  leaves(sql: Sql, today: string, helperId: string): Promise<LeaveDays[]> {
    return sql.rows(
      `SELECT id, from_day::text AS "from", to_day::text AS "to" FROM helper_leaves
        WHERE helper_id = $2 AND to_day >= $1 ORDER BY from_day`,
      [today, helperId],
    );
  }

  async addLeave(tx: Tx, helperId: string, leave: LeaveDays, enteredBy: string, enteredAt: Date): Promise<void> {
    await tx.run(
      `INSERT INTO helper_leaves (id, helper_id, from_day, to_day, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [leave.id, helperId, leave.from, leave.to, enteredBy, enteredAt],
    );
  }

  /** False: there is none that is not over. */
  async removeLeave(tx: Tx, today: string, helperId: string, leaveId: string): Promise<boolean> {
    const sql = 'DELETE FROM helper_leaves WHERE id = $1 AND helper_id = $2 AND to_day >= $3';
    return (await tx.run(sql, [leaveId, helperId, today])) > 0;
  }

  skill(sql: Sql, code: string): Promise<{ name: string; licensed: boolean } | undefined> {
    return sql.one('SELECT name, licensed FROM skills WHERE code = $1', [code]);
  }

  /** As the helper has it; undefined: they have not. */
  async heldSkill(sql: Sql, helperId: string, code: string): Promise<HeldHelperSkill | undefined> {
    const licence = (no: string, until: string) =>
      `CASE WHEN ${no} IS NOT NULL THEN jsonb_build_object('licenceNo', ${no}, 'validUntil', ${until}) END`;
    return sql.one(
      `SELECT s.licensed, ${licence('k.licence_no', 'k.valid_until')} AS licence,
              ${licence('k.claimed_licence_no', 'k.claimed_valid_until')} AS claimed
         FROM helper_skills k JOIN skills s ON s.code = k.skill WHERE k.helper_id = $1 AND k.skill = $2`,
      [helperId, code],
    );
  }

  /** What was proven goes on counting beside it. Who says again what is proven claims nothing. */
  async claim(tx: Tx, helperId: string, code: string, licence: Licence | null): Promise<void> {
    await tx.run(
      `INSERT INTO helper_skills AS k (helper_id, skill, proof, proven_at, claimed_licence_no, claimed_valid_until)
       VALUES ($1, $2, NULL, NULL, $3, $4)
       ON CONFLICT (helper_id, skill) DO UPDATE
          SET (claimed_licence_no, claimed_valid_until) = (
                SELECT excluded.claimed_licence_no, excluded.claimed_valid_until
                 WHERE k.proof IS NULL
                    OR (k.licence_no, k.valid_until) IS DISTINCT FROM (excluded.claimed_licence_no, excluded.claimed_valid_until)),
              refused_at = NULL`,
      [helperId, code, licence?.licenceNo, licence?.validUntil],
    );
  }

  /** The licence counts from now on, in place of the one before. */
  async prove(tx: Tx, helperId: string, code: string, licence: Licence, proof: Proof, by: string, at: Date) {
    await tx.run(
      `UPDATE helper_skills
          SET licence_no = $3, valid_until = $4, proof = $5, proven_by = $6, proven_at = $7, refused_at = NULL,
              claimed_licence_no = NULL, claimed_valid_until = NULL
        WHERE helper_id = $1 AND skill = $2`,
      [helperId, code, licence.licenceNo, licence.validUntil, proof, by, at],
    );
  }

  /** What is claimed is dropped, and what was proven stays; where nothing is claimed it is proven no more. */
  async refuse(tx: Tx, helperId: string, code: string, at: Date): Promise<void> {
    await tx.run(
      `UPDATE helper_skills
          SET refused_at = $3, claimed_licence_no = NULL, claimed_valid_until = NULL,
              proof = CASE WHEN claimed_licence_no IS NULL THEN NULL ELSE proof END,
              proven_by = CASE WHEN claimed_licence_no IS NULL THEN NULL ELSE proven_by END,
              proven_at = CASE WHEN claimed_licence_no IS NULL THEN NULL ELSE proven_at END
        WHERE helper_id = $1 AND skill = $2`,
      [helperId, code, at],
    );
  }

  async drop(tx: Tx, helperId: string, code: string): Promise<boolean> {
    return (await tx.run('DELETE FROM helper_skills WHERE helper_id = $1 AND skill = $2', [helperId, code])) > 0;
  }

  /** Of a station's helpers on the day: licences that are claimed, and proven ones that end by `until` or have ended. */
  licences(
    sql: Sql,
    today: string,
    stationId: string,
    page: { until: string; limit: number; after: string[] | null },
  ): Promise<LicenceRow[]> {
    return sql.rows(
      `SELECT h.id AS "helperId", a.name, k.skill, s.name AS "skillName", k.licence_no AS "licenceNo",
              k.valid_until::text AS "validUntil", k.claimed_licence_no AS "claimedLicenceNo",
              k.claimed_valid_until::text AS "claimedValidUntil"
         FROM helpers h JOIN accounts a ON a.id = h.account_id JOIN helper_skills k ON k.helper_id = h.id
         JOIN skills s ON s.code = k.skill AND s.licensed
        WHERE h.station_id = $2 AND h.joined_on <= $1 AND (h.left_on IS NULL OR h.left_on > $1)
          AND (k.claimed_licence_no IS NOT NULL OR (k.proof IS NOT NULL AND k.valid_until <= $3))
          AND ($4::uuid IS NULL OR (h.id, k.skill) > ($4, $5))
        ORDER BY h.id, k.skill LIMIT $6`,
      [today, stationId, page.until, page.after?.[0], page.after?.[1], page.limit],
    );
  }
}
