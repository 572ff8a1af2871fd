import type { Sql, Tx } from '../platform/database/database.js';
import type { CoverageRow } from './stations.types.js';

/** Which station has which grid, map by map: what drafts make of it. */
export class CoverageStore {
  rows(sql: Sql, mapId: string): Promise<CoverageRow[]> {
    return sql.rows('SELECT grid_id AS "gridId", station_id AS "stationId" FROM coverage WHERE map_id = $1', [mapId]);
  }

  async copy(tx: Tx, from: string, to: string): Promise<void> {
    await tx.run(
      `INSERT INTO coverage (map_id, grid_id, station_id)
       SELECT $2, grid_id, station_id FROM coverage WHERE map_id = $1`,
      [from, to],
    );
  }

  /** `stationId` null: the grid has none any more. The grids that have another one now. */
  async write(tx: Tx, mapId: string, rows: { gridId: string; stationId: string | null }[]): Promise<string[]> {
    const written = await tx.rows<{ id: string }>(
      `WITH given AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS r ("gridId" uuid, "stationId" uuid)
       ), gone AS (
         DELETE FROM coverage c USING given g
          WHERE c.map_id = $1 AND c.grid_id = g."gridId" AND g."stationId" IS NULL RETURNING c.grid_id AS id
       ), put AS (
         INSERT INTO coverage AS c (map_id, grid_id, station_id)
         SELECT $1, "gridId", "stationId" FROM given WHERE "stationId" IS NOT NULL
         ON CONFLICT (map_id, grid_id) DO UPDATE SET station_id = excluded.station_id
          WHERE c.station_id <> excluded.station_id
         RETURNING c.grid_id AS id)
       SELECT id FROM gone UNION ALL SELECT id FROM put`,
      [mapId, JSON.stringify(rows)],
    );
    return written.map(({ id }) => id);
  }

  async remove(tx: Tx, mapId: string, gridIds: string[]): Promise<void> {
    await tx.run('DELETE FROM coverage WHERE map_id = $1 AND grid_id = ANY ($2::uuid[])', [mapId, gridIds]);
  }

  async discard(tx: Tx, mapId: string): Promise<void> {
    await tx.run('DELETE FROM coverage WHERE map_id = $1', [mapId]);
  }

  /** By code: stations that are not closed on this day. */
  async codes(sql: Sql, today: string): Promise<Map<string, string>> {
    const rows = await sql.rows<{ code: string; id: string }>(
      'SELECT code, id FROM stations WHERE closed_on IS NULL OR closed_on > $1',
      [today],
    );
    return new Map(rows.map(({ code, id }) => [code, id]));
  }

  /** Has a grid outside of these prefixes another station in the one map than in the other? */
  async differsOutside(sql: Sql, one: string, other: string | null, prefixes: string[]): Promise<boolean> {
    const row = await sql.one(
      `SELECT 1 FROM (SELECT * FROM coverage WHERE map_id = $1) n
         FULL JOIN (SELECT * FROM coverage WHERE map_id = $2) o ON o.grid_id = n.grid_id
         LEFT JOIN map_areas a ON a.map_id = coalesce(n.map_id, o.map_id) AND a.area_id = coalesce(n.grid_id, o.grid_id)
        WHERE n.station_id IS DISTINCT FROM o.station_id AND NOT coalesce(a.path, '') ^@ ANY ($3::text[]) LIMIT 1`,
      [one, other, prefixes],
    );
    return row !== undefined;
  }

  /** Stations lie where the published map has their communities. */
  async followAreas(tx: Tx): Promise<void> {
    await tx.run(
      `UPDATE stations s SET area_path = a.path FROM areas a WHERE a.id = s.community_id AND s.area_path <> a.path`,
    );
  }
}
