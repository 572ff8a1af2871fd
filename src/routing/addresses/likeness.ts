import type { BookIndex } from './book-index.js';
import { idOf, isArea, isName, kindOf } from './kinds.js';
import { SOUNDS, soundOf } from './syllables.js';

/** Characters by themselves say little beside pairs. */
const OF_ONE = 0.25;
/** How much it counts that the entry has little else. */
const OF_ENTRY = 0.2;

/**
 * How alike the words of an entry are to those of the sentence, whatever their parts are: pairs of characters by how rare they are among the
 * names of the book, and single characters; by sound. For choosing among a few; 0 to 1.
 */
export class Likeness {
  private readonly wanted = new Map<number, number>();
  private whole = 0;

  constructor(
    private readonly index: BookIndex,
    pieces: readonly Uint16Array[],
  ) {
    for (const codes of pieces) {
      for (let at = 0; at < codes.length; at += 1) {
        const one = soundOf(codes[at] ?? 0);
        this.want(one, OF_ONE);
        if (at + 1 < codes.length) {
          const pair = one * SOUNDS + soundOf(codes[at + 1] ?? 0);
          this.want(SOUNDS + pair, index.grams.rarity(pair));
        }
      }
    }
  }

  of(entry: number): number {
    if (this.whole === 0) return 0;
    const { index } = this;
    const found = new Set<number>();
    const areas = index.areaSets[index.areasOf[entry] ?? 0] ?? new Uint32Array(0);
    for (const one of areas) this.collect(index.names.codesOf(idOf(one)), found);
    let shortest = 0;
    for (let line = index.entries[entry] ?? 0; line < (index.entries[entry + 1] ?? 0); line += 1) {
      let [own, shared] = [0, 0];
      let before = 0;
      for (let at = index.forms[line] ?? 0; at < (index.forms[line + 1] ?? 0); at += 1) {
        const one = index.tokens[at] ?? 0;
        if (!isName(kindOf(one))) {
          before = 0;
          continue;
        }
        const codes = index.names.codesOf(idOf(one));
        // names that stand together are read together
        if (before > 0) this.collect(Uint16Array.of(before, codes[0] ?? 0), found);
        before = codes.at(-1) ?? 0;
        const hits = this.collect(codes, found);
        if (isArea(kindOf(one))) continue;
        own += codes.length;
        shared += hits;
      }
      if (own > 0) shortest = Math.max(shortest, shared / own);
    }
    let sum = 0;
    for (const key of found) sum += this.wanted.get(key) ?? 0;
    return (1 - OF_ENTRY) * (sum / this.whole) + OF_ENTRY * shortest;
  }

  /** Adds what is wanted; how many of the characters are. */
  private collect(codes: Uint16Array, found: Set<number>): number {
    let hits = 0;
    for (let at = 0; at < codes.length; at += 1) {
      const one = soundOf(codes[at] ?? 0);
      if (this.wanted.has(one)) {
        found.add(one);
        hits += 1;
      }
      const pair = SOUNDS + one * SOUNDS + soundOf(codes[at + 1] ?? 0);
      if (at + 1 < codes.length && this.wanted.has(pair)) found.add(pair);
    }
    return hits;
  }

  private want(key: number, weight: number): void {
    if (this.wanted.has(key)) return;
    this.wanted.set(key, weight);
    this.whole += weight;
  }
}
