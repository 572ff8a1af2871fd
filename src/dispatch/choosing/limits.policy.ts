import type { HelperNow, Limit, PlaceNow, TicketNow } from './choosing.types.js';

/**
 * Why this helper may not be asked for this place now; null: may be asked. The first limit that holds is told: the helper's own,
 * which most of a ring have, then what the place needs, then what closes the ticket to them.
 */
export function limitOf(helper: HelperNow, ticket: TicketNow, place: Pick<PlaceNow, 'skill' | 'tools'>): Limit | null {
  const own = ownLimitOf(helper);
  if (own !== null && own !== 'asked_enough_today') return own;
  if (place.skill !== null && !helper.skills.includes(place.skill)) return 'no_skill';
  for (const tool of place.tools) if (!helper.tools.includes(tool)) return 'no_tool';
  const { id } = helper;
  const closed = ticket.closed.get(id);
  if (closed !== undefined) return closed;
  for (const { helperId } of ticket.places) if (helperId === id) return 'in_crew';
  for (const { helperId } of ticket.live) if (helperId === id) return 'asked_before';
  return own;
}

/** Why this helper may not be asked for anything just now; null: may be asked. */
export function ownLimitOf({ unavailable, load, capacity, offersToday, maxOffersADay }: HelperNow): Limit | null {
  if (unavailable !== null) return unavailable;
  if (load >= capacity) return 'no_capacity';
  return offersToday >= maxOffersADay ? 'asked_enough_today' : null;
}
