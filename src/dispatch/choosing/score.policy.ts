import { chanceToAccept, forgotten } from './accepts.policy.js';
import { REASON_CODES, type HelperNow, type PlaceNow, type Scored, type TicketNow } from './choosing.types.js';
import type { Distance } from './distance.policy.js';
import type { Weights } from './weights.js';

/** How often the helpers of a ring were asked and came lately, on average. */
export interface Usual {
  offers: number;
  jobs: number;
  /** so many helpers */
  of: number;
}

/** Of a longer list every second, third … is measured: the mean of so many is near enough to that of hundreds. */
const MEASURED = 300;

/** Mean way from the lists of a ring to a ticket, metres, of whom it is known how far they are; at least 50. */
export function usualMetresOf(lists: readonly (readonly HelperNow[])[], distance: Distance): number {
  const all = lists.reduce((sum, { length }) => sum + length, 0);
  const step = Math.max(1, Math.ceil(all / MEASURED));
  let sum = 0;
  let count = 0;
  let at = 0;
  for (const list of lists) {
    for (; at < list.length; at += step) {
      const metres = distance(list[at]?.at ?? null);
      if (metres === null) continue;
      sum += metres;
      count += 1;
    }
    at -= list.length;
  }
  return Math.max(50, count === 0 ? 0 : sum / count);
}

export function usualOf(list: readonly HelperNow[]): Usual {
  let offers = 0;
  let jobs = 0;
  for (const helper of list) {
    offers += helper.offersLately;
    jobs += helper.jobsLately;
  }
  const of = Math.max(1, list.length);
  return { offers: offers / of, jobs: jobs / of, of: list.length };
}

/** What is usual in several lists. */
export function together(lists: readonly Usual[]): Usual {
  let offers = 0;
  let jobs = 0;
  let all = 0;
  for (const usual of lists) {
    offers += usual.offers * usual.of;
    jobs += usual.jobs * usual.of;
    all += usual.of;
  }
  return { offers: offers / Math.max(1, all), jobs: jobs / Math.max(1, all), of: all };
}

/** What the score of a helper for a place depends on besides the helper. */
export interface Scoring {
  now: number;
  ticket: TicketNow;
  place: Pick<PlaceNow, 'skill'>;
  distance: Distance;
  /** mean way from the helpers of the ring to the ticket, metres: what is far in a village is not in a town */
  usualMetres: number;
  usual: Usual;
  /** that free places of these tickets need, and this place does not */
  neededElsewhere: ReadonlySet<string>;
  weights: Weights;
}

const NEEDED_SOON = 0.3;

/** Filled anew for each helper: of thousands that are scored a few are ever told. */
const points = new Float64Array(REASON_CODES.length);
const values: (number | null)[] = REASON_CODES.map(() => null);

export interface Total {
  total: number;
  accepts: number;
}

/** Points of all reasons added up, and the chance to accept. */
export function scoreOf(helper: HelperNow, scoring: Scoring): Total {
  const accepts = weigh(helper, scoring);
  let total = 0;
  for (const each of points) total += each;
  return { total, accepts };
}

/** The same with its reasons. */
export function explained(helper: HelperNow, scoring: Scoring): Scored {
  const { total, accepts } = scoreOf(helper, scoring);
  const reasons = REASON_CODES.map((code, at) => ({ code, points: points[at] ?? 0, value: values[at] ?? null }));
  return { helperId: helper.id, total, reasons: reasons.filter((reason) => reason.points !== 0), accepts };
}

function weigh(helper: HelperNow, scoring: Scoring): number {
  const { now, ticket, place, distance, usualMetres, usual, neededElsewhere, weights } = scoring;
  const full = weights.points;
  const metres = distance(helper.at);
  const accepts = chanceToAccept(helper, metres, now, weights);
  set(0, -full.distance * (metres === null ? 1 : Math.min(5, metres / usualMetres)), metres);
  set(1, (-full.load * helper.load) / Math.max(1, helper.capacity), helper.load);
  const { lastAskedAt, lastServedAt } = helper;
  set(2, full.since_asked * forgotten(lastAskedAt, now, weights.askedForgottenSeconds), since(lastAskedAt, now));
  set(3, full.since_served * forgotten(lastServedAt, now, weights.servedForgottenSeconds), since(lastServedAt, now));
  set(4, full.accepts_at_hour * accepts, accepts);
  set(5, ticket.knowsBuilding.has(helper.id) ? full.knows_building : 0, null);
  set(6, full.language * sharedLanguage(helper, ticket), null);
  set(7, helper.stationId === ticket.stationId ? full.own_station : 0, null);
  set(8, -full.spared_skill * spares(helper, place, neededElsewhere), null);
  const burden = burdenOf(helper, usual, weights);
  set(9, -full.fair_share * burden, burden + 1);
  // a place further back in the head's order weighs more than all other reasons, too; it has 50 places at most
  const order = ticket.headOrder.indexOf(helper.id);
  set(10, order < 0 ? 0 : full.head_order * (50 - order), null);
  return accepts;
}

function set(at: number, of: number, value: number | null): void {
  points[at] = of;
  values[at] = value;
}

/** Whole seconds. */
function since(at: number | null, now: number): number | null {
  return at === null ? null : Math.max(0, Math.round((now - at) / 1000));
}

/** 1: a language of the resident; −1: none of them; 0: nothing is known. */
function sharedLanguage(helper: HelperNow, { languages }: TicketNow): number {
  if (languages.length === 0 || helper.languages.length === 0) return 0;
  const shared = (spoken: string) => languages.some((known) => known === spoken || base(known) === base(spoken));
  return helper.languages.some(shared) ? 1 : -1;
}

/** Of whatever script and region: `en-US` and `en` understand each other. */
function base(language: string): string {
  return language.split('-', 1)[0] ?? language;
}

/** 1: another free place needs a skill of theirs; a part of it: one may be needed soon. */
function spares(helper: HelperNow, place: Pick<PlaceNow, 'skill'>, neededElsewhere: ReadonlySet<string>): number {
  let spares = 0;
  for (const skill of helper.skills) {
    if (skill === place.skill) continue;
    if (neededElsewhere.has(skill)) return 1;
    spares = NEEDED_SOON;
  }
  return spares;
}

/**
 * How much more of the offers and the jobs of the ring than the others this helper had lately: −1 none at all, 0 as much as
 * the others, 2 three times as much or more. One is added to both, or the first offer of a new ring would weigh like a hundred.
 */
function burdenOf(helper: HelperNow, usual: Usual, { jobsShare }: Weights): number {
  const offers = (helper.offersLately + 1) / (usual.offers + 1);
  const jobs = (helper.jobsLately + 1) / (usual.jobs + 1);
  return Math.min(2, (1 - jobsShare) * offers + jobsShare * jobs - 1);
}
