import { addOpenTime, unknownFrom, type OpenTime, type WorkingCalendar } from '../platform/calendar.js';
import type { Station } from '../stations/stations.js';
import type { Category, Doer, State, Ticket, Urgency } from './ticket.js';
import type { TicketEventType } from './tickets.events.js';

export const CLOCKS = ['accept', 'arrive', 'resolve', 'owner'] as const;
export type ClockName = (typeof CLOCKS)[number];

/** Each clock has fields of its own, and nothing but these; `met`: when what it waits for has happened, after which it stands. */
const FIELDS = {
  accept: { due: 'acceptDue', near: 'acceptNear', missedAt: 'acceptMissedAt', met: 'acceptedAt' },
  arrive: { due: 'arriveDue', near: 'arriveNear', missedAt: 'arriveMissedAt', met: 'arrivedAt' },
  resolve: { due: 'resolveDue', near: 'resolveNear', missedAt: 'resolveMissedAt', met: null },
  owner: { due: 'ownerDue', near: null, missedAt: 'ownerMissedAt', met: null },
} as const satisfies Record<
  ClockName,
  Record<'due' | 'missedAt', keyof Ticket> & Record<'near' | 'met', keyof Ticket | null>
>;
/** Those that a round sets; the owner's belongs to who owns it. */
const OF_A_ROUND = ['accept', 'arrive', 'resolve'] as const;

const RUNNING: State[] = ['triage', 'open', 'assigned', 'in_progress'];
const LIVE: State[] = [...RUNNING, 'on_hold'];

/** A deadline is near when this much of its time is gone. */
const NEAR = 0.8;

/** `arriveSeconds` null: nobody has to come. An urgency that does not say when has the category's. */
export function secondsOf(category: Category, urgency: Urgency) {
  const own = urgency === 'normal' ? undefined : category.deadlines?.[urgency];
  const { acceptSeconds, resolveSeconds } = own ?? category;
  return { acceptSeconds, arriveSeconds: own?.arriveSeconds ?? category.arriveSeconds ?? null, resolveSeconds };
}

/** 紧急 and 特急 never wait for a head (docs/domain.md, Who starts dispatch). */
export function dispatchOf(category: Pick<Category, 'dispatch'>, urgency: Urgency): Category['dispatch'] {
  return urgency === 'normal' ? category.dispatch : 'auto';
}

type Hours = Pick<Station, 'hours'> | undefined;
export type Dues = Pick<
  Ticket,
  'acceptDue' | 'acceptNear' | 'arriveDue' | 'arriveNear' | 'resolveDue' | 'resolveNear' | 'provisionalFrom'
>;

/**
 * The deadlines of a round, and when they are near; the clock runs while the station is open, or round the clock. Past what the calendar
 * knows they are provisional: the earliest that they can be. The last one, to resolve, is so where any is.
 */
export function dues(
  category: Category,
  urgency: Urgency,
  station: Hours,
  calendar: WorkingCalendar,
  from: Date,
): Dues {
  const { acceptSeconds, arriveSeconds, resolveSeconds } = secondsOf(category, urgency);
  const hours = hoursOf(category, station);
  const after = (seconds: number) => addOpenTime(from, seconds * 1000, hours, calendar);
  const resolve = after(resolveSeconds);
  return {
    acceptDue: momentOf(after(acceptSeconds)),
    acceptNear: momentOf(after(acceptSeconds * NEAR)),
    arriveDue: arriveSeconds === null ? null : momentOf(after(arriveSeconds)),
    arriveNear: arriveSeconds === null ? null : momentOf(after(arriveSeconds * NEAR)),
    resolveDue: momentOf(resolve),
    resolveNear: momentOf(after(resolveSeconds * NEAR)),
    provisionalFrom: resolve.isKnown ? null : resolve.unknownFrom,
  };
}

/**
 * Until when a new owner must have acted: the time to accept, from then. `station` undefined: an owner above, round the clock.
 * Past what the calendar knows it is the earliest that it can be: rather too soon than never.
 */
export function ownerDue(
  category: Category,
  urgency: Urgency,
  station: Hours,
  calendar: WorkingCalendar,
  from: Date,
): Date {
  const seconds = secondsOf(category, urgency).acceptSeconds;
  return momentOf(addOpenTime(from, seconds * 1000, hoursOf(category, station), calendar));
}

function momentOf(time: OpenTime): Date {
  return time.isKnown ? time.at : time.earliest;
}

/**
 * The round's deadlines anew, with a calendar that knows more than the one they were set by; undefined where it does not. What
 * was told too early is taken back. An owner who had until the ticket was due to resolve has until then again.
 */
export function duesAnew(
  ticket: Ticket,
  category: Category,
  station: Hours,
  calendar: WorkingCalendar,
  now: Date,
): Partial<Ticket> | undefined {
  if (ticket.provisionalFrom === null || unknownFrom(calendar) <= ticket.provisionalFrom) return undefined;
  const set = dues(category, ticket.urgency, station, calendar, ticket.roundStartedAt);
  const patch: Partial<Ticket> = { provisionalFrom: set.provisionalFrom };
  for (const clock of OF_A_ROUND) {
    const { due, near, missedAt } = FIELDS[clock];
    const seconds = ticket.heldSeconds + (clock === 'resolve' ? ticket.extendedSeconds : 0);
    const moved = (time: Date | null) => time && new Date(time.getTime() + seconds * 1000);
    const [dueAt, nearAt] = [moved(set[due]), moved(set[near])];
    if (isMet(ticket, clock) || dueAt === null) continue;
    // what is near by now was told, or is told at the next look
    Object.assign(patch, { [due]: dueAt, [near]: nearAt !== null && nearAt > now ? nearAt : ticket[near] });
    if (dueAt > now) patch[missedAt] = null;
  }
  const ownerFollows = ticket.ownerDue?.getTime() === ticket.resolveDue.getTime();
  return { ...patch, ...(ownerFollows ? { ownerDue: patch.resolveDue } : {}) };
}

/** Resolved then, is it on time? What cannot be shown to be late, by a deadline that is only provisional, is not late. */
export function isOnTime(
  at: Date,
  { resolveDue, provisionalFrom }: Pick<Ticket, 'resolveDue' | 'provisionalFrom'>,
): boolean {
  return at <= resolveDue || provisionalFrom !== null;
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

function isMet(ticket: Pick<Ticket, 'acceptedAt' | 'arrivedAt'>, clock: ClockName): boolean {
  const { met } = FIELDS[clock];
  return met !== null && ticket[met] !== null;
}

function nearOf(ticket: Ticket, clock: ClockName): Date | null {
  const { near } = FIELDS[clock];
  return near === null || isMet(ticket, clock) ? null : ticket[near];
}

function lastOf(ticket: Ticket, clock: ClockName): Date | null {
  const { due, missedAt } = FIELDS[clock];
  return isMet(ticket, clock) || ticket[missedAt] !== null ? null : ticket[due];
}

/** All that still run, later by so much. */
export function later(ticket: Ticket, milliseconds: number): Partial<Ticket> {
  const patch: Partial<Record<keyof Ticket, Date>> = {};
  for (const clock of CLOCKS) {
    if (isMet(ticket, clock)) continue;
    const { due, near } = FIELDS[clock];
    for (const field of near === null ? [due] : [due, near]) {
      const time = ticket[field];
      if (time !== null) patch[field] = new Date(time.getTime() + milliseconds);
    }
  }
  return patch as Partial<Ticket>;
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
  const nears = [...missed, ...near].flatMap((clock) => FIELDS[clock].near ?? []);
  return Object.fromEntries([
    ...nears.map((field) => [field, null]),
    ...missed.map((clock) => [FIELDS[clock].missedAt, now]),
  ]) as Partial<Ticket>;
}

type Clocked = Pick<
  Ticket,
  | 'state'
  | 'acceptedAt'
  | 'arrivedAt'
  | (typeof FIELDS)[ClockName]['due' | 'missedAt']
  | 'acceptNear'
  | 'arriveNear'
  | 'resolveNear'
>;

/** What a reader is shown of the clocks. */
export function clocksOf(ticket: Clocked): { missed: ClockName[]; nearing: ClockName[] } {
  const missed = CLOCKS.filter((clock) => ticket[FIELDS[clock].missedAt] !== null);
  const nearing = OF_A_ROUND.filter((clock) => {
    const { due, near } = FIELDS[clock];
    return ticket[due] !== null && ticket[near] === null && !isMet(ticket, clock) && !missed.includes(clock);
  });
  return { missed, nearing: LIVE.includes(ticket.state) ? nearing : [] };
}
