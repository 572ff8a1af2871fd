import { DateTime } from 'luxon';

/** One time zone an installation (docs/domain.md, Counting). */
export const ZONE = 'Asia/Shanghai';

/** One span of opening on a weekday: 1 is Monday, minutes of the day from 0 to 1440. */
export interface OpeningSpan {
  weekday: number;
  from: number;
  to: number;
}

/** The local day of a moment, as YYYY-MM-DD. */
export function dayOf(at: Date): string {
  return DateTime.fromJSDate(at, { zone: ZONE }).toISODate() ?? '';
}

export interface LocalMinute {
  weekday: number;
  minute: number;
}

/** Weekday (1 is Monday) and minute of the local day (0–1439). */
export function localMinute(at: Date): LocalMinute {
  const local = DateTime.fromJSDate(at, { zone: ZONE });
  return { weekday: local.weekday, minute: local.hour * 60 + local.minute };
}

/**
 * The moment when `milliseconds` of opening time have run since `from`. `hours` null: round the clock.
 * A calendar without any opening would never end: it counts as round the clock.
 */
export function addOpenTime(from: Date, milliseconds: number, hours: OpeningSpan[] | null): Date {
  if (hours === null || hours.length === 0) return new Date(from.getTime() + milliseconds);
  let left = milliseconds;
  let day = DateTime.fromJSDate(from, { zone: ZONE }).startOf('day');
  // Every week opens at least once, so the loop ends: 10 years are a bound against a bug, not a rule.
  for (let days = 0; days < 3660; days += 1, day = day.plus({ days: 1 })) {
    const spans = hours.filter((span) => span.weekday === day.weekday).sort((a, b) => a.from - b.from);
    for (const span of spans) {
      const begin = Math.max(from.getTime(), day.plus({ minutes: span.from }).toMillis());
      const length = day.plus({ minutes: span.to }).toMillis() - begin;
      if (length <= 0) continue;
      if (left <= length) return new Date(begin + left);
      left -= length;
    }
  }
  throw new Error('no end of opening time within ten years');
}
