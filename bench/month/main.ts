import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { DemoMonth, PlayedClock } from '../../src/demo/month.js';
import type { Config } from '../../src/platform/config.js';
import { arrivalsBefore } from './arrivals.js';

const DAYS = 30;
/** About two thousand in all. */
const A_DAY = 67;

/** What is built by `nest build`, with its migrations beside it: compiled, this file stands in dist/bench/bench/month. */
const built = <T>(file: string): Promise<T> => import(new URL(`../../../${file}`, import.meta.url).href) as Promise<T>;

async function main(): Promise<void> {
  const { readEnvFile } = await built<typeof import('../../src/platform/command.js')>('platform/command.js');
  const { readConfig } = await built<typeof import('../../src/platform/config.js')>('platform/config.js');
  const { StartupFault } =
    await built<typeof import('../../src/platform/startup-fault.js')>('platform/startup-fault.js');
  const embedded = await built<typeof import('../../src/platform/database/embedded-postgres.js')>(
    'platform/database/embedded-postgres.js',
  );
  readEnvFile();
  const config = readConfig(process.env);
  if (config.databaseUrl !== undefined) return onDatabase(config.databaseUrl, config);
  if ((await embedded.runningEmbeddedPostgres({ dataDir: config.dataDir })) !== undefined) {
    throw new StartupFault('请先停下服务再生成这个月。', 'Stop the server first.');
  }
  if (!existsSync(join(config.dataDir, 'postgres'))) {
    throw new StartupFault('请先 npm start 一次。', 'Run npm start once before.');
  }
  const postgres = await embedded.startEmbeddedPostgres({ dataDir: config.dataDir });
  try {
    await onDatabase(postgres.url, config);
  } finally {
    await postgres.stop();
  }
}

async function onDatabase(databaseUrl: string, config: Config): Promise<void> {
  const { createApp } = await built<typeof import('../../src/app.js')>('app.js');
  const { migrate } = await built<typeof import('../../src/platform/database/migrations.js')>(
    'platform/database/migrations.js',
  );
  const month = await built<{ DemoMonth: typeof DemoMonth; PlayedClock: typeof PlayedClock }>('demo/month.js');
  await migrate(databaseUrl);
  const clock = new month.PlayedClock();
  const app = await createApp({ config: { ...config, role: 'api' }, databaseUrl, clock });
  const begin = performance.now();
  try {
    const now = new Date();
    const arrivals = arrivalsBefore(now, DAYS, A_DAY);
    const played = await app.get(month.DemoMonth).play(arrivals, clock, now, (n) => {
      if (n % 200 === 0) process.stderr.write(`${n} / ${arrivals.length}\n`);
    });
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    process.stdout.write(
      played
        ? `这条街多了一个月：${arrivals.length} 件事项，用时 ${seconds} 秒。\nThe street has a month behind it: ${arrivals.length} tickets, ${seconds} s.\n`
        : '这条街已有过去，什么也没加。\nThe street has a past already: nothing was added.\n',
    );
  } finally {
    await app.close();
  }
}

main().catch((thrown: unknown) => {
  process.stderr.write(
    `${thrown instanceof Error && thrown.name !== 'StartupFault' ? thrown.stack : String(thrown instanceof Error ? thrown.message : thrown)}\n`,
  );
  process.exit(1);
});
