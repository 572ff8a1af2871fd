import type { HistoryEvent } from '../ticket.kept.js';
import type { Hold } from './hold.js';

type AsKept<Value> = Value extends Date ? string : Value;
/** A line of the ledger as the record tells it: times as text. */
export type KeptHold = { [Key in keyof Hold]: AsKept<Hold[Key]> };

/**
 * The ledger of a ticket, made from nothing but its events: said a second time, by what happened, not by how the row differs.
 * Those from before there was a ledger give no reason, and have no line.
 */
export function replayHolds(ticketId: string, events: HistoryEvent[]): KeptHold[] {
  const holds: KeptHold[] = [];
  let live: KeptHold | undefined;
  let resolveDue = '';
  const end = (state: 'ended' | 'refused' | 'lapsed', how: KeptHold['how'], at: string) => {
    if (live !== undefined) Object.assign(live, { state, how, endedAt: at });
    live = undefined;
  };
  const begin = ({ id, happenedAt, actorId, changes, stationId }: HistoryEvent, runs: boolean) => {
    const { kind, reasonCode, until, approverId } = changes as unknown as KeptHold;
    if (reasonCode === undefined) return;
    const at = happenedAt.toISOString();
    const fresh = { decidedAt: null, decidedBy: null, endedAt: null, how: null };
    live = { id, ticketId, kind, reasonCode, stationId, askedAt: at, askedBy: actorId, until, ...fresh } as KeptHold;
    Object.assign(
      live,
      runs ? { state: 'running', from: at, approverId: null } : { state: 'asked', from: null, approverId },
    );
    holds.push(live);
  };
  for (const event of events) {
    const at = event.happenedAt.toISOString();
    const byTime = live !== undefined && live.until < at ? live.until : at;
    switch (event.type) {
      case 'hold_requested':
        begin(event, false);
        break;
      case 'held':
        end('lapsed', 'replaced', at);
        begin(event, true);
        break;
      case 'hold_approved':
        if (live === undefined) break;
        Object.assign(live, { state: 'running', from: at, decidedAt: at, decidedBy: event.actorId });
        if (live.kind !== 'extension') break;
        live.from = resolveDue;
        end('ended', 'extended', at);
        break;
      case 'hold_refused':
        if (live !== undefined) Object.assign(live, { decidedAt: at, decidedBy: event.actorId });
        end('refused', 'refused', at);
        break;
      case 'hold_lapsed':
        end('lapsed', 'undecided', live?.until ?? at);
        break;
      case 'resumed':
        end('ended', event.actorId === null ? 'over' : 'resumed', byTime);
        break;
      case 'resolved':
      case 'cancelled':
      case 'merged':
      case 'handed_over':
        if (live?.state === 'asked') end('lapsed', event.type, at);
        else end('ended', event.type, byTime);
        break;
      default:
    }
    const { resolveDue: due } = (event.sets ?? {}) as { resolveDue?: string };
    if (due !== undefined) resolveDue = due;
  }
  return holds;
}
