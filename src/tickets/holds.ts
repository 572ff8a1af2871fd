import { Injectable } from '@nestjs/common';
import { Accounts } from '../accounts/accounts.js';
import type { Actor } from '../accounts/actor.js';
import { Clock } from '../platform/clock.js';
import type { Sql } from '../platform/database/database.js';
import type { Refusal } from '../platform/http/refusal.js';
import { Stations } from '../stations/stations.js';
import { approverOf, needsApproval } from './escalation.policy.js';
import { TicketChanges, type Edit, type Given, type Result } from './ticket.changes.js';
import { NO_REQUEST } from './ticket.clock.js';
import type { Ticket } from './ticket.js';

/** Holds, and those above the limit, which the area approves (docs/domain.md, Holds). */
@Injectable()
export class Holds {
  constructor(
    private readonly changes: TicketChanges,
    private readonly stations: Stations,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {}

  /** On hold at once; above the limit only asked for, and the clocks run on. */
  hold(id: string, until: Date, reason: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'hold', by, given, async (sql, { ticket }, { at }) => {
      if (until <= at) return { refused: 'hold-until-in-the-past', field: 'until' };
      const text = { kind: 'reason' as const, text: reason };
      if (!needsApproval(ticket, at, until, this.clock.now())) {
        return { type: 'held', patch: onHold(ticket, at, until), changes: { until }, text };
      }
      const approver = await this.approver(sql, ticket, by);
      if (approver === undefined) return { refused: 'nobody-to-approve', field: 'until' };
      const { accountId: holdApproverId } = approver;
      return {
        action: 'request_hold',
        type: 'hold_requested',
        patch: { holdRequestedUntil: until, holdRequestedBy: by.accountId, holdApproverId },
        changes: { until, approverId: holdApproverId },
        text,
      };
    });
  }

  approve(id: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'approve_hold', by, given, (_, { ticket }, { at }): Edit | Refusal => {
      const until = ticket.holdRequestedUntil;
      if (until === null) return { refused: 'no-hold-requested' };
      if (until <= at) return { refused: 'hold-until-in-the-past' };
      return {
        type: 'hold_approved',
        // the approver stays named, and sees it, as long as it is on hold
        patch: { ...onHold(ticket, at, until), holdApproverId: by.accountId },
        changes: { until },
      };
    });
  }

  refuse(id: string, reason: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'refuse_hold', by, given, (_, { ticket }): Edit | Refusal => {
      if (ticket.holdRequestedUntil === null) return { refused: 'no-hold-requested' };
      return {
        type: 'hold_refused',
        patch: NO_REQUEST,
        changes: { until: ticket.holdRequestedUntil },
        text: { kind: 'reason', text: reason },
      };
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
