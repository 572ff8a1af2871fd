import { Injectable } from '@nestjs/common';
import { dayOf, startOfDay } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import type { Sql } from '../platform/database/database.js';
import { placeAt, skillCounts, Stations, unavailability, type Helper, type Station } from '../stations/stations.js';
import { Categories, Declined, toolsOf, type Category, type TicketWithCrew, type Urgency } from '../tickets/tickets.js';
import {
  RINGS,
  type Answers,
  type Closed,
  type HelperNow,
  type Ring,
  type TicketNow,
} from './choosing/choosing.types.js';
import { DispatchStore, keptOf, type Asked } from './dispatch.store.js';
import { faded, habitAt, hourOf } from './habits.policy.js';
import { HabitsStore, type Standing } from './habits.store.js';

export const NOBODY_ASKED: Answers = { offered: 0, declined: {}, silent: 0 };

/** A ticket, and the helpers of which rings it is about. */
export interface Looked {
  current: TicketWithCrew;
  rings: readonly Ring[];
}

/** What a decision is made of, for some tickets at once. */
export interface Situation {
  now: Date;
  tickets: Map<string, TicketNow>;
  /** as they are registered */
  people: Map<string, Helper>;
}

/** What a helper carries, and how often they were asked today. */
export type Burden = Pick<HelperNow, 'load' | 'offersToday'>;

/** What is known of helpers so far. */
interface Seen {
  /** when this began, by the monotonic clock, and what stations and helpers there were */
  since: number;
  version: string;
  helpers: Map<string, HelperNow>;
  /** the same, as what cannot wait sees them: it passes over quiet hours */
  awake: Map<string, HelperNow>;
  people: Map<string, Helper>;
  /** as it was read, with what was given since; not what is being given just now */
  burdens: Map<string, Burden>;
  /** who may look different from that just now */
  differing: Set<string>;
  /** the same lists, as their helpers are: what looks at the same helpers shares them */
  lists: Map<Members, { helpers: HelperNow[]; awake: HelperNow[] }>;
}

type Members = readonly Helper[];

/** What was read of the tickets and helpers so far: once for all rungs that are looked at. */
export interface Known extends Seen {
  now: Date;
  asked: Map<string, Asked[]>;
  declined: ReadonlyMap<string, ReadonlySet<string>>;
  helpedIn: Map<string, Set<string>>;
}

/** What others' doings tell of a helper. */
interface Stand {
  load: number;
  standing: Standing | undefined;
}

/**
 * So many tickets at once are a storm: a batch that is all but full. What was read of helpers a moment ago is good
 * enough to choose by then: whoever is chosen is held and read again in any case.
 */
const STORM = 40;
const MOMENT_MS = 10_000;

/** Reads what a decision of dispatch is made of. Stations and helpers come from memory, what they carry from the database. */
@Injectable()
export class Situations {
  /** Members of rings, while nothing has changed of stations and helpers. */
  private members = { version: '', professionals: new Map<string, Members>(), lists: new Map<string, Members[]>() };
  /** What was read in a storm, for a moment; then it begins anew. Batches at once share it. */
  private lately = nothingSeen('');
  private stormedAt = -Infinity;

  constructor(
    private readonly store: DispatchStore,
    private readonly habits: HabitsStore,
    private readonly declinedPairs: Declined,
    private readonly stations: Stations,
    private readonly categories: Categories,
    private readonly clock: Clock,
  ) {}

  /** What is known of the tickets, whoever is looked at for them. */
  async begin(sql: Sql, tickets: TicketWithCrew[]): Promise<Known> {
    await this.stations.look(sql);
    const ids = tickets.map(({ ticket }) => ticket.id);
    return {
      now: this.clock.now(),
      asked: groupedBy(await this.store.asked(sql, ids)),
      declined: await this.declinedPairs.ofTickets(sql, ids),
      helpedIn: await this.store.helpedIn(
        sql,
        tickets.flatMap(({ ticket }) => ticket.buildingId ?? []),
      ),
      ...this.seen(tickets.length),
    };
  }

  /** Batches in a storm choose by what this process knows of helpers, one after the other: what one gives, the next knows. */
  storms(tickets: number): boolean {
    const at = performance.now();
    if (tickets >= STORM) this.stormedAt = at;
    return at - this.stormedAt < MOMENT_MS;
  }

  private seen(tickets: number): Seen {
    const at = performance.now();
    const { version } = this.stations;
    if (!this.storms(tickets)) return nothingSeen(version);
    if (this.lately.version !== version || at - this.lately.since > MOMENT_MS) this.lately = nothingSeen(version);
    return this.lately;
  }

  /** Tickets without a station are left out: nobody serves them yet. */
  async of(sql: Sql, looked: Looked[], known?: Known): Promise<Situation> {
    const read =
      known ??
      (await this.begin(
        sql,
        looked.map(({ current }) => current),
      ));
    const { now, asked, declined, helpedIn, helpers, people, lists } = read;
    const atStation = looked.filter(({ current }) => current.ticket.stationId !== null);
    const at = new Map<string, Members[]>();
    const fresh = new Map<string, Helper>();
    const unknown = new Set<Members>();
    for (const { current, rings } of atStation) {
      const listed = await this.membersOf(sql, current.ticket.stationId ?? '', rings);
      at.set(current.ticket.id, listed);
      for (const members of listed) {
        if (lists.has(members) || unknown.has(members)) continue;
        unknown.add(members);
        // whom another batch is just reading is read here, too: a list is not made before all of it is known
        for (const helper of members) if (!helpers.has(helper.id)) fresh.set(helper.id, helper);
      }
    }
    await this.add(sql, [...fresh.values()], read);
    for (const members of unknown) lists.set(members, seenIn(members, read));
    const categories = await this.categories.byIds(
      sql,
      atStation.map(({ current }) => current.ticket.categoryId),
    );
    const tickets = new Map<string, TicketNow>();
    for (const { current } of atStation) {
      const { ticket } = current;
      const station = await this.stations.byId(sql, ticket.stationId ?? '');
      const category = categories.get(ticket.categoryId);
      const closed = closedFor(current, station, asked.get(ticket.id) ?? [], declined.get(ticket.id));
      const as = passesQuietHours(ticket.urgency) ? 'awake' : 'helpers';
      const [ring = [], ...beyond] = (at.get(ticket.id) ?? []).map((members) => lists.get(members)?.[as] ?? []);
      const knowsBuilding = helpedIn.get(ticket.buildingId ?? '') ?? new Set<string>();
      const answers = answersOf(current, asked.get(ticket.id) ?? []);
      tickets.set(ticket.id, ticketNow(current, category, { closed, ring, beyond, knowsBuilding, answers, now }));
    }
    return { now, tickets, people };
  }

  /**
   * Reads again, now that they are held: of these helpers, who carries more, or was asked more often today, than was known, or
   * can be asked no longer.
   */
  async changed(sql: Sql, helperIds: string[], facts: Known): Promise<string[]> {
    const stands = await this.read(sql, helperIds, facts.now);
    return helperIds.filter((id) => {
      const stand = stands.get(id) ?? NOTHING;
      const { load, standing } = stand;
      const known = facts.burdens.get(id) ?? { load: 0, offersToday: 0 };
      const person = facts.people.get(id);
      const rests = person !== undefined && isResting(person, stand, facts.now);
      const asKnown = load <= known.load && (standing?.askedToday ?? 0) <= known.offersToday;
      if (asKnown && !rests) return false;
      if (person !== undefined) this.keep(facts, person, stand);
      return true;
    });
  }

  /** They are asked: whoever chooses by the same knowledge next, sees it. */
  given({ now, helpers, awake, burdens, differing }: Known, helperIds: string[]): void {
    for (const id of helperIds) {
      const burden = burdens.get(id);
      if (burden === undefined) continue;
      burdens.set(id, { load: burden.load + 1, offersToday: burden.offersToday + 1 });
      differing.add(id);
      for (const seen of [helpers, awake]) Object.assign(seen.get(id) ?? {}, { lastAskedAt: now.getTime() });
    }
  }

  /** Somebody of the station, of the community's other stations or of the street's professionals. From memory. */
  async memberOfAny(sql: Sql, stationId: string, helperId: string): Promise<Helper | undefined> {
    await this.stations.look(sql);
    for (const members of await this.membersOf(sql, stationId, RINGS)) {
      const found = members.find(({ id }) => id === helperId);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /**
   * Of these rings: first whoever is near, each helper once, the station's own and the willing first; then the professionals of
   * each other station of the street, in lists that all stations of the street share. The willing may stand in one of these, too.
   */
  private async membersOf(sql: Sql, stationId: string, rings: readonly Ring[]): Promise<Members[]> {
    const { version } = this.stations;
    if (this.members.version !== version) this.members = { version, professionals: new Map(), lists: new Map() };
    const { lists } = this.members;
    const key = [stationId, ...rings].join(' ');
    const known = lists.get(key);
    if (known !== undefined) return known;
    const gathered = await this.gather(sql, stationId, rings);
    // told of a change meanwhile: it may be half of each
    if (this.stations.version === version) lists.set(key, gathered);
    return gathered;
  }

  private async gather(sql: Sql, stationId: string, rings: readonly Ring[]): Promise<Members[]> {
    const near = new Map<string, Helper>();
    const add = (helpers: Helper[]) => {
      for (const helper of helpers) if (!near.has(helper.id)) near.set(helper.id, helper);
    };
    if (rings.includes('station')) add(await this.stations.serving(sql, stationId));
    const outer = rings.filter((ring) => ring !== 'station');
    if (outer.length === 0) return [[...near.values()]];
    const { community, street } = await this.stations.around(sql, stationId);
    const neighbours = outer.includes('neighbours');
    if (neighbours) for (const id of community) add(await this.ownOf(sql, id));
    const listed: Members[] = [[...near.values()]];
    if (outer.includes('pool')) {
      for (const id of neighbours ? street : [stationId, ...community, ...street]) {
        listed.push(await this.professionalsOf(sql, id));
      }
    }
    return listed;
  }

  /** The same list for all who look at it. */
  private async professionalsOf(sql: Sql, stationId: string): Promise<Members> {
    const { professionals } = this.members;
    const known = professionals.get(stationId);
    if (known !== undefined) return known;
    const skilled = (await this.ownOf(sql, stationId)).filter(({ skills }) => skills.length > 0);
    professionals.set(stationId, skilled);
    return skilled;
  }

  private async ownOf(sql: Sql, stationId: string): Promise<Helper[]> {
    return (await this.stations.serving(sql, stationId)).filter((helper) => helper.stationId === stationId);
  }

  private async add(sql: Sql, fresh: Helper[], facts: Known): Promise<void> {
    if (fresh.length === 0) return;
    const ids = fresh.map(({ id }) => id);
    const stands = await this.read(sql, ids, facts.now);
    for (const person of fresh) this.keep(facts, person, stands.get(person.id));
  }

  /** Into the same objects, where they stand in lists already. */
  private keep({ now, helpers, awake, people, burdens }: Known, person: Helper, stand: Stand = NOTHING): void {
    const { id } = person;
    const rests: HelperNow['unavailable'] = isResting(person, stand, now) ? 'resting' : null;
    const unavailableNow = unavailability(person, now) ?? rests;
    const helper = helperNow(person, stand, { now, day: dayOf(now), hour: hourOf(now) }, unavailableNow);
    people.set(id, person);
    burdens.set(id, { load: helper.load, offersToday: helper.offersToday });
    // for what cannot wait the same helper is another
    const quiet = unavailableNow === 'quiet_hours';
    const unavailable = quiet ? (unavailability(person, now, { passQuietHours: true }) ?? rests) : unavailableNow;
    const waked = { ...helper, unavailable };
    helpers.set(id, Object.assign(helpers.get(id) ?? helper, helper));
    awake.set(id, Object.assign(awake.get(id) ?? waked, waked));
  }

  /** One who carries nothing, was never asked and has done nothing may be left out. */
  private async read(sql: Sql, helperIds: string[], now: Date): Promise<Map<string, Stand>> {
    const loads = await this.store.load(sql, helperIds);
    const standings = await this.habits.standing(sql, helperIds, startOfDay(dayOf(now)), now);
    return new Map(helperIds.map((id) => [id, { load: loads.get(id) ?? 0, standing: standings.get(id) }]));
  }
}

function nothingSeen(version: string): Seen {
  return {
    since: performance.now(),
    version,
    helpers: new Map(),
    awake: new Map(),
    people: new Map(),
    burdens: new Map(),
    differing: new Set(),
    lists: new Map(),
  };
}

function seenIn(members: Members, { helpers, awake }: Known): { helpers: HelperNow[]; awake: HelperNow[] } {
  return {
    helpers: members.flatMap(({ id }) => helpers.get(id) ?? []),
    awake: members.flatMap(({ id }) => awake.get(id) ?? []),
  };
}

const NOTHING: Stand = { load: 0, standing: undefined };

function helperNow(
  helper: Helper,
  { load, standing }: Stand,
  { now, day, hour }: { now: Date; day: string; hour: number },
  unavailable: HelperNow['unavailable'],
): HelperNow {
  const habits = standing?.habits ?? null;
  return {
    id: helper.id,
    stationId: helper.stationId,
    skills: skillsOn(helper, day),
    tools: helper.tools,
    languages: helper.languages,
    at: placeAt(helper, now),
    unavailable,
    capacity: helper.capacity,
    load,
    offersToday: standing?.askedToday ?? 0,
    maxOffersADay: helper.maxOffersADay,
    lastAskedAt: latest(habits?.lastAskedAt, standing?.lastAskedAt),
    lastServedAt: habits?.lastServedAt?.getTime() ?? null,
    offersLately: habits === null ? 0 : faded(habits.offersLately, habits.latelyAt, now),
    jobsLately: habits === null ? 0 : faded(habits.jobsLately, habits.latelyAt, now),
    habit: habitAt(habits, hour),
  };
}

function isResting({ restMinutes }: Helper, { standing }: Stand, now: Date): boolean {
  const doneAt = standing?.doneAt ?? null;
  return doneAt !== null && now.getTime() < doneAt.getTime() + restMinutes * 60_000;
}

/** The skills that count on a local day; worked out once a day: there are as many helpers as a station has, for every ticket. */
const worked = new WeakMap<Helper, { day: string; skills: string[] }>();

export function skillsOn(helper: Helper, day: string): string[] {
  const known = worked.get(helper);
  if (known?.day === day) return known.skills;
  const skills = helper.skills.filter((held) => skillCounts(held, day)).map(({ skill }) => skill);
  worked.set(helper, { day, skills });
  return skills;
}

function passesQuietHours(urgency: Urgency): boolean {
  return urgency === 'critical';
}

/** Whom not to ask for this ticket. Heads and deputies are not asked: they take. */
function closedFor(
  current: TicketWithCrew,
  station: Station | undefined,
  asked: Asked[],
  declined: ReadonlySet<string> = new Set(),
): Map<string, Closed> {
  const closed = new Map<string, Closed>();
  for (const id of keptOf(current).heldBack) closed.set(id, 'held_back');
  for (const { helperId, state } of asked) closed.set(helperId, state === 'left' ? 'let_go' : 'asked_before');
  for (const { helperId } of keptOf(current).offers) closed.set(helperId, 'asked_before');
  for (const person of [station?.head, ...(station?.deputies ?? [])]) {
    if (typeof person?.helperId === 'string') closed.set(person.helperId, 'leads_station');
  }
  for (const id of declined) closed.set(id, 'declined_pair');
  for (const { helperId } of current.crew) if (helperId !== null) closed.set(helperId, 'in_crew');
  return closed;
}

/** What became of those who were asked on the present rung, since the ticket came to it. */
function answersOf(current: TicketWithCrew, asked: Asked[]): Answers {
  const { rung, rungSince } = keptOf(current);
  const here = asked.filter((offer) => offer.rung === rung && (rungSince === null || offer.offeredAt >= rungSince));
  const declined: Record<string, number> = {};
  for (const { state, reason } of here) {
    if (state === 'declined') declined[reason ?? 'other'] = (declined[reason ?? 'other'] ?? 0) + 1;
  }
  return { offered: here.length, declined, silent: here.filter(({ state }) => state === 'expired').length };
}

function ticketNow(
  current: TicketWithCrew,
  category: Category | undefined,
  more: Pick<TicketNow, 'ring' | 'beyond' | 'knowsBuilding' | 'answers'> & { closed: Map<string, Closed>; now: Date },
): TicketNow {
  const { ticket, crew } = current;
  const { offers, rung, rungSince, headOrder } = keptOf(current);
  const { now, ...rest } = more;
  return {
    ...rest,
    id: ticket.id,
    stationId: ticket.stationId ?? '',
    at: ticket.lng === null || ticket.lat === null ? null : { lng: ticket.lng, lat: ticket.lat },
    buildingId: ticket.buildingId,
    languages: ticket.languages,
    urgency: ticket.urgency,
    openedAt: ticket.openedAt.getTime(),
    acceptDue: ticket.acceptDue.getTime(),
    offerSeconds: category?.offerSeconds ?? 60,
    places: crew.map(({ id, skill, helperId }) => ({
      id,
      skill,
      helperId,
      tools: category === undefined ? [] : toolsOf(category, skill),
    })),
    live: offers.map(({ id, helperId, placeId, offeredAt, expiresAt, accepts }) => ({
      id,
      helperId,
      placeId,
      offeredAt: offeredAt.getTime(),
      expiresAt: expiresAt.getTime(),
      ...(accepts === null ? {} : { accepts }),
    })),
    rung,
    rungSince: (rungSince ?? now).getTime(),
    headOrder,
  };
}

function groupedBy(asked: Asked[]): Map<string, Asked[]> {
  const grouped = new Map<string, Asked[]>();
  for (const one of asked) grouped.set(one.ticketId, [...(grouped.get(one.ticketId) ?? []), one]);
  return grouped;
}

function latest(...times: (Date | null | undefined)[]): number | null {
  return times.reduce<number | null>((last, at) => (at ? Math.max(last ?? 0, at.getTime()) : last), null);
}
