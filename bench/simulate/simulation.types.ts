import type { LiveOffer, PlaceNow, Rung, TicketNow } from '../../src/dispatch/choosing/choosing.types.js';
import type { Distance } from '../../src/dispatch/choosing/distance.policy.js';
import type { Helper, People } from './people.js';
import type { Rings } from './rings.js';
import type { Request } from './world.js';

export interface Offer extends LiveOffer {
  helper: Helper;
  /** when it is accepted, if nothing comes in between; Infinity: never */
  acceptsAt: number;
  ended: boolean;
}

export interface Ticket extends TicketNow {
  request: Request;
  places: PlaceNow[];
  live: Offer[];
  closed: Map<string, 'asked_before'>;
  rung: Rung;
  rungSince: number;
  ring: TicketNow['ring'];
  answers: { offered: number; declined: Record<string, number>; silent: number };
  distance: Distance;
  /** crew is full, or the time to accept is over */
  settled: boolean;
  crew: Helper[];
  lookAt: number;
}

/** A city at a moment of a run, as a policy sees it. */
export interface City {
  now: number;
  people: People;
  rings: Rings;
  /** for the policy that knows: who would accept now, and in time */
  wouldAccept(helper: Helper, ticket: Ticket): boolean;
}

/** What a policy says about one ticket; the part of a Decision that the simulation follows. */
export interface Step {
  offers: { placeId: string; helperId: string; expiresAt: number; accepts?: number }[];
  climb: Rung | null;
  lookAgainAt: number | null;
}

export interface Policy {
  name: string;
  /** an offer that waits is carried like a job */
  offersCount: boolean;
  /** steps in the order of the tickets */
  decide(city: City, tickets: readonly Ticket[]): Step[];
}
