import type { Refusal } from '../../platform/http/refusal.js';
import type { Ticket } from '../ticket.js';

const UNMERGE_MS = 24 * 3_600_000;

/** What two tickets must have in common; their states are for the lifecycle to say. */
export function mergeFault(
  merged: Pick<Ticket, 'confidential'>,
  primary: Pick<Ticket, 'confidential'>,
): Refusal<'merge-confidential'> | undefined {
  // whoever sees the open one would learn of the other, or the other way round
  return merged.confidential === primary.confidential ? undefined : { refused: 'merge-confidential' };
}

export function unmergeFault(mergedAt: Date | null, at: Date): Refusal<'unmerge-too-late'> | undefined {
  const late = mergedAt === null || at.getTime() - mergedAt.getTime() > UNMERGE_MS;
  return late ? { refused: 'unmerge-too-late' } : undefined;
}
