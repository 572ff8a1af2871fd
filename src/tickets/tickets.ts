import { Injectable } from '@nestjs/common';
import { Accounts } from '../accounts/accounts.js';
import type { Actor } from '../accounts/actor.js';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { Database, type RequestKey, type Sql, type Tx } from '../platform/database/database.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/outbox.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import { Secrets } from '../platform/secrets.js';
import { Residents } from '../residents/residents.js';
import { Routing, type Place, type Routed } from '../routing/routing.js';
import { Stations, type Station } from '../stations/stations.js';
import { Categories } from './categories.js';
import { Photos } from './photos.js';
import { RecordStore, type Photo } from './record.store.js';
import { referenceOf } from './reference.js';
import { accepted, acceptTime, dues, endHold, newTicket, NO_APPOINTMENT, placesOf } from './ticket.clock.js';
import { resultOf, TicketChanges, type Decide, type Edit, type Given, type Result } from './ticket.changes.js';
import { mayFinalise, mayStillReopen } from './ticket.policy.js';
import type { Channel, Confirmation, CrewPlace, Outcome, TicketWithCrew } from './ticket.js';
import { TicketsStore } from './tickets.store.js';

export * from './ticket.js';
export { RecordStore, type RecordedEvent } from './record.store.js';
export type { TicketEventType } from './tickets.events.js';
export { Categories } from './categories.js';
export { readReference } from './reference.js';
export { TicketChanges, type Given, type Result, type TicketChange } from './ticket.changes.js';
export { happenedAtFault, mayAct, relationOf } from './ticket.policy.js';
export { Merging } from './merging/merging.js';
export { Callers, type CallerTicket } from './callers/callers.js';
export { Visits } from './visits/visits.js';
export { TicketViews } from './ticket.views.js';
export type { ContactView, RecordView, RequesterView, TicketLine, TicketView } from './views.dto.js';
export { TicketFeed } from './ticket.feed.js';

/** A requester of one ticket, by a link. */
export interface Requester {
  ticketId: string;
  no: number;
  request?: RequestKey;
}

export interface OpenTicket {
  categoryId: string;
  place: Place;
  /** 单元 */
  unit: string | null;
  /** floor and door: personal */
  door: string | null;
  description: string;
  caller: { phone: string | null; name: string | null };
  /** where the caller rings for somebody else */
  personHelped: { phone: string | null; name: string | null } | null;
  channel: Channel;
  happenedAt: Date | null;
}

/** A new ticket, before its transaction. */
export interface Opening {
  id: string;
  sequence: string;
  input: OpenTicket;
  routed: Routed;
  openedAt: Date;
  now: Date;
}

const PHOTOS = 20;
const SILENCE_DAYS = 7;
const DAY_MS = 86_400_000;

/** Front door: the life of a ticket. Every method hands back the ticket's id, state and version, or a refusal. */
@Injectable()
export class Tickets {
  constructor(
    private readonly database: Database,
    private readonly store: TicketsStore,
    private readonly record: RecordStore,
    private readonly changes: TicketChanges,
    private readonly photos: Photos,
    private readonly categories: Categories,
    private readonly routing: Routing,
    private readonly stations: Stations,
    private readonly accounts: Accounts,
    private readonly residents: Residents,
    private readonly secrets: Secrets,
    private readonly sweeps: Sweeps,
    private readonly clock: Clock,
  ) {}

  /** At the station that covers the place; in triage where none does. Operators open, and heads: residents ring the station. */
  async open(input: OpenTicket, by: Actor): Promise<Result | Refusal> {
    const opening = await this.prepare(input, by);
    if (isRefusal(opening)) return opening;
    return this.database.transaction(
      async (tx) => {
        const opened = await this.openIn(tx, opening, by);
        return isRefusal(opened) ? opened : resultOf(opened);
      },
      by.request && { ...by.request, subject: opening.id },
    );
  }

  /** What can be known of a new ticket before its transaction. */
  async prepare(input: OpenTicket, by: Actor): Promise<Opening | Refusal> {
    const operator = by.areaRoles.some(({ role }) => role === 'operator');
    if (!operator && by.stationRoles.length === 0) return { refused: 'not-permitted' };
    const now = this.clock.now();
    const openedAt = this.changes.happenedAt({ happenedAt: input.happenedAt ?? undefined }, now, true, null);
    if (isRefusal(openedAt)) return openedAt;
    const routed = this.routing.route(input.place, now);
    if (isRefusal(routed)) return routed;
    return { id: newId(), sequence: await this.store.nextSequence(this.database), input, routed, openedAt, now };
  }

  async openIn(tx: Tx, opening: Opening, by: Actor): Promise<TicketWithCrew | Refusal> {
    const { id, sequence, input, routed, openedAt, now } = opening;
    const category = await this.categories.byId(tx, input.categoryId);
    if (category === undefined || !category.selectable) return { refused: 'unknown-category', field: 'categoryId' };
    const station = routed.stationId === null ? undefined : await this.stations.byId(tx, routed.stationId);
    const caller = await this.residents.findOrAdd(tx, { ...input.caller, verified: input.channel === 'phone' });
    const helped =
      input.personHelped === null
        ? caller
        : await this.residents.findOrAdd(tx, { ...input.personHelped, verified: false });
    const ticket = newTicket({
      id,
      reference: referenceOf(sequence),
      category,
      station,
      routed,
      unit: input.unit,
      doorEncrypted: input.door === null ? null : this.secrets.encrypt(input.door),
      channel: input.channel,
      personHelpedId: helped.id,
      ownerId: await this.ownerOf(tx, station, routed.gridPath),
      openedAt,
    });
    const crew = placesOf(category);
    await this.store.insert(tx, ticket, crew, caller.id);
    await this.changes.opened(tx, { ticket, crew }, by, now, input.description);
    return { ticket, crew };
  }

  /** A ticket in triage gets its place. */
  place(id: string, place: Place, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'place', by, given, async (tx, { ticket }, { at }) => {
      const routed = this.routing.route(place, at);
      if (isRefusal(routed)) return routed;
      if (routed.stationId === null) return { refused: 'no-station-yet', field: 'place' };
      const station = await this.stations.byId(tx, routed.stationId);
      const category = await this.categories.byId(tx, ticket.categoryId);
      const { stationId, mapId, way, reason, building, point } = routed;
      return {
        type: 'placed',
        patch: {
          stationId,
          mapId,
          areaId: routed.areaId,
          areaPath: routed.gridPath,
          routeWay: way,
          routeReason: reason,
          buildingId: building?.id ?? ticket.buildingId,
          lng: point?.lng ?? ticket.lng,
          lat: point?.lat ?? ticket.lat,
          ...(category === undefined ? {} : dues(category, station, ticket.openedAt)),
          ownerId: await this.ownerOf(tx, station, routed.gridPath),
        },
        changes: { stationId, areaId: routed.areaId, way, reason },
        counts: [{ add: { transferred_out: 1 }, holderOf: 'before' }, { add: { transferred_in: 1 } }],
      };
    });
  }

  /** The head owns it, and fills one place of the crew where they qualify for a free one. */
  take(id: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'take', by, given, async (tx, { ticket, crew }, { at, relation }) => {
      const taken = (await this.record.last(tx, id, 'taken'))?.doer;
      // head and deputy may take it at once: it stays with the first
      const leads = (accountId: string) => this.stations.isHeadOrDeputy(tx, ticket.stationId ?? '', accountId);
      if (taken?.kind === 'account' && taken.accountId === ticket.ownerId && (await leads(taken.accountId))) {
        return this.changes.notPossible(tx, { ticket, crew }, 'take', relation);
      }
      const inCrew = crew.some(({ helperId }) => helperId !== null && helperId === by.helperId);
      const place = inCrew || by.helperId === null ? undefined : await this.freePlace(tx, crew, by.helperId, at);
      return {
        type: 'taken',
        patch: { ownerId: by.accountId, ...accepted(ticket, at) },
        fills: place === undefined ? [] : [{ placeId: place.id, helperId: by.helperId }],
        changes: { ownerId: by.accountId, placeId: place?.id ?? null },
        counts: acceptTime(ticket, at),
      };
    });
  }

  /**
   * A helper takes a free place: by accepting an offer, or by the head's hand. Runs in dispatch's transaction, on the
   * ticket that it has locked.
   */
  join(
    tx: Tx,
    current: TicketWithCrew,
    by: Actor,
    { helperId, placeId, offerId }: { helperId: string; placeId: string | null; offerId: string | null },
    given: Given,
  ): Promise<TicketWithCrew | Refusal> {
    const decide = async (_: Tx, { ticket, crew }: TicketWithCrew, { at }: { at: Date }): Promise<Edit | Refusal> => {
      if (crew.some((place) => place.helperId === helperId)) return { refused: 'already-in-crew', field: 'helperId' };
      const free = crew.filter((place) => place.helperId === null && (placeId === null || place.id === placeId));
      if (free.length === 0) return { refused: 'crew-full' };
      // a place that needs the helper's skill before one that anyone could fill
      const place = await this.freePlace(tx, free.reverse(), helperId, at);
      if (place === undefined) return { refused: 'helper-not-qualified', field: 'helperId' };
      return {
        type: offerId === null ? 'joined' : 'offer_accepted',
        patch: accepted(ticket, at),
        fills: [{ placeId: place.id, helperId }],
        changes: { helperId, placeId: place.id, ...(offerId === null ? {} : { offerId }) },
        counts: acceptTime(ticket, at),
      };
    };
    return this.changes.stepIn(tx, current, 'join', by, given, decide, offerId !== null);
  }

  leave(id: string, helperId: string, reason: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'leave', by, given, (_, { crew }) => {
      const place = crew.find((each) => each.helperId === helperId);
      if (place === undefined) return { refused: 'not-in-crew', field: 'helperId' };
      return {
        type: 'left',
        fills: [{ placeId: place.id, helperId: null }],
        changes: { helperId, placeId: place.id },
        text: { kind: 'reason', text: reason },
      };
    });
  }

  start(id: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'start', by, given, this.starting(given));
  }

  startIn(tx: Tx, current: TicketWithCrew, by: Actor, given: Given): Promise<TicketWithCrew | Refusal> {
    return this.changes.stepIn(tx, current, 'start', by, given, this.starting(given));
  }

  private starting(given: Given): Decide {
    return (_, { ticket, crew }, { at, relation }) => {
      if (crew.every(({ helperId }) => helperId === null)) return { refused: 'crew-empty' };
      if (!standsFor(given, crew)) return { refused: 'not-in-crew', field: 'onBehalfOf' };
      // with places still free it is for the head to say that they can begin
      if (ticket.state === 'open' && !relation.head && !relation.slip) return { refused: 'not-permitted' };
      return { type: 'started', patch: { startedAt: at }, changes: {} };
    };
  }

  hold(id: string, until: Date, reason: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'hold', by, given, (_, { ticket }, { at }) => {
      if (until <= at) return { refused: 'hold-until-in-the-past', field: 'until' };
      return {
        type: 'held',
        patch: { heldFrom: ticket.state, holdStartedAt: at, holdUntil: until },
        changes: { until },
        text: { kind: 'reason', text: reason },
      };
    });
  }

  /** The time on hold is added to what is due. */
  resume(id: string, by: Actor | 'system', given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'resume', by, given, (_, { ticket }, { at }) => {
      const patch = endHold(ticket, at);
      return { type: 'resumed', patch, changes: { resolveDue: patch.resolveDue } };
    });
  }

  /** An outcome is reported. A helper who reports another one than 办成 proposes it: heads finalise. */
  resolve(id: string, outcome: Outcome, note: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'resolve', by, given, this.resolving(outcome, note, given));
  }

  resolveIn(
    tx: Tx,
    current: TicketWithCrew,
    { outcome, note }: { outcome: Outcome; note: string },
    by: Actor,
    given: Given,
  ): Promise<TicketWithCrew | Refusal> {
    return this.changes.stepIn(tx, current, 'resolve', by, given, this.resolving(outcome, note, given));
  }

  private resolving(outcome: Outcome, note: string, given: Given): Decide {
    return (_, { ticket, crew }, { at, relation }) => {
      if (!standsFor(given, crew)) return { refused: 'not-in-crew', field: 'onBehalfOf' };
      const text = { kind: 'note' as const, text: note };
      if (!mayFinalise(outcome, relation)) {
        // a slip tells what is over: there is nobody left to propose to
        if (relation.slip) return { refused: 'outcome-not-yours', field: 'outcome' };
        return {
          action: 'propose',
          type: 'outcome_proposed',
          patch: { proposedOutcome: outcome },
          changes: { outcome },
          text,
        };
      }
      // in triage there is no crew that could begin: an area does it itself
      if (outcome === 'done' && ticket.startedAt === null && ticket.stationId !== null)
        return { refused: 'not-started' };
      const hold = endHold(ticket, at);
      const onTime = at <= (hold.resolveDue ?? ticket.resolveDue);
      const seconds =
        (at.getTime() - ticket.roundStartedAt.getTime()) / 1000 - (hold.heldSeconds ?? ticket.heldSeconds);
      return {
        type: 'resolved',
        patch: {
          ...hold,
          ...NO_APPOINTMENT,
          outcome,
          proposedOutcome: null,
          resolvedAt: at,
          // from now: the resident hears of it now, whenever it was done
          silenceDue: new Date(this.clock.now().getTime() + SILENCE_DAYS * DAY_MS),
        },
        changes: { outcome, onTime },
        text,
        counts: [
          {
            add: { [`resolved_${outcome}`]: 1, ...(onTime ? { resolved_on_time: 1 } : {}) },
            times: [{ measure: 'resolve', seconds: Math.max(0, seconds) }],
          },
        ],
      };
    };
  }

  /** 好了: the requester by link, an operator for a call-back or a slip, or seven days' silence. Counts what was done. */
  confirm(
    id: string,
    way: Confirmation,
    by: Actor | Requester | 'system',
    given: Given = {},
  ): Promise<Result | Refusal> {
    return this.changes.step(id, 'confirm', by, given, confirming(way));
  }

  confirmIn(
    tx: Tx,
    current: TicketWithCrew,
    way: Confirmation,
    by: Actor,
    given: Given,
  ): Promise<TicketWithCrew | Refusal> {
    return this.changes.stepIn(tx, current, 'confirm', by, given, confirming(way));
  }

  /** 没好: the same crew again, the clock anew. A completion that was counted is taken back, booked on the day of the 没好. */
  reopen(id: string, reason: string | null, by: Actor | Requester, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'reopen', by, given, this.reopening(reason));
  }

  reopenIn(
    tx: Tx,
    current: TicketWithCrew,
    reason: string | null,
    by: Actor,
    given: Given,
  ): Promise<TicketWithCrew | Refusal> {
    return this.changes.stepIn(tx, current, 'reopen', by, given, this.reopening(reason));
  }

  private reopening(reason: string | null): Decide {
    return async (tx, { ticket }, { at }) => {
      if (!mayStillReopen(ticket.closedAt, at)) return { refused: 'too-old-to-reopen' };
      const category = await this.categories.byId(tx, ticket.categoryId);
      const station = ticket.stationId === null ? undefined : await this.stations.byId(tx, ticket.stationId);
      const counted = ticket.state === 'closed' && ticket.outcome === 'done';
      const due = category === undefined ? {} : { resolveDue: dues(category, station, at).resolveDue };
      return {
        type: 'reopened',
        patch: {
          ...due,
          roundStartedAt: at,
          startedAt: null,
          resolvedAt: null,
          closedAt: null,
          heldSeconds: 0,
          outcome: null,
          confirmation: null,
          silenceDue: null,
          // the new work may be rated anew; the rating that was given stays counted on its day
          stars: null,
          callAttempts: 0,
          callAgainAt: null,
          checkedAt: null,
          rework: ticket.rework + 1,
        },
        changes: { withdrawn: counted, rework: ticket.rework + 1, ...due },
        text: reason === null ? undefined : { kind: 'reason', text: reason },
        counts: counted ? [{ add: { withdrawn: 1 } }] : [],
      };
    };
  }

  cancel(id: string, reason: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'cancel', by, given, (_, { ticket }, { at }) => ({
      type: 'cancelled',
      patch: { ...endHold(ticket, at), ...NO_APPOINTMENT, closedAt: at },
      changes: {},
      text: { kind: 'reason', text: reason },
      counts: [{ add: { cancelled: 1 } }],
    }));
  }

  comment(id: string, text: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'comment', by, given, () => ({
      type: 'commented',
      changes: {},
      text: { kind: 'comment', text },
    }));
  }

  /** A photo: kept re-encoded, without metadata. */
  async attach(id: string, bytes: Buffer, by: Actor, given: Given = {}): Promise<Photo | Refusal> {
    // decoding is dear: only for who may attach
    const found = await this.changes.find(this.database, id, by);
    if (found === undefined) return { refused: 'not-found' };
    const fault = await this.changes.fault(this.database, found, 'attach', by);
    if (fault !== undefined) return fault;
    const photo = await this.photos.store(bytes);
    if (isRefusal(photo)) return photo;
    const result = await this.changes.step(id, 'attach', by, given, async (tx) => {
      if ((await this.record.photos(tx, id)).length >= PHOTOS)
        return { refused: 'too-many-photos', args: { max: PHOTOS } };
      return { type: 'photo_attached', changes: { photoId: photo.id }, photo };
    });
    if (!isRefusal(result)) return photo;
    await this.photos.remove(photo.id);
    return result;
  }

  /** One to five stars, once; booked on its own day. */
  rate(id: string, stars: number, by: Actor | Requester, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'rate', by, given, (_, { ticket }) => {
      if (ticket.stars !== null) return { refused: 'already-rated' };
      return { type: 'rated', patch: { stars }, changes: { stars }, counts: [{ add: { ratings: 1, stars } }] };
    });
  }

  /** The version of a requester's link that is good; null where there is no such requester. */
  async linkVersion(ticketId: string, no: number): Promise<number | null> {
    return this.store.linkVersion(this.database, ticketId, no);
  }

  async idOf(reference: string): Promise<string | null> {
    return (await this.store.byReference(this.database, reference))?.id ?? null;
  }

  async referenceOf(ticketId: string): Promise<string | null> {
    return (await this.store.find(this.database, ticketId))?.ticket.reference ?? null;
  }

  requesters(ticketId: string): Promise<{ no: number; residentId: string }[]> {
    return this.store.requesters(this.database, ticketId);
  }

  /** Seven days' silence confirms; one bounded batch. */
  async confirmSilent(): Promise<number> {
    const due = await this.database.transaction((tx) => this.store.silent(tx, this.clock.now(), 50));
    return this.sweeps.each(due, (id) => this.confirm(id, 'silence', 'system'));
  }

  /** Holds that were to end by now; one bounded batch. */
  async endHolds(): Promise<number> {
    const due = await this.store.holdsOver(this.database, this.clock.now(), 50);
    return this.sweeps.each(due, (id) => this.resume(id, 'system'));
  }

  private async ownerOf(sql: Sql, station: Station | undefined, areaPath: string): Promise<string | null> {
    return station?.head?.accountId ?? (await this.accounts.ownerFor(sql, areaPath))?.accountId ?? null;
  }

  /** The first free place, in this order, that the helper is qualified for on that day. */
  private async freePlace(sql: Sql, crew: CrewPlace[], helperId: string, at: Date): Promise<CrewPlace | undefined> {
    for (const place of crew) {
      if (place.helperId !== null) continue;
      const fit = await this.stations.qualified(sql, { helperIds: [helperId] }, place.skill, dayOf(at));
      if (fit.length > 0) return place;
    }
    return undefined;
  }
}

function confirming(way: Confirmation): Decide {
  return (_, { ticket }, { at }) => ({
    type: 'confirmed',
    patch: { confirmation: way, closedAt: at, silenceDue: null, callAgainAt: null },
    changes: { way, outcome: ticket.outcome },
    counts: ticket.outcome === 'done' ? [{ add: { [`completed_${way}`]: 1 } }] : [],
  });
}

/** What is recorded for a helper is the doing of one of the crew. */
function standsFor({ onBehalfOf }: Given, crew: CrewPlace[]): boolean {
  return onBehalfOf === undefined || crew.some(({ helperId }) => helperId === onBehalfOf);
}
