import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database/database.js';
import type { Writing } from '../platform/database/statement.js';
import { addCounts, CountsStore, type CountRow, type TimesRow } from './counts.store.js';
import type { Count, CountsFilter } from './counts.types.js';
import { quantile } from './durations.js';

export * from './counts.types.js';
export { bucketOf, quantile, secondsOf } from './durations.js';
export { CountLedger, type LedgerRow, type LedgerTimes } from './count-ledger.store.js';

export interface CountsReport {
  /** '' without grouping; id of holder or category; '2026-11-22', '2026-11', '2026-H2' */
  key: string;
  received: number;
  resolved: { done: number; referred: number; explained: number; notPossible: number; onTime: number };
  completed: { link: number; callBack: number; slip: number; silence: number; total: number };
  withdrawn: number;
  /** completed less withdrawn: what a station is judged by */
  net: number;
  cancelled: number;
  transferredIn: number;
  transferredOut: number;
  ratings: number;
  meanStars: number | null;
  /** seconds, within 5 % */
  acceptSeconds: { median: number | null; p90: number | null };
  resolveSeconds: { median: number | null; p90: number | null };
}

/** Front door: what stations and areas are counted by. */
@Injectable()
export class Counts {
  constructor(private readonly store: CountsStore) {}

  /** In the statement of what is counted, after all else: the row is hot, and held shortest so. */
  add(writing: Writing, counts: Count[]): void {
    writing.addLast(addCounts, ...counts);
  }

  /** By station: the first day on which anything was counted for it here. */
  async firstDays(sql: Sql, stationIds: string[]): Promise<Map<string, string>> {
    const rows = await this.store.firstDays(sql, stationIds);
    return new Map(rows.map(({ stationId, day }) => [stationId, day]));
  }

  /** Rolled up over the tree for any period; groups without anything counted are left out. */
  async report(sql: Sql, filter: CountsFilter): Promise<CountsReport[]> {
    const [rows, times] = [await this.store.sums(sql, filter), await this.store.times(sql, filter)];
    return rows.map((row) =>
      reportOf(
        row,
        times.filter((time) => time.key === row.key),
      ),
    );
  }
}

function reportOf(row: CountRow, times: TimesRow[]): CountsReport {
  const completed = {
    link: row.completed_link,
    callBack: row.completed_call_back,
    slip: row.completed_slip,
    silence: row.completed_silence,
  };
  const total = completed.link + completed.callBack + completed.slip + completed.silence;
  const spread = (measure: string) => {
    const buckets = times.filter((time) => time.measure === measure);
    return { median: quantile(buckets, 0.5), p90: quantile(buckets, 0.9) };
  };
  return {
    key: row.key,
    received: row.received,
    resolved: {
      done: row.resolved_done,
      referred: row.resolved_referred,
      explained: row.resolved_explained,
      notPossible: row.resolved_not_possible,
      onTime: row.resolved_on_time,
    },
    completed: { ...completed, total },
    withdrawn: row.withdrawn,
    net: total - row.withdrawn,
    cancelled: row.cancelled,
    transferredIn: row.transferred_in,
    transferredOut: row.transferred_out,
    ratings: row.ratings,
    meanStars: row.ratings === 0 ? null : row.stars / row.ratings,
    acceptSeconds: spread('accept'),
    resolveSeconds: spread('resolve'),
  };
}
