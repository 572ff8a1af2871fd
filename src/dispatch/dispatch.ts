import { Injectable, type OnModuleInit } from '@nestjs/common';
import { headsStation, type Actor } from '../accounts/actor.js';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { Database, making, type Sql, type Tx } from '../platform/database/database.js';
import { Writing } from '../platform/database/statement.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { newId, Outbox } from '../platform/outbox.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import { Departures } from '../stations/departures.js';
import { Stations } from '../stations/stations.js';
import {
  Categories,
  dispatchOf,
  isFull,
  TicketChanges,
  TicketDraft,
  Tickets,
  type CrewPlace,
  type Given,
  type Result,
  type Ticket,
  type TicketEvent,
  type TicketWithCrew,
  type Which,
} from '../tickets/tickets.js';
import { Asking } from './asking.js';
import { Candidates, type Candidate, type DispatchNow } from './candidates.js';
import type { Ring } from './choosing/choosing.types.js';
import {
  DISPATCH_SELECT,
  DispatchStore,
  keptOf,
  scheduleDispatch,
  withoutOffers,
  type Offer,
  type WithdrawnFor,
} from './dispatch.store.js';
import { skillsOn } from './situations.js';

export { OFFER_STATES, type Offer, type OfferState } from './dispatch.store.js';
export { Leavers } from './leavers.js';
export type { Candidate, DispatchNow } from './candidates.js';
export { OffersOfMany, type KeptOffer } from './offers-of-many.store.js';
export { replayOffers } from './offers.replay.js';

const BATCH = 50;
/** Found at once: in a storm finding what is due takes as long as a batch of it, since it passes over what is on its way. */
const BATCHES = 4;

/** Front door: asks helpers for the places of a crew, and puts those who accept into it. */
@Injectable()
export class Dispatch implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: DispatchStore,
    private readonly tickets: Tickets,
    private readonly changes: TicketChanges,
    private readonly asking: Asking,
    private readonly candidates: Candidates,
    private readonly stations: Stations,
    private readonly categories: Categories,
    private readonly departures: Departures,
    private readonly outbox: Outbox,
    private readonly sweeps: Sweeps,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.changes.readBeside('dispatch', DISPATCH_SELECT);
    this.changes.onChange((sql, draft, event) => this.follow(sql, draft, event));
    // at once where it is automatic; the sweep does it a second later if this is lost
    this.outbox.register({
      name: 'dispatch',
      types: ['ticket.opened', 'ticket.placed', 'ticket.handed_over'],
      handle: async (tx, eventIds) => {
        const ids = await this.store.ticketsOfEvents(tx, eventIds);
        // a sweep may have one in hand; whoever else does leaves it due
        await this.askDue(tx, await this.changes.lockFree(tx, ids));
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
        const helper = await this.asking.pickable(tx, current, helperId);
        if (isRefusal(helper)) return helper;
        if (current.crew.some((place) => place.helperId === helperId)) {
          return { refused: 'already-in-crew', field: 'helperId' };
        }
        const live = keptOf(current).offers;
        if (live.some((offer) => offer.helperId === helperId)) return { refused: 'already-offered', field: 'helperId' };
        const free = current.crew.filter((place) => place.helperId === null);
        const skills = skillsOn(helper, dayOf(this.clock.now()));
        if (free.length === 0) return { refused: 'crew-full' };
        const suitable = free.filter(
          (place) =>
            (place.skill === null || skills.includes(place.skill)) && (skill === undefined || place.skill === skill),
        );
        // the one that fewest are asked for; of these one that needs the skill before one that anyone could fill
        const asked = (place: CrewPlace) => live.filter((offer) => offer.placeId === place.id).length;
        const place = suitable.reverse().sort((a, b) => asked(a) - asked(b))[0];
        if (place === undefined) return { refused: 'helper-not-qualified', field: 'helperId' };
        const draft = new TicketDraft(current);
        const offer = await this.asking.offer(tx, draft, place.id, helperId, by, { id });
        await this.changes.save(tx, [draft]);
        return offer;
      },
      making(by.request, id),
    );
  }

  /** By the helper, or by the head for a helper on the phone. */
  accept(offerId: string, by: Actor, given: Given): Promise<Result | Refusal> {
    return this.answer(offerId, by, given, async (sql, current, offer, told) => {
      const placeId = standsFor(offer.placeId, current.crew)?.id ?? offer.placeId;
      const joining = { helperId: offer.helperId, placeId, offerId };
      const without = withoutOffers(current, ({ id }) => id === offerId);
      const draft = await this.tickets.accept(sql, without, by, joining, told);
      if (!isRefusal(draft)) this.asking.end(draft, offer, 'accepted');
      return draft;
    });
  }

  /** With a reason; the next one is asked for the place. */
  decline(offerId: string, reason: string, words: string | null, by: Actor, given: Given): Promise<Result | Refusal> {
    return this.database.transaction(async (tx) => {
      const draft = await this.answered(tx, offerId, by, given, async (current, offer, told) => {
        const happenedAt = this.changes.when(current, by, told);
        if (isRefusal(happenedAt)) return happenedAt;
        const { helperId, placeId } = offer;
        const text = words === null ? undefined : { kind: 'reason' as const, text: words };
        const edit = { type: 'offer_declined' as const, changes: { offerId, helperId, placeId, reason }, text };
        const declined = new TicketDraft(current);
        this.asking.end(declined, offer, 'declined', reason);
        await this.changes.noteIn(tx, declined, by, { ...told, happenedAt }, edit);
        await this.changes.save(tx, [declined]);
        const [after] = await this.asking.askNext(tx, [{ current: declined.after, placeIds: [placeId] }]);
        return after ?? declined.after;
      });
      return resultOf(draft);
    }, by.request);
  }

  /** The head takes an offer back; whom to ask instead is the head's to say. */
  withdraw(offerId: string, by: Actor, given: Given): Promise<Result | Refusal> {
    return this.answer(offerId, by, given, async (sql, current, offer) => {
      if (!headsStation(by, current.ticket.stationId)) return { refused: 'not-permitted' };
      const happenedAt = this.changes.when(current, by, given);
      if (isRefusal(happenedAt)) return happenedAt;
      const draft = new TicketDraft(current);
      await this.asking.withdraw(sql, draft, offer, 'by_head', by, { ...given, happenedAt });
      return draft;
    });
  }

  /** The head's hand: into the crew without an offer, also for a helper on the phone. */
  addByHand(ticketId: string, helperId: string, by: Actor, given: Given): Promise<Result | Refusal> {
    return this.database.transaction(async (tx) => {
      const current = await this.changes.lock(tx, ticketId, by);
      if (current === undefined) return { refused: 'not-found' };
      // an accept is found by its offer; this has none: whoever leaves now waits, or is seen to have left
      await this.departures.keep(tx, helperId);
      const helper = await this.asking.pickable(tx, current, helperId);
      if (isRefusal(helper)) return helper;
      const told = { ...given, onBehalfOf: helperId === by.helperId ? undefined : helperId };
      // who was asked for a place comes to that one, and the others' offers stand
      const asked = keptOf(current).offers.find((offer) => offer.helperId === helperId);
      const placeId = asked?.placeId ?? null;
      return resultOf(await this.tickets.join(tx, current, by, { helperId, placeId, offerId: null }, told));
    }, by.request);
  }

  /** Nobody is asked automatically from now on. */
  stop(ticketId: string, by: Actor): Promise<Result | Refusal> {
    return this.byHead(ticketId, by, async (tx, current) => {
      const draft = new TicketDraft(current);
      draft.writing.add(scheduleDispatch, { ticketId, dueAt: null, stopped: true });
      await this.changes.noteIn(tx, draft, by, {}, { type: 'dispatch_stopped', changes: {} });
      await this.changes.save(tx, [draft]);
      return draft.after;
    });
  }

  /** Whoever fits is asked now. `everybody`: all of the present rung who can be, not only as many as it takes. */
  startNow(ticketId: string, everybody: boolean, by: Actor): Promise<Result | Refusal> {
    return this.byHead(ticketId, by, async (tx, current) => {
      await tx.write(new Writing().add(scheduleDispatch, { ticketId, dueAt: null, stopped: false }));
      const [after] = await this.asking.askForAll(tx, [current], everybody);
      return after ?? current;
    });
  }

  /** Whom the head wants asked first, in this order, and whom not to be asked by themselves; replaces what was wanted before. */
  prefer(
    ticketId: string,
    { order: headOrder, heldBack, version }: { order: string[]; heldBack: string[]; version?: number },
    by: Actor,
  ): Promise<Result | Refusal> {
    return this.database.transaction(async (tx) => {
      const current = await this.changes.lock(tx, ticketId, by);
      if (current === undefined) return { refused: 'not-found' };
      const fault =
        (await this.changes.fault(tx, current, 'join', by)) ?? (await this.changes.outdated(tx, current, version, by));
      if (fault !== undefined) return fault;
      for (const [field, ids] of Object.entries({ order: headOrder, heldBack })) {
        for (const id of ids) {
          const helper = await this.asking.pickable(tx, current, id);
          if (isRefusal(helper)) return { ...helper, field };
        }
      }
      if (headOrder.some((id) => heldBack.includes(id))) return { refused: 'ordered-and-held-back', field: 'heldBack' };
      await this.store.prefer(tx, ticketId, headOrder, heldBack);
      const changes = { order: headOrder, heldBack };
      return resultOf(await this.changes.note(tx, current, by, {}, { type: 'dispatch_preferred', changes }));
    }, by.request);
  }

  /** For the head to pick from: whoever is on one of the rings and not in the crew, best first, with the reasons. */
  async candidatesFor(ticketId: string, ring: Ring, by: Actor): Promise<Candidate[] | Refusal> {
    const current = await this.seenByHead(ticketId, by);
    return isRefusal(current) ? current : this.candidates.of(this.database, current, ring);
  }

  /** Where the ticket stands on the ladder: who was asked and why, what they said, what comes next. */
  async now(ticketId: string, by: Actor): Promise<DispatchNow | Refusal> {
    const current = await this.seenByHead(ticketId, by);
    return isRefusal(current) ? current : this.candidates.dispatchOf(this.database, current);
  }

  async offersOf(ticketId: string, by: Actor): Promise<Offer[] | Refusal> {
    const current = await this.seenByHead(ticketId, by);
    return isRefusal(current) ? current : this.store.ofTicket(this.database, ticketId);
  }

  offersTo(helperId: string, live: boolean, before: string | null, limit: number): Promise<Offer[]> {
    return this.store.ofHelper(this.database, helperId, live, before, limit);
  }

  /** Offers that ran out, and whoever is next for their places; one bounded batch. */
  async expire(): Promise<number> {
    const tickets = await this.store.expired(this.database, this.clock.now(), BATCH);
    return this.sweeps.batch(tickets, (ids) =>
      this.database.transaction(async (tx) => {
        const now = this.clock.now();
        const expired: { draft: TicketDraft; placeIds: string[] }[] = [];
        for (const current of await this.changes.lockAll(tx, ids)) {
          const offers = keptOf(current).offers.filter(({ expiresAt }) => expiresAt <= now);
          if (offers.length === 0) continue;
          const draft = new TicketDraft(current);
          for (const offer of offers) {
            const { id: offerId, helperId, placeId } = offer;
            this.asking.end(draft, offer, 'expired');
            const changes = { offerId, helperId, placeId };
            await this.changes.noteIn(tx, draft, 'system', {}, { type: 'offer_expired', changes });
          }
          expired.push({ draft, placeIds: offers.map(({ placeId }) => placeId) });
        }
        await this.changes.save(
          tx,
          expired.map(({ draft }) => draft),
        );
        await this.asking.askNext(
          tx,
          expired.map(({ draft, placeIds }) => ({ current: draft.after, placeIds })),
        );
      }),
    );
  }

  /** The head's ten minutes are over, or it is time to try again; a few bounded batches. */
  async dispatchDue(): Promise<number> {
    const tickets = await this.store.due(this.database, this.clock.now(), BATCHES * BATCH);
    let done = 0;
    for (let at = 0; at < tickets.length; at += BATCH) {
      done += await this.sweeps.batch(tickets.slice(at, at + BATCH), (ids) =>
        // who holds one just now may see to it, and otherwise the next sweep does
        this.database.transaction(async (tx) => this.askDue(tx, await this.changes.lockFree(tx, ids))),
      );
    }
    return done;
  }

  /** Those that are still due now that they are locked: of the others somebody was faster. */
  private async askDue(tx: Tx, locked: TicketWithCrew[]): Promise<void> {
    const now = this.clock.now();
    const due = locked.filter((current) => {
      const { dueAt } = keptOf(current);
      return dueAt !== null && dueAt <= now;
    });
    await this.asking.askForAll(tx, due);
  }

  private async seenByHead(ticketId: string, by: Actor): Promise<TicketWithCrew | Refusal> {
    const current = await this.changes.find(this.database, ticketId, by);
    if (current === undefined) return { refused: 'not-found' };
    return headsStation(by, current.ticket.stationId) ? current : { refused: 'not-permitted' };
  }

  /** With every change of a ticket: what it means for offers. */
  private async follow(sql: Sql, draft: TicketDraft, event: TicketEvent): Promise<void> {
    const { ticket, crew } = draft;
    switch (event.type) {
      case 'opened':
      case 'placed':
      case 'left':
      case 'resumed':
      case 'reopened':
      case 'unmerged': {
        if (ticket.stationId === null || isFull(crew)) return;
        const dueAt = await this.firstLook(sql, ticket, event.enteredAt);
        draft.writing.add(scheduleDispatch, { ticketId: ticket.id, dueAt, rung: BEGIN });
        return;
      }
      case 'taken':
      case 'joined':
      case 'offer_accepted': {
        const filled = crew.filter(({ helperId }) => helperId !== null);
        const dropped = await this.withdrawAll(sql, draft, ({ placeId, helperId }) => {
          if (filled.some((place) => place.helperId === helperId)) return 'in_crew';
          return standsFor(placeId, crew) === undefined ? 'filled' : undefined;
        });
        if (isFull(crew)) draft.writing.add(scheduleDispatch, { ticketId: ticket.id, dueAt: null });
        // a place whose offer went, because its helper came to another place, is offered again
        else if (dropped.some(({ placeId }) => filled.every(({ id }) => id !== placeId))) {
          draft.writing.add(scheduleDispatch, { ticketId: ticket.id, dueAt: event.enteredAt });
        }
        return;
      }
      case 'handed_over': {
        await this.withdrawAll(sql, draft, () => 'handed_over');
        // what the head before had stopped is the new head's to stop
        const dueAt = await this.firstLook(sql, ticket, event.enteredAt);
        draft.writing.add(scheduleDispatch, { ticketId: ticket.id, dueAt, stopped: false, rung: BEGIN });
        return;
      }
      case 'resolved':
      case 'cancelled':
      case 'merged':
        await this.withdrawAll(sql, draft, () => 'ended');
        draft.writing.add(scheduleDispatch, { ticketId: ticket.id, dueAt: null });
        return;
      default:
    }
  }

  private async withdrawAll(
    sql: Sql,
    draft: TicketDraft,
    why: (offer: Offer) => WithdrawnFor | undefined,
  ): Promise<Offer[]> {
    const dropped: Offer[] = [];
    for (const offer of keptOf(draft.after).offers) {
      const reason = why(offer);
      if (reason === undefined) continue;
      await this.asking.withdraw(sql, draft, offer, reason, 'system');
      dropped.push(offer);
    }
    return dropped;
  }

  /** At once, or when the head has had their time; where nobody leads the station just now, it does not wait for them. */
  private async firstLook(sql: Sql, { categoryId, urgency, stationId }: Ticket, from: Date): Promise<Date> {
    const category = await this.categories.byId(sql, categoryId);
    if (category === undefined || dispatchOf(category, urgency) !== 'head') return from;
    const lead = await this.stations.leadOnDuty(sql, stationId ?? '', from);
    return lead === null ? from : new Date(from.getTime() + category.headSeconds * 1000);
  }

  /** A helper's own offer, or one of a helper of the actor's station. */
  private async answer(
    offerId: string,
    by: Actor,
    given: Given,
    work: (sql: Sql, current: TicketWithCrew, offer: Offer, told: Given) => Promise<TicketDraft | Refusal>,
  ): Promise<Result | Refusal> {
    for (const way of waysTo(offerId, by)) {
      const result = await this.changes.change(
        way.which,
        way.seenBy,
        async (sql, current) => {
          const offer = keptOf(current).offers.find(({ id }) => id === offerId);
          const found = offer ?? (await this.store.byId(sql, offerId));
          const fault = this.faultFor(found, current, by);
          if (found === undefined || fault !== undefined) return fault ?? { refused: 'not-found' };
          return work(sql, current, found, { ...given, onBehalfOf: way.own ? undefined : found.helperId });
        },
        by,
      );
      if (!isRefusal(result) || result.refused !== 'not-found') return result;
    }
    return { refused: 'not-found' };
  }

  /** The same on a ticket that the transaction locks: whoever comes second sees what the first did. */
  private async answered(
    tx: Tx,
    offerId: string,
    by: Actor,
    given: Given,
    work: (current: TicketWithCrew, offer: Offer, told: Given) => Promise<TicketWithCrew | Refusal>,
  ): Promise<TicketWithCrew | Refusal> {
    const found = await this.store.byId(tx, offerId);
    const own = found?.helperId === by.helperId;
    // an offer that has run out, or was answered, is still the helper's to ask about
    const current = found && (await this.changes.lock(tx, found.ticketId, own ? 'system' : by));
    const offer = await this.store.byId(tx, offerId);
    if (offer === undefined || current === undefined) return { refused: 'not-found' };
    const fault = this.faultFor(offer, current, by);
    return fault ?? work(current, offer, { ...given, onBehalfOf: own ? undefined : offer.helperId });
  }

  private faultFor(offer: Offer | undefined, { ticket }: TicketWithCrew, by: Actor): Refusal | undefined {
    if (offer === undefined) return { refused: 'not-found' };
    if (offer.helperId !== by.helperId && !headsStation(by, ticket.stationId)) return { refused: 'not-found' };
    return this.faultOf(offer);
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

/** One's own offer is seen also where the ticket is no longer; another's as far as the actor sees its ticket. */
function waysTo(offerId: string, by: Actor): { which: Which; seenBy: Actor | 'system'; own: boolean }[] {
  const idOf = 'SELECT o.ticket_id FROM offers o WHERE o.id = $1';
  const own = { which: { idOf: `${idOf} AND o.helper_id = $2`, values: [offerId, by.helperId ?? ''] }, own: true };
  const ofStation = { which: { idOf, values: [offerId] }, seenBy: by, own: false };
  return [
    ...(by.helperId === null ? [] : [{ ...own, seenBy: 'system' as const }]),
    ...(by.stationRoles.length === 0 ? [] : [ofStation]),
  ];
}

/** Which free place an offer is good for: its own, or where that was filled another that needs the same. */
function standsFor(placeId: string, crew: CrewPlace[]): CrewPlace | undefined {
  const own = crew.find(({ id }) => id === placeId);
  const good = (place: CrewPlace) => place.helperId === null && (place.skill === null || place.skill === own?.skill);
  return own?.helperId === null ? own : crew.find(good);
}

/** The ladder begins anew at its lowest rung. */
const BEGIN = { is: 'station', since: null } as const;

function resultOf(after: TicketWithCrew | Refusal): Result | Refusal {
  if (isRefusal(after)) return after;
  const { id, state, version } = after.ticket;
  return { id, state, version };
}
