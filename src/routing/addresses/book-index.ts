import { CodeTable } from './code-table.js';
import { Equivalents } from './equivalents.js';
import type { BookEntry } from './address.types.js';
import { FormParser } from './form-parser.js';
import { Grams } from './grams.js';
import { idOf, isArea, isName, Kind, kindOf } from './kinds.js';
import { grown, Names } from './names.js';
import { Pace } from './pace.js';
import { Postings } from './postings.js';
import { Prefixes } from './prefixes.js';
import { Stems } from './stems.js';
import { Texts } from './texts.js';
import { Values } from './values.js';

/** Stands for no name in the pairs: 10号楼 by itself. */
export const NO_NAME = 0;

/** Every building of the register as tokens, and the ways to find them: typed arrays, so that half a million weigh little. */
export class BookIndex {
  readonly codes = new Texts();
  readonly labels = new Texts();
  /** grids with their paths, which many entries share */
  private readonly places: Pick<BookEntry, 'grid' | 'path'>[] = [];
  readonly names = new Names();
  readonly values = new Values();
  readonly equivalents = new Equivalents();
  /** sets of area tokens and of units that many entries share */
  readonly areaSets: Uint32Array[] = [new Uint32Array(0)];
  readonly unitSets: ReadonlySet<number>[] = [new Set()];
  tokens = new Uint32Array(4096);
  /** of form f: tokens[forms[f]] up to tokens[forms[f + 1]]; of entry e: forms entries[e] up to entries[e + 1] */
  forms = new Uint32Array(1024);
  entries = new Uint32Array(1024);
  placesOf = new Uint32Array(1024);
  areasOf = new Uint32Array(1024);
  unitsOf = new Uint32Array(1024);
  lng = new Float64Array(1024);
  lat = new Float64Array(1024);
  byName = new Postings(0);
  pairs = new Postings(0);
  table = new CodeTable(this.codes);
  /** for sums by entry; whoever uses it leaves zeros behind */
  scratch = new Float32Array(0);
  grams = new Grams(this.names);
  prefixes = new Prefixes(this.names);
  stems = new Stems();

  private readonly parser = new FormParser(this.names, this.values);
  private readonly knownPlaces = new Map<string | null, number>();
  /** by the list itself, which is one a grid; by its names where it is not */
  private readonly areaSetOf = new Map<readonly string[], number>();
  private readonly knownAreas = new Map<string, number>();
  private readonly knownUnits = new Map<string, number>();
  private formCount = 0;
  private tokenCount = 0;
  private pairMask = 0;

  constructor() {
    this.names.intern(new Uint16Array(1), 0, 1, Kind.landmark);
  }

  get size(): number {
    return this.codes.length;
  }

  add(entry: BookEntry): void {
    const index = this.codes.push(entry.code);
    this.labels.push(entry.name === '' ? entry.address : entry.name);
    if (index + 2 > this.entries.length) {
      this.entries = grown(this.entries, Uint32Array, index + 2);
      this.placesOf = grown(this.placesOf, Uint32Array, index + 2);
      this.areasOf = grown(this.areasOf, Uint32Array, index + 2);
      this.unitsOf = grown(this.unitsOf, Uint32Array, index + 2);
      this.lng = grown(this.lng, Float64Array, index + 2);
      this.lat = grown(this.lat, Float64Array, index + 2);
    }
    this.lng[index] = entry.lng ?? NaN;
    this.lat[index] = entry.lat ?? NaN;
    this.placesOf[index] = this.place(entry);
    this.areasOf[index] = this.areaSet(entry.areas);
    this.unitsOf[index] = this.unitSet(entry.units);
    const read: number[][] = [];
    for (const text of linesOf(entry)) {
      if (text === '') continue;
      const { tokens } = this.parser.parse(text);
      if (tokens.length > 0 && !read.some((other) => same(other, tokens))) {
        this.equivalents.learn(read, tokens);
        read.push(tokens);
        this.store(tokens);
      }
    }
    this.entries[index + 1] = this.formCount;
  }

  /** All entries are in: makes the indexes over them. */
  async finish(pace: Pace): Promise<void> {
    // only `add` asks them
    for (const known of [this.knownPlaces, this.areaSetOf, this.knownAreas, this.knownUnits]) known.clear();
    const each = async (count: number, step: (at: number) => void) => {
      for (let at = 0; at < count; at += 1) {
        step(at);
        if (pace.isDue()) await pace.rest();
      }
    };
    const { size, names } = this;
    this.tokens = this.tokens.slice(0, this.tokenCount);
    await pace.rest();
    this.forms = this.forms.slice(0, this.formCount + 1);
    await pace.rest();
    const named = names.count;
    await each(named, (id) => this.stems.learn(names, id));
    let buckets = 1024;
    while (buckets < size * 4 && buckets < 1 << 21) buckets *= 2;
    this.pairMask = buckets - 1;
    this.byName = new Postings(names.count);
    this.pairs = new Postings(buckets);
    const [countName, countPair] = [(name: number) => this.byName.count(name), (key: number) => this.pairs.count(key)];
    await each(size, (entry) => this.eachKey(entry, countName, countPair));
    this.byName.open();
    await pace.rest();
    this.pairs.open();
    await pace.rest();
    await each(size, (entry) =>
      this.eachKey(
        entry,
        (name) => this.byName.fill(name, entry),
        (pair) => this.pairs.fill(pair, entry),
      ),
    );
    this.byName.close();
    this.pairs.close();
    this.scratch = new Float32Array(size);
    this.table = new CodeTable(this.codes);
    await each(size, (entry) => this.table.add(entry));
    this.grams = new Grams(names);
    this.prefixes = new Prefixes(names);
    for (const index of [this.grams, this.prefixes]) {
      await each(named, (id) => index.countName(id));
      index.open();
      await pace.rest();
      await each(named, (id) => index.fillName(id));
      index.close();
    }
  }

  /** Whether the entry is in the area with this code; without a path, where the grid's code begins with it. */
  isIn(entry: number, area: string): boolean {
    const { grid, path } = this.placeOf(entry) ?? {};
    if (path !== undefined && path !== '') return `.${path}`.includes(`.${area}.`);
    return grid?.startsWith(area) === true;
  }

  gridOf(entry: number): string | null {
    return this.placeOf(entry)?.grid ?? null;
  }

  /** Entries that have this name and this value (a number or a building) in one line; now and then another one among them. */
  pairedWith(name: number, value: number): Uint32Array {
    return this.pairs.of(this.pairOf(name, value));
  }

  private eachKey(entry: number, name: (id: number) => void, pair: (key: number) => void): void {
    const ids: number[] = [];
    const pairs: number[] = [];
    const areas = (this.areaSets[this.areasOf[entry] ?? 0] ?? []) as Uint32Array;
    for (let form = this.entries[entry] ?? 0; form < (this.entries[entry + 1] ?? 0); form += 1) {
      const [from, to] = [this.forms[form] ?? 0, this.forms[form + 1] ?? 0];
      for (let at = from; at < to; at += 1) {
        const one = this.tokens[at] ?? 0;
        const kind = kindOf(one);
        if (isName(kind) && kind >= Kind.community) once(ids, idOf(one));
        if (kind !== Kind.number && kind !== Kind.building && kind !== Kind.alley && kind !== Kind.storey) continue;
        once(pairs, this.pairOf(NO_NAME, idOf(one)));
        for (let other = from; other < to; other += 1) {
          const beside = this.tokens[other] ?? 0;
          const its = kindOf(beside);
          if (isName(its) && its >= Kind.street) once(pairs, this.pairOf(idOf(beside), idOf(one)));
        }
        for (const area of areas) if (kindOf(area) >= Kind.street) once(pairs, this.pairOf(idOf(area), idOf(one)));
      }
    }
    ids.forEach(name);
    pairs.forEach(pair);
  }

  private pairOf(name: number, value: number): number {
    const hash = Math.imul(name + 1, 0x9e3779b1) ^ Math.imul(value + 1, 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & this.pairMask;
  }

  private store(tokens: readonly number[]): void {
    if (this.tokenCount + tokens.length > this.tokens.length) {
      this.tokens = grown(this.tokens, Uint32Array, this.tokenCount + tokens.length);
    }
    this.tokens.set(tokens, this.tokenCount);
    this.tokenCount += tokens.length;
    this.formCount += 1;
    if (this.formCount + 1 > this.forms.length) this.forms = grown(this.forms, Uint32Array, this.formCount + 1);
    this.forms[this.formCount] = this.tokenCount;
  }

  private placeOf(entry: number): Pick<BookEntry, 'grid' | 'path'> | undefined {
    return this.places[this.placesOf[entry] ?? -1];
  }

  private place({ grid, path }: BookEntry): number {
    const known = this.knownPlaces.get(grid);
    if (known !== undefined && this.places[known]?.path === path) return known;
    const place = this.places.push({ grid, path }) - 1;
    this.knownPlaces.set(grid, place);
    return place;
  }

  private areaSet(areas: readonly string[]): number {
    if (areas.length === 0) return 0;
    const before = this.areaSetOf.get(areas);
    if (before !== undefined) return before;
    const id = this.areaSetNamed(areas);
    this.areaSetOf.set(areas, id);
    return id;
  }

  private areaSetNamed(areas: readonly string[]): number {
    const key = areas.join('\n');
    const known = this.knownAreas.get(key);
    if (known !== undefined) return known;
    const tokens = areas
      .filter((name) => !name.includes('网格'))
      .flatMap((name) => this.parser.parse(name).tokens.filter((one) => isArea(kindOf(one))));
    const id = this.areaSets.push(Uint32Array.from(tokens)) - 1;
    this.knownAreas.set(key, id);
    return id;
  }

  private unitSet(units: readonly string[]): number {
    if (units.length === 0) return 0;
    const key = units.join('\n');
    const known = this.knownUnits.get(key);
    if (known !== undefined) return known;
    const values = units.map((unit) => this.values.intern(this.parser.unitOf(unit)));
    const id = this.unitSets.push(new Set(values)) - 1;
    this.knownUnits.set(key, id);
    return id;
  }
}

function same(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((item, at) => item === other[at]);
}

function once(list: number[], item: number): void {
  if (!list.includes(item)) list.push(item);
}

/** Name, address and aliases; what has brackets also without them: 浙江大学(玉泉校区). */
function linesOf({ name, address, aliases }: BookEntry): string[] {
  const lines: string[] = [];
  addLine(lines, name);
  addLine(lines, address);
  for (const alias of aliases) addLine(lines, alias);
  return lines;
}

function addLine(lines: string[], line: string): void {
  lines.push(line);
  if (/[(（]/.test(line)) lines.push(line.replace(/[()（）]/g, ''));
}
