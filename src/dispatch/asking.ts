import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import type { Sql, Tx } from '../platform/database/database.js';
import type { Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/outbox.js';
import { Stations } from '../stations/stations.js';
import {
  Categories,
  RecordStore,
  TicketChanges,
  type CrewPlace,
  type Given,
  type TicketWithCrew,
} from '../tickets/tickets.js';
import { candidateOf, nextToAsk, type Candidate } from './candidates.policy.js';
import { DispatchStore, type Offer } from './dispatch.store.js';

/** Where nobody could be asked, it is tried again: duty changes by the hour, load by the minute. */
const TRY_AGAIN_MS = 60_000;

type Who = Actor | 'system';

/** Whom to ask for the places of a crew, and the asking; on a ticket that the caller has locked. */
@Injectable()
export class Asking {
  constructor(
    private readonly store: DispatchStore,
    private readonly changes: TicketChanges,
    private readonly record: RecordStore,
    private readonly categories: Categories,
    private readonly stations: Stations,
    private readonly clock: Clock,
  ) {}

  /** Every free place without a live offer; what nobody could be asked for is tried again. */
  async askForAll(tx: Tx, from: TicketWithCrew): Promise<TicketWithCrew> {
    let current = from;
    const ticketId = current.ticket.id;
    const waiting = new Set((await this.live(tx, ticketId)).map(({ placeId }) => placeId));
    const open = await this.mayAsk(tx, current);
    const free = open ? current.crew.filter(({ id, helperId }) => helperId === null && !waiting.has(id)) : [];
    let short = false;
    for (const place of free) {
      const asked = await this.askBest(tx, current, place);
      short ||= asked === undefined;
      current = asked ?? current;
    }
    if (short) return this.tryAgain(tx, current);
    await this.store.schedule(tx, ticketId, null);
    return current;
  }

  /** A ticket on hold is joined by the head's hand only; it is dispatched again when it is resumed. */
  private async mayAsk(tx: Tx, current: TicketWithCrew): Promise<boolean> {
    if (current.ticket.state === 'on_hold') return false;
    return (await this.changes.fault(tx, current, 'join', 'system')) === undefined;
  }

  /** After a decline or an expiry, unless the head has stopped it or the place is taken. */
  async askNext(tx: Tx, current: TicketWithCrew, placeId: string): Promise<TicketWithCrew> {
    const place = current.crew.find(({ id }) => id === placeId);
    if (place === undefined || place.helperId !== null || (await this.store.isStopped(tx, current.ticket.id)))
      return current;
    if (!(await this.mayAsk(tx, current))) return current;
    return (await this.askBest(tx, current, place)) ?? this.tryAgain(tx, current);
  }

  /** Told once, not every minute of a night. */
  private async tryAgain(tx: Tx, current: TicketWithCrew): Promise<TicketWithCrew> {
    await this.store.schedule(tx, current.ticket.id, new Date(this.clock.now().getTime() + TRY_AGAIN_MS));
    if ((await this.record.last(tx, current.ticket.id))?.type === 'nobody_free') return current;
    return this.changes.note(tx, current, 'system', {}, { type: 'nobody_free', changes: {} });
  }

  private async askBest(tx: Tx, current: TicketWithCrew, place: CrewPlace): Promise<TicketWithCrew | undefined> {
    // of two tickets at once, the second sees what the first has given to whom
    if (current.ticket.stationId !== null) await this.stations.hold(tx, [current.ticket.stationId]);
    const free = current.crew.filter(({ helperId }) => helperId === null);
    const needed = free.flatMap(({ skill }) => skill ?? []);
    const best = nextToAsk(await this.candidates(tx, current), place.skill, needed);
    return best === undefined ? undefined : (await this.ask(tx, current, place, best.helperId, 'system')).current;
  }

  /** Asks one helper for one place. */
  async ask(
    tx: Tx,
    { ticket, crew }: TicketWithCrew,
    place: CrewPlace,
    helperId: string,
    by: Who,
    id = newId(),
  ): Promise<{ current: TicketWithCrew; offer: Offer }> {
    const category = await this.categories.byId(tx, ticket.categoryId);
    const offeredAt = this.clock.now();
    const expiresAt = new Date(offeredAt.getTime() + (category?.offerSeconds ?? 0) * 1000);
    const offer = { id, ticketId: ticket.id, placeId: place.id, helperId, offeredAt, expiresAt };
    await this.store.insert(tx, offer);
    const changes = { offerId: id, helperId, placeId: place.id, expiresAt };
    const current = await this.changes.note(tx, { ticket, crew }, by, {}, { type: 'offer_made', changes });
    return { current, offer: { ...offer, state: 'offered', answeredAt: null, reason: null } };
  }

  /** Takes back an offer that is live. */
  async withdraw(tx: Tx, current: TicketWithCrew, offer: Offer, by: Who, given: Given = {}): Promise<TicketWithCrew> {
    await this.store.answer(tx, offer.id, 'withdrawn', this.clock.now());
    const { id: offerId, helperId, placeId } = offer;
    const changes = { offerId, helperId, placeId };
    return this.changes.note(tx, current, by, given, { type: 'offer_withdrawn', changes });
  }

  /** Offers that wait for an answer. */
  async live(sql: Sql, ticketId: string): Promise<Offer[]> {
    return (await this.store.ofTicket(sql, ticketId)).filter(({ state }) => state === 'offered');
  }

  /** A helper who serves the ticket's station. */
  async servingHelper(
    tx: Tx,
    current: TicketWithCrew,
    helperId: string,
  ): Promise<Candidate | Refusal<'unknown-helper' | 'helper-not-of-station'>> {
    const found = (await this.everyone(tx, current)).find((candidate) => candidate.helperId === helperId);
    if (found !== undefined) return found;
    const known = await this.stations.helper(tx, helperId);
    return { refused: known === undefined ? 'unknown-helper' : 'helper-not-of-station', field: 'helperId' };
  }

  /** Heads and deputies are not asked: they take. */
  async candidates(tx: Sql, current: TicketWithCrew): Promise<Candidate[]> {
    const { stationId } = current.ticket;
    const station = stationId === null ? undefined : await this.stations.byId(tx, stationId);
    const leading = new Set([station?.head, ...(station?.deputies ?? [])].map((person) => person?.helperId));
    const inCrew = new Set(current.crew.map(({ helperId }) => helperId));
    return (await this.everyone(tx, current)).filter(({ helperId }) => !leading.has(helperId) && !inCrew.has(helperId));
  }

  private async everyone(tx: Sql, { ticket }: TicketWithCrew): Promise<Candidate[]> {
    if (ticket.stationId === null) return [];
    const now = this.clock.now();
    const helpers = await this.stations.serving(tx, ticket.stationId);
    const offers = await this.store.ofTicket(tx, ticket.id);
    const situation = {
      stationId: ticket.stationId,
      day: dayOf(now),
      point: ticket.lng === null || ticket.lat === null ? null : { lng: ticket.lng, lat: ticket.lat },
      onDuty: (helper: (typeof helpers)[number]) => this.stations.onDuty(helper, now),
      load: await this.store.load(
        tx,
        helpers.map(({ id }) => id),
      ),
      asked: new Set([
        ...offers.filter(({ state }) => state !== 'withdrawn').map(({ helperId }) => helperId),
        ...(await this.store.left(tx, ticket.id)),
      ]),
    };
    return helpers.map((helper) => candidateOf(helper, situation));
  }
}
