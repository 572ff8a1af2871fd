import type { Refusal } from '../../platform/http/refusal.js';
import type { Ticket } from '../ticket.js';

const AHEAD_MS = 14 * 86_400_000;
/** A clock beside ours may run ahead by as much. */
const TOLERANCE_MS = 60_000;

/** A window is from … to, begins no earlier than now, and ends within 14 days. */
export function windowFault(
  { from, to }: { from: Date; to: Date },
  now: Date,
): Refusal<'appointment-out-of-range'> | undefined {
  const out = (field: string) => ({ refused: 'appointment-out-of-range' as const, field });
  if (from.getTime() < now.getTime() - TOLERANCE_MS) return out('from');
  if (to <= from || to.getTime() > now.getTime() + AHEAD_MS) return out('to');
  return undefined;
}

/** By the link a window is only answered with: somebody stood before the door, or a time was named. */
export function isAskedForWindow(ticket: Pick<Ticket, 'nobodyHome' | 'appointmentFrom'>): boolean {
  return ticket.nobodyHome > 0 || ticket.appointmentFrom !== null;
}
