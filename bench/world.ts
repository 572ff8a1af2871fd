import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../src/platform/database/embedded-postgres.js';
import { LoadProcess, startBare, startServer, type Running } from './processes.js';
import { probe, type Probe } from './probe.js';
import { say } from './say.js';
import { Sql, urlOf } from './sql.js';
import { addHelpers, readStreet, type Street } from './street.js';

/** Everything that the parts stand on: the embedded PostgreSQL with durable defaults, the street with its made-up helpers, the load. */
export interface World {
  folder: string;
  postgresUrl: string;
  postgresVersion: string;
  street: Street;
  probe: Probe;
  load: LoadProcess;
  /** A database with the street, its helpers and the tickets of the probe; or a copy of another one, to which nobody is connected. */
  database(name: string, from?: string): Promise<string>;
  drop(name: string): Promise<void>;
  server(databaseUrl: string, role?: 'api' | 'all', env?: Record<string, string>): Promise<Running>;
  bare(databaseUrl: string): Promise<Running>;
  stop(): Promise<void>;
}

const STREET = 'street';

export async function makeWorld(helpers: number): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'bangban-bench-'));
  const stops: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  let stopping: Promise<void> | undefined;
  const stop = () =>
    (stopping ??= (async () => {
      for (const one of stops.reverse()) await one();
    })());
  try {
    const begin = performance.now();
    const postgres = await postgresWithCommitTimes(folder);
    stops.push(() => postgres.stop());
    const load = new LoadProcess();
    stops.push(() => load.stop());
    const servers = new Set<Running>();
    stops.push(async () => {
      for (const server of servers) await server.stop();
    });
    const kept = async (started: Promise<Running>) => {
      const one = await started;
      servers.add(one);
      return one;
    };
    const server = (databaseUrl: string, role: 'api' | 'all' = 'api', env: Record<string, string> = {}) =>
      kept(startServer({ DATABASE_URL: databaseUrl, ROLE: role, DATA_DIR: join(folder, 'files'), ...env }));
    const admin = await Sql.on(postgres.url);
    stops.push(() => admin.end());

    const found = await prepareStreet(admin, postgres.url, helpers, server);
    say(`the street and ${helpers} helpers are ready after ${((performance.now() - begin) / 1000).toFixed(1)} s`);
    const { server_version: version } = await admin.one<{ server_version: string }>('SHOW server_version');
    return {
      folder,
      postgresUrl: postgres.url,
      postgresVersion: version,
      load,
      ...found,
      database: async (name, from = STREET) => {
        await admin.run(`CREATE DATABASE ${name} TEMPLATE ${from}`);
        return urlOf(postgres.url, name);
      },
      drop: (name) => admin.run(`DROP DATABASE ${name} WITH (FORCE)`),
      server,
      bare: (databaseUrl) => kept(startBare({ databaseUrl, ...found.probe })),
      stop,
    };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

/**
 * Durable, as the server starts it, but for one setting, on for both sides: PostgreSQL keeps when each transaction committed, so
 * that what came after a commit is measured from there.
 */
export async function postgresWithCommitTimes(folder: string): Promise<EmbeddedPostgres> {
  const dataDir = join(folder, 'data');
  const first = await startEmbeddedPostgres({ dataDir, durable: true });
  const sql = await Sql.on(first.url);
  await sql.run('ALTER SYSTEM SET track_commit_timestamp = on');
  await sql.end();
  await first.stop();
  return startEmbeddedPostgres({ dataDir, durable: true });
}

async function prepareStreet(
  admin: Sql,
  url: string,
  helpers: number,
  server: (databaseUrl: string) => Promise<Running>,
): Promise<{ street: Street; probe: Probe }> {
  await admin.run(`CREATE DATABASE ${STREET}`);
  const databaseUrl = urlOf(url, STREET);
  await (await server(databaseUrl)).stop();
  const sql = await Sql.on(databaseUrl);
  await addHelpers(sql, helpers);
  const street = await readStreet(sql);
  const real = await server(databaseUrl);
  const found = await probe(sql, real.port, street);
  await real.stop();
  await sql.run('ANALYZE');
  await sql.end();
  return { street, probe: found };
}
