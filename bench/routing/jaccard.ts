import type { BookEntry } from '../../src/routing/addresses/address.types.js';
import { formsOf, plain } from './forms.js';

/** The best building and the next best one, by the share of character bigrams that text and form have in common. */
export interface Ranked {
  code: string | null;
  score: number;
  next: number;
}

/** Exact, not sampled: every form that shares a bigram is compared. */
export class BigramIndex {
  private readonly codes: string[] = [];
  private readonly ownerOf: Int32Array;
  private readonly sizeOf: Uint8Array;
  private readonly idOf = new Map<string, number>();
  private readonly starts: Uint32Array;
  private readonly postings: Int32Array;
  private readonly counts: Uint8Array;

  constructor(entries: Iterable<readonly BookEntry[]>) {
    const owners: number[] = [];
    const sizes: number[] = [];
    const grams: number[] = [];
    for (const batch of entries)
      for (const entry of batch) {
        const owner = this.codes.push(entry.code) - 1;
        for (const form of formsOf(entry)) {
          const ids = new Set([...bigrams(form)].map((gram) => this.id(gram)));
          owners.push(owner);
          sizes.push(ids.size);
          for (const id of ids) grams.push(id);
        }
      }
    this.ownerOf = Int32Array.from(owners);
    this.sizeOf = Uint8Array.from(sizes);
    this.counts = new Uint8Array(owners.length);
    this.starts = new Uint32Array(this.idOf.size + 1);
    for (const id of grams) this.starts[id + 1] = (this.starts[id + 1] ?? 0) + 1;
    for (let id = 0; id < this.idOf.size; id++)
      this.starts[id + 1] = (this.starts[id + 1] ?? 0) + (this.starts[id] ?? 0);
    this.postings = new Int32Array(grams.length);
    const next = this.starts.slice();
    let at = 0;
    sizes.forEach((size, form) => {
      for (const end = at + size; at < end; at++) {
        const id = grams[at] ?? 0;
        const slot = next[id] ?? 0;
        this.postings[slot] = form;
        next[id] = slot + 1;
      }
    });
  }

  private id(gram: string): number {
    const known = this.idOf.get(gram);
    if (known !== undefined) return known;
    this.idOf.set(gram, this.idOf.size);
    return this.idOf.size - 1;
  }

  best(text: string): Ranked {
    const { counts, postings, starts, ownerOf, sizeOf } = this;
    const asked = bigrams(plain(text));
    const touched: number[] = [];
    for (const gram of asked) {
      const id = this.idOf.get(gram);
      if (id === undefined) continue;
      const end = starts[id + 1] ?? 0;
      for (let at = starts[id] ?? 0; at < end; at++) {
        const form = postings[at] ?? 0;
        const count = counts[form] ?? 0;
        if (count === 0) touched.push(form);
        counts[form] = count + 1;
      }
    }
    let [owner, score, next] = [-1, 0, 0];
    for (const form of touched) {
      const common = counts[form] ?? 0;
      counts[form] = 0;
      const value = common / (asked.size + (sizeOf[form] ?? 0) - common);
      if (value <= next) continue;
      const own = ownerOf[form] ?? -1;
      if (own === owner) score = Math.max(score, value);
      else if (value > score) [next, score, owner] = [score, value, own];
      else next = value;
    }
    return { code: this.codes[owner] ?? null, score, next };
  }
}

function bigrams(text: string): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at + 1 < text.length; at++) found.add(text.slice(at, at + 2));
  return found;
}
