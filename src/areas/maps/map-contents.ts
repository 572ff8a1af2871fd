import type { Sql, Tx } from '../../platform/database/database.js';
import type { Boundary, KnownArea } from '../areas.types.js';
import type { MultiPolygon } from '../geometry.js';
import type { MapBuilding } from './maps.types.js';

/** As many rows are read at once: what they take the event loop is a few milliseconds. */
const BUILDINGS = 500;
const BOUNDARIES = 100;

/** All that a map consists of, for who reads the whole of it. Large parts come in slices, by a cursor of the transaction. */
export class MapContents {
  areas(sql: Sql, mapId: string): Promise<(KnownArea & { parentId: string | null; line: number | null })[]> {
    return sql.rows(
      `SELECT a.id, a.code, a.kind, m.name, m.path, m.parent_id AS "parentId", m.line
         FROM map_areas m JOIN areas a ON a.id = m.area_id WHERE m.map_id = $1`,
      [mapId],
    );
  }

  /** With boundaries, by path: an area before what lies in it. `after`: the path of the last one before. */
  drawn(
    sql: Sql,
    mapId: string,
    filter: { within: string; after: string; limit: number },
  ): Promise<(KnownArea & { parent: string | null; boundary: MultiPolygon | null })[]> {
    return sql.rows(
      `SELECT a.id, a.code, a.kind, m.name, m.path, p.code AS parent, b.geometry AS boundary
         FROM map_areas m JOIN areas a ON a.id = m.area_id
         LEFT JOIN areas p ON p.id = m.parent_id
         LEFT JOIN boundaries b ON b.map_id = m.map_id AND b.area_id = m.area_id
        WHERE m.map_id = $1 AND starts_with(m.path, $2) AND m.path > $3 ORDER BY m.path LIMIT $4`,
      [mapId, filter.within, filter.after, filter.limit],
    );
  }

  /** Those that earlier maps had and this one has not, as they were called at last: tickets still name them. */
  pastAreas(sql: Sql, mapId: string): Promise<KnownArea[]> {
    return sql.rows(
      `SELECT a.id, a.code, a.kind, a.name, a.path FROM areas a
        WHERE NOT a.draft AND NOT EXISTS (SELECT FROM map_areas m WHERE m.map_id = $1 AND m.area_id = a.id)`,
      [mapId],
    );
  }

  boundaries(tx: Tx, mapId: string): AsyncGenerator<Boundary[]> {
    return slices(
      tx,
      'read_boundaries',
      `SELECT area_id AS "areaId", geometry FROM boundaries WHERE map_id = $1`,
      [mapId],
      BOUNDARIES,
    );
  }

  buildings(tx: Tx, mapId: string): AsyncGenerator<MapBuilding[]> {
    return slices(
      tx,
      'read_buildings',
      `SELECT m.building_id AS id, b.code, v.name, v.address, v.aliases, v.units, m.grid_id AS "gridId", v.lng, v.lat, m.line
         FROM map_buildings m JOIN building_versions v ON v.id = m.version_id JOIN buildings b ON b.id = m.building_id
        WHERE m.map_id = $1`,
      [mapId],
      BUILDINGS,
    );
  }

  /** Of these, as the map has them. */
  buildingsByIds(sql: Sql, mapId: string, ids: string[]): Promise<MapBuilding[]> {
    return sql.rows(
      `SELECT m.building_id AS id, b.code, v.name, v.address, v.aliases, v.units, m.grid_id AS "gridId", v.lng, v.lat, m.line
         FROM map_buildings m JOIN building_versions v ON v.id = m.version_id JOIN buildings b ON b.id = m.building_id
        WHERE m.map_id = $1 AND m.building_id = ANY ($2::uuid[])`,
      [mapId, ids],
    );
  }

  /** Buildings of the map that are gone all the same, or will be: when. */
  removedBuildings(sql: Sql, mapId: string): Promise<{ id: string; removedOn: string }[]> {
    return sql.rows(
      `SELECT b.id, b.removed_on::text AS "removedOn" FROM buildings b JOIN map_buildings m ON m.building_id = b.id
        WHERE m.map_id = $1 AND b.removed_on IS NOT NULL`,
      [mapId],
    );
  }
}

async function* slices<Row>(
  tx: Tx,
  cursor: string,
  sql: string,
  parameters: unknown[],
  size: number,
): AsyncGenerator<Row[]> {
  await tx.run(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, parameters);
  const fetch = () => tx.rows<Row>(`FETCH FORWARD ${size} FROM ${cursor}`);
  let coming = fetch();
  for (let isMore = true; isMore;) {
    const rows = await coming;
    isMore = rows.length === size;
    if (isMore) {
      // the database is at the next ones while these are read
      coming = fetch();
      // where nobody takes them any more, the transaction says what was wrong
      coming.catch(() => undefined);
    }
    if (rows.length > 0) yield rows;
  }
  await tx.run(`CLOSE ${cursor}`);
}
