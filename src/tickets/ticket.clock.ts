import { newId } from '../platform/outbox.js';
import type { Routed } from '../routing/routing.js';
import type { Station } from '../stations/stations.js';
import { dues, ownerDue, wound } from './ticket.deadlines.js';
import type { Category, CrewPlace, Ticket, Urgency } from './ticket.js';

/** No hold waits for approval, and none is approved. */
export const NO_REQUEST = { holdRequestedUntil: null, holdRequestedBy: null, holdApproverId: null };

type Made = Pick<
  Ticket,
  'id' | 'reference' | 'unit' | 'doorEncrypted' | 'channel' | 'personHelpedId' | 'ownerId' | 'openedAt'
> & { category: Category; urgency: Urgency; station: Station | undefined; routed: Routed; enteredAt: Date };

/** A ticket as it begins: open at its station, or in triage. */
export function newTicket(made: Made): Ticket {
  const { category, urgency, station, routed, openedAt, enteredAt } = made;
  const ticket: Ticket = {
    id: made.id,
    reference: made.reference,
    state: station === undefined ? 'triage' : 'open',
    categoryId: category.id,
    urgency,
    confidential: category.confidential,
    stationId: station?.id ?? null,
    areaId: routed.areaId,
    areaPath: routed.gridPath,
    mapId: routed.mapId,
    routeWay: routed.way,
    routeReason: routed.reason,
    buildingId: routed.building?.id ?? null,
    unit: made.unit,
    lng: routed.point?.lng ?? null,
    lat: routed.point?.lat ?? null,
    givenPoint: routed.given,
    doorEncrypted: made.doorEncrypted,
    channel: made.channel,
    personHelpedId: made.personHelpedId,
    ownerId: made.ownerId,
    escalationLevel: 0,
    ...dues(category, urgency, station, openedAt),
    // who owns it has it from now, however long ago it was asked for
    ownerDue: ownerDue(category, urgency, station, enteredAt),
    ownerMissedAt: null,
    acceptMissedAt: null,
    resolveMissedAt: null,
    clockAt: null,
    openedAt,
    acceptedAt: null,
    startedAt: null,
    resolvedAt: null,
    closedAt: null,
    roundStartedAt: openedAt,
    heldFrom: null,
    holdStartedAt: null,
    holdUntil: null,
    heldSeconds: 0,
    holds: 0,
    ...NO_REQUEST,
    outcome: null,
    proposedOutcome: null,
    confirmation: null,
    rework: 0,
    silenceDue: null,
    stars: null,
    lastHappenedAt: made.openedAt,
    takenById: null,
    mergedInto: null,
    urged: 0,
    lastUrgedAt: null,
    appointmentFrom: null,
    appointmentTo: null,
    nobodyHome: 0,
    callAttempts: 0,
    callAgainAt: null,
    checkedAt: null,
    version: 1,
  };
  return wound(undefined, ticket, false, enteredAt);
}

/** As many places as the category asks for, in the order that they are read in: those that anyone fills first. */
export function placesOf(category: Category): CrewPlace[] {
  const roles = [...category.crew].sort((a, b) => ((a.skill ?? '') < (b.skill ?? '') ? -1 : 1));
  return roles.flatMap(({ skill, size }) =>
    Array.from({ length: size }, () => ({ id: newId(), skill, helperId: null, joinedAt: null })),
  );
}

/** For what makes an appointment pointless. */
export const NO_APPOINTMENT = { appointmentFrom: null, appointmentTo: null } satisfies Partial<Ticket>;

export function accepted(ticket: Ticket, at: Date): Partial<Ticket> {
  return ticket.acceptedAt === null ? { acceptedAt: at } : {};
}

export function acceptTime(ticket: Ticket, at: Date) {
  if (ticket.acceptedAt !== null) return [];
  const seconds = Math.max(0, (at.getTime() - ticket.openedAt.getTime()) / 1000);
  return [{ add: {}, times: [{ measure: 'accept' as const, seconds }] }];
}

/** All clocks move by what was held. Nothing to change where it is not on hold. */
export function endHold(ticket: Ticket, at: Date): Partial<Ticket> {
  if (ticket.holdStartedAt === null) return {};
  // a hold ends when it was to end, whoever looks later
  const end = Math.min(at.getTime(), ticket.holdUntil?.getTime() ?? Infinity);
  const held = Math.max(0, end - ticket.holdStartedAt.getTime());
  const later = (time: Date) => new Date(time.getTime() + held);
  const orNull = (time: Date | null) => (time === null ? null : later(time));
  const { acceptDue, acceptNear } = ticket;
  return {
    ...(ticket.acceptedAt === null ? { acceptDue: later(acceptDue), acceptNear: orNull(acceptNear) } : {}),
    resolveDue: later(ticket.resolveDue),
    resolveNear: orNull(ticket.resolveNear),
    ownerDue: orNull(ticket.ownerDue),
    heldSeconds: ticket.heldSeconds + Math.round(held / 1000),
    heldFrom: null,
    holdStartedAt: null,
    holdUntil: null,
    ...NO_REQUEST,
  };
}
