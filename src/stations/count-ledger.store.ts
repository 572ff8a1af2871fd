import type { Sql } from '../platform/database/database.js';
import { COUNTED, type Counted } from './counts.types.js';

interface Key {
  holderId: string;
  /** YYYY-MM-DD */
  day: string;
  categoryId: string;
}
export type LedgerRow = Key & { holderKind: 'station' | 'area' } & Record<Counted, number>;
export type LedgerTimes = Key & { measure: 'accept' | 'resolve'; bucket: number; n: number };

const KEY = `holder_id AS "holderId", day::text AS day, category_id AS "categoryId"`;
const PAGE = 2_000;
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** FRONT DOOR: every row that was counted, in pages, for who counts again. */
export class CountLedger {
  async *rows(sql: Sql): AsyncGenerator<LedgerRow> {
    let after: Pick<LedgerRow, 'holderId' | 'day' | 'categoryId'> = {
      holderId: NO_ID,
      day: 'epoch',
      categoryId: NO_ID,
    };
    for (;;) {
      const page = await sql.rows<LedgerRow>(
        `SELECT ${KEY}, holder_kind AS "holderKind", ${COUNTED.join(', ')} FROM counts
          WHERE (holder_id, day, category_id) > ($1, $2::date, $3) ORDER BY holder_id, counts.day, category_id LIMIT ${PAGE}`,
        [after.holderId, after.day, after.categoryId],
      );
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = last;
    }
  }

  async *times(sql: Sql): AsyncGenerator<LedgerTimes> {
    let after = { holderId: NO_ID, day: 'epoch', categoryId: NO_ID, measure: '', bucket: -1 };
    for (;;) {
      const page = await sql.rows<LedgerTimes>(
        `SELECT ${KEY}, measure, bucket::int AS bucket, n FROM count_times
          WHERE (holder_id, day, category_id, measure, bucket) > ($1, $2::date, $3, $4, $5)
          ORDER BY holder_id, count_times.day, category_id, measure, count_times.bucket LIMIT ${PAGE}`,
        [after.holderId, after.day, after.categoryId, after.measure, after.bucket],
      );
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = last;
    }
  }
}
