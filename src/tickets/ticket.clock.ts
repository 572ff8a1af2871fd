import { addOpenTime } from '../platform/calendar.js';
import { newId } from '../platform/outbox.js';
import type { Routed } from '../routing/routing.js';
import type { Station } from '../stations/stations.js';
import type { Category, CrewPlace, Ticket } from './ticket.js';

type Made = Pick<
  Ticket,
  'id' | 'reference' | 'unit' | 'doorEncrypted' | 'channel' | 'personHelpedId' | 'ownerId' | 'openedAt'
> & { category: Category; station: Station | undefined; routed: Routed };

/** A ticket as it begins: open at its station, or in triage. */
export function newTicket(made: Made): Ticket {
  const { category, station, routed } = made;
  return {
    id: made.id,
    reference: made.reference,
    state: station === undefined ? 'triage' : 'open',
    categoryId: category.id,
    urgency: category.urgency,
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
    doorEncrypted: made.doorEncrypted,
    channel: made.channel,
    personHelpedId: made.personHelpedId,
    ownerId: made.ownerId,
    escalationLevel: 0,
    ...dues(category, station, made.openedAt),
    openedAt: made.openedAt,
    acceptedAt: null,
    startedAt: null,
    resolvedAt: null,
    closedAt: null,
    roundStartedAt: made.openedAt,
    heldFrom: null,
    holdStartedAt: null,
    holdUntil: null,
    heldSeconds: 0,
    outcome: null,
    proposedOutcome: null,
    confirmation: null,
    rework: 0,
    silenceDue: null,
    stars: null,
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
}

/** As many places as the category asks for. */
export function placesOf(category: Category): CrewPlace[] {
  return category.crew.flatMap(({ skill, size }) =>
    Array.from({ length: size }, () => ({ id: newId(), skill, helperId: null, joinedAt: null })),
  );
}

/** Both deadlines; the clock runs while the station is open, or round the clock. */
export function dues(
  category: Category,
  station: Station | undefined,
  from: Date,
): { acceptDue: Date; resolveDue: Date } {
  const hours = category.roundTheClock || station === undefined ? null : station.hours;
  return {
    acceptDue: addOpenTime(from, category.acceptSeconds * 1000, hours),
    resolveDue: addOpenTime(from, category.resolveSeconds * 1000, hours),
  };
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

/** Nothing to change where it is not on hold. */
export function endHold(
  ticket: Ticket,
  at: Date,
): Partial<Pick<Ticket, 'resolveDue' | 'heldSeconds'>> & Partial<Ticket> {
  if (ticket.holdStartedAt === null) return {};
  // a hold ends when it was to end, whoever looks later
  const end = Math.min(at.getTime(), ticket.holdUntil?.getTime() ?? Infinity);
  const held = Math.max(0, end - ticket.holdStartedAt.getTime());
  return {
    resolveDue: new Date(ticket.resolveDue.getTime() + held),
    heldSeconds: ticket.heldSeconds + Math.round(held / 1000),
    heldFrom: null,
    holdStartedAt: null,
    holdUntil: null,
  };
}
