import type { Sql, Tx } from '../../platform/database/database.js';
import { newId } from '../../platform/outbox.js';
import { searchText } from '../place-text.js';
import type { BuildingGiven, ImportMode, MapFinding, Written } from './maps.types.js';

const VERSION = 'building_version_id(s.code, s.name, s.address, s.aliases, s.units, s.lng, s.lat)';
const TOLD = 1_000;
/** spells 'bban' and buildings: imports that make identities take turns */
const LOCK = 0x6262616e + 1;

/** Buildings that come by a file. */
export class BuildingImportStore {
  async stage(sql: Sql, importId: string, rows: BuildingGiven[]): Promise<void> {
    const staged = rows.map((row) => ({
      ...row,
      id: newId(),
      searchText: searchText([row.name, row.address, ...row.aliases, row.code]),
    }));
    await sql.run(
      `INSERT INTO staged_buildings (import_id, no, line, id, code, name, address, aliases, units, grid, lng, lat, search_text)
       SELECT $1, no, line, id, code, name, address, aliases, units, grid, lng, lat, "searchText"
         FROM jsonb_to_recordset($2::jsonb)
           AS r (no int, line int, id uuid, code text, name text, address text, aliases text[], units text[], grid text,
                 lng double precision, lat double precision, "searchText" text)`,
      [importId, JSON.stringify(staged)],
    );
  }

  /** Before the staged rows are asked about: a planner that takes them for a few compares every row with every other one. */
  async analyze(sql: Sql): Promise<void> {
    await sql.run('ANALYZE staged_buildings');
  }

  /**
   * What can be told only of all rows together, or by the draft. `prefixes`: within which buildings may come, change and go; `['']` is
   * everywhere. Of each kind no more than are told one by one.
   */
  async faults(sql: Sql, mapId: string, importId: string, prefixes: string[]): Promise<MapFinding[]> {
    const rows = await sql.rows<
      { code: MapFinding['code']; no: number; line: number; building: string; n: number } & {
        grid: string | null;
        of: number;
        nth: number;
      }
    >(
      `WITH grids AS (
         SELECT a.code, m.path FROM map_areas m JOIN areas a ON a.id = m.area_id WHERE m.map_id = $1 AND a.kind = 'grid'
       ), staged AS (
         SELECT s.*, count(*) OVER same AS times, row_number() OVER (same ORDER BY s.no) AS time
           FROM staged_buildings s WHERE s.import_id = $2 WINDOW same AS (PARTITION BY s.code)
       ), faults AS (
         SELECT 'duplicate-building' AS code, no, line, s.code AS building, grid, times AS n FROM staged s WHERE time = 2
          UNION ALL
         SELECT 'unknown-grid', s.no, s.line, s.code, s.grid, 1 FROM staged s
          WHERE s.grid IS NOT NULL AND NOT EXISTS (SELECT FROM grids g WHERE g.code = s.grid)
          UNION ALL
         SELECT 'outside-your-areas', s.no, s.line, s.code, s.grid, 1 FROM staged s
           LEFT JOIN grids g ON g.code = s.grid
           LEFT JOIN buildings b ON b.code = s.code
           LEFT JOIN map_buildings was ON was.map_id = $1 AND was.building_id = b.id
           LEFT JOIN map_areas w ON w.map_id = $1 AND w.area_id = was.grid_id
          WHERE $3::text[] <> '{""}' AND (s.grid IS NULL OR g.path IS NOT NULL)
            AND (NOT coalesce(g.path, '') ^@ ANY ($3::text[])
              OR (was.building_id IS NOT NULL AND NOT coalesce(w.path, '') ^@ ANY ($3::text[]))))
       SELECT * FROM (SELECT f.*, count(*) OVER (PARTITION BY code)::int AS of,
                             row_number() OVER (PARTITION BY code ORDER BY no)::int AS nth FROM faults f) AS told
        WHERE nth <= ${TOLD} ORDER BY no, code`,
      [mapId, importId, prefixes],
    );
    return rows.map(({ code, no, line, building, grid, n, of, nth }) => ({
      code,
      severity: 'error',
      features: [{ index: no, line, code: building }],
      args: { code: building, grid: grid ?? '', times: String(n) },
      ...(nth === TOLD && of > TOLD ? { more: of - TOLD } : {}),
    }));
  }

  /**
   * Identities and words of the rows from `from` to `to`: nobody sees them before a map has them, so they are written ahead, a few at
   * a time.
   */
  async writeWords(tx: Tx, importId: string, from: number, to: number): Promise<void> {
    await tx.run('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await tx.run(
      `WITH made AS (
         INSERT INTO buildings (id, code, name, address, aliases, units, lng, lat, search_text, grid_id, version_id)
         SELECT s.id, s.code, s.name, s.address, s.aliases, s.units, s.lng, s.lat, s.search_text, a.id, ${VERSION}
           FROM staged_buildings s LEFT JOIN areas a ON a.code = s.grid
          WHERE s.import_id = $1 AND s.no BETWEEN $2 AND $3
         ON CONFLICT (code) DO NOTHING RETURNING id, code)
       INSERT INTO building_versions (id, building_id, name, address, aliases, units, lng, lat, search_text)
       SELECT ${VERSION}, coalesce(made.id, b.id), s.name, s.address, s.aliases, s.units, s.lng, s.lat, s.search_text
         FROM staged_buildings s LEFT JOIN made ON made.code = s.code LEFT JOIN buildings b ON b.code = s.code
        WHERE s.import_id = $1 AND s.no BETWEEN $2 AND $3
       ON CONFLICT (id) DO NOTHING`,
      [importId, from, to],
    );
  }

  /** Into the draft, all at once. */
  async write(tx: Tx, mapId: string, importId: string, mode: ImportMode, prefixes: string[]): Promise<Written> {
    await tx.run(
      `CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS
       SELECT b.id AS building_id, ${VERSION} AS version_id, a.id AS grid_id, s.line
         FROM staged_buildings s JOIN buildings b ON b.code = s.code LEFT JOIN areas a ON a.code = s.grid
        WHERE s.import_id = $1`,
      [importId],
    );
    // nobody else has seen it yet, the planner neither
    await tx.run('ANALYZE incoming');
    const counted = await tx.one<Omit<Written, 'removed'>>(
      `SELECT count(*) FILTER (WHERE m.building_id IS NULL)::int AS added,
              count(*) FILTER (WHERE m.building_id IS NOT NULL
                AND (m.version_id, m.grid_id) IS DISTINCT FROM (i.version_id, i.grid_id))::int AS changed,
              count(*) FILTER (WHERE (m.version_id, m.grid_id) IS NOT DISTINCT FROM (i.version_id, i.grid_id))::int AS unchanged
         FROM incoming i LEFT JOIN map_buildings m ON m.map_id = $1 AND m.building_id = i.building_id`,
      [mapId],
    );
    await tx.run(
      `INSERT INTO map_buildings AS m (map_id, building_id, version_id, grid_id, line)
       SELECT $1, building_id, version_id, grid_id, line FROM incoming
       ON CONFLICT (map_id, building_id) DO UPDATE
          SET version_id = excluded.version_id, grid_id = excluded.grid_id, line = excluded.line
        WHERE (m.version_id, m.grid_id, m.line) IS DISTINCT FROM (excluded.version_id, excluded.grid_id, excluded.line)`,
      [mapId],
    );
    const removed = mode === 'merge' ? 0 : await this.removeOthers(tx, mapId, prefixes);
    return { added: 0, changed: 0, unchanged: 0, ...counted, removed };
  }

  /** What the file does not name. */
  private removeOthers(tx: Tx, mapId: string, prefixes: string[]): Promise<number> {
    return tx.run(
      `DELETE FROM map_buildings m WHERE m.map_id = $1
          AND NOT EXISTS (SELECT FROM incoming i WHERE i.building_id = m.building_id)
          AND ($2::text[] = '{""}' OR EXISTS (SELECT FROM map_areas a
                 WHERE a.map_id = $1 AND a.area_id = m.grid_id AND a.path ^@ ANY ($2::text[])))`,
      [mapId, prefixes],
    );
  }
}
