import { dayOf } from '../platform/calendar.js';
import { shiftAt, skillCounts, tapAt, unavailability } from './availability.policy.js';
import { within } from './roster.js';
import type { HelperDto } from './stations.dto.js';
import type { Helper } from './stations.types.js';

/** What helpers, their heads and area roles read of a helper at a moment: what has ended by itself is not there. */
export function helperDto(helper: Helper, phoneMasked: string, now: Date): HelperDto {
  const today = dayOf(now);
  const shift = shiftAt(helper, now);
  return {
    ...helper,
    phoneMasked,
    skills: helper.skills.map((skill) => ({ ...skill, valid: skillCounts(skill, today) })),
    onDutyNow: within(helper.roster, now),
    unavailableNow: unavailability(helper, now),
    tapped: tapAt(helper, now),
    shift: shift === null ? null : { ...shift, lng: about(shift.lng), lat: about(shift.lat) },
    lng: helper.lng === null ? null : about(helper.lng),
    lat: helper.lat === null ? null : about(helper.lat),
  };
}

/** Who is near must be seen, the very door need not: three decimals are about 100 m. */
function about(degrees: number): number {
  return Math.round(degrees * 1000) / 1000;
}
