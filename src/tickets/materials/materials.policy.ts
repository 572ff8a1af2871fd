import type { Material } from './material.js';

const AFTER_CLOSING_MS = 7 * 86_400_000;

/** Receipts come in late, but not for ever. */
export function mayStillNote(closedAt: Date | null, at: Date): boolean {
  return closedAt === null || at.getTime() - closedAt.getTime() <= AFTER_CLOSING_MS;
}

/** In fen, by who paid; lines that were cancelled count nothing. */
export function totalsOf(lines: Pick<Material, 'cost' | 'paidBy' | 'cancelled'>[]): Record<Material['paidBy'], number> {
  const totals = { resident: 0, station: 0, street: 0, helper: 0, donated: 0 };
  for (const { cost, paidBy, cancelled } of lines) if (!cancelled) totals[paidBy] += cost;
  return totals;
}
