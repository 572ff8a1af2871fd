import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { readEnvFile, runCommand } from '../command.js';
import { readConfig, type Config } from '../config.js';
import { errorCode } from '../error-code.js';
import { migrateQueues } from '../queue/queues.js';
import { StartupFault } from '../startup-fault.js';
import { databaseFault } from './database-fault.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { migrate } from './migrations.js';

const USAGE = new StartupFault(
  '用法：npm run db:migrate，或 npm run db:reset（DATABASE_URL 的数据库须加 -- --yes）',
  'Usage: npm run db:migrate, or npm run db:reset (with -- --yes for a DATABASE_URL)',
);
const IN_USE = new StartupFault(
  '数据库正在使用，请先停止所有帮办进程。',
  'The database is in use: stop all Bangban processes first.',
);

function readArguments(): { command: 'migrate' | 'reset'; yes: boolean } {
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options: { yes: { type: 'boolean' } } });
    const [command] = positionals;
    if (positionals.length === 1 && (command === 'migrate' || command === 'reset')) {
      return { command, yes: values.yes === true };
    }
  } catch {
    // an unknown option: the usage says what there is
  }
  throw USAGE;
}

/** What Redis still holds of the queues is left: jobs are ids of outbox rows that are gone, and do nothing. */
async function empty(databaseUrl: string, dataDir: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'bangban reset' });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      `SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND application_name IN ('bangban', 'bangban wake')`,
    );
    if (rowCount !== 0) throw IN_USE;
    await client.query(`BEGIN; SET LOCAL lock_timeout = '5s';
      DROP SCHEMA IF EXISTS queue CASCADE; DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public; COMMIT`);
  } catch (thrown) {
    throw errorCode(thrown) === '55P03' ? IN_USE : thrown;
  } finally {
    await client.end();
  }
  await rm(join(dataDir, 'files'), { recursive: true, force: true });
}

async function bringUpToDate(databaseUrl: string, { redisUrl }: Config): Promise<void> {
  const ran = await migrate(databaseUrl);
  await migrateQueues({ databaseUrl, redisUrl });
  process.stdout.write(
    ran === 0
      ? '数据库已是最新。 The database is up to date.\n'
      : `数据库已更新：${ran} 个迁移。 The database is up to date: migrations run: ${ran}.\n`,
  );
}

async function main(): Promise<void> {
  readEnvFile();
  const { command, yes } = readArguments();
  const config = readConfig(process.env);
  if (command === 'reset' && config.databaseUrl !== undefined && !yes) {
    throw new StartupFault(
      '这会删除 DATABASE_URL 数据库里的一切；确定的话：npm run db:reset -- --yes',
      'This deletes everything in the database of DATABASE_URL. If you mean it: npm run db:reset -- --yes',
    );
  }
  // refuses while a server runs on the folder
  const embedded =
    config.databaseUrl === undefined ? await startEmbeddedPostgres({ dataDir: config.dataDir }) : undefined;
  const databaseUrl = config.databaseUrl ?? embedded?.url ?? '';
  try {
    if (command === 'reset') await empty(databaseUrl, config.dataDir);
    await bringUpToDate(databaseUrl, config);
  } catch (thrown) {
    throw databaseFault(thrown, databaseUrl);
  } finally {
    await embedded?.stop();
  }
}

runCommand(main);
