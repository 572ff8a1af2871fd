import { localMinute, type LocalMinute, type OpeningSpan } from '../platform/calendar.js';

/** Is the moment within one of the spans (local time)? The last minute of a span is no longer in it. */
export function within(spans: readonly OpeningSpan[], at: Date | LocalMinute): boolean {
  const { weekday, minute } = at instanceof Date ? localMinute(at) : at;
  return spans.some((span) => span.weekday === weekday && span.from <= minute && minute < span.to);
}
