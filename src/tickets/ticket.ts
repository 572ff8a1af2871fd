import type { GivenPoint, Reason, Routed, RouteWay } from '../routing/routing.js';
import type { HoldKind } from './holds/hold.js';
import type { Answered, Question } from './questions/question.js';
import type { SkillNames, Station } from '../stations/stations.js';

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
export const CHANNELS = ['phone', 'counter', 'paper', 'web', 'link', 'messages', 'system'] as const;
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
  /** the point as it was given, in the system of its map; null where none was */
  givenPoint: GivenPoint | null;
  doorEncrypted: Buffer | null;
  channel: Channel;
  personHelpedId: string | null;
  /** BCP 47, of whoever is helped; empty: not told */
  languages: string[];
  ownerId: string | null;
  /** 0 the station (in triage its area), 1 community, 2 street, 3 district, 4 city */
  escalationLevel: number;
  acceptDue: Date;
  /** null: nobody has to come */
  arriveDue: Date | null;
  resolveDue: Date;
  /** the time that the present owner has before it goes one up; null once there is nothing to do */
  ownerDue: Date | null;
  ownerMissedAt: Date | null;
  /** when the deadline is near; null once that was told */
  acceptNear: Date | null;
  arriveNear: Date | null;
  resolveNear: Date | null;
  acceptMissedAt: Date | null;
  arriveMissedAt: Date | null;
  resolveMissedAt: Date | null;
  /** from when on the calendar was unknown as the deadlines were set: they are the earliest that they can be; null: final */
  provisionalFrom: Date | null;
  /** when these clocks need looking at next */
  clockAt: Date | null;
  openedAt: Date;
  acceptedAt: Date | null;
  /** of this round: work began, or nobody was home */
  arrivedAt: Date | null;
  startedAt: Date | null;
  resolvedAt: Date | null;
  closedAt: Date | null;
  /** when the clock of this round began: opened, or reopened */
  roundStartedAt: Date;
  heldFrom: State | null;
  holdStartedAt: Date | null;
  holdUntil: Date | null;
  heldSeconds: number;
  /** holds and extensions of this round */
  holds: number;
  /** of this round: by how much the deadline to resolve was moved (延期) */
  extendedSeconds: number;
  /** what waits for approval */
  holdRequestedKind: HoldKind | null;
  holdRequestedUntil: Date | null;
  holdRequestedBy: string | null;
  /** who is to approve the hold, or has */
  holdApproverId: string | null;
  outcome: Outcome | null;
  proposedOutcome: Outcome | null;
  confirmation: Confirmation | null;
  rework: number;
  silenceDue: Date | null;
  stars: number | null;
  /** when the last thing that people did about it happened */
  lastHappenedAt: Date;
  takenById: string | null;
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
  /** codes (stations/tools.ts) of what each of them brings along; none unless said */
  tools?: string[];
}

/** When nobody goes alone: at night to somebody who is alone at home, or always. */
export const PAIRS = ['never', 'alone_at_night', 'always'] as const;
export type Pair = (typeof PAIRS)[number];

export interface Category {
  id: string;
  /** goes up with each change by an administrator */
  version: number;
  code: string;
  parentId: string | null;
  name: string;
  nameEn: string;
  selectable: boolean;
  urgency: Urgency;
  dispatch: 'auto' | 'head';
  confidential: boolean;
  acceptSeconds: number;
  /** until somebody is there; null: nobody has to come */
  arriveSeconds?: number | null;
  resolveSeconds: number;
  roundTheClock: boolean;
  offerSeconds: number;
  headSeconds: number;
  crew: CrewRole[];
  /** how long the work takes, with the way there */
  durationMinutes: number;
  pair: Pair;
  /** other seconds where the urgency is raised */
  deadlines?: Deadlines | null;
  /** what is asked once it is chosen */
  questions: Question[];
}

export type Deadlines = Partial<
  Record<Exclude<Urgency, 'normal'>, { acceptSeconds: number; arriveSeconds?: number; resolveSeconds: number }>
>;

export type Doer =
  { kind: 'account'; accountId: string; onBehalfOf?: string } | { kind: 'requester'; no: number } | { kind: 'system' };

/** A ticket with its crew, locked or just read. */
export interface TicketWithCrew {
  ticket: Ticket;
  crew: CrewPlace[];
  /** what higher features keep beside it and read with it (TicketChanges.beside) */
  beside?: Record<string, unknown>;
}

/** Being worked on, or about to be: what a helper carries is counted in these. */
export const LIVE: readonly State[] = ['triage', 'open', 'assigned', 'in_progress', 'on_hold'];

export function isFull(crew: CrewPlace[]): boolean {
  return crew.every((place) => place.helperId !== null);
}

/** A ticket as it was opened, with what its view tells: no need to read it again. */
export interface Opened extends TicketWithCrew {
  category: Category;
  station: Station | undefined;
  building: Routed['building'];
  request: string;
  answers: Answered[];
  caller: { phone: string | null; name: string | null };
  personHelped: { phone: string | null; name: string | null };
  ownerName: string | null;
  /** by code */
  skillNames: SkillNames;
}
