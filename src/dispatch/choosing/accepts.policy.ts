import type { Habit, HelperNow } from './choosing.types.js';
import type { Weights } from './weights.js';

/**
 * How likely a helper is to accept an offer in time, 0–1: the habit, smoothed, at this hour; less with distance, with every
 * thing in hand, and soon after having been asked.
 *
 * @param metres null: not known, as if at the usual distance
 */
export function chanceToAccept(helper: HelperNow, metres: number | null, now: number, weights: Weights): number {
  const distance = Math.min(metres ?? weights.usualMetres, weights.farMetres);
  return Math.min(
    0.95,
    habitAtHour(helper.habit, weights) *
      Math.exp((weights.usualMetres - distance) / weights.acceptsFadesMetres) *
      weights.acceptsPerLoad ** helper.load *
      forgotten(helper.lastAskedAt, now, weights.askedForgottenSeconds),
  );
}

/** Share of offers accepted: a Beta prior for the day, whose mean is the prior for the hour. */
export function habitAtHour(habit: Habit, { priorAccepts, priorAnswers, hourAnswers }: Weights): number {
  const day = (habit.accepted + priorAccepts * priorAnswers) / (habit.asked + priorAnswers);
  return (habit.acceptedAtHour + day * hourAnswers) / (habit.askedAtHour + hourAnswers);
}

/** 0 just after it, 1 long after or if it never was. */
export function forgotten(at: number | null, now: number, seconds: number): number {
  return at === null ? 1 : 1 - Math.exp(-Math.max(0, now - at) / (seconds * 1000));
}

/**
 * How likely an offer is to be accepted still, that was as likely as `chance` when it was made and has had no answer for
 * `waited` seconds. Answers come after a log-normal time, at the latest when the offer ends; who is silent all along grows
 * likelier with every second.
 */
export function chanceStill(chance: number, waited: number, lasts: number, weights: Weights): number {
  if (waited >= lasts) return 0;
  const { answerSeconds, answerSigma, declineShare } = weights;
  const later = (seconds: number) => 1 - normalBelow(Math.log(seconds / answerSeconds) / answerSigma);
  const atEnd = later(lasts);
  const open = waited <= 0 ? 1 : (later(waited) - atEnd) / (1 - atEnd);
  const declines = (1 - chance) * declineShare;
  const silent = 1 - chance - declines;
  return (chance * open) / ((chance + declines) * open + silent);
}

/** Distribution function of the standard normal; Abramowitz and Stegun 26.2.17, off by less than 7.5e-8. */
export function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    Math.exp((-z * z) / 2) *
    0.3989422804014327 *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}
