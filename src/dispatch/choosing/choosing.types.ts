/**
 * What a decision of dispatch is made of and what comes out: plain values, so that the same code decides for a real street
 * and for a simulated one. Times are milliseconds since 1970, points are WGS-84.
 */

export interface Point {
  lng: number;
  lat: number;
}

export type Urgency = 'normal' | 'urgent' | 'critical';

/**
 * The rungs of the ladder, in the order they are climbed: the station's helpers (and those of others who are willing to serve
 * it), those of the stations next to it in the community, the street's professionals, the head in person; `above` is the
 * community and what stands over it, where the ticket's owner moves (docs/domain.md, Escalation).
 */
export const RUNGS = ['station', 'neighbours', 'pool', 'head', 'above'] as const;
export type Rung = (typeof RUNGS)[number];
/** The rungs on which helpers are asked. */
export const RINGS = ['station', 'neighbours', 'pool'] as const satisfies readonly Rung[];
export type Ring = (typeof RINGS)[number];

/** Why a helper may not be asked at all just now. */
const UNAVAILABLE = ['off_duty', 'on_leave', 'quiet_hours', 'resting', 'tapped_off'] as const;
export type Unavailable = (typeof UNAVAILABLE)[number];

/** Why a helper may not be asked for one ticket. */
const CLOSED = ['asked_before', 'let_go', 'declined_pair', 'in_crew', 'leads_station', 'held_back'] as const;
export type Closed = (typeof CLOSED)[number];

/** A helper at the moment of the decision. */
export interface HelperNow {
  id: string;
  stationId: string;
  /** that count today: proven, and with a licence that is valid on the day where one is needed */
  skills: readonly string[];
  tools: readonly string[];
  /** BCP 47 */
  languages: readonly string[];
  /** where the shift is, if the helper shares it, else home; null: not known */
  at: Point | null;
  unavailable: Unavailable | null;
  /** tickets at once, and tickets in hand and offers that wait */
  capacity: number;
  load: number;
  /** asked today, and how often at most a day */
  offersToday: number;
  maxOffersADay: number;
  /** null: never */
  lastAskedAt: number | null;
  lastServedAt: number | null;
  /** of the last 30 days */
  offersLately: number;
  jobsLately: number;
  habit: Habit;
}

/** What a helper did with offers that were not withdrawn: all, and those at this hour of the day (± 1 h). */
export interface Habit {
  asked: number;
  accepted: number;
  askedAtHour: number;
  acceptedAtHour: number;
}

export interface PlaceNow {
  id: string;
  /** null: anyone */
  skill: string | null;
  tools: readonly string[];
  /** null: free */
  helperId: string | null;
}

export interface LiveOffer {
  id: string;
  helperId: string;
  placeId: string;
  offeredAt: number;
  expiresAt: number;
  /** how likely it was to be accepted when it was made (NewOffer.chosen.score); not given: as likely as of a newcomer */
  accepts?: number;
}

/** What became of those who were asked on this rung. */
export interface Answers {
  offered: number;
  /** by the code of the reason */
  declined: Readonly<Record<string, number>>;
  silent: number;
}

export interface TicketNow {
  id: string;
  stationId: string;
  at: Point | null;
  buildingId: string | null;
  /** that the resident speaks, as far as it is known */
  languages: readonly string[];
  urgency: Urgency;
  openedAt: number;
  acceptDue: number;
  /** how long an offer waits for its answer */
  offerSeconds: number;
  places: readonly PlaceNow[];
  live: readonly LiveOffer[];
  /** helpers who may not be asked for this ticket, and why */
  closed: ReadonlyMap<string, Closed>;
  rung: Rung;
  rungSince: number;
  /**
   * The helpers of its present rung and of those below it, closed ones too. At `head` and `above` they may go on being asked
   * while the person above has it, as they come free; empty where they are not to be.
   */
  ring: readonly HelperNow[];
  /** further lists, the same for many tickets; whoever stands in `ring` too counts there */
  beyond?: readonly (readonly HelperNow[])[];
  /** helpers whom the head wants asked before all others, in this order */
  headOrder: readonly string[];
  /** helpers who have done something in this building */
  knowsBuilding: ReadonlySet<string>;
  answers: Answers;
}

export const REASON_CODES = [
  'distance',
  'load',
  'since_asked',
  'since_served',
  'accepts_at_hour',
  'knows_building',
  'language',
  'own_station',
  'spared_skill',
  'fair_share',
  'head_order',
] as const;

/** One reason of a score; points are added up, more is better. The words are made of it (choosing.words.ts). */
export interface Reason {
  code: (typeof REASON_CODES)[number];
  points: number;
  /** metres, tickets, seconds, a share from 0 to 1; null: not known */
  value: number | null;
}

export interface Scored {
  helperId: string;
  total: number;
  reasons: readonly Reason[];
  /** how likely this helper is to accept in time, 0–1 */
  accepts: number;
}

/** Why somebody is not a candidate for a place; null: may be asked. */
export const LIMITS = [...UNAVAILABLE, ...CLOSED, 'no_skill', 'no_tool', 'no_capacity', 'asked_enough_today'] as const;
export type Limit = (typeof LIMITS)[number];

export interface NewOffer {
  ticketId: string;
  placeId: string;
  helperId: string;
  expiresAt: number;
  /** kept with the offer: what the choice was made of */
  chosen: {
    rung: Rung;
    score: Scored;
    /** how many could be asked, and how many are asked at once for the place */
    candidates: number;
    atOnce: number;
    /** solved together with so many other tickets */
    together: number;
  };
}

/** What is to be done about one ticket now. */
export interface Decision {
  ticketId: string;
  offers: NewOffer[];
  /** the next rung, at once; the caller decides again there: its helpers are to be known first */
  climb: { to: Rung; because: 'nobody' | 'exhausted' | 'clock'; answers: Answers } | null;
  /** when to look again though nothing happens: the rung's clock, or somebody who comes on duty; null: no need */
  lookAgainAt: number | null;
}
