import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { AreaIndex } from '../../src/areas/geo/area-index.js';
import { Random } from '../../src/demo/random.js';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { OwnPostgis, postgisPrograms } from '../../test/support/own-postgis.js';
import { tiling, type Tile } from '../../test/support/tilings.js';
import type { Figure } from '../figures.js';
import { say } from '../say.js';
import type { LonePart } from '../settings.js';
import { median, quantile } from '../stats.js';
import { memoryMb } from './memory.js';
import { covering, outerRings, type PointTable } from './point-tables.js';

const SEED = 20261127;
const CLIENTS = [1, 8];
/** Cells a side, and positions of a side of a cell: some 20,000 grids of some 100 positions, as the tiling tells. */
const FINE = { side: 139, steps: 25 };
const QUICK = { side: 40, steps: 25 };
const POINTS = 500_000;
const LEAST_RATE = 250_000;
const part = 'points';

interface Points {
  lngs: Float64Array;
  lats: Float64Array;
}

interface Baseline {
  name: string;
  table: PointTable;
  /** what the answer to each point is to be: codes, in order, joined by commas */
  expected: readonly string[];
}

interface Run {
  rate: number;
  times: number[];
  unlike: number[];
}

/** Points in grids: the index in memory, and the same points asked of PostGIS and of PostgreSQL's own polygons. */
export const points: LonePart = async (settings) => {
  const tiles = tiling({ ...(settings.quick ? QUICK : FINE), pieces: true, seed: SEED });
  const positions = tiles.reduce((sum, { geometry }) => sum + geometry.flat(2).length, 0);
  say(`${tiles.length} grids of ${(positions / tiles.length).toFixed(0)} positions, with holes, islands and far parts`);
  const before = memoryMb();
  const begin = performance.now();
  const index = indexOf(tiles);
  const builtMs = performance.now() - begin;
  const after = memoryMb();
  const asked = pointsOver(index, tiles.length, settings.quick ? POINTS / 10 : POINTS);
  lookUp(index, asked);
  const more = { grids: tiles.length, positions, points: asked.lngs.length };
  const baselines = await startBaselines(tiles, index, asked);
  try {
    const rates: number[] = [];
    const runs = baselines.flatMap(({ name, table, expected }) =>
      CLIENTS.map((clients) => ({ name: `${name}, ${clients} at once`, table, expected, clients, runs: [] as Run[] })),
    );
    // the first turn warms up, and is not counted
    for (let turn = 0; turn <= settings.pairs; turn += 1) {
      const rate = lookUp(index, asked);
      if (turn > 0) rates.push(rate);
      for (const { table, clients, expected, runs: own } of runs) {
        const run = await askAll(table, clients, asked, expected, settings.seconds);
        if (turn > 0) own.push(run);
      }
    }
    const rate = median(rates);
    const times = timesOf(index, asked);
    const figures: Figure[] = [
      {
        ...{ part, figure: 'look-ups in one thread', value: rate, unit: '/s' },
        ...{ goal: `≥ ${LEAST_RATE}`, met: rate >= LEAST_RATE, more: { ...more, rates } },
      },
      { part, figure: 'look-up, p50', value: quantile(times, 0.5), unit: 'µs' },
      { part, figure: 'look-up, p99', value: quantile(times, 0.99), unit: 'µs' },
      { part, figure: 'index, built', value: builtMs, unit: 'ms' },
      { part, figure: 'index, heap', value: after.heap - before.heap, unit: 'MB' },
    ];
    for (const { name, table, runs: own } of runs) figures.push(...(await ofBaseline(name, table, own, rate, asked)));
    return figures;
  } finally {
    for (const { table } of baselines) await table.stop();
  }
};

function indexOf(tiles: readonly Tile[]): AreaIndex {
  return AreaIndex.of(tiles.map((tile) => ({ ...tile, kind: 'grid' as const })));
}

/** Anywhere in the box around all grids. */
function pointsOver(index: AreaIndex, grids: number, count: number): Points {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let grid = 0; grid < grids; grid += 1) {
    const box = index.box(grid) ?? [west, south, east, north];
    [west, south] = [Math.min(west, box[0]), Math.min(south, box[1])];
    [east, north] = [Math.max(east, box[2]), Math.max(north, box[3])];
  }
  const random = new Random(SEED, 'points');
  return {
    lngs: Float64Array.from({ length: count }, () => random.between(west, east)),
    lats: Float64Array.from({ length: count }, () => random.between(south, north)),
  };
}

/** All points once; look-ups a second. */
function lookUp(index: AreaIndex, { lngs, lats }: Points): number {
  let held = 0;
  const begin = performance.now();
  for (let n = 0; n < lngs.length; n += 1) {
    if (index.at(lngs[n] ?? NaN, lats[n] ?? NaN) !== undefined) held += 1;
  }
  const seconds = (performance.now() - begin) / 1000;
  // what is looked up is used, or it might not be looked up at all
  if (held === 0) throw new Error('no grid holds any point');
  return lngs.length / seconds;
}

/** Each by itself, in microseconds, the clock included. */
function timesOf(index: AreaIndex, { lngs, lats }: Points): Float64Array {
  const times = new Float64Array(lngs.length);
  for (let n = 0; n < lngs.length; n += 1) {
    const begin = performance.now();
    index.at(lngs[n] ?? NaN, lats[n] ?? NaN);
    times[n] = (performance.now() - begin) * 1000;
  }
  return times;
}

async function startBaselines(tiles: readonly Tile[], index: AreaIndex, asked: Points): Promise<Baseline[]> {
  const found: Baseline[] = [];
  if (postgisPrograms() === undefined) {
    say('PostGIS is not installed here (postgresql-…-postgis-3): ST_Covers is not measured');
  } else {
    const postgis = await OwnPostgis.start();
    const table = await covering(postgis.url, tiles, () => postgis.close());
    found.push({ name: 'ST_Covers of PostGIS', table, expected: expectedBy(index, tiles, asked) });
  }
  // such a polygon has no holes and one part: each outer ring is one of its own, for the index that it is compared with as well
  const rings = tiles.flatMap(({ code, geometry }) =>
    geometry.map(([outer = []], at) => ({ code: `${code}-${at}`, geometry: [[outer]] })),
  );
  const dataDir = mkdtempSync(join(tmpdir(), 'bangban-points-'));
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false });
  const table = await outerRings(postgres.url, rings, async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  found.push({ name: 'polygon @> of PostgreSQL', table, expected: expectedBy(indexOf(rings), rings, asked) });
  return found;
}

function expectedBy(index: AreaIndex, tiles: readonly Tile[], { lngs, lats }: Points): string[] {
  return Array.from(lngs, (lng, n) => {
    const codes = index.allAt(lng, lats[n] ?? NaN).map((area) => tiles[area]?.code ?? '');
    return codes.sort((a, b) => (a < b ? -1 : 1)).join();
  });
}

/** Each client asks one point, waits for the answer, compares it and asks the next. */
async function askAll(
  table: PointTable,
  clients: number,
  { lngs, lats }: Points,
  expected: readonly string[],
  seconds: number,
): Promise<Run> {
  const [times, unlike]: [number[], number[]] = [[], []];
  const begin = performance.now();
  const until = begin + seconds * 1000;
  let next = 0;
  const one = async (client: number) => {
    for (let from = performance.now(); from < until && next < lngs.length;) {
      const n = next++;
      const codes = await table.at(client, lngs[n] ?? NaN, lats[n] ?? NaN);
      const now = performance.now();
      times.push(now - from);
      from = now;
      if (codes.join() !== expected[n]) unlike.push(n);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => one(client)));
  return { rate: times.length / ((performance.now() - begin) / 1000), times, unlike };
}

async function ofBaseline(
  figure: string,
  table: PointTable,
  runs: readonly Run[],
  rate: number,
  { lngs, lats }: Points,
): Promise<Figure[]> {
  const value = median(runs.map((run) => run.rate));
  const times = runs.flatMap((run) => run.times);
  const unlike = [...new Set(runs.flatMap((run) => run.unlike))];
  for (const n of unlike) {
    const [lng, lat] = [lngs[n] ?? NaN, lats[n] ?? NaN];
    if (!(await table.isAtBorder(lng, lat))) throw new Error(`${figure}: another answer for ${lng} ${lat}`);
  }
  const answers = { compared: times.length, unlikeAtBorders: unlike.length, rates: runs.map((run) => run.rate) };
  say(`${figure}: ${answers.compared} answers compared, ${unlike.length} unlike, these at a border`);
  return [
    { part, figure, value, unit: '/s', ratio: rate / value, more: answers },
    { part, figure: `${figure}, p50`, value: quantile(times, 0.5), unit: 'ms' },
    { part, figure: `${figure}, p99`, value: quantile(times, 0.99), unit: 'ms' },
  ];
}
