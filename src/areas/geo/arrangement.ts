import type { Work } from '../../platform/slices.js';

/** A closed ring of whole numbers, the last position being the first one again. */
export type Loop = number[][];

/** An outer ring, counter-clockwise, and the holes in it, clockwise. */
export type Region = Loop[];

/**
 * A piece of the border of two operands, between whole numbers, from left to right (straight up where it is upright): how often each
 * one runs along it that way, less how often it runs back.
 */
export interface Piece {
  ax: number;
  ay: number;
  bx: number;
  by: number;
  one: number;
  two: number;
  /** not yet held against the others */
  fresh: boolean;
}

/** Coordinates are less than this, so that every product of two differences is exact. */
export const REACH = 2 ** 25;
/** A few are many: what is cut is bent by half a unit, which seldom makes it cross what it did not. */
const ROUNDS = 40;
const PAIRS_A_SLICE = 20_000;

/**
 * Cut wherever they meet, so that pieces have no more than ends in common; undefined where that comes to no end. This is snap rounding: a piece
 * that passes within half a unit of an end of another one goes through that end. Only then are crossings rounded to new ends; else
 * the ends of two that run almost along each other would creep on along them.
 */
export function* noded(pieces: readonly Piece[]): Work<Piece[] | undefined> {
  let current = merged(pieces);
  for (let round = 0; round < ROUNDS; round += 1) {
    yield;
    const { ends, crossings } = yield* cutsOf(current);
    const cuts = ends.size > 0 ? ends : crossings;
    if (cuts.size === 0) return current;
    for (const piece of current) piece.fresh = false;
    if (ends.size > 0) for (const piece of crossings.keys()) piece.fresh = true;
    yield;
    current = merged(current.flatMap((piece) => cutAt(piece, cuts.get(piece))));
  }
  return undefined;
}

/** Those along one line as one; those that run as often forth as back are none. */
function merged(pieces: readonly Piece[]): Piece[] {
  const places = new Map<number, number>();
  const placeOf = (x: number, y: number) => {
    const key = (x + REACH) * 2 * REACH + y + REACH;
    const known = places.get(key) ?? places.size;
    if (known === places.size) places.set(key, known);
    return known;
  };
  const byEnds = new Map<number, Piece>();
  for (const piece of pieces) {
    const { ax, ay, bx, by } = piece;
    if (ax === bx && ay === by) continue;
    const forth = ax < bx || (ax === bx && ay < by);
    const { one, two } = piece;
    const turned = forth ? piece : { ax: bx, ay: by, bx: ax, by: ay, one: -one, two: -two, fresh: piece.fresh };
    const key = placeOf(turned.ax, turned.ay) * 2 ** 26 + placeOf(turned.bx, turned.by);
    const same = byEnds.get(key);
    if (same === undefined) byEnds.set(key, turned);
    else {
      same.one += turned.one;
      same.two += turned.two;
      same.fresh &&= turned.fresh;
    }
  }
  return [...byEnds.values()].filter(({ one, two }) => one !== 0 || two !== 0);
}

type Cuts = Map<Piece, number[][]>;

function* cutsOf(pieces: Piece[]): Work<{ ends: Cuts; crossings: Cuts }> {
  const found = { ends: new Map() as Cuts, crossings: new Map() as Cuts };
  const sorted = pieces.sort((a, b) => a.ax - b.ax);
  let pairs = 0;
  for (let first = 0; first < sorted.length; first += 1) {
    const one = sorted[first] as Piece;
    const [low, high] = [Math.min(one.ay, one.by), Math.max(one.ay, one.by)];
    for (let second = first + 1; second < sorted.length; second += 1) {
      const two = sorted[second] as Piece;
      if (two.ax > one.bx) break;
      pairs += 1;
      if (!one.fresh && !two.fresh) continue;
      if ((two.ay < low && two.by < low) || (two.ay > high && two.by > high)) continue;
      cutBoth(one, two, found);
    }
    if (pairs > PAIRS_A_SLICE) {
      pairs = 0;
      yield;
    }
  }
  return found;
}

function cutBoth(one: Piece, two: Piece, { ends, crossings }: { ends: Cuts; crossings: Cuts }): void {
  const [a, b] = [side(one, two.ax, two.ay), side(one, two.bx, two.by)];
  const [c, d] = [side(two, one.ax, one.ay), side(two, one.bx, one.by)];
  if (passes(one, a, two.ax, two.ay)) cut(one, two.ax, two.ay, ends);
  if (passes(one, b, two.bx, two.by)) cut(one, two.bx, two.by, ends);
  if (passes(two, c, one.ax, one.ay)) cut(two, one.ax, one.ay, ends);
  if (passes(two, d, one.bx, one.by)) cut(two, one.bx, one.by, ends);
  if (!(a * b < 0 && c * d < 0)) return;
  const share = c / (c - d);
  const [x, y] = [Math.round(one.ax + (one.bx - one.ax) * share), Math.round(one.ay + (one.by - one.ay) * share)];
  // rounded to an end of one of them it is no end of the other, or they would have met there: one is always cut
  cut(one, x, y, crossings);
  cut(two, x, y, crossings);
}

function cut(piece: Piece, x: number, y: number, cuts: Cuts): void {
  if ((x === piece.ax && y === piece.ay) || (x === piece.bx && y === piece.by)) return;
  const places = cuts.get(piece);
  if (places === undefined) cuts.set(piece, [[x, y]]);
  else places.push([x, y]);
}

/** Above 0 to the left of the piece; exact. */
export function side({ ax, ay, bx, by }: Piece, x: number, y: number): number {
  return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
}

/** Does it pass within half a unit, east or north, of the place? `side`: of the piece at that place. */
function passes({ ax, ay, bx, by }: Piece, side: number, x: number, y: number): boolean {
  if (x < ax || x > bx || y < Math.min(ay, by) || y > Math.max(ay, by)) return false;
  return 2 * Math.abs(side) < bx - ax + Math.abs(by - ay);
}

function cutAt(piece: Piece, places: number[][] | undefined): Piece[] {
  if (places === undefined) return [piece];
  const { ax, ay, bx, by, one, two } = piece;
  const along = ([x = 0, y = 0]: number[]) => (x - ax) * (bx - ax) + (y - ay) * (by - ay);
  const stops = [...places].sort((p, q) => along(p) - along(q));
  let [fromX, fromY] = [ax, ay];
  const parts: Piece[] = [];
  for (const [x = 0, y = 0] of [...stops, [bx, by]]) {
    parts.push({ ax: fromX, ay: fromY, bx: x, by: y, one, two, fresh: true });
    [fromX, fromY] = [x, y];
  }
  return parts;
}
