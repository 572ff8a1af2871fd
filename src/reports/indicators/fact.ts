import type { Confirmation, Outcome } from '../../tickets/tickets.js';

const WAYS = ['link', 'call_back', 'slip', 'silence'] as const satisfies readonly Confirmation[];

/**
 * What is counted, each thing once and under one name (docs/domain.md, Figures): a figure is a set of these kinds, so its rows are the
 * facts of these kinds.
 */
export const FACT_KINDS = [
  'received',
  'transferred_in',
  'transferred_out',
  'accepted_on_time',
  'accepted_on_time_cleared',
  'accepted_late',
  'accept_missed',
  'resolved_done_on_time',
  'resolved_done_on_time_cleared',
  'resolved_done_late',
  'resolved_other_on_time',
  'resolved_other_on_time_cleared',
  'resolved_other_late',
  'resolve_missed',
  ...WAYS.map((way) => `closed_done_${way}` as const),
  ...WAYS.map((way) => `closed_other_${way}` as const),
  'reopened_resolved',
  'reopened_closed',
  'cancelled',
  'held',
  'extended',
  'called_reached',
  'called_unreached',
  'rated_1',
  'rated_2',
  'rated_3',
  'rated_4',
  'rated_5',
] as const;
export type FactKind = (typeof FACT_KINDS)[number];

/** A row of ticket_facts. */
export interface Fact {
  ticketId: string;
  /** of the event */
  version: number;
  kind: FactKind;
  holderId: string;
  areaPath: string;
  /** the grid that the ticket was in; in triage a greater area */
  areaId: string;
  categoryId: string;
  /** local day, YYYY-MM-DD */
  day: string;
  happenedAt: Date;
  /** to accept, to resolve (less holds); null for what takes no time */
  seconds: number | null;
}

/** By which a row of ticket_facts is found. */
export interface FactKey {
  ticketId: string;
  version: number;
  kind: string;
}

/** How a deadline was met; cleared: it had been noticed as missed, and was not. */
export type Met = 'on_time' | 'on_time_cleared' | 'late';

export const metOf = (onTime: boolean, missedAt: unknown): Met =>
  onTime ? (missedAt === null ? 'on_time' : 'on_time_cleared') : 'late';

export const resolvedKind = (outcome: Outcome, met: Met): FactKind =>
  `resolved_${outcome === 'done' ? 'done' : 'other'}_${met}`;

export const closedKind = (outcome: Outcome, way: Confirmation): FactKind =>
  `closed_${outcome === 'done' ? 'done' : 'other'}_${way}`;

export const ratedKind = (stars: number): FactKind => `rated_${stars}` as FactKind;
