import type { Writing } from '../../platform/database/statement.js';
import type { Ticket } from '../ticket.js';
import type { TicketEvent } from '../tickets.events.js';
import { insertHolds, updateHolds, type HoldChange } from './holds.store.js';
import { HOLD_ENDS, type Hold, type HoldEnd } from './hold.js';

/** What an event does to the ledger of holds, into the statement that writes it. */
export function enterHolds(writing: Writing, before: Ticket, after: Ticket, event: TicketEvent): void {
  const change = changeOf(before, after, event);
  if (change !== undefined) writing.add(updateHolds, change);
  const hold = begunBy(after, event);
  if (hold !== undefined) writing.add(insertHolds, hold);
}

function begunBy(ticket: Ticket, event: TicketEvent): Hold | undefined {
  if (event.type !== 'held' && event.type !== 'hold_requested') return undefined;
  const runs = event.type === 'held';
  const { kind, reasonCode, until } = event.changes as unknown as Pick<Hold, 'kind' | 'reasonCode' | 'until'>;
  return {
    id: event.id,
    ticketId: ticket.id,
    kind,
    reasonCode,
    state: runs ? 'running' : 'asked',
    stationId: ticket.stationId,
    askedAt: event.happenedAt,
    askedBy: byAccount(event),
    from: runs ? ticket.holdStartedAt : null,
    until,
    approverId: runs ? null : ticket.holdApproverId,
    decidedAt: null,
    decidedBy: null,
    endedAt: null,
    how: null,
  };
}

/** Of the one that waited or ran before: a ticket has one at most. */
function changeOf(before: Ticket, after: Ticket, event: TicketEvent): HoldChange | undefined {
  const { happenedAt: at } = event;
  const decided = { decidedAt: at, decidedBy: byAccount(event) };
  const same = { ticketId: before.id, from: null, decidedAt: null, decidedBy: null, endedAt: null, how: null };
  if (before.holdStartedAt !== null && after.holdStartedAt === null) {
    // a hold ends when it was to end, whoever looks later
    const endedAt = before.holdUntil !== null && before.holdUntil < at ? before.holdUntil : at;
    const how = event.type === 'resumed' ? (event.doer.kind === 'system' ? 'over' : 'resumed') : endBy(event);
    return { ...same, state: 'ended', endedAt, how };
  }
  if (before.holdRequestedUntil === null || after.holdRequestedUntil !== null) return undefined;
  switch (event.type) {
    case 'hold_approved':
      return before.holdRequestedKind === 'extension'
        ? { ...same, ...decided, state: 'ended', from: before.resolveDue, endedAt: at, how: 'extended' }
        : { ...same, ...decided, state: 'running', from: after.holdStartedAt };
    case 'hold_refused':
      return { ...same, ...decided, state: 'refused', endedAt: at, how: 'refused' };
    case 'hold_lapsed':
      return { ...same, state: 'lapsed', endedAt: before.holdRequestedUntil, how: 'undecided' };
    case 'held':
      return { ...same, state: 'lapsed', endedAt: at, how: 'replaced' };
    default:
      return { ...same, state: 'lapsed', endedAt: at, how: endBy(event) };
  }
}

function byAccount({ doer }: TicketEvent): string | null {
  return doer.kind === 'account' ? doer.accountId : null;
}

function endBy({ type }: TicketEvent): HoldEnd {
  const how = HOLD_ENDS.find((each) => each === type);
  if (how === undefined) throw new Error(`'${type}' ends no hold`);
  return how;
}
