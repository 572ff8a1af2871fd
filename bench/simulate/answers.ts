import { normalBelow } from '../../src/dispatch/choosing/accepts.policy.js';
import { FOR, normal, uniform } from './random.js';
import { HOUR, MINUTE, START, type Person, type Request, type World } from './world.js';

/** What a helper really answers to an offer, and after how many milliseconds; silent ones never. */
export interface Answer {
  kind: 'accept' | 'decline' | 'silent';
  after: number;
}

/**
 * How likely this helper really is to accept: as they are, less with every metre (e-fold `acceptanceFadesMetres`) and with
 * every job in hand (by `acceptancePerJob`), up or down by `hourSwing` with the hour. No policy sees it.
 */
export function truly(world: World, person: Person, metres: number, jobs: number, now: number): number {
  const { acceptanceFadesMetres, acceptancePerJob, hourSwing } = world.scenario;
  const hour = ((now - START) / HOUR) % 24;
  const swing = 1 + hourSwing * Math.cos(((hour - person.favourite) / 24) * 2 * Math.PI);
  return Math.min(1, person.acceptance * Math.exp(-metres / acceptanceFadesMetres) * acceptancePerJob ** jobs * swing);
}

/** Of an active helper. The numbers are the same under every policy; what differs is where and when it is asked. */
export function answerOf(world: World, person: Person, request: Request, chance: number): Answer {
  const { seed, scenario } = world;
  const draw = (purpose: number) => uniform(seed, purpose, person.no, request.no);
  const z = normal(draw(FOR.delay), uniform(seed, FOR.delay + 100, person.no, request.no));
  const after = Math.max(1, Math.round(scenario.answerMinutes * MINUTE * Math.exp(scenario.answerSigma * z)));
  if (draw(FOR.accepts) < chance) return { kind: 'accept', after };
  return draw(FOR.declines) < scenario.declineShare ? { kind: 'decline', after } : { kind: 'silent', after: Infinity };
}

/** Milliseconds for which an offer makes a helper deaf to further ones: exponential (Manshadi and Rodilitz 2022). */
export function inactiveFor(world: World, person: Person, request: Request): number {
  const u = uniform(world.seed, FOR.inactive, person.no, request.no);
  return -world.scenario.inactiveMinutes * MINUTE * Math.log(1 - u);
}

/** Share of answers that come within so many minutes. */
export function answeredWithin(world: World, minutes: number): number {
  const { answerMinutes, answerSigma } = world.scenario;
  return answerSigma === 0
    ? Number(minutes >= answerMinutes)
    : normalBelow(Math.log(minutes / answerMinutes) / answerSigma);
}
