import type { BookIndex } from './book-index.js';
import { correct } from './corrections.js';
import { isArea, Kind } from './kinds.js';
import type { Named } from './naming.js';
import type { Piece } from './piece.js';
import { piecesOf } from './pieces.js';
import { markNear } from './relations.js';
import { readings as readingsOf, type Around } from './roles.js';
import { Spelling } from './spelling.js';

/** A name in the sentence, with the names of the book that it may be. */
export interface Mention extends Named {
  near: boolean;
  cluster: number;
}

export interface Count {
  kind: Kind;
  text: string;
  /** -1: no entry has it */
  value: number;
  from: number;
  to: number;
  guessed: boolean;
  /** the mention that it is counted on, by its place in `mentions`; -1: none before it */
  on: number;
  near: boolean;
  cluster: number;
}

/** What a sentence says of a place. */
export interface Sentence {
  pieces: Piece[];
  mentions: Mention[];
  /** the ways to read what is counted, the likeliest first */
  readings: Count[][];
  /** the cluster that names the place; what is outside it is no part of it, or beside it */
  core: number;
}

const MOST_READINGS = 4;
/** Characters between two parts that still belong together. */
const NEIGHBOURS = 3;

export function readSentence(index: BookIndex, spelling: Spelling): Sentence {
  const pieces = correct(piecesOf(index, spelling));
  markNear(pieces);
  promote(pieces);
  const clusters = group(pieces);
  const mentions = pieces.flatMap(({ use, named, from, to, near, cluster }): Mention[] =>
    use === 'name' && named !== undefined ? [{ ...named, from, to, near, cluster }] : [],
  );
  const readings = readCounts(index, pieces);
  return { pieces, mentions, readings, core: coreOf(clusters, mentions, readings[0] ?? []) };
}

/** 李家庄村5组12号, 贮水山社区10号楼: what a number is counted on is the place, not only the area around it. */
function promote(pieces: readonly Piece[]): void {
  pieces.forEach(({ named, to }, at) => {
    const next = pieces[at + 1];
    if (named?.kind === Kind.community && next?.use === 'counted' && next.from === to) named.kind = Kind.estate;
  });
}

/** Parts with no more than a few characters between them are one cluster. */
function group(pieces: readonly Piece[]): number {
  let [cluster, between] = [0, 0];
  let begun = false;
  for (const piece of pieces) {
    if (piece.use === 'rest') between += piece.to - piece.from;
    if (piece.use !== 'name' && piece.use !== 'counted') continue;
    if (begun && between > NEIGHBOURS) cluster += 1;
    [begun, between] = [true, 0];
    piece.cluster = cluster;
  }
  return cluster + 1;
}

/** Every way to read what is counted: most sentences have one. */
function readCounts(index: BookIndex, pieces: readonly Piece[]): Count[][] {
  let all: Count[][] = [[]];
  let [mention, on] = [-1, -1];
  let after: { kind: Kind; to: number } | undefined;
  let had = new Set<Kind>();
  pieces.forEach(({ use, named, counted, from, near, cluster, to }, at) => {
    if (use === 'name' && named !== undefined) {
      mention += 1;
      after = { kind: named.kind, to };
      if (isArea(named.kind) || near) return;
      on = mention;
      had = new Set([...had].filter((kind) => kind < Kind.building));
    }
    if (use !== 'counted' || counted === undefined) return;
    const next = pieces.slice(at + 1, at + 4).find((piece) => piece.use !== 'filler');
    const around: Around = {
      after: after?.to === from ? after.kind : undefined,
      had,
      unitFollows: next?.counted?.counter === 'unit',
    };
    const ways = readingsOf(counted, around);
    const place = { on, near, cluster };
    all = all
      .flatMap((before) =>
        ways.map((way) => [
          ...before,
          ...way.map((role): Count => ({ ...role, value: index.values.find(role.text), ...place })),
        ]),
      )
      .slice(0, MOST_READINGS);
    for (const { kind } of ways[0] ?? []) had.add(kind);
  });
  return all.map(withoutRepeats);
}

function withoutRepeats(counts: readonly Count[]): Count[] {
  return counts.filter(
    (count, at) => counts.findIndex((other) => other.kind === count.kind && other.text === count.text) === at,
  );
}

/** The cluster that says most of a place. */
function coreOf(clusters: number, mentions: readonly Mention[], counts: readonly Count[]): number {
  let [core, most] = [0, 0];
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    let sum = 0;
    for (const mention of mentions) {
      if (mention.cluster !== cluster || mention.near) continue;
      const quality = mention.options.reduce((best, option) => Math.max(best, option.quality), 0);
      sum += isArea(mention.kind) ? quality : mention.kind === Kind.landmark ? 2 * quality : 4 * quality;
    }
    const own = counts.filter((count) => count.cluster === cluster && !count.near);
    const weighty = own.filter(({ kind }) => kind === Kind.number || kind === Kind.building || kind === Kind.alley);
    sum += weighty.length * 2 + (own.length - weighty.length) * 0.4;
    if (sum > most) [core, most] = [cluster, sum];
  }
  return core;
}
