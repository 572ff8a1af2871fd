import type { ClientBase, Pool, PoolClient, QueryResult } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { brokenConstraint, errorCode } from '../error-code.js';
import { isRefusal } from '../http/refusal.js';
import { prepare, Writing, type Prepared, type Statement } from './statement.js';
import { SteadyClient } from './steady-client.js';
import type { Wake } from './wake.js';

/** (actor, route, key) of a request, with the hash of its body: see platform/http/idempotency.ts. */
export interface RequestKey {
  actor: string;
  route: string;
  key: string;
  bodyHash: Buffer;
  /** the id of what the request makes, where it makes one */
  subject?: string;
  /** encrypted: where the answer is known before it commits, it is kept with the effect (`answers`) */
  answer?: Buffer;
  /** Sets `answer`; set by platform/http/idempotency.ts. */
  answers?: (body: unknown) => void;
  /** set where a transaction claims the key with its effect */
  claimed?: boolean;
}

/** The request's key, for a request that makes this. */
export function making(request: RequestKey | undefined, subject: string): RequestKey | undefined {
  if (request !== undefined) request.subject = subject;
  return request;
}

/** Another request with the same key has taken effect while this one was under way. */
export class TwinRequest extends Error {}

/** What runs SQL: the pool, or one transaction. A store's methods take one and do not care which. */
export interface Sql {
  rows<Row>(sql: string | Prepared, parameters?: unknown[]): Promise<Row[]>;
  one<Row>(sql: string | Prepared, parameters?: unknown[]): Promise<Row | undefined>;
  /** the number of rows that the statement wrote */
  run(sql: string | Prepared, parameters?: unknown[]): Promise<number>;
}

abstract class Runner implements Sql {
  protected abstract query(sql: string | Prepared, parameters: unknown[]): Promise<QueryResult>;

  async rows<Row>(sql: string | Prepared, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.query(sql, parameters)).rows as Row[];
  }

  async one<Row>(sql: string | Prepared, parameters: unknown[] = []): Promise<Row | undefined> {
    return (await this.rows<Row>(sql, parameters))[0];
  }

  async run(sql: string | Prepared, parameters: unknown[] = []): Promise<number> {
    return (await this.query(sql, parameters)).rowCount ?? 0;
  }
}

/** One transaction, handed on as an argument. */
export class Tx extends Runner {
  constructor(private readonly client: ClientBase) {
    super();
  }

  /** All that was collected, in one statement. */
  async write(writing: Writing): Promise<void> {
    const statement = writing.statement();
    if (statement.isEmpty) return;
    const { text, values } = statement.build();
    await this.run(prepare(text), values);
  }

  protected query(sql: string | Prepared, parameters: unknown[]): Promise<QueryResult> {
    return ask(this.client, sql, parameters);
  }
}

function ask(from: Pool | ClientBase, sql: string | Prepared, values: unknown[]): Promise<QueryResult> {
  return from.query(typeof sql === 'string' ? { text: sql, values } : { ...sql, values });
}

// 40P01 deadlock, 40001 serialization failure: nothing was done, and the same work can be done again
const RETRIED = new Set(['40P01', '40001']);
const ATTEMPTS = 4;

export class Database extends Runner {
  constructor(
    readonly source: DataSource,
    private readonly wake: Wake,
  ) {
    super();
  }

  /**
   * Commits what `work` did, unless it hands back a refusal or throws: then nothing is written. `request` claims the
   * request's key in the same transaction, so that it takes effect once. Deadlocks are tried again: `work` must do
   * nothing but SQL.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, request?: RequestKey): Promise<T> {
    return again(() => this.attempt(work, request));
  }

  /**
   * Commits all that was collected as one statement, which is the whole transaction: one round trip, and what is hot is
   * held for no longer than it takes. `request` claims the request's key in it.
   */
  async write(writing: Writing, request?: RequestKey): Promise<void> {
    if (request !== undefined) writing.add(claimed, request);
    const { text, values } = writing.statement().build();
    const run = () => again(() => this.run(prepare(text), values));
    try {
      await run().catch(async (thrown: unknown) => {
        // a key that is older than it counts is in the way only until it is forgotten
        if (!isTwin(thrown, request) || !(await forget(this, request))) throw thrown;
        await run();
      });
    } catch (thrown) {
      throw isTwin(thrown, request) ? new TwinRequest() : thrown;
    }
    this.wake.signal();
  }

  /**
   * What `work` reads is of one moment, whatever is committed meanwhile: one snapshot, in which nothing can be written.
   */
  async snapshot<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      const tx = new Tx((await runner.connect()) as PoolClient);
      await tx.run('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      try {
        return await work(tx);
      } finally {
        await tx.run('COMMIT').catch(() => undefined); // the connection may be gone
      }
    } finally {
      await runner.release();
    }
  }

  /** Of the database, for a connection beside the pool. */
  get url(): string {
    return (this.source.options as PostgresDataSourceOptions).url ?? '';
  }

  private async attempt<T>(work: (tx: Tx) => Promise<T>, request: RequestKey | undefined): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.startTransaction();
      try {
        // TypeORM begins and ends it; what runs in it may be prepared, which TypeORM's own query cannot
        const tx = new Tx((await runner.connect()) as PoolClient);
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

  protected query(sql: string | Prepared, parameters: unknown[]): Promise<QueryResult> {
    return ask(this.pool, sql, parameters);
  }

  private get pool(): Pool {
    return (this.source.driver as PostgresDriver).master as Pool;
  }
}

/** What `onConnection` hands to the work: as `Database.transaction`. */
export type InTransaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** One connection without a pool, for a thread of its own. Nobody is woken by what it commits. */
export async function onConnection<Result>(
  url: string,
  work: (inTransaction: InTransaction) => Promise<Result>,
): Promise<Result> {
  const client = new SteadyClient({ connectionString: url, application_name: 'bangban' });
  await client.connect();
  try {
    const attempt: InTransaction = async (inside) => {
      await client.query('BEGIN');
      try {
        const result = await inside(new Tx(client));
        await client.query('COMMIT');
        return result;
      } catch (thrown) {
        await client.query('ROLLBACK').catch(() => undefined); // the connection may be gone
        throw thrown;
      }
    };
    return await work((inside) => again(() => attempt(inside)));
  } finally {
    await client.end();
  }
}

function isTwin(thrown: unknown, request: RequestKey | undefined): request is RequestKey {
  return request !== undefined && brokenConstraint(thrown) === 'idempotency_keys_pkey';
}

/** Deadlocks are tried again. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (attempt >= ATTEMPTS || !RETRIED.has(errorCode(thrown) ?? '')) throw thrown;
    }
  }
}

/** A concurrent twin waits here, on the primary key, until the first one has committed or failed. */
async function claim(tx: Tx, request: RequestKey): Promise<void> {
  await forget(tx, request);
  const writing = new Writing().add(claimed, request);
  try {
    await tx.write(writing);
  } catch (thrown) {
    throw brokenConstraint(thrown) === 'idempotency_keys_pkey' ? new TwinRequest() : thrown;
  }
}

/** A key that is older than it counts makes room; true: there was one. */
async function forget(sql: Sql, { actor, route, key }: RequestKey): Promise<boolean> {
  const forgotten = await sql.run(
    `DELETE FROM idempotency_keys
      WHERE actor = $1 AND route = $2 AND key = $3 AND created_at <= now() - interval '24 hours'`,
    [actor, route, key],
  );
  return forgotten > 0;
}

function claimed(statement: Statement, [request]: RequestKey[]): void {
  if (request === undefined) return;
  request.claimed = true;
  const { actor, route, key, bodyHash, subject = null, answer = null } = request;
  const values = [actor, route, key, bodyHash, subject, answer].map((value) => statement.value(value));
  statement.part(
    `INSERT INTO idempotency_keys (actor, route, key, body_hash, subject, answer) VALUES (${values.join(', ')})`,
  );
}
