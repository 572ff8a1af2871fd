/**
 * A seeded generator of pseudo-random numbers (mulberry32): the same seed and stream give the same numbers on every machine.
 * Not for secrets.
 */
export class Random {
  private state: number;

  /** Each part of the demo street draws from a stream of its own, so a change in one does not reshuffle the others. */
  constructor(seed: number, stream: string) {
    this.state = seed | 0;
    // FNV-1a
    for (const character of stream) this.state = Math.imul(this.state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }

  /** A number from 0 (included) to 1 (excluded). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  between(from: number, to: number): number {
    return from + (to - from) * this.next();
  }

  /** A whole number, both ends included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Throws a RangeError where there is nothing to pick from. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('nothing to pick from');
    return items[this.int(0, items.length - 1)] as T;
  }

  /** A new array in another order (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.int(0, last);
      [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
    }
    return shuffled;
  }

  /** A day between two days (YYYY-MM-DD), both included. */
  day(from: string, to: string): string {
    const dayLength = 86_400_000;
    const day = this.int(Date.parse(from) / dayLength, Date.parse(to) / dayLength);
    return new Date(day * dayLength).toISOString().slice(0, 10);
  }
}
