import type { PolicyName } from './policies.js';
import type { Scenario } from './scenario.js';
import type { Task } from './task.js';
import type { Outcome } from './tally.js';

export const LOADS = [0.5, 0.8, 1.1];
const BASELINES = ['nearest', 'broadcast', 'fixed-k', 'k-replace'] as const satisfies readonly PolicyName[];
const COMPARED: readonly PolicyName[] = ['ours', 'clairvoyant', ...BASELINES];

/** A goal at a load: how it stands; null: nothing to compare. */
export interface Goal {
  load: number;
  goal: string;
  value: number | null;
  /** what it may be at most */
  most: number | null;
  met: boolean;
}

/** Every policy, on so many seeds, at each load. */
export function goalTasks(scenario: Scenario, days: number, seeds: number, first: number): Task[] {
  return LOADS.flatMap((load) =>
    Array.from({ length: seeds }, (_, nth) => first + nth).flatMap((seed) =>
      // a scenario that names its requests is asked the same at any load: here the load is what counts
      COMPARED.map((policy) => ({ scenario: { ...scenario, load, requestsADay: null }, policy, seed, days })),
    ),
  );
}

/** Mean over the seeds of each figure; what a seed did not have is left out of its mean. */
export function meanOf(outcomes: readonly Outcome[]): Outcome {
  const [first] = outcomes;
  if (first === undefined) throw new Error('no outcomes');
  const means = Object.keys(first).map((name) => [
    name,
    meanOfAll(outcomes.map((each) => each[name as keyof Outcome])),
  ]);
  return Object.fromEntries(means) as Outcome;
}

/** Numbers, and lists and objects of numbers, each by itself; words stay as the first has them. */
function meanOfAll(values: readonly unknown[]): unknown {
  const [first] = values;
  if (Array.isArray(first)) {
    return first.map((_, at) => meanOfAll((values as number[][]).map((value) => value[at] ?? 0)));
  }
  if (typeof first === 'object' && first !== null) {
    const counts = values as Record<string, number>[];
    const names = [...new Set(counts.flatMap((value) => Object.keys(value)))];
    return Object.fromEntries(names.map((name) => [name, meanOfAll(counts.map((value) => value[name] ?? 0))]));
  }
  if (typeof first === 'string') return first;
  const known = (values as (number | null)[]).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** @param outcomes of goalTasks, in its order */
export function goalsOf(tasks: readonly Task[], outcomes: readonly Outcome[]): { goals: Goal[]; means: Means[] } {
  const means = LOADS.flatMap((load) =>
    COMPARED.map((policy) => ({
      load,
      outcome: meanOf(outcomes.filter((_, at) => tasks[at]?.scenario.load === load && tasks[at]?.policy === policy)),
    })),
  );
  const goals = LOADS.flatMap((load) => {
    const of = (policy: PolicyName) =>
      means.find((each) => each.load === load && each.outcome.policy === policy)?.outcome as Outcome;
    return goalsAt(load, of);
  });
  return { goals, means };
}

export interface Means {
  load: number;
  outcome: Outcome;
}

function goalsAt(load: number, of: (policy: PolicyName) => Outcome): Goal[] {
  const us = of('ours');
  const goal = (words: string, value: number | null, most: number | null, below = false): Goal => ({
    load,
    goal: words,
    value,
    most,
    met: value === null || most === null || (below ? value < most : value <= most),
  });
  const times = (factor: number, value: number | null) => (value === null ? null : factor * value);
  const least = (figure: 'giniOffers' | 'giniJobs') => Math.min(...BASELINES.map((policy) => of(policy)[figure]));
  return [
    goal('unfilled ≤ clairvoyant + 3 points', us.unfilled * 100, of('clairvoyant').unfilled * 100 + 3),
    goal('p90 to full crew ≤ 0.5 × nearest', us.fullP90, times(0.5, of('nearest').fullP90)),
    goal('offers a filled place ≤ 0.4 × broadcast', us.offersPerFilled, times(0.4, of('broadcast').offersPerFilled)),
    goal('Gini of offers below every baseline', us.giniOffers, least('giniOffers'), us.offers > 0),
    goal('Gini of jobs below every baseline', us.giniJobs, least('giniJobs'), us.offers > 0),
    goal('travel ≤ 1.5 × nearest', us.travel, times(1.5, of('nearest').travel)),
    goal('licence violations 0', us.licenceViolations, 0),
  ];
}
