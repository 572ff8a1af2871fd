import type { Counted } from './counted.js';
import type { Named } from './naming.js';
import type { WordUse } from './words.js';

/** A piece of the sentence: together they are all of it, in order. */
export interface Piece {
  use: 'name' | 'counted' | 'mark' | 'rest' | WordUse;
  from: number;
  to: number;
  /** what the piece is in the book, where it is a name */
  named?: Named;
  counted?: Counted;
  /** of a correction: it comes before what is wrong */
  negates?: boolean;
  /** only near it: 啤酒厂对面 */
  near: boolean;
  /** pieces of one number belong together */
  cluster: number;
}

export function blank(use: Piece['use'], from: number, to: number): Piece {
  return { use, from, to, near: false, cluster: -1 };
}
