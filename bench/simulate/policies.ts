import type { PlaceNow } from '../../src/dispatch/choosing/choosing.types.js';
import { decide } from '../../src/dispatch/choosing/decide.policy.js';
import { limitOf } from '../../src/dispatch/choosing/limits.policy.js';
import type { Weights } from '../../src/dispatch/choosing/weights.js';
import type { Helper } from './people.js';
import type { Policy, Step, Ticket } from './simulation.types.js';

/** The code that dispatches. */
export function ours(weights?: Weights): Policy {
  return {
    name: 'ours',
    offersCount: true,
    decide: ({ now }, tickets) =>
      decide({ now, tickets, weights }).map(({ offers, climb, lookAgainAt }) => ({
        offers: offers.map((offer) => ({ ...offer, accepts: offer.chosen.score.accepts })),
        climb: climb?.to ?? null,
        lookAgainAt,
      })),
  };
}

const RETRY_MS = 60_000;

/** How many more to ask for a place of this ticket; of those who can be asked the nearest are. */
type HowMany = (place: PlaceNow, ticket: Ticket, candidates: number) => number;

/** The nearest of everybody on any rung, without a ladder and without a limit of offers a day. */
function nearestFirst(name: string, howMany: HowMany, offersCount: boolean, lasts?: 'whole'): Policy {
  return {
    name,
    offersCount,
    decide: ({ rings, now }, tickets) =>
      tickets.map((ticket) => {
        const offers: Step['offers'] = [];
        const asked = new Set<string>();
        for (const place of ticket.places) {
          if (place.helperId !== null) continue;
          const candidates = able(rings.all(ticket.request.station), ticket, place, asked);
          const more = howMany(place, ticket, candidates.length);
          if (more <= 0) continue;
          for (const { now: helper } of nearest(candidates, ticket, more)) {
            asked.add(helper.id);
            const expiresAt = lasts === 'whole' ? ticket.acceptDue : now + ticket.offerSeconds * 1000;
            offers.push({ placeId: place.id, helperId: helper.id, expiresAt });
          }
        }
        return { offers, climb: null, lookAgainAt: now + RETRY_MS };
      }),
  };
}

/** Licence, duty, rest and capacity bind every policy. */
function able(helpers: readonly Helper[], ticket: Ticket, place: PlaceNow, asked: ReadonlySet<string>): Helper[] {
  return helpers.filter(({ now }) => {
    const limit = limitOf(now, ticket, place);
    return (limit === null || limit === 'asked_enough_today') && !asked.has(now.id);
  });
}

function nearest(helpers: readonly Helper[], ticket: Ticket, count: number): Helper[] {
  const far = new Map(helpers.map((helper) => [helper, ticket.distance(helper.now.at) ?? 0]));
  return [...helpers]
    .sort((a, b) => (far.get(a) ?? 0) - (far.get(b) ?? 0) || a.person.no - b.person.no)
    .slice(0, count);
}

const liveFor = (place: PlaceNow, ticket: Ticket) => ticket.live.filter(({ placeId }) => placeId === place.id).length;

/** One after the other, the nearest first. */
const nearestOne = nearestFirst('nearest', (place, ticket) => 1 - liveFor(place, ticket), true);

/** Everybody who can do it hears of it, also who comes free later; the first to accept has it. */
const broadcast = nearestFirst('broadcast', (_place, _ticket, candidates) => candidates, false, 'whole');

/** The k nearest; when all of them have answered or are silent, the next k. */
const fixedK = (k: number) => nearestFirst('fixed-k', (place, ticket) => (liveFor(place, ticket) > 0 ? 0 : k), true);

/**
 * The k nearest, and for each who declines or is silent the next one at once: the shape of the best policies of van den Berg,
 * Henderson, Li, Dicker and Jagtenberg, PLOS ONE 2026, 10.1371/journal.pone.0343762 (docs/simulation.md).
 */
const kReplace = (k: number) => nearestFirst('k-replace', (place, ticket) => k - liveFor(place, ticket), true);

/** Asks nobody but the nearest who will accept: it knows the answers. */
const clairvoyant: Policy = {
  name: 'clairvoyant',
  offersCount: true,
  decide: (simulation, tickets) =>
    tickets.map((ticket) => {
      const offers: Step['offers'] = [];
      const asked = new Set<string>();
      const { now, rings } = simulation;
      for (const place of ticket.places) {
        if (place.helperId !== null || liveFor(place, ticket) > 0) continue;
        const candidates = able(rings.all(ticket.request.station), ticket, place, asked).filter((helper) =>
          simulation.wouldAccept(helper, ticket),
        );
        for (const { now: helper } of spared(candidates, ticket, place)) {
          asked.add(helper.id);
          offers.push({ placeId: place.id, helperId: helper.id, expiresAt: now + ticket.offerSeconds * 1000 });
        }
      }
      return { offers, climb: null, lookAgainAt: now + RETRY_MS / 4 };
    }),
};

/** The nearest of those with the fewest skills that the place does not need. */
function spared(candidates: readonly Helper[], ticket: Ticket, place: PlaceNow): Helper[] {
  const skills = (helper: Helper) => helper.now.skills.filter((skill) => skill !== place.skill).length;
  const fewest = Math.min(...candidates.map(skills));
  return nearest(
    candidates.filter((helper) => skills(helper) === fewest),
    ticket,
    1,
  );
}

export const POLICIES = ['ours', 'nearest', 'broadcast', 'fixed-k', 'k-replace', 'clairvoyant'] as const;
export type PolicyName = (typeof POLICIES)[number];

export function policyOf(name: PolicyName, k: number, weights?: Weights): Policy {
  switch (name) {
    case 'ours':
      return ours(weights);
    case 'nearest':
      return nearestOne;
    case 'broadcast':
      return broadcast;
    case 'fixed-k':
      return fixedK(k);
    case 'k-replace':
      return kReplace(k);
    case 'clairvoyant':
      return clairvoyant;
  }
}
