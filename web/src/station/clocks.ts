import type { Schemas } from '../api/client';

type Line = Schemas['TicketLine'];
/** `held`: the clocks stand; `done`: nothing is due any more. */
export type Standing = 'past' | 'near' | 'calm' | 'held' | 'done';
/** Told by shape as well as by words: colour only adds. */
export const SHAPES: Record<Standing, string> = { past: '■', near: '▲', calm: '○', held: '‖', done: '' };
export type ClockName = 'accept' | 'arrive' | 'resolve';

export interface Clock {
  name: ClockName;
  /** Unix time, ms */
  due: number;
  standing: Standing;
}

type Timed = Pick<
  Line,
  | 'state'
  | 'nearing'
  | 'missed'
  | 'acceptedAt'
  | 'acceptDue'
  | 'arrivedAt'
  | 'arriveDue'
  | 'resolvedAt'
  | 'resolveDue'
  | 'holdRequestedUntil'
>;

/** The clock that counts now: the first of accept, arrive and resolve that is not met; of two missed ones the first. */
export function clockOf(line: Timed, now: number): Clock {
  const name: ClockName =
    line.acceptedAt === null && line.resolvedAt === null
      ? 'accept'
      : line.arriveDue !== null && line.arrivedAt === null && line.resolvedAt === null
        ? 'arrive'
        : 'resolve';
  const dueAt = { accept: line.acceptDue, arrive: line.arriveDue ?? line.resolveDue, resolve: line.resolveDue }[name];
  const due = Date.parse(dueAt);
  const standing: Standing =
    line.resolvedAt !== null || ['cancelled', 'merged', 'closed'].includes(line.state)
      ? 'done'
      : line.state === 'on_hold'
        ? 'held'
        : due <= now || line.missed.includes(name)
          ? 'past'
          : line.nearing.includes(name)
            ? 'near'
            : 'calm';
  return { name, due, standing };
}

const ORDER: Record<Standing, number> = { past: 0, near: 1, calm: 2, held: 3, done: 4 };
const URGENCY: Record<Line['urgency'], number> = { critical: 0, urgent: 1, normal: 2 };

/** What has to be seen first, first: late, then near; of these the more urgent, then what is due earlier. */
export function inOrder(lines: readonly Line[], now: number): Line[] {
  return lines
    .map((line) => ({ line, clock: clockOf(line, now) }))
    .sort(
      (a, b) =>
        ORDER[a.clock.standing] - ORDER[b.clock.standing] ||
        URGENCY[a.line.urgency] - URGENCY[b.line.urgency] ||
        a.clock.due - b.clock.due ||
        (a.line.id < b.line.id ? -1 : 1),
    )
    .map(({ line }) => line);
}

/** How long until or since, in the greatest two units; minutes are the smallest. */
export function spanOf(milliseconds: number): { days: number; hours: number; minutes: number } {
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000);
  return { days: Math.floor(minutes / 1_440), hours: Math.floor(minutes / 60) % 24, minutes: minutes % 60 };
}
