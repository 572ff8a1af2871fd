import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import request from 'supertest';
import { createApp } from '../../src/app.js';
import { Clock } from '../../src/platform/clock.js';
import { readConfig } from '../../src/platform/config.js';
import { TEST_APP_KEY } from './app-key.mjs';

/** A clock that stands where it is put. */
export class TestClock extends Clock {
  private time: number | undefined;

  override now(): Date {
    return new Date(this.time ?? Date.now());
  }
  set(at: string | Date): void {
    this.time = new Date(at).getTime();
  }
  advance(milliseconds: number): void {
    this.time = this.now().getTime() + milliseconds;
  }
}

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

let made = 0;

/** A database of its own for a test file, cloned from a template: migrated and empty, or with the demo street. */
export async function testDatabase(template: 'empty' | 'street' = 'empty'): Promise<TestDatabase> {
  const server = process.env.TEST_POSTGRES_URL;
  if (server === undefined) throw new Error('run with the `postgres` project of jest.config.mjs');
  made += 1;
  const name = `test_${process.pid}_${Date.now()}_${made}`;
  await admin(server, `CREATE DATABASE ${name} TEMPLATE template_${template}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => admin(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function admin(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export interface TestApp {
  app: NestFastifyApplication;
  clock: TestClock;
  databaseUrl: string;
  get<T>(type: Type<T>): T;
  /** supertest on the real HTTP server */
  http: ReturnType<typeof request>;
  baseUrl: string;
  close(): Promise<void>;
}

/**
 * The whole application, listening, on a database of its own. Without `work` relay and sweeps rest, so that a test
 * drives them itself.
 */
export async function startTestApp(
  options: {
    template?: 'empty' | 'street';
    work?: boolean;
    databaseUrl?: string;
    queuePrefix?: string;
    env?: Record<string, string>;
  } = {},
): Promise<TestApp> {
  const database =
    options.databaseUrl === undefined
      ? await testDatabase(options.template)
      : { url: options.databaseUrl, drop: () => Promise.resolve() };
  const dataDir = mkdtempSync(join(tmpdir(), 'bangban-test-app-'));
  const clock = new TestClock();
  const config = readConfig({
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    APP_KEY: TEST_APP_KEY,
    ROLE: options.work === true ? 'all' : 'api',
    LOG_LEVEL: 'silent',
    // one after the other, unless a file is about more
    OFFERS_AT_ONCE: '1',
    DEMO: options.template === 'street' ? 'true' : 'false',
    ...options.env,
  });
  const app = await createApp({
    config,
    databaseUrl: database.url,
    clock,
    queuePrefix: options.queuePrefix ?? `test-${process.pid}-${made}`,
  });
  await app.listen(0, '127.0.0.1');
  const baseUrl = await app.getUrl();
  return {
    app,
    clock,
    databaseUrl: database.url,
    get: (type) => app.get(type, { strict: false }),
    http: request(baseUrl),
    baseUrl,
    close: async () => {
      await app.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
