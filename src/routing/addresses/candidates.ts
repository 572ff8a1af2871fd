import type { AddressHints } from './address.types.js';
import { NO_NAME, type BookIndex } from './book-index.js';
import { metresBetween } from './distance.js';
import { isArea, Kind } from './kinds.js';
import { top } from './grams.js';
import type { Mention, Sentence } from './sentence.js';

/** So many entries are looked at closely. */
const MOST = 160;
/** Of one list. */
const MOST_OF_LIST = 160;
const MOST_OF_PAIR = 2_000;
const MOST_TOUCHED = 20_000;
/** A list of half the town is looked through only for what is near. */
const MOST_NEAR = 60_000;
const NEAR_ENOUGH = 1_500;

const COUNTED = new Set<Kind>([Kind.number, Kind.building, Kind.alley, Kind.storey]);

/** The entries that may be meant: by name and number, and where that finds none by name. */
export function candidatesOf(index: BookIndex, sentence: Sentence, hints: AddressHints): Set<number> {
  const found = new Set<number>();
  if (hints.among !== undefined) {
    for (const code of hints.among) add(found, index.table.find(code));
    return found;
  }
  for (const code of hints.known ?? []) add(found, index.table.find(code));
  const values = valuesOf(sentence);
  const named = sentence.mentions.filter(({ near, options }) => !near && options.length > 0);
  addPaired(index, named, values, found);
  if (named.length === 0 || hints.near !== undefined) for (const value of values) byNumber(index, value, hints, found);
  if (found.size <= (hints.known?.length ?? 0)) for (const entry of byNameAlone(index, sentence)) add(found, entry);
  return found;
}

/** What has one of the names with one of the values; where there are too many, those that have most. */
function addPaired(index: BookIndex, named: readonly Mention[], values: readonly number[], found: Set<number>): void {
  const { scratch } = index;
  const isPlace = named.some(({ kind }) => !isArea(kind));
  const touched: number[] = [];
  for (const { kind, options } of named) {
    // an area and a number are a place only where nothing nearer is named
    if (isPlace && isArea(kind)) continue;
    for (const { name, number, quality } of options) {
      for (const value of number >= 0 ? [...values, number] : values) {
        const list = index.pairedWith(name, value);
        // a number that few have tells more: 五一路913号 before the hundred 11栋 of 五一路
        const worth = quality * (1 + 1 / Math.log2(2 + list.length));
        for (const entry of list.subarray(0, MOST_OF_PAIR)) {
          if (scratch[entry] === 0) touched.push(entry);
          scratch[entry] = (scratch[entry] ?? 0) + worth;
        }
        if (touched.length > MOST_TOUCHED) break;
      }
    }
  }
  const best = touched.length <= MOST ? touched : top(touched, MOST, (entry) => scratch[entry] ?? 0);
  for (const entry of best) found.add(entry);
  for (const entry of touched) scratch[entry] = 0;
}

/** Entries of what is named, whatever their number: also to say what there is where the number is not. */
export function byNameAlone(index: BookIndex, { mentions }: Sentence): Set<number> {
  const found = new Set<number>();
  const lists = mentions
    .filter(({ near, kind }) => !near && (!isArea(kind) || kind === Kind.community))
    .flatMap(({ options }) => options.map(({ name }) => index.byName.of(name)))
    .sort((a, b) => a.length - b.length);
  for (const list of lists) addAll(found, list);
  return found;
}

function byNumber(index: BookIndex, value: number, { near }: AddressHints, found: Set<number>): void {
  const list = index.pairedWith(NO_NAME, value);
  if (near === undefined) {
    addAll(found, list);
    return;
  }
  for (const entry of list.subarray(0, MOST_NEAR)) {
    const at = { lng: index.lng[entry] ?? NaN, lat: index.lat[entry] ?? NaN };
    if (metresBetween(at, near) < NEAR_ENOUGH) add(found, entry);
  }
}

function valuesOf({ readings }: Sentence): number[] {
  const values = new Set<number>();
  for (const reading of readings) {
    for (const { kind, value, near } of reading) if (COUNTED.has(kind) && value >= 0 && !near) values.add(value);
  }
  return [...values];
}

function addAll(found: Set<number>, list: Uint32Array): void {
  for (const entry of list.subarray(0, MOST_OF_LIST)) {
    if (found.size >= MOST) return;
    found.add(entry);
  }
}

function add(found: Set<number>, entry: number): void {
  if (entry >= 0) found.add(entry);
}
