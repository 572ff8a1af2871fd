import 'reflect-metadata';
import { createServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app.js';
import { demoSignIns } from './demo/sign-ins.js';
import { DEMO_PASSWORD, DemoLoader } from './demo/load-street.js';
import { readConfig, type Config } from './platform/config.js';
import { databaseFault } from './platform/database/database-fault.js';
import { startEmbeddedPostgres } from './platform/database/embedded-postgres.js';
import { migrate } from './platform/database/migrations.js';
import { migrateQueues } from './platform/queue/queues.js';
import { readEnvFile, runCommand } from './platform/command.js';
import { StartupFault } from './platform/startup-fault.js';

/** What was started, in order; stopped in the opposite one. */
const started: (() => Promise<void>)[] = [];
let stopping: Promise<void> | undefined;

function stop(): Promise<void> {
  stopping ??= (async () => {
    for (const stopOne of started.reverse()) await stopOne();
  })();
  return stopping;
}

async function main(): Promise<void> {
  readEnvFile();
  const config = readConfig(process.env);
  if (config.role !== 'worker') await portIsFree(config);

  let databaseUrl = config.databaseUrl;
  if (databaseUrl === undefined) {
    const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir });
    started.push(() => postgres.stop());
    databaseUrl = postgres.url;
  }
  try {
    await migrate(databaseUrl);
    await migrateQueues({ databaseUrl, redisUrl: config.redisUrl });
  } catch (thrown) {
    throw databaseFault(thrown, databaseUrl);
  }
  const app = await createApp({ config, databaseUrl });
  started.push(() => app.close());
  if (config.role === 'worker') {
    say(`帮办后台已启动。 The worker is running.`);
    return;
  }
  if (config.demo) await app.get(DemoLoader).load();
  await listen(app, config);
  greet(await app.getUrl(), config.demo);
}

/** Before anything is started: a taken port is found at once. */
function portIsFree({ port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(listenFault(error, port, host)));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

async function listen(app: NestFastifyApplication, { port, host }: Config): Promise<void> {
  await app.listen(port, host).catch((error: NodeJS.ErrnoException) => {
    throw listenFault(error, port, host);
  });
}

function listenFault(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') {
    return new StartupFault(
      `端口 ${port} 已被占用，请用 PORT 换一个。`,
      `Port ${port} is in use: choose another one with PORT.`,
    );
  }
  return new StartupFault(`无法监听 ${host}:${port}（${error.code}）。`, `Cannot listen on ${host}:${port}.`);
}

function greet(url: string, demo: boolean): void {
  say(`帮办已启动 Bangban is running: ${url}`);
  say(`接口文档 API: ${url}/docs`);
  if (!demo) return;
  say(`演示登录（都是虚构的，密码都是 ${DEMO_PASSWORD}）Demo sign-ins, all made up, password ${DEMO_PASSWORD}:`);
  for (const { words, phone } of demoSignIns()) say(`  ${phone}  ${words}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // asked twice: the stop hangs, and the embedded database ends with this process
    if (stopping !== undefined) process.exit(1);
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
runCommand(main, stop);
