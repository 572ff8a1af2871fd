import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AddressBook } from '../../src/routing/addresses/address-book.js';
import type { BookEntry } from '../../src/routing/addresses/address.types.js';
import type { Figure } from '../figures.js';
import { say } from '../say.js';

/** Compiled, this file stands in dist/bench/bench/routing. */
const FILE = fileURLToPath(new URL('../../../../bench/routing/by-hand.jsonl', import.meta.url));

export interface HandQuery {
  id: string;
  text: string;
  /** null: it must be asked back */
  building: string | null;
  unit?: string;
  /** codes of the only buildings that may be meant */
  among?: string[];
}

export interface HandCity {
  entries: BookEntry[];
  queries: HandQuery[];
}

/** Sentences and address lines in the manner of real ones, written by hand; each line is an entry of the gazetteer or a query. */
export function readByHand(text: string): HandCity {
  const found: HandCity = { entries: [], queries: [] };
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const given = JSON.parse(line) as Partial<BookEntry> & Partial<HandQuery>;
    if (given.id !== undefined && given.text !== undefined) {
      const { id, text: said, building = null, unit, among } = given;
      found.queries.push({
        id,
        text: said,
        building,
        ...(unit === undefined ? {} : { unit }),
        ...(among === undefined ? {} : { among }),
      });
    } else if (given.code !== undefined) {
      const { code, name = '', address = '', aliases = [], units = [], areas = [] } = given;
      found.entries.push({ code, name, address, aliases, units, areas, grid: null, lng: null, lat: null });
    }
  }
  return found;
}

export async function byHand(path = FILE): Promise<Figure[]> {
  if (!existsSync(path)) return [];
  const { entries, queries } = readByHand(readFileSync(path, 'utf8'));
  const book = await AddressBook.build([entries]);
  const part = 'by hand';
  let [answered, right, rightAbstained, clear, clearAbstained, units, unitsRight] = [0, 0, 0, 0, 0, 0, 0];
  for (const { id, text, building, unit, among } of queries) {
    const found = book.resolve(text, among === undefined ? {} : { among });
    if (building !== null) clear++;
    if (building !== null && found.building === null) clearAbstained++;
    if (found.building !== null) answered++;
    if (found.building !== building) {
      say(`by hand, ${id}: ${text} → ${found.building ?? found.reason.code}, not ${building ?? 'asked back'}`);
      continue;
    }
    if (building === null) rightAbstained++;
    else right++;
    if (unit === undefined) continue;
    units++;
    if (found.unit === unit) unitsRight++;
    else say(`by hand, ${id}: ${text} → unit ${found.unit ?? 'none'}, not ${unit}`);
  }
  const percent = (figure: string, count: number, whole: number): Figure => ({
    part,
    figure: `${figure} (of ${whole})`,
    value: (100 * count) / whole,
    unit: '%',
  });
  return [
    percent('handled rightly', right + rightAbstained, queries.length),
    percent('right building, of the answers', right, answered),
    percent('asks back where one fits', clearAbstained, clear),
    percent('asks back where nobody could tell', rightAbstained, queries.length - clear),
    percent('right unit', unitsRight, units),
  ];
}
