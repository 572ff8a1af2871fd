import { addOpenTime } from '../platform/calendar.js';
import type { Station } from '../stations/stations.js';
import type { Category, Doer, State, Ticket, Urgency } from './ticket.js';
import type { TicketEventType } from './tickets.events.js';

export const CLOCKS = ['accept', 'resolve', 'owner'] as const;
export type ClockName = (typeof CLOCKS)[number];

const RUNNING: State[] = ['triage', 'open', 'assigned', 'in_progress'];
const LIVE: State[] = [...RUNNING, 'on_hold'];

/** A deadline is near when this much of its time is gone. */
const NEAR = 0.8;

export function secondsOf(category: Category, urgency: Urgency): { acceptSeconds: number; resolveSeconds: number } {
  return (urgency === 'normal' ? undefined : category.deadlines?.[urgency]) ?? category;
}

/** 紧急 and 特急 never wait for a head (docs/domain.md, Who starts dispatch). */
export function dispatchOf(category: Pick<Category, 'dispatch'>, urgency: Urgency): Category['dispatch'] {
  return urgency === 'normal' ? category.dispatch : 'auto';
}

type Hours = Pick<Station, 'hours'> | undefined;
export type Dues = Pick<Ticket, 'acceptDue' | 'acceptNear' | 'resolveDue' | 'resolveNear'>;

/** Both deadlines, and when they are near; the clock runs while the station is open, or round the clock. */
export function dues(category: Category, urgency: Urgency, station: Hours, from: Date): Dues {
  const { acceptSeconds, resolveSeconds } = secondsOf(category, urgency);
  const after = (seconds: number) => addOpenTime(from, seconds * 1000, hoursOf(category, station));
  return {
    acceptDue: after(acceptSeconds),
    acceptNear: after(acceptSeconds * NEAR),
    resolveDue: after(resolveSeconds),
    resolveNear: after(resolveSeconds * NEAR),
  };
}

/** Until when a new owner must have acted: the time to accept, from then. `station` undefined: an owner above, round the clock. */
export function ownerDue(category: Category, urgency: Urgency, station: Hours, from: Date): Date {
  return addOpenTime(from, secondsOf(category, urgency).acceptSeconds * 1000, hoursOf(category, station));
}

function hoursOf(category: Category, station: Hours) {
  return category.roundTheClock || station === undefined ? null : station.hours;
}

/** Told, or somebody else's answer: no work on the ticket. */
const NO_ACT: TicketEventType[] = [
  'commented',
  'photo_attached',
  'offer_declined',
  'hold_approved',
  'hold_refused',
  'placed',
];

/** Has the owner acted? A station acts as one: its head, deputies and crew; above it the named owner alone does. */
export function hasActed(ticket: Ticket, doer: Doer, type: TicketEventType): boolean {
  if (doer.kind !== 'account' || NO_ACT.includes(type)) return false;
  return ticket.escalationLevel === 0 || doer.accountId === ticket.ownerId;
}

/**
 * The row with its clocks wound. Who has acted has until what is due to resolve; where that has passed, as long again as the
 * round had. A due time that the change itself has set stays.
 */
export function wound(before: Ticket | undefined, after: Ticket, acted: boolean, now: Date): Ticket {
  const due = dueOf(before, after, acted, now);
  const anew = due?.getTime() !== before?.ownerDue?.getTime();
  const ticket = { ...after, ownerDue: due, ownerMissedAt: anew ? null : after.ownerMissedAt };
  return { ...ticket, clockAt: nextLook(ticket) };
}

function dueOf(before: Ticket | undefined, after: Ticket, acted: boolean, now: Date): Date | null {
  if (!LIVE.includes(after.state)) return null;
  if (before !== undefined && after.ownerDue?.getTime() !== before.ownerDue?.getTime()) return after.ownerDue;
  if (!acted && after.ownerDue !== null) return after.ownerDue;
  const round = Math.max(1_000, after.resolveDue.getTime() - after.roundStartedAt.getTime());
  return after.resolveDue > now ? after.resolveDue : new Date(now.getTime() + round);
}

/** When something is to happen by itself; null where nothing is: on hold, resolved, or all is told. */
function nextLook(ticket: Ticket): Date | null {
  if (!RUNNING.includes(ticket.state)) return null;
  const times = [
    ...CLOCKS.flatMap((clock) => [nearOf(ticket, clock), lastOf(ticket, clock)]),
    ticket.holdRequestedUntil,
  ];
  return times.reduce((first, time) => (time !== null && (first === null || time < first) ? time : first), null);
}

function nearOf(ticket: Ticket, clock: ClockName): Date | null {
  if (clock === 'accept') return ticket.acceptedAt === null ? ticket.acceptNear : null;
  return clock === 'resolve' ? ticket.resolveNear : null;
}

function lastOf(ticket: Ticket, clock: ClockName): Date | null {
  switch (clock) {
    case 'accept':
      return ticket.acceptedAt === null && ticket.acceptMissedAt === null ? ticket.acceptDue : null;
    case 'resolve':
      return ticket.resolveMissedAt === null ? ticket.resolveDue : null;
    case 'owner':
      return ticket.ownerMissedAt === null ? ticket.ownerDue : null;
  }
}

/** What has come by now and was not told yet. Where a look comes late, a deadline that is missed is not near any more. */
export function toTell(ticket: Ticket, now: Date): { missed: ClockName[]; near: ClockName[]; holdLapsed: boolean } {
  if (!RUNNING.includes(ticket.state)) return { missed: [], near: [], holdLapsed: false };
  const past = (time: Date | null) => time !== null && time <= now;
  const missed = CLOCKS.filter((clock) => past(lastOf(ticket, clock)));
  const near = CLOCKS.filter((clock) => past(nearOf(ticket, clock)) && !missed.includes(clock));
  return { missed, near, holdLapsed: past(ticket.holdRequestedUntil) };
}

/** Did one of them run out while its present owner had it? */
export function ranOutSince(ticket: Ticket, missed: ClockName[], ownedSince: Date): boolean {
  return missed.some((clock) => (lastOf(ticket, clock) ?? ownedSince) >= ownedSince);
}

/** That these were told, as the row keeps it: each once a round. */
export function told(missed: ClockName[], near: ClockName[], now: Date): Partial<Ticket> {
  const both = [...missed, ...near];
  return {
    ...(both.includes('accept') ? { acceptNear: null } : {}),
    ...(both.includes('resolve') ? { resolveNear: null } : {}),
    ...(missed.includes('accept') ? { acceptMissedAt: now } : {}),
    ...(missed.includes('resolve') ? { resolveMissedAt: now } : {}),
    ...(missed.includes('owner') ? { ownerMissedAt: now } : {}),
  };
}

type Clocked = Pick<
  Ticket,
  'state' | 'acceptedAt' | 'acceptNear' | 'acceptMissedAt' | 'resolveNear' | 'resolveMissedAt' | 'ownerMissedAt'
>;

/** What a reader is shown of the clocks. */
export function clocksOf(ticket: Clocked): { missed: ClockName[]; nearing: ClockName[] } {
  const at = { accept: ticket.acceptMissedAt, resolve: ticket.resolveMissedAt, owner: ticket.ownerMissedAt };
  const missed = CLOCKS.filter((clock) => at[clock] !== null);
  const near = LIVE.includes(ticket.state)
    ? [
        ...(ticket.acceptedAt === null && ticket.acceptNear === null ? (['accept'] as const) : []),
        ...(ticket.resolveNear === null ? (['resolve'] as const) : []),
      ]
    : [];
  return { missed, nearing: near.filter((clock) => !missed.includes(clock)) };
}
