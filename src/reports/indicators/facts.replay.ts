import { dayOf } from '../../platform/calendar.js';
import type { KeptTicket, Step } from '../../tickets/tickets.js';

/** A fact as the record alone tells it. */
export interface ReplayedFact {
  ticketId: string;
  version: number;
  kind: string;
  holderId: string;
  /** null where a station holds it: the record does not tell where in the tree it stood */
  areaPath: string | null;
  areaId: string;
  categoryId: string;
  day: string;
  happenedAt: Date;
  /** in milliseconds, so that fractions compare */
  took: number | null;
}

const at = (time: string): number => Date.parse(time);
const SLIPPED: Record<string, string> = { accept: 'accept_missed', resolve: 'resolve_missed' };

/**
 * What these steps of a ticket must be counted as, from its record alone: said a second time and apart from the code that writes it,
 * as ticket.tallies.ts does for the counts.
 */
export function replayFacts(steps: Step[]): ReplayedFact[] {
  return steps.flatMap(factsOfStep);
}

function factsOfStep({ event, before, after }: Step): ReplayedFact[] {
  const made = new Map<string, { took?: number; of?: KeptTicket }>();
  const { type, version, changes } = event;
  const isFirstAcceptance = version > 1 && before.acceptedAt === null && after.acceptedAt !== null;
  if (isFirstAcceptance && after.acceptedAt !== null) {
    const late = at(after.acceptedAt) > at(after.acceptDue) && after.provisionalFrom === null;
    const cleared = before.acceptMissedAt !== null ? 'accepted_on_time_cleared' : 'accepted_on_time';
    made.set(late ? 'accepted_late' : cleared, {
      took: Math.max(0, at(after.acceptedAt) - at(after.openedAt)),
    });
    if (late && before.acceptMissedAt === null) made.set('accept_missed', {});
  }
  if (type === 'opened') made.set('received', {});
  if (type === 'cancelled' || type === 'held') made.set(type, {});
  if (before.stationId !== after.stationId && version > 1) {
    made.set('transferred_in', {});
    made.set('transferred_out', { of: before });
  }
  if (type === 'deadline_missed') {
    for (const clock of changes.which as string[]) {
      const kind = SLIPPED[clock];
      if (kind !== undefined) made.set(kind, {});
    }
  }
  if (type === 'resolved') {
    const late = event.happenedAt.getTime() > at(after.resolveDue) && after.provisionalFrom === null;
    const took = event.happenedAt.getTime() - at(after.roundStartedAt) - after.heldSeconds * 1000;
    const outcome = after.outcome === 'done' ? 'done' : 'other';
    const cleared = before.resolveMissedAt === null ? '' : '_cleared';
    made.set(`resolved_${outcome}_${late ? 'late' : `on_time${cleared}`}`, { took: Math.max(0, took) });
    if (late && before.resolveMissedAt === null) made.set('resolve_missed', {});
  }
  if (type === 'confirmed') made.set(`closed_${after.outcome === 'done' ? 'done' : 'other'}_${after.confirmation}`, {});
  if (type === 'reopened') made.set(before.state === 'closed' ? 'reopened_closed' : 'reopened_resolved', {});
  if (type === 'hold_approved') made.set(before.holdRequestedKind === 'extension' ? 'extended' : 'held', {});
  if (type === 'called_back') made.set(changes.reached === true ? 'called_reached' : 'called_unreached', {});
  if (type === 'rated') made.set(`rated_${after.stars}`, {});
  return [...made].map(([kind, { took = null, of = after }]) => ({
    ticketId: after.id,
    version,
    kind,
    holderId: of.stationId ?? of.areaId,
    areaPath: of.stationId === null ? of.areaPath : null,
    areaId: of.areaId,
    categoryId: of.categoryId,
    day: dayOf(event.happenedAt),
    happenedAt: event.happenedAt,
    took: took === null ? null : Math.round(took),
  }));
}
