/**
 * Numbers that depend on nothing but what they are for: the same seed, helper and ticket give the same one under every policy
 * (common random numbers), in whatever order they are asked for. Mixing: the finaliser of MurmurHash3.
 */

/** What a number is for. */
export const FOR = {
  world: 1,
  arrivals: 2,
  tickets: 3,
  accepts: 4,
  declines: 5,
  delay: 6,
  inactive: 7,
  duration: 8,
} as const;

/** 0 ≤ u < 1. */
export function uniform(seed: number, purpose: number, first: number, second = 0): number {
  return mix(mix(mix(mix(seed | 0) ^ purpose) ^ first) ^ second) / 2 ** 32;
}

function mix(value: number): number {
  let h = Math.imul(value ^ (value >>> 16), 0x85ebca6b) + 0x9e3779b9;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Standard normal, from two uniforms (Box and Muller). */
export function normal(u: number, v: number): number {
  return Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
}

/** Numbers one after another. */
export class Stream {
  private at = 0;

  constructor(
    private readonly seed: number,
    private readonly purpose: number,
  ) {}

  next(): number {
    this.at += 1;
    return uniform(this.seed, this.purpose, this.at);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  normal(): number {
    return normal(this.next(), this.next());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  /** An index, as likely as its weight; 0 where all weigh nothing. */
  weighted(weights: readonly number[]): number {
    let left = this.next() * weights.reduce((sum, weight) => sum + weight, 0);
    for (let at = 0; at < weights.length; at += 1) {
      left -= weights[at] ?? 0;
      if (left < 0) return at;
    }
    return 0;
  }
}
