import type { OpeningSpan } from '../../platform/calendar.js';
import type { LeaveDays } from '../stations.types.js';

const HOUR_MS = 3_600_000;
/** A tap is for a day or a long weekend; what lasts longer is roster or leave. */
export const TAP_AT_MOST_MS = 72 * HOUR_MS;
/** Longer than a shift nobody is to be followed. */
export const SHIFT_AT_MOST_MS = 16 * HOUR_MS;
export const LEAVES_AT_MOST = 50;
const LEAVE_DAYS_AT_MOST = 366;
const DAY_MS = 24 * HOUR_MS;

/** Does a span end before it begins, or overlap another one of its day? */
export function rosterFault(roster: readonly OpeningSpan[]): 'roster-overlaps' | 'roster-span-empty' | undefined {
  if (roster.some(({ from, to }) => to <= from)) return 'roster-span-empty';
  const overlap = roster.some((a, at) =>
    roster.some((b, other) => other > at && a.weekday === b.weekday && a.from < b.to && b.from < a.to),
  );
  return overlap ? 'roster-overlaps' : undefined;
}

export type LeaveFault = 'leave-over-already' | 'leave-ends-before-it-begins' | 'leave-too-long';

/** Leave may have begun before it is entered, by somebody who is ill, but not have ended. */
export function leaveFault(given: { from: string; to: string }, today: string): LeaveFault | undefined {
  if (given.to < given.from) return 'leave-ends-before-it-begins';
  if (given.to < today) return 'leave-over-already';
  const days = 1 + (Date.parse(given.to) - Date.parse(given.from)) / DAY_MS;
  return days > LEAVE_DAYS_AT_MOST ? 'leave-too-long' : undefined;
}

/** The leave that has a day in common. */
export function overlapping(
  leaves: readonly LeaveDays[],
  { from, to }: { from: string; to: string },
): LeaveDays | undefined {
  return leaves.find((leave) => leave.from <= to && from <= leave.to);
}

export function endsInTime(until: Date, now: Date, atMostMs: number): boolean {
  return until > now && until.getTime() - now.getTime() <= atMostMs;
}
