import { Injectable } from '@nestjs/common';
import { ZONE } from '../../platform/calendar.js';
import type { Database, Sql, Tx } from '../../platform/database/database.js';
import { Parameters } from '../../platform/database/statement.js';
import { FACT_KINDS, type FactKey, type FactKind } from './fact.js';
import { bucketsOf, oneIn, type BucketCount } from './histogram.js';
import { partsOf, type Period } from './period.js';
import {
  ALL_CATEGORIES,
  ALL_HOLDERS,
  holdersIn,
  inScope,
  outermost,
  pathsAbove,
  UNFOLDED,
  type FigureScope,
} from './scope.sql.js';

export const FIGURE_GROUPINGS = ['none', 'station', 'area', 'category', 'day', 'month'] as const;
export type FigureGrouping = (typeof FIGURE_GROUPINGS)[number];

export interface FigureQuestion extends Period {
  scope: FigureScope;
  categoryId?: string;
  by: FigureGrouping;
  /** by area: as deep into the tree (1: the root) as the areas that are told apart; 'grid': by the grid of the ticket */
  depth?: number | 'grid';
}

export type FigureRow = { key: string } & Partial<Record<FactKind, number>>;

/** What takes a time. */
export type Measure = 'accept' | 'resolve';

export type TimesRow = { key: string } & Record<Measure, BucketCount[]>;

/** From this transaction, up to before that one. */
export interface XidRange {
  from: string;
  to: string;
}

const HOURS = Array.from({ length: 24 }, (_, hour): string => `received_${String(hour).padStart(2, '0')}`);
const HOUR = `extract(hour FROM f.happened_at AT TIME ZONE '${ZONE}')`;
/** Each column of the figures, and which facts `f` it counts. */
const CELLS: Record<string, string> = {
  ...Object.fromEntries(FACT_KINDS.map((kind) => [kind, `f.kind = '${kind}'`])),
  ...Object.fromEntries(HOURS.map((column, hour) => [column, `f.kind = 'received' AND ${HOUR} = ${hour}`])),
};
const COLUMNS = Object.keys(CELLS);

/** Each column of the histograms, and which facts `f` it takes the time of. */
const MEASURES: Record<Measure, string> = {
  accept: `f.kind LIKE 'accepted%'`,
  resolve: `f.kind LIKE 'resolved%'`,
};
/** As stations/durations.ts cuts them. */
const BUCKET = `(CASE WHEN f.seconds <= 1 THEN 0 ELSE ceil(ln(f.seconds) / ln(1.1::float8) - 1e-9) END)::int`;
/** Which sums a fact `f` is a part of: of its holder, and of every area that its holder lies in. */
const GRAINS = `SELECT d.grain, d.start, f.holder_id, f.area_path FROM (VALUES ('day', f.day), ('month', date_trunc('month', f.day)::date)) AS d (grain, start)
  UNION ALL
  SELECT 'area_' || d.grain, d.start, '${ALL_HOLDERS}'::uuid, k.path
    FROM (VALUES ('day', f.day), ('month', date_trunc('month', f.day)::date)) AS d (grain, start), ${pathsAbove('f.area_path')}`;
/** Events at most in one fold, and the rest of the transaction that the last of them belongs to. */
const BATCH = 20_000;

/** Sums of facts: of figures where they hold them, of the facts themselves where they are too new, or of a grid. */
@Injectable()
export class FiguresStore {
  /** One row a key that anything was counted for; kinds without any are 0. One statement: one snapshot. */
  sums(sql: Sql, question: FigureQuestion, kinds: readonly FactKind[]): Promise<FigureRow[]> {
    const wanted = kinds.length === 0 ? FACT_KINDS : kinds;
    return this.read<FigureRow>(sql, question, [...new Set(wanted)], wanted);
  }

  /** Arrivals by the hour of the local day: 24 numbers. */
  async hours(sql: Sql, question: Omit<FigureQuestion, 'by'>): Promise<number[]> {
    const [row] = await this.read<Record<string, number>>(sql, { ...question, by: 'none' }, HOURS, ['received']);
    return HOURS.map((column) => row?.[column] ?? 0);
  }

  private read<Row>(sql: Sql, question: FigureQuestion, columns: string[], kinds: readonly string[]): Promise<Row[]> {
    const given = new Parameters();
    // figures do not tell grids apart
    const factsOnly = question.scope.gridId !== undefined || (question.by === 'area' && question.depth === 'grid');
    const parts = factsOnly
      ? [this.ofFacts(question, columns, kinds, given)]
      : [this.ofFigures(question, columns, given), this.ofUnfolded(question, columns, kinds, given)];
    return sql.rows<Row>(
      `SELECT key, ${columns.map((column) => `coalesce(sum(${column}), 0)::int AS ${column}`).join(', ')}
         FROM (${parts.join('\nUNION ALL\n')}) AS p GROUP BY key ORDER BY key`,
      given.values,
    );
  }

  private ofFigures(question: FigureQuestion, columns: string[], given: Parameters): string {
    const { categoryId, by } = question;
    const category =
      by === 'category' && categoryId === undefined
        ? `f.category_id <> '${ALL_CATEGORIES}'`
        : `f.category_id = ${given.value(categoryId ?? ALL_CATEGORIES)}::uuid`;
    return this.ofKept('figures', question, columns, category, given);
  }

  /** Whole months by their rows, the days beside them by theirs; `also`: of which of them. */
  private ofKept(
    table: 'figures' | 'figure_histograms',
    question: FigureQuestion,
    columns: string[],
    also: string,
    given: Parameters,
  ): string {
    const { months, days } = question.by === 'day' ? { months: null, days: [question] } : partsOf(question);
    const areas = areasOf(question);
    const between = (grain: string, { from, to }: Period) =>
      `f.grain = '${areas === undefined ? grain : `area_${grain}`}' AND f.start BETWEEN ${given.value(from)}::date AND ${given.value(to)}::date`;
    const times = [...(months === null ? [] : [between('month', months)]), ...days.map((part) => between('day', part))];
    const where = areas === undefined ? inScope('f', question.scope, given) : ofAreas(areas, given);
    return times
      .map(
        (time) => `SELECT ${keyOf(question, 'f.start')} AS key, ${columns.map((column) => `f.${column}`).join(', ')}
         FROM ${table} f WHERE ${time} AND ${also} AND ${where}`,
      )
      .join('\nUNION ALL\n');
  }

  private ofUnfolded(question: FigureQuestion, columns: string[], kinds: readonly string[], given: Parameters): string {
    return `SELECT ${keyOf(question, 'f.day')} AS key, ${columns.map(cell).join(', ')}
         FROM ${UNFOLDED} WHERE ${this.counted(question, kinds, given)}`;
  }

  private ofFacts(question: FigureQuestion, columns: string[], kinds: readonly string[], given: Parameters): string {
    const { scope } = question;
    const where =
      scope.gridId === undefined
        ? `f.holder_id IN (${holdersIn(scope, given)})`
        : `f.area_id = ${given.value(scope.gridId)}::uuid`;
    return `SELECT ${keyOf(question, 'f.day')} AS key, ${columns.map(cell).join(', ')}
         FROM ticket_facts f WHERE ${where} AND ${this.counted(question, kinds, given)}`;
  }

  private counted(question: FigureQuestion, kinds: readonly string[], given: Parameters): string {
    const { scope, categoryId, from, to } = question;
    return [
      inScope('f', scope, given),
      `f.kind = ANY (${given.value(kinds)}::text[])`,
      `f.day BETWEEN ${given.value(from)}::date AND ${given.value(to)}::date`,
      ...(categoryId === undefined ? [] : [`f.category_id = ${given.value(categoryId)}::uuid`]),
    ].join(' AND ');
  }

  /**
   * Histograms of the times to accept and to resolve, by none, station or category: a row a key that has any. Within a category, and by
   * category, histograms are not kept ready: they are made of those of the days.
   */
  async times(sql: Sql, question: FigureQuestion & { by: 'none' | 'station' | 'category' }): Promise<TimesRow[]> {
    const given = new Parameters();
    const { scope, categoryId, by } = question;
    const parts =
      scope.gridId !== undefined
        ? [this.timesOfFacts('ticket_facts f', `f.area_id = ${given.value(scope.gridId)}::uuid`, question, given)]
        : categoryId !== undefined || by === 'category'
          ? [this.timesOfCounts(question, given)]
          : [
              this.ofKept('figure_histograms', question, Object.keys(MEASURES), 'true', given),
              this.timesOfFacts(UNFOLDED, 'true', question, given),
            ];
    const rows = await sql.rows<{ key: string } & Record<Measure, string>>(
      `SELECT key, coalesce(sum(accept), 0) AS accept, coalesce(sum(resolve), 0) AS resolve
         FROM (${parts.join('\nUNION ALL\n')}) AS p GROUP BY key ORDER BY key`,
      given.values,
    );
    return rows.map(({ key, accept, resolve }) => ({ key, accept: bucketsOf(accept), resolve: bucketsOf(resolve) }));
  }

  private timesOfFacts(facts: string, where: string, question: FigureQuestion, given: Parameters): string {
    const columns = Object.entries(MEASURES).map(
      ([measure, of]) => `CASE WHEN ${of} THEN ${oneIn(BUCKET)} END AS ${measure}`,
    );
    return `SELECT ${keyOf(question, 'f.day')} AS key, ${columns.join(', ')}
         FROM ${facts} WHERE ${where} AND f.seconds IS NOT NULL AND ${this.counted(question, TIMED, given)}`;
  }

  private timesOfCounts(question: FigureQuestion, given: Parameters): string {
    const { scope, categoryId, from, to } = question;
    const columns = Object.keys(MEASURES).map(
      (measure) => `CASE WHEN c.measure = '${measure}' THEN c.n * ${oneIn('c.bucket')} END AS ${measure}`,
    );
    return `SELECT c.key, ${columns.join(', ')} FROM (
         SELECT ${keyOf(question, 'f.day')} AS key, f.measure, f.bucket, sum(f.n) AS n FROM count_times f
          WHERE f.day BETWEEN ${given.value(from)}::date AND ${given.value(to)}::date AND ${inScope('f', scope, given)}
            AND ${categoryId === undefined ? 'true' : `f.category_id = ${given.value(categoryId)}::uuid`} GROUP BY 1, 2, 3) AS c`;
  }

  /**
   * Adds to the figures the facts of all transactions that have ended since, each once: whose id is below the oldest that
   * still runs. The mark moves in the same transaction. `before` is done first, under the lock, with the range of transactions that
   * is folded. The number of rows of figures that grew.
   */
  fold(database: Database, before: (tx: Tx, range: XidRange) => Promise<void>): Promise<number> {
    return database.transaction(async (tx) => {
      const mark = await tx.one<{ xid: string }>('SELECT xid::text AS xid FROM figures_mark FOR UPDATE');
      // a snapshot taken before the lock would not see what the one before has folded
      const bound = await tx.one<{ to: string }>(
        `SELECT least(pg_snapshot_xmin(pg_current_snapshot()), (SELECT e.xid FROM ticket_events e WHERE e.xid > (
                  SELECT b.xid FROM ticket_events b WHERE b.xid >= $1::xid8 ORDER BY b.xid OFFSET ${BATCH} LIMIT 1)
                  ORDER BY e.xid LIMIT 1))::text AS to`,
        [mark?.xid],
      );
      if (mark === undefined || bound === undefined) return 0;
      const range = { from: mark.xid, to: bound.to };
      await before(tx, range);
      const grown = await this.add(
        tx,
        `ticket_events e JOIN ticket_facts f ON f.ticket_id = e.ticket_id AND f.version = e.version
         AND e.xid >= $1::xid8 AND e.xid < $2::xid8`,
        [range.from, range.to],
      );
      await tx.run('UPDATE figures_mark SET xid = $1::xid8 WHERE xid < $1::xid8', [range.to]);
      return grown;
    });
  }

  /**
   * Adds facts that were written later than their events, where the fold is past these and would not come to them. Under the lock on
   * the mark, in the transaction that writes the facts.
   */
  async addLate(tx: Tx, facts: FactKey[]): Promise<void> {
    if (facts.length === 0) return;
    await this.add(
      tx,
      `jsonb_to_recordset($1::jsonb) AS r ("ticketId" uuid, version int, kind text)
         JOIN ticket_events e ON e.ticket_id = r."ticketId" AND e.version = r.version AND e.xid < (SELECT xid FROM figures_mark)
         JOIN ticket_facts f ON f.ticket_id = r."ticketId" AND f.version = r.version AND f.kind = r.kind`,
      [JSON.stringify(facts)],
    );
  }

  /** `facts`: what follows FROM, with the facts as `f`. */
  private async add(tx: Tx, facts: string, given: unknown[]): Promise<number> {
    const measured = Object.values(MEASURES).map((of) => `coalesce(sum(${oneIn(BUCKET)}) FILTER (WHERE ${of}), 0)`);
    await tx.run(
      `INSERT INTO figure_histograms AS t (holder_id, area_path, grain, start, ${Object.keys(MEASURES).join(', ')})
        SELECT g.holder_id, g.area_path, g.grain, g.start, ${measured.join(', ')}
          FROM ${facts} CROSS JOIN LATERAL (${GRAINS}) AS g
         WHERE f.seconds IS NOT NULL GROUP BY 1, 2, 3, 4 ORDER BY 3, 2, 1, 4
       ON CONFLICT ON CONSTRAINT figure_histograms_pkey
       DO UPDATE SET accept = t.accept + excluded.accept, resolve = t.resolve + excluded.resolve`,
      given,
    );
    const grown = await tx.one<{ n: number }>(
      `WITH added AS (
         INSERT INTO figures AS t (holder_id, area_path, grain, start, category_id, ${COLUMNS.join(', ')})
         SELECT g.holder_id, g.area_path, g.grain, g.start, c.id, ${COLUMNS.map((column) => `nullif(count(*) FILTER (WHERE ${CELLS[column]}), 0)`).join(', ')}
           FROM ${facts}
           CROSS JOIN LATERAL (${GRAINS}) AS g
           CROSS JOIN LATERAL (VALUES (f.category_id), ('${ALL_CATEGORIES}'::uuid)) AS c (id)
          GROUP BY 1, 2, 3, 4, 5 ORDER BY 3, 5, 2, 1, 4
         ON CONFLICT ON CONSTRAINT figures_pkey DO UPDATE
           SET ${COLUMNS.map((column) => `${column} = coalesce(t.${column} + excluded.${column}, t.${column}, excluded.${column})`).join(', ')}
         RETURNING 1)
       SELECT count(*)::int AS n FROM added`,
      given,
    );
    return grown?.n ?? 0;
  }
}

const TIMED: FactKind[] = FACT_KINDS.filter((kind) => /^(accepted|resolved)_/.test(kind));

const cell = (column: string): string => `(${CELLS[column]})::int AS ${column}`;

/** The areas whose sums answer the question as they are; undefined: single holders must be looked at. */
function areasOf({ scope: { areaPaths, stationIds, gridId }, by }: FigureQuestion): string[] | undefined {
  const told = by === 'station' || by === 'area' || stationIds !== undefined || gridId !== undefined;
  return told || areaPaths === undefined ? undefined : outermost(areaPaths);
}

function ofAreas(paths: string[], given: Parameters): string {
  return `f.holder_id = '${ALL_HOLDERS}'::uuid AND f.area_path = ANY (${given.value(paths)}::text[])`;
}

function keyOf({ by, depth = 1 }: FigureQuestion, day: string): string {
  switch (by) {
    case 'none':
      return `''`;
    case 'station':
      return 'f.holder_id::text';
    case 'area':
      return depth === 'grid'
        ? 'f.area_id::text'
        : `array_to_string((string_to_array(f.area_path, '.'))[1:${depth}], '.')`;
    case 'category':
      return 'f.category_id::text';
    case 'day':
      return `${day}::text`;
    case 'month':
      return `to_char(${day}, 'YYYY-MM')`;
  }
}
