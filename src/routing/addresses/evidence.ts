import type { BookIndex } from './book-index.js';
import { idOf, isArea, isName, Kind, kindOf } from './kinds.js';
import { MOST_LINES, NameMatch } from './name-match.js';
import type { Count, Sentence } from './sentence.js';
import { ABSENT, CONTRADICTED, SAID, standsFor, UNIT_LISTED, UNSAID, UNSAID_NUMBER_OF_ESTATE } from './weights.js';

/** What speaks for and against one building. */
export interface Evidence {
  entry: number;
  points: number;
  /** of the names that were said, the quality of the match, by mention; 0: not the building's */
  qualities: number[];
  /** a number, building or lane that was said and is the building's */
  counted: boolean;
  /** one that was said and is not */
  contradicted: boolean;
  /** kinds that tell this building from its neighbours and were not said */
  unsaid: Kind[];
  /** one of its lines was said in full, and it names more than a road */
  whole: boolean;
  reading: Count[];
}

/** The second way to read what is counted is a little less likely than the first. */
const OF_READING = 1.5;
/** A number in another line than the name that it was said with, which has none of the kind; which has one. */
const ACROSS = 0.97;
const APART = 0.6;
/** Tokens of an entry that may be marked as said. */
const MOST_TOKENS = 512;
/** An estate or a landmark that is hardly the one that was said does not count as said. */
const SURELY = 0.7;

/** How far each building fits a sentence. One for a sentence; between `points` and `evidence` its fields hold one entry. */
export class Fit {
  /** points of a building that is all that was said */
  readonly most: number;
  private readonly names: NameMatch;
  /** of each reading what belongs to the place */
  private readonly readings: Count[][];
  /** what is taken off a reading, so that one with more parts is not the better one for it */
  private readonly handicaps: number[];
  private readonly isMatched = new Uint8Array(MOST_TOKENS);
  private counted = false;
  private contradicted = false;
  private whole = false;
  private unsaid: Kind[] = [];

  constructor(
    private readonly index: BookIndex,
    private readonly sentence: Sentence,
  ) {
    this.names = new NameMatch(index, sentence);
    this.readings = sentence.readings.map((reading) => reading.filter((count) => this.counts(count)));
    const worths = this.readings.map((reading) => reading.reduce((sum, { kind }) => sum + (SAID[kind] ?? 0), 0));
    this.handicaps = worths.map((worth, at) => Math.max(0, worth - (worths[0] ?? 0)) + at * OF_READING);
    this.most = this.names.most + (worths[0] ?? 0);
  }

  points(entry: number): number {
    const named = this.names.points(entry);
    let best = -Infinity;
    for (let at = 0; at < this.readings.length; at += 1) {
      best = Math.max(best, named + this.by(entry, this.readings[at] ?? []) - (this.handicaps[at] ?? 0));
    }
    return best;
  }

  /** By the reading that suits it best. */
  evidence(entry: number): Evidence {
    const named = this.names.points(entry);
    const qualities = [...this.names.best];
    let best: Evidence | undefined;
    this.readings.forEach((reading, at) => {
      const points = named + this.by(entry, reading) - (this.handicaps[at] ?? 0);
      if (best !== undefined && best.points >= points) return;
      const { counted, contradicted, unsaid, whole } = this;
      best = { entry, points, qualities, counted, contradicted, unsaid: [...new Set(unsaid)], whole, reading };
    });
    return best as Evidence;
  }

  /** A count belongs to the place: in its cluster, or beside it where the place lacks one. */
  counts({ cluster, near, kind, guessed }: Count): boolean {
    if (near) return false;
    if (cluster === this.sentence.core) return true;
    if (guessed || kind === Kind.number || kind >= Kind.storey) return false;
    const { readings, core } = this.sentence;
    return !(readings[0] ?? []).some((other) => other.kind === kind && other.cluster === core);
  }

  private by(entry: number, reading: readonly Count[]): number {
    const { index } = this;
    const first = index.entries[entry] ?? 0;
    const lines = Math.min(MOST_LINES, (index.entries[entry + 1] ?? 0) - first);
    const from = index.forms[first] ?? 0;
    const tokens = Math.min(MOST_TOKENS, (index.forms[first + lines] ?? 0) - from);
    this.isMatched.fill(0, 0, tokens);
    this.counted = this.contradicted = false;
    let points = 0;
    for (const count of reading) points += this.countPoints(entry, first, lines, from, count, reading);
    return points - this.unsaidPoints(first, lines, from);
  }

  /** One number against all lines: a line that names what it is counted on decides. */
  private countPoints(
    entry: number,
    first: number,
    lines: number,
    base: number,
    count: Count,
    reading: readonly Count[],
  ): number {
    const { index } = this;
    const size = this.names.best.length;
    let [best, elsewhere] = [0, 0];
    let [has, agreeingHas] = [false, false];
    for (let line = 0; line < lines; line += 1) {
      const agrees = count.on < 0 || (this.names.lines[line * size + count.on] ?? 0) > 0;
      const [from, to] = [index.forms[first + line] ?? 0, index.forms[first + line + 1] ?? 0];
      for (let at = from; at < to; at += 1) {
        const one = index.tokens[at] ?? 0;
        const suits = standsFor(count.kind, kindOf(one));
        if (suits === 0) continue;
        if (idOf(one) === count.value && this.mayStand(count, one, from, to, reading)) {
          if (agrees) best = Math.max(best, suits);
          else elsewhere = Math.max(elsewhere, suits);
          this.isMatched[at - base] = 1;
        } else if (kindOf(one) === count.kind) {
          has = true;
          if (agrees) agreeingHas = true;
        }
      }
    }
    // name 龙辉广场3号楼, address 永安街78号: two lines make one address
    const isSplit = !agreeingHas && count.on >= 0 && (this.names.best[count.on] ?? 0) > 0;
    best = Math.max(best, elsewhere * (isSplit ? ACROSS : APART));
    const { kind, guessed } = count;
    const isWeighty = kind === Kind.number || kind === Kind.building || kind === Kind.alley;
    if (best > 0 && (best >= 0.8 || !agreeingHas)) {
      if (isWeighty) this.counted = true;
      return (SAID[kind] ?? 0) * best;
    }
    const units = kind === Kind.unit ? index.unitSets[index.unitsOf[entry] ?? 0] : undefined;
    if (units !== undefined && units.size > 0) return units.has(count.value) ? UNIT_LISTED : 0;
    if (has) {
      if (isWeighty || kind === Kind.phase || kind === Kind.zone) this.contradicted = true;
      return -(CONTRADICTED[kind] ?? 0) * (guessed ? 0.8 : 1);
    }
    return -(ABSENT[kind] ?? 0) * (guessed ? 0.6 : 1);
  }

  /** 登州路10号 is not 登州路24号大院10号楼: a number stands for a building only where the line's own number was said, or it has none. */
  private mayStand(count: Count, one: number, from: number, to: number, reading: readonly Count[]): boolean {
    if (count.kind !== Kind.number || kindOf(one) !== Kind.building) return true;
    for (let at = from; at < to; at += 1) {
      const own = this.index.tokens[at] ?? 0;
      if (kindOf(own) !== Kind.number) continue;
      const isSaid = reading.some((said) => said !== count && said.kind === Kind.number && said.value === idOf(own));
      if (!isSaid) return false;
    }
    return true;
  }

  /** What the line that asks for least has, and nobody said; fills `unsaid` and `whole`. */
  private unsaidPoints(first: number, lines: number, base: number): number {
    const { index } = this;
    let [least, most] = [0, -Infinity];
    this.whole = false;
    this.unsaid = [];
    for (let line = 0; line < lines; line += 1) {
      const [from, to] = [index.forms[first + line] ?? 0, index.forms[first + line + 1] ?? 0];
      const { said, isNamed } = this.saidOf(line);
      // 登州路2栋: whether the yard has a name of its own makes no difference
      const isOpen = !isNamed && this.isOpen(from, to, base);
      let [minus, plus] = [0, said];
      const kinds: Kind[] = [];
      for (let at = from; at < to; at += 1) {
        const one = index.tokens[at] ?? 0;
        const kind = kindOf(one) as Kind;
        if (isArea(kind) || (isOpen && kind === Kind.estate)) continue;
        if (isName(kind)) {
          if (!this.names.isSaid(idOf(one))) minus += UNSAID[kind] ?? 0;
        } else if (this.isMatched[at - base] === 1) plus += SAID[kind] ?? 0;
        else if (kind === Kind.number && (isNamed || this.names.isImplied(idOf(one)))) {
          if (!this.names.isImplied(idOf(one))) minus += UNSAID_NUMBER_OF_ESTATE;
        } else {
          minus += UNSAID[kind] ?? 0;
          kinds.push(kind);
        }
      }
      if (plus - minus <= most) continue;
      [least, most] = [minus, plus - minus];
      [this.unsaid, this.whole] = [kinds, minus === 0 && isNamed];
    }
    return least;
  }

  /** Points of the names that were said in a line, and whether an estate or a landmark is among them. */
  private saidOf(line: number): { said: number; isNamed: boolean } {
    const { mentions } = this.sentence;
    let [said, isNamed] = [0, false];
    for (let at = 0; at < mentions.length; at += 1) {
      const quality = this.names.lines[line * mentions.length + at] ?? 0;
      if (quality <= 0) continue;
      said += (this.names.weights[at] ?? 0) * quality;
      const kind = mentions[at]?.kind;
      if ((kind === Kind.estate || kind === Kind.landmark) && quality > SURELY) isNamed = true;
    }
    return { said, isNamed };
  }

  /** The line has a number that was not said. */
  private isOpen(from: number, to: number, base: number): boolean {
    for (let at = from; at < to; at += 1) {
      if (kindOf(this.index.tokens[at] ?? 0) === Kind.number && this.isMatched[at - base] !== 1) return true;
    }
    return false;
  }
}
