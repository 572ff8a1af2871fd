import { localMinute } from '../platform/calendar.js';
import type { Habit } from './choosing/choosing.types.js';

/** What a helper did with offers so far, and what was asked of them of late. */
export interface Habits {
  helperId: string;
  /** by local hour, 0–23, at which they were made: offers that ended and were not withdrawn, and those accepted */
  asked: number[];
  accepted: number[];
  /** about the number of the last 30 days, fading: as of `latelyAt` */
  offersLately: number;
  jobsLately: number;
  latelyAt: Date;
  lastAskedAt: Date | null;
  lastServedAt: Date | null;
}

/** An offer that has ended, for the habits. */
export interface EndedOffer {
  helperId: string;
  state: 'accepted' | 'declined' | 'expired' | 'withdrawn';
  offeredAt: Date;
  answeredAt: Date;
}

/** What was asked of somebody counts less and less: after so long a third of it is left. */
const FADING_MS = 30 * 86_400_000;

/** A number as of `from` that fades, as of `to`. */
export function faded(number: number, from: Date, to: Date): number {
  return number * Math.exp(-Math.max(0, to.getTime() - from.getTime()) / FADING_MS);
}

/** The habits with one more offer that has ended. A withdrawn one was a question too, but nobody answered it. */
export function withOffer(habits: Habits, offer: EndedOffer): Habits {
  const hour = hourOf(offer.offeredAt);
  const add = (counts: number[], n: number) => counts.map((count, at) => (at === hour ? count + n : count));
  const answered = offer.state !== 'withdrawn';
  const accepted = offer.state === 'accepted';
  const lately = latelyAt(habits, offer.offeredAt);
  return {
    ...lately,
    asked: add(habits.asked, answered ? 1 : 0),
    accepted: add(habits.accepted, accepted ? 1 : 0),
    offersLately: lately.offersLately + 1,
    jobsLately: lately.jobsLately + (accepted ? 1 : 0),
    lastAskedAt: later(habits.lastAskedAt, offer.offeredAt),
    lastServedAt: accepted ? later(habits.lastServedAt, offer.answeredAt) : habits.lastServedAt,
  };
}

/** The habits with one more job, by the head's hand. */
export function withJob(habits: Habits, at: Date): Habits {
  const lately = latelyAt(habits, at);
  return { ...lately, jobsLately: lately.jobsLately + 1, lastServedAt: later(habits.lastServedAt, at) };
}

/** At a local hour and the ones beside it, and in all. */
export function habitAt(habits: Habits | null, hour: number): Habit {
  if (habits === null) return { asked: 0, accepted: 0, askedAtHour: 0, acceptedAtHour: 0 };
  const near = (counts: number[]) => [hour + 23, hour, hour + 1].reduce((sum, at) => sum + (counts[at % 24] ?? 0), 0);
  const all = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0);
  return {
    asked: all(habits.asked),
    accepted: all(habits.accepted),
    askedAtHour: near(habits.asked),
    acceptedAtHour: near(habits.accepted),
  };
}

export function hourOf(at: Date): number {
  return Math.floor(localMinute(at).minute / 60);
}

function latelyAt(habits: Habits, at: Date): Habits {
  if (at <= habits.latelyAt) return habits;
  return {
    ...habits,
    offersLately: faded(habits.offersLately, habits.latelyAt, at),
    jobsLately: faded(habits.jobsLately, habits.latelyAt, at),
    latelyAt: at,
  };
}

function later(one: Date | null, other: Date): Date {
  return one !== null && one > other ? one : other;
}
