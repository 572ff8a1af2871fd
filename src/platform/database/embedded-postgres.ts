import { totalmem } from 'node:os';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { fileFault, logSince, otherVersion, postgresFault, wrongPassword } from './embedded-faults.js';
import { linuxEngine, SUPERUSER, type Engine, type Server } from './embedded-linux.js';
import { portOfRunning, recoverCluster, takeOwnership, type Ownership } from './embedded-owner.js';

export interface EmbeddedPostgresOptions {
  /** Made if missing. Holds postgres/ (the cluster), postgres.log, postgres-password and, while running, owner.json. */
  dataDir: string;
  /** False only for data that may be lost with the machine (tests): nothing waits for the disk. */
  durable?: boolean;
  /** Made if missing. */
  database?: string;
}

export interface EmbeddedPostgres {
  /** With the password: not for logs. */
  url: string;
  /** In order (fast shutdown; by force after 20 s). May be called twice. */
  stop: () => Promise<void>;
}

const LOG_LIMIT = 10 * 1024 * 1024;
const READY_TIMEOUT = 60_000;
/** Replaying the log after a crash may take long, and cutting it short would only start it over. */
const RECOVERY_TIMEOUT = 600_000;

const MB = 1024 * 1024;

/** An eighth of the machine's memory, as the rest is also needed by Node: what is open, and the indexes of years, stay in it. */
function sharedBuffers(memory: number): string {
  return `${Math.round(Math.min(1024, Math.max(128, memory / 8 / MB)))}MB`;
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: sharedBuffers(totalmem()),
  max_connections: '100',
  timezone: 'UTC', // not the machine's: the same query answers the same everywhere
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  // DETAIL quotes keys and STATEMENT quotes values: residents' data does not belong in a log
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};
const UNSAFE_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts the PostgreSQL from npm in `dataDir` on a free port of 127.0.0.1 and waits until it answers. What a killed
 * predecessor left, a running PostgreSQL included, is put in order first.
 * @throws StartupFault (one line for the operator): folder in use, not writable or of another version, disk full,
 * programs missing, PostgreSQL does not start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { durable = true, database = 'bangban' } = options;
  let folder = resolve(options.dataDir);
  let ownership: Ownership | undefined;
  try {
    await makeFolder(folder);
    folder = await realpath(folder); // compared with what /proc says
    ownership = await takeOwnership(folder);
    return await start(folder, ownership, durable, database);
  } catch (error) {
    await ownership?.release().catch(() => undefined);
    throw fileFault(error, folder);
  }
}

/** The address of the one that another process runs in `dataDir`, with the password; undefined where none does. */
export async function runningEmbeddedPostgres(
  options: Pick<EmbeddedPostgresOptions, 'dataDir' | 'database'>,
): Promise<string | undefined> {
  const folder = resolve(options.dataDir);
  const port = await portOfRunning(folder);
  const password = (await readIfThere(passwordFile(folder)))?.trim();
  if (port === undefined || !password) return undefined;
  return urlOf(password, port, options.database ?? 'bangban');
}

function urlOf(password: string, port: number, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

async function start(
  folder: string,
  ownership: Ownership,
  durable: boolean,
  database: string,
): Promise<EmbeddedPostgres> {
  const cluster = join(folder, 'postgres');
  const log = join(folder, 'postgres.log');
  await recoverCluster(folder, cluster, ownership.inheritedPort);
  const version = await readIfThere(join(cluster, 'PG_VERSION'));
  const password = await ensurePassword(folder, version !== undefined);
  const engine: Engine =
    process.platform === 'linux'
      ? await linuxEngine(folder)
      : await (await import('./embedded-portable.js')).portableEngine(folder, password);
  if (version === undefined) await engine.create(cluster, passwordFile(folder));
  else if (engine.major && version.trim() !== engine.major) throw otherVersion(folder, version.trim(), engine.major);

  await boundLog(log);
  const settings = { ...SETTINGS, ...(durable ? {} : UNSAFE_SETTINGS) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    await ownership.setPort(port);
    const logStart = (await stat(log).catch(() => undefined))?.size ?? 0;
    const server = await engine.run(cluster, port, flags, log);
    const url = (name: string) => urlOf(password, port, name);
    try {
      if (await answers(url('postgres'), server, folder)) {
        await ensureDatabase(url('postgres'), database);
        return { url: url(database), stop: once(() => stopAndRelease(server, ownership)) };
      }
    } catch (error) {
      await server.stop();
      throw error;
    }
    const said = logSince(log, logStart);
    // Between choosing the port and binding it, someone else may have taken it.
    if (attempt < 3 && /could not (bind|create any TCP)/.test(said)) continue;
    throw postgresFault(said, folder);
  }
}

/** True once it answers a query; false if it ended instead. */
async function answers(url: string, server: Server, folder: string): Promise<boolean> {
  const exited = server.exited.then(() => 'exited' as const);
  const begin = Date.now();
  let deadline = begin + READY_TIMEOUT;
  let last: unknown;
  while (Date.now() < deadline) {
    const result = await Promise.race([exited, query(url, 'SELECT 1').catch((error: unknown) => ({ error }))]);
    if (result === 'exited') return false;
    if (!('error' in result)) return true;
    last = result.error;
    const code = (last as { code?: string }).code;
    if (code === '28P01') throw wrongPassword(folder);
    if (code === '57P03') deadline = Math.min(Date.now() + READY_TIMEOUT, begin + RECOVERY_TIMEOUT);
    if ((await Promise.race([exited, sleep(30)])) === 'exited') return false;
  }
  throw postgresFault(`no answer in time: ${String(last)}`, folder);
}

async function ensureDatabase(url: string, database: string): Promise<void> {
  const { rowCount } = await query(url, 'SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  if (!rowCount) await query(url, `CREATE DATABASE ${pg.escapeIdentifier(database)}`);
}

async function query(url: string, text: string, values: unknown[] = []): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // the query itself fails as well
  try {
    await client.connect();
    return await client.query(text, values);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function stopAndRelease(server: Server, ownership: Ownership): Promise<void> {
  // One that would not end keeps its owner, so that the next start knows whose it is.
  if (await server.stop()) await ownership.release();
}

/** Node's own `recursive` never returns where the kernel answers ENOENT below an existing folder (/proc, an automount). */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    if (code !== 'ENOENT' || (await stat(dirname(folder)).catch(() => undefined))) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder);
  }
}

const passwordFile = (folder: string) => join(folder, 'postgres-password');

/** A new one for a new cluster; an existing cluster knows only its own. */
async function ensurePassword(folder: string, clusterExists: boolean): Promise<string> {
  const file = passwordFile(folder);
  if (clusterExists) {
    const known = (await readIfThere(file))?.trim();
    if (!known) throw wrongPassword(folder);
    return known;
  }
  const password = randomBytes(24).toString('hex');
  await rm(file, { force: true }); // its mode counts only when it is made
  await writeFile(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
  return password;
}

async function boundLog(log: string): Promise<void> {
  const size = (await stat(log).catch(() => undefined))?.size ?? 0;
  if (size > LOG_LIMIT) await rename(log, `${log}.1`);
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((done) => server.close(() => done()));
  return port;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= work());
}
