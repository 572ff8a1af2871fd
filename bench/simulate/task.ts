import { DEFAULT_WEIGHTS, type Weights } from '../../src/dispatch/choosing/weights.js';
import { policyOf, type PolicyName } from './policies.js';
import type { Scenario } from './scenario.js';
import { Simulation } from './simulation.js';
import type { Outcome } from './tally.js';
import { makeWorld } from './world.js';

/** One run. */
export interface Task {
  scenario: Scenario;
  policy: PolicyName;
  seed: number;
  days: number;
  /** of `ours`: what differs from the weights that dispatch has */
  weights?: Partial<Omit<Weights, 'points'>> & { points?: Partial<Weights['points']> };
}

export function runTask({ scenario, policy, seed, days, weights }: Task, progress?: (day: number) => void): Outcome {
  const points = { ...DEFAULT_WEIGHTS.points, ...weights?.points };
  const chosen = policyOf(policy, scenario.k, { ...DEFAULT_WEIGHTS, ...weights, points });
  return new Simulation(makeWorld(scenario, seed, days), chosen, days).run(progress);
}
