import { Injectable } from '@nestjs/common';
import { Accounts } from '../accounts/accounts.js';
import type { Access, Actor } from '../accounts/actor.js';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { Database, type RequestKey, type Sql, type Tx } from '../platform/database/database.js';
import { Writing } from '../platform/database/statement.js';
import { brokenConstraint } from '../platform/error-code.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { Outbox } from '../platform/outbox.js';
import { Counts, type Count, type Counted, type Holder } from '../stations/counts.js';
import { Stations } from '../stations/stations.js';
import { RecordStore } from './record.store.js';
import { TicketDraft, type Entry, type Told } from './ticket.draft.js';
import { LIFECYCLE, next, possibleNow, type Action } from './ticket.lifecycle.js';
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
import type { TicketEvent } from './tickets.events.js';
import { TicketsStore, type NewRequester } from './tickets.store.js';

/** How a change is told: in person, or recorded afterwards for somebody else. */
export interface Given {
  channel?: Channel;
  /** heads and operators record afterwards what happened up to 7 days ago */
  happenedAt?: Date;
  /** the helper for whom a head records it */
  onBehalfOf?: string;
  /** the version that was looked at: the change is refused where the ticket has gone on since */
  version?: number;
  /** read off a slip of paper: what crew and head did, entered for them */
  slip?: true;
}

export interface Result {
  id: string;
  state: State;
  version: number;
}

/** What an action makes of a ticket. */
export interface Edit extends Entry {
  /** another action of the table than the one asked for */
  action?: Action;
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

/** Reads where it must, and writes nothing: it may be asked again. */
export type Decide = (
  sql: Sql,
  current: TicketWithCrew,
  circumstances: Circumstances,
) => Edit | Refusal | Promise<Edit | Refusal>;

/** Adds to a change what must follow it in the same statement: events, rows. */
type Listener = (sql: Sql, draft: TicketDraft, event: TicketEvent) => void | Promise<void>;

export type By = Actor | { ticketId: string; no: number; request?: RequestKey } | 'system';

const NOT_FOUND: Refusal = { refused: 'not-found' };

/** How a ticket is found: by its id, or by a row of a higher feature that belongs to it (an SQL expression of `$1` …). */
export type Which = string | { idOf: string; values: string[] };

/** Tried without a lock as often as this; then the ticket is locked, and whoever changes it waits in line. */
const ATTEMPTS = 3;
/** What a change runs into whose ticket has changed since it was read. */
const OUTDATED = new Set(['ticket_events_version_key', 'crew_places_helper_key', 'offers_one_live_a_helper']);

/**
 * The one way in which a ticket changes: read, checked against the lifecycle and the policy, and written in one statement
 * with its events, what is published, what follows it, and the counts last. The statement fits only the version that
 * was read; who comes second reads again. `docs/adr/0006-one-statement.md`
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

  /** Called for every event before it is written. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Read with every ticket `t` that may change, as `beside[name]`: an SQL expression. */
  readBeside(name: string, expression: string): void {
    this.store.beside.set(name, expression);
  }

  /** Locks the ticket, as far as the actor may see it, for a change by `stepIn`. */
  async lock(tx: Tx, id: string, by: By): Promise<TicketWithCrew | undefined> {
    await this.store.lock(tx, [id]);
    return this.seen(tx, id, by);
  }

  /** Several at once, in the order of their ids. */
  async lockAll(tx: Tx, ids: string[]): Promise<TicketWithCrew[]> {
    if (ids.length === 0) return [];
    await this.store.lock(tx, ids);
    return this.store.findAll(tx, ids);
  }

  /** The same without those that somebody else holds just now. */
  async lockFree(tx: Tx, ids: string[]): Promise<TicketWithCrew[]> {
    const free = ids.length === 0 ? [] : await this.store.lockFree(tx, ids);
    return free.length === 0 ? [] : this.store.findAll(tx, free);
  }

  /** The ticket, as far as the actor may see it; for reading. */
  find(sql: Sql, id: string, by: By): Promise<TicketWithCrew | undefined> {
    return this.seen(sql, id, by);
  }

  step(which: Which, action: Action, by: By, given: Given, decide: Decide, offered = false): Promise<Result | Refusal> {
    return this.change(which, by, (sql, current) => this.drafted(sql, current, action, by, given, decide, offered));
  }

  /** A change that is no action of the table, such as an offer. `work` drafts it; it may be asked again. */
  async change(
    which: Which,
    by: By,
    work: (sql: Sql, current: TicketWithCrew) => Promise<TicketDraft | Refusal>,
    asking: Pick<Actor, 'request' | 'access'> = by === 'system' ? {} : by,
  ): Promise<Result | Refusal> {
    const { request, access } = asking;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const current = await this.seen(this.database, which, by, access);
      const draft = current === undefined ? NOT_FOUND : await work(this.database, current);
      if (isRefusal(draft)) return draft;
      const result = resultOf(draft.after);
      // a requester is answered with what their link shows, which is not known yet
      if (by === 'system' || 'accountId' in by) request?.answers?.(result);
      try {
        await this.database.write(this.written([draft]), request);
        return result;
      } catch (thrown) {
        if (!OUTDATED.has(brokenConstraint(thrown) ?? '')) throw thrown;
      }
    }
    // the answer of an attempt that came too late is not what happens now; the one that is gets its own when it is known
    if (request !== undefined) delete request.answer;
    return this.database.transaction(async (tx) => {
      const found = await this.seen(tx, which, by, access);
      const current = found && (await this.lock(tx, found.ticket.id, by));
      const draft = current === undefined ? NOT_FOUND : await work(tx, current);
      if (isRefusal(draft)) return draft;
      await this.save(tx, [draft]);
      return resultOf(draft.after);
    }, request);
  }

  /** On a ticket that the transaction has locked. */
  async stepIn(
    tx: Tx,
    current: TicketWithCrew,
    action: Action,
    by: By,
    given: Given,
    decide: Decide,
    offered = false,
  ): Promise<TicketWithCrew | Refusal> {
    const draft = await this.drafted(tx, current, action, by, given, decide, offered);
    if (isRefusal(draft)) return draft;
    await this.save(tx, [draft]);
    return draft.after;
  }

  /** Tickets that the transaction has locked: all their drafts, and what else there is, in one statement. */
  save(tx: Tx, drafts: TicketDraft[], more: Writing[] = []): Promise<void> {
    return tx.write(more.reduce((all, one) => all.take(one), this.written(drafts)));
  }

  /** The action as a draft that is not written yet. */
  async drafted(
    sql: Sql,
    current: TicketWithCrew,
    action: Action,
    by: By,
    given: Given,
    decide: Decide,
    offered = false,
  ): Promise<TicketDraft | Refusal> {
    const draft = new TicketDraft(current);
    return (await this.stepOn(sql, draft, action, by, given, decide, offered)) ?? draft;
  }

  /** The next action of a draft that is not written yet: several steps of one ticket are one statement. */
  async stepOn(
    sql: Sql,
    draft: TicketDraft,
    action: Action,
    by: By,
    given: Given,
    decide: Decide,
    offered = false,
  ): Promise<Refusal | undefined> {
    const current = draft.after;
    const now = this.clock.now();
    const relation = { ...relationFor(by, current), offered };
    relation.slip = given.slip === true && (relation.operator || relation.head);
    const fault = await this.fault(sql, current, action, by, relation);
    if (fault !== undefined) return fault;
    // what this change has made of it itself is no surprise
    if (given.version !== undefined && draft.events.length === 0 && given.version !== current.ticket.version) {
      return this.changedMeanwhile(sql, current, relation);
    }
    if (given.onBehalfOf !== undefined && !relation.head) return { refused: 'not-permitted', field: 'onBehalfOf' };
    const at = this.when(current, by, given, relation);
    if (isRefusal(at)) return at;
    const edit = await decide(sql, current, { at, relation });
    if (isRefusal(edit)) return edit;
    await this.put(sql, draft, edit, edit.action ?? action, {
      doer: doerOf(by, given),
      channel: channelOf(by, given),
      at,
      now,
    });
    return undefined;
  }

  /** What is no step of its own asks the same: has the ticket gone on since the version that was looked at? */
  async outdated(sql: Sql, current: TicketWithCrew, version: number | undefined, by: By): Promise<Refusal | undefined> {
    if (version === undefined || version === current.ticket.version) return undefined;
    return this.changedMeanwhile(sql, current, relationFor(by, current));
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
    const draft = new TicketDraft(current);
    await this.noteIn(tx, draft, by, given, edit);
    await this.save(tx, [draft]);
    return draft.after;
  }

  /** The same, in a draft that is not written yet. */
  noteIn(
    sql: Sql,
    draft: TicketDraft,
    by: Actor | 'system',
    given: Given,
    edit: Pick<Edit, 'type' | 'changes' | 'text'>,
  ): Promise<TicketEvent> {
    const now = this.clock.now();
    const at = given.happenedAt ?? now;
    return this.put(sql, draft, edit, null, { doer: doerOf(by, given), channel: channelOf(by, given), at, now });
  }

  /** When it happened, as far as the actor may tell. */
  when(
    current: TicketWithCrew,
    by: By,
    given: Given,
    relation = relationFor(by, current),
  ): Date | Refusal<HappenedAtFault> {
    const mayBackdate = relation.head || relation.operator;
    return this.happenedAt(given, this.clock.now(), mayBackdate, current.ticket.lastHappenedAt);
  }

  /** A new ticket with its first event, not written yet. */
  async opened(
    sql: Sql,
    opened: TicketWithCrew,
    requester: NewRequester,
    by: Actor | { self: true },
    now: Date,
    asked: { description: string; answersEncrypted: Buffer | null },
  ): Promise<TicketDraft> {
    const {
      state,
      reference,
      categoryId,
      stationId,
      areaId,
      mapId,
      routeWay: way,
      routeReason: reason,
    } = opened.ticket;
    const draft = new TicketDraft(opened, requester);
    const entry: Edit = {
      type: 'opened',
      changes: { state, reference, categoryId, stationId, areaId, mapId, way, reason },
      text: { kind: 'request', text: asked.description, answersEncrypted: asked.answersEncrypted },
      counts: [{ add: { received: 1 } }],
    };
    const { channel, openedAt: at } = opened.ticket;
    const doer: Doer = 'self' in by ? { kind: 'requester', no: 1 } : { kind: 'account', accountId: by.accountId };
    await this.put(sql, draft, entry, null, { doer, channel, at, now });
    return draft;
  }

  /** When it happened; `null` as the earliest: nothing is recorded yet. */
  happenedAt(given: Given, now: Date, mayBackdate: boolean, notBefore: Date | null): Date | Refusal<HappenedAtFault> {
    // what is told as it happens may follow something entered by a clock that runs ahead
    if (given.happenedAt === undefined) return notBefore !== null && now < notBefore ? notBefore : now;
    const fault = happenedAtFault(given.happenedAt, now, mayBackdate, notBefore);
    return fault === undefined ? given.happenedAt : { refused: fault, field: 'happenedAt' };
  }

  /** All of it as one statement's rows: tickets and events first, counts last. */
  written(drafts: TicketDraft[]): Writing {
    const writing = new Writing();
    for (const draft of drafts) {
      draft.addTo(writing);
      this.outbox.publish(
        writing,
        draft.events.map(({ id, type }) => ({ id, type: `ticket.${type}` })),
      );
      this.counts.add(writing, draft.counts);
    }
    return writing;
  }

  /** As far as the actor may see it; the system and a requester by link see theirs. */
  private seen(sql: Sql, which: Which, by: By, access?: Access): Promise<TicketWithCrew | undefined> {
    const actor = by !== 'system' && 'accountId' in by ? by : undefined;
    return typeof which === 'string'
      ? this.store.find(sql, which, actor, this.clock.now())
      : this.store.findBy(sql, which.idOf, which.values, actor, this.clock.now(), access);
  }

  /** One event into the draft, by an action of the table or (null) beside it, with all that follows it. */
  private async put(sql: Sql, draft: TicketDraft, edit: Edit, action: Action | null, told: Told): Promise<TicketEvent> {
    const before = draft.after;
    const patched = { ...before.ticket, ...edit.patch };
    const state =
      action === null
        ? patched.state
        : next(action, {
            ticket: { ...patched, heldFrom: before.ticket.heldFrom },
            crew: crewAfter(before.crew, edit),
          });
    if (state === null) throw new Error(`'${action}' leads nowhere from '${before.ticket.state}'`);
    const changes =
      state === before.ticket.state ? edit.changes : { ...edit.changes, from: before.ticket.state, state };
    const event = draft.record({ ...edit, patch: { ...edit.patch, state }, changes }, told);
    for (const { add, times, holderOf } of edit.counts ?? []) {
      const ticket = holderOf === 'before' ? before.ticket : draft.ticket;
      const holder = await this.holderOf(sql, ticket);
      draft.counts.push({ holder, day: dayOf(told.at), categoryId: ticket.categoryId, add, times });
    }
    for (const listener of this.listeners) await listener(sql, draft, event);
    return event;
  }

  /** The ticket's station; in triage, or solved there, the area. */
  async holderOf(sql: Sql, ticket: Ticket): Promise<Holder> {
    const station = ticket.stationId === null ? undefined : await this.stations.byId(sql, ticket.stationId);
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
    const { state } = current.ticket;
    return {
      refused: 'not-possible-now',
      args: { state, stateZh: stateZh(state) },
      more: await this.standing(tx, current, relation, refused),
    };
  }

  /** Possible still, but decided on by what stood there before. */
  private async changedMeanwhile(
    sql: Sql,
    current: TicketWithCrew,
    relation: Relation,
  ): Promise<Refusal<'changed-meanwhile'>> {
    return { refused: 'changed-meanwhile', more: await this.standing(sql, current, relation) };
  }

  private async standing(sql: Sql, { ticket }: TicketWithCrew, relation: Relation, refused?: Action) {
    const last = await this.record.last(sql, ticket.id);
    const by = last?.doer.kind === 'account' ? last.doer.accountId : null;
    const names = await this.accounts.namesOf(sql, by === null || relation.requester ? [] : [by]);
    return {
      state: ticket.state,
      version: ticket.version,
      possible: possibleNow(ticket).filter((action) => action !== refused && mayAct(action, relation)),
      last: last && { type: last.type, at: last.happenedAt, by: by === null ? null : (names.get(by) ?? null) },
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
  return given.channel ?? ('accountId' in by ? 'web' : 'link');
}

function crewAfter(crew: CrewPlace[], { fills = [] }: Edit): CrewPlace[] {
  return crew.map((place) => {
    const fill = fills.find(({ placeId }) => placeId === place.id);
    return fill === undefined ? place : { ...place, helperId: fill.helperId };
  });
}

export function resultOf({ ticket }: TicketWithCrew): Result {
  return { id: ticket.id, state: ticket.state, version: ticket.version };
}
