import { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { Log } from '../log.js';
import { Secrets } from '../secrets.js';
import { Threads } from '../threads.js';
import { Database } from './database.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { dataSource, migrate } from './migrations.js';
import { Wake } from './wake.js';

/** What a command works with, which has no application around it. */
export interface Tools {
  database: Database;
  secrets: Secrets;
  clock: Clock;
  config: Config;
  log: Log;
  threads: Threads;
}

/** A command's work on the migrated database; the embedded one is started for it, and refuses while a server runs on it. */
export async function onDatabase<Result>(config: Config, work: (tools: Tools) => Promise<Result>): Promise<Result> {
  const embedded =
    config.databaseUrl === undefined ? await startEmbeddedPostgres({ dataDir: config.dataDir }) : undefined;
  try {
    const url = config.databaseUrl ?? embedded?.url ?? '';
    await migrate(url);
    const log = new Log(config.logLevel);
    const source = await dataSource(url).initialize();
    const threads = new Threads();
    try {
      // not started: nobody waits for what a command commits
      const database = new Database(source, new Wake(url, log));
      const secrets = new Secrets(config.appKey);
      return await work({ database, secrets, clock: new Clock(), config, log, threads });
    } finally {
      await threads.stop();
      await source.destroy();
    }
  } finally {
    await embedded?.stop();
  }
}
