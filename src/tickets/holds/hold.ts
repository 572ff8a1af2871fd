/** 挂账: the clocks stand while it lasts; 延期: the deadline to resolve moves, and work goes on. */
export const HOLD_KINDS = ['hold', 'extension'] as const;
export type HoldKind = (typeof HOLD_KINDS)[number];

export const HOLD_REASONS = [
  'waiting_for_material',
  'third_party',
  'resident_asks',
  'weather',
  'needs_budget',
  'other',
] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** `refused` by who decides, `lapsed` without a decision. */
export const HOLD_STATES = ['asked', 'running', 'ended', 'refused', 'lapsed'] as const;
export type HoldState = (typeof HOLD_STATES)[number];

/** `over`: its time had come; `extended`: the deadline has moved; `undecided`: nobody had decided by its end; `replaced`: by a hold that needs no approval. */
export const HOLD_ENDS = [
  'resumed',
  'over',
  'extended',
  'refused',
  'undecided',
  'replaced',
  'resolved',
  'cancelled',
  'merged',
  'handed_over',
] as const;
export type HoldEnd = (typeof HOLD_ENDS)[number];

/** One line of the ledger. `id` is the event's that it began with; `from` null: not begun. */
export interface Hold {
  id: string;
  ticketId: string;
  kind: HoldKind;
  reasonCode: HoldReason;
  state: HoldState;
  /** the ticket's as it was asked for */
  stationId: string | null;
  askedAt: Date;
  askedBy: string | null;
  from: Date | null;
  /** of an extension: the deadline that is asked for */
  until: Date;
  approverId: string | null;
  decidedAt: Date | null;
  decidedBy: string | null;
  endedAt: Date | null;
  how: HoldEnd | null;
}
