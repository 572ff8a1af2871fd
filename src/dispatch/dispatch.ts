import { Injectable, type OnModuleInit } from '@nestjs/common';
import { headsStation, type Actor } from '../accounts/actor.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { newId, Outbox } from '../platform/outbox.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import { Stations } from '../stations/stations.js';
import {
  Categories,
  isFull,
  TicketChanges,
  Tickets,
  type Given,
  type Result,
  type TicketChange,
  type TicketWithCrew,
} from '../tickets/tickets.js';
import { Asking } from './asking.js';
import { fits, inOrder, type Candidate } from './candidates.policy.js';
import { DispatchStore, type Offer } from './dispatch.store.js';

export { OFFER_STATES, type Offer, type OfferState } from './dispatch.store.js';
export type { Candidate } from './candidates.policy.js';

const BATCH = 50;

/** Front door: asks helpers for the places of a crew, and puts those who accept into it. */
@Injectable()
export class Dispatch implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: DispatchStore,
    private readonly tickets: Tickets,
    private readonly changes: TicketChanges,
    private readonly asking: Asking,
    private readonly categories: Categories,
    private readonly stations: Stations,
    private readonly outbox: Outbox,
    private readonly sweeps: Sweeps,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.changes.onChange((tx, change) => this.follow(tx, change));
    // at once where it is automatic; the sweep does it a second later if this is lost
    this.outbox.register({
      name: 'dispatch',
      types: ['ticket.opened', 'ticket.placed'],
      handle: async (tx, eventIds) => {
        const due: TicketWithCrew[] = [];
        for (const id of await this.store.ticketsOfEvents(tx, eventIds)) due.push(...(await this.lockDue(tx, id)));
        if (due.length === 0) return;
        // all tickets, then all helpers: in this order nobody waits in a circle
        await this.stations.hold(
          tx,
          due.flatMap(({ ticket }) => ticket.stationId ?? []),
        );
        for (const current of due) await this.asking.askForAll(tx, current);
      },
    });
    this.sweeps.register({ name: 'dispatch: offers that ran out', run: () => this.expire() });
    this.sweeps.register({ name: 'dispatch: tickets that are due', run: () => this.dispatchDue() });
  }

  /** The head asks a helper for a place that they qualify for. */
  offer(ticketId: string, helperId: string, skill: string | null | undefined, by: Actor): Promise<Offer | Refusal> {
    const id = newId();
    return this.database.transaction(
      async (tx) => {
        const current = await this.changes.lock(tx, ticketId, by);
        if (current === undefined) return { refused: 'not-found' };
        const fault = await this.changes.fault(tx, current, 'join', by);
        if (fault !== undefined) return fault;
        const helper = await this.asking.servingHelper(tx, current, helperId);
        if (isRefusal(helper)) return helper;
        if (current.crew.some((place) => place.helperId === helperId)) {
          return { refused: 'already-in-crew', field: 'helperId' };
        }
        const live = await this.asking.live(tx, ticketId);
        if (live.some((offer) => offer.helperId === helperId)) return { refused: 'already-offered', field: 'helperId' };
        const free = current.crew.filter((place) => place.helperId === null);
        if (free.length === 0) return { refused: 'crew-full' };
        const suitable = free.filter(
          (place) => fits(helper, place.skill) && (skill === undefined || place.skill === skill),
        );
        if (suitable.length === 0) return { refused: 'helper-not-qualified', field: 'helperId' };
        // a place that needs the skill before one that anyone could fill
        const place = suitable.reverse().find(({ id: placeId }) => live.every((offer) => offer.placeId !== placeId));
        if (place === undefined) return { refused: 'places-offered' };
        const { offer } = await this.asking.ask(tx, current, place, helperId, by, id);
        return offer;
      },
      by.request && { ...by.request, subject: id },
    );
  }

  /** By the helper, or by the head for a helper on the phone. */
  accept(offerId: string, by: Actor, given: Given): Promise<Result | Refusal> {
    return this.answer(offerId, by, given, async (tx, current, offer, told) => {
      await this.store.answer(tx, offer.id, 'accepted', this.clock.now());
      return this.tickets.join(tx, current, by, { helperId: offer.helperId, placeId: offer.placeId, offerId }, told);
    });
  }

  /** With a reason; the next one is asked for the place. */
  decline(offerId: string, reason: string, words: string | null, by: Actor, given: Given): Promise<Result | Refusal> {
    return this.answer(offerId, by, given, async (tx, current, offer, told) => {
      const happenedAt = await this.changes.when(tx, current, by, told);
      if (isRefusal(happenedAt)) return happenedAt;
      await this.store.answer(tx, offer.id, 'declined', this.clock.now(), reason);
      const { helperId, placeId } = offer;
      const text = words === null ? undefined : { kind: 'reason' as const, text: words };
      const edit = { type: 'offer_declined' as const, changes: { offerId, helperId, placeId, reason }, text };
      const noted = await this.changes.note(tx, current, by, { ...told, happenedAt }, edit);
      return this.asking.askNext(tx, noted, placeId);
    });
  }

  /** The head takes an offer back; whom to ask instead is the head's to say. */
  withdraw(offerId: string, by: Actor, given: Given): Promise<Result | Refusal> {
    return this.answer(offerId, by, given, async (tx, current, offer) => {
      if (!headsStation(by, current.ticket.stationId)) return { refused: 'not-permitted' };
      const happenedAt = await this.changes.when(tx, current, by, given);
      if (isRefusal(happenedAt)) return happenedAt;
      return this.asking.withdraw(tx, current, offer, by, { ...given, happenedAt });
    });
  }

  /** The head's hand: into the crew without an offer, also for a helper on the phone. */
  addByHand(ticketId: string, helperId: string, by: Actor, given: Given): Promise<Result | Refusal> {
    return this.database.transaction(async (tx) => {
      const current = await this.changes.lock(tx, ticketId, by);
      if (current === undefined) return { refused: 'not-found' };
      const helper = await this.asking.servingHelper(tx, current, helperId);
      if (isRefusal(helper)) return helper;
      const told = { ...given, onBehalfOf: helperId === by.helperId ? undefined : helperId };
      // who was asked for a place comes to that one, and the others' offers stand
      const asked = (await this.asking.live(tx, ticketId)).find((offer) => offer.helperId === helperId);
      const placeId = asked?.placeId ?? null;
      return resultOf(await this.tickets.join(tx, current, by, { helperId, placeId, offerId: null }, told));
    }, by.request);
  }

  /** Nobody is asked automatically from now on. */
  stop(ticketId: string, by: Actor): Promise<Result | Refusal> {
    return this.byHead(ticketId, by, async (tx, current) => {
      await this.store.setStopped(tx, ticketId, true, null);
      return this.changes.note(tx, current, by, {}, { type: 'dispatch_stopped', changes: {} });
    });
  }

  /** Whoever fits is asked now. */
  startNow(ticketId: string, by: Actor): Promise<Result | Refusal> {
    return this.byHead(ticketId, by, async (tx, current) => {
      await this.store.setStopped(tx, ticketId, false, null);
      return this.asking.askForAll(tx, current);
    });
  }

  /** For the head to pick from: whoever serves the station and is not in the crew, best first. */
  async candidatesFor(ticketId: string, by: Actor): Promise<Candidate[] | Refusal> {
    const current = await this.changes.find(this.database, ticketId, by);
    if (current === undefined) return { refused: 'not-found' };
    if (!headsStation(by, current.ticket.stationId)) return { refused: 'not-permitted' };
    return (await this.asking.candidates(this.database, current)).sort(inOrder);
  }

  async offersOf(ticketId: string, by: Actor): Promise<Offer[] | Refusal> {
    const current = await this.changes.find(this.database, ticketId, by);
    if (current === undefined) return { refused: 'not-found' };
    if (!headsStation(by, current.ticket.stationId)) return { refused: 'not-permitted' };
    return this.store.ofTicket(this.database, ticketId);
  }

  offersTo(helperId: string, live: boolean, before: string | null, limit: number): Promise<Offer[]> {
    return this.store.ofHelper(this.database, helperId, live, before, limit);
  }

  /** Offers that ran out, and whoever is next for their places; one bounded batch. */
  async expire(): Promise<number> {
    const tickets = await this.store.expired(this.database, this.clock.now(), BATCH);
    return this.sweeps.each(tickets, (id) =>
      this.database.transaction(async (tx) => {
        let current = await this.changes.lock(tx, id, 'system');
        const now = this.clock.now();
        for (const offer of await this.asking.live(tx, id)) {
          if (current === undefined || offer.expiresAt > now) continue;
          await this.store.answer(tx, offer.id, 'expired', now);
          const { id: offerId, helperId, placeId } = offer;
          const changes = { offerId, helperId, placeId };
          current = await this.changes.note(tx, current, 'system', {}, { type: 'offer_expired', changes });
          current = await this.asking.askNext(tx, current, placeId);
        }
      }),
    );
  }

  /** The head's ten minutes are over, or it is time to try again; one bounded batch. */
  async dispatchDue(): Promise<number> {
    const tickets = await this.store.due(this.database, this.clock.now(), BATCH);
    return this.sweeps.each(tickets, (id) =>
      this.database.transaction(async (tx) => {
        for (const current of await this.lockDue(tx, id)) await this.asking.askForAll(tx, current);
      }),
    );
  }

  /** The ticket, or nothing where somebody was faster. */
  private async lockDue(tx: Tx, ticketId: string): Promise<TicketWithCrew[]> {
    const current = await this.changes.lock(tx, ticketId, 'system');
    return current !== undefined && (await this.store.isDue(tx, ticketId, this.clock.now())) ? [current] : [];
  }

  /** In the transaction of every change of a ticket: what it means for offers. */
  private async follow(tx: Tx, { after, event }: TicketChange): Promise<void> {
    const { ticket } = after;
    switch (event.type) {
      case 'opened':
      case 'placed':
      case 'left':
      case 'resumed':
      case 'reopened':
      case 'unmerged': {
        if (ticket.stationId === null || isFull(after.crew)) return;
        const category = await this.categories.byId(tx, ticket.categoryId);
        const wait = category?.dispatch === 'head' ? category.headSeconds * 1000 : 0;
        await this.store.schedule(tx, ticket.id, new Date(event.enteredAt.getTime() + wait));
        return;
      }
      case 'taken':
      case 'joined':
      case 'offer_accepted': {
        const filled = after.crew.filter(({ helperId }) => helperId !== null);
        const dropped = await this.withdrawAll(tx, after, ({ placeId, helperId }) =>
          filled.some((place) => place.id === placeId || place.helperId === helperId),
        );
        if (isFull(after.crew)) await this.store.schedule(tx, ticket.id, null);
        // a place whose offer went, because its helper came to another place, is offered again
        else if (dropped.some(({ placeId }) => filled.every(({ id }) => id !== placeId))) {
          await this.store.schedule(tx, ticket.id, event.enteredAt);
        }
        return;
      }
      case 'resolved':
      case 'cancelled':
      case 'merged':
        await this.withdrawAll(tx, after, () => true);
        await this.store.schedule(tx, ticket.id, null);
        return;
      default:
    }
  }

  private async withdrawAll(tx: Tx, from: TicketWithCrew, which: (offer: Offer) => boolean): Promise<Offer[]> {
    let current = from;
    const dropped = (await this.asking.live(tx, from.ticket.id)).filter(which);
    for (const offer of dropped) current = await this.asking.withdraw(tx, current, offer, 'system');
    return dropped;
  }

  /** Locks the ticket before the offer is looked at: whoever comes second sees what the first did. */
  private answer(
    offerId: string,
    by: Actor,
    given: Given,
    work: (tx: Tx, current: TicketWithCrew, offer: Offer, told: Given) => Promise<TicketWithCrew | Refusal>,
  ): Promise<Result | Refusal> {
    return this.database.transaction(async (tx) => {
      const found = await this.store.byId(tx, offerId);
      const own = found?.helperId === by.helperId;
      // an offer that has run out, or was answered, is still the helper's to ask about
      const current = found && (await this.changes.lock(tx, found.ticketId, own ? 'system' : by));
      if (found === undefined || current === undefined) return { refused: 'not-found' };
      if (!own && !headsStation(by, current.ticket.stationId)) return { refused: 'not-found' };
      const offer = (await this.store.byId(tx, offerId)) ?? found;
      const fault = this.faultOf(offer);
      if (fault !== undefined) return fault;
      const told = { ...given, onBehalfOf: own ? undefined : offer.helperId };
      return resultOf(await work(tx, current, offer, told));
    }, by.request);
  }

  private faultOf(offer: Offer): Refusal<'offer-answered' | 'offer-expired' | 'offer-withdrawn'> | undefined {
    switch (offer.state) {
      case 'accepted':
      case 'declined':
        return { refused: 'offer-answered' };
      case 'withdrawn':
        return { refused: 'offer-withdrawn' };
      case 'expired':
        return { refused: 'offer-expired' };
      case 'offered':
        return offer.expiresAt <= this.clock.now() ? { refused: 'offer-expired' } : undefined;
    }
  }

  private byHead(
    ticketId: string,
    by: Actor,
    work: (tx: Tx, current: TicketWithCrew) => Promise<TicketWithCrew>,
  ): Promise<Result | Refusal> {
    return this.database.transaction(async (tx) => {
      const current = await this.changes.lock(tx, ticketId, by);
      if (current === undefined) return { refused: 'not-found' };
      const fault = await this.changes.fault(tx, current, 'join', by);
      return fault ?? resultOf(await work(tx, current));
    }, by.request);
  }
}

function resultOf(after: TicketWithCrew | Refusal): Result | Refusal {
  if (isRefusal(after)) return after;
  const { id, state, version } = after.ticket;
  return { id, state, version };
}
