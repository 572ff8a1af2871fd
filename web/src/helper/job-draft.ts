import type { Schemas } from '../api/client';
import { keptOwn } from '../staff/session';

const empty = () => ({
  ticketId: '',
  outcome: 'done' as const,
  note: '',
  comment: '',
  nobodyHome: '',
  visitDay: '',
  visitFrom: '',
  visitTo: '',
  material: { name: '', quantity: '', unit: '', yuan: '', paidBy: 'station' as const },
});

/** What is being written on a job: survives a reload and the end of the session; belongs to one ticket and one person. */
export const written = keptOwn<{
  ticketId: string;
  outcome: Schemas['ResolveInput']['outcome'];
  note: string;
  comment: string;
  nobodyHome: string;
  visitDay: string;
  visitFrom: string;
  visitTo: string;
  /** as it stands in the fields */
  material: { name: string; quantity: string; unit: string; yuan: string; paidBy: Schemas['MaterialInput']['paidBy'] };
}>('job', empty);

export function writeFor(ticketId: string): void {
  if (written.ticketId === ticketId) return;
  Object.assign(written, empty(), { ticketId });
}
