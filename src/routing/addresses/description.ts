import type { AddressPart } from './address.types.js';
import { PART_OF } from './kinds.js';
import type { BookIndex } from './book-index.js';
import type { Evidence, Fit } from './evidence.js';
import type { Piece } from './piece.js';
import type { Sentence } from './sentence.js';
import type { Spelling } from './spelling.js';

/** The parts that were found, as they stand in the text. */
export function partsOf(
  index: BookIndex,
  text: string,
  spelling: Spelling,
  sentence: Sentence,
  fit: Fit,
  best: Evidence | undefined,
): AddressPart[] {
  const cut = (from: number, to: number) => text.slice(spelling.from[from] ?? 0, spelling.to[to - 1] ?? text.length);
  const parts: (AddressPart & { at: number })[] = [];
  sentence.mentions.forEach((mention, at) => {
    if (mention.options.length === 0) return;
    const [option] = mention.options;
    const quality = best?.qualities[at] ?? 0;
    const meant = mention.options.find((one) => one.quality === quality) ?? option;
    if (meant === undefined) return;
    parts.push({
      at: mention.from,
      kind: mention.near ? 'landmark' : PART_OF[mention.kind],
      text: cut(mention.from, mention.to),
      value: index.names.text(meant.name),
    });
  });
  for (const count of best?.reading ?? sentence.readings[0] ?? []) {
    if (!fit.counts(count)) continue;
    parts.push({ at: count.from, kind: PART_OF[count.kind], text: cut(count.from, count.to), value: count.text });
  }
  return parts.sort((a, b) => a.at - b.at).map(({ at: _, ...part }) => part);
}

const EDGES = /^[\s，。、；：:;,.!?！？（）()\-—~"“”]+|[\s，、；：:;,（(\-—~"“”]+$/g;

/** What is left when place and words of speech are taken out: the description, as it was written. */
export function restOf(text: string, spelling: Spelling, { pieces, core, mentions }: Sentence): string {
  const isTakenOut = (piece: Piece): boolean =>
    (piece.use === 'name' && piece.cluster === core && !isUnknown(piece)) ||
    (piece.use === 'counted' && piece.cluster === core);
  const isUnknown = ({ from, named }: Piece) =>
    named?.options.length === 0 && mentions.some((mention) => mention.from === from && mention.options.length === 0);
  const kept: string[] = [];
  let from = -1;
  const close = (to: number) => {
    if (from >= 0) kept.push(text.slice(spelling.from[from] ?? 0, to));
    from = -1;
  };
  pieces.forEach((piece, at) => {
    if (isTakenOut(piece) || isSpeech(pieces, at)) close(spelling.from[piece.from] ?? 0);
    else if (from < 0) from = piece.from;
  });
  close(text.length);
  return kept
    .map((piece) => piece.replace(EDGES, ''))
    .filter((piece) => piece !== '')
    .join('，');
}

/** Words of speech at an edge of the trouble are none of it, and what tells where at the place is part of that; within the trouble they stay. */
function isSpeech(pieces: readonly Piece[], at: number): boolean {
  const piece = pieces[at];
  if (piece === undefined) return false;
  switch (piece.use) {
    case 'filler':
    case 'correction':
      return !(isTrouble(pieces[at - 1], pieces[at]) && isTrouble(pieces[at + 1], pieces[at]));
    case 'near-after':
    case 'beside-after':
    case 'near-before':
    case 'at-it':
    case 'yard':
      return isPlace(pieces[at - 1]) || isPlace(pieces[at + 1]);
    case 'name':
    case 'counted':
    case 'institution':
    case 'mark':
    case 'rest':
      return false;
  }
}

/** Trouble that goes on without a mark between. */
function isTrouble(piece: Piece | undefined, beside: Piece | undefined): boolean {
  return piece?.use === 'rest' && (piece.from === beside?.to || piece.to === beside?.from);
}

function isPlace(piece: Piece | undefined): boolean {
  return piece?.use === 'name' || piece?.use === 'counted';
}
