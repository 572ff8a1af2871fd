import type { BookIndex } from './book-index.js';
import { idOf, isArea, isName, Kind, kindOf } from './kinds.js';
import type { Mention, Sentence } from './sentence.js';
import { ABSENT, CONTRADICTED, SAID } from './weights.js';

/** Lines of an entry that are looked at. */
export const MOST_LINES = 32;

interface Said {
  mention: number;
  quality: number;
  /** the number on that road that makes it the estate; -1: none */
  number: number;
}

/** Which of the names that were said an entry has, and in which of its lines. One for a sentence; its arrays hold the entry looked at last. */
export class NameMatch {
  /** of mention m in line l: lines[l * mentions + m] */
  readonly lines: Float64Array;
  readonly best: Float64Array;
  readonly weights: Float64Array;
  /** points of an entry that has all of them */
  readonly most: number;
  private readonly byName = new Map<number, Said[]>();
  private readonly numbers = new Set<number>();

  constructor(
    private readonly index: BookIndex,
    private readonly sentence: Sentence,
  ) {
    const { mentions } = sentence;
    this.lines = new Float64Array(mentions.length * MOST_LINES);
    this.best = new Float64Array(mentions.length);
    this.weights = Float64Array.from(mentions, (mention) => this.weightOf(mention));
    this.most = this.weights.reduce((sum, weight) => sum + weight, 0);
    mentions.forEach((mention, at) => {
      if (mention.near) return;
      for (const { name, quality, number } of mention.options) {
        const said = { mention: at, quality, number };
        const known = this.byName.get(name);
        if (known === undefined) this.byName.set(name, [said]);
        else known.push(said);
        if (number >= 0) this.numbers.add(number);
      }
    });
  }

  isSaid(name: number): boolean {
    return this.byName.has(name);
  }

  /** The number is what the estate's name stands for. */
  isImplied(number: number): boolean {
    return this.numbers.has(number);
  }

  /** Points for the names; fills `lines` and `best`. */
  points(entry: number): number {
    const { index, best, lines } = this;
    const size = best.length;
    const first = index.entries[entry] ?? 0;
    const count = Math.min(MOST_LINES, (index.entries[entry + 1] ?? 0) - first);
    best.fill(0);
    lines.fill(0, 0, count * size);
    for (let line = 0; line < count; line += 1) {
      this.match(index.tokens, index.forms[first + line] ?? 0, index.forms[first + line + 1] ?? 0, line * size);
    }
    const areas = index.areaSets[index.areasOf[entry] ?? 0];
    if (areas !== undefined && areas.length > 0) this.match(areas, 0, areas.length, -1);
    let points = 0;
    for (let at = 0; at < size; at += 1) {
      const { kind, near, cluster } = this.sentence.mentions[at] as Mention;
      const weight = this.weights[at] ?? 0;
      const quality = best[at] ?? 0;
      if (near || weight === 0) continue;
      if (quality > 0) points += weight * quality;
      else if (cluster === this.sentence.core) {
        const another = isArea(kind) && this.hasAnother(entry, kind, areas);
        points -= (another ? CONTRADICTED[kind] : ABSENT[kind]) ?? 0;
      }
    }
    return points;
  }

  private match(tokens: Uint32Array, from: number, to: number, line: number): void {
    for (let at = from; at < to; at += 1) {
      const one = tokens[at] ?? 0;
      if (!isName(kindOf(one))) continue;
      const said = this.byName.get(idOf(one));
      if (said === undefined) continue;
      for (const { mention, quality, number } of said) {
        if (number >= 0 && !hasNumber(tokens, from, to, number)) continue;
        if (line >= 0 && quality > (this.lines[line + mention] ?? 0)) this.lines[line + mention] = quality;
        if (quality > (this.best[mention] ?? 0)) this.best[mention] = quality;
      }
    }
  }

  private hasAnother(entry: number, kind: Kind, areas: Uint32Array | undefined): boolean {
    const { index } = this;
    if (areas !== undefined) for (const one of areas) if (kindOf(one) === kind) return true;
    const to = index.forms[index.entries[entry + 1] ?? 0] ?? 0;
    for (let at = index.forms[index.entries[entry] ?? 0] ?? 0; at < to; at += 1) {
      if (kindOf(index.tokens[at] ?? 0) === kind) return true;
    }
    return false;
  }

  private weightOf({ kind, near, cluster, options, exact }: Mention): number {
    if (near || (options.length === 0 && isArea(kind))) return 0;
    const weight = SAID[kind] ?? 0;
    if (options.length === 0) return weight * 0.7;
    return weight * (cluster === this.sentence.core ? 1 : 0.5) * (exact ? 1 : 0.95);
  }
}

function hasNumber(tokens: Uint32Array, from: number, to: number, number: number): boolean {
  for (let at = from; at < to; at += 1) {
    const one = tokens[at] ?? 0;
    if (kindOf(one) === Kind.number && idOf(one) === number) return true;
  }
  return false;
}
