import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { Database } from '../../src/platform/database/database.js';
import type { TestApp } from './harness.js';

/** A statement as it went to Postgres. */
export interface AskedSql {
  text: string;
  values: unknown[];
}

export interface Listening {
  /** All that the application asks of Postgres while `work` runs, its BEGIN and COMMIT too. */
  during(work: () => Promise<unknown>): Promise<AskedSql[]>;
  /** Until nothing has been asked for so long: what runs beside the requests has ended. */
  quiet(milliseconds: number): Promise<void>;
  stop(): void;
}

/** What is no request's: the wake-up after a commit, numbers for twenty tickets at once, and looking for a new map by the clock. */
const NOBODYS = /^(NOTIFY|LISTEN) |nextval\('ticket_references'\)|FROM reference_revision/;

/** Listens at the driver's client, below everything of ours. One request at a time: nothing says whose a statement is. */
export function listenToSql(app: TestApp): Listening {
  const pool = (app.get(Database).source.driver as PostgresDriver).master as Pool & {
    Client: { prototype: PoolClient };
  };
  const client = pool.Client.prototype as unknown as { query: (...given: unknown[]) => unknown };
  const { query } = client;
  let heard: AskedSql[] | undefined;
  client.query = function (this: unknown, ...given: unknown[]): unknown {
    const [asked, values] = given as [string | { text: string; values?: unknown[] }, unknown];
    const { text, values: own } = typeof asked === 'string' ? { text: asked, values: undefined } : asked;
    if (!NOBODYS.test(text)) heard?.push({ text, values: own ?? (Array.isArray(values) ? values : []) });
    return query.apply(this, given);
  };
  return {
    during: async (work) => {
      const mine: AskedSql[] = [];
      heard = mine;
      try {
        await work();
      } finally {
        heard = undefined;
      }
      return mine;
    },
    quiet: async (milliseconds) => {
      const others: AskedSql[] = [];
      heard = others;
      for (let before = -1; before < others.length;) {
        before = others.length;
        await sleep(milliseconds);
      }
      heard = undefined;
    },
    stop: () => {
      client.query = query;
    },
  };
}
