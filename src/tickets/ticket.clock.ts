import { newId } from '../platform/outbox.js';
import type { WorkingCalendar } from '../platform/calendar.js';
import type { Routed } from '../routing/routing.js';
import type { Station } from '../stations/stations.js';
import { rolesFor, type Visit } from './crew.policy.js';
import { dues, later, ownerDue, wound } from './ticket.deadlines.js';
import type { Category, CrewPlace, Ticket, Urgency } from './ticket.js';

/** No hold waits for approval, and none is approved. */
export const NO_REQUEST = {
  holdRequestedKind: null,
  holdRequestedUntil: null,
  holdRequestedBy: null,
  holdApproverId: null,
};

type Made = Pick<
  Ticket,
  'id' | 'reference' | 'unit' | 'doorEncrypted' | 'channel' | 'personHelpedId' | 'languages' | 'ownerId' | 'openedAt'
> & {
  category: Category;
  urgency: Urgency;
  station: Station | undefined;
  calendar: WorkingCalendar;
  routed: Routed;
  enteredAt: Date;
};

/** A ticket as it begins: open at its station, or in triage. */
export function newTicket(made: Made): Ticket {
  const { category, urgency, station, calendar, routed, openedAt, enteredAt } = made;
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
    languages: made.languages,
    ownerId: made.ownerId,
    escalationLevel: 0,
    ...dues(category, urgency, station, calendar, openedAt),
    // who owns it has it from now, however long ago it was asked for
    ownerDue: ownerDue(category, urgency, station, calendar, enteredAt),
    ownerMissedAt: null,
    acceptMissedAt: null,
    arriveMissedAt: null,
    resolveMissedAt: null,
    clockAt: null,
    openedAt,
    acceptedAt: null,
    arrivedAt: null,
    startedAt: null,
    resolvedAt: null,
    closedAt: null,
    roundStartedAt: openedAt,
    heldFrom: null,
    holdStartedAt: null,
    holdUntil: null,
    heldSeconds: 0,
    holds: 0,
    extendedSeconds: 0,
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

/** As many places as the visit asks for, in the order that they are read in: those that anyone fills first. */
export function placesOf(category: Pick<Category, 'crew' | 'pair'>, visit: Visit): CrewPlace[] {
  const roles = [...rolesFor(category, visit)].sort((a, b) => ((a.skill ?? '') < (b.skill ?? '') ? -1 : 1));
  return roles.flatMap(({ skill, size }) =>
    Array.from({ length: size }, () => ({ id: newId(), skill, helperId: null, joinedAt: null })),
  );
}

/** For what makes an appointment pointless. */
export const NO_APPOINTMENT = { appointmentFrom: null, appointmentTo: null } satisfies Partial<Ticket>;

export function accepted(ticket: Ticket, at: Date): Partial<Ticket> {
  return ticket.acceptedAt === null ? { acceptedAt: at } : {};
}

/** Somebody of the crew stood at the place, whether or not anybody was home. */
export function arrived(ticket: Ticket, at: Date): Partial<Ticket> {
  return ticket.arrivedAt === null ? { arrivedAt: at } : {};
}

export function acceptTime(ticket: Ticket, at: Date) {
  if (ticket.acceptedAt !== null) return [];
  const seconds = Math.max(0, (at.getTime() - ticket.openedAt.getTime()) / 1000);
  return [{ add: {}, times: [{ measure: 'accept' as const, seconds }] }];
}

/** All clocks that run move by what was held. Nothing to change where it is not on hold. */
export function endHold(ticket: Ticket, at: Date): Partial<Ticket> {
  if (ticket.holdStartedAt === null) return {};
  // a hold ends when it was to end, whoever looks later
  const end = Math.min(at.getTime(), ticket.holdUntil?.getTime() ?? Infinity);
  const held = Math.max(0, end - ticket.holdStartedAt.getTime());
  return {
    ...later(ticket, held),
    heldSeconds: ticket.heldSeconds + Math.round(held / 1000),
    heldFrom: null,
    holdStartedAt: null,
    holdUntil: null,
    ...NO_REQUEST,
  };
}

/** The deadline to resolve moves to then, and an owner who had until then goes with it. What was told stays told. */
export function extended(ticket: Ticket, until: Date): Partial<Ticket> {
  const { resolveDue, resolveNear, ownerDue } = ticket;
  const by = until.getTime() - resolveDue.getTime();
  return {
    ...NO_REQUEST,
    resolveDue: until,
    resolveNear: resolveNear && new Date(resolveNear.getTime() + by),
    ...(ownerDue?.getTime() === resolveDue.getTime() ? { ownerDue: until } : {}),
    extendedSeconds: ticket.extendedSeconds + Math.round(by / 1000),
    holds: ticket.holds + 1,
  };
}
