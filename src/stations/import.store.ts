import type { Tx } from '../platform/database/database.js';
import type { CoverageRow, HelperRow, SkillRow, StationRow } from './stations.types.js';

/** Bulk writing: one statement a table, whatever the number of rows. */
export class ImportStore {
  async skills(tx: Tx, rows: SkillRow[]): Promise<void> {
    await tx.run(
      `INSERT INTO skills (code, name, name_en, licensed)
       SELECT code, name, "nameEn", licensed
         FROM jsonb_to_recordset($1::jsonb) AS r (code text, name text, "nameEn" text, licensed boolean)
       ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, licensed = excluded.licensed`,
      [JSON.stringify(rows)],
    );
  }

  async stations(tx: Tx, rows: StationRow[]): Promise<void> {
    await tx.run(
      `INSERT INTO stations (id, code, name, community_id, area_path, address, sign_text, phone, lng, lat, capacity,
                             hours, opened_on)
       SELECT r.id, r.code, r.name, r."communityId", a.path, r.address, r."signText", r.phone, r.lng, r.lat,
              r.capacity, r.hours, r."openedOn"
         FROM jsonb_to_recordset($1::jsonb)
           AS r (id uuid, code text, name text, "communityId" uuid, address text, "signText" text, phone text,
                 lng double precision, lat double precision, capacity int, hours jsonb, "openedOn" date)
         LEFT JOIN areas a ON a.id = r."communityId"`, // without one area_path is null, and refused: no row gets lost
      [JSON.stringify(rows)],
    );
    const heads = rows.flatMap(({ id, heads: own }) => own.map((head) => ({ ...head, stationId: id })));
    await tx.run(
      `INSERT INTO station_heads (station_id, account_id, role, valid_from)
       SELECT "stationId", "accountId", role, "validFrom" FROM jsonb_to_recordset($1::jsonb)
         AS r ("stationId" uuid, "accountId" uuid, role text, "validFrom" date)`,
      [JSON.stringify(heads)],
    );
  }

  async helpers(tx: Tx, rows: HelperRow[]): Promise<void> {
    await tx.run(
      `INSERT INTO helpers (id, account_id, station_id, profession, party_member, capacity, languages, lng, lat,
                            joined_on, tools)
       SELECT id, "accountId", "stationId", profession, "partyMember", capacity, languages, lng, lat, "joinedOn",
              coalesce(tools, '{}')
         FROM jsonb_to_recordset($1::jsonb)
           AS r (id uuid, "accountId" uuid, "stationId" uuid, profession text, "partyMember" boolean, capacity int,
                 languages text[], lng double precision, lat double precision, "joinedOn" date, tools text[])`,
      [JSON.stringify(rows)],
    );
    await this.parts(tx, rows);
  }

  /** What is known of helpers, in place of what was; their places and their jobs stay. */
  async changeHelpers(tx: Tx, rows: HelperRow[]): Promise<void> {
    await tx.run(
      `UPDATE helpers h
          SET station_id = r."stationId", profession = r.profession, party_member = r."partyMember", capacity = r.capacity,
              languages = r.languages, joined_on = r."joinedOn", tools = coalesce(r.tools, h.tools)
         FROM jsonb_to_recordset($1::jsonb)
           AS r (id uuid, "stationId" uuid, profession text, "partyMember" boolean, capacity int, languages text[],
                 "joinedOn" date, tools text[])
        WHERE h.id = r.id`,
      [JSON.stringify(rows)],
    );
    const ids = rows.map(({ id }) => id);
    for (const table of ['rosters', 'willing_stations']) {
      await tx.run(`DELETE FROM ${table} WHERE helper_id = ANY ($1::uuid[])`, [ids]);
    }
    const kept = rows.flatMap(({ id, skills }) => skills.map(({ skill }) => ({ helperId: id, skill })));
    await tx.run(
      `DELETE FROM helper_skills k WHERE k.helper_id = ANY ($1::uuid[]) AND NOT EXISTS (
         SELECT FROM jsonb_to_recordset($2::jsonb) AS r ("helperId" uuid, skill text)
          WHERE r."helperId" = k.helper_id AND r.skill = k.skill)`,
      [ids, JSON.stringify(kept)],
    );
    await this.parts(tx, rows);
  }

  private async parts(tx: Tx, rows: HelperRow[]): Promise<void> {
    const skills = rows.flatMap(({ id, skills: own }) => own.map((skill) => ({ ...skill, helperId: id })));
    await tx.run(
      `INSERT INTO helper_skills (helper_id, skill, licence_no, valid_until)
       SELECT "helperId", skill, "licenceNo", "validUntil" FROM jsonb_to_recordset($1::jsonb)
         AS r ("helperId" uuid, skill text, "licenceNo" text, "validUntil" date)
       ON CONFLICT (helper_id, skill) DO UPDATE
          SET licence_no = excluded.licence_no, valid_until = excluded.valid_until, proof = excluded.proof, proven_by = NULL,
              proven_at = excluded.proven_at, refused_at = NULL, claimed_licence_no = NULL, claimed_valid_until = NULL
        WHERE (helper_skills.licence_no, helper_skills.valid_until) IS DISTINCT FROM (excluded.licence_no, excluded.valid_until)`,
      // a licence that stays as it was keeps its proof, or stays without; a new one is as good as the file (register)
      [JSON.stringify(skills)],
    );
    const rosters = rows.flatMap(({ id, roster }) => roster.map((span) => ({ ...span, helperId: id })));
    await tx.run(
      `INSERT INTO rosters (helper_id, weekday, from_minute, to_minute)
       SELECT "helperId", weekday, "from", "to" FROM jsonb_to_recordset($1::jsonb)
         AS r ("helperId" uuid, weekday smallint, "from" smallint, "to" smallint)`,
      [JSON.stringify(rosters)],
    );
    const willing = rows.flatMap(({ id, willingStationIds }) =>
      willingStationIds.map((stationId) => ({ helperId: id, stationId })),
    );
    await tx.run(
      `INSERT INTO willing_stations (helper_id, station_id)
       SELECT "helperId", "stationId" FROM jsonb_to_recordset($1::jsonb) AS r ("helperId" uuid, "stationId" uuid)`,
      [JSON.stringify(willing)],
    );
  }

  async coverage(tx: Tx, mapId: string, rows: CoverageRow[]): Promise<void> {
    await tx.run(
      `INSERT INTO coverage (map_id, grid_id, station_id)
       SELECT $1, "gridId", "stationId" FROM jsonb_to_recordset($2::jsonb) AS r ("gridId" uuid, "stationId" uuid)`,
      [mapId, JSON.stringify(rows)],
    );
  }
}
