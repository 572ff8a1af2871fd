import { DateTime } from 'luxon';

/** One time zone an installation (docs/domain.md, Counting). Its days have 24 hours: no summer time since 1991. */
export const ZONE = 'Asia/Shanghai';

/** One span of opening on a weekday: 1 is Monday, minutes of the day from 0 to 1440. */
export interface OpeningSpan {
  weekday: number;
  from: number;
  to: number;
}

interface LocalDay {
  /** milliseconds; `to` is the begin of the next one */
  from: number;
  to: number;
  /** YYYY-MM-DD */
  day: string;
  /** 1 is Monday */
  weekday: number;
}

/** The day that was asked for last: most moments are of today, and a day is dear to work out. */
let lastDay: LocalDay = { from: 0, to: 0, day: '', weekday: 0 };

function localDay(at: number): LocalDay {
  if (at >= lastDay.from && at < lastDay.to) return lastDay;
  const local = DateTime.fromMillis(at, { zone: ZONE });
  const begin = local.startOf('day');
  lastDay = {
    from: begin.toMillis(),
    to: begin.plus({ days: 1 }).toMillis(),
    day: local.toISODate() ?? '',
    weekday: local.weekday,
  };
  return lastDay;
}

/** The local day of a moment, as YYYY-MM-DD. */
export function dayOf(at: Date): string {
  return localDay(at.getTime()).day;
}

/** The first moment of a local day, YYYY-MM-DD. */
export function startOfDay(day: string): Date {
  return DateTime.fromISO(day, { zone: ZONE }).startOf('day').toJSDate();
}

export interface LocalMinute {
  weekday: number;
  minute: number;
}

/** Weekday (1 is Monday) and minute of the local day (0–1439). */
export function localMinute(at: Date): LocalMinute {
  const { from, weekday } = localDay(at.getTime());
  return { weekday, minute: Math.floor((at.getTime() - from) / 60_000) };
}

/**
 * The moment when `milliseconds` of opening time have run since `from`. `hours` null: round the clock.
 * A calendar without any opening would never end: it counts as round the clock.
 */
export function addOpenTime(from: Date, milliseconds: number, hours: OpeningSpan[] | null): Date {
  if (hours === null || hours.length === 0) return new Date(from.getTime() + milliseconds);
  let left = milliseconds;
  let day = localDay(from.getTime());
  // Every week opens at least once, so the loop ends: 10 years are a bound against a bug, not a rule.
  for (let days = 0; days < 3660; days += 1, day = localDay(day.to)) {
    const spans = hours.filter((span) => span.weekday === day.weekday).sort((a, b) => a.from - b.from);
    for (const span of spans) {
      const begin = Math.max(from.getTime(), day.from + span.from * 60_000);
      const length = day.from + span.to * 60_000 - begin;
      if (length <= 0) continue;
      if (left <= length) return new Date(begin + left);
      left -= length;
    }
  }
  throw new Error('no end of opening time within ten years');
}
