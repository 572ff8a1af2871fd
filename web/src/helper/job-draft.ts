import type { Schemas } from '../api/client';
import { keptOwn } from '../staff/session';

/** What is being written on a job: survives a reload and the end of the session; belongs to one ticket and one person. */
export const written = keptOwn<{
  ticketId: string;
  outcome: Schemas['ResolveInput']['outcome'];
  note: string;
  comment: string;
  nobodyHome: string;
}>('job', () => ({
  ticketId: '',
  outcome: 'done',
  note: '',
  comment: '',
  nobodyHome: '',
}));

export function writeFor(ticketId: string): void {
  if (written.ticketId === ticketId) return;
  Object.assign(written, { ticketId, outcome: 'done', note: '', comment: '', nobodyHome: '' });
}
