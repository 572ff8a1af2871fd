import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { QueueStore } from '../../src/platform/queue/queues.js';
import { testDatabase } from './harness.js';

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
export function describeOnBothStores(title: string, suite: (open: () => Promise<TestStore>) => void): void {
  describe(`${title} on Postgres`, () => suite(openPostgres));
  const onRedis = redisUrl === undefined && !redisRequired ? describe.skip : describe;
  onRedis(`${title} on Redis [needs Redis]`, () => suite(() => openRedis(requiredRedisUrl())));
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

async function openPostgres(): Promise<TestStore> {
  const database = await testDatabase('empty');
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

async function openRedis(url: string): Promise<TestStore> {
  const database = await testDatabase('empty');
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
