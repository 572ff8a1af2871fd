import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { AddressBook } from '../../src/routing/addresses/address-book.js';
import type { BookEntry } from '../../src/routing/addresses/address.types.js';
import type { Figure } from '../figures.js';
import { say } from '../say.js';
import type { LonePart, Settings } from '../settings.js';
import { quantile } from '../stats.js';
import { byKind, isRight, kindTable, tally, type Answer, type Answered } from './answers.js';
import { baselines } from './baselines.js';
import { byHand } from './by-hand.js';
import { CITY_SEED, generateCity } from './city/city.js';
import type { City } from './city/city.types.js';
import { demoEntries, demoStreet } from './city/demo.js';
import { entriesOf, localName, plotOf } from './city/entries.js';
import { writeCity, writeQueries } from './city/files.js';
import { memoryMb } from './memory.js';
import { makeQueries, type Query } from './queries/queries.js';
import { quality } from './quality.js';

/** Compiled, this file stands in dist/bench/bench/routing. */
const FAILURES = fileURLToPath(new URL('../../../../bench/results/routing-failures.jsonl', import.meta.url));
const SEED = CITY_SEED;
const SUGGESTED = 10;

/** A city with its queries, and how the book is told of it. */
interface Ground {
  city: City;
  queries: Query[];
  entries: () => Iterable<readonly BookEntry[]>;
}

/** Spoken and typed addresses of a made-up city and of the demo street: how many are found, how fast, and what simpler ways find. */
export const addresses: LonePart = async (settings) => {
  const [big, street] = grounds(settings);
  if (settings.files !== null) {
    await writeCity(big.city, settings.files, SEED);
    await writeQueries(big.queries, settings.files);
    say(`written to ${settings.files}`);
  }
  const before = memoryMb();
  const begin = performance.now();
  const book = await AddressBook.build(big.entries());
  const builtIn = (performance.now() - begin) / 1000;
  const after = memoryMb();
  say(`the book of ${big.city.houses.length} buildings was built in ${builtIn.toFixed(1)} s`);

  const { answers, times } = askAll(book, big);
  const streetBook = await AddressBook.build(street.entries());
  const all = [...answers, ...askAll(streetBook, street).answers];
  keepFailures(all, [big.city, street.city]);
  process.stdout.write(`\n${kindTable(byKind(all))}\n\n`);
  const figures = [
    ...quality('addresses', tally(all), true),
    ...quality('of the demo street', tally(all.slice(answers.length)), false),
    ...speed(book, big.queries, times),
    { part: 'addresses', figure: 'book of the city, built', value: builtIn, unit: 's' },
    { part: 'addresses', figure: 'book of the city, heap', value: after.heap - before.heap, unit: 'MB' },
    { part: 'addresses', figure: 'book of the city, resident', value: after.resident - before.resident, unit: 'MB' },
    ...(await byHand()),
  ];
  const last = figures[0];
  if (last !== undefined) last.more = { byKind: Object.fromEntries(byKind(all)) };
  figures.push(...(await baselines(big.queries, big.entries, gridsOf(big.city), settings.sample)));
  return figures;
};

function grounds({ buildings, queries }: Settings): [Ground, Ground] {
  const begin = performance.now();
  const city = generateCity(buildings);
  const street = demoStreet();
  const ofCity = makeQueries(city, Math.round((queries * 5) / 6), SEED);
  const ofStreet = makeQueries(street, Math.round(queries / 6), SEED + 1);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  say(
    `a city of ${city.houses.length} buildings and ${ofCity.queries.length + ofStreet.queries.length} queries, made in ${seconds} s`,
  );
  return [
    { city, queries: ofCity.queries, entries: () => entriesOf(city, SEED) },
    { city: street, queries: ofStreet.queries, entries: () => [demoEntries(street)] },
  ];
}

export function gridsOf(city: City): (code: string) => string | null {
  const grids = new Map(city.houses.map(({ code, grid }) => [code, grid.code]));
  return (code) => grids.get(code) ?? null;
}

function askAll(book: AddressBook, { city, queries }: Ground): { answers: Answered[]; times: Float64Array } {
  const gridOf = gridsOf(city);
  for (const { text } of queries.slice(0, 500)) book.resolve(text);
  const times = new Float64Array(queries.length);
  const answers = queries.map((query, at): Answered => {
    const begin = performance.now();
    const answer = ask(book, query.text);
    times[at] = performance.now() - begin;
    return { query, answer, grid: answer.building === null ? null : gridOf(answer.building) };
  });
  return { answers, times };
}

export function ask(book: AddressBook, text: string): Answer {
  const { building, unit, alternatives, confidence, reason } = book.resolve(text);
  return { building, unit, alternatives: alternatives.map(({ code }) => code), confidence, reason: reason.code };
}

function speed(book: AddressBook, queries: readonly Query[], times: Float64Array): Figure[] {
  const part = 'addresses';
  const rate = (1000 * times.length) / times.reduce((sum, time) => sum + time, 0);
  const p99 = quantile(times, 0.99);
  const typed: number[] = [];
  for (const { text } of queries
    .filter(({ set }) => set === 'plain' || set === 'alone')
    .filter((_, at) => at % 20 === 0)) {
    const characters = [...text].slice(0, 30);
    for (let length = 1; length <= characters.length; length++) {
      const begin = performance.now();
      book.suggest(characters.slice(0, length).join(''), SUGGESTED);
      typed.push(performance.now() - begin);
    }
  }
  const suggested = quantile(typed, 0.99);
  return [
    { part, figure: 'resolutions on one core', value: rate, unit: '/s', goal: '≥ 2000', met: rate >= 2000 },
    { part, figure: 'resolution, p50', value: quantile(times, 0.5), unit: 'ms' },
    {
      part,
      figure: 'resolution, p99',
      value: p99,
      unit: 'ms',
      goal: '≤ 5',
      met: p99 <= 5,
      more: { longest: Math.max(...times) },
    },
    {
      part,
      figure: 'suggestions while typing, p99',
      value: suggested,
      unit: 'ms',
      goal: '≤ 10',
      met: suggested <= 10,
      more: { longest: Math.max(...typed), asked: typed.length },
    },
  ];
}

/** One line for each query that was not handled rightly, to be read by people. */
function keepFailures(all: readonly Answered[], cities: readonly City[]): void {
  const houses = new Map(cities.flatMap((city) => city.houses.map((house) => [house.code, house] as const)));
  const inWords = (code: string | null) => {
    const house = code === null ? undefined : houses.get(code);
    return house === undefined ? null : `${house.grid.name} ${plotOf(house)} ${localName(house)}`;
  };
  const lines = all
    .filter((one) => !isRight(one))
    .map(({ query, answer }) => {
      const { id, text, set, kinds, fits, building } = query;
      const alternatives = answer.alternatives.map(inWords);
      const { confidence, reason } = answer;
      const words = { expected: inWords(building), answered: inWords(answer.building) };
      return JSON.stringify({ id, set, kinds, fits, text, ...words, reason, confidence, alternatives });
    });
  mkdirSync(dirname(FAILURES), { recursive: true });
  writeFileSync(FAILURES, lines.map((line) => `${line}\n`).join(''));
  say(`${lines.length} of ${all.length} were not handled rightly: bench/results/routing-failures.jsonl`);
}
