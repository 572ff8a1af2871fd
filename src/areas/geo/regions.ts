import type { Work } from '../../platform/slices.js';
import { noded, type Loop, type Piece, type Region } from './arrangement.js';
import { Borders } from './borders.js';
import { Strips } from './strips.js';

/** Is a place wanted that the operands run around so often, counter-clockwise? Nowhere is it where both are 0. */
export type Wanted = (one: number, two: number) => boolean;

const PIECES_A_SLICE = 500;

/**
 * Every region of wanted places, for any closed loops, however they cross, touch and overlap: cut to pieces that have only ends in common, of
 * which those are the regions' borders that are wanted on one side. Undefined where the cutting comes to no end (never seen). All
 * coordinates are below REACH.
 */
export function* regionsOf(one: readonly Loop[], two: readonly Loop[], wanted: Wanted): Work<Region[] | undefined> {
  const pieces = yield* noded([...piecesOf(one, 1, 0), ...piecesOf(two, 0, 1)]);
  if (pieces === undefined) return undefined;
  const strips = new Strips(pieces);
  yield;
  const borders = new Borders();
  let looked = 0;
  for (const piece of pieces) {
    // to the left of a piece that runs to the right is what lies above it; of an upright one, what comes before it
    const upright = piece.ax === piece.bx;
    const near = strips.around(piece);
    const far = upright
      ? wanted(near.one + piece.one, near.two + piece.two)
      : wanted(near.one - piece.one, near.two - piece.two);
    const here = wanted(near.one, near.two);
    const left = upright ? far : here;
    if (here !== far) borders.add(piece, left);
    if ((looked += 1) % PIECES_A_SLICE === 0) yield;
  }
  return yield* borders.regions();
}

function* piecesOf(loops: readonly Loop[], one: number, two: number): Generator<Piece> {
  for (const loop of loops) {
    for (let at = 1; at < loop.length; at += 1) {
      const [[ax = 0, ay = 0], [bx = 0, by = 0]] = [loop[at - 1] ?? [], loop[at] ?? []];
      yield { ax, ay, bx, by, one, two, fresh: true };
    }
  }
}
