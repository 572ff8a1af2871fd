import type { AddressHints } from './address.types.js';
import type { BookIndex } from './book-index.js';
import { top } from './grams.js';
import { idOf, isName, Kind, kindOf } from './kinds.js';
import { isDigit, isMark, type Spelling } from './spelling.js';

/** Names that a beginning may become. */
const MOST_NAMES = 300;
/** What is begun twice: only a few names before are kept. */
const MOST_BEFORE = 10;
/** More than this is not typed to be completed. */
const LONGEST = 48;
/** Entries that are looked at for one more letter. */
const MOST_ENTRIES = 1_500;

/** What counters and yards are to whoever types numbers: nothing. */
const SKIPPED = new Set(
  [...'号楼栋幢座院单元弄室层户门大期区组团第的内里'].map((character) => character.charCodeAt(0)),
);

interface Typed {
  /** names before the last one that the book has */
  whole: number[];
  /** what the last name may be, with how much of it was typed */
  names: Map<number, number>;
  /** numbers behind it; the last one may be a beginning */
  numbers: string[];
}

/** Buildings whose name begins with what was typed, and whose numbers do: 登州路2, dzl24, 万科城1. Best first, in the order of their numbers. */
export function begun(
  index: BookIndex,
  spelling: Spelling,
  limit: number,
  stands: (entry: number) => boolean,
  { area }: AddressHints,
): { entry: number; worth: number }[] {
  const typed = read(index, spelling);
  if (typed.names.size === 0) return [];
  const worths = new Map<number, number>();
  let budget = MOST_ENTRIES;
  const byQuality = [...typed.names].sort((a, b) => b[1] - a[1]);
  for (const [name, quality] of byQuality) {
    for (const list of listsOf(index, name, typed.numbers)) {
      for (const entry of list.subarray(0, Math.max(0, budget))) {
        const worth = worthOf(index, entry, name, quality, typed);
        if (worth <= (worths.get(entry) ?? 0) || !stands(entry)) continue;
        worths.set(entry, worth + (area !== undefined && index.isIn(entry, area) ? 0.05 : 0));
      }
      budget -= list.length;
    }
    if (budget <= 0) break;
  }
  // equal ones in the order of the register
  const order = (entry: number) => (worths.get(entry) ?? 0) - entry / 1e9;
  return top([...worths.keys()], limit, order).map((entry) => ({
    entry,
    worth: Math.min(0.79, worths.get(entry) ?? 0),
  }));
}

/** What has a number that was typed, complete or as it stands; of a name without one, or with a beginning, all that has it. */
function listsOf(index: BookIndex, name: number, numbers: readonly string[]): Uint32Array[] {
  const paired = numbers.map((number) => index.values.find(number)).filter((value) => value >= 0);
  const lists = paired.slice(0, numbers.length > 1 ? 1 : undefined).map((value) => index.pairedWith(name, value));
  return numbers.length > 1 ? lists : [...lists, index.byName.of(name)];
}

function read(index: BookIndex, { codes, length: whole }: Spelling): Typed {
  const length = Math.min(whole, LONGEST);
  const typed: Typed = { whole: [], names: new Map(), numbers: [] };
  for (let at = 0; at < length;) {
    const code = codes[at] ?? 0;
    if (isMark(code) || (SKIPPED.has(code) && typed.numbers.length > 0)) {
      at += 1;
      continue;
    }
    const from = at;
    if (isDigit(code)) {
      while (at < length && isDigit(codes[at] ?? 0)) at += 1;
      typed.numbers.push(String.fromCharCode(...codes.subarray(from, at)));
      continue;
    }
    while (at < length && !isMark(codes[at] ?? 0) && !isDigit(codes[at] ?? 0)) at += 1;
    readName(index, codes, from, at, typed);
  }
  return typed;
}

/** What is begun, or known names from the left and then what is begun. */
function readName(index: BookIndex, codes: Uint16Array, from: number, to: number, typed: Typed): void {
  let at = from;
  let names = namesBegun(index, codes, at, to);
  while (names.size === 0 && at < to) {
    let [longest, end] = [-1, at];
    index.names.eachAt(codes, at, to, (id, idEnd) => ([longest, end] = [id, idEnd]));
    if (longest < 0 || end === to) break;
    typed.whole.push(longest);
    at = end;
    names = namesBegun(index, codes, at, to);
  }
  if (names.size === 0) names = namesWithin(index, codes, at, to);
  if (names.size === 0) return;
  if (typed.names.size < MOST_BEFORE) for (const name of typed.names.keys()) typed.whole.push(name);
  typed.names = names;
  typed.numbers = [];
}

function namesBegun(index: BookIndex, codes: Uint16Array, from: number, to: number): Map<number, number> {
  const names = new Map<number, number>();
  for (const name of index.prefixes.begunBy(codes, from, to, MOST_NAMES)) {
    names.set(name, 0.5 + 0.25 * Math.min(1, (to - from) / index.names.lengthOf(name)));
  }
  const exact = index.names.find(codes, from, to);
  if (exact >= 0) names.set(exact, 0.79);
  return names;
}

/** 西溪园区 in 阿里巴巴西溪园区. */
function namesWithin(index: BookIndex, codes: Uint16Array, from: number, to: number): Map<number, number> {
  const typed = String.fromCharCode(...codes.subarray(from, to));
  const found = to - from < 2 ? [] : index.grams.like(codes, from, to, 30);
  return new Map(found.filter((name) => index.names.text(name).includes(typed)).map((name) => [name, 0.45]));
}

/** 0: the numbers are not the building's. */
function worthOf(index: BookIndex, entry: number, name: number, quality: number, { whole, numbers }: Typed): number {
  let best = 0;
  for (let form = index.entries[entry] ?? 0; form < (index.entries[entry + 1] ?? 0); form += 1) {
    let [isNamed, others, count] = [false, 0, 0];
    const own: string[] = [];
    for (let at = index.forms[form] ?? 0; at < (index.forms[form + 1] ?? 0); at += 1) {
      const one = index.tokens[at] ?? 0;
      const kind = kindOf(one);
      if (isName(kind)) {
        if (idOf(one) === name) isNamed = true;
        else if (whole.includes(idOf(one))) others += 1;
      } else if (kind <= Kind.unit) {
        count += 1;
        if (numbers.length > 0) own.push(index.values.text(idOf(one)));
      }
    }
    if (!isNamed) continue;
    const exactness = numbersFit(own, numbers);
    if (exactness > 0) best = Math.max(best, quality * exactness + 0.02 * others - 0.002 * count);
  }
  return best;
}

/** In order, some may be left out; the last one may be a beginning. */
function numbersFit(own: readonly string[], typed: readonly string[]): number {
  let [at, exactness] = [0, 1];
  for (const [nth, number] of typed.entries()) {
    const isLast = nth === typed.length - 1;
    const exact = own.indexOf(number, at);
    const begins = isLast ? own.findIndex((value, place) => place >= at && value.startsWith(number)) : -1;
    const found = exact >= 0 ? exact : begins;
    if (found < 0) return 0;
    exactness -= (found - at) * 0.08 + (exact >= 0 ? 0 : 0.05);
    at = found + 1;
  }
  return Math.max(0.1, exactness);
}
