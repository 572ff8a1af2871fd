import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { decisions } from './dispatch/decide.js';
import { storm } from './dispatch/storm.js';
import { table, type Figure } from './figures.js';
import { accept, confirm, resolve, take } from './parts/actions.js';
import { liveBoard } from './pages/live-board.js';
import { board } from './parts/board.js';
import { loading } from './pages/loading.js';
import { panning } from './pages/panning.js';
import { open } from './parts/open.js';
import { reports } from './parts/reports.js';
import { start } from './parts/start.js';
import { steady } from './parts/steady.js';
import { streams } from './parts/streams.js';
import { addresses } from './routing/addresses.js';
import { map } from './routing/map.js';
import { points } from './routing/points.js';
import { say } from './say.js';
import { readSettings, type LonePart, type Part } from './settings.js';
import { makeWorld } from './world.js';

const PARTS: Record<string, Part> = {
  open,
  take,
  accept,
  resolve,
  confirm,
  steady,
  board,
  streams,
  start,
  storm,
  'live-board': liveBoard,
  reports,
};
/** They are measured before the server and its street are there: they need neither, or a server of their own. */
const ALONE: Record<string, LonePart> = { points, addresses, map, decide: decisions, loading, panning };
const GROUPS = {
  routing: ['points', 'addresses', 'map'],
  dispatch: ['decide', 'storm'],
  pages: ['loading', 'panning', 'live-board'],
  reports: ['reports'],
};
/** Compiled, this file stands in dist/bench/bench. */
const RESULTS = fileURLToPath(new URL('../../../bench/results/', import.meta.url));

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), [...Object.keys(PARTS), ...Object.keys(ALONE)], GROUPS);
  const begun = new Date();
  const figures: Figure[] = [];
  const measuredBy: Record<string, Figure[]> = {};
  for (const name of settings.parts) {
    const measured = await ALONE[name]?.(settings);
    if (measured === undefined) continue;
    measuredBy[name] = measured;
    figures.push(...measured);
  }
  const onWorld = settings.parts.filter((name) => name in PARTS);
  let postgresVersion: string | undefined;
  if (onWorld.length > 0) {
    const world = await makeWorld(settings.helpers);
    postgresVersion = world.postgresVersion;
    const interrupted = () => void world.stop().then(() => process.exit(130));
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    try {
      for (const name of onWorld) {
        const measured = (await PARTS[name]?.(world, settings)) ?? [];
        measuredBy[name] = measured;
        figures.push(...measured);
      }
    } finally {
      await world.stop();
    }
  }
  const machine = {
    at: begun.toISOString(),
    took: Math.round((Date.now() - begun.getTime()) / 1000),
    node: process.version,
    cores: cpus().length,
    processor: cpus()[0]?.model,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    postgres: postgresVersion,
    settings,
  };
  mkdirSync(RESULTS, { recursive: true });
  const result = { ...machine, figures };
  keep(begun.toISOString().replaceAll(':', '-'), result);
  const grouped = Object.values(GROUPS).flat();
  // a group is kept by itself, each part as it was measured last
  if (onWorld.some((name) => !grouped.includes(name))) keep('latest', result);
  for (const [group, parts] of Object.entries(GROUPS)) {
    const own = Object.entries(measuredBy).filter(([name]) => parts.includes(name));
    if (own.length === 0) continue;
    const file = `${RESULTS}${group}.json`;
    const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
    keep(group, { ...before, ...Object.fromEntries(own.map(([name, each]) => [name, { ...machine, figures: each }])) });
  }
  process.stdout.write(`\n${table(figures)}\n`);
  say(`took ${machine.took} s; kept in bench/results/`);
}

function keep(name: string, what: object): void {
  writeFileSync(`${RESULTS}${name}.json`, `${JSON.stringify(what, null, 2)}\n`);
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  process.exitCode = 1;
});
