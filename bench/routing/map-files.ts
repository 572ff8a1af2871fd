import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Random } from '../../src/demo/random.js';
import type { Target } from '../load.types.js';
import { CITY_SEED, generateCity } from './city/city.js';
import { writeCity } from './city/files.js';
import { makeQueries } from './queries/queries.js';

/** A city as files, twice: the second time some grids belong to another station, and some buildings have another unit. */
export interface MapFiles {
  first: { areas: string; buildings: string };
  second: { areas: string; buildings: string };
  grids: number;
  buildings: number;
  /** codes of the stations, with a place for each */
  stations: { code: string; lng: number; lat: number }[];
  /** in a grid whose station is another one in the second map */
  moved: { lng: number; lat: number };
  /** points and sentences by turns; the token is put in by who asks */
  targets: Target[];
}

const TARGETS = 2_000;
/** Of the buildings one in so many is another one in the second map; and the first grid of every community goes to another station. */
const CHANGED = 50;

export async function writeMaps(folder: string, buildings: number): Promise<MapFiles> {
  const city = generateCity(buildings);
  const [first, second] = [mkdtempSync(join(folder, 'first-')), mkdtempSync(join(folder, 'second-'))];
  await writeCity(city, first, CITY_SEED);
  const stations = new Map<string, { code: string; lng: number; lat: number }>();
  for (const { grid, lng, lat } of city.houses) {
    const code = stationOf(grid.parent?.code ?? '');
    if (!stations.has(code)) stations.set(code, { code, lng, lat });
  }
  const codes = [...stations.keys()];
  const next = new Map(codes.map((code, at) => [code, codes[(at + 1) % codes.length] ?? code]));
  await rewrite(first, second, 'areas.geojson', (line) => {
    if (!/"code":"\d+001","name":"[^"]*","level":"grid"/.test(line)) return line;
    return line.replace(/"station":"([^"]+)"/, (_, code: string) => `"station":"${next.get(code)}"`);
  });
  await rewrite(first, second, 'buildings.csv', (line, number) =>
    number === 0 || number % CHANGED !== 0 ? line : `${line}|99单元`,
  );
  const moved = city.houses.find(({ grid }) => grid.code.endsWith('001'));
  if (moved === undefined) throw new Error('no grid goes to another station');
  const random = new Random(CITY_SEED, 'targets');
  const sentences = makeQueries(city, TARGETS / 2, CITY_SEED).queries;
  const post = (path: string, body: object): Target => ({ path, body: JSON.stringify(body), asks: true });
  const targets = sentences.flatMap(({ text }) => {
    const { lng, lat } = random.pick(city.houses);
    return [post('/routes', { place: { point: { lng, lat } } }), post('/addresses/resolve', { text })];
  });
  const files = (of: string) => ({ areas: join(of, 'areas.geojson'), buildings: join(of, 'buildings.csv') });
  return {
    ...{ first: files(first), second: files(second), targets, moved: { lng: moved.lng, lat: moved.lat } },
    grids: city.areas.filter(({ level }) => level === 'grid').length,
    buildings: city.houses.length,
    stations: [...stations.values()],
  };
}

const stationOf = (community: string) => `${community}-S1`;

async function rewrite(from: string, to: string, name: string, change: (line: string, number: number) => string) {
  const file = createWriteStream(join(to, name));
  let [text, number] = ['', 0];
  for await (const line of createInterface(createReadStream(join(from, name)))) {
    text += `${change(line, number++)}\n`;
    if (text.length < 65_536) continue;
    if (!file.write(text)) await once(file, 'drain');
    text = '';
  }
  file.end(text);
  await once(file, 'close');
}
