import type { Sql, Tx } from '../platform/database/database.js';
import type { Area, AreaKind, AreaRow, Boundary, Building, BuildingRow, GridMap } from './areas.types.js';
import type { MultiPolygon } from './geometry.js';
import type { PlaceSearch } from './place-text.js';

const AREA = `a.id, a.code, a.kind, a.name, a.parent_id AS "parentId", a.path, a.valid_from::text AS "validFrom",
  a.valid_to::text AS "validTo"`;
const BUILDING = `b.id, b.code, b.name, b.address, b.aliases, b.units, b.lng, b.lat, b.removed_on::text AS "removedOn",
  CASE WHEN g.id IS NOT NULL THEN jsonb_build_object('id', g.id, 'code', g.code, 'name', g.name, 'path', g.path) END AS grid,
  CASE WHEN c.id IS NOT NULL THEN jsonb_build_object('id', c.id, 'code', c.code, 'name', c.name) END AS community`;
const PLACED = `buildings b LEFT JOIN areas g ON g.id = b.grid_id LEFT JOIN areas c ON c.id = g.parent_id`;
/** A building `b` that only drafts have is not there yet. */
const IN_PUBLISHED = `EXISTS (SELECT FROM map_buildings x
  WHERE x.map_id = (SELECT p.id FROM grid_maps p WHERE p.state = 'published') AND x.building_id = b.id)`;

/** For the statement of a higher feature: an SQL expression of the building's id, as JSON. */
export function buildingSelect(id: string): string {
  return `(SELECT jsonb_build_object('id', b.id, 'name', b.name, 'address', b.address) FROM buildings b WHERE b.id = ${id})`;
}

/** Every SQL statement about areas, buildings and grid maps. */
export class AreasStore {
  byId(sql: Sql, id: string): Promise<Area | undefined> {
    return sql.one<Area>(`SELECT ${AREA} FROM areas a WHERE a.id = $1 AND NOT a.draft`, [id]);
  }

  byCode(sql: Sql, code: string): Promise<Area | undefined> {
    return sql.one<Area>(`SELECT ${AREA} FROM areas a WHERE a.code = $1 AND NOT a.draft`, [code]);
  }

  byPaths(sql: Sql, paths: string[]): Promise<Area[]> {
    return sql.rows<Area>(`SELECT ${AREA} FROM areas a WHERE a.path = ANY($1) ORDER BY a.path`, [paths]);
  }

  pathsOf(sql: Sql, ids: string[]): Promise<{ id: string; path: string }[]> {
    return sql.rows('SELECT id, path FROM areas WHERE id = ANY($1)', [ids]);
  }

  async count(sql: Sql): Promise<number> {
    const row = await sql.one<{ n: number }>('SELECT count(*)::int AS n FROM areas');
    return row?.n ?? 0;
  }

  page(
    sql: Sql,
    filter: { parentId?: string; kind?: AreaKind; like?: string; today: string; limit: number; after: string | null },
  ): Promise<Area[]> {
    return sql.rows<Area>(
      `SELECT ${AREA} FROM areas a
        WHERE NOT a.draft AND ($1::uuid IS NULL OR a.parent_id = $1) AND ($2::text IS NULL OR a.kind = $2)
          AND ($3::text IS NULL OR a.name LIKE $3 OR a.code LIKE $3)
          AND a.valid_from <= $4 AND (a.valid_to IS NULL OR a.valid_to > $4) AND ($5::text IS NULL OR a.path > $5)
        ORDER BY a.path LIMIT $6`,
      [filter.parentId, filter.kind, filter.like, filter.today, filter.after, filter.limit],
    );
  }

  building(sql: Sql, id: string): Promise<Building | undefined> {
    return sql.one<Building>(
      `SELECT ${BUILDING} FROM ${PLACED}
        WHERE b.id = $1 AND (b.removed_on IS NOT NULL OR ${IN_PUBLISHED})`,
      [id],
    );
  }

  buildingsByIds(sql: Sql, ids: string[]): Promise<Pick<Building, 'id' | 'name' | 'address' | 'units'>[]> {
    return sql.rows('SELECT id, name, address, units FROM buildings WHERE id = ANY ($1::uuid[])', [ids]);
  }

  /** Rank 0: a spelling is all that was asked; 1: is the last term; 2: ends with it; 3: every term stands whole; 4: else. */
  searchBuildings(
    sql: Sql,
    { search, areaPath, today, limit, after }: BuildingSearch,
  ): Promise<(Building & { rank: number })[]> {
    const { patterns, exact, wholes, named, ending } = search;
    return sql.rows(
      `SELECT * FROM (
         SELECT ${BUILDING},
                CASE WHEN b.search_text LIKE $2 THEN 0 WHEN NOT (spelled ~ ALL ($3::text[])) THEN 4
                     WHEN b.search_text LIKE $4 THEN 1 WHEN b.search_text ~ $5 THEN 2 ELSE 3 END AS rank
           FROM ${PLACED},
                LATERAL (SELECT b.search_text || coalesce(g.name, '') || coalesce(c.name, '') AS spelled) s
          WHERE spelled LIKE ALL ($1::text[])
            AND ($6::text IS NULL OR starts_with(g.path, $6)) AND (b.removed_on IS NULL OR b.removed_on > $7)
            AND ${IN_PUBLISHED}) found
        WHERE $8::int IS NULL OR (rank, code) > ($8, $9)
        ORDER BY rank, code LIMIT $10`,
      [patterns, exact, wholes, named, ending, areaPath, today, after?.rank ?? null, after?.code ?? null, limit],
    );
  }

  maps(sql: Sql, limit: number, after: string | null): Promise<(GridMap & { grids: number; boundaries: number })[]> {
    return sql.rows(
      `SELECT ${MAP}, count(a.id) FILTER (WHERE a.kind = 'grid')::int AS grids, count(a.id)::int AS boundaries
         FROM grid_maps m LEFT JOIN boundaries b ON b.map_id = m.id LEFT JOIN areas a ON a.id = b.area_id
        WHERE $1::uuid IS NULL OR m.id < $1
        GROUP BY m.id ORDER BY m.id DESC LIMIT $2`,
      [after, limit],
    );
  }

  publishedMap(sql: Sql): Promise<GridMap | undefined> {
    return sql.one<GridMap>(`SELECT ${MAP} FROM grid_maps m WHERE m.state = 'published'`);
  }

  boundaries(sql: Sql, mapId: string): Promise<Boundary[]> {
    return sql.rows('SELECT area_id AS "areaId", geometry FROM boundaries WHERE map_id = $1', [mapId]);
  }

  async boundary(sql: Sql, areaId: string): Promise<MultiPolygon | null> {
    const row = await sql.one<{ geometry: MultiPolygon }>(
      `SELECT b.geometry FROM boundaries b JOIN grid_maps m ON m.id = b.map_id
        WHERE b.area_id = $1 AND m.state = 'published'`,
      [areaId],
    );
    return row?.geometry ?? null;
  }

  /** Grids below a path with their boundaries in the published map, by code. */
  gridsBelow(sql: Sql, path: string, limit: number): Promise<{ code: string; name: string; geometry: MultiPolygon }[]> {
    return sql.rows(
      `SELECT a.code, a.name, b.geometry FROM areas a JOIN boundaries b ON b.area_id = a.id
         JOIN grid_maps m ON m.id = b.map_id AND m.state = 'published'
        WHERE a.kind = 'grid' AND starts_with(a.path, $1) ORDER BY a.code LIMIT $2`,
      [path, limit],
    );
  }

  /** Standing buildings below a path that have a point, by code. */
  placedBelow(
    sql: Sql,
    path: string,
    today: string,
    limit: number,
  ): Promise<{ id: string; name: string; address: string; units: string[]; lng: number; lat: number }[]> {
    return sql.rows(
      `SELECT b.id, b.name, b.address, b.units, b.lng, b.lat FROM buildings b JOIN areas g ON g.id = b.grid_id
        WHERE starts_with(g.path, $1) AND b.lng IS NOT NULL AND b.lat IS NOT NULL
          AND (b.removed_on IS NULL OR b.removed_on > $2) AND ${IN_PUBLISHED}
        ORDER BY b.code LIMIT $3`,
      [path, today, limit],
    );
  }

  /** Into the published map too, where there is one. */
  async insertAreas(tx: Tx, rows: (AreaRow & { path: string })[]): Promise<void> {
    await tx.run(
      `WITH given AS (
         SELECT * FROM jsonb_to_recordset($1::jsonb)
           AS r (id uuid, code text, kind text, name text, "parentId" uuid, path text, "validFrom" date)
       ), written AS (
         INSERT INTO areas (id, code, kind, name, parent_id, path, valid_from)
         SELECT id, code, kind, name, "parentId", path, "validFrom" FROM given)
       INSERT INTO map_areas (map_id, area_id, name, parent_id, path)
       SELECT m.id, g.id, g.name, g."parentId", g.path FROM given g JOIN grid_maps m ON m.state = 'published'`,
      [JSON.stringify(rows)],
    );
  }

  async insertBuildings(tx: Tx, mapId: string, rows: (BuildingRow & { searchText: string })[]): Promise<void> {
    await tx.run(
      `WITH given AS (
         SELECT r.*, building_version_id(code, name, address, aliases, units, lng, lat) AS version
           FROM jsonb_to_recordset($1::jsonb)
             AS r (id uuid, code text, name text, address text, aliases text[], units text[], "gridId" uuid,
                   lng double precision, lat double precision, "searchText" text)
       ), written AS (
         INSERT INTO buildings (id, code, name, address, aliases, units, grid_id, lng, lat, search_text, version_id)
         SELECT id, code, name, address, aliases, units, "gridId", lng, lat, "searchText", version FROM given
       ), words AS (
         INSERT INTO building_versions (id, building_id, name, address, aliases, units, lng, lat, search_text)
         SELECT version, id, name, address, aliases, units, lng, lat, "searchText" FROM given)
       INSERT INTO map_buildings (map_id, building_id, version_id, grid_id)
       SELECT $2, id, version, "gridId" FROM given`,
      [JSON.stringify(rows), mapId],
    );
  }

  insertBoundaries(tx: Tx, mapId: string, boundaries: Boundary[]): Promise<number> {
    return tx.run(
      `INSERT INTO boundaries (map_id, area_id, geometry)
       SELECT $1, "areaId", geometry FROM jsonb_to_recordset($2::jsonb) AS r ("areaId" uuid, geometry jsonb)`,
      [mapId, JSON.stringify(boundaries)],
    );
  }

  async raiseRevision(tx: Tx): Promise<void> {
    await tx.run(
      `INSERT INTO reference_revision AS r (revision) VALUES (1)
       ON CONFLICT (only_row) DO UPDATE SET revision = r.revision + 1`,
    );
  }

  async revision(sql: Sql): Promise<string> {
    const row = await sql.one<{ revision: string }>('SELECT revision::text AS revision FROM reference_revision');
    return row?.revision ?? '0';
  }
}

const MAP = `m.id, m.name, m.state, m.valid_from::text AS "validFrom", m.source, m.created_at AS "createdAt",
  m.published_at AS "publishedAt"`;

export interface BuildingSearch {
  search: PlaceSearch;
  areaPath: string | null;
  today: string;
  limit: number;
  after: { rank: number; code: string } | null;
}
