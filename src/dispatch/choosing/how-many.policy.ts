import { chanceStill } from './accepts.policy.js';
import type { LiveOffer, TicketNow } from './choosing.types.js';
import type { Weights } from './weights.js';

/**
 * The chance that those asked at once are to fill a place with: what the urgency asks for, and more where so little time is
 * left that as much a round would leave the place empty at its end.
 */
export function chanceWanted(ticket: TicketNow, now: number, weights: Weights): number {
  const left = (ticket.acceptDue - now) / 1000;
  const rounds = Math.max(1, Math.floor(left / ticket.offerSeconds));
  return Math.max(weights.chanceAtOnce[ticket.urgency], 1 - (1 - weights.chanceInTime) ** (1 / rounds));
}

/** Chance that one of these offers for a place is still accepted. */
export function chanceOfLive(live: readonly LiveOffer[], now: number, weights: Weights): number {
  let none = 1;
  for (const { offeredAt, expiresAt, accepts = weights.priorAccepts } of live) {
    none *= 1 - chanceStill(accepts, (now - offeredAt) / 1000, (expiresAt - offeredAt) / 1000, weights);
  }
  return 1 - none;
}

/** A hair less than the chance that is wanted is enough: the chances are estimates. */
export const HAIR = 0.005;

/**
 * How many more to ask at once: the fewest, in this order, with whom the chance that the place is filled reaches what is
 * wanted; all where they do not reach it.
 *
 * @param accepts the candidates' chances, best candidate first
 * @param chance that the place is filled by those who are asked already
 */
export function howMany(accepts: readonly number[], chance: number, wanted: number, most: number): number {
  let none = 1 - chance;
  let count = 0;
  while (1 - none < wanted - HAIR && count < accepts.length && count < most) {
    none *= 1 - (accepts[count] ?? 0);
    count += 1;
  }
  return count;
}
