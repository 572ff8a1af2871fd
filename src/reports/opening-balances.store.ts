import type { Sql, Tx } from '../platform/database/database.js';
import type { BalanceRow, LiveBalance } from './opening-balances.policy.js';
import type { Scope } from './report-scope.js';

export interface ListedBalance extends LiveBalance {
  enteredAt: Date;
  /** when another row took its place */
  cancelledAt: Date | null;
}

export interface BalanceSum {
  key: string;
  completed: number;
  until: string;
}

export const BALANCE_GROUPINGS = ['none', 'holder', 'category'] as const;
export type BalanceGrouping = (typeof BALANCE_GROUPINGS)[number];
const KEYS: Record<BalanceGrouping, string> = {
  none: `''`,
  holder: 'b.station_id::text',
  category: `coalesce(b.category_id::text, 'unknown')`,
};

const BALANCE = `b.id, b.station_id AS "stationId", b.category_id AS "categoryId", b.from_day::text AS "from",
  b.until::text AS until, b.completed, b.source`;
const SCOPED = `opening_balances b JOIN stations s ON s.id = b.station_id
  WHERE ($1::text[] IS NULL OR s.area_path ^@ ANY ($1)) AND ($2::uuid[] IS NULL OR s.id = ANY ($2))`;

export class OpeningBalancesStore {
  /** Two who enter take turns: what one has entered the other sees. */
  async lock(tx: Tx): Promise<void> {
    await tx.run('LOCK TABLE opening_balances IN SHARE ROW EXCLUSIVE MODE');
  }

  /** What is entered from now on waits until this transaction ends; several may do so at once. */
  async keep(tx: Tx): Promise<void> {
    await tx.run('LOCK TABLE opening_balances IN ROW EXCLUSIVE MODE');
  }

  on(sql: Sql, stationId: string, categoryId: string, day: string): Promise<LiveBalance | undefined> {
    return sql.one(
      `SELECT ${BALANCE} FROM opening_balances b
        WHERE b.cancelled_at IS NULL AND b.station_id = $1 AND (b.category_id IS NULL OR b.category_id = $2)
          AND $3::date <= b.until AND (b.from_day IS NULL OR $3::date >= b.from_day) LIMIT 1`,
      [stationId, categoryId, day],
    );
  }

  live(sql: Sql, stationIds: string[]): Promise<LiveBalance[]> {
    return sql.rows(
      `SELECT ${BALANCE} FROM opening_balances b WHERE b.cancelled_at IS NULL AND b.station_id = ANY ($1::uuid[])`,
      [stationIds],
    );
  }

  async cancel(tx: Tx, ids: string[], by: string, at: Date): Promise<void> {
    await tx.run('UPDATE opening_balances SET cancelled_by = $2, cancelled_at = $3 WHERE id = ANY ($1::uuid[])', [
      ids,
      by,
      at,
    ]);
  }

  async insert(tx: Tx, rows: (BalanceRow & { id: string })[], by: string, at: Date): Promise<void> {
    await tx.run(
      `INSERT INTO opening_balances (id, station_id, category_id, from_day, until, completed, source, entered_by, entered_at)
       SELECT r.id, r."stationId", r."categoryId", r."from", r.until, r.completed, r.source, $2, $3
         FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "stationId" uuid, "categoryId" uuid, "from" date, until date,
                                                  completed int, source text)`,
      [JSON.stringify(rows), by, at],
    );
  }

  /** Newest first; `before` is the id of the last one of the page before. */
  page(sql: Sql, scope: Scope, all: boolean, before: string | null, limit: number): Promise<ListedBalance[]> {
    return sql.rows(
      `SELECT ${BALANCE}, b.entered_at AS "enteredAt", b.cancelled_at AS "cancelledAt" FROM ${SCOPED}
          AND ($3 OR b.cancelled_at IS NULL) AND ($4::uuid IS NULL OR b.id < $4) ORDER BY b.id DESC LIMIT $5`,
      [scope.areaPaths ?? null, scope.stationIds ?? null, all, before, limit],
    );
  }

  sums(sql: Sql, scope: Scope, categoryId: string | null, by: BalanceGrouping): Promise<BalanceSum[]> {
    return sql.rows(
      `SELECT ${KEYS[by]} AS key, sum(b.completed)::float8 AS completed, max(b.until)::text AS until FROM ${SCOPED}
          AND b.cancelled_at IS NULL AND ($3::uuid IS NULL OR b.category_id = $3) GROUP BY 1 ORDER BY 1`,
      [scope.areaPaths ?? null, scope.stationIds ?? null, categoryId],
    );
  }
}
