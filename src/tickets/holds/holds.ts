import { Injectable } from '@nestjs/common';
import { Accounts } from '../../accounts/accounts.js';
import type { Actor } from '../../accounts/actor.js';
import { Areas } from '../../areas/areas.js';
import { endOfDay, startOfDay } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Sql } from '../../platform/database/database.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { Stations } from '../../stations/stations.js';
import { approverOf, holdFault, needsApproval } from '../escalation.policy.js';
import { TicketChanges, type Edit, type Given, type Result } from '../ticket.changes.js';
import { extended, NO_REQUEST } from '../ticket.clock.js';
import type { Ticket } from '../ticket.js';
import type { HoldKind, HoldReason } from './hold.js';
import { HoldsStore, type HoldFilter, type ListedHold } from './holds.store.js';

export interface HoldAsked {
  kind: HoldKind;
  /** of an extension: the new deadline to resolve */
  until: Date;
  reasonCode: HoldReason;
  /** why, in words */
  reason: string;
}

/** Holds and extensions, those that the area approves, and their ledger (docs/domain.md, Holds). */
@Injectable()
export class Holds {
  constructor(
    private readonly database: Database,
    private readonly store: HoldsStore,
    private readonly changes: TicketChanges,
    private readonly areas: Areas,
    private readonly stations: Stations,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {}

  /** On hold at once; above the limit, and for an extension, only asked for, and the clocks run on. */
  hold(id: string, asked: HoldAsked, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    const { kind, until, reasonCode, reason } = asked;
    return this.changes.step(id, 'hold', by, given, async (sql, { ticket }, { at }) => {
      const fault = holdFault(ticket, kind, at, until);
      if (fault !== undefined) return fault;
      const text = { kind: 'reason' as const, text: reason };
      if (kind === 'hold' && !needsApproval(ticket, at, until, this.clock.now())) {
        return { type: 'held', patch: onHold(ticket, at, until), changes: { kind, reasonCode, until }, text };
      }
      // what an approver has read is what they approve
      if (ticket.holdRequestedUntil !== null) return { refused: 'hold-requested-already' };
      const approver = await this.approver(sql, ticket, by);
      if (approver === undefined) return { refused: 'nobody-to-approve', field: 'until' };
      const { accountId: holdApproverId } = approver;
      return {
        action: 'request_hold',
        type: 'hold_requested',
        patch: {
          holdRequestedKind: kind,
          holdRequestedUntil: until,
          holdRequestedBy: by.accountId,
          holdApproverId,
        },
        changes: { kind, reasonCode, until, approverId: holdApproverId },
        text,
      };
    });
  }

  approve(id: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'approve_hold', by, given, (_, { ticket }, { at }): Edit | Refusal => {
      const { holdRequestedUntil: until, holdRequestedKind: kind } = ticket;
      if (until === null) return { refused: 'no-hold-requested' };
      if (until <= at) return { refused: 'hold-until-in-the-past' };
      if (kind === 'extension') {
        if (until <= ticket.resolveDue) return { refused: 'extension-not-later' };
        return { type: 'hold_approved', patch: extended(ticket, until), changes: { kind, until } };
      }
      return {
        type: 'hold_approved',
        // the approver stays named, and sees it, as long as it is on hold
        patch: { ...onHold(ticket, at, until), holdApproverId: by.accountId },
        changes: { kind, until },
      };
    });
  }

  refuse(id: string, reason: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'refuse_hold', by, given, (_, { ticket }): Edit | Refusal => {
      const { holdRequestedUntil: until, holdRequestedKind: kind } = ticket;
      if (until === null) return { refused: 'no-hold-requested' };
      return {
        type: 'hold_refused',
        patch: NO_REQUEST,
        changes: { kind, until },
        text: { kind: 'reason', text: reason },
      };
    });
  }

  /** Lines of tickets that the actor sees, newest first; `from` and `to` (YYYY-MM-DD, both included): the days on which they were asked for. */
  async ledger(
    {
      areaId,
      from,
      to,
      ...filter
    }: Omit<HoldFilter, 'areaPath' | 'from' | 'before'> & {
      areaId?: string;
      from?: string;
      to?: string;
    },
    by: Actor,
  ): Promise<ListedHold[] | Refusal> {
    const area = areaId === undefined ? undefined : await this.areas.byId(this.database, areaId);
    if (areaId !== undefined && area === undefined) return { refused: 'unknown-area', field: 'areaId' };
    return this.store.page(this.database, by, this.clock.now(), {
      ...filter,
      areaPath: area?.path,
      from: from === undefined ? undefined : startOfDay(from),
      before: to === undefined ? undefined : endOfDay(to),
    });
  }

  private async approver(sql: Sql, { stationId, areaPath }: Ticket, by: Actor) {
    const station = stationId === null ? undefined : await this.stations.byId(sql, stationId);
    const leads = [station?.head, ...(station?.deputies ?? [])].flatMap((person) => person?.accountId ?? []);
    return approverOf(await this.accounts.onDutyAbove(sql, areaPath), [by.accountId, ...leads]);
  }
}

function onHold(ticket: Ticket, at: Date, until: Date): Partial<Ticket> {
  return {
    ...NO_REQUEST,
    heldFrom: ticket.state,
    holdStartedAt: at,
    holdUntil: until,
    holds: ticket.holds + 1,
  };
}
