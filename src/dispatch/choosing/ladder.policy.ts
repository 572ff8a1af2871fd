import { RUNGS, type Decision, type Rung, type TicketNow } from './choosing.types.js';
import type { Weights } from './weights.js';

/** How a ticket stands after what is offered now. */
export interface Standing {
  /** a free place wants more offers than were made, and nobody is left who could be asked for it */
  short: boolean;
  /** a free place has no live offer, the new ones counted, and nobody is left who could be asked for it */
  empty: boolean;
  /** new and old */
  live: number;
}

/** When the clock of its present rung is over; null: the top has none here, the owner's clock goes on (docs/domain.md). */
export function rungEnds(ticket: TicketNow, weights: Weights): number | null {
  if (ticket.rung === 'above') return null;
  return ticket.rungSince + weights.rungShare[ticket.rung] * (ticket.acceptDue - ticket.openedAt);
}

/**
 * The ring is widened as soon as it has nobody more to ask for a place; live offers stay. The head is not called while somebody
 * may still accept, and is when the clock of the last ring is over. From the head on only the clock climbs.
 */
export function climbOf(ticket: TicketNow, standing: Standing, now: number, weights: Weights): Decision['climb'] {
  const { rung, answers } = ticket;
  const to = nextRung(rung);
  const ends = rungEnds(ticket, weights);
  if (to === null || ends === null) return null;
  if (rung === 'station' || rung === 'neighbours' ? standing.short : rung === 'pool' && standing.empty) {
    return { to, because: answers.offered === 0 && standing.live === 0 ? 'nobody' : 'exhausted', answers };
  }
  return now >= ends ? { to, because: 'clock', answers } : null;
}

export function nextRung(rung: Rung): Rung | null {
  return RUNGS[RUNGS.indexOf(rung) + 1] ?? null;
}
