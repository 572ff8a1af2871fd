import type { Sql } from '../../platform/database/database.js';
import { newId } from '../../platform/outbox.js';
import type { Severity } from './map-check.types.js';
import type { FoundCount, MapFinding, StoredFinding } from './maps.types.js';

const FINDING = `f.id, f.import_id AS "importId", f.severity, f.code, f.features, f.args, f.area_m2 AS "areaM2", f.share,
  f.distance_m AS "distanceM", f.geometry, f.more`;
/** Of one draft: those of its last check, and those of the last file of each kind. */
const OF_DRAFT = `f.map_id = $1 AND (f.import_id IS NULL OR f.import_id IN (
  SELECT DISTINCT ON (i.kind) i.id FROM map_imports i WHERE i.map_id = $1 AND i.state IN ('done', 'refused')
   ORDER BY i.kind, i.id DESC))`;
const AT_ONCE = 200;

export class FindingsStore {
  async insert(sql: Sql, mapId: string, importId: string | null, findings: MapFinding[]): Promise<void> {
    for (let at = 0; at < findings.length; at += AT_ONCE) {
      const rows = findings.slice(at, at + AT_ONCE).map((finding) => ({ ...finding, id: newId() }));
      await sql.run(
        `INSERT INTO map_findings (id, map_id, import_id, severity, code, features, args, area_m2, share, distance_m, geometry,
                                   more)
         SELECT id, $1, $2, severity, code, features, coalesce(args, '{}'), "areaM2", share, "distanceM", geometry, more
           FROM jsonb_to_recordset($3::jsonb)
             AS r (id uuid, severity text, code text, features jsonb, args jsonb, "areaM2" double precision,
                   share double precision, "distanceM" double precision, geometry jsonb, more int)`,
        [mapId, importId, JSON.stringify(rows)],
      );
    }
  }

  /** Those of the check before. */
  async clear(sql: Sql, mapId: string): Promise<void> {
    await sql.run('DELETE FROM map_findings WHERE map_id = $1 AND import_id IS NULL', [mapId]);
  }

  async checked(sql: Sql, mapId: string, revision: number, found: FoundCount[]): Promise<void> {
    await sql.run('UPDATE grid_maps SET checked_revision = $2, checked = $3::jsonb WHERE id = $1 AND revision >= $2', [
      mapId,
      revision,
      JSON.stringify(found),
    ]);
  }

  /** In the order in which they were found. */
  page(
    sql: Sql,
    mapId: string,
    filter: { severity: Severity | null; withGeometry: boolean; limit: number; after: string | null },
  ): Promise<StoredFinding[]> {
    return sql.rows<StoredFinding>(
      `SELECT ${FINDING} FROM map_findings f
        WHERE ${OF_DRAFT} AND ($2::text IS NULL OR f.severity = $2) AND ($3::uuid IS NULL OR f.id > $3)
          AND (NOT $4 OR f.geometry IS NOT NULL)
        ORDER BY f.id LIMIT $5`,
      [mapId, filter.severity, filter.after, filter.withGeometry, filter.limit],
    );
  }
}
