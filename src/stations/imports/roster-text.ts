import type { OpeningSpan } from '../../platform/calendar.js';
import { narrow } from '../../platform/csv.js';

const PART = /^([1-7](?:-[1-7])?(?:,[1-7](?:-[1-7])?)*) +(\d{1,2}):(\d\d) *- *(\d{1,2}):(\d\d)$/;

/** `1-5 08:00-18:00|6 09:00-12:00`: weekdays (1 is Monday) and times; undefined where it cannot be read or overlaps. */
export function readRoster(text: string): OpeningSpan[] | undefined {
  const spans: OpeningSpan[] = [];
  for (const part of narrow(text).split(/[|;]/)) {
    const match = PART.exec(part.trim());
    if (match === null) return undefined;
    const [, days = '', fromHour, fromMinute, toHour, toMinute] = match;
    const weekdays = weekdaysOf(days);
    const [from, to] = [minuteOf(fromHour, fromMinute), minuteOf(toHour, toMinute)];
    if (weekdays === undefined || from === undefined || to === undefined || to <= from) return undefined;
    spans.push(...weekdays.map((weekday) => ({ weekday, from, to })));
  }
  const sorted = sortRoster(spans);
  const overlap = sorted.some((span, at) => {
    const before = sorted[at - 1];
    return before?.weekday === span.weekday && before.to > span.from;
  });
  return overlap ? undefined : sorted;
}

export function sortRoster(spans: OpeningSpan[]): OpeningSpan[] {
  return [...spans].sort((a, b) => a.weekday - b.weekday || a.from - b.from);
}

function weekdaysOf(text: string): number[] | undefined {
  const days = text.split(',').flatMap((part) => {
    const [first = NaN, last = first] = part.split('-').map(Number);
    return last < first ? [NaN] : Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
  return days.some(Number.isNaN) ? undefined : days;
}

function minuteOf(hour = '', minute = ''): number | undefined {
  const at = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && at <= 1440 ? at : undefined;
}
