import { Injectable } from '@nestjs/common';
import type { Sql, Tx } from '../platform/database/database.js';
import { COUNTED, type Count, type Counted, type CountsFilter, type Grouping } from './counts.types.js';

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

const ADD = `
  WITH times AS (
    INSERT INTO count_times AS t (holder_id, area_path, day, category_id, measure, bucket, n)
    SELECT $1, $3, $4, $5, time.measure, time.bucket, count(*)
      FROM jsonb_to_recordset($6) AS time (measure text, bucket smallint) GROUP BY 5, 6 ORDER BY 5, 6
    ON CONFLICT ON CONSTRAINT count_times_pkey DO UPDATE SET n = t.n + excluded.n
  )
  INSERT INTO counts AS c (holder_id, holder_kind, area_path, day, category_id, ${COUNTED.join(', ')})
  VALUES ($1, $2, $3, $4, $5, ${COUNTED.map((_, index) => `$${index + 7}`).join(', ')})
  ON CONFLICT ON CONSTRAINT counts_pkey DO UPDATE
    SET ${COUNTED.map((column) => `${column} = c.${column} + excluded.${column}`).join(', ')}`;

@Injectable()
export class CountsStore {
  async add(tx: Tx, count: Count, times: { measure: string; bucket: number }[]): Promise<void> {
    const { holder, day, categoryId, add } = count;
    await tx.run(ADD, [
      holder.id,
      holder.kind,
      holder.areaPath,
      day,
      categoryId,
      JSON.stringify(times),
      ...COUNTED.map((column) => add[column] ?? 0),
    ]);
  }

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
