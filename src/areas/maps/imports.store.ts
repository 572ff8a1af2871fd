import type { Sql, Tx } from '../../platform/database/database.js';
import type { AreaKind } from '../areas.types.js';
import type { MultiPolygon } from '../geometry.js';
import type { FoundCount, ImportKind, ImportMode, MapImport } from './maps.types.js';

const IMPORT = `i.id, i.map_id AS "mapId", i.kind, i.mode, i.state, i.bytes::float8 AS bytes, i.bytes_of::float8 AS "bytesOf",
  i.rows, CASE WHEN i.added IS NULL THEN NULL ELSE jsonb_build_object('added', i.added, 'changed', i.changed,
    'unchanged', i.unchanged, 'removed', i.removed) END AS written,
  i.found, i.fault, i.started_at AS "startedAt", i.ended_at AS "endedAt"`;

/** Files on their way into a draft, and the areas that come by them. */
export class ImportsStore {
  async begin(
    tx: Tx,
    given: { id: string; mapId: string; kind: ImportKind; mode: ImportMode; bytesOf: number | null },
    by: string | null,
    now: Date,
  ): Promise<void> {
    await tx.run(
      `INSERT INTO map_imports (id, map_id, kind, mode, state, bytes_of, started_at, touched_at, started_by)
       VALUES ($1, $2, $3, $4, 'reading', $5, $6, $6, $7)`,
      [given.id, given.mapId, given.kind, given.mode, given.bytesOf, now, by],
    );
  }

  one(sql: Sql, mapId: string, id: string): Promise<MapImport | undefined> {
    return sql.one<MapImport>(`SELECT ${IMPORT} FROM map_imports i WHERE i.map_id = $1 AND i.id = $2`, [mapId, id]);
  }

  /** Newest first. */
  page(sql: Sql, mapId: string, limit: number, before: string | null): Promise<MapImport[]> {
    return sql.rows<MapImport>(
      `SELECT ${IMPORT} FROM map_imports i WHERE i.map_id = $1 AND ($3::uuid IS NULL OR i.id < $3)
        ORDER BY i.id DESC LIMIT $2`,
      [mapId, limit, before],
    );
  }

  /** False: it is over already, since it was taken for dead. */
  async progress(sql: Sql, id: string, bytes: number, rows: number, now: Date): Promise<boolean> {
    const touched = await sql.run(
      `UPDATE map_imports SET bytes = $2, rows = $3, touched_at = $4 WHERE id = $1 AND state IN ('reading', 'writing')`,
      [id, bytes, rows, now],
    );
    return touched === 1;
  }

  async writing(sql: Sql, id: string, now: Date): Promise<boolean> {
    const touched = await sql.run(
      `UPDATE map_imports SET state = 'writing', touched_at = $2 WHERE id = $1 AND state IN ('reading', 'writing')`,
      [id, now],
    );
    return touched === 1;
  }

  async end(
    sql: Sql,
    id: string,
    outcome: Pick<MapImport, 'written' | 'found' | 'fault'> & { state: 'done' | 'refused' | 'failed' },
    now: Date,
  ): Promise<boolean> {
    const { state, written, found, fault } = outcome;
    const ended = await sql.run(
      `UPDATE map_imports SET state = $2, added = $3, changed = $4, unchanged = $5, removed = $6, found = $7::jsonb, fault = $8::jsonb,
              touched_at = $9, ended_at = $9
        WHERE id = $1 AND state IN ('reading', 'writing')`,
      [
        id,
        state,
        written?.added ?? null,
        written?.changed ?? null,
        written?.unchanged ?? null,
        written?.removed ?? null,
        JSON.stringify(found),
        fault === null ? null : JSON.stringify(fault),
        now,
      ],
    );
    return ended === 1;
  }

  /** What nobody has gone on with since then has failed with its process. */
  async bury(sql: Sql, before: Date, now: Date): Promise<number> {
    return sql.run(
      `UPDATE map_imports SET state = 'failed', fault = '{"code": "import-interrupted", "args": {}}', ended_at = $2
        WHERE state IN ('reading', 'writing') AND touched_at < $1`,
      [before, now],
    );
  }

  async isUnderWay(sql: Sql, mapId: string): Promise<boolean> {
    const row = await sql.one(`SELECT 1 FROM map_imports WHERE map_id = $1 AND state IN ('reading', 'writing')`, [
      mapId,
    ]);
    return row !== undefined;
  }

  /** In the last file of each kind that came to its end. */
  async found(sql: Sql, mapId: string): Promise<FoundCount[]> {
    const rows = await sql.rows<{ found: FoundCount[] }>(
      `SELECT DISTINCT ON (kind) found FROM map_imports
        WHERE map_id = $1 AND state IN ('done', 'refused') ORDER BY kind, id DESC`,
      [mapId],
    );
    return rows.flatMap(({ found }) => found);
  }

  /** A refused one is as if it had never come. */
  async forget(tx: Tx, mapId: string, id: string): Promise<boolean> {
    await tx.run('DELETE FROM map_findings WHERE map_id = $1 AND import_id = $2', [mapId, id]);
    const gone = await tx.run(
      `DELETE FROM map_imports WHERE map_id = $1 AND id = $2 AND state IN ('refused', 'failed')`,
      [mapId, id],
    );
    return gone === 1;
  }

  async stageAreas(
    sql: Sql,
    importId: string,
    rows: { no: number; line: number; code: string; geometry: MultiPolygon }[],
  ): Promise<void> {
    await sql.run(
      `INSERT INTO staged_areas (import_id, no, line, code, geometry)
       SELECT $1, no, line, code, geometry FROM jsonb_to_recordset($2::jsonb)
         AS r (no int, line int, code text, geometry jsonb)`,
      [importId, JSON.stringify(rows)],
    );
  }

  async unstage(sql: Sql, importId: string): Promise<void> {
    await sql.run('DELETE FROM staged_areas WHERE import_id = $1', [importId]);
    await sql.run('DELETE FROM staged_buildings WHERE import_id = $1', [importId]);
  }

  /** What imports that are over have left behind; true: there was something. */
  async sweep(sql: Sql): Promise<number> {
    const rows = await sql.rows<{ id: string }>(
      `SELECT i.id FROM map_imports i WHERE i.state NOT IN ('reading', 'writing')
          AND (EXISTS (SELECT FROM staged_areas s WHERE s.import_id = i.id)
            OR EXISTS (SELECT FROM staged_buildings s WHERE s.import_id = i.id)) LIMIT 1`,
    );
    for (const { id } of rows) await this.unstage(sql, id);
    return rows.length;
  }

  /** Areas that are known by their codes, whatever map they are in. */
  identities(sql: Sql, codes: string[]): Promise<{ id: string; code: string; kind: AreaKind; draft: boolean }[]> {
    return sql.rows('SELECT id, code, kind, draft FROM areas WHERE code = ANY ($1::text[])', [codes]);
  }

  /** Parents first, and not all at once: what is made into one parameter holds the event loop. */
  async writeAreas(
    tx: Tx,
    mapId: string,
    rows: {
      id: string;
      code: string;
      kind: AreaKind;
      name: string;
      parentId: string | null;
      path: string;
      line: number | null;
    }[],
    validFrom: string,
  ): Promise<void> {
    const json = JSON.stringify(
      rows.map(({ id, code, kind, name, parentId, path, line }) => ({ id, code, kind, name, parentId, path, line })),
    );
    const columns = `(id uuid, code text, kind text, name text, "parentId" uuid, path text, line int)`;
    // one that no published map has yet is what its newest draft says
    await tx.run(
      `INSERT INTO areas AS a (id, code, kind, name, parent_id, path, valid_from, draft)
       SELECT id, code, kind, name, "parentId", path, $2, true FROM jsonb_to_recordset($1::jsonb) AS r ${columns}
       ON CONFLICT (code) DO UPDATE
          SET kind = excluded.kind, name = excluded.name, parent_id = excluded.parent_id, path = excluded.path
        WHERE a.draft AND (a.kind, a.name, a.path) IS DISTINCT FROM (excluded.kind, excluded.name, excluded.path)`,
      [json, validFrom],
    );
    await tx.run(
      `INSERT INTO map_areas AS m (map_id, area_id, name, parent_id, path, line)
       SELECT $2, id, name, "parentId", path, line FROM jsonb_to_recordset($1::jsonb) AS r ${columns}
       ON CONFLICT (map_id, area_id) DO UPDATE
          SET name = excluded.name, parent_id = excluded.parent_id, path = excluded.path, line = excluded.line
        WHERE (m.name, m.path, m.line) IS DISTINCT FROM (excluded.name, excluded.path, excluded.line)`,
      [json, mapId],
    );
  }

  /** The staged boundaries of these areas; the ids of those that have another one now. */
  async writeBoundaries(
    tx: Tx,
    mapId: string,
    importId: string,
    areas: { id: string; no: number }[],
  ): Promise<string[]> {
    const rows = await tx.rows<{ id: string }>(
      `INSERT INTO boundaries AS b (map_id, area_id, geometry)
       SELECT $1, r.id, s.geometry FROM jsonb_to_recordset($3::jsonb) AS r (id uuid, no int)
         JOIN staged_areas s ON s.import_id = $2 AND s.no = r.no
       ON CONFLICT (map_id, area_id) DO UPDATE SET geometry = excluded.geometry
        WHERE b.geometry IS DISTINCT FROM excluded.geometry
       RETURNING area_id AS id`,
      [mapId, importId, JSON.stringify(areas)],
    );
    return rows.map(({ id }) => id);
  }

  async removeAreas(tx: Tx, mapId: string, ids: string[]): Promise<void> {
    await tx.run('DELETE FROM boundaries WHERE map_id = $1 AND area_id = ANY ($2::uuid[])', [mapId, ids]);
    await tx.run('DELETE FROM map_areas WHERE map_id = $1 AND area_id = ANY ($2::uuid[])', [mapId, ids]);
  }
}
