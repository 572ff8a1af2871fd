import { DateTime } from 'luxon';

/** Local days, YYYY-MM-DD, both included. */
export interface Period {
  from: string;
  to: string;
}

const iso = (day: DateTime): string => day.toISODate() ?? '';
const read = (day: string): DateTime => DateTime.fromISO(day, { zone: 'utc' });

/** The one that it is compared with: as many whole months before whole months, else as many days before. */
export function periodBefore({ from, to }: Period): Period {
  const [first, last] = [read(from), read(to)];
  const before = first.minus({ days: 1 });
  if (first.day === 1 && last.day === last.daysInMonth) {
    const months = (last.year - first.year) * 12 + last.month - first.month + 1;
    return { from: iso(first.minus({ months })), to: iso(before) };
  }
  return { from: iso(first.minus({ days: last.diff(first, 'days').days + 1 })), to: iso(before) };
}

/** The month, 'YYYY-MM'. */
export function monthOf(month: string): Period {
  const first = read(`${month}-01`);
  return { from: iso(first), to: iso(first.endOf('month')) };
}

/** Whole months of it, by their first days (null: none), and the days beside them. */
export function partsOf({ from, to }: Period): { months: Period | null; days: Period[] } {
  const [first, last] = [read(from), read(to)];
  const begin = first.day === 1 ? first : first.startOf('month').plus({ months: 1 });
  const end = last.day === last.daysInMonth ? last : last.startOf('month').minus({ days: 1 });
  if (end < begin) return { months: null, days: [{ from, to }] };
  const days = [
    ...(first < begin ? [{ from, to: iso(begin.minus({ days: 1 })) }] : []),
    ...(last > end ? [{ from: iso(end.plus({ days: 1 })), to }] : []),
  ];
  return { months: { from: iso(begin), to: iso(end.startOf('month')) }, days };
}
