import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { table, type Figure } from './figures.js';
import { accept, confirm, resolve, take } from './parts/actions.js';
import { board } from './parts/board.js';
import { open } from './parts/open.js';
import { start } from './parts/start.js';
import { steady } from './parts/steady.js';
import { streams } from './parts/streams.js';
import { addresses } from './routing/addresses.js';
import { say } from './say.js';
import { readSettings, type LonePart, type Part } from './settings.js';
import { makeWorld } from './world.js';

const PARTS: Record<string, Part> = { open, take, accept, resolve, confirm, steady, board, streams, start };
/** They are measured before the server and its street are there, and need neither. */
const ALONE: Record<string, LonePart> = { addresses };
const GROUPS = { routing: Object.keys(ALONE) };
/** Compiled, this file stands in dist/bench/bench. */
const RESULTS = fileURLToPath(new URL('../../../bench/results/', import.meta.url));

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), [...Object.keys(PARTS), ...Object.keys(ALONE)], GROUPS);
  const begun = new Date();
  const figures: Figure[] = [];
  for (const name of settings.parts) figures.push(...((await ALONE[name]?.(settings)) ?? []));
  const onWorld = settings.parts.filter((name) => name in PARTS);
  let postgresVersion: string | undefined;
  if (onWorld.length > 0) {
    const world = await makeWorld(settings.helpers);
    postgresVersion = world.postgresVersion;
    const interrupted = () => void world.stop().then(() => process.exit(130));
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    try {
      for (const name of onWorld) figures.push(...((await PARTS[name]?.(world, settings)) ?? []));
    } finally {
      await world.stop();
    }
  }
  const result = {
    at: begun.toISOString(),
    took: Math.round((Date.now() - begun.getTime()) / 1000),
    node: process.version,
    cores: cpus().length,
    processor: cpus()[0]?.model,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    postgres: postgresVersion,
    settings,
    figures,
  };
  mkdirSync(RESULTS, { recursive: true });
  const text = `${JSON.stringify(result, null, 2)}\n`;
  // what needs no server is kept beside, and leaves the last figures of the server as they are
  const kept = onWorld.length > 0 ? 'latest' : 'routing';
  for (const name of [begun.toISOString().replaceAll(':', '-'), kept]) writeFileSync(`${RESULTS}${name}.json`, text);
  process.stdout.write(`\n${table(figures)}\n`);
  say(`took ${result.took} s; kept in bench/results/${kept}.json`);
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  process.exitCode = 1;
});
