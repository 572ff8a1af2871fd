import { DEFAULT_WEIGHTS } from '../../src/dispatch/choosing/weights.js';
import { meanOf } from './goals.js';
import type { Scenario } from './scenario.js';
import type { Task } from './task.js';
import type { Outcome } from './tally.js';

/** One weight after another is changed, the others stay: what it gives, and what it costs. */
export interface Point {
  weight: string;
  /** of the weight that dispatch has */
  times: number;
  outcome: Outcome;
}

const TIMES = [0, 0.5, 1, 2, 4];
const WEIGHTS = ['fair_share', 'distance', 'since_asked', 'accepts_at_hour', 'own_station', 'chanceAtOnce'] as const;

/** As it is, once for all; then each weight at each of the other times. */
const VARIANTS = [
  { weight: null, times: 1 },
  ...WEIGHTS.flatMap((weight) => TIMES.filter((times) => times !== 1).map((times) => ({ weight, times }))),
];

export function curveTasks(scenario: Scenario, days: number, seeds: number, first: number): Task[] {
  return VARIANTS.flatMap(({ weight, times }) =>
    Array.from({ length: seeds }, (_, nth) => ({
      scenario,
      policy: 'ours' as const,
      seed: first + nth,
      days,
      ...(weight === null ? {} : { weights: changed(weight, times) }),
    })),
  );
}

function changed(weight: (typeof WEIGHTS)[number], times: number): Task['weights'] {
  const { points, chanceAtOnce } = DEFAULT_WEIGHTS;
  if (weight !== 'chanceAtOnce') return { points: { [weight]: points[weight] * times } };
  // the chance that nobody accepts to a power: 2 is as if twice as many were asked
  const power = (chance: number) => 1 - (1 - chance) ** times;
  return {
    chanceAtOnce: {
      normal: power(chanceAtOnce.normal),
      urgent: power(chanceAtOnce.urgent),
      critical: power(chanceAtOnce.critical),
    },
  };
}

/** @param outcomes of curveTasks, in its order */
export function curvePoints(outcomes: readonly Outcome[], seeds: number): Point[] {
  const outcomeOf = (weight: string, times: number) => {
    const from = VARIANTS.findIndex((each) => each.times === times && (times === 1 || each.weight === weight)) * seeds;
    return meanOf(outcomes.slice(from, from + seeds));
  };
  return WEIGHTS.flatMap((weight) => TIMES.map((times) => ({ weight, times, outcome: outcomeOf(weight, times) })));
}
