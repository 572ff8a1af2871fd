import type { AddressHints, ResolutionCode } from './address.types.js';
import type { BookIndex } from './book-index.js';
import { metresBetween } from './distance.js';
import type { Evidence, Fit } from './evidence.js';
import { top } from './grams.js';
import { isArea, Kind } from './kinds.js';
import type { Sentence } from './sentence.js';
import { ALIKE, IN_AREA, KNOWN, KNOWN_FIRST, NEAR, NEAR_METRES } from './weights.js';

/** A lead of less is none: several fit. */
const LEAST_LEAD = 1.2;
/** Of the points that could be had. */
const LEAST_SHARE = 0.42;
/** Its name was said in full, and no other one's. */
const OF_WHOLE = 1;
/** On the benchmark one in ten answers below was wrong: a question is cheaper than a crew at the wrong door. */
const LEAST_CONFIDENCE = 0.6;
/** The same where only a few may be meant: whatever is most like it. */
const LEAST_LEAD_AMONG = 0.3;
const LEAST_SHARE_AMONG = 0.25;
const LEAST_ALIKE = 0.25;
const NO_RIVAL = 12;

export interface Ranked extends Evidence {
  /** with what is known beside the words, and how alike all its words are */
  total: number;
  /** 0 where nobody asked */
  alike: number;
}

export interface Decision {
  code: ResolutionCode;
  /** 0 where none is answered */
  confidence: number;
  answer: Ranked | undefined;
  /** best first, without the answer */
  others: Ranked[];
}

/** What the words of each are like, where the buildings that may be meant are named. */
export type Alike = (entry: number) => number;

/** So many are told of. */
const MOST_RANKED = 24;

/** The best, with what speaks for them, best first. */
export function rank(
  index: BookIndex,
  fit: Fit,
  entries: Iterable<number>,
  hints: AddressHints,
  alike: Alike = () => 0,
): Ranked[] {
  const totals = new Map<number, number>();
  for (const entry of entries)
    totals.set(entry, fit.points(entry) + beside(index, entry, hints) + ALIKE * alike(entry));
  const best = top([...totals.keys()], MOST_RANKED, (entry) => totals.get(entry) ?? 0);
  return best.map((entry) => ({ ...fit.evidence(entry), alike: alike(entry), total: totals.get(entry) ?? 0 }));
}

/** What is known beside the words. */
function beside(index: BookIndex, entry: number, { near, known, area }: AddressHints): number {
  let points = 0;
  if (near !== undefined) {
    const metres = metresBetween({ lng: index.lng[entry] ?? NaN, lat: index.lat[entry] ?? NaN }, near);
    if (metres >= 0) points += NEAR * Math.exp(-metres / NEAR_METRES);
  }
  if (known !== undefined && known.length > 0) {
    const at = known.indexOf(index.codes.at(entry) ?? '');
    if (at >= 0) points += at === 0 ? KNOWN_FIRST : KNOWN;
  }
  if (area !== undefined && index.isIn(entry, area)) points += IN_AREA;
  return points;
}

export function decide(
  index: BookIndex,
  sentence: Sentence,
  fit: Fit,
  ranked: readonly Ranked[],
  hints: AddressHints,
): Decision {
  if (hints.among !== undefined) return choose(fit, ranked);
  const [best, second] = ranked;
  const abstain = (code: ResolutionCode): Decision => ({ code, confidence: 0, answer: undefined, others: [...ranked] });
  const isNamed = sentence.mentions.some(({ near, options, kind }) => !near && options.length > 0 && !isArea(kind));
  const isNear = sentence.mentions.some(({ near }) => near);
  if (best === undefined || !saysOf(best)) return abstain(isNear && !isNamed ? 'near-only' : 'no-place');
  const share = fit.most > 0 ? Math.max(0, best.points) / fit.most : 0;
  const lead = second === undefined ? NO_RIVAL : Math.min(NO_RIVAL, best.total - second.total);
  const isOnly = best.whole && second?.whole !== true;
  if (best.contradicted) return abstain(isNamed ? 'no-such-building' : 'no-place');
  if (!best.counted && !isWhole(index, sentence, best)) {
    return abstain(isNamed ? 'not-exact' : isNear ? 'near-only' : 'no-place');
  }
  if (lead < LEAST_LEAD) {
    const open = best.unsaid.some((kind) => kind === Kind.number || kind === Kind.building || kind === Kind.alley);
    return abstain(open ? 'not-exact' : 'several-fit');
  }
  if (share < LEAST_SHARE) return abstain(isNamed ? 'no-such-building' : isNear ? 'near-only' : 'no-place');
  const confidence = Math.min(
    0.99,
    (0.35 + 0.65 * Math.min(1, share)) * (1 - Math.exp(-(lead + (isOnly ? OF_WHOLE : 0)) / 1.6)),
  );
  if (confidence < LEAST_CONFIDENCE) return abstain(second === undefined ? 'not-exact' : 'several-fit');
  return { code: 'found', confidence, answer: best, others: ranked.slice(1) };
}

/** Among a few that may be meant the one that is most like it, if it leads and nothing says that it is another. */
function choose(fit: Fit, ranked: readonly Ranked[]): Decision {
  const [best, second] = ranked;
  const abstain = (code: ResolutionCode): Decision => ({ code, confidence: 0, answer: undefined, others: [...ranked] });
  if (best === undefined) return abstain('no-place');
  if (best.contradicted) return abstain('no-such-building');
  const share = Math.max(0, (best.points + ALIKE * best.alike) / (fit.most + ALIKE));
  if (share < LEAST_SHARE_AMONG || (best.alike < LEAST_ALIKE && !best.counted)) return abstain('no-place');
  const lead = second === undefined ? NO_RIVAL : Math.min(NO_RIVAL, best.total - second.total);
  if (lead < LEAST_LEAD_AMONG) return abstain('several-fit');
  const confidence = Math.min(0.99, (0.25 + 0.75 * Math.min(1, share)) * (1 - Math.exp(-(lead + 0.4) / 1.6)));
  return { code: 'found', confidence, answer: best, others: ranked.slice(1) };
}

/** Something that was said is the building's. */
function saysOf(best: Evidence): boolean {
  return best.counted || best.qualities.some((quality) => quality > 0);
}

/** Nothing is counted, and nothing need be: the name is one building's alone. */
function isWhole(index: BookIndex, { mentions }: Sentence, best: Evidence): boolean {
  if (best.whole) return true;
  return mentions.some(
    ({ kind, near, options }, at) =>
      !near &&
      (kind === Kind.estate || kind === Kind.landmark) &&
      (best.qualities[at] ?? 0) > 0.7 &&
      options.some(
        ({ name, number }) => number < 0 && index.byName.size(name) === 1 && index.byName.of(name)[0] === best.entry,
      ),
  );
}
