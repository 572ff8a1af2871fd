/** Local days, YYYY-MM-DD, both included. */
export interface Period {
  from: string;
  to: string;
}

export const UNITS = ['day', 'week', 'month', 'quarter', 'year', 'range'] as const;
export type Unit = (typeof UNITS)[number];

/** Days are counted where no summer time moves them. */
const read = (day: string): Date => new Date(`${day}T00:00:00Z`);
const write = (date: Date): string => date.toISOString().slice(0, 10);
const dayAt = (year: number, month: number, day: number): string => write(new Date(Date.UTC(year, month, day)));

/** A day that there is, or null. */
export function dayIn(words: unknown): string | null {
  if (typeof words !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(words)) return null;
  const date = read(words);
  return !Number.isNaN(date.getTime()) && write(date) === words ? words : null;
}

export function daysOn(day: string, days: number): string {
  const date = read(day);
  date.setUTCDate(date.getUTCDate() + days);
  return write(date);
}

/** How many days it has. */
export function lengthOf({ from, to }: Period): number {
  return Math.round((read(to).getTime() - read(from).getTime()) / 86_400_000) + 1;
}

/** The whole unit that a day lies in; weeks begin on Monday. */
export function periodOf(unit: Exclude<Unit, 'range'>, day: string): Period {
  const date = read(day);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (unit) {
    case 'day':
      return { from: day, to: day };
    case 'week': {
      const from = daysOn(day, -((date.getUTCDay() + 6) % 7));
      return { from, to: daysOn(from, 6) };
    }
    case 'month':
      return { from: dayAt(year, month, 1), to: dayAt(year, month + 1, 0) };
    case 'quarter': {
      const first = month - (month % 3);
      return { from: dayAt(year, first, 1), to: dayAt(year, first + 3, 0) };
    }
    case 'year':
      return { from: dayAt(year, 0, 1), to: dayAt(year, 12, 0) };
  }
}

/** The one before it or after it; of two chosen days as many days. */
export function beside(unit: Unit, period: Period, which: 'before' | 'after'): Period {
  const day = which === 'before' ? daysOn(period.from, -1) : daysOn(period.to, 1);
  if (unit !== 'range') return periodOf(unit, day);
  const length = lengthOf(period);
  return which === 'before' ? { from: daysOn(day, 1 - length), to: day } : { from: day, to: daysOn(day, length - 1) };
}

/** Every day of a period with what is known of it; 0 where nothing is. */
export function everyDay(
  { from, to }: Period,
  known: readonly { day: string; received: number }[],
): [string, number][] {
  const found = new Map(known.map(({ day, received }) => [day, received]));
  return Array.from({ length: lengthOf({ from, to }) }, (_, at) => {
    const day = daysOn(from, at);
    return [day, found.get(day) ?? 0];
  });
}
