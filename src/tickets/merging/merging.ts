import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Sql, type Tx } from '../../platform/database/database.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { endHold, NO_APPOINTMENT, NO_REQUEST } from '../ticket.clock.js';
import { resultOf, TicketChanges, type Decide, type Given, type Result } from '../ticket.changes.js';
import type { TicketWithCrew } from '../ticket.js';
import { mergeFault, unmergeFault } from './merging.policy.js';
import { MergingStore } from './merging.store.js';

/** What a link can say in its one byte, and more than a street ever asks for one thing. */
const MOST_REQUESTERS = 250;

/** Two requests for the same thing become one: the primary answers for all who asked. */
@Injectable()
export class Merging {
  constructor(
    private readonly database: Database,
    private readonly store: MergingStore,
    private readonly changes: TicketChanges,
    private readonly clock: Clock,
  ) {}

  /** The crew goes, offers are withdrawn, and whoever asked is a requester of `into` from now on. */
  merge(id: string, into: string, reason: string | null, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.both(id, into, by, async (tx, current, primary) => {
      if (id === into) return { refused: 'merge-into-itself', field: 'into' };
      if (primary === undefined) return { refused: 'not-found', field: 'into' };
      return this.mergeIn(tx, current, primary, reason, by, given);
    });
  }

  /** What residents say themselves of a ticket that the transaction has just opened; refused where the other cannot be joined. */
  async joinIn(tx: Tx, id: string, into: string): Promise<TicketWithCrew | Refusal> {
    const primary = await this.changes.lock(tx, into, 'system');
    const current = await this.changes.lock(tx, id, 'system');
    if (primary === undefined || current === undefined) return { refused: 'not-found', field: 'into' };
    return this.mergeIn(tx, current, primary, null, 'system', {});
  }

  /** Did who asks by this ticket join the other one without anybody of ours having looked? */
  hasJoined(sql: Sql, id: string): Promise<boolean> {
    return this.store.mergedBySystem(sql, id);
  }

  private async mergeIn(
    tx: Tx,
    current: TicketWithCrew,
    primary: TicketWithCrew,
    reason: string | null,
    by: Actor | 'system',
    given: Given,
  ): Promise<TicketWithCrew | Refusal> {
    const [id, into] = [current.ticket.id, primary.ticket.id];
    const decide: Decide = async (sql, { ticket, crew }, { at }) => {
      const fault = mergeFault(ticket, primary.ticket) ?? (await this.changes.fault(tx, primary, 'merge', by));
      if (fault !== undefined) return { ...fault, field: 'into' };
      const [here, there] = [await this.store.numbers(sql, id), await this.store.numbers(sql, into)];
      if (there.last + here.asking > MOST_REQUESTERS) return { refused: 'too-many-requesters', field: 'into' };
      return {
        type: 'merged',
        patch: {
          ...endHold(ticket, at),
          ...NO_APPOINTMENT,
          ...NO_REQUEST,
          proposedOutcome: null,
          mergedInto: into,
          closedAt: at,
        },
        fills: crew.flatMap((place) => (place.helperId === null ? [] : [{ placeId: place.id, helperId: null }])),
        changes: { into },
        text: reason === null ? undefined : { kind: 'reason', text: reason },
      };
    };
    const merged = await this.changes.stepIn(tx, current, 'merge', by, given, decide);
    if (isRefusal(merged)) return merged;
    const at = this.changes.when(primary, by, given);
    if (isRefusal(at)) return at;
    const requesters = await this.store.carry(tx, id, into);
    const absorbed = { type: 'absorbed' as const, changes: { mergedId: id, requesters } };
    await this.changes.note(tx, primary, by, { ...given, happenedAt: at }, absorbed);
    return merged;
  }

  /** Within a day, while nobody has reported the primary: what did not belong together goes its own way again. */
  async unmerge(id: string, reason: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    const into = await this.store.mergedInto(this.database, id);
    return this.both(id, into ?? id, by, async (tx, current, primary) => {
      // merged elsewhere since it was read, or not at all
      if (primary === undefined || current.ticket.mergedInto !== primary.ticket.id) {
        const fault = await this.changes.fault(tx, current, 'unmerge', by);
        return fault ?? { refused: 'unmerge-too-late' };
      }
      const decide: Decide = async (_, { ticket }, { at }) => {
        const fault = await this.changes.fault(tx, primary, 'merge', by);
        if (fault?.refused === 'not-permitted') return fault;
        if (fault !== undefined) return { refused: 'unmerge-too-late' };
        return (
          unmergeFault(ticket.closedAt, at) ?? {
            type: 'unmerged',
            // its crew is gone, and with it who took it
            patch: { mergedInto: null, closedAt: null, startedAt: null, takenById: null },
            changes: { primaryId: primary.ticket.id },
            text: { kind: 'reason', text: reason },
          }
        );
      };
      const apart = await this.changes.stepIn(tx, current, 'unmerge', by, given, decide);
      if (isRefusal(apart)) return apart;
      const at = this.changes.when(primary, by, given);
      if (isRefusal(at)) return at;
      const requesters = await this.store.takeBack(tx, id, primary.ticket.id, this.clock.now());
      const released = { type: 'released' as const, changes: { mergedId: id, requesters } };
      await this.changes.note(tx, primary, by, { ...given, happenedAt: at }, released);
      return apart;
    });
  }

  /** Where this requester is answered now, through all merges, and under which number. */
  answeredAt(sql: Sql, ticketId: string, no: number): Promise<{ ticketId: string; no: number }> {
    return this.store.answeredAt(sql, { ticketId, no });
  }

  /** Both locked, in the order of their ids: two who merge at once wait for each other, never in a circle. */
  private both(
    id: string,
    other: string,
    by: Actor,
    work: (tx: Tx, current: TicketWithCrew, other: TicketWithCrew | undefined) => Promise<TicketWithCrew | Refusal>,
  ): Promise<Result | Refusal> {
    return this.database.transaction(async (tx) => {
      const locked = new Map<string, TicketWithCrew>();
      for (const each of [...new Set([id, other])].sort()) {
        const found = await this.changes.lock(tx, each, by);
        if (found !== undefined) locked.set(each, found);
      }
      const current = locked.get(id);
      if (current === undefined) return { refused: 'not-found' };
      const after = await work(tx, current, locked.get(other));
      return isRefusal(after) ? after : resultOf(after);
    }, by.request);
  }
}
