import { dayOf, localMinute } from '../platform/calendar.js';
import { within } from './roster.js';
import type { Helper, QuietHours } from './stations.types.js';

/** Why a helper is not to be called just now, by what they said themselves. */
export const UNAVAILABILITY = ['off_duty', 'on_leave', 'quiet_hours', 'tapped_off'] as const;
export type Unavailability = (typeof UNAVAILABILITY)[number];

type Told = Pick<Helper, 'roster' | 'quiet' | 'leaves' | 'tapped'>;

/**
 * Null: may be called at this moment. Leave is stronger than all; one tap, as long as it lasts, than roster and quiet hours
 * (docs/domain.md, When a helper can be called). `passQuietHours`: for what cannot wait (特急); the roster still holds.
 */
export function unavailability(helper: Told, at: Date, { passQuietHours = false } = {}): Unavailability | null {
  const { roster, quiet, leaves } = helper;
  if (leaves.length > 0) {
    const day = dayOf(at);
    if (leaves.some(({ from, to }) => from <= day && day <= to)) return 'on_leave';
  }
  const tapped = tapAt(helper, at);
  if (tapped !== null) return tapped.available ? null : 'tapped_off';
  const local = localMinute(at);
  if (!within(roster, local)) return 'off_duty';
  return quiet !== null && !passQuietHours && isQuiet(quiet, local.minute) ? 'quiet_hours' : null;
}

/** The tap that still holds. */
export function tapAt({ tapped }: Pick<Helper, 'tapped'>, at: Date): Helper['tapped'] {
  return tapped !== null && at < tapped.until ? tapped : null;
}

/** The location that is still shared. */
export function shiftAt({ shift }: Pick<Helper, 'shift'>, at: Date): Helper['shift'] {
  return shift !== null && at < shift.until ? shift : null;
}

/** Where the helper is: on this shift, as long as they share it, else at home (WGS-84); null: not known. */
export function placeAt(
  { shift, lng, lat }: Pick<Helper, 'shift' | 'lng' | 'lat'>,
  at: Date,
): { lng: number; lat: number } | null {
  const shared = shiftAt({ shift }, at);
  if (shared !== null) return { lng: shared.lng, lat: shared.lat };
  return lng === null || lat === null ? null : { lng, lat };
}

/** The last minute is no longer in it. */
function isQuiet({ from, to }: QuietHours, minute: number): boolean {
  return from < to ? from <= minute && minute < to : from <= minute || minute < to;
}

/** Does the skill count on the local day? One that needs a licence once it is proven, up to the licence's last day. */
export function skillCounts(
  { licensed, proof, validUntil }: { licensed: boolean; proof: string | null; validUntil: string | null },
  day: string,
): boolean {
  return !licensed || (proof !== null && validUntil !== null && validUntil >= day);
}
