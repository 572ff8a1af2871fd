import type { Refusal } from '../../platform/http/refusal.js';
import { happenedAtFault } from '../../tickets/tickets.js';

export interface SlipTimes {
  openedAt: Date;
  startedAt: Date | null;
  resolvedAt: Date;
  confirmedAt: Date | null;
}

/** Every time of the slip within the seven days of docs/adr/0005, and in order; the field that is not is named. */
export function slipTimesFault(times: SlipTimes, now: Date): Refusal | undefined {
  let before: Date | null = null;
  for (const field of ['openedAt', 'startedAt', 'resolvedAt', 'confirmedAt'] as const) {
    const at = times[field];
    if (at === null) continue;
    const fault = happenedAtFault(at, now, true, null);
    if (fault !== undefined) return { refused: fault, field };
    if (before !== null && at < before) return { refused: 'slip-order', field };
    before = at;
  }
  return undefined;
}
