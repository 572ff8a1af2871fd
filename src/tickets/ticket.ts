import type { Reason, RouteWay } from '../routing/routing.js';

/** docs/domain.md, States of a ticket. */
export const STATES = [
  'triage',
  'open',
  'assigned',
  'in_progress',
  'on_hold',
  'resolved',
  'closed',
  'cancelled',
  'merged',
] as const;
export type State = (typeof STATES)[number];

export const OUTCOMES = ['done', 'referred', 'explained', 'not_possible'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const CONFIRMATIONS = ['link', 'call_back', 'slip', 'silence'] as const;
export type Confirmation = (typeof CONFIRMATIONS)[number];

export const URGENCIES = ['normal', 'urgent', 'critical'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** How something reached us. */
export const CHANNELS = ['phone', 'counter', 'paper', 'web', 'link', 'system'] as const;
export type Channel = (typeof CHANNELS)[number];

/** One request, as its row: other features' rows by id only. */
export interface Ticket {
  id: string;
  reference: string;
  state: State;
  categoryId: string;
  urgency: Urgency;
  confidential: boolean;
  stationId: string | null;
  areaId: string;
  areaPath: string;
  mapId: string;
  routeWay: RouteWay;
  routeReason: Reason;
  buildingId: string | null;
  unit: string | null;
  lng: number | null;
  lat: number | null;
  doorEncrypted: Buffer | null;
  channel: Channel;
  personHelpedId: string | null;
  ownerId: string | null;
  escalationLevel: number;
  acceptDue: Date;
  resolveDue: Date;
  openedAt: Date;
  acceptedAt: Date | null;
  startedAt: Date | null;
  resolvedAt: Date | null;
  closedAt: Date | null;
  /** when the clock of this round began: opened, or reopened */
  roundStartedAt: Date;
  heldFrom: State | null;
  holdStartedAt: Date | null;
  holdUntil: Date | null;
  heldSeconds: number;
  outcome: Outcome | null;
  proposedOutcome: Outcome | null;
  confirmation: Confirmation | null;
  rework: number;
  silenceDue: Date | null;
  stars: number | null;
  /** the ticket that answers for this one */
  mergedInto: string | null;
  /** 催办 */
  urged: number;
  lastUrgedAt: Date | null;
  appointmentFrom: Date | null;
  appointmentTo: Date | null;
  /** how often the crew stood before a closed door */
  nobodyHome: number;
  /** 回访 of this round */
  callAttempts: number;
  callAgainAt: Date | null;
  checkedAt: Date | null;
  version: number;
}

/** One place of the crew: as many as the category asks for, made with the ticket. */
export interface CrewPlace {
  id: string;
  skill: string | null;
  helperId: string | null;
  joinedAt: Date | null;
}

export interface CrewRole {
  /** null: anyone */
  skill: string | null;
  size: number;
}

export interface Category {
  id: string;
  code: string;
  parentId: string | null;
  name: string;
  nameEn: string;
  selectable: boolean;
  urgency: Urgency;
  dispatch: 'auto' | 'head';
  confidential: boolean;
  acceptSeconds: number;
  resolveSeconds: number;
  roundTheClock: boolean;
  offerSeconds: number;
  headSeconds: number;
  crew: CrewRole[];
}

export type Doer =
  { kind: 'account'; accountId: string; onBehalfOf?: string } | { kind: 'requester'; no: number } | { kind: 'system' };

/** A ticket with its crew, locked or just read. */
export interface TicketWithCrew {
  ticket: Ticket;
  crew: CrewPlace[];
}

export function isFull(crew: CrewPlace[]): boolean {
  return crew.every((place) => place.helperId !== null);
}
