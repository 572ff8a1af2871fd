import { localMinute, type OpeningSpan } from '../platform/calendar.js';

/** Is the moment within one of the spans (local time)? The last minute of a span is no longer in it. */
export function within(spans: readonly OpeningSpan[], at: Date): boolean {
  const { weekday, minute } = localMinute(at);
  return spans.some((span) => span.weekday === weekday && span.from <= minute && minute < span.to);
}
