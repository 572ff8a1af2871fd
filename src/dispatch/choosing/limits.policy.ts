import type { HelperNow, Limit, PlaceNow, TicketNow } from './choosing.types.js';

/**
 * Why this helper may not be asked for this place now; null: may be asked. The first limit that holds is told: the helper's own,
 * which most of a ring have, then what the place needs, then what closes the ticket to them.
 */
export function limitOf(helper: HelperNow, ticket: TicketNow, place: Pick<PlaceNow, 'skill' | 'tools'>): Limit | null {
  if (helper.unavailable !== null) return helper.unavailable;
  if (helper.load >= helper.capacity) return 'no_capacity';
  if (place.skill !== null && !helper.skills.includes(place.skill)) return 'no_skill';
  for (const tool of place.tools) if (!helper.tools.includes(tool)) return 'no_tool';
  const { id } = helper;
  const closed = ticket.closed.get(id);
  if (closed !== undefined) return closed;
  for (const { helperId } of ticket.places) if (helperId === id) return 'in_crew';
  for (const { helperId } of ticket.live) if (helperId === id) return 'asked_before';
  return helper.offersToday >= helper.maxOffersADay ? 'asked_enough_today' : null;
}
