import { Injectable } from '@nestjs/common';
import { Accounts } from '../accounts/accounts.js';
import type { Actor } from '../accounts/actor.js';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { Database, type Sql } from '../platform/database/database.js';
import type { Refusal } from '../platform/http/refusal.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import { Calendars, Stations, type Station } from '../stations/stations.js';
import { Categories } from './categories.js';
import { ownerAbove, type Above } from './escalation.policy.js';
import { RecordStore } from './record.store.js';
import { TicketChanges, type Edit, type Given, type Result } from './ticket.changes.js';
import { endHold, NO_APPOINTMENT, NO_REQUEST } from './ticket.clock.js';
import { duesAnew, ownerDue, ranOutSince, told, toTell } from './ticket.deadlines.js';
import type { CrewPlace, Ticket, TicketWithCrew } from './ticket.js';
import type { TicketDraft } from './ticket.draft.js';
import { TicketsStore } from './tickets.store.js';

const BATCH = 50;

/** Whose move is next: handed over to another station, up the tree of areas and back, by hand or by a deadline that was missed. */
@Injectable()
export class Escalations {
  constructor(
    private readonly database: Database,
    private readonly store: TicketsStore,
    private readonly record: RecordStore,
    private readonly changes: TicketChanges,
    private readonly categories: Categories,
    private readonly stations: Stations,
    private readonly calendars: Calendars,
    private readonly accounts: Accounts,
    private readonly sweeps: Sweeps,
    private readonly clock: Clock,
  ) {}

  /** To another station: its head owns it, its crew is to be found anew, the clock goes on. */
  handOver(id: string, stationId: string, reason: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'hand_over', by, given, async (sql, current, { at }) => {
      const station = await this.stations.byId(sql, stationId);
      const fault = targetFault(station, current.ticket.stationId, dayOf(this.clock.now()));
      if (fault !== undefined || station === undefined)
        return { refused: fault ?? 'unknown-station', field: 'stationId' };
      return { ...(await this.handedOver(sql, current, station, at)), text: { kind: 'reason', text: reason } };
    });
  }

  /** What a hand-over makes of a ticket. `keepsOwner`: whoever owns it above its station goes on owning it. */
  async handedOver(
    sql: Sql,
    { ticket, crew }: TicketWithCrew,
    station: Station,
    at: Date,
    keepsOwner = false,
  ): Promise<Edit> {
    const stationId = station.id;
    const stays = keepsOwner && ticket.escalationLevel > 0;
    const ownerId = stays ? ticket.ownerId : (station.head?.accountId ?? null);
    return {
      type: 'handed_over',
      patch: {
        ...endHold(ticket, at),
        ...NO_REQUEST,
        ...NO_APPOINTMENT,
        stationId,
        ...(stays ? {} : await this.owned(sql, ticket, ownerId, 0, station)),
        takenById: null,
        startedAt: null,
        proposedOutcome: null,
      },
      fills: leaving(crew),
      changes: { fromStationId: ticket.stationId, stationId, ownerId },
      counts: [{ add: { transferred_out: 1 }, holderOf: 'before' }, { add: { transferred_in: 1 } }],
    };
  }

  /** One level up, or to a level above; the station keeps the ticket and its crew. */
  escalate(
    id: string,
    level: number | undefined,
    reason: string,
    by: Actor,
    given: Given = {},
  ): Promise<Result | Refusal> {
    return this.changes.step(id, 'escalate', by, given, async (sql, { ticket }) => {
      if (level !== undefined && level <= ticket.escalationLevel) return { refused: 'level-not-above', field: 'level' };
      const above = await this.above(sql, ticket, level);
      if (above === undefined) {
        return { refused: 'nobody-on-duty', ...(level === undefined ? {} : { field: 'level' }) };
      }
      return {
        type: 'escalated',
        patch: await this.owned(sql, ticket, above.accountId, above.level),
        changes: { fromLevel: ticket.escalationLevel, level: above.level, ownerId: above.accountId },
        text: { kind: 'reason', text: reason },
      };
    });
  }

  /**
   * One level up because nobody could be found at the station and around it: into the draft. False where nobody is on duty
   * above. `why` is kept with it.
   */
  async climbOn(sql: Sql, draft: TicketDraft, why: Record<string, unknown>): Promise<boolean> {
    const above = await this.above(sql, draft.ticket);
    if (above === undefined) return false;
    const { escalationLevel: fromLevel } = draft.ticket;
    const patch = await this.owned(sql, draft.ticket, above.accountId, above.level);
    const changes = { ...why, fromLevel, level: above.level, ownerId: above.accountId };
    const edit: Edit = { type: 'escalated', patch, changes };
    return (await this.changes.stepOn(sql, draft, 'escalate', 'system', {}, () => edit)) === undefined;
  }

  /** Back to the station's head; in triage to the area's owner. */
  return(id: string, reason: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'return', by, given, async (sql, { ticket }) => {
      if (ticket.escalationLevel === 0) return { refused: 'not-escalated' };
      const station = ticket.stationId === null ? undefined : await this.stations.byId(sql, ticket.stationId);
      const below = station?.head ?? (await this.accounts.ownerFor(sql, ticket.areaPath));
      const ownerId = below?.accountId ?? ticket.ownerId;
      return {
        type: 'returned',
        patch: await this.owned(sql, ticket, ownerId, 0, station),
        changes: { fromLevel: ticket.escalationLevel, level: 0, ownerId },
        text: { kind: 'reason', text: reason },
      };
    });
  }

  /** Deadlines that are near or missed; one bounded batch. */
  async watch(): Promise<number> {
    const due = await this.store.clocksDue(this.database, this.clock.now(), BATCH);
    return this.sweeps.each(due, (id) => this.look(id));
  }

  /**
   * At one ticket's clocks. Whatever was missed by now moves the owner up once: a late look is no owner's fault. Nor is what
   * had run out before they became it, as of a ticket that is entered late.
   */
  private look(id: string): Promise<Result | Refusal> {
    return this.changes.step(id, 'watch', 'system', {}, async (sql, { ticket }): Promise<Edit | Refusal> => {
      const now = this.clock.now();
      const { missed, near, holdLapsed } = toTell(ticket, now);
      if (missed.length > 0) {
        const theirs = ranOutSince(ticket, missed, await this.record.ownedSince(sql, id));
        const above = theirs ? await this.above(sql, ticket) : undefined;
        const moved = above === undefined ? {} : await this.owned(sql, ticket, above.accountId, above.level);
        const up =
          above === undefined
            ? {}
            : { fromLevel: ticket.escalationLevel, level: above.level, ownerId: above.accountId };
        return {
          type: 'deadline_missed',
          patch: { ...told(missed, near, now), ...moved },
          changes: { which: missed, ...up },
        };
      }
      if (near.length > 0) return { type: 'deadline_nearing', patch: told([], near, now), changes: { which: near } };
      if (holdLapsed) {
        return {
          type: 'hold_lapsed',
          patch: NO_REQUEST,
          changes: { kind: ticket.holdRequestedKind, until: ticket.holdRequestedUntil },
        };
      }
      // another worker was faster
      return { refused: 'nothing-due' };
    });
  }

  /** Deadlines that were provisional, once the calendar knows more; one bounded batch. */
  async setAnew(): Promise<number> {
    const due = await this.store.provisional(this.database, BATCH);
    // no request brings along that the calendar has changed
    if (due.length > 0) await this.stations.look(this.database);
    return this.sweeps.each(due, (id) =>
      this.changes.step(id, 'watch', 'system', {}, async (sql, { ticket }): Promise<Edit | Refusal> => {
        const category = await this.categories.byId(sql, ticket.categoryId);
        const station = ticket.stationId === null ? undefined : await this.stations.byId(sql, ticket.stationId);
        const calendar = await this.calendars.current(sql);
        const patch = category && duesAnew(ticket, category, station, calendar, this.clock.now());
        // another worker was faster
        if (patch === undefined) return { refused: 'nothing-due' };
        const { acceptDue, arriveDue, resolveDue, provisionalFrom } = { ...ticket, ...patch };
        return { type: 'deadlines_set', patch, changes: { acceptDue, arriveDue, resolveDue, provisionalFrom } };
      }),
    );
  }

  private async above(sql: Sql, ticket: Ticket, level?: number): Promise<Above | undefined> {
    return ownerAbove(await this.accounts.onDutyAbove(sql, ticket.areaPath), ticket, level);
  }

  /** An owner with the time that they have: from now, whenever it is told to have happened. */
  private async owned(
    sql: Sql,
    ticket: Ticket,
    ownerId: string | null,
    escalationLevel: number,
    station?: Station,
  ): Promise<Partial<Ticket>> {
    const category = await this.categories.byId(sql, ticket.categoryId);
    const calendar = await this.calendars.current(sql);
    const due =
      category === undefined
        ? {}
        : { ownerDue: ownerDue(category, ticket.urgency, station, calendar, this.clock.now()) };
    return { ownerId, escalationLevel, ...due };
  }
}

function leaving(crew: CrewPlace[]) {
  return crew.flatMap(({ id, helperId }) => (helperId === null ? [] : [{ placeId: id, helperId: null }]));
}

/** `today`: YYYY-MM-DD. */
export function targetFault(station: Station | undefined, now: string | null, today: string): string | undefined {
  if (station === undefined) return 'unknown-station';
  if (station.id === now) return 'same-station';
  if (station.openedOn > today || (station.closedOn !== null && station.closedOn <= today)) return 'station-not-open';
  return station.head === null ? 'station-without-head' : undefined;
}
