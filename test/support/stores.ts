import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { QueueStore } from '../../src/platform/queue/queues.js';
import { testDatabase } from './harness.js';
import { freePort } from './processes.js';

type Template = 'empty' | 'street';

export interface TestStore extends QueueStore {
  /** loses every job and schedule, as a wiped Redis or a restored backup would */
  wipe(): Promise<void>;
  drop(): Promise<void>;
}

const redisUrl = process.env.TEST_REDIS_URL;
const redisRequired = (process.env.REQUIRE_SERVICES ?? '').split(',').includes('redis');

/**
 * The same suite on both queue stores. Without TEST_REDIS_URL the one on Redis is skipped by name, or fails where
 * REQUIRE_SERVICES names redis.
 */
export function describeOnBothStores(
  title: string,
  suite: (open: (template?: Template) => Promise<TestStore>) => void,
): void {
  describe(`${title} on Postgres`, () => suite(openPostgres));
  const onRedis = redisUrl === undefined && !redisRequired ? describe.skip : describe;
  onRedis(`${title} on Redis [needs Redis]`, () => suite((template) => openRedis(requiredRedisUrl(), template)));
}

function requiredRedisUrl(): string {
  if (redisUrl === undefined) throw new Error('REQUIRE_SERVICES names redis, but TEST_REDIS_URL is unset');
  return redisUrl;
}

/** What only Redis can do to us; skipped or failed as above. */
export function describeOnRedis(title: string, suite: (redisUrl: () => string) => void): void {
  const onRedis = redisUrl === undefined && !redisRequired ? describe.skip : describe;
  onRedis(`${title} [needs Redis]`, () => suite(requiredRedisUrl));
}

/** A Redis of the test's own, which keeps nothing on disk: started, taken away, and started again on its port. */
export class OwnRedis {
  private child: ChildProcess | undefined;
  private readonly dir = mkdtempSync(join(tmpdir(), 'bangban-redis-'));
  private port = '';

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    if (this.port === '') this.port = await freePort();
    const settings = [
      '--port',
      this.port,
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      this.dir,
    ];
    const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.child = child;
    let text = '';
    child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
    await eventually('Redis is ready', () => text.includes('Ready to accept connections'));
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Needs redis-server on the PATH besides: skipped without it, or failed, as above. */
export function describeOnOwnRedis(title: string, suite: (redis: OwnRedis) => void): void {
  const there = redisUrl !== undefined && spawnSync('redis-server', ['--version']).error === undefined;
  const onRedis = there || redisRequired ? describe : describe.skip;
  onRedis(`${title} [needs Redis]`, () => suite(new OwnRedis()));
}

async function openPostgres(template: Template = 'empty'): Promise<TestStore> {
  const database = await testDatabase(template);
  const { url } = database;
  return {
    databaseUrl: url,
    drop: () => database.drop(),
    wipe: async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        const { rows } = await client.query<{ name: string }>(
          `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
            WHERE schemaname = 'queue' AND tablename NOT LIKE '%migration%'`,
        );
        await client.query(`TRUNCATE ${rows.map(({ name }) => name).join(', ')}`);
      } finally {
        await client.end();
      }
    },
  };
}

async function openRedis(url: string, template: Template = 'empty'): Promise<TestStore> {
  const database = await testDatabase(template);
  const prefix = `test-${randomUUID()}`;
  const wipe = async () => {
    const redis = new Redis(url);
    // other test files share the server: only the keys of this one
    const keys = await redis.keys(`${prefix}:*`);
    if (keys.length > 0) await redis.del(keys);
    redis.disconnect();
  };
  return {
    databaseUrl: database.url,
    redisUrl: url,
    prefix,
    wipe,
    drop: async () => {
      await wipe();
      await database.drop();
    },
  };
}

/** Waits until `what` holds; fails after `seconds`, saying what did not come. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, seconds = 15): Promise<void> {
  for (const end = Date.now() + seconds * 1_000; Date.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}
