import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { Clock } from '../platform/clock.js';
import type { Sql, Tx } from '../platform/database/database.js';
import type { Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/outbox.js';
import { Stations, type Helper } from '../stations/stations.js';
import {
  Categories,
  Escalations,
  TicketChanges,
  TicketDraft,
  type Given,
  type TicketWithCrew,
} from '../tickets/tickets.js';
import type { NewOffer } from './choosing/choosing.types.js';
import {
  endOffers,
  insertOffers,
  keptOf,
  scheduleDispatch,
  withoutOffers,
  type Offer,
  type WithdrawnFor,
} from './dispatch.store.js';
import { Ladder, type Climb, type Plan, type Wanted } from './ladder.js';
import { Situations } from './situations.js';

type Who = Actor | 'system';

/** Asks helpers for the places of crews, and climbs the ladder where nobody is left to ask; on tickets that the caller has locked. */
@Injectable()
export class Asking {
  constructor(
    private readonly changes: TicketChanges,
    private readonly ladder: Ladder,
    private readonly situations: Situations,
    private readonly escalations: Escalations,
    private readonly categories: Categories,
    private readonly stations: Stations,
    private readonly clock: Clock,
  ) {}

  /** For every free place of all these tickets at once. */
  async askForAll(tx: Tx, tickets: TicketWithCrew[], everybody = false): Promise<TicketWithCrew[]> {
    return this.ask(
      tx,
      tickets.map((current) => ({ current, placeIds: null })),
      everybody,
    );
  }

  /** After declines or expiries of these places, unless the head has stopped it or a place is taken. */
  async askNext(tx: Tx, from: { current: TicketWithCrew; placeIds: string[] }[]): Promise<TicketWithCrew[]> {
    const now = this.clock.now();
    return this.ask(
      tx,
      from.map(({ current, placeIds }) => {
        const { stopped, dueAt, rungSince } = keptOf(current);
        // before the head's time is over only what the head has begun goes on
        const waitsForHead = rungSince === null && dueAt !== null && dueAt > now;
        return { current, placeIds: stopped ? [] : waitsForHead ? placeIds : null };
      }),
    );
  }

  /** Decides for all of them together, and writes all offers, climbs and times in one statement. */
  private async ask(tx: Tx, wanted: Wanted[], everybody = false): Promise<TicketWithCrew[]> {
    const drafts = new Map(wanted.map(({ current }) => [current.ticket.id, new TicketDraft(current)]));
    const open: Wanted[] = [];
    for (const each of wanted) {
      const free = each.current.crew.filter(
        ({ id, helperId }) => helperId === null && (each.placeIds?.includes(id) ?? true),
      );
      if (free.length > 0 && (await this.mayAsk(tx, each.current))) open.push(each);
    }
    const plans = open.length === 0 ? [] : await this.ladder.plan(tx, open, everybody);
    for (const plan of plans) {
      const draft = drafts.get(plan.ticketId);
      if (draft !== undefined) await this.carryOut(tx, draft, plan);
    }
    for (const each of wanted) {
      if (each.placeIds !== null || open.includes(each)) continue;
      const { id: ticketId } = each.current.ticket;
      drafts.get(ticketId)?.writing.add(scheduleDispatch, { ticketId, dueAt: null });
    }
    const all = [...drafts.values()];
    const touched = all.filter(({ events }) => events.length > 0);
    const untouched = all.filter(({ events }) => events.length === 0).map(({ writing }) => writing);
    await this.changes.save(tx, touched, untouched);
    return all.map(({ after }) => after);
  }

  private async carryOut(tx: Tx, draft: TicketDraft, plan: Plan): Promise<void> {
    const ticketId = draft.ticket.id;
    for (const climb of plan.climbs) await this.climb(tx, draft, climb);
    for (const { placeId, helperId, expiresAt, chosen } of plan.offers) {
      const times = { offeredAt: plan.decidedAt, expiresAt: new Date(expiresAt) };
      await this.offer(tx, draft, placeId, helperId, 'system', { ...times, chosen });
    }
    const { is, since } = plan.rung;
    const rung = { is, since: plan.headBegan ? null : since };
    draft.writing.add(scheduleDispatch, { ticketId, dueAt: plan.lookAgainAt, rung });
  }

  /** The rung before failed: why stands in the record. Above the station the owner moves with it. */
  private async climb(tx: Tx, draft: TicketDraft, { from, to, because, answers }: Climb): Promise<void> {
    const changes = { fromRung: from, rung: to, because, ...answers };
    if (to === 'above' && draft.ticket.escalationLevel === 0) {
      if (await this.escalations.climbOn(tx, draft, changes)) return;
    }
    await this.changes.noteIn(tx, draft, 'system', {}, { type: 'rung_climbed', changes });
  }

  /** A ticket on hold is joined by the head's hand only; it is dispatched again when it is resumed. */
  private async mayAsk(sql: Sql, current: TicketWithCrew): Promise<boolean> {
    if (current.ticket.state === 'on_hold') return false;
    return (await this.changes.fault(sql, current, 'join', 'system')) === undefined;
  }

  /** Asks one helper for one place: into the draft. By the head's hand unless it is told what the choice was made of. */
  async offer(
    sql: Sql,
    draft: TicketDraft,
    placeId: string,
    helperId: string,
    by: Who,
    given: { id?: string; offeredAt?: Date; expiresAt?: Date; chosen?: NewOffer['chosen'] } = {},
  ): Promise<Offer> {
    const { id = newId(), offeredAt = this.clock.now(), chosen = null } = given;
    const { ticket } = draft;
    const expiresAt = given.expiresAt ?? (await this.expiry(sql, ticket.categoryId, offeredAt));
    const rung = chosen?.rung ?? null;
    const offer = { id, ticketId: ticket.id, placeId, helperId, offeredAt, expiresAt, rung, chosen };
    draft.writing.add(insertOffers, offer);
    const changes = { offerId: id, helperId, placeId, expiresAt, ...(rung === null ? {} : { rung }) };
    await this.changes.noteIn(sql, draft, by, {}, { type: 'offer_made', changes });
    return { ...offer, state: 'offered', answeredAt: null, reason: null };
  }

  private async expiry(sql: Sql, categoryId: string, from: Date): Promise<Date> {
    const category = await this.categories.byId(sql, categoryId);
    return new Date(from.getTime() + (category?.offerSeconds ?? 60) * 1000);
  }

  /** Takes back an offer that is live: into the draft. */
  async withdraw(
    sql: Sql,
    draft: TicketDraft,
    offer: Offer,
    why: WithdrawnFor,
    by: Who,
    given: Given = {},
  ): Promise<void> {
    const { id: offerId, helperId, placeId } = offer;
    this.end(draft, offer, 'withdrawn', why);
    const changes = { offerId, helperId, placeId, reason: why };
    await this.changes.noteIn(sql, draft, by, given, { type: 'offer_withdrawn', changes });
  }

  /** The offer is live no longer: in the draft, and for who looks at the draft. */
  end(draft: TicketDraft, { id }: Offer, state: Offer['state'], reason: string | null = null): void {
    draft.writing.add(endOffers, { id, state, at: this.clock.now(), reason });
    const { beside } = withoutOffers(draft.after, (offer) => offer.id === id);
    if (beside !== undefined) draft.after.beside = beside;
  }

  /** Somebody of the station, of the community's other stations or of the street's professionals: whom the head may pick. */
  async pickable(
    sql: Sql,
    current: TicketWithCrew,
    helperId: string,
  ): Promise<Helper | Refusal<'unknown-helper' | 'helper-not-of-station'>> {
    const found = await this.situations.memberOfAny(sql, current.ticket.stationId ?? '', helperId);
    if (found !== undefined) return found;
    const known = await this.stations.helper(sql, helperId);
    return { refused: known === undefined ? 'unknown-helper' : 'helper-not-of-station', field: 'helperId' };
  }
}
