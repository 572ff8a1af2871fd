import type { BookIndex } from './book-index.js';
import { Kind } from './kinds.js';
import { looseNames } from './loose-names.js';
import { exactly } from './naming.js';
import { blank, type Piece } from './piece.js';
import { scan } from './scan.js';
import { BREAK, HYPHEN, isDigit, STOP, type Spelling } from './spelling.js';
import { wordsAt, type WordUse } from './words.js';

const BOUNDARY_MARKS = new Set([BREAK, STOP]);

export function piecesOf(index: BookIndex, spelling: Spelling): Piece[] {
  const text = spelling.text(0, spelling.length);
  const pieces: Piece[] = [];
  scan(spelling, {
    run: (from, to) => cutRun(index, spelling, text, from, to, pieces),
    counted: (counted) => pieces.push({ ...blank('counted', counted.from, counted.to), counted }),
    mark: (code, at) => {
      if (code !== HYPHEN) pieces.push(blank(BOUNDARY_MARKS.has(code) ? 'mark' : 'rest', at, at + 1));
    },
  });
  return looseNames(index, spelling, pieces);
}

/** Names of the book and words of speech, so that most is covered by the longest; what is between them is rest. */
function cutRun(index: BookIndex, spelling: Spelling, text: string, from: number, to: number, pieces: Piece[]): void {
  const { codes } = spelling;
  const size = to - from;
  const best = new Float64Array(size + 1);
  const last = new Int32Array(size + 1).fill(-1); // -1: the character before is rest
  const ids = new Int32Array(size + 1);
  const uses: (WordUse | undefined)[] = [];
  const offer = (at: number, end: number, weight: number, id: number, use?: WordUse) => {
    const sum = (best[at] ?? 0) + weight;
    if (sum <= (best[end] ?? 0)) return;
    best[end] = sum;
    last[end] = at;
    ids[end] = id;
    uses[end] = use;
  };
  for (let at = 0; at < size; at += 1) {
    if (at > 0 && (best[at] ?? 0) < (best[at - 1] ?? 0)) {
      best[at] = best[at - 1] ?? 0;
      last[at] = -1;
    }
    const start = from + at;
    if (!(isDigit(codes[start] ?? 0) && start > 0 && isDigit(codes[start - 1] ?? 0))) {
      index.names.eachAt(codes, start, to, (id, end) => {
        if (isDigit(codes[end - 1] ?? 0) && isDigit(codes[end] ?? 0)) return;
        const weight = weightOf(index, id, end - start);
        if (weight > 0) offer(at, end - from, weight, id);
      });
    }
    wordsAt(text, start, to, (use, end) => offer(at, end - from, (end - start) ** 2 * 0.6 - 0.3, -1, use));
  }
  if ((best[size] ?? 0) < (best[size - 1] ?? 0)) last[size] = -1;
  const reversed: Piece[] = [];
  for (let end = size; end > 0;) {
    const start = last[end] ?? -1;
    if (start < 0) {
      const rest = reversed.at(-1);
      if (rest?.use === 'rest') rest.from -= 1;
      else reversed.push(blank('rest', from + end - 1, from + end));
      end -= 1;
      continue;
    }
    const use = uses[end];
    const piece = blank(use ?? 'name', from + start, from + end);
    if (use === undefined) piece.named = exactly(index, ids[end] ?? 0);
    if (use === 'correction') piece.negates = text.startsWith('不', piece.from);
    reversed.push(piece);
    end = start;
  }
  pieces.push(...reversed.reverse());
}

/** Long names above short ones; a word that hundreds of entries have above nothing at all. */
function weightOf(index: BookIndex, id: number, length: number): number {
  const kinds = index.names.kinds[id] ?? 0;
  const isLandmark = kinds === 1 << Kind.landmark;
  if (length === 2 && isLandmark) return 1.5;
  return length * length - (isLandmark ? 1 : 0);
}
