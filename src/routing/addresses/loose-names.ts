import type { BookIndex } from './book-index.js';
import { isArea, Kind } from './kinds.js';
import { splitNames } from './named.js';
import { alike, type Named } from './naming.js';
import { blank, type Piece } from './piece.js';
import type { Spelling } from './spelling.js';

/** Of what stands before a number no more than this is looked for among the names that sound alike. */
const LONGEST = 16;
/** So many stretches of a sentence are looked at. */
const MOST = 6;

/** What may be a name after all: misheard, mistyped, cut short, or one that the book does not have. */
export function looseNames(index: BookIndex, spelling: Spelling, pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  const isStrong = pieces.some(({ named }) => named !== undefined && named.kind > Kind.community);
  let looked = 0;
  for (let at = 0; at < pieces.length;) {
    let end = at;
    while (end < pieces.length && isLoose(index, pieces, end, at)) end += 1;
    // 莱阴傅沟村: the town is one name, what follows another
    const isTown = isArea(pieces[at]?.named?.kind ?? Kind.landmark);
    if (end > at + 1 && isTown && (pieces[end - 1]?.to ?? 0) - (pieces[at]?.to ?? 0) > 2) {
      found.push(...pieces.slice(at, at + 1));
      at += 1;
      continue;
    }
    const stretch = pieces.slice(at, Math.max(end, at + 1));
    if (end > at && looked < MOST && isOpen(index, stretch)) {
      looked += 1;
      found.push(...named(index, spelling, stretch, pieces[end]?.use === 'counted', isStrong));
    } else found.push(...stretch);
    at = Math.max(end, at + 1);
  }
  return found;
}

/** A rest, an estate's or a landmark's name: what may be pieces of a longer one; without a break before it. */
function isLoose(index: BookIndex, pieces: readonly Piece[], at: number, first: number): boolean {
  const piece = pieces[at];
  if (piece === undefined || (at > first && pieces[at - 1]?.to !== piece.from)) return false;
  if (piece.use === 'rest') return true;
  // 珠门公寓: a part of the name, where something stands before it
  if (piece.use === 'yard') return at > first;
  if (piece.use !== 'name' || piece.named === undefined) return false;
  return piece.named.kind === Kind.estate || piece.named.kind === Kind.landmark || isShort(index, piece);
}

/** Two characters, or what somebody left away the rest of. */
function isShort(index: BookIndex, { named, from, to }: Piece): boolean {
  const [option] = named?.options ?? [];
  return option !== undefined && (to - from < 3 || index.names.lengthOf(option.name) > to - from);
}

/** There is something in it that the book has not explained. */
function isOpen(index: BookIndex, stretch: readonly Piece[]): boolean {
  const [first, last] = [stretch[0], stretch.at(-1)];
  if (first === undefined || last === undefined || last.to - first.from < 2) return false;
  return (
    stretch.some(({ use }) => use === 'rest') || (stretch.length > 1 && stretch.some((piece) => isShort(index, piece)))
  );
}

interface NameLike {
  kind: Kind;
  from: number;
  to: number;
}

function named(index: BookIndex, spelling: Spelling, stretch: Piece[], counted: boolean, isStrong: boolean): Piece[] {
  const [from, to] = [stretch[0]?.from ?? 0, stretch.at(-1)?.to ?? 0];
  const parts = nameLike(spelling, from, to, counted);
  const hasName = stretch.some((piece) => piece.named !== undefined && !isArea(piece.named.kind));
  if (parts.length === 0 && (isStrong || counted)) return stretch;
  const looked: (NameLike & { must: boolean })[] =
    parts.length === 0
      ? [{ kind: Kind.landmark, from, to: Math.min(to, from + 2 * LONGEST), must: false }]
      : parts.map((part) => ({ ...part, must: !hasName }));
  let pieces = stretch;
  for (const part of looked) {
    const own = alike(index, spelling.codes, part.from, part.to, part.kind, part.must);
    if (own !== undefined) pieces = putIn(pieces, own);
  }
  return pieces;
}

/** The parts that have the form of a name, and what stands right before a number. */
function nameLike(spelling: Spelling, from: number, to: number, counted: boolean): NameLike[] {
  const parts: NameLike[] = [];
  splitNames(spelling.codes, from, to, true, (kind, start, end) => {
    const last = end === to && counted;
    if (end - start >= 2 && (kind !== Kind.landmark || last))
      parts.push({ kind, from: Math.max(start, end - LONGEST), to: end });
  });
  return parts;
}

/** In the place of what it covers; names within it that are to the letter stay possible. */
function putIn(pieces: readonly Piece[], own: Named): Piece[] {
  const inside = pieces.filter((piece) => piece.to > own.from && piece.from < own.to);
  const names = inside.filter(({ use }) => use === 'name');
  const longest = Math.max(0, ...names.map(({ from, to }) => to - from));
  // nothing more than a name that was found to the letter
  if (names.length > 0 && (own.options.length === 0 || own.to - own.from <= longest)) return [...pieces];
  const [from, to] = [
    Math.min(own.from, ...names.map((name) => name.from)),
    Math.max(own.to, ...names.map((name) => name.to)),
  ];
  const others = names.flatMap(({ named: one, from: start, to: end }) =>
    isArea(one?.kind ?? Kind.landmark)
      ? []
      : (one?.options ?? []).map((option) => ({
          ...option,
          quality: option.quality * Math.max(0.6, 1 - 0.06 * (to - from - (end - start))),
        })),
  );
  const known = new Set(own.options.map(({ name }) => name));
  const options = [...own.options, ...others.filter(({ name }) => !known.has(name))];
  const all: Piece[] = [];
  let placed = false;
  for (const piece of pieces) {
    if (piece.to <= from || piece.from >= to) {
      all.push(piece);
      continue;
    }
    if (piece.from < from) all.push(blank('rest', piece.from, from));
    if (!placed) all.push({ ...blank('name', from, to), named: { ...own, options } });
    placed = true;
    if (piece.to > to) all.push(blank('rest', to, piece.to));
  }
  return all;
}
