import type { AddressCandidate, AddressHints } from './address.types.js';
import type { BookIndex } from './book-index.js';
import { candidatesOf } from './candidates.js';
import { rank } from './decision.js';
import { Fit } from './evidence.js';
import { readSentence } from './sentence.js';
import type { Spelling } from './spelling.js';
import { begun } from './typed-place.js';

/** What is typed in full: as good as found. */
const IN_FULL = 0.8;

/** Buildings while somebody types: what the words say so far, then what they may become. */
export function suggestions(
  index: BookIndex,
  spelling: Spelling,
  limit: number,
  hints: AddressHints,
  stands: (code: string) => boolean,
): AddressCandidate[] {
  const typed = begun(index, spelling, limit * 2, (entry) => stands(index.codes.at(entry) ?? ''), hints);
  const sentence = readSentence(index, spelling);
  const fit = new Fit(index, sentence);
  const entries = [...candidatesOf(index, sentence, hints)].filter((entry) => stands(index.codes.at(entry) ?? ''));
  const said = rank(index, fit, entries, hints)
    .filter(({ points, contradicted }) => points > 0 && !contradicted)
    .map(({ entry, points }) => ({ entry, worth: Math.min(1, points / Math.max(1, fit.most)) }));
  const inFull = said.filter(({ worth }) => worth >= IN_FULL);
  const all = [...inFull, ...typed, ...said];
  const first = new Map<number, number>();
  for (const { entry, worth } of all) if (!first.has(entry)) first.set(entry, worth);
  return [...first].slice(0, limit).map(([entry, worth]) => ({
    code: index.codes.at(entry) ?? '',
    confidence: Math.round(worth * 1000) / 1000,
  }));
}
