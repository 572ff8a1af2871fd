import type { Channel, Doer } from './ticket.js';

/**
 * What tickets publish: one event a change, in the record (全程纪实) and, by its id, to consumers. `changes` holds ids, codes
 * and times only.
 */
export const TICKET_EVENT_TYPES = [
  'opened',
  'placed',
  'taken',
  'joined',
  'left',
  'started',
  'held',
  'resumed',
  'hold_requested',
  'hold_approved',
  'hold_refused',
  'hold_lapsed',
  'handed_over',
  'escalated',
  'returned',
  'deadlines_set',
  'deadline_nearing',
  'deadline_missed',
  'outcome_proposed',
  'resolved',
  'confirmed',
  'reopened',
  'cancelled',
  'commented',
  'photo_attached',
  'rated',
  'merged',
  'absorbed',
  'unmerged',
  'released',
  'urged',
  'urge_withdrawn',
  'appointment_made',
  'appointment_cancelled',
  'nobody_home',
  'materials_used',
  'material_cancelled',
  'called_back',
  'checked',
  'offer_made',
  'offer_accepted',
  'offer_declined',
  'offer_expired',
  'offer_withdrawn',
  'dispatch_stopped',
  'dispatch_preferred',
  'rung_climbed',
  'nobody_free',
] as const;
export type TicketEventType = (typeof TICKET_EVENT_TYPES)[number];

export interface TicketEvent {
  id: string;
  ticketId: string;
  /** the ticket's version after it */
  version: number;
  type: TicketEventType;
  doer: Doer;
  channel: Channel;
  /** when it happened, and when it was entered here: they differ for what is recorded afterwards */
  happenedAt: Date;
  enteredAt: Date;
  changes: Record<string, unknown>;
  /** what it set on the ticket's row, and which places of the crew: the row can be built again from its events */
  sets: Record<string, unknown> | null;
  stationId: string | null;
}
