import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Accounts } from '../accounts/accounts.js';
import type { Actor } from '../accounts/actor.js';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { Database, type RequestKey, type Sql, type Tx } from '../platform/database/database.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { newId, Outbox } from '../platform/outbox.js';
import { Counts, type Count, type Counted, type Holder } from '../stations/counts.js';
import { Stations } from '../stations/stations.js';
import { RecordStore, type Photo, type TextKind } from './record.store.js';
import { LIFECYCLE, next, possible, type Action } from './ticket.lifecycle.js';
import {
  happenedAtFault,
  mayAct,
  relationOf,
  REQUESTER,
  type HappenedAtFault,
  type Relation,
} from './ticket.policy.js';
import { stateZh } from './ticket.words.js';
import type { Channel, CrewPlace, Doer, State, Ticket, TicketWithCrew } from './ticket.js';
import type { TicketEvent, TicketEventType } from './tickets.events.js';
import { TicketsStore } from './tickets.store.js';

/** How a change is told: in person, or recorded afterwards for somebody else. */
export interface Given {
  channel?: Channel;
  /** heads and operators record afterwards what happened up to 7 days ago */
  happenedAt?: Date;
  /** the helper for whom a head records it */
  onBehalfOf?: string;
  /** read off a slip of paper: what crew and head did, entered for them */
  slip?: true;
}

export interface Result {
  id: string;
  state: State;
  version: number;
}

interface Fill {
  placeId: string;
  helperId: string | null;
}

/** What an action makes of a ticket. */
export interface Edit {
  type: TicketEventType;
  /** another action of the table than the one asked for */
  action?: Action;
  patch?: Partial<Ticket>;
  /** who comes to which place of the crew, or leaves it (null) */
  fills?: Fill[];
  /** ids, codes and times only */
  changes: Record<string, unknown>;
  text?: { kind: TextKind; text: string };
  photo?: Photo;
  counts?: Tally[];
}

interface Tally {
  add: Partial<Record<Counted, number>>;
  times?: Count['times'];
  /** whose: who holds the ticket after the change, unless told */
  holderOf?: 'before' | 'after';
}

interface Circumstances {
  /** when it happened */
  at: Date;
  relation: Relation;
}

export type Decide = (
  tx: Tx,
  current: TicketWithCrew,
  circumstances: Circumstances,
) => Edit | Refusal | Promise<Edit | Refusal>;

/** A change that is under way, for those who must follow it in the same transaction. */
export interface TicketChange {
  before: Ticket;
  after: TicketWithCrew;
  event: TicketEvent;
}
type Listener = (tx: Tx, change: TicketChange) => Promise<void>;

export type By = Actor | { ticketId: string; no: number; request?: RequestKey } | 'system';

/**
 * The one way in which a ticket changes: locked, checked against the lifecycle and the policy, saved with one event in
 * the record, published, followed by listeners, and counted last.
 */
@Injectable()
export class TicketChanges {
  private readonly listeners: Listener[] = [];

  constructor(
    private readonly database: Database,
    private readonly store: TicketsStore,
    private readonly record: RecordStore,
    private readonly outbox: Outbox,
    private readonly counts: Counts,
    private readonly stations: Stations,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {}

  /** Called within the transaction of every change. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Locks the ticket, as far as the actor may see it, for a change by `stepIn`. */
  async lock(tx: Tx, id: string, by: By): Promise<TicketWithCrew | undefined> {
    if (by === 'system' || !('accountId' in by)) return this.store.lock(tx, id);
    return this.store.lockVisible(tx, id, by, this.clock.now());
  }

  /** The ticket, as far as the actor may see it; for reading. */
  find(sql: Sql, id: string, by: Actor): Promise<TicketWithCrew | undefined> {
    return this.store.findVisible(sql, id, by, this.clock.now());
  }

  async step(id: string, action: Action, by: By, given: Given, decide: Decide): Promise<Result | Refusal> {
    return this.database.transaction(
      async (tx) => {
        const current = await this.lock(tx, id, by);
        if (current === undefined) return { refused: 'not-found' };
        const after = await this.stepIn(tx, current, action, by, given, decide);
        return isRefusal(after) ? after : resultOf(after);
      },
      by === 'system' ? undefined : by.request,
    );
  }

  async stepIn(
    tx: Tx,
    current: TicketWithCrew,
    action: Action,
    by: By,
    given: Given,
    decide: Decide,
    offered = false,
  ): Promise<TicketWithCrew | Refusal> {
    const now = this.clock.now();
    const relation = { ...relationFor(by, current), offered };
    relation.slip = given.slip === true && (relation.operator || relation.head);
    const fault = await this.fault(tx, current, action, by, relation);
    if (fault !== undefined) return fault;
    if (given.onBehalfOf !== undefined && !relation.head) return { refused: 'not-permitted', field: 'onBehalfOf' };
    const at = await this.when(tx, current, by, given, relation);
    if (isRefusal(at)) return at;
    const edit = await decide(tx, current, { at, relation });
    if (isRefusal(edit)) return edit;
    return this.write(tx, current, edit.action ?? action, edit, doerOf(by, given), channelOf(by, given), at, now);
  }

  /** Why the action cannot be: not this actor's, or not in the table for this state. */
  async fault(
    tx: Sql,
    current: TicketWithCrew,
    action: Action,
    by: By,
    relation = relationFor(by, current),
  ): Promise<Refusal | undefined> {
    if (by !== 'system' && !mayAct(action, relation)) return { refused: 'not-permitted' };
    if (LIFECYCLE[action][current.ticket.state] !== undefined) return undefined;
    return this.notPossible(tx, current, action, relation);
  }

  /** Something that leaves the ticket's state as it is, such as an offer: an event in the record. `given` is checked (`when`). */
  async note(
    tx: Tx,
    current: TicketWithCrew,
    by: Actor | 'system',
    given: Given,
    edit: Pick<Edit, 'type' | 'changes' | 'text'>,
  ): Promise<TicketWithCrew> {
    const now = this.clock.now();
    const at = given.happenedAt ?? now;
    return this.write(tx, current, null, edit, doerOf(by, given), channelOf(by, given), at, now);
  }

  /** When it happened, as far as the actor may tell. */
  async when(
    tx: Tx,
    current: TicketWithCrew,
    by: By,
    given: Given,
    relation = relationFor(by, current),
  ): Promise<Date | Refusal<HappenedAtFault>> {
    const mayBackdate = relation.head || relation.operator;
    return this.happenedAt(given, this.clock.now(), mayBackdate, await this.record.bound(tx, current.ticket.id));
  }

  async opened(tx: Tx, opened: TicketWithCrew, by: Actor, now: Date, description: string): Promise<Result> {
    const { ticket } = opened;
    const { reference, categoryId, stationId, areaId, mapId, routeWay: way, routeReason: reason } = ticket;
    const event: TicketEvent = {
      id: newId(),
      ticketId: ticket.id,
      version: ticket.version,
      type: 'opened',
      doer: { kind: 'account', accountId: by.accountId },
      channel: ticket.channel,
      happenedAt: ticket.openedAt,
      enteredAt: now,
      changes: { state: ticket.state, reference, categoryId, stationId, areaId, mapId, way, reason },
      stationId,
      sets: setsOf(undefined, ticket, opened.crew),
    };
    await this.publish(tx, ticket, opened, event, { kind: 'request', text: description });
    await this.tally(tx, ticket, ticket, ticket.openedAt, [{ add: { received: 1 } }]);
    return resultOf(opened);
  }

  /** When it happened; `null` as the earliest: nothing is recorded yet. */
  happenedAt(given: Given, now: Date, mayBackdate: boolean, notBefore: Date | null): Date | Refusal<HappenedAtFault> {
    // what is told as it happens may follow something entered by a clock that runs ahead
    if (given.happenedAt === undefined) return notBefore !== null && now < notBefore ? notBefore : now;
    const fault = happenedAtFault(given.happenedAt, now, mayBackdate, notBefore);
    return fault === undefined ? given.happenedAt : { refused: fault, field: 'happenedAt' };
  }

  private async write(
    tx: Tx,
    current: TicketWithCrew,
    action: Action | null,
    edit: Edit,
    doer: Doer,
    channel: Channel,
    at: Date,
    now: Date,
  ): Promise<TicketWithCrew> {
    const fills = new Map((edit.fills ?? []).map(({ placeId, helperId }) => [placeId, helperId]));
    const crew = current.crew.map((place) => {
      const helperId = fills.get(place.id);
      return helperId === undefined ? place : { ...place, helperId, joinedAt: helperId === null ? null : at };
    });
    const patched = { ...current.ticket, ...edit.patch };
    const state =
      action === null
        ? patched.state
        : next(action, { ticket: { ...patched, heldFrom: current.ticket.heldFrom }, crew });
    if (state === null) throw new Error(`'${action}' leads nowhere from '${current.ticket.state}'`);
    const ticket: Ticket = { ...patched, state, version: current.ticket.version + 1 };
    const after = { ticket, crew };
    const filled = crew.filter(({ id }) => fills.has(id));
    for (const place of filled) await this.store.fill(tx, place);
    await this.store.save(tx, ticket);
    const event: TicketEvent = {
      id: newId(),
      ticketId: ticket.id,
      version: ticket.version,
      type: edit.type,
      doer,
      channel,
      happenedAt: at,
      enteredAt: now,
      changes: state === current.ticket.state ? edit.changes : { ...edit.changes, from: current.ticket.state, state },
      stationId: ticket.stationId,
      sets: setsOf(current.ticket, ticket, filled),
    };
    await this.publish(tx, current.ticket, after, event, edit.text, edit.photo);
    await this.tally(tx, current.ticket, ticket, at, edit.counts ?? []);
    // listeners (offers withdrawn, say) have written to the record as well: the caller goes on from there
    return (await this.store.find(tx, ticket.id)) ?? after;
  }

  private async publish(
    tx: Tx,
    before: Ticket,
    after: TicketWithCrew,
    event: TicketEvent,
    text?: Edit['text'],
    photo?: Photo,
  ): Promise<void> {
    await this.record.append(tx, event);
    const { id: eventId, ticketId } = event;
    if (text !== undefined) await this.record.addText(tx, { id: newId(), ticketId, eventId, ...text });
    if (photo !== undefined) await this.record.addPhoto(tx, ticketId, eventId, photo);
    await this.outbox.publish(tx, [{ id: event.id, type: `ticket.${event.type}` }]);
    for (const listener of this.listeners) await listener(tx, { before, after, event });
  }

  private async tally(tx: Tx, before: Ticket, after: Ticket, at: Date, tallies: Tally[]): Promise<void> {
    const counts: Count[] = [];
    for (const { add, times, holderOf } of tallies) {
      const ticket = holderOf === 'before' ? before : after;
      counts.push({ holder: await this.holder(tx, ticket), day: dayOf(at), categoryId: ticket.categoryId, add, times });
    }
    await this.counts.add(tx, counts);
  }

  /** The ticket's station; in triage, or solved there, the area. */
  private async holder(tx: Tx, ticket: Ticket): Promise<Holder> {
    const station = ticket.stationId === null ? undefined : await this.stations.byId(tx, ticket.stationId);
    return station === undefined
      ? { kind: 'area', id: ticket.areaId, areaPath: ticket.areaPath }
      : { kind: 'station', id: station.id, areaPath: station.areaPath };
  }

  /** Of two who act at once one wins: the other is told what happened, and what is possible now. */
  async notPossible(
    tx: Sql,
    current: TicketWithCrew,
    refused: Action,
    relation: Relation,
  ): Promise<Refusal<'not-possible-now'>> {
    const { ticket } = current;
    const last = await this.record.last(tx, ticket.id);
    const by = last?.doer.kind === 'account' ? last.doer.accountId : null;
    const names = await this.accounts.namesOf(tx, by === null || relation.requester ? [] : [by]);
    return {
      refused: 'not-possible-now',
      args: { state: ticket.state, stateZh: stateZh(ticket.state) },
      more: {
        state: ticket.state,
        possible: possible(ticket.state).filter((action) => action !== refused && mayAct(action, relation)),
        last: last && { type: last.type, at: last.happenedAt, by: by === null ? null : (names.get(by) ?? null) },
      },
    };
  }
}

function relationFor(by: By, current: TicketWithCrew): Relation {
  if (by === 'system') return REQUESTER;
  return 'accountId' in by ? relationOf(by, current) : REQUESTER;
}

function doerOf(by: By, given: Given): Doer {
  if (by === 'system') return { kind: 'system' };
  if (!('accountId' in by)) return { kind: 'requester', no: by.no };
  return { kind: 'account', accountId: by.accountId, onBehalfOf: given.onBehalfOf };
}

function channelOf(by: By, given: Given): Channel {
  if (by === 'system') return 'system';
  return 'accountId' in by ? (given.channel ?? 'web') : 'link';
}

/** The fields that differ, and the places that were filled or left; what is personal, such as a door, stays out. */
function setsOf(before: Ticket | undefined, after: Ticket, crew: CrewPlace[]): Record<string, unknown> {
  const changed = Object.entries(after).filter(
    ([key, value]) =>
      !['id', 'version', 'doorEncrypted'].includes(key) &&
      !isDeepStrictEqual(value, before === undefined ? null : before[key as keyof Ticket]),
  );
  return { ...Object.fromEntries(changed), ...(crew.length === 0 ? {} : { crew }) };
}

export function resultOf({ ticket }: TicketWithCrew): Result {
  return { id: ticket.id, state: ticket.state, version: ticket.version };
}
