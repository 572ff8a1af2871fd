import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.js';
import { Parameters } from '../../platform/database/statement.js';
import { FACT_KINDS } from './fact.js';
import type { Period } from './period.js';
import { holdersIn, inScope, type FigureScope } from './scope.sql.js';

export interface NowRow {
  areaId: string;
  areaName: string;
  /** codes from the root, each followed by a dot */
  areaPath: string;
  areaKind: string;
  stationId: string | null;
  stationName: string | null;
  open: number;
  overdue: number;
  onHold: number;
  unaccepted: number;
}

export interface HelpersRow {
  profession: string;
  /** on the day that the period ends */
  helpers: number;
  /** of them, and of who has left since: whoever did anything */
  active: number;
  jobs: number;
  seconds: number;
}

const LIVE = `t.state IN ('triage', 'open', 'assigned', 'in_progress', 'on_hold')`;
const RESOLVED = FACT_KINDS.filter((kind) => /^resolved_/.test(kind));

/** What is not counted by facts: how it stands now, and who did the work. */
@Injectable()
export class SeriesStore {
  /** Tickets that are not reported yet, by grid and station; overdue by the deadline to resolve, if it is final and does not stand still. */
  now(sql: Sql, scope: FigureScope, at: Date): Promise<NowRow[]> {
    const given = new Parameters();
    const { areaPaths, stationIds, gridId } = scope;
    const conditions = [
      ...(areaPaths === undefined ? [] : [`t.area_path ^@ ANY (${given.value(areaPaths)}::text[])`]),
      ...(stationIds === undefined ? [] : [`t.station_id = ANY (${given.value(stationIds)}::uuid[])`]),
      ...(gridId === undefined ? [] : [`t.area_id = ${given.value(gridId)}::uuid`]),
    ];
    const late = `t.state <> 'on_hold' AND t.provisional_from IS NULL AND t.resolve_due < ${given.value(at)}::timestamptz`;
    return sql.rows<NowRow>(
      `SELECT n.*, a.name AS "areaName", a.kind AS "areaKind", a.path AS "areaPath", s.name AS "stationName" FROM (
         SELECT t.area_id AS "areaId", t.station_id AS "stationId", count(*)::int AS open,
                count(*) FILTER (WHERE ${late})::int AS overdue, count(*) FILTER (WHERE t.state = 'on_hold')::int AS "onHold",
                count(*) FILTER (WHERE t.accepted_at IS NULL)::int AS unaccepted
           FROM tickets t WHERE ${[LIVE, ...conditions].join(' AND ')} GROUP BY 1, 2) AS n
         JOIN areas a ON a.id = n."areaId" LEFT JOIN stations s ON s.id = n."stationId" ORDER BY a.path, s.code`,
      given.values,
    );
  }

  /**
   * Where the record stands: it changes with every event that is told of any ticket. A transaction that began earlier may end later:
   * as long as one older than the newest event runs, the oldest that runs is part of it.
   */
  async revision(sql: Sql): Promise<string> {
    const row = await sql.one<{ revision: string }>(
      `SELECT coalesce((SELECT concat(e.xid, CASE WHEN n.oldest <= e.xid THEN concat('.', n.oldest) END)
                FROM ticket_events e, (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS oldest) AS n
               ORDER BY e.xid DESC LIMIT 1), '0') AS revision`,
    );
    return row?.revision ?? '0';
  }

  /**
   * By profession, of helpers whose home is a station in the scope: how many they are, and what those did whose tickets were resolved in
   * the period. Hours are from the start of work to the outcome, of each who was in the crew then.
   */
  helpers(
    sql: Sql,
    scope: FigureScope,
    { from, to, categoryId }: Period & { categoryId?: string },
  ): Promise<HelpersRow[]> {
    const given = new Parameters();
    const { areaPaths, stationIds, gridId } = scope;
    const home = [
      ...(areaPaths === undefined ? [] : [`s.area_path ^@ ANY (${given.value(areaPaths)}::text[])`]),
      ...(stationIds === undefined ? [] : [`s.id = ANY (${given.value(stationIds)}::uuid[])`]),
      ...(gridId === undefined
        ? []
        : [`s.id IN (SELECT c.station_id FROM coverage c WHERE c.grid_id = ${given.value(gridId)}::uuid)`]),
    ].join(' AND ');
    const [first, last] = [given.value(from), given.value(to)];
    const place =
      gridId === undefined ? `f.holder_id IN (${holdersIn(scope, given)})` : `f.area_id = ${given.value(gridId)}::uuid`;
    const category = categoryId === undefined ? 'true' : `f.category_id = ${given.value(categoryId)}::uuid`;
    const where = `${place} AND ${inScope('f', scope, given)} AND ${category}`;
    return sql.rows<HelpersRow>(
      `WITH work AS (
         SELECT c.helper_id, count(*)::int AS jobs, coalesce(sum(extract(epoch FROM t.resolved_at - t.started_at)), 0)::float8 AS seconds
           FROM ticket_facts f JOIN tickets t ON t.id = f.ticket_id AND t.resolved_at = f.happened_at
           JOIN crew_places c ON c.ticket_id = t.id AND c.helper_id IS NOT NULL
          WHERE f.kind = ANY (${given.value(RESOLVED)}::text[]) AND f.day BETWEEN ${first}::date AND ${last}::date AND ${where}
          GROUP BY 1)
       SELECT h.profession, count(*) FILTER (WHERE ${home} AND h.joined_on <= ${last}::date
                AND (h.left_on IS NULL OR h.left_on > ${last}::date))::int AS helpers,
              count(w.helper_id)::int AS active, coalesce(sum(w.jobs), 0)::int AS jobs, round(coalesce(sum(w.seconds), 0))::float8 AS seconds
         FROM helpers h JOIN stations s ON s.id = h.station_id LEFT JOIN work w ON w.helper_id = h.id
        WHERE w.helper_id IS NOT NULL OR (${home}) GROUP BY 1 ORDER BY 2 DESC, 1`,
      given.values,
    );
  }

  /** Helpers whose home each station is, on a day. */
  helpersOfStations(sql: Sql, stationIds: string[], day: string): Promise<{ stationId: string; helpers: number }[]> {
    return sql.rows(
      `SELECT h.station_id AS "stationId", count(*)::int AS helpers FROM helpers h
        WHERE h.station_id = ANY ($1::uuid[]) AND h.joined_on <= $2::date AND (h.left_on IS NULL OR h.left_on > $2::date) GROUP BY 1`,
      [stationIds, day],
    );
  }
}
