import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Query } from '../queries/queries.js';
import type { City } from './city.types.js';
import { entriesOf } from './entries.js';

/** The city as the files that `npm run resolve` reads: areas.geojson and buildings.csv. */
export async function writeCity(city: City, folder: string, seed: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await writeLines(join(folder, 'areas.geojson'), areaLines(city));
  await writeLines(join(folder, 'buildings.csv'), buildingLines(city, seed));
}

/** queries.jsonl with what is expected: `building` null where it must be asked back. */
export async function writeQueries(queries: readonly Query[], folder: string): Promise<void> {
  const lines = queries.map(({ id, text, kinds, fits, building, unit, grid }) =>
    JSON.stringify({ id, text, expected: { fits, building, unit, grid: building === null ? null : grid }, kinds }),
  );
  await writeLines(join(folder, 'queries.jsonl'), lines);
}

async function writeLines(path: string, lines: Iterable<string>): Promise<void> {
  const file = createWriteStream(path);
  let text = '';
  for (const line of lines) {
    text += `${line}\n`;
    if (text.length < 65_536) continue;
    if (!file.write(text)) await once(file, 'drain');
    text = '';
  }
  file.end(text);
  await once(file, 'close');
}

function* areaLines(city: City): Generator<string> {
  yield '{"type":"FeatureCollection","features":[';
  let comma = '';
  for (const area of city.areas) {
    const { code, name, level, parent } = area;
    const station = level === 'grid' ? `${parent?.code ?? ''}-S1` : undefined;
    const coordinates = city.boundary(area);
    const geometry = coordinates === null ? null : { type: 'MultiPolygon', coordinates };
    const properties = { code, name, level, parent: parent?.code ?? null, station };
    yield comma + JSON.stringify({ type: 'Feature', properties, geometry });
    comma = ',';
  }
  yield ']}';
}

function* buildingLines(city: City, seed: number): Generator<string> {
  yield 'code,name,address,aliases,grid,lng,lat,units';
  for (const batch of entriesOf(city, seed))
    for (const { code, name, address, aliases, grid, lng, lat, units } of batch)
      yield [code, name, address, aliases.join('|'), grid, lng, lat, units.join('|')].map(cell).join(',');
}

function cell(value: string | number | null): string {
  const text = String(value ?? '');
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
