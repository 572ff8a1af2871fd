import type { Sql } from '../../platform/database/database.js';
import { bucketOf, COUNTED, CountLedger, type Counted, type LedgerRow } from '../../stations/counts.js';
import type { Tallied } from '../../tickets/tickets.js';
import type { Difference } from './compare.js';

type Sums = Partial<Record<Counted, number>> & { kind: 'station' | 'area' };

/** Adds up what all tickets must have been counted by, and holds it against what was counted. Grows with the counts, not with the tickets. */
export class Recount {
  private readonly sums = new Map<string, Sums>();
  private readonly times = new Map<string, number>();
  /** holder and category of tickets whose own tallies are not known */
  private readonly unknown = new Set<string>();
  checked = 0;
  notChecked = 0;

  add({ holder, day, categoryId, add, times }: Tallied): void {
    const key = `${holder.id} ${day} ${categoryId}`;
    const sums = this.sums.get(key) ?? { kind: holder.kind };
    this.sums.set(key, sums);
    for (const [name, n] of Object.entries(add) as [Counted, number][]) sums[name] = (sums[name] ?? 0) + n;
    for (const { measure, seconds } of times) {
      const place = `${key} ${measure} ${bucketOf(seconds)}`;
      this.times.set(place, (this.times.get(place) ?? 0) + 1);
    }
  }

  /** A ticket that cannot be checked was counted for these holders, nobody knows how. */
  leaveOut(holderIds: string[], categoryId: string): void {
    for (const id of holderIds) this.unknown.add(`${id} ${categoryId}`);
  }

  async *differences(sql: Sql): AsyncGenerator<Difference> {
    const ledger = new CountLedger();
    for await (const row of ledger.rows(sql)) {
      const key = `${row.holderId} ${row.day} ${row.categoryId}`;
      const sums = this.sums.get(key);
      this.sums.delete(key);
      if (!this.isKnown(key)) continue;
      for (const name of COUNTED) yield* different('counts', key, name, sums?.[name] ?? 0, row[name]);
      if (sums !== undefined) yield* different('counts', key, 'holderKind', sums.kind, row.holderKind);
    }
    for (const [key, sums] of this.sums) {
      if (!this.isKnown(key)) continue;
      for (const name of COUNTED) yield* different('counts', key, name, sums[name] ?? 0, 0);
    }
    for await (const row of ledger.times(sql)) {
      const key = `${row.holderId} ${row.day} ${row.categoryId} ${row.measure} ${row.bucket}`;
      const n = this.times.get(key) ?? 0;
      this.times.delete(key);
      if (this.isKnown(key)) yield* different('count_times', key, 'n', n, row.n);
    }
    for (const [key, n] of this.times) if (this.isKnown(key)) yield* different('count_times', key, 'n', n, 0);
  }

  /** Asked once for each row: it counts what is checked. */
  private isKnown(key: string): boolean {
    const [holderId, , categoryId] = key.split(' ');
    const known = !this.unknown.has(`${holderId} ${categoryId}`);
    if (known) this.checked += 1;
    else this.notChecked += 1;
    return known;
  }
}

function different(
  table: string,
  key: string,
  field: Counted | keyof LedgerRow | 'n',
  expected: unknown,
  found: unknown,
): Difference[] {
  return expected === found ? [] : [{ table, key, field, expected, found }];
}
