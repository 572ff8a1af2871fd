import { Injectable } from '@nestjs/common';
import { checkAccess } from '../accounts/access.js';
import { Accounts } from '../accounts/accounts.js';
import type { Actor, HeldSkill } from '../accounts/actor.js';
import { dayOf, type WorkingCalendar } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { Database, making, TwinRequest, type RequestKey, type Sql, type Tx } from '../platform/database/database.js';
import { Writing } from '../platform/database/statement.js';
import { languageWritten, type Language } from '../platform/http/language.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/outbox.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import { Secrets } from '../platform/secrets.js';
import { Residents, type FoundOrAdded } from '../residents/residents.js';
import { Routing, type Place, type Routed } from '../routing/routing.js';
import { Calendars, skillCounts, Stations, type Station } from '../stations/stations.js';
import { Claims } from './claims/claims.js';
import { Categories } from './categories.js';
import { Photos } from './photos.js';
import { encryptAnswers } from './questions/answers.js';
import type { Answered, GivenAnswer } from './questions/question.js';
import { answersOf } from './questions/questions.policy.js';
import { RecordStore, type Photo } from './record.store.js';
import { referenceOf } from './reference.js';
import {
  accepted,
  acceptTime,
  arrived,
  endHold,
  newTicket,
  NO_APPOINTMENT,
  NO_REQUEST,
  placesOf,
} from './ticket.clock.js';
import { dues, isOnTime, ownerDue } from './ticket.deadlines.js';
import { TicketChanges, type Decide, type Edit, type Given, type Result } from './ticket.changes.js';
import { mayFinalise, mayStillReopen } from './ticket.policy.js';
import type { TicketDraft } from './ticket.draft.js';
import { URGENCIES } from './ticket.js';
import type {
  Category,
  Channel,
  Confirmation,
  CrewPlace,
  Opened,
  Outcome,
  Ticket,
  TicketWithCrew,
  Urgency,
} from './ticket.js';
import { TicketsStore, type Asker } from './tickets.store.js';

export * from './ticket.js';
export { RecordStore, type RecordedEvent } from './record.store.js';
export type { TicketEvent, TicketEventType } from './tickets.events.js';
export { Categories } from './categories.js';
export type { GivenAnswer, Question } from './questions/question.js';
export { toolsOf } from './crew.policy.js';
export { dispatchOf } from './ticket.deadlines.js';
export { climbWords, rungWords } from './climb.words.js';
export { Escalations } from './escalations.js';
export { readReference } from './reference.js';
export { TicketChanges, type Given, type Result, type Which } from './ticket.changes.js';
export { TicketDraft } from './ticket.draft.js';
export type { Action } from './ticket.lifecycle.js';
export { happenedAtFault, mayAct, mayJoined, relationOf } from './ticket.policy.js';
export { Holds } from './holds/holds.js';
export { Merging } from './merging/merging.js';
export { Similar, type SimilarTicket } from './similar/similar.js';
export { Callers, type AskedRow, type CallerTicket, type KnownPlace, type KnownPlaces } from './callers/callers.js';
export { Visits } from './visits/visits.js';
export { Claims, type Claim } from './claims/claims.js';
export { claimView, type ClaimView } from './claims/claims.dto.js';
export { Declined, type Met } from './declined/declined.js';
export { visibility, type Asker } from './tickets.store.js';
export { TicketViews } from './ticket.views.js';
export type { ContactView, RecordView, RequesterView, TicketLine, TicketView } from './views.dto.js';
export { TicketFeed } from './ticket.feed.js';
export { HistoriesStore, type History } from './histories.store.js';
export type { KeptTicket, RecordFault, ReplayedEvent, Step } from './ticket.kept.js';
export { replay, type Replay } from './ticket.replay.js';
export { replayHolds } from './holds/holds.replay.js';
export type { Tallied } from './ticket.tallies.js';

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
  /** to the category's questions; undefined: nobody could be asked, so none is demanded */
  answers?: GivenAnswer[];
  /** `residentId`: who asks is known already; `moved`: they say that they have moved here */
  caller: { phone: string | null; name: string | null; residentId?: string; moved?: boolean };
  /** where the caller rings for somebody else */
  personHelped: { phone: string | null; name: string | null } | null;
  channel: Channel;
  happenedAt: Date | null;
  /** raised above the category's; the category's unless told */
  urgency?: Urgency;
  /** whoever is helped is alone at home: at night two go there, where the category says so */
  alone?: boolean;
  /** BCP 47, of whoever is helped */
  languages?: string[];
  /** in which who asks is written to; by what they speak unless told */
  language?: Language;
}

/** A new ticket before it is written. */
/** A resident who asks without an account: by a door plate, or by a message. */
export interface Self {
  self: true;
  request?: RequestKey;
}

export interface Opening {
  id: string;
  input: OpenTicket;
  routed: Routed;
  category: Category;
  answers: Answered[];
  urgency: Urgency;
  openedAt: Date;
  now: Date;
}

interface Joining {
  helperId: string;
  /** null: any that they qualify for */
  placeId: string | null;
  offerId: string | null;
}

const REFERENCES_AT_ONCE = 20;
const PHOTOS = 20;
const PHOTOS_OF_REQUESTER = 4;
const SILENCE_DAYS = 7;
const DAY_MS = 86_400_000;

/** Front door: the life of a ticket. Every method hands back the ticket's id, state and version, or a refusal. */
@Injectable()
export class Tickets {
  private readonly numbers: string[] = [];

  constructor(
    private readonly database: Database,
    private readonly store: TicketsStore,
    private readonly record: RecordStore,
    private readonly changes: TicketChanges,
    private readonly claims: Claims,
    private readonly photos: Photos,
    private readonly categories: Categories,
    private readonly routing: Routing,
    private readonly stations: Stations,
    private readonly calendars: Calendars,
    private readonly accounts: Accounts,
    private readonly residents: Residents,
    private readonly secrets: Secrets,
    private readonly sweeps: Sweeps,
    private readonly clock: Clock,
  ) {}

  /**
   * At the station that covers the place; in triage where none does. Operators open, and heads: residents ring the station;
   * and residents themselves.
   * `answer`, where given, makes the request's answer of it, to be kept with the effect.
   */
  async open(input: OpenTicket, by: Actor | Self, answer?: (opened: Opened) => unknown): Promise<Opened | Refusal> {
    const opening = await this.prepare(input, by);
    if (isRefusal(opening)) return opening;
    return this.residents.again(async () => {
      const { opened, writing } = await this.draftOpened(this.database, opening, by);
      if (answer !== undefined) by.request?.answers?.(answer(opened));
      const access = 'self' in by ? undefined : by.access;
      if (access !== undefined) writing.check(checkAccess(access));
      await this.database.write(writing, making(by.request, opening.id));
      if (access !== undefined) access.checked = true;
      return opened;
    });
  }

  /** In a transaction that does more with it; within `Residents.again`. */
  async openIn(tx: Tx, opening: Opening, by: Actor | Self): Promise<Opened> {
    const { opened, writing } = await this.draftOpened(tx, opening, by);
    await tx.write(writing);
    return opened;
  }

  /** What can be known of a new ticket before it is written. */
  async prepare(input: OpenTicket, by: Actor | Self, sql: Sql = this.database): Promise<Opening | Refusal> {
    if (!mayOpen(by)) return { refused: 'not-permitted' };
    const now = this.clock.now();
    const openedAt = this.changes.happenedAt({ happenedAt: input.happenedAt ?? undefined }, now, true, null);
    if (isRefusal(openedAt)) return openedAt;
    const routed = this.routing.route(input.place, now);
    if (isRefusal(routed)) return routed;
    const category = await this.categories.byId(sql, input.categoryId);
    if (category === undefined || !category.selectable) return { refused: 'unknown-category', field: 'categoryId' };
    const answers = answersOf(category.questions, input.answers);
    if (isRefusal(answers)) return answers;
    const urgency = input.urgency ?? category.urgency;
    if (URGENCIES.indexOf(urgency) < URGENCIES.indexOf(category.urgency)) {
      return { refused: 'urgency-too-low', field: 'urgency' };
    }
    return { id: newId(), input, routed, category, answers, urgency, openedAt, now };
  }

  private async draftOpened(
    sql: Sql,
    { id, input, routed, category, answers, urgency, openedAt, now }: Opening,
    by: Actor | Self,
  ): Promise<{ opened: Opened; writing: Writing }> {
    const station = routed.stationId === null ? undefined : await this.stations.byId(sql, routed.stationId);
    const writing = new Writing();
    const caller = await this.callerOf(sql, writing, input);
    if (input.caller.moved === true) this.residents.moved(writing, caller.id, openedAt);
    const helped =
      input.personHelped === null
        ? caller
        : await this.residents.findOrAdd(sql, writing, { ...input.personHelped, verified: false });
    const owner = await this.ownerOf(sql, station, routed.gridPath);
    const ticket = newTicket({
      id,
      reference: await this.nextReference(sql),
      category,
      urgency,
      station,
      calendar: await this.calendars.current(sql),
      routed,
      unit: input.unit,
      doorEncrypted: input.door === null ? null : this.secrets.encrypt(input.door),
      channel: input.channel,
      personHelpedId: helped.id,
      languages: input.languages ?? [],
      ownerId: owner?.accountId ?? null,
      openedAt,
      enteredAt: now,
    });
    const made = { ticket, crew: placesOf(category, { alone: input.alone === true, at: openedAt }) };
    const { description } = input;
    const answersEncrypted = encryptAnswers(this.secrets, answers);
    const requester = { residentId: caller.id, language: input.language ?? languageWritten(input.languages ?? []) };
    const draft = await this.changes.opened(sql, made, requester, by, now, { description, answersEncrypted });
    const opened: Opened = {
      ...draft.after,
      category,
      station,
      building: routed.building,
      request: description,
      answers,
      caller: caller.masked,
      personHelped: helped.masked,
      ownerName: owner?.name ?? null,
      skillNames: await this.stations.skillNames(sql),
    };
    return { opened, writing: writing.take(this.changes.written([draft])) };
  }

  /** A number that rang, or that a gateway names, is the caller's; one that was told or typed is only said to be. */
  private async callerOf(sql: Sql, writing: Writing, { caller, channel }: OpenTicket): Promise<FoundOrAdded> {
    const { residentId, phone, name } = caller;
    if (residentId !== undefined) {
      const masked = (await this.residents.masked(sql, [residentId])).get(residentId);
      return { id: residentId, masked: masked ?? { phone: null, name: null } };
    }
    return this.residents.findOrAdd(sql, writing, { phone, name, verified: channel === 'phone' });
  }

  /** Taken from the sequence a few at a time; those that a process leaves unused are gaps. */
  private async nextReference(sql: Sql): Promise<string> {
    if (this.numbers.length === 0) this.numbers.push(...(await this.store.nextSequences(sql, REFERENCES_AT_ONCE)));
    return referenceOf(this.numbers.shift() ?? (await this.nextReference(sql)));
  }

  /** A ticket in triage gets its place. */
  place(id: string, place: Place, unit: string | null, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(
      id,
      'place',
      by,
      given,
      async (sql, current, told) =>
        (await this.claims.faultFor(sql, id, by)) ?? this.placing(place, unit)(sql, current, told),
    );
  }

  /** The same once the resident has told where: on a ticket that the transaction has locked. */
  placeIn(tx: Tx, current: TicketWithCrew, place: Place, unit: string | null): Promise<TicketWithCrew | Refusal> {
    return this.changes.stepIn(tx, current, 'place', 'system', {}, this.placing(place, unit));
  }

  private placing(place: Place, unit: string | null): Decide {
    return (sql, { ticket }, { at }) => {
      const routed = this.routing.route(place, at);
      if (isRefusal(routed)) return routed;
      if (routed.stationId === null) return { refused: 'no-station-yet', field: 'place' };
      return this.placed(sql, ticket, routed, unit);
    };
  }

  /** What `place` makes of a ticket in triage whose station is known. */
  async placed(sql: Sql, ticket: Ticket, routed: Routed, unit: string | null = null): Promise<Edit> {
    const { stationId, mapId, way, reason, building, point, given: givenPoint } = routed;
    const station = stationId === null ? undefined : await this.stations.byId(sql, stationId);
    const category = await this.categories.byId(sql, ticket.categoryId);
    const calendar = await this.calendars.current(sql);
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
        unit: unit ?? ticket.unit,
        lng: point?.lng ?? ticket.lng,
        lat: point?.lat ?? ticket.lat,
        givenPoint: point === null ? ticket.givenPoint : givenPoint,
        ...(category === undefined ? {} : duesOfPlaced(ticket, category, station, calendar, this.clock.now())),
        escalationLevel: 0,
        ownerId: (await this.ownerOf(sql, station, routed.gridPath))?.accountId ?? null,
      },
      changes: { stationId, areaId: routed.areaId, way, reason },
      counts: [{ add: { transferred_out: 1 }, holderOf: 'before' }, { add: { transferred_in: 1 } }],
    };
  }

  /** The head owns it, and fills one place of the crew where they qualify for a free one. */
  take(id: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'take', by, given, async (sql, { ticket, crew }, { at, relation }) => {
      // head and deputy may take it at once: it stays with the first
      const { takenById: taker } = ticket;
      const leads = (accountId: string) => this.stations.leads(sql, ticket.stationId ?? '', accountId);
      const above = ticket.escalationLevel > 0;
      if (taker !== null && (above || taker === ticket.ownerId) && (await leads(taker))) {
        return this.changes.notPossible(sql, { ticket, crew }, 'take', relation);
      }
      const inCrew = crew.some(({ helperId }) => helperId !== null && helperId === by.helperId);
      const place =
        inCrew || by.helperId === null ? undefined : await this.freePlace(sql, ticket, crew, by.helperId, at, by);
      return {
        type: 'taken',
        // an escalated ticket stays with its owner above until it is returned
        patch: { ...(above ? {} : { ownerId: by.accountId }), takenById: by.accountId, ...accepted(ticket, at) },
        fills: place === undefined ? [] : [{ placeId: place.id, helperId: by.helperId }],
        changes: { ownerId: above ? ticket.ownerId : by.accountId, placeId: place?.id ?? null },
        counts: acceptTime(ticket, at),
      };
    });
  }

  /** A helper takes a free place, by the head's hand. Runs in dispatch's transaction, on the ticket that it has locked. */
  join(tx: Tx, current: TicketWithCrew, by: Actor, joining: Joining, given: Given): Promise<TicketWithCrew | Refusal> {
    return this.changes.stepIn(tx, current, 'join', by, given, this.joins(by, joining));
  }

  joinOn(sql: Sql, draft: TicketDraft, by: Actor, joining: Joining, given: Given): Promise<Refusal | undefined> {
    return this.changes.stepOn(sql, draft, 'join', by, given, this.joins(by, joining));
  }

  /** A helper takes the place that they were asked for. Dispatch ends the offer in the same statement. */
  accept(sql: Sql, current: TicketWithCrew, by: Actor, joining: Joining, given: Given): Promise<TicketDraft | Refusal> {
    return this.changes.drafted(sql, current, 'join', by, given, this.joins(by, joining), true);
  }

  private joins(by: Actor, { helperId, placeId, offerId }: Joining) {
    return async (sql: Sql, { ticket, crew }: TicketWithCrew, { at }: { at: Date }): Promise<Edit | Refusal> => {
      if (crew.some((place) => place.helperId === helperId)) return { refused: 'already-in-crew', field: 'helperId' };
      const free = crew.filter((place) => place.helperId === null && (placeId === null || place.id === placeId));
      if (free.length === 0) return { refused: 'crew-full' };
      // a place that needs the helper's skill before one that anyone could fill
      const place = await this.freePlace(sql, ticket, free.reverse(), helperId, at, by);
      if (place === undefined) return { refused: 'helper-not-qualified', field: 'helperId' };
      return {
        type: offerId === null ? 'joined' : 'offer_accepted',
        patch: accepted(ticket, at),
        fills: [{ placeId: place.id, helperId }],
        changes: { helperId, placeId: place.id, ...(offerId === null ? {} : { offerId }) },
        counts: acceptTime(ticket, at),
      };
    };
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

  /** As a further step of a draft, as what follows `On`. */
  startOn(sql: Sql, draft: TicketDraft, by: Actor, given: Given): Promise<Refusal | undefined> {
    return this.changes.stepOn(sql, draft, 'start', by, given, this.starting(given));
  }

  private starting(given: Given): Decide {
    return (_, { ticket, crew }, { at, relation }) => {
      if (crew.every(({ helperId }) => helperId === null)) return { refused: 'crew-empty' };
      if (!standsFor(given, crew)) return { refused: 'not-in-crew', field: 'onBehalfOf' };
      // with places still free it is for the head to say that they can begin
      if (ticket.state === 'open' && !relation.head && !relation.slip) return { refused: 'not-permitted' };
      return { type: 'started', patch: { startedAt: at, ...arrived(ticket, at) }, changes: {} };
    };
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

  resolveOn(
    sql: Sql,
    draft: TicketDraft,
    { outcome, note }: { outcome: Outcome; note: string },
    by: Actor,
    given: Given,
  ): Promise<Refusal | undefined> {
    return this.changes.stepOn(sql, draft, 'resolve', by, given, this.resolving(outcome, note, given));
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
      const onTime = isOnTime(at, { ...ticket, ...hold });
      const seconds =
        (at.getTime() - ticket.roundStartedAt.getTime()) / 1000 - (hold.heldSeconds ?? ticket.heldSeconds);
      return {
        type: 'resolved',
        patch: {
          ...hold,
          ...NO_REQUEST,
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

  confirmOn(sql: Sql, draft: TicketDraft, way: Confirmation, by: Actor, given: Given): Promise<Refusal | undefined> {
    return this.changes.stepOn(sql, draft, 'confirm', by, given, confirming(way));
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
      const calendar = await this.calendars.current(tx);
      const counted = ticket.state === 'closed' && ticket.outcome === 'done';
      const due = category === undefined ? {} : duesOfRound(ticket, category, station, calendar, at, this.clock.now());
      return {
        type: 'reopened',
        patch: {
          ...due,
          roundStartedAt: at,
          startedAt: null,
          resolvedAt: null,
          closedAt: null,
          arrivedAt: null,
          arriveMissedAt: null,
          resolveMissedAt: null,
          heldSeconds: 0,
          holds: 0,
          extendedSeconds: 0,
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
        changes: { withdrawn: counted, rework: ticket.rework + 1, resolveDue: due.resolveDue },
        text: reason === null ? undefined : { kind: 'reason', text: reason },
        counts: counted ? [{ add: { withdrawn: 1 } }] : [],
      };
    };
  }

  cancel(id: string, reason: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'cancel', by, given, (_, { ticket }, { at }) => ({
      type: 'cancelled',
      patch: { ...endHold(ticket, at), ...NO_REQUEST, ...NO_APPOINTMENT, closedAt: at },
      changes: {},
      text: { kind: 'reason', text: reason },
      counts: [{ add: { cancelled: 1 } }],
    }));
  }

  comment(id: string, text: string, by: Actor | Requester, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'comment', by, given, commenting(text));
  }

  /** By who asked: on a ticket that the transaction has locked. */
  commentIn(
    tx: Tx,
    current: TicketWithCrew,
    text: string,
    by: Requester,
    given: Given,
  ): Promise<TicketWithCrew | Refusal> {
    return this.changes.stepIn(tx, current, 'comment', by, given, commenting(text));
  }

  /** A photo: kept re-encoded, without metadata. A requester has four. */
  async attach(id: string, bytes: Buffer, by: Actor | Requester, given: Given = {}): Promise<Photo | Refusal> {
    // decoding is dear: only for who may attach
    const found = await this.changes.find(this.database, id, by);
    if (found === undefined) return { refused: 'not-found' };
    const fault = await this.changes.fault(this.database, found, 'attach', by);
    if (fault !== undefined) return fault;
    const photo = await this.photos.store(bytes);
    if (isRefusal(photo)) return photo;
    try {
      // the answer is the photo, not what became of the ticket
      const request = by.request === undefined ? undefined : { ...by.request, answers: undefined };
      const result = await this.changes.step(id, 'attach', { ...by, request }, given, async (sql) => {
        if ((await this.record.photos(sql, id)).length >= PHOTOS)
          return { refused: 'too-many-photos', args: { max: PHOTOS } };
        if ('no' in by && (await this.record.photosBy(sql, id, by.no)) >= PHOTOS_OF_REQUESTER)
          return { refused: 'too-many-photos', args: { max: PHOTOS_OF_REQUESTER } };
        return { type: 'photo_attached', changes: { photoId: photo.id }, photo };
      });
      if (!isRefusal(result)) return photo;
      await this.photos.remove(photo.id);
      return result;
    } catch (thrown) {
      // sent again with its key: the first one's file is the one that is kept, and nobody would ever delete this one
      if (thrown instanceof TwinRequest) await this.photos.remove(photo.id);
      throw thrown;
    }
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

  idOf(reference: string): Promise<string | null> {
    return this.store.idOf(this.database, reference);
  }

  /** Everybody who asks for one of the tickets, or did before going back to a ticket of their own. */
  askers(ticketIds: string[]): Promise<Asker[]> {
    return this.store.askers(this.database, ticketIds);
  }

  requesters(ticketId: string): Promise<{ no: number; residentId: string }[]> {
    return this.store.requesters(this.database, ticketId);
  }

  /** Seven days' silence confirms; one bounded batch. */
  async confirmSilent(): Promise<number> {
    const due = await this.store.silent(this.database, this.clock.now(), 50);
    return this.sweeps.each(due, (id) => this.confirm(id, 'silence', 'system'));
  }

  /** Holds that were to end by now; one bounded batch. */
  async endHolds(): Promise<number> {
    const due = await this.store.holdsOver(this.database, this.clock.now(), 50);
    return this.sweeps.each(due, (id) => this.resume(id, 'system'));
  }

  private async ownerOf(
    sql: Sql,
    station: Station | undefined,
    areaPath: string,
  ): Promise<{ accountId: string; name: string } | null> {
    return station?.head ?? (await this.accounts.ownerFor(sql, areaPath)) ?? null;
  }

  /** The first free place, in this order, that the helper is qualified for on that day. Who acts brings their skills along. */
  private async freePlace(
    sql: Sql,
    ticket: Ticket,
    crew: CrewPlace[],
    helperId: string,
    at: Date,
    by: Actor,
  ): Promise<CrewPlace | undefined> {
    const day = dayOf(at);
    const held = await this.skillsOf(sql, ticket, helperId, day, by);
    if (held === undefined) return undefined;
    const fits = ({ skill }: CrewPlace) =>
      skill === null || held.some((each) => each.skill === skill && skillCounts(each, day));
    return crew.find((place) => place.helperId === null && fits(place));
  }

  /** Of the actor and of who serves the station they are in memory; undefined: no helper on that day. */
  private async skillsOf(
    sql: Sql,
    { stationId }: Ticket,
    helperId: string,
    day: string,
    by: Actor,
  ): Promise<HeldSkill[] | undefined> {
    if (helperId === by.helperId && by.skills !== undefined && day === dayOf(this.clock.now())) return by.skills;
    const serving = stationId === null ? [] : await this.stations.serving(sql, stationId);
    const helper = serving.find(({ id }) => id === helperId) ?? (await this.stations.helper(sql, helperId));
    const isHelper = helper !== undefined && helper.joinedOn <= day && (helper.leftOn === null || helper.leftOn > day);
    return isHelper ? helper.skills : undefined;
  }
}

/** The deadlines of a ticket that has come out of triage: from its opening, and what was told stays told. */
function duesOfPlaced(
  ticket: Ticket,
  category: Category,
  station: Station | undefined,
  calendar: WorkingCalendar,
  now: Date,
): Partial<Ticket> {
  const { urgency, openedAt, acceptNear, arriveNear, resolveNear } = ticket;
  return {
    ...dues(category, urgency, station, calendar, openedAt),
    ...(acceptNear === null ? { acceptNear } : {}),
    ...(arriveNear === null ? { arriveNear } : {}),
    ...(resolveNear === null ? { resolveNear } : {}),
    ownerDue: ownerDue(category, urgency, station, calendar, now),
  };
}

/** Those of a new round; what nobody had accepted is to be accepted anew. The owner has it from now, whenever 没好 was said. */
function duesOfRound(
  ticket: Ticket,
  category: Category,
  station: Station | undefined,
  calendar: WorkingCalendar,
  at: Date,
  now: Date,
): Partial<Ticket> {
  const { acceptDue, acceptNear, ...resolve } = dues(category, ticket.urgency, station, calendar, at);
  const holder = ticket.escalationLevel === 0 ? station : undefined;
  const owner = ownerDue(category, ticket.urgency, holder, calendar, now);
  return {
    ...resolve,
    ...(ticket.acceptedAt === null ? { acceptDue, acceptNear, acceptMissedAt: null } : {}),
    ownerDue: owner,
  };
}

/** Whoever takes calls, and residents for themselves. */
function mayOpen(by: Actor | Self): boolean {
  return 'self' in by || by.stationRoles.length > 0 || by.areaRoles.some(({ role }) => role === 'operator');
}

function commenting(text: string): Decide {
  return () => ({ type: 'commented', changes: {}, text: { kind: 'comment', text } });
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
