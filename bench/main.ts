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
import { say } from './say.js';
import { readSettings, type Part } from './settings.js';
import { makeWorld } from './world.js';

const PARTS: Record<string, Part> = { open, take, accept, resolve, confirm, steady, board, streams, start };
/** Compiled, this file stands in dist/bench/bench. */
const RESULTS = fileURLToPath(new URL('../../../bench/results/', import.meta.url));

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), Object.keys(PARTS));
  const begun = new Date();
  const world = await makeWorld(settings.helpers);
  const figures: Figure[] = [];
  const interrupted = () => void world.stop().then(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    for (const name of settings.parts) figures.push(...((await PARTS[name]?.(world, settings)) ?? []));
  } finally {
    await world.stop();
  }
  const result = {
    at: begun.toISOString(),
    took: Math.round((Date.now() - begun.getTime()) / 1000),
    node: process.version,
    cores: cpus().length,
    processor: cpus()[0]?.model,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    postgres: world.postgresVersion,
    settings,
    figures,
  };
  mkdirSync(RESULTS, { recursive: true });
  const text = `${JSON.stringify(result, null, 2)}\n`;
  for (const name of [begun.toISOString().replaceAll(':', '-'), 'latest'])
    writeFileSync(`${RESULTS}${name}.json`, text);
  process.stdout.write(`\n${table(figures)}\n`);
  say(`took ${result.took} s; kept in bench/results/latest.json`);
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  process.exitCode = 1;
});
