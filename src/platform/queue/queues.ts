import { createPostgresBackend, Queue, runMigrations, withBackend, Worker, type Job } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { SteadyClient } from '../database/steady-client.js';
import type { Log } from '../log.js';
import { StartupFault } from '../startup-fault.js';

/** Where BullMQ keeps its jobs: its own schema of the database, or Redis (docs/adr/0002-outbox-and-queues.md). */
export interface QueueStore {
  databaseUrl: string;
  redisUrl?: string;
  /** keeps installations (and tests) that share one Redis apart */
  prefix?: string;
}

const OnPostgres = withBackend(createPostgresBackend);
const SCHEMA = 'queue';
// A worker that dies holds its job for this long; the defaults (30 s and 30 s) would stop offers for a minute.
const LOCK_MS = 10_000;
const STALLED_MS = 5_000;

/** Creates or upgrades BullMQ's own tables; on Redis, which needs none, sees that it answers. */
export async function migrateQueues(store: QueueStore): Promise<void> {
  if (store.redisUrl !== undefined) return redisAnswers(store.redisUrl);
  const client = new pg.Client({ connectionString: store.databaseUrl });
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
}

async function redisAnswers(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, retryStrategy: () => null });
  // what went wrong comes by the event; the promise only says that the connection is closed
  let fault = '';
  redis.on('error', (error) => (fault = error.message));
  try {
    await redis.connect();
    await redis.ping();
  } catch (thrown) {
    const { host } = new URL(url);
    const reason = fault || (thrown instanceof Error ? thrown.message : '');
    throw new StartupFault(`Redis ${host} 用不了：${reason}。`, `Redis ${host} cannot be used: ${reason}.`, {
      cause: thrown,
    });
  } finally {
    redis.disconnect();
  }
}

/** What the house uses of a BullMQ queue, alike on both stores. */
export interface JobQueue<Data> {
  addBulk(jobs: { name: string; data: Data; opts: { jobId: string } }[]): Promise<unknown>;
  upsertJobScheduler(id: string, repeat: { every: number }, template: { name: string }): Promise<unknown>;
  getWaitingCount(): Promise<number>;
}

/** BullMQ's queues and workers on the store of this installation. */
export class Queues {
  private readonly open: { close(force?: boolean): Promise<void> }[] = [];
  private readonly connections: Redis[] = [];

  constructor(
    private readonly store: QueueStore,
    private readonly log: Log,
  ) {}

  queue<Data>(name: string): JobQueue<Data> {
    const options = {
      prefix: this.prefix,
      // a failed job is tried again from the outbox or by the next sweep, which know more than a job does
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
    };
    const queue =
      this.store.redisUrl === undefined
        ? new OnPostgres.Queue<Data>(name, { ...options, connection: this.postgres() })
        : new Queue<Data>(name, { ...options, connection: this.redis(this.store.redisUrl, 1) });
    this.keep(queue, name);
    return queue as JobQueue<Data>;
  }

  worker<Data>(name: string, concurrency: number, work: (data: Data) => Promise<void>): void {
    const options = {
      prefix: this.prefix,
      concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_MS,
      // 2: a job survives two deaths of its worker before it is dropped, and is then relayed anew
      maxStalledCount: 2,
    };
    const process = (job: Pick<Job<Data>, 'data'>) => work(job.data);
    const worker =
      this.store.redisUrl === undefined
        ? new OnPostgres.Worker<Data>(name, process, { ...options, connection: this.postgres() })
        : new Worker<Data>(name, process, { ...options, connection: this.redis(this.store.redisUrl, null) });
    this.keep(worker, name);
  }

  async close(): Promise<void> {
    // a worker would wait for ever for a Redis that is away; what it had begun is relayed again
    const away = this.connections.some(({ status }) => status !== 'ready');
    // workers were opened after the queues they feed, and stop first
    for (const item of this.open.reverse()) await item.close(away);
    for (const connection of this.connections) connection.disconnect();
  }

  private get prefix(): string {
    return this.store.prefix ?? 'bangban';
  }

  private postgres() {
    return { connectionString: this.store.databaseUrl, schema: SCHEMA, max: 2, Client: SteadyClient };
  }

  /** A worker waits for Redis as long as it takes (null); who adds jobs is told at once: the relay holds a transaction. */
  private redis(url: string, maxRetriesPerRequest: number | null): Redis {
    const connection = new Redis(url, { maxRetriesPerRequest });
    this.connections.push(connection);
    return connection;
  }

  private keep(item: NodeJS.EventEmitter & { close(force?: boolean): Promise<void> }, name: string): void {
    item.on('error', (thrown: unknown) => this.log.fault('queue failed', thrown, { queue: name }));
    this.open.push(item);
  }
}
