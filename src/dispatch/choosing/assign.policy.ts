import { leastCost } from './assignment.policy.js';
import type { Urgency } from './choosing.types.js';

/** One offer that is wanted for a place: the first, or one more to be sure. */
export interface Slot {
  urgency: Urgency;
  /** how many are asked for its place before this one */
  nth: number;
  candidates: readonly Candidate[];
}

export interface Candidate {
  helperId: string;
  total: number;
}

/** Beyond any sum of points, so that nobody is left without who can have somebody, and the urgent come first. */
const WORTH: Readonly<Record<Urgency, number>> = { normal: 1e5, urgent: 1.1e5, critical: 1.2e5 };

/**
 * Who is asked in which slot. The first offers of all places are solved together: as many as can be, with the best scores in
 * all; then, of those who are left, the second ones, and so on. So nobody is asked as a precaution for one place while
 * another has nobody, and no place's first choice suffers for it.
 *
 * A helper is one column: asked once in a batch, since of two offers at one moment the second is hardly ever answered. So
 * capacity holds across tickets, and nobody is asked twice for one.
 *
 * @returns for each slot the helper, or undefined
 */
export function assign(slots: readonly Slot[]): (string | undefined)[] {
  const chosen = slots.map((): string | undefined => undefined);
  const taken = new Set<string>();
  for (const nth of [...new Set(slots.map((slot) => slot.nth))].sort((a, b) => a - b)) {
    const level = slots.flatMap((slot, at) => (slot.nth === nth ? [{ slot, at }] : []));
    const columns = new Map<string, number>();
    const helperIds: string[] = [];
    const rows = level.map(({ slot: { urgency, candidates } }) => {
      const row = { columns: [] as number[], costs: [] as number[] };
      for (const { helperId, total } of candidates) {
        if (taken.has(helperId)) continue;
        let column = columns.get(helperId);
        if (column === undefined) {
          column = helperIds.push(helperId) - 1;
          columns.set(helperId, column);
        }
        row.columns.push(column);
        row.costs.push(-(WORTH[urgency] + total));
      }
      return row;
    });
    leastCost(rows, helperIds.length).forEach((column, row) => {
      const helperId = helperIds[column];
      const at = level[row]?.at;
      if (helperId === undefined || at === undefined) return;
      chosen[at] = helperId;
      taken.add(helperId);
    });
  }
  return chosen;
}
