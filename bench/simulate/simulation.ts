import FlatQueue from 'flatqueue';
import type { PlaceNow } from '../../src/dispatch/choosing/choosing.types.js';
import { metresFrom } from '../../src/dispatch/choosing/distance.policy.js';
import { answerOf, inactiveFor, truly } from './answers.js';
import { People, type Helper } from './people.js';
import { Rings } from './rings.js';
import type { Offer, Policy, Step, Ticket } from './simulation.types.js';
import { Tally, type Outcome } from './tally.js';
import { DAY, HOUR, hoursOf, MINUTE, START, type Person, type Request, type World } from './world.js';

/** Tickets that are to be looked at again are so at full five seconds: those of one moment are solved together. */
const BATCH_MS = 5_000;

/** One run: a world, a policy, a virtual clock. */
export class Simulation {
  now = START;
  readonly people: People;
  readonly rings: Rings;
  private readonly tally = new Tally();
  private readonly queue = new FlatQueue<() => void>();
  private readonly dirty = new Set<Ticket>();
  private offerNo = 0;
  private waiting = 0;

  constructor(
    readonly world: World,
    private readonly policy: Policy,
    private readonly days: number,
  ) {
    this.people = new People(world, policy.offersCount);
    this.rings = new Rings(this.people);
  }

  /** @param progress called once each day of the run */
  run(progress: (day: number) => void = () => undefined): Outcome {
    const end = START + this.days * DAY;
    for (const helper of this.people.all) this.scheduleShift(helper, -1);
    for (let at = START; at <= end; at += HOUR) this.at(at, () => this.people.hourly(at));
    for (let day = 0; day <= this.days; day += 1) {
      this.at(START + day * DAY, () => {
        this.people.daily(this.now);
        if (day > 0) progress(day);
      });
    }
    this.scheduleArrival(0);
    for (;;) {
      const next = this.queue.peekValue();
      // after the last day it goes on until the last ticket is settled
      if (next === undefined || (START + next > end && this.waiting === 0)) break;
      this.now = START + next;
      while (this.queue.length > 0 && this.queue.peekValue() === next) this.queue.pop()?.();
      this.decideDirty();
    }
    return this.tally.outcome(this.policy.name, this.people.all);
  }

  private at(time: number, run: () => void): void {
    this.queue.push(run, time - START);
  }

  private scheduleArrival(no: number): void {
    const request = this.world.requests[no];
    if (request === undefined) return;
    this.waiting += 1;
    this.at(request.openedAt, () => {
      this.open(request);
      this.scheduleArrival(no + 1);
    });
  }

  private scheduleShift(helper: Helper, day: number): void {
    const { shift, daysOff } = helper.person;
    const begins = START + day * DAY + shift.from * HOUR;
    const next = () => this.scheduleShift(helper, day + 1);
    if (daysOff.has((day + 7) % 7)) return this.at(Math.max(this.now, begins), next);
    this.at(Math.max(this.now, begins), () => {
      helper.onDuty = true;
      this.people.available(helper);
    });
    this.at(Math.max(this.now, begins + hoursOf(shift) * HOUR), () => {
      helper.onDuty = false;
      this.people.available(helper);
      next();
    });
  }

  private open(request: Request): void {
    const { acceptMinutes, offerMinutes } = this.world.scenario.urgencies[request.urgency];
    const id = `t${String(request.no).padStart(7, '0')}`;
    const ticket: Ticket = {
      id,
      request,
      stationId: request.station.id,
      at: request.at,
      buildingId: null,
      languages: [],
      urgency: request.urgency,
      openedAt: this.now,
      acceptDue: this.now + acceptMinutes * MINUTE,
      offerSeconds: offerMinutes * 60,
      places: request.places.map(({ skill }, nth) => ({ id: `${id}-${nth}`, skill, tools: [], helperId: null })),
      live: [],
      closed: new Map(),
      rung: 'station',
      rungSince: this.now,
      ring: this.rings.of(request.station, 'station'),
      headOrder: [],
      knowsBuilding: new Set(),
      answers: { offered: 0, declined: {}, silent: 0 },
      distance: metresFrom(request.at),
      settled: false,
      crew: [],
      lookAt: Infinity,
    };
    this.tally.requests += 1;
    this.tally.places += ticket.places.length;
    this.hourly(this.tally.placesByHour, request, ticket.places.length);
    this.at(ticket.acceptDue, () => this.due(ticket));
    this.dirty.add(ticket);
  }

  private hourly(of: number[], { openedAt }: Request, count: number): void {
    const hour = Math.floor(((openedAt - START) / HOUR) % 24);
    of[hour] = (of[hour] ?? 0) + count;
  }

  private decideDirty(): void {
    while (this.dirty.size > 0) {
      const tickets = [...this.dirty].filter(({ settled }) => !settled);
      this.dirty.clear();
      if (tickets.length === 0) return;
      const steps = this.policy.decide(this, tickets);
      tickets.forEach((ticket, at) => this.follow(ticket, steps[at]));
    }
  }

  private follow(ticket: Ticket, step: Step | undefined): void {
    if (step === undefined) return;
    for (const each of step.offers) this.offer(ticket, each);
    if (step.climb !== null) {
      ticket.rung = step.climb;
      ticket.rungSince = this.now;
      ticket.ring = this.rings.of(ticket.request.station, step.climb);
      ticket.answers = { offered: 0, declined: {}, silent: 0 };
      this.tally.climbed(step.climb);
      this.dirty.add(ticket);
    } else if (step.lookAgainAt !== null) {
      const at = Math.ceil((step.lookAgainAt - START) / BATCH_MS) * BATCH_MS + START;
      if (at >= ticket.lookAt && ticket.lookAt > this.now) return;
      ticket.lookAt = at;
      this.at(at, () => {
        if (ticket.lookAt === at && !ticket.settled) this.dirty.add(ticket);
      });
    }
  }

  private offer(ticket: Ticket, { placeId, helperId, expiresAt, accepts }: Step['offers'][number]): void {
    const helper = this.people.of(helperId);
    const metres = ticket.distance(helper.now.at) ?? 0;
    const active = helper.inactiveUntil <= this.now;
    const { world, now } = this;
    const answer = active
      ? answerOf(world, helper.person, ticket.request, truly(world, helper.person, metres, helper.jobs, now))
      : ({ kind: 'silent', after: Infinity } as const);
    if (active) helper.inactiveUntil = now + inactiveFor(world, helper.person, ticket.request);
    const answeredAt = now + answer.after;
    const inTime = answeredAt < expiresAt;
    const offer: Offer = {
      id: `o${(this.offerNo += 1)}`,
      helperId,
      placeId,
      offeredAt: now,
      expiresAt,
      accepts,
      helper,
      acceptsAt: inTime && answer.kind === 'accept' ? answeredAt : Infinity,
      ended: false,
    };
    this.tally.offers += 1;
    this.people.notified(helper, now);
    ticket.live.push(offer);
    ticket.closed.set(helperId, 'asked_before');
    ticket.answers.offered += 1;
    if (!inTime) this.at(expiresAt, () => this.silent(ticket, offer));
    else if (answer.kind === 'accept') this.at(answeredAt, () => this.accept(ticket, offer));
    else this.at(answeredAt, () => this.decline(ticket, offer));
  }

  private end(ticket: Ticket, offer: Offer): void {
    offer.ended = true;
    offer.helper.waiting -= 1;
    this.people.carries(offer.helper);
    ticket.live.splice(ticket.live.indexOf(offer), 1);
  }

  private silent(ticket: Ticket, offer: Offer): void {
    if (offer.ended) return;
    this.end(ticket, offer);
    this.people.answered(offer.helper, offer.offeredAt, false);
    ticket.answers.silent += 1;
    this.dirty.add(ticket);
  }

  private decline(ticket: Ticket, offer: Offer): void {
    if (offer.ended) return;
    this.end(ticket, offer);
    this.people.answered(offer.helper, offer.offeredAt, false);
    ticket.answers.declined.no = (ticket.answers.declined.no ?? 0) + 1;
    this.dirty.add(ticket);
  }

  private accept(ticket: Ticket, offer: Offer): void {
    if (offer.ended) return;
    const { helper } = offer;
    // who has taken as much as they can elsewhere meanwhile cannot accept
    if (helper.jobs >= helper.now.capacity) return this.decline(ticket, offer);
    this.end(ticket, offer);
    this.people.answered(helper, offer.offeredAt, true);
    const free = ticket.places.filter(({ helperId }) => helperId === null);
    const place =
      free.find(({ id }) => id === offer.placeId) ??
      free.find(({ skill }) => skill === null || helper.now.skills.includes(skill));
    if (place === undefined) {
      this.tally.wastedAccepts += 1;
      return;
    }
    place.helperId = helper.now.id;
    this.people.joined(helper, this.now);
    ticket.crew.push(helper);
    this.check(helper, place);
    if (ticket.crew.length === 1) this.tally.accept.push(this.now - ticket.openedAt);
    this.tally.fill(ticket.openedAt, this.now, ticket.distance(helper.now.at) ?? 0);
    if (free.length === 1) this.full(ticket);
    else this.dirty.add(ticket);
  }

  private check(helper: Helper, { skill }: PlaceNow): void {
    if (skill !== null && !this.people.valid(helper, skill)) this.tally.licenceViolations += 1;
    if (helper.jobs > helper.now.capacity) this.tally.capacityViolations += 1;
  }

  private full(ticket: Ticket): void {
    this.tally.full.push(this.now - ticket.openedAt);
    const doneAt = this.work(ticket);
    if (doneAt - ticket.openedAt <= HOUR) this.tally.doneInHour += 1;
  }

  /** The time to accept is over: who has come does what can be done. */
  private due(ticket: Ticket): void {
    if (ticket.settled) return;
    const free = ticket.places.filter(({ helperId }) => helperId === null).length;
    this.tally.unfilled += free;
    this.hourly(this.tally.unfilledByHour, ticket.request, free);
    this.work(ticket);
  }

  /** Everybody goes there; when it is done they rest. @returns when it is done */
  private work(ticket: Ticket): number {
    ticket.settled = true;
    this.waiting -= 1;
    for (const offer of [...ticket.live]) {
      if (offer.acceptsAt < Infinity) this.tally.wastedAccepts += 1;
      this.end(ticket, offer);
    }
    const { metresAMinute, restMinutes } = this.world.scenario;
    const ways = ticket.crew.map((helper) => (ticket.distance(helper.now.at) ?? 0) / metresAMinute);
    const doneAt = this.now + (Math.max(0, ...ways) + ticket.request.minutes) * MINUTE;
    for (const helper of ticket.crew) {
      this.at(doneAt, () => {
        helper.jobs -= 1;
        helper.now.lastServedAt = this.now;
        helper.resting += 1;
        this.people.carries(helper);
        this.people.available(helper);
      });
      this.at(doneAt + restMinutes * MINUTE, () => {
        helper.resting -= 1;
        this.people.available(helper);
      });
    }
    return doneAt;
  }

  /** For the policy that knows: who would accept now, and in time. */
  wouldAccept(helper: Helper, ticket: Ticket): boolean {
    if (helper.inactiveUntil > this.now) return false;
    const { person }: { person: Person } = helper;
    const metres = ticket.distance(helper.now.at) ?? 0;
    const answer = answerOf(
      this.world,
      person,
      ticket.request,
      truly(this.world, person, metres, helper.jobs, this.now),
    );
    return answer.kind === 'accept' && answer.after < ticket.offerSeconds * 1000;
  }
}
