import type { Sql, Tx } from '../../platform/database/database.js';
import type { MapRow } from '../areas.types.js';
import type { MapArea, MapState } from './maps.types.js';

const STATE = `m.id, m.name, m.state, m.valid_from::text AS "validFrom", m.source, m.created_at AS "createdAt",
  m.published_at AS "publishedAt", m.based_on AS "basedOn", m.revision, m.checked_revision AS "checkedRevision", m.checked`;

/** Every statement that makes a draft, reads it as a whole, or takes it away. */
export class DraftsStore {
  one(sql: Sql, id: string): Promise<MapState | undefined> {
    return sql.one<MapState>(`SELECT ${STATE} FROM grid_maps m WHERE m.id = $1`, [id]);
  }

  /** Held until the transaction ends: it changes, is published or goes one after the other. */
  lock(tx: Tx, id: string): Promise<MapState | undefined> {
    return tx.one<MapState>(`SELECT ${STATE} FROM grid_maps m WHERE m.id = $1 FOR UPDATE`, [id]);
  }

  /** With the areas and buildings of the published map; where there is none yet, with all areas. */
  async create(tx: Tx, { id, name, validFrom, source }: MapRow, by: string | null): Promise<string | null> {
    const base = await tx.one<{ id: string }>(`SELECT id FROM grid_maps WHERE state = 'published'`);
    const basedOn = base?.id ?? null;
    await tx.run(
      `INSERT INTO grid_maps (id, name, state, valid_from, source, based_on, created_by)
       VALUES ($1, $2, 'draft', $3, $4, $5, $6)`,
      [id, name, validFrom, source, basedOn, by],
    );
    await tx.run(
      basedOn === null
        ? `INSERT INTO map_areas (map_id, area_id, name, parent_id, path)
           SELECT $1, id, name, parent_id, path FROM areas WHERE NOT draft AND valid_to IS NULL AND $2::uuid IS NULL`
        : `INSERT INTO map_areas (map_id, area_id, name, parent_id, path)
           SELECT $1, area_id, name, parent_id, path FROM map_areas WHERE map_id = $2`,
      [id, basedOn],
    );
    await tx.run(
      `INSERT INTO map_buildings (map_id, building_id, version_id, grid_id)
       SELECT $1, building_id, version_id, grid_id FROM map_buildings WHERE map_id = $2`,
      [id, basedOn],
    );
    return basedOn;
  }

  async copyBoundaries(tx: Tx, from: string, to: string): Promise<void> {
    await tx.run(
      `INSERT INTO boundaries (map_id, area_id, geometry)
       SELECT $2, area_id, geometry FROM boundaries WHERE map_id = $1`,
      [from, to],
    );
  }

  /** All but coverage, which is the stations'. Identities of areas and buildings stay: other drafts may have them too. */
  async discard(tx: Tx, id: string): Promise<void> {
    await tx.run(`DELETE FROM staged_areas WHERE import_id IN (SELECT i.id FROM map_imports i WHERE i.map_id = $1)`, [
      id,
    ]);
    await tx.run(
      `DELETE FROM staged_buildings WHERE import_id IN (SELECT i.id FROM map_imports i WHERE i.map_id = $1)`,
      [id],
    );
    await tx.run(
      `DELETE FROM map_readers WHERE publication_id IN (SELECT p.id FROM map_publications p WHERE p.map_id = $1)`,
      [id],
    );
    for (const table of [
      'map_findings',
      'map_imports',
      'map_publications',
      'map_buildings',
      'boundaries',
      'map_areas',
    ]) {
      await tx.run(`DELETE FROM ${table} WHERE map_id = $1`, [id]);
    }
    await tx.run('DELETE FROM grid_maps WHERE id = $1', [id]);
  }

  areas(sql: Sql, mapId: string): Promise<MapArea[]> {
    return sql.rows(
      `SELECT a.id, a.code, a.kind, m.name, m.parent_id AS "parentId", m.path, m.line
         FROM map_areas m JOIN areas a ON a.id = m.area_id WHERE m.map_id = $1 ORDER BY m.path`,
      [mapId],
    );
  }

  /** The draft is another one than it was: what was checked is checked again. */
  async raise(tx: Tx, id: string): Promise<void> {
    await tx.run('UPDATE grid_maps SET revision = revision + 1 WHERE id = $1', [id]);
  }

  /** The highest areas of a map: who is over them is over all of it. */
  async roots(sql: Sql, mapId: string): Promise<string[]> {
    const rows = await sql.rows<{ path: string }>(
      'SELECT path FROM map_areas WHERE map_id = $1 AND parent_id IS NULL',
      [mapId],
    );
    return rows.map(({ path }) => path);
  }

  /**
   * Is anything in which the two maps differ outside of these prefixes? Areas with another name, parent or boundary, buildings with
   * other words or another grid, and what only one of them has. A building without a grid is nowhere, and so outside.
   */
  async differsOutside(sql: Sql, one: string, other: string | null, prefixes: string[]): Promise<boolean> {
    const row = await sql.one(
      `WITH areas_differ AS (
         SELECT n.path AS new_path, o.path AS old_path
           FROM (SELECT * FROM map_areas WHERE map_id = $1) n
           FULL JOIN (SELECT * FROM map_areas WHERE map_id = $2) o ON o.area_id = n.area_id
           LEFT JOIN boundaries nb ON nb.map_id = $1 AND nb.area_id = n.area_id
           LEFT JOIN boundaries ob ON ob.map_id = $2 AND ob.area_id = o.area_id
          WHERE (n.name, n.path) IS DISTINCT FROM (o.name, o.path) OR nb.geometry IS DISTINCT FROM ob.geometry
       ), buildings_differ AS (
         SELECT n.building_id AS new, n.grid_id AS new_grid, o.building_id AS old, o.grid_id AS old_grid
           FROM (SELECT * FROM map_buildings WHERE map_id = $1) n
           FULL JOIN (SELECT * FROM map_buildings WHERE map_id = $2) o ON o.building_id = n.building_id
          WHERE (n.version_id, n.grid_id) IS DISTINCT FROM (o.version_id, o.grid_id)
       ), paths AS (
         SELECT new_path AS path FROM areas_differ WHERE new_path IS NOT NULL
          UNION SELECT old_path FROM areas_differ WHERE old_path IS NOT NULL
          UNION SELECT coalesce(m.path, '') FROM (SELECT DISTINCT new_grid FROM buildings_differ WHERE new IS NOT NULL) d
                  LEFT JOIN map_areas m ON m.map_id = $1 AND m.area_id = d.new_grid
          UNION SELECT coalesce(m.path, '') FROM (SELECT DISTINCT old_grid FROM buildings_differ WHERE old IS NOT NULL) d
                  LEFT JOIN map_areas m ON m.map_id = $2 AND m.area_id = d.old_grid)
       SELECT 1 FROM paths WHERE NOT path ^@ ANY ($3::text[]) LIMIT 1`,
      [one, other, prefixes],
    );
    return row !== undefined;
  }
}
