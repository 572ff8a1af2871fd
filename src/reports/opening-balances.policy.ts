import type { RowFault } from '../platform/csv.js';

export interface BalanceRow {
  stationId: string;
  /** null: not known */
  categoryId: string | null;
  /** local days, both included; `from` null: everything up to `until` */
  from: string | null;
  until: string;
  completed: number;
  /** the book, list or system that it was taken from */
  source: string;
}

export type LiveBalance = BalanceRow & { id: string };

/** `line`: of the file, or the number in the list. */
export type GivenBalance = BalanceRow & { line: number };

export interface BalancePlan {
  rows: (GivenBalance & { kind: 'new' | 'changed' | 'unchanged' })[];
  /** ids of rows that new ones stand for */
  cancelled: string[];
  faults: RowFault[];
}

/**
 * What the rows would do. Nothing is counted twice: a figure ends before the first day on which the station was counted here, and
 * before today; figures of one station and category do not overlap. The same days again correct what was entered before; a
 * figure of 0 takes it away.
 */
export function planBalances(
  given: GivenBalance[],
  known: { today: string; firstDays: Map<string, string>; live: LiveBalance[] },
): BalancePlan {
  const faults: RowFault[] = [];
  const cancelled: string[] = [];
  const standing: (BalanceRow & { line?: number; id?: string })[] = [...known.live];
  const rows = given.map((row) => {
    const { line } = row;
    const first = known.firstDays.get(row.stationId);
    if (row.from !== null && row.from > row.until) faults.push({ line, field: 'from', code: 'period-backwards' });
    if (row.until >= known.today) faults.push({ line, field: 'until', code: 'opening-balance-not-past' });
    else if (first !== undefined && row.until >= first) {
      faults.push({ line, field: 'until', code: 'opening-balance-counted-here', args: { day: first } });
    }
    const at = standing.findIndex((other) => isSameKey(row, other));
    const before = standing[at];
    if (before?.line !== undefined) {
      faults.push({ line, field: 'until', code: 'opening-balance-twice', args: { line: before.line } });
    }
    const others = standing.filter((other, index) => index !== at && overlaps(row, other));
    if (others.length > 0) faults.push({ line, field: 'until', code: 'opening-balance-overlaps' });
    if (before?.completed === row.completed && before.source === row.source) {
      standing[at] = { ...before, line };
      return { ...row, kind: 'unchanged' as const };
    }
    if (before?.id !== undefined) cancelled.push(before.id);
    if (at >= 0) standing[at] = row;
    else standing.push(row);
    return { ...row, kind: before === undefined ? ('new' as const) : ('changed' as const) };
  });
  return { rows, cancelled, faults };
}

function isSameKey(a: BalanceRow, b: BalanceRow): boolean {
  return isSameHolder(a, b) && a.from === b.from && a.until === b.until;
}

function isSameHolder(a: BalanceRow, b: BalanceRow): boolean {
  return a.stationId === b.stationId && a.categoryId === b.categoryId;
}

function overlaps(a: BalanceRow, b: BalanceRow): boolean {
  if (!isSameHolder(a, b) || a.completed === 0 || b.completed === 0) return false;
  return (a.from ?? '') <= b.until && (b.from ?? '') <= a.until;
}
