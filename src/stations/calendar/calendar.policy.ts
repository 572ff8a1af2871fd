import type { SpecialDay } from '../../platform/calendar.js';
import type { Refusal } from '../../platform/http/refusal.js';

/** Why these cannot be the special days of the year. Between years that are known none is unknown. */
export function yearFault(year: number, days: readonly SpecialDay[], knownThrough: string): Refusal | undefined {
  const known = Number(knownThrough.slice(0, 4));
  if (year > known + 1) return { refused: 'calendar-gap', args: { year: known + 1 } };
  const seen = new Set<string>();
  for (const [index, { day }] of days.entries()) {
    const field = `days.${index}.day`;
    if (!day.startsWith(`${year}-`)) return { refused: 'day-of-another-year', field };
    if (seen.has(day)) return { refused: 'day-given-twice', field };
    seen.add(day);
  }
  return undefined;
}
