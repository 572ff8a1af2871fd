import type { Parameters } from '../../platform/database/statement.js';
import type { Scope } from '../report-scope.js';

/** The scope of a question; a grid is told by where tickets were, all else by who is counted. */
export interface FigureScope extends Scope {
  gridId?: string;
}

const NIL = '00000000-0000-0000-0000-000000000000';
/** All categories together. */
export const ALL_CATEGORIES = NIL;
/** All holders below an area together. */
export const ALL_HOLDERS = NIL;

/** The path and those of all areas above it, as rows `k (path)`; paths are codes, each followed by a dot. */
export const pathsAbove = (path: string): string =>
  `(SELECT array_to_string((string_to_array(${path}, '.'))[1:n], '.') || '.' AS path
      FROM generate_series(1, cardinality(string_to_array(${path}, '.')) - 1) AS n) AS k`;

/** Of areas that lie within one another only the outer ones: what they hold is counted once. */
export function outermost(paths: readonly string[]): string[] {
  return [...new Set(paths)].filter((path) => !paths.some((other) => other !== path && path.startsWith(other)));
}

/** Is a row of figures or facts, under this alias, in the scope: as a range that the index on the path serves. */
export function inScope(alias: string, { areaPaths, stationIds }: FigureScope, given: Parameters): string {
  const conditions: string[] = [];
  if (areaPaths !== undefined) {
    // every path ends with a dot, and '/' is what comes after it
    const ranges = areaPaths.map((path) => {
      const [from, to] = [given.value(path), given.value(`${path.slice(0, -1)}/`)];
      return `${alias}.area_path >= ${from} AND ${alias}.area_path < ${to}`;
    });
    conditions.push(ranges.length === 0 ? 'false' : `(${ranges.join(' OR ')})`);
  }
  if (stationIds !== undefined) conditions.push(`${alias}.holder_id = ANY (${given.value(stationIds)}::uuid[])`);
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** Facts that the figures do not hold yet: of transactions at or above the mark. */
export const UNFOLDED = `ticket_events e JOIN ticket_facts f ON f.ticket_id = e.ticket_id AND f.version = e.version
  AND e.xid >= (SELECT xid FROM figures_mark)`;

/** Who was ever counted within the scope: ids. */
export function holdersIn(scope: FigureScope, given: Parameters): string {
  return `SELECT g.holder_id FROM figures g WHERE g.grain = 'month' AND g.category_id = '${ALL_CATEGORIES}' AND ${inScope('g', scope, given)}
    UNION SELECT f.holder_id FROM ${UNFOLDED} WHERE ${inScope('f', scope, given)}`;
}
