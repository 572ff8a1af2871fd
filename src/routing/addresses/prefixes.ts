import type { Names } from './names.js';
import { Postings } from './postings.js';
import { secondSyllableOf, syllableOf } from './syllables.js';

const LETTERS = 28;
const FIGURE = 26;
const OTHER = 27;

/** Names by the initials of their first three characters: for what is only begun, in characters or in pinyin. */
export class Prefixes {
  private readonly postings = new Postings(LETTERS ** 3);

  constructor(private readonly names: Names) {}

  countName(id: number): void {
    this.postings.count(this.keyOf(id));
  }

  open(): void {
    this.postings.open();
  }

  fillName(id: number): void {
    this.postings.fill(this.keyOf(id), id);
  }

  close(): void {
    this.postings.close();
  }

  /** Names whose characters, syllables or initials begin with what is typed; at most `limit`, and at most `budget` looked at. */
  begunBy(codes: Uint16Array, from: number, to: number, limit: number, budget = 12_000): number[] {
    const typed = codes.subarray(from, to);
    const found: number[] = [];
    const [low, high] = this.rangeOf(typed);
    const { starts, items } = this.postings;
    const last = Math.min(starts[high] ?? 0, (starts[low] ?? 0) + budget);
    for (let at = starts[low] ?? 0; at < last && found.length < limit; at += 1) {
      const id = items[at] ?? 0;
      if (begins(this.names.codesOf(id), typed)) found.push(id);
    }
    return found;
  }

  /** Han characters settle an initial each; of letters only the first is one for certain. */
  private rangeOf(typed: Uint16Array): [number, number] {
    let [low, width, used] = [0, LETTERS ** 3, 0];
    for (; used < Math.min(3, typed.length); used += 1) {
      const code = typed[used] ?? 0;
      const isLetter = code >= 97 && code <= 122;
      if (isLetter && used > 0) break;
      width /= LETTERS;
      low += initialOf(code) * width;
      if (isLetter) break;
    }
    return [low, low + width];
  }

  private keyOf(id: number): number {
    const codes = this.names.codesOf(id);
    let key = 0;
    for (let at = 0; at < 3; at += 1) key = key * LETTERS + (at < codes.length ? initialOf(codes[at] ?? 0) : 0);
    return key;
  }
}

function initialOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 97;
  if (code >= 48 && code <= 57) return FIGURE;
  const syllable = syllableOf(code);
  return syllable === '' ? OTHER : syllable.charCodeAt(0) - 97;
}

/** Each character as it is, by its syllable or the beginning of it, from the first on: 登州, dengzhou, dzl, dengzl. */
export function begins(name: Uint16Array, typed: Uint16Array, at = 0, from = 0): boolean {
  if (from >= typed.length) return true;
  const code = name[at];
  if (code === undefined) return false;
  const next = typed[from] ?? 0;
  if (next === code && begins(name, typed, at + 1, from + 1)) return true;
  if (next < 97 || next > 122 || code <= 255) return false;
  const second = secondSyllableOf(code);
  return (
    spelledOut(syllableOf(code), name, typed, at, from) ||
    (second !== undefined && spelledOut(second, name, typed, at, from))
  );
}

function spelledOut(syllable: string, name: Uint16Array, typed: Uint16Array, at: number, from: number): boolean {
  let shared = 0;
  while (shared < syllable.length && typed[from + shared] === syllable.charCodeAt(shared)) shared += 1;
  // the longest first; a part of a syllable may be typed, its first letter at least
  for (let taken = shared; taken > 0; taken -= 1) {
    if (taken !== syllable.length && taken !== 1 && taken !== 2 && from + taken !== typed.length) continue;
    if (begins(name, typed, at + 1, from + taken)) return true;
  }
  return false;
}
