import { forgotten } from './accepts.policy.js';
import { assign, type Slot } from './assign.policy.js';
import type { Decision, HelperNow, LiveOffer, NewOffer, PlaceNow, TicketNow } from './choosing.types.js';
import { metresFrom } from './distance.policy.js';
import { chanceOfLive, chanceWanted, HAIR, howMany } from './how-many.policy.js';
import { climbOf, rungEnds } from './ladder.policy.js';
import { limitOf, ownLimitOf } from './limits.policy.js';
import { explained, scoreOf, together, usualMetresOf, usualOf, type Scoring, type Usual } from './score.policy.js';
import { DEFAULT_WEIGHTS, type Weights } from './weights.js';

export interface Situation {
  /** milliseconds since 1970 */
  now: number;
  tickets: readonly TicketNow[];
  weights?: Weights;
}

/** Of those who may be asked for a place, as many are weighed against other places: the best. */
const WEIGHED = 48;
/** With others in the batch who were better off with whom this place could have: soon they are free, or it is known that they are not. */
const NEXT_BATCH_MS = 5_000;

/** While there is time for so many offers one after the other, nobody is asked who was asked a moment ago. */
const PATIENT_OFFERS = 2;

interface Able {
  helper: HelperNow;
  helperId: string;
  total: number;
  accepts: number;
}

/** A list of helpers, whatever the ticket: of thousands it is found out once for all tickets. */
interface Listed {
  usual: Usual;
  ids: () => ReadonlySet<string>;
  /** whom neither a limit of their own nor the lack of this skill keeps from being asked; `least`: nor that they were asked a moment ago */
  askable: (skill: string | null, least: number) => readonly HelperNow[];
}

type ListedOf = (list: readonly HelperNow[]) => Listed;

function listed(list: readonly HelperNow[], now: number, weights: Weights): Listed {
  const free = list.filter((helper) => ownLimitOf(helper) === null);
  const known = new Map<string, readonly HelperNow[]>();
  let ids: ReadonlySet<string> | undefined;
  return {
    usual: usualOf(list),
    ids: () => (ids ??= new Set(list.map(({ id }) => id))),
    askable: (skill, least) => {
      const key = `${skill ?? ''}\n${least}`;
      const askable =
        known.get(key) ??
        free.filter(
          ({ skills, lastAskedAt }) =>
            (skill === null || skills.includes(skill)) &&
            forgotten(lastAskedAt, now, weights.askedForgottenSeconds) >= least,
        );
      known.set(key, askable);
      return askable;
    },
  };
}

/** Whom places that need the same could be offered to. */
interface Among {
  scoring: Scoring;
  /** the best, best first */
  best: readonly Able[];
  /** all of them */
  able: number;
  /** so many of the best are spoken for */
  taken: number;
}

/** A free place that those who were asked may not fill. */
interface Want {
  ticket: TicketNow;
  place: PlaceNow;
  among: Among;
  live: readonly LiveOffer[];
  chance: number;
  wanted: number;
  /** offers to make at once */
  more: number;
}

/**
 * What to do about these tickets now: whom to ask, whether to climb, when to look again. Several are solved together. The same
 * situation always gives the same decisions, in whatever order tickets and helpers stand in it (of a ring of thousands the order
 * tells which of them the usual way is measured by); decisions come in the order of the tickets.
 */
export function decide({ now, tickets, weights = DEFAULT_WEIGHTS }: Situation): Decision[] {
  const lists = new Map<readonly HelperNow[], Listed>();
  const listedOf: ListedOf = (list) => {
    const known = lists.get(list) ?? listed(list, now, weights);
    lists.set(list, known);
    return known;
  };
  const needed = skillsNeeded(tickets);
  const wants = new Map(tickets.map((ticket) => [ticket, wantsOf(ticket, listedOf, needed, now, weights)]));
  const ordered = [...tickets].sort((a, b) => (a.id < b.id ? -1 : 1));
  const asked = askedFor(ordered.flatMap((ticket) => wants.get(ticket) ?? []));
  return tickets.map((ticket) => decided(ticket, wants.get(ticket) ?? [], asked, tickets.length - 1, now, weights));
}

/** Of all free places; who has such a skill is spared for them. */
function skillsNeeded(tickets: readonly TicketNow[]): Set<string> {
  const skills = new Set<string>();
  for (const { places } of tickets) {
    for (const { helperId, skill } of places) if (helperId === null && skill !== null) skills.add(skill);
  }
  return skills;
}

function withoutSkill(skills: ReadonlySet<string>, skill: string | null): ReadonlySet<string> {
  return skill === null || !skills.has(skill) ? skills : new Set([...skills].filter((each) => each !== skill));
}

/** Nothing is weighed for places that those who were asked are likely enough to fill. */
function wantsOf(
  ticket: TicketNow,
  listedOf: ListedOf,
  needed: ReadonlySet<string>,
  now: number,
  weights: Weights,
): Want[] {
  const free = ticket.places.filter(({ helperId }) => helperId === null);
  if (free.length === 0) return [];
  const wanted = chanceWanted(ticket, now, weights);
  const byPlace = liveOf(ticket, free);
  const distance = metresFrom(ticket.at);
  let usualMetres: number | undefined;
  const alike = new Map<string, Among>();
  return free.flatMap((place) => {
    const live = byPlace.get(place.id) ?? [];
    const chance = chanceOfLive(live, now, weights);
    if (chance >= wanted - HAIR) return [];
    const key = [place.skill ?? '', ...place.tools].join('\n');
    let among = alike.get(key);
    if (among === undefined) {
      usualMetres ??= usualMetresOf([ticket.ring, ...(ticket.beyond ?? [])], distance);
      const neededElsewhere = withoutSkill(needed, place.skill);
      const usual = together([ticket.ring, ...(ticket.beyond ?? [])].map((list) => listedOf(list).usual));
      const scoring = { now, ticket, place, distance, usualMetres, usual, neededElsewhere, weights };
      among = { scoring, ...ableFor(listedOf, ticket, place, scoring, weights), taken: 0 };
      alike.set(key, among);
    }
    const next = among.best.slice(among.taken).map(({ accepts }) => accepts);
    const more = howMany(next, chance, wanted, Math.max(0, weights.mostAtOnce - live.length));
    among.taken += more;
    return { ticket, place, among, live, chance, wanted, more };
  });
}

/**
 * Live offers by free place. Who was asked for a place that another has filled may fill one that needs the same: the offer
 * counts there.
 */
function liveOf(ticket: TicketNow, free: readonly PlaceNow[]): Map<string, LiveOffer[]> {
  const byPlace = new Map<string, LiveOffer[]>(free.map(({ id }) => [id, []]));
  for (const offer of ticket.live) {
    const own = byPlace.get(offer.placeId);
    if (own !== undefined) {
      own.push(offer);
      continue;
    }
    const filled = ticket.places.find(({ id }) => id === offer.placeId);
    const other = free
      .filter(({ skill }) => skill === null || skill === filled?.skill)
      .sort((a, b) => (byPlace.get(a.id)?.length ?? 0) - (byPlace.get(b.id)?.length ?? 0))[0];
    if (other !== undefined) byPlace.get(other.id)?.push(offer);
  }
  return byPlace;
}

function ableFor(
  listedOf: ListedOf,
  ticket: TicketNow,
  place: PlaceNow,
  scoring: Scoring,
  weights: Weights,
): { best: Able[]; able: number } {
  const left = (ticket.acceptDue - scoring.now) / 1000;
  const least = left > PATIENT_OFFERS * ticket.offerSeconds ? weights.leastAccepts : 0;
  const best: Able[] = [];
  let able = 0;
  const weigh = (helper: HelperNow) => {
    if (limitOf(helper, ticket, place) !== null) return;
    able += 1;
    const { total, accepts } = scoreOf(helper, scoring);
    const last = best.length < WEIGHED ? undefined : best[WEIGHED - 1];
    if (last === undefined || comesBefore(total, helper.id, last)) {
      putInOrder(best, { helper, helperId: helper.id, total, accepts });
    }
  };
  const near = listedOf(ticket.ring);
  for (const helper of near.askable(place.skill, least)) weigh(helper);
  for (const list of ticket.beyond ?? []) {
    for (const helper of listedOf(list).askable(place.skill, least)) if (!near.ids().has(helper.id)) weigh(helper);
  }
  return { best, able };
}

function comesBefore(total: number, helperId: string, other: Able): boolean {
  return total > other.total || (total === other.total && helperId < other.helperId);
}

/** Of thousands only the best are kept in order: to sort all of them took longer than to score them. */
function putInOrder(best: Able[], each: Able): void {
  let at = best.length;
  for (let before = best[at - 1]; before !== undefined && comesBefore(each.total, each.helperId, before);) {
    best[at] = before;
    at -= 1;
    before = best[at - 1];
  }
  best[at] = each;
  if (best.length > WEIGHED) best.pop();
}

/** Who is asked for which want. */
function askedFor(wants: readonly Want[]): Map<Want, Able[]> {
  const slots: (Slot & { want: Want })[] = wants.flatMap((want) =>
    Array.from({ length: want.more }, (_, more) => ({
      want,

      urgency: want.ticket.urgency,
      nth: want.live.length + more,
      candidates: want.among.best,
    })),
  );
  const asked = new Map<Want, Able[]>();
  assign(slots).forEach((helperId, at) => {
    const want = slots[at]?.want;
    const who = want?.among.best.find((each) => each.helperId === helperId);
    if (want !== undefined && who !== undefined) asked.set(want, [...(asked.get(want) ?? []), who]);
  });
  return asked;
}

function decided(
  ticket: TicketNow,
  wants: readonly Want[],
  asked: ReadonlyMap<Want, readonly Able[]>,
  together: number,
  now: number,
  weights: Weights,
): Decision {
  if (ticket.places.every(({ helperId }) => helperId !== null)) {
    return { ticketId: ticket.id, offers: [], climb: null, lookAgainAt: null };
  }
  const offers: NewOffer[] = [];
  const taken = new Set<string>();
  for (const want of wants) for (const { helperId } of asked.get(want) ?? []) taken.add(helperId);
  let short = false;
  let empty = false;
  let passedOver = false;
  for (const want of wants) {
    const chosen = asked.get(want) ?? [];
    for (const { helper } of chosen) {
      offers.push({
        ticketId: ticket.id,
        placeId: want.place.id,
        helperId: helper.id,
        expiresAt: now + ticket.offerSeconds * 1000,
        chosen: {
          rung: ticket.rung,
          score: explained(helper, want.among.scoring),
          candidates: want.among.able,
          atOnce: chosen.length,
          together,
        },
      });
    }
    const chance = 1 - chosen.reduce((none, { accepts }) => none * (1 - accepts), 1 - want.chance);
    const left = want.among.able - want.among.best.filter(({ helperId }) => taken.has(helperId)).length;
    const full = want.live.length + chosen.length >= weights.mostAtOnce;
    const wantsMore = chance < want.wanted - HAIR && !full;
    if (wantsMore && left === 0) short = true;
    if (left === 0 && chosen.length + want.live.length === 0) empty = true;
    if (wantsMore && left > 0) passedOver = true;
  }
  const climb = climbOf(ticket, { short, empty, live: ticket.live.length + offers.length }, now, weights);
  return { ticketId: ticket.id, offers, climb, lookAgainAt: climb === null ? lookAgain() : null };

  function lookAgain(): number {
    const times = [now + weights.lookAgainSeconds * 1000];
    // from then on whoever was asked a moment ago is asked all the same
    times.push(ticket.acceptDue - PATIENT_OFFERS * ticket.offerSeconds * 1000);
    const ends = rungEnds(ticket, weights);
    if (ends !== null) times.push(ends);
    if (passedOver) times.push(now + NEXT_BATCH_MS);
    return Math.min(...times.filter((at) => at > now));
  }
}
