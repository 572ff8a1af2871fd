import type { CrewPlace, Ticket } from './ticket.js';
import type { TicketEvent } from './tickets.events.js';

type AsKept<Value> = Value extends Date ? string : Value;
/** A ticket's row as its events keep it: by the row's names in the code, times as text; without what is personal. */
export type KeptTicket = { [Key in Exclude<keyof Ticket, 'doorEncrypted'>]: AsKept<Ticket[Key]> };
export type KeptPlace = { [Key in keyof CrewPlace]: AsKept<CrewPlace[Key]> };

/** A place's row: `live` as long as its ticket is not resolved, closed, cancelled or merged. */
export type PlaceRow = KeptPlace & { live: boolean };

export interface ReplayedEvent extends Pick<TicketEvent, 'version' | 'type' | 'happenedAt' | 'changes' | 'sets'> {
  /** of the transaction that wrote it: what one change wrote has the same */
  xid: string;
}

/** With who did it, where that is an account. */
export interface HistoryEvent extends ReplayedEvent {
  id: string;
  actorId: string | null;
  stationId: string | null;
}

/** One event, with the row before and after it. */
export interface Step {
  event: ReplayedEvent;
  before: KeptTicket;
  after: KeptTicket;
  /** after it */
  crew: KeptPlace[];
}

/** What an event says that cannot be, or does not say. */
export interface RecordFault {
  version: number;
  field: string;
  expected: unknown;
  found: unknown;
}

/** What an event leaves out was null; what is never null is set by the first one. */
export const NOTHING = {
  buildingId: null,
  unit: null,
  lng: null,
  lat: null,
  givenPoint: null,
  stationId: null,
  personHelpedId: null,
  // empty also in the record of tickets from before languages were asked for
  languages: [] as string[],
  ownerId: null,
  acceptedAt: null,
  arrivedAt: null,
  arriveDue: null,
  startedAt: null,
  resolvedAt: null,
  closedAt: null,
  heldFrom: null,
  holdStartedAt: null,
  holdUntil: null,
  outcome: null,
  proposedOutcome: null,
  confirmation: null,
  silenceDue: null,
  stars: null,
  takenById: null,
  ownerDue: null,
  ownerMissedAt: null,
  acceptNear: null,
  arriveNear: null,
  resolveNear: null,
  acceptMissedAt: null,
  arriveMissedAt: null,
  resolveMissedAt: null,
  provisionalFrom: null,
  clockAt: null,
  // 0 also in the record of tickets from before there were extensions
  extendedSeconds: 0,
  holdRequestedKind: null,
  holdRequestedUntil: null,
  holdRequestedBy: null,
  holdApproverId: null,
  mergedInto: null,
  lastUrgedAt: null,
  appointmentFrom: null,
  appointmentTo: null,
  callAgainAt: null,
  checkedAt: null,
} as KeptTicket;
