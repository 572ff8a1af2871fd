import type { Point } from '../coordinates.js';
import type { AddressCandidate, AddressHints, BookEntry, Resolution } from './address.types.js';
import { BookIndex } from './book-index.js';
import { byNameAlone, candidatesOf } from './candidates.js';
import { decide, rank, type Alike, type Decision, type Ranked } from './decision.js';
import { partsOf, restOf } from './description.js';
import { Fit } from './evidence.js';
import { Kind } from './kinds.js';
import { Likeness } from './likeness.js';
import { Pace } from './pace.js';
import { readSentence, type Sentence } from './sentence.js';
import { Spelling, TEXT_LIMIT } from './spelling.js';
import { suggestions } from './typing.js';

/** Alternatives that are named. */
const MOST_OTHERS = 5;
/** Worse than the best by more is no alternative. */
const OTHERS_WITHIN = 14;

type Stands = (code: string) => boolean;

/** Every building that stands, in memory, and what a sentence says of one. Immutable once built. */
export class AddressBook {
  private readonly spelling = new Spelling();

  private constructor(private readonly index: BookIndex) {}

  /** `breathe` is awaited between slices of less than 10 ms, so that others have their turn. */
  static async build(
    source: AsyncIterable<readonly BookEntry[]> | Iterable<readonly BookEntry[]>,
    breathe: () => Promise<void> = () => new Promise((resolve) => setImmediate(resolve)),
  ): Promise<AddressBook> {
    const index = new BookIndex();
    const pace = new Pace(breathe);
    for await (const slice of source) {
      for (const entry of slice) {
        index.add(entry);
        if (pace.isDue()) await pace.rest();
      }
    }
    await index.finish(pace);
    return new AddressBook(index);
  }

  get size(): number {
    return this.index.size;
  }

  /** Of the building with this code; null where it has none. */
  gridOf(code: string): string | null {
    return this.index.gridOf(this.index.table.find(code));
  }

  pointOf(code: string): Point | null {
    const at = this.index.table.find(code);
    const [lng = NaN, lat = NaN] = [this.index.lng[at], this.index.lat[at]];
    return Number.isNaN(lng) || Number.isNaN(lat) ? null : { lng, lat };
  }

  /** From a sentence to a building, or to why it is none. `stands`: buildings that may be answered today. */
  resolve(text: string, hints: AddressHints = {}, stands: Stands = () => true): Resolution {
    const { index } = this;
    const sentence = readSentence(index, this.spelling.spell(text, true));
    const fit = new Fit(index, sentence);
    const standing = (entries: Iterable<number>) => [...entries].filter((entry) => stands(index.codes.at(entry) ?? ''));
    const alike = hints.among === undefined ? undefined : likenessTo(index, this.spelling, sentence);
    let ranked = rank(index, fit, standing(candidatesOf(index, sentence, hints)), hints, alike);
    if (hints.among === undefined && (ranked[0]?.contradicted === true || ranked[0]?.counted !== true)) {
      const more = new Set([...ranked.map(({ entry }) => entry), ...standing(byNameAlone(index, sentence))]);
      if (more.size > ranked.length) ranked = rank(index, fit, more, hints);
    }
    return this.tell(text, sentence, fit, decide(index, sentence, fit, ranked, hints));
  }

  /** The likeliest buildings while somebody types. */
  suggest(text: string, limit: number, hints: AddressHints = {}, stands: Stands = () => true): AddressCandidate[] {
    return suggestions(this.index, this.spelling.spell(text), limit, hints, stands);
  }

  private tell(text: string, sentence: Sentence, fit: Fit, { code, confidence, answer, others }: Decision): Resolution {
    const { index, spelling } = this;
    const best = answer ?? others[0];
    const unit = (best?.reading ?? sentence.readings[0] ?? []).find(
      (count) => count.kind === Kind.unit && fit.counts(count),
    );
    const tail = text.length > TEXT_LIMIT ? text.slice(TEXT_LIMIT) : '';
    return {
      building: answer === undefined ? null : (index.codes.at(answer.entry) ?? null),
      unit: unit?.text ?? null,
      confidence: rounded(confidence),
      parts: partsOf(index, text, spelling, sentence, fit, best),
      alternatives: this.alternatives(others, answer, fit),
      rest: restOf(text.slice(0, TEXT_LIMIT), spelling, sentence) + tail,
      reason: { code, args: this.argsOf(answer, others, unit?.value, unit?.text) },
    };
  }

  private alternatives(others: readonly Ranked[], answer: Ranked | undefined, fit: Fit): AddressCandidate[] {
    const [first] = others;
    if (first === undefined) return [];
    const most = answer?.total ?? first.total;
    const shown = others
      .filter(({ total, points }) => points > -fit.most && most - total < OTHERS_WITHIN)
      .slice(0, MOST_OTHERS);
    const share = (total: number) => Math.exp((total - most) / 2);
    const sum = (answer === undefined ? 0 : 1) + shown.reduce((all, { total }) => all + share(total), 0);
    return shown.map(({ entry, total, points }) => ({
      code: index(this.index, entry),
      confidence: rounded(
        (share(total) / Math.max(1, sum)) * Math.min(1, Math.max(0.02, points / Math.max(1, fit.most))),
      ),
    }));
  }

  private argsOf(
    answer: Ranked | undefined,
    others: readonly Ranked[],
    unit: number | undefined,
    said: string | undefined,
  ): Record<string, string> {
    const { index } = this;
    if (answer === undefined) {
      const [first] = others;
      return first === undefined ? {} : { building: index.labels.at(first.entry) ?? '', count: String(others.length) };
    }
    const args: Record<string, string> = { building: index.labels.at(answer.entry) ?? '' };
    const units = index.unitSets[index.unitsOf[answer.entry] ?? 0];
    if (unit !== undefined && said !== undefined && units !== undefined && units.size > 0 && !units.has(unit)) {
      args['unknownUnit'] = said;
    }
    return args;
  }
}

/** Of all that may be a name in the sentence. */
function likenessTo(index: BookIndex, { codes }: Spelling, { pieces }: Sentence): Alike {
  const words = pieces.filter(({ use }) => use === 'name' || use === 'rest' || use === 'institution' || use === 'yard');
  const likeness = new Likeness(
    index,
    words.map(({ from, to }) => codes.slice(from, to)),
  );
  return (entry) => likeness.of(entry);
}

function index(book: BookIndex, entry: number): string {
  return book.codes.at(entry) ?? '';
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
