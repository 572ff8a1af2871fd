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

/** The end of the local day of a moment: the first moment of the next one. */
export function startOfNextDay(at: Date): Date {
  return new Date(localDay(at.getTime()).to);
}

/** The first moment after a local day, YYYY-MM-DD. */
export function endOfDay(day: string): Date {
  return new Date(localDay(startOfDay(day).getTime()).to);
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

/** A local day that is not what its weekday says. */
export interface SpecialDay {
  /** YYYY-MM-DD */
  day: string;
  /** `workday`: worked in place of a holiday (调休) */
  kind: 'holiday' | 'workday';
  /** of a workday: the weekday whose hours it has, 1 is Monday; null for a holiday */
  hoursOf: number | null;
  /** such as 春节 */
  name: string;
}

/** Holidays and the days that are worked for them, as far as they are known (docs/adr/0008-working-calendar.md). */
export interface WorkingCalendar {
  /** by day */
  special: ReadonlyMap<string, SpecialDay>;
  /** YYYY-MM-DD: the last day of which it is known whether it is special */
  knownThrough: string;
}

/** The first moment that the calendar knows nothing of. */
export function unknownFrom({ knownThrough }: WorkingCalendar): Date {
  return endOfDay(knownThrough);
}

/** The opening of a day, none on a holiday; undefined where the calendar does not reach it. */
function spansOn(
  { day, weekday }: Pick<LocalDay, 'day' | 'weekday'>,
  hours: readonly OpeningSpan[],
  { special, knownThrough }: WorkingCalendar,
): OpeningSpan[] | undefined {
  // YYYY-MM-DD sorts as it is written
  if (day > knownThrough) return undefined;
  const own = special.get(day);
  if (own?.kind === 'holiday') return [];
  return hours.filter((span) => span.weekday === (own?.hoursOf ?? weekday)).sort((a, b) => a.from - b.from);
}

/** Is the moment within the opening hours? Null where the calendar does not reach it. */
export function openAt(at: Date, hours: readonly OpeningSpan[], calendar: WorkingCalendar): boolean | null {
  const spans = spansOn(localDay(at.getTime()), hours, calendar);
  if (spans === undefined) return null;
  const { minute } = localMinute(at);
  return spans.some(({ from, to }) => from <= minute && minute < to);
}

/**
 * When opening time has run. Where that is past what the calendar knows, it is not guessed: `earliest` is the first moment at
 * which it can be, as if all that is unknown (`unknownFrom` on) were open.
 */
export type OpenTime = { isKnown: true; at: Date } | { isKnown: false; earliest: Date; unknownFrom: Date };

/**
 * The moment when `milliseconds` of opening time have run since `from`. `hours` null: round the clock, for which no calendar is
 * asked. Hours without any opening would never end: they count as round the clock.
 */
export function addOpenTime(
  from: Date,
  milliseconds: number,
  hours: readonly OpeningSpan[] | null,
  calendar: WorkingCalendar,
): OpenTime {
  if (hours === null || hours.length === 0) return { isKnown: true, at: new Date(from.getTime() + milliseconds) };
  let left = milliseconds;
  for (let day = localDay(from.getTime()); ; day = localDay(day.to)) {
    const spans = spansOn(day, hours, calendar);
    if (spans === undefined) {
      const earliest = new Date(Math.max(from.getTime(), day.from) + left);
      return { isKnown: false, earliest, unknownFrom: unknownFrom(calendar) };
    }
    for (const span of spans) {
      const begin = Math.max(from.getTime(), day.from + span.from * 60_000);
      const length = day.from + span.to * 60_000 - begin;
      if (length <= 0) continue;
      if (left <= length) return { isKnown: true, at: new Date(begin + left) };
      left -= length;
    }
  }
}

/** The State Council's office tells the next year's days in November: time enough to enter them before they are missed. */
const WARN_DAYS = 45;

/** Both YYYY-MM-DD. */
export function calendarEndsSoon(knownThrough: string, today: string): boolean {
  return Date.parse(knownThrough) - Date.parse(today) <= WARN_DAYS * 86_400_000;
}
