import type { Names } from './names.js';
import { Postings } from './postings.js';
import { SOUNDS, soundOf } from './syllables.js';

/** Of a name no more than this is looked at. */
const LONGEST = 24;
/** Postings that one question may look through. */
const BUDGET = 8_000;

/**
 * Names by pairs of sounds, neighbours and those with one between: so a homophone changes nothing, and a wrong, a missing or an additional
 * character leaves pairs that still meet.
 */
export class Grams {
  private readonly postings = new Postings(SOUNDS * SOUNDS);
  private readonly marks: Uint8Array;

  constructor(private readonly names: Names) {
    this.marks = new Uint8Array(names.count);
  }

  countName(id: number): void {
    this.eachPair(id, (key) => this.postings.count(key));
  }

  open(): void {
    this.postings.open();
  }

  fillName(id: number): void {
    this.eachPair(id, (key) => this.postings.fill(key, id));
  }

  close(): void {
    this.postings.close();
  }

  /** 1 for a pair of sounds that hardly a name has, towards 0.2 for one that many have. */
  rarity(pair: number): number {
    const share = (this.postings.size(pair) + 1) / (this.names.count + 1);
    return Math.max(0.2, Math.min(1, -Math.log10(share) / 3));
  }

  /** The names that share most pairs of sounds with these characters, best first, at most `limit`. */
  like(codes: Uint16Array, from: number, to: number, limit: number): number[] {
    const keys = new Set<number>();
    for (let at = from; at < Math.min(to, from + LONGEST); at += 1) {
      for (let next = at + 1; next <= at + 2 && next < to; next += 1) {
        keys.add(soundOf(codes[at] ?? 0) * SOUNDS + soundOf(codes[next] ?? 0));
      }
    }
    const rarest = [...keys].filter((key) => this.postings.size(key) > 0);
    rarest.sort((a, b) => this.postings.size(a) - this.postings.size(b));
    let budget = BUDGET;
    const touched: number[] = [];
    for (const key of rarest) {
      const list = this.postings.of(key);
      if (list.length > budget) break;
      budget -= list.length;
      for (const id of list) {
        if (this.marks[id] === 0) touched.push(id);
        this.marks[id] = Math.min(255, (this.marks[id] ?? 0) + 1);
      }
    }
    // shared pairs against all pairs of the name
    const score = (id: number) => (this.marks[id] ?? 0) / (this.names.lengthOf(id) + 1.5);
    const best = top(touched, limit, score);
    for (const id of touched) this.marks[id] = 0;
    return best;
  }

  private eachPair(id: number, each: (key: number) => void): void {
    const length = Math.min(this.names.lengthOf(id), LONGEST);
    for (let at = 0; at + 1 < length; at += 1) {
      const first = soundOf(this.names.charAt(id, at)) * SOUNDS;
      each(first + soundOf(this.names.charAt(id, at + 1)));
      if (at + 2 < length) each(first + soundOf(this.names.charAt(id, at + 2)));
    }
  }
}

/** The `limit` greatest, greatest first, without sorting all. */
export function top(items: readonly number[], limit: number, score: (item: number) => number): number[] {
  const best: { item: number; score: number }[] = [];
  for (const item of items) {
    const own = score(item);
    if (best.length === limit && own <= (best.at(-1)?.score ?? -Infinity)) continue;
    let at = best.length;
    while (at > 0 && (best[at - 1]?.score ?? -Infinity) < own) at -= 1;
    best.splice(at, 0, { item, score: own });
    if (best.length > limit) best.pop();
  }
  return best.map(({ item }) => item);
}
