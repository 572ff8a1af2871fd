import type { Rung } from '../../src/dispatch/choosing/choosing.types.js';
import { quantile } from '../stats.js';
import type { Helper } from './people.js';
import { MINUTE } from './world.js';

/** What one run of one policy came to. Shares 0–1, minutes, metres. */
export interface Outcome {
  policy: string;
  requests: number;
  places: number;
  /** share of places that nobody had taken when the time to accept was over */
  unfilled: number;
  /** minutes from opening to the first accept, of tickets that had one */
  acceptP50: number | null;
  acceptP90: number | null;
  /** minutes from opening to the full crew, of tickets whose crew was full in time */
  fullP50: number | null;
  fullP90: number | null;
  /** share of all tickets that were done, by a full crew, within an hour of opening */
  doneInHour: number;
  offers: number;
  offersPerFilled: number | null;
  /** who wanted to accept and found the crew full */
  wastedAccepts: number;
  /** mean metres from a helper to the place, each filled place */
  travel: number | null;
  giniJobs: number;
  giniOffers: number;
  escalations: Partial<Record<Rung, number>>;
  licenceViolations: number;
  capacityViolations: number;
  /** filled places by quarters of an hour since opening, and the last of all later ones */
  filledByQuarter: number[];
  /** by the hour of opening, 0–23 */
  placesByHour: number[];
  unfilledByHour: number[];
}

const QUARTERS = 16;

/** Counts while a run goes on. */
export class Tally {
  requests = 0;
  places = 0;
  unfilled = 0;
  offers = 0;
  filled = 0;
  metres = 0;
  doneInHour = 0;
  wastedAccepts = 0;
  licenceViolations = 0;
  capacityViolations = 0;
  readonly accept: number[] = [];
  readonly full: number[] = [];
  readonly escalations: Partial<Record<Rung, number>> = {};
  readonly filledByQuarter: number[] = Array.from({ length: QUARTERS + 1 }, () => 0);
  readonly placesByHour: number[] = Array.from({ length: 24 }, () => 0);
  readonly unfilledByHour: number[] = Array.from({ length: 24 }, () => 0);

  climbed(to: Rung): void {
    this.escalations[to] = (this.escalations[to] ?? 0) + 1;
  }

  fill(openedAt: number, now: number, metres: number): void {
    this.filled += 1;
    this.metres += metres;
    const quarter = Math.min(QUARTERS, Math.floor((now - openedAt) / (15 * MINUTE)));
    this.filledByQuarter[quarter] = (this.filledByQuarter[quarter] ?? 0) + 1;
  }

  outcome(policy: string, helpers: readonly Helper[]): Outcome {
    const at = (values: readonly number[], q: number) => (values.length === 0 ? null : quantile(values, q) / MINUTE);
    return {
      policy,
      requests: this.requests,
      places: this.places,
      unfilled: this.places === 0 ? 0 : this.unfilled / this.places,
      acceptP50: at(this.accept, 0.5),
      acceptP90: at(this.accept, 0.9),
      fullP50: at(this.full, 0.5),
      fullP90: at(this.full, 0.9),
      doneInHour: this.requests === 0 ? 0 : this.doneInHour / this.requests,
      offers: this.offers,
      offersPerFilled: this.filled === 0 ? null : this.offers / this.filled,
      wastedAccepts: this.wastedAccepts,
      travel: this.filled === 0 ? null : this.metres / this.filled,
      giniJobs: gini(helpers.map(({ served }) => served)),
      giniOffers: gini(helpers.map(({ notified }) => notified)),
      escalations: this.escalations,
      licenceViolations: this.licenceViolations,
      capacityViolations: this.capacityViolations,
      filledByQuarter: this.filledByQuarter,
      placesByHour: this.placesByHour,
      unfilledByHour: this.unfilledByHour,
    };
  }
}

/** Gini coefficient: 0 where all have as much, near 1 where one has all; 0 of nobody and of nothing. */
export function gini(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const sum = sorted.reduce((total, value) => total + value, 0);
  if (sum === 0) return 0;
  const weighted = sorted.reduce((total, value, at) => total + (2 * (at + 1) - sorted.length - 1) * value, 0);
  return weighted / (sorted.length * sum);
}
