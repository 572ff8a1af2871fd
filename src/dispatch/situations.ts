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
  helpers: Map<string, HelperNow>;
  /** the same, as what cannot wait sees them: it passes over quiet hours */
  awake: Map<string, HelperNow>;
  /** as they are registered */
  people: Map<string, Helper>;
}

/** What a helper carries, and how often they were asked today. */
export type Burden = Pick<HelperNow, 'load' | 'offersToday'>;

/** What was read of the tickets and helpers so far: once for all rungs that are looked at. */
export interface Known {
  now: Date;
  asked: Map<string, Asked[]>;
  declined: ReadonlyMap<string, ReadonlySet<string>>;
  helpedIn: Map<string, Set<string>>;
  helpers: Map<string, HelperNow>;
  awake: Map<string, HelperNow>;
  people: Map<string, Helper>;
  /** as it was read, whatever is given to them meanwhile */
  burdens: Map<string, Burden>;
}

/** Reads what a decision of dispatch is made of. Stations and helpers come from memory, what they carry from the database. */
@Injectable()
export class Situations {
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
      helpers: new Map(),
      awake: new Map(),
      people: new Map(),
      burdens: new Map(),
    };
  }

  /** Tickets without a station are left out: nobody serves them yet. */
  async of(sql: Sql, looked: Looked[], known?: Known): Promise<Situation> {
    const read =
      known ??
      (await this.begin(
        sql,
        looked.map(({ current }) => current),
      ));
    const { now, asked, declined, helpedIn, helpers, awake, people } = read;
    const atStation = looked.filter(({ current }) => current.ticket.stationId !== null);
    const rings = new Map<string, Helper[]>();
    const fresh: Helper[] = [];
    for (const { current, rings: wanted } of atStation) {
      const members = await this.membersOf(sql, current.ticket.stationId ?? '', wanted);
      rings.set(current.ticket.id, members);
      for (const helper of members) {
        if (people.has(helper.id)) continue;
        people.set(helper.id, helper);
        fresh.push(helper);
      }
    }
    await this.add(sql, fresh, read);
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
      const mine = passesQuietHours(ticket.urgency) ? awake : helpers;
      const ring = (rings.get(ticket.id) ?? []).flatMap(({ id }) => mine.get(id) ?? []);
      const knowsBuilding = helpedIn.get(ticket.buildingId ?? '') ?? new Set<string>();
      const answers = answersOf(current, asked.get(ticket.id) ?? []);
      tickets.set(ticket.id, ticketNow(current, category, { closed, ring, knowsBuilding, answers, now }));
    }
    return { now, tickets, helpers, awake, people };
  }

  /** These are read anew when they are looked at next. */
  forget({ people, helpers, awake, burdens }: Known, helperIds: string[]): void {
    for (const id of helperIds) for (const kept of [people, helpers, awake, burdens]) kept.delete(id);
  }

  /** What the same helpers carry now that they are held. */
  load(sql: Sql, helperIds: string[]): Promise<Map<string, number>> {
    return this.store.load(sql, helperIds);
  }

  /** Somebody of the station, of the community's other stations or of the street's professionals. From memory. */
  async memberOfAny(sql: Sql, stationId: string, helperId: string): Promise<Helper | undefined> {
    await this.stations.look(sql);
    return (await this.membersOf(sql, stationId, RINGS)).find(({ id }) => id === helperId);
  }

  /** Of these rings, each helper once: the station's own and the willing first. */
  private async membersOf(sql: Sql, stationId: string, rings: readonly Ring[]): Promise<Helper[]> {
    const members = new Map<string, Helper>();
    const add = (helpers: Helper[]) => {
      for (const helper of helpers) if (!members.has(helper.id)) members.set(helper.id, helper);
    };
    if (rings.includes('station')) add(await this.stations.serving(sql, stationId));
    const outer = rings.filter((ring) => ring !== 'station');
    if (outer.length === 0) return [...members.values()];
    const around = await this.stations.around(sql, stationId);
    if (outer.includes('neighbours')) {
      for (const id of around.community) add(await this.ownOf(sql, id));
    }
    if (outer.includes('pool')) {
      for (const id of [stationId, ...around.community, ...around.street]) {
        add((await this.ownOf(sql, id)).filter(({ skills }) => skills.length > 0));
      }
    }
    return [...members.values()];
  }

  private async ownOf(sql: Sql, stationId: string): Promise<Helper[]> {
    return (await this.stations.serving(sql, stationId)).filter((helper) => helper.stationId === stationId);
  }

  private async add(sql: Sql, fresh: Helper[], { now, helpers, awake, burdens }: Known): Promise<void> {
    if (fresh.length === 0) return;
    const ids = fresh.map(({ id }) => id);
    const load = await this.store.load(sql, ids);
    const day = dayOf(now);
    const hour = hourOf(now);
    const standing = await this.habits.standing(sql, ids, startOfDay(day), now);
    for (const person of fresh) {
      const helper = helperNow(person, load.get(person.id) ?? 0, standing.get(person.id), { now, day, hour });
      helpers.set(person.id, helper);
      burdens.set(person.id, { load: helper.load, offersToday: helper.offersToday });
      const quiet = helper.unavailable === 'quiet_hours';
      const unavailable = quiet ? unavailability(person, now, { passQuietHours: true }) : null;
      // for what cannot wait the same helper is another
      awake.set(person.id, quiet ? { ...helper, unavailable } : helper);
    }
  }
}

function helperNow(
  helper: Helper,
  load: number,
  standing: Standing | undefined,
  { now, day, hour }: { now: Date; day: string; hour: number },
): HelperNow {
  const habits = standing?.habits ?? null;
  const doneAt = standing?.doneAt ?? null;
  const rests = doneAt !== null && now.getTime() < doneAt.getTime() + helper.restMinutes * 60_000;
  return {
    id: helper.id,
    stationId: helper.stationId,
    skills: skillsOn(helper, day),
    tools: helper.tools,
    languages: helper.languages,
    at: placeAt(helper, now),
    unavailable: unavailability(helper, now) ?? (rests ? 'resting' : null),
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
  more: Pick<TicketNow, 'ring' | 'knowsBuilding' | 'answers'> & { closed: Map<string, Closed>; now: Date },
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
    languages: [],
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
