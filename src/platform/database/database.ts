import { DataSource, type QueryResult, type QueryRunner } from 'typeorm';
import { errorCode } from '../error-code.js';
import { isRefusal } from '../http/refusal.js';
import type { Wake } from './wake.js';

/** (actor, route, key) of a request, with the hash of its body: see platform/http/idempotency.ts. */
export interface RequestKey {
  actor: string;
  route: string;
  key: string;
  bodyHash: Buffer;
  /** the id of what the request makes, where it makes one */
  subject?: string;
}

/** Another request with the same key has taken effect while this one was under way. */
export class TwinRequest extends Error {}

/** What runs SQL: the pool, or one transaction. A store's methods take one and do not care which. */
export interface Sql {
  rows<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  one<Row>(sql: string, parameters?: unknown[]): Promise<Row | undefined>;
  /** the number of rows that the statement wrote */
  run(sql: string, parameters?: unknown[]): Promise<number>;
}

/** One transaction, handed on as an argument. */
export class Tx implements Sql {
  constructor(private readonly runner: QueryRunner) {}

  async rows<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const result: QueryResult = await this.runner.query(sql, parameters, true);
    return result.records as Row[];
  }

  async one<Row>(sql: string, parameters: unknown[] = []): Promise<Row | undefined> {
    return (await this.rows<Row>(sql, parameters))[0];
  }

  async run(sql: string, parameters: unknown[] = []): Promise<number> {
    const result: QueryResult = await this.runner.query(sql, parameters, true);
    return result.affected ?? 0;
  }
}

// 40P01 deadlock, 40001 serialization failure: nothing was done, and the same work can be done again
const RETRIED = new Set(['40P01', '40001']);
const ATTEMPTS = 4;

export class Database implements Sql {
  constructor(
    readonly source: DataSource,
    private readonly wake: Wake,
  ) {}

  async rows<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.with((tx) => tx.rows<Row>(sql, parameters));
  }

  async one<Row>(sql: string, parameters: unknown[] = []): Promise<Row | undefined> {
    return (await this.rows<Row>(sql, parameters))[0];
  }

  async run(sql: string, parameters: unknown[] = []): Promise<number> {
    return this.with((tx) => tx.run(sql, parameters));
  }

  /**
   * Commits what `work` did, unless it hands back a refusal or throws: then nothing is written. `request` claims the
   * request's key in the same transaction, so that it takes effect once. Deadlocks are tried again: `work` must do
   * nothing but SQL.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, request?: RequestKey): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(work, request);
      } catch (thrown) {
        if (attempt >= ATTEMPTS || !RETRIED.has(errorCode(thrown) ?? '')) throw thrown;
      }
    }
  }

  private async attempt<T>(work: (tx: Tx) => Promise<T>, request: RequestKey | undefined): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.startTransaction();
      try {
        const tx = new Tx(runner);
        if (request !== undefined) await claim(tx, request);
        const result = await work(tx);
        if (isRefusal(result)) {
          await runner.rollbackTransaction();
          return result;
        }
        await runner.commitTransaction();
        this.wake.signal();
        return result;
      } catch (thrown) {
        await runner.rollbackTransaction().catch(() => undefined); // the connection may be gone
        throw thrown;
      }
    } finally {
      await runner.release();
    }
  }

  private async with<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      return await work(new Tx(runner));
    } finally {
      await runner.release();
    }
  }
}

/** A concurrent twin waits here, on the primary key, until the first one has committed or failed. */
async function claim(tx: Tx, request: RequestKey): Promise<void> {
  const claimed = await tx.run(
    `INSERT INTO idempotency_keys AS k (actor, route, key, body_hash, subject) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (actor, route, key) DO UPDATE
       SET body_hash = excluded.body_hash, subject = excluded.subject, answer = NULL, created_at = now()
       WHERE k.created_at <= now() - interval '24 hours'`,
    [request.actor, request.route, request.key, request.bodyHash, request.subject ?? null],
  );
  if (claimed === 0) throw new TwinRequest();
}
