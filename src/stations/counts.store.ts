import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database/database.js';
import type { Writer } from '../platform/database/statement.js';
import { COUNTED, type Count, type Counted, type CountsFilter, type Grouping } from './counts.types.js';
import { bucketOf } from './durations.js';

export type CountRow = Record<Counted, number> & { key: string };

export interface TimesRow {
  key: string;
  measure: string;
  bucket: number;
  n: number;
}

const KEYS: Record<Grouping, string> = {
  none: `''`,
  holder: 'holder_id::text',
  category: 'category_id::text',
  day: 'day::text',
  month: `to_char(day, 'YYYY-MM')`,
  'half-year': `to_char(day, 'YYYY') || CASE WHEN extract(month FROM day) <= 6 THEN '-H1' ELSE '-H2' END`,
};

const WHERE = `($1::text[] IS NULL OR area_path ^@ ANY ($1)) AND ($2::uuid[] IS NULL OR holder_id = ANY ($2))
  AND ($3::uuid IS NULL OR category_id = $3) AND day BETWEEN $4::date AND $5::date`;

/** Rows in one order, so that two statements with the same rows cannot block each other. */
export const addCounts: Writer<Count> = (statement, counts) => {
  const times = counts.flatMap(({ holder, day, categoryId, times = [] }) =>
    times.map(({ measure, seconds }) => ({
      holderId: holder.id,
      areaPath: holder.areaPath,
      day,
      categoryId,
      measure,
      bucket: bucketOf(seconds),
    })),
  );
  if (times.length > 0) {
    statement.part(
      `INSERT INTO count_times AS t (holder_id, area_path, day, category_id, measure, bucket, n)
       SELECT r."holderId", r."areaPath", r.day, r."categoryId", r.measure, r.bucket, count(*)
         FROM ${statement.rows(times, 'r', TIME_COLUMNS)} GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 3, 4, 5, 6
       ON CONFLICT ON CONSTRAINT count_times_pkey DO UPDATE SET n = t.n + excluded.n`,
    );
  }
  const rows = counts.map(({ holder, day, categoryId, add }) => ({
    holderId: holder.id,
    holderKind: holder.kind,
    areaPath: holder.areaPath,
    day,
    categoryId,
    ...add,
  }));
  const counted = COUNTED.filter((column) => rows.some((row) => (row[column] ?? 0) !== 0));
  if (counted.length === 0) return;
  const columns = { ...COUNT_COLUMNS, ...Object.fromEntries(counted.map((column) => [column, 'int'])) };
  statement.part(
    `INSERT INTO counts AS c (holder_id, holder_kind, area_path, day, category_id, ${counted.join(', ')})
     SELECT r."holderId", r."holderKind", r."areaPath", r.day, r."categoryId",
            ${counted.map((column) => `coalesce(sum(r.${column}), 0)`).join(', ')}
       FROM ${statement.rows(rows, 'r', columns)} GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 4, 5
     ON CONFLICT ON CONSTRAINT counts_pkey DO UPDATE
       SET ${counted.map((column) => `${column} = c.${column} + excluded.${column}`).join(', ')}`,
  );
};

const COUNT_COLUMNS = { holderId: 'uuid', holderKind: 'text', areaPath: 'text', day: 'date', categoryId: 'uuid' };
const TIME_COLUMNS = {
  holderId: 'uuid',
  areaPath: 'text',
  day: 'date',
  categoryId: 'uuid',
  measure: 'text',
  bucket: 'smallint',
};

@Injectable()
export class CountsStore {
  firstDays(sql: Sql, stationIds: string[]): Promise<{ stationId: string; day: string }[]> {
    return sql.rows(
      `SELECT holder_id AS "stationId", min(day)::text AS day FROM counts WHERE holder_id = ANY ($1::uuid[]) GROUP BY 1`,
      [stationIds],
    );
  }

  async sums(sql: Sql, filter: CountsFilter): Promise<CountRow[]> {
    return sql.rows<CountRow>(
      `SELECT ${KEYS[filter.by]} AS key, ${COUNTED.map((column) => `sum(${column})::int AS ${column}`).join(', ')}
         FROM counts WHERE ${WHERE} GROUP BY 1 ORDER BY 1`,
      parametersOf(filter),
    );
  }

  async times(sql: Sql, filter: CountsFilter): Promise<TimesRow[]> {
    return sql.rows<TimesRow>(
      `SELECT ${KEYS[filter.by]} AS key, measure, bucket::int, sum(n)::int AS n
         FROM count_times WHERE ${WHERE} GROUP BY 1, 2, 3`,
      parametersOf(filter),
    );
  }
}

function parametersOf(filter: CountsFilter): unknown[] {
  return [filter.areaPaths ?? null, filter.stationIds ?? null, filter.categoryId ?? null, filter.from, filter.to];
}
