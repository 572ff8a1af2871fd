import type { Reason, Urgency } from './choosing.types.js';

/**
 * What dispatch decides by, all of it in one place. docs/simulation.md tells how the figures were found and what they cost
 * one another.
 */
export interface Weights {
  /** Points that a reason gives at its full size (score.policy.ts); distance: taken off for each usual way (score.policy.ts). */
  points: Readonly<Record<Reason['code'], number>>;
  /** Of the fair share, how much are jobs; the rest are offers. */
  jobsShare: number;
  /** Further than this nobody is less likely to accept for being further. */
  farMetres: number;
  /** Time in which being asked is forgotten to 1/e: before it an offer is likely to go unanswered (Manshadi and Rodilitz 2022). */
  askedForgottenSeconds: number;
  /** Time in which a job is forgotten to 1/e. */
  servedForgottenSeconds: number;
  /** Of a helper of whom nothing is known: chance to accept, and how many answers it takes to believe otherwise. */
  priorAccepts: number;
  priorAnswers: number;
  /** How many answers at this hour it takes to believe that the hour is another than the rest of the day. */
  hourAnswers: number;
  /** Metres in which the chance to accept falls to 1/e; known habits are of jobs at `usualMetres`. */
  acceptsFadesMetres: number;
  usualMetres: number;
  /** The chance is multiplied by it for each thing in hand. */
  acceptsPerLoad: number;
  /**
   * While there is time, nobody is asked of whose own chance to accept less than this share is back since they were last asked
   * (askedForgottenSeconds): the ring is widened, or a minute waited. A share, so that who seldom accepts is asked as soon.
   */
  leastAccepts: number;
  /** Of offers that end in acceptance, half are accepted within this time; sigma of the logarithm. */
  answerSeconds: number;
  answerSigma: number;
  /** Of those who do not accept, how many say so. */
  declineShare: number;
  /** Chance that those asked at once fill the place with their answers. */
  chanceAtOnce: Readonly<Record<Urgency, number>>;
  /** Chance that the place is filled when the time to accept is over, all that can still be asked in turn together. */
  chanceInTime: number;
  mostAtOnce: number;
  /** Of the time to accept, how much a rung has. */
  rungShare: Readonly<Record<'station' | 'neighbours' | 'pool' | 'head', number>>;
  /** How often it is looked again while somebody waits and nobody can be asked. */
  lookAgainSeconds: number;
}

export const DEFAULT_WEIGHTS: Weights = {
  points: {
    distance: 40,
    load: 10,
    since_asked: 15,
    since_served: 5,
    accepts_at_hour: 120,
    knows_building: 8,
    language: 15,
    own_station: 8,
    spared_skill: 80,
    fair_share: 40,
    // a place of the order: more than all others together
    head_order: 1_000,
  },
  jobsShare: 0.7,
  farMetres: 5_000,
  askedForgottenSeconds: 900,
  servedForgottenSeconds: 86_400,
  priorAccepts: 0.3,
  priorAnswers: 8,
  hourAnswers: 12,
  acceptsFadesMetres: 4_000,
  usualMetres: 600,
  acceptsPerLoad: 0.8,
  leastAccepts: 0.35,
  answerSeconds: 120,
  answerSigma: 1,
  declineShare: 0.5,
  chanceAtOnce: { normal: 0.4, urgent: 0.55, critical: 0.75 },
  chanceInTime: 0.9,
  mostAtOnce: 4,
  rungShare: { station: 0.25, neighbours: 0.25, pool: 0.25, head: 0.15 },
  lookAgainSeconds: 60,
};
