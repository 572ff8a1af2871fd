import { orient2d } from 'robust-predicates';
import type { Piece } from './arrangement.js';

const PIECES_A_STRIP = 4;
const MOST_STRIPS = 4_096;

/** Pieces by the upright strips that they pass through: a line straight up looks at those of its strip only. */
export class Strips {
  private readonly strips: Piece[][];
  private readonly west: number;
  private readonly width: number;

  constructor(pieces: readonly Piece[]) {
    let [west, east] = [Infinity, -Infinity];
    for (const { ax, bx } of pieces) [west, east] = [Math.min(west, ax), Math.max(east, bx)];
    const count = Math.max(1, Math.min(MOST_STRIPS, Math.ceil(pieces.length / PIECES_A_STRIP)));
    this.west = west;
    this.width = Math.max(1, (east - west) / count);
    this.strips = Array.from({ length: count + 1 }, () => []);
    for (const piece of pieces) {
      // an upright one is beside every line, and on none
      if (piece.ax === piece.bx) continue;
      for (let strip = this.stripOf(piece.ax); strip <= this.stripOf(piece.bx); strip += 1)
        this.strips[strip]?.push(piece);
    }
  }

  /** How often the operands run around the places right above the piece's middle; of an upright one, right beside it to the east. */
  around(piece: Piece): { one: number; two: number } {
    // exact: halves of whole numbers
    const [x, y] = [(piece.ax + piece.bx) / 2, (piece.ay + piece.by) / 2];
    const found = { one: 0, two: 0 };
    for (const other of this.strips[this.stripOf(x)] ?? []) {
      // the line stands a hair to the east of x, so that it passes no end of a piece
      if (other === piece || other.ax > x || other.bx <= x) continue;
      if (other.ay <= y && other.by <= y) continue;
      // robust-predicates turns the other way: positive is to the right of the piece, and so below it
      if ((other.ay < y || other.by < y) && orient2d(other.ax, other.ay, other.bx, other.by, x, y) <= 0) continue;
      // one that runs to the right has its left side above: below it, it is run around once less
      found.one -= other.one;
      found.two -= other.two;
    }
    return found;
  }

  private stripOf(x: number): number {
    return Math.floor((x - this.west) / this.width);
  }
}
