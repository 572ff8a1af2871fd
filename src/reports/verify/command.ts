import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readEnvFile, runCommand } from '../../platform/command.js';
import { readConfig, type Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import { databaseFault } from '../../platform/database/database-fault.js';
import { runningEmbeddedPostgres, startEmbeddedPostgres } from '../../platform/database/embedded-postgres.js';
import { dataSource } from '../../platform/database/migrations.js';
import { Wake } from '../../platform/database/wake.js';
import { errorCode } from '../../platform/error-code.js';
import { Log } from '../../platform/log.js';
import { StartupFault } from '../../platform/startup-fault.js';
import type { Difference } from './compare.js';
import { Verification, type Listener, type Verified } from './verification.js';

const USAGE = new StartupFault(
  '用法：npm run verify [-- --json]。返回码：0 全部一致，1 有不一致，2 没能核对。',
  'Usage: npm run verify [-- --json]. Exit code: 0 all is alike, 1 something differs, 2 could not be verified.',
);
const NOTHING_YET = new StartupFault('这里还没有数据库。', 'There is no database here yet.');
const OTHER_SCHEMA = new StartupFault(
  '数据库的表与此版本不符，请先运行 npm run db:migrate。',
  "The database's tables are not this version's: run npm run db:migrate first.",
);
const NOT_VERIFIED = 2;
const EVERY_MS = 1_000;

function readArguments(): { json: boolean } {
  try {
    const { values } = parseArgs({ options: { json: { type: 'boolean' } } });
    return { json: values.json === true };
  } catch {
    throw USAGE;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function listener(json: boolean): Listener {
  let told = Date.now();
  return {
    differs: (difference) => say(json ? JSON.stringify(difference) : lineOf(difference)),
    notChecked: (ticketId) =>
      say(
        json
          ? JSON.stringify({ notChecked: ticketId })
          : `tickets ${ticketId}：较早的记录，无法核对 older, cannot be checked`,
      ),
    progress: (tickets) => {
      if (Date.now() - told < EVERY_MS) return;
      told = Date.now();
      process.stderr.write(`已核对事项 tickets verified: ${tickets}\n`);
    },
  };
}

function lineOf({ table, key, field, expected, found }: Difference): string {
  const [want, have] = [expected, found].map((value) => JSON.stringify(value));
  return `${table} ${key} ${field}：应为 expected ${want}，实为 found ${have}`;
}

function summaryOf(verified: Verified, seconds: number): string {
  const { tickets, events, counts, differences, ticketsNotChecked, countsNotChecked } = verified;
  const left = ticketsNotChecked + countsNotChecked > 0;
  return [
    `${differences === 0 ? '一致' : `不一致 ${differences} 处`}：事项 ${tickets}，记录 ${events}，计数 ${counts}` +
      `${left ? `；无法核对：事项 ${ticketsNotChecked}，计数 ${countsNotChecked}` : ''}；用时 ${seconds} 秒`,
    `${differences === 0 ? 'All alike' : `Differences: ${differences}`}: ${tickets} tickets, ${events} events, ${counts} counts` +
      `${left ? `; cannot be checked: ${ticketsNotChecked} tickets, ${countsNotChecked} counts` : ''}; ${seconds} s`,
  ].join('\n');
}

async function verify(databaseUrl: string, config: Config, json: boolean): Promise<number> {
  const begin = Date.now();
  try {
    const source = await dataSource(databaseUrl).initialize();
    try {
      // not started: nothing is written that anybody would wait for
      const database = new Database(source, new Wake(databaseUrl, new Log(config.logLevel)));
      const verified = await new Verification(database, listener(json)).run();
      const seconds = Number(((Date.now() - begin) / 1000).toFixed(1));
      say(json ? JSON.stringify({ ...verified, seconds }) : summaryOf(verified, seconds));
      return verified.differences;
    } finally {
      await source.destroy();
    }
  } catch (thrown) {
    // no such table or column
    if (['42P01', '42703'].includes(errorCode(thrown) ?? '')) throw OTHER_SCHEMA;
    throw databaseFault(thrown, databaseUrl);
  }
}

/** The embedded PostgreSQL of a running server, or one of our own for as long as it takes. */
async function onEmbedded(dataDir: string, work: (url: string) => Promise<number>): Promise<number> {
  const url = await runningEmbeddedPostgres({ dataDir });
  if (url !== undefined) return work(url);
  if (!existsSync(join(dataDir, 'postgres'))) throw NOTHING_YET;
  const embedded = await startEmbeddedPostgres({ dataDir });
  try {
    return await work(embedded.url);
  } finally {
    await embedded.stop();
  }
}

async function main(): Promise<void> {
  readEnvFile();
  const { json } = readArguments();
  const config = readConfig(process.env);
  const work = (url: string) => verify(url, config, json);
  const differences =
    config.databaseUrl === undefined ? await onEmbedded(config.dataDir, work) : await work(config.databaseUrl);
  process.exitCode = differences === 0 ? 0 : 1;
}

runCommand(main, undefined, NOT_VERIFIED);
