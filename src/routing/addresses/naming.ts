import { align } from './alignment.js';
import type { BookIndex } from './book-index.js';
import { isArea, Kind } from './kinds.js';
import { STEM } from './stems.js';

/** One name of the book that a piece of the sentence may be. */
export interface NameOption {
  name: number;
  /** 1: to the letter */
  quality: number;
  /** the estate is this number of that road; -1: nothing of the kind */
  number: number;
}

/** What a piece of a sentence is in the book. */
export interface Named {
  kind: Kind;
  from: number;
  to: number;
  options: NameOption[];
  /** to the letter, not only alike */
  exact: boolean;
}

const OF_STEM = 0.9;
/** 人民路 is the road; who means 人民路小区 or 人民路街道 says so. */
const OF_ROADS_STEM = 0.5;
const OF_ROADS_AREA = 0.3;
/** Clearly less than the name itself: one alias may be used of two estates. */
const OF_EQUIVALENT = 0.6;
/** Below this two names have nothing to do with each other. */
const LEAST = 0.55;
/** Without a form or a place that says it is a name, it must be nearly one. */
const LEAST_FREE = 0.74;
/** Options this much worse than the best are none. */
const SPREAD = 0.22;
const MOST = 20;
const MOST_OPTIONS = 32;
const LOOKED_AT = 40;
/** For each character of the piece that the name does not explain. */
const UNEXPLAINED = 0.06;

/** The name, what it is the stem of, and what else the same is called. */
export function exactly(index: BookIndex, name: number): Named {
  const options = new Map<number, NameOption>();
  const put = (option: NameOption) => {
    if ((options.get(key(option))?.quality ?? 0) < option.quality) options.set(key(option), option);
  };
  if (!index.names.is(name, STEM) || (index.names.kinds[name] ?? 0) !== 1) put({ name, quality: 1, number: -1 });
  const isRoad = index.names.is(name, Kind.road) || index.names.is(name, Kind.lane);
  for (const full of index.stems.of(name)) {
    const ofRoad = index.names.is(full, Kind.estate) ? OF_ROADS_STEM : OF_ROADS_AREA;
    put({ name: full, quality: isRoad ? ofRoad : OF_STEM, number: -1 });
  }
  for (const { name: base, quality } of [...options.values()]) {
    for (const other of index.equivalents.get(base)) put({ ...other, quality: quality * OF_EQUIVALENT });
  }
  const all = [...options.values()];
  return { kind: kindOf(index, all), from: 0, to: 0, options: all, exact: true };
}

function key({ name, number }: NameOption): number {
  return name * 2_000_003 + number + 1;
}

/** Names of the book that sound or look like the piece. Undefined where there is none and the piece need not be a name. */
export function alike(
  index: BookIndex,
  codes: Uint16Array,
  from: number,
  to: number,
  kind: Kind,
  must: boolean,
): Named | undefined {
  const found = index.grams
    .like(codes, from, to, LOOKED_AT)
    .map((name) => ({ name, ...align(index.names, name, codes, from, to) }))
    .map((one) => ({ ...one, quality: one.quality - UNEXPLAINED * Math.min(5, to - from - (one.to - one.from)) }))
    .filter(({ quality, name }) => quality >= (must ? LEAST : LEAST_FREE) && (must || index.names.lengthOf(name) > 2))
    .sort((a, b) => b.quality - a.quality);
  const [best] = found;
  if (best === undefined) return must ? { kind, from, to, options: [], exact: false } : undefined;
  const near = found.filter(({ quality }) => quality > best.quality - SPREAD).slice(0, MOST);
  const options = near
    .flatMap(({ name, quality }) =>
      exactly(index, name).options.map((option) => ({ ...option, quality: option.quality * quality })),
    )
    .sort((a, b) => b.quality - a.quality)
    .slice(0, MOST_OPTIONS);
  const start = Math.min(...near.map((one) => one.from));
  return {
    kind: kindOf(index, options),
    from: start,
    to: Math.max(...near.map((one) => one.to)),
    options,
    exact: false,
  };
}

/** Of the best option: a road that is also a community's stem is a road. */
function kindOf(index: BookIndex, options: readonly NameOption[]): Kind {
  const [first] = options;
  if (first === undefined) return Kind.landmark;
  const kinds = index.names.kinds[first.name] ?? 0;
  for (const kind of [Kind.road, Kind.lane, Kind.estate, Kind.landmark]) if ((kinds & (1 << kind)) !== 0) return kind;
  for (const kind of [Kind.community, Kind.street, Kind.district, Kind.city, Kind.province]) {
    if ((kinds & (1 << kind)) !== 0) return kind;
  }
  return isArea(Kind.city) ? Kind.landmark : Kind.estate;
}
