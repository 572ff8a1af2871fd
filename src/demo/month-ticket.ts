import type { Actor } from '../accounts/actor.js';
import type { Dispatch } from '../dispatch/dispatch.js';
import { isRefusal } from '../platform/http/refusal.js';
import type { Category, Escalations, Holds, Outcome, TicketChanges, Tickets } from '../tickets/tickets.js';
import type { MonthPeople, MonthStation } from './demo.store.js';
import { Random } from './random.js';
import { madeUpPhone } from './street-names.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** China's, all the year (platform/calendar.ts). */
const ZONE_MS = 8 * HOUR;
/** Residents of the month, behind the numbers of everybody else in the street. */
const FIRST_CALLER = 30_000;
const CALLERS = 600;
/** Of what a station has nobody for, this much stays where it is; the rest is handed over to one that has. */
const STUCK = 0.1;

/** One request as the simulator draws it. */
export interface MonthArrival {
  no: number;
  openedAt: Date;
  /** of the simulator's stations: dealt out over those that are there */
  station: number;
  urgent: boolean;
  /** of work, once the crew is there */
  minutes: number;
}

/** Stations, by id, of which figures should tell something. */
export interface Habits {
  /** reports in the evening what it did all day */
  evening: string | null;
  /** hardly anybody there says whether it was good */
  silent: string | null;
}

export interface MonthStreet extends MonthPeople {
  categories: Category[];
  habits: Habits;
}

export interface MonthServices {
  tickets: Tickets;
  changes: TicketChanges;
  dispatch: Dispatch;
  holds: Holds;
  escalations: Escalations;
}

/** Past the present, or not possible: the play of this ticket ends where it is. */
export class NotYet extends Error {}

/** One request from its opening to the end, or to the present. */
export class MonthTicket {
  /** null until it is open */
  id: string | null = null;
  private readonly random: Random;
  private readonly operator: Actor;
  private readonly administrator: Actor;
  private station: MonthStation;
  private time: Date;

  constructor(
    private readonly arrival: MonthArrival,
    private readonly street: MonthStreet,
    private readonly services: MonthServices,
    private readonly at: (time: Date) => void,
    private readonly now: Date,
  ) {
    this.random = new Random(arrival.no, 'month');
    this.operator = actorOf(street, 'operator');
    this.administrator = actorOf(street, 'administrator');
    const station = street.stations[arrival.station % street.stations.length];
    if (station === undefined) throw new Error('the street has no station');
    this.station = station;
    this.time = arrival.openedAt;
  }

  /** Is it so new that people are still to be told of it? */
  get isNews(): boolean {
    return this.now.getTime() - this.arrival.openedAt.getTime() < 2 * DAY;
  }

  async play(): Promise<void> {
    const { random, arrival } = this;
    if (this.station.buildingIds.length === 0) return;
    const { categories } = this.street;
    const fitting = categories.filter(({ urgency }) => (urgency !== 'normal') === arrival.urgent);
    const category = random.pick(fitting.length > 0 ? fitting : categories);
    // one in a hundred: taken on and closed by the head at once
    const quick = random.chance(0.01);
    const id = await this.open(category, quick ? this.head : this.operator);
    if (quick) {
      this.later(0.5);
      await this.done(this.services.tickets.resolve(id, 'explained', '电话里说清了', this.head));
      return this.confirm(id);
    }
    if (random.chance(0.04)) {
      this.later(random.int(5, 90));
      return this.done(this.services.tickets.cancel(id, '不用了', this.operator));
    }
    await this.handOver(id, category);
    await this.begin(id, category);
    await this.pause(id);
    await this.report(id);
    if (random.chance(0.02)) await this.again(id);
    await this.confirm(id);
    await this.rate(id);
    if (!random.chance(0.05)) return;
    await this.again(id);
    this.later(random.int(10, 900));
    await this.done(this.services.tickets.confirm(id, 'link', { ticketId: id, no: 1 }));
  }

  private async open(category: Category, by: Actor): Promise<string> {
    const { random } = this;
    const opened = await this.services.tickets.open(
      {
        categoryId: category.id,
        place: { buildingId: random.pick(this.station.buildingIds) },
        unit: null,
        door: null,
        description: `${category.name}，请派人来看看`,
        caller: { phone: madeUpPhone(FIRST_CALLER + random.int(1, CALLERS)), name: null },
        personHelped: null,
        channel: random.pick(['phone', 'phone', 'phone', 'counter', 'web'] as const),
        happenedAt: null,
      },
      by,
    );
    if (isRefusal(opened)) throw new Error(`${category.code}: ${opened.refused}`);
    this.id = opened.ticket.id;
    return this.id;
  }

  /** Where nobody of the station can do it, mostly one that has somebody takes it over. */
  private async handOver(id: string, category: Category): Promise<void> {
    const { random, station } = this;
    const others = this.street.stations.filter((one) => fitting(one, category).length > 0);
    if (others.includes(station) || others.length === 0 || random.chance(STUCK)) return;
    const other = random.pick(others);
    this.later(random.int(2, 9));
    await this.done(this.services.escalations.handOver(id, other.id, '本站没有会的，请你们帮忙', this.head));
    this.station = other;
  }

  /** Taken, crewed, begun; at night most things wait for the morning. */
  private async begin(id: string, category: Category): Promise<void> {
    const { random, arrival } = this;
    const hour = new Date(arrival.openedAt.getTime() + ZONE_MS).getUTCHours();
    const sleeps = !arrival.urgent && (hour >= 21 || hour < 8);
    const morning = sleeps ? (((32 - hour) % 24) - 1) * 60 + random.int(5, 70) : 0;
    this.later(morning + random.between(0.5, random.chance(0.85) ? 9 : 40));
    await this.done(this.services.tickets.take(id, this.head));
    // as many as the category asks for; whoever is one too many is refused
    for (const helperId of random.shuffle(fitting(this.station, category))) {
      const joined = await this.services.dispatch.addByHand(id, helperId, this.head, {});
      if (isRefusal(joined) && joined.refused === 'crew-full') break;
    }
    this.later(random.int(5, 25));
    await this.done(this.services.tickets.start(id, this.head));
  }

  /** Some are held, for some more time is asked and given. */
  private async pause(id: string): Promise<void> {
    const { random } = this;
    const { holds, tickets } = this.services;
    const kind = random.next();
    if (kind < 0.05) {
      const until = new Date(this.time.getTime() + random.int(3, 30) * HOUR);
      const why = { kind: 'hold', until, reasonCode: 'waiting_for_material', reason: '等配件' } as const;
      await this.done(holds.hold(id, why, this.head));
      this.later((until.getTime() - this.time.getTime()) / MINUTE - random.int(1, 60));
      await this.done(tickets.resume(id, this.head));
    } else if (kind < 0.09) {
      const until = new Date(this.time.getTime() + random.int(24, 60) * HOUR);
      const why = { kind: 'extension', until, reasonCode: 'third_party', reason: '要等物业' } as const;
      const asked = await holds.hold(id, why, this.head);
      this.later(random.int(2, 15));
      if (!isRefusal(asked)) await holds.approve(id, this.administrator);
      this.later(random.int(60, 1_500));
    }
  }

  private async report(id: string): Promise<void> {
    const { random } = this;
    this.later(Math.max(4, this.arrival.minutes * random.between(0.15, 0.5)));
    if (this.station.id === this.street.habits.evening)
      this.later(minutesToEvening(this.time) + random.between(0, 0.4));
    const outcome = weighted<Outcome>(random, [
      ['done', 88],
      ['explained', 6],
      ['referred', 4],
      ['not_possible', 2],
    ]);
    await this.done(this.services.tickets.resolve(id, outcome, '现场看过，已办', this.head));
  }

  /** By the link, by a call-back, or by seven days' silence. */
  private async confirm(id: string): Promise<void> {
    const { random } = this;
    const { tickets } = this.services;
    const silent = this.station.id === this.street.habits.silent && !random.chance(0.05);
    const way = silent ? 1 : random.next();
    if (way < 0.45) {
      this.later(random.int(10, 600));
      await this.done(tickets.confirm(id, 'link', { ticketId: id, no: 1 }));
    } else if (way < 0.5) {
      this.later(random.int(600, 2_000));
      await this.done(tickets.confirm(id, 'slip', this.operator));
    } else if (way < 0.8) {
      this.later(random.int(600, 1_800));
      await this.called(id, random.chance(0.8));
      this.later(5);
      await this.done(tickets.confirm(id, 'call_back', this.operator));
    } else {
      this.later(7 * 24 * 60 + 1);
      await this.done(tickets.confirm(id, 'silence', 'system'));
    }
  }

  private async rate(id: string): Promise<void> {
    const { random } = this;
    if (!random.chance(0.55)) return;
    this.later(random.int(1, 300));
    const stars = weighted(random, [
      [1, 3],
      [2, 4],
      [3, 10],
      [4, 30],
      [5, 53],
    ]);
    await this.done(this.services.tickets.rate(id, stars, { ticketId: id, no: 1 }));
  }

  /** It was not good after all, and is done once more. */
  private async again(id: string): Promise<void> {
    const { random } = this;
    const { tickets } = this.services;
    this.later(random.int(60, 3_000));
    await this.done(tickets.reopen(id, '又坏了', { ticketId: id, no: 1 }));
    this.later(random.int(30, 600));
    await this.done(tickets.start(id, this.head));
    this.later(Math.max(5, this.arrival.minutes / 2));
    await this.done(tickets.resolve(id, 'done', '重新办好', this.head));
  }

  private called(id: string, reached: boolean) {
    return this.services.changes.step(id, 'call_back', this.operator, {}, (_, { ticket }) => ({
      type: 'called_back',
      patch: { callAttempts: ticket.callAttempts + 1, callAgainAt: null },
      changes: { reached, attempts: ticket.callAttempts + 1, callAgainAt: null },
    }));
  }

  private get head(): Actor {
    const { id, headId, headName, headHelperId } = this.station;
    const stationRoles = [{ role: 'head' as const, stationId: id }];
    return { accountId: headId, name: headName, areaRoles: [], stationRoles, helperId: headHelperId };
  }

  private later(minutes: number): void {
    this.time = new Date(this.time.getTime() + minutes * MINUTE);
    if (this.time > this.now) throw new NotYet();
    this.at(this.time);
  }

  private async done(result: Promise<unknown>): Promise<void> {
    if (isRefusal(await result)) throw new NotYet();
  }
}

/** Helpers of the station who have a skill that the category asks for; all of them where a place asks for none. */
function fitting(station: MonthStation, { crew }: Category): string[] {
  const asked = crew.map(({ skill }) => skill);
  const skilled = station.helpers.filter(({ skills }) => skills.some((skill) => asked.includes(skill)));
  const special = asked.some((skill) => skill !== null);
  const anyone = asked.includes(null) && (!special || skilled.length > 0);
  return (anyone ? station.helpers : skilled).map(({ id }) => id);
}

/** To six in the evening of the local day, or of the next. */
function minutesToEvening(time: Date): number {
  const minutes = Math.floor((time.getTime() + ZONE_MS) / MINUTE);
  return (18 * 60 - (minutes % (24 * 60)) + 24 * 60) % (24 * 60);
}

function actorOf({ staff }: MonthPeople, role: 'operator' | 'administrator'): Actor {
  const found = staff.find((one) => one.role === role);
  if (found === undefined) throw new Error(`the street has no ${role}`);
  const { accountId, name, areaId, path } = found;
  return { accountId, name, areaRoles: [{ role, areaId, path }], stationRoles: [], helperId: null };
}

function weighted<T>(random: Random, all: [T, number][]): T {
  let left = random.next() * all.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [one, weight] of all) {
    left -= weight;
    if (left < 0) return one;
  }
  return (all[0] as [T, number])[0];
}
