import { transformFileSync } from '@swc/core';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StartupFault } from '../startup-fault.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('the embedded PostgreSQL', () => {
  const root = mkdtempSync(join(tmpdir(), 'bangban-embedded-'));
  const dataDir = join(root, 'data');
  const children: ChildProcess[] = [];
  let server: EmbeddedPostgres | undefined;

  const start = async (): Promise<EmbeddedPostgres> => {
    server = await startEmbeddedPostgres({ dataDir, durable: false });
    return server;
  };
  const refusal = async (options: { dataDir: string }): Promise<StartupFault> => {
    const error: unknown = await startEmbeddedPostgres({ ...options, durable: false }).then(
      async (unexpected) => {
        await unexpected.stop();
        return undefined;
      },
      (caught: unknown) => caught,
    );
    if (!(error instanceof StartupFault)) throw new Error(`no StartupFault but ${String(error)}`, { cause: error });
    expect(error.message).not.toContain('\n');
    return error;
  };
  const query = async (url: string, text: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  };
  const notes = async (url: string) => (await query(url, 'SELECT text FROM note ORDER BY text')).map((row) => row.text);
  const postmasterPid = () => Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

  beforeAll(async () => {
    const { url, stop } = await start();
    await query(url, 'CREATE TABLE note (text text)');
    await query(url, `INSERT INTO note VALUES ('扶手松动')`);
    await stop();
  });
  afterEach(async () => {
    await server?.stop();
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('keeps its data over a restart, and leaves neither process nor owner when stopped', async () => {
    const { url, stop } = await start();
    expect(await notes(url)).toEqual(['扶手松动']);
    const pid = postmasterPid();
    await Promise.all([stop(), stop()]);
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(join(dataDir, 'owner.json'))).toBe(false);
    await stop();
  });

  it('listens on 127.0.0.1 alone, with a password only its account can read, and sees Chinese in pg_trgm', async () => {
    const { url } = await start();
    const setting = `SELECT current_setting('listen_addresses') AS hosts, current_setting('unix_socket_directories') AS sockets`;
    expect(await query(url, setting)).toEqual([{ hosts: '127.0.0.1', sockets: '' }]);
    expect(statSync(join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600);
    await expect(query(url.replace(/:[0-9a-f]{48}@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(/password/);
    await query(url, 'CREATE EXTENSION IF NOT EXISTS pg_trgm');
    expect(await query(url, `SELECT array_length(show_trgm('楼梯扶手'), 1) AS trigrams`)).toEqual([{ trigrams: 5 }]);
  });

  it('writes no values of a failed statement into its log', async () => {
    const { url } = await start();
    await query(url, 'CREATE TABLE IF NOT EXISTS phone (number text PRIMARY KEY)');
    await expect(query(url, `INSERT INTO phone VALUES ('19900000000'), ('19900000000')`)).rejects.toThrow(/duplicate/);
    const log = readFileSync(join(dataDir, 'postgres.log'), 'utf8');
    expect(log).toContain('phone_pkey');
    expect(log).not.toContain('19900000000');
  });

  it('refuses a second start while the first is alive, and leaves the first alone', async () => {
    const { url } = await start();
    expect((await refusal({ dataDir })).message).toContain(`in use by process ${process.pid};`);
    expect(await notes(url)).toEqual(['扶手松动']);
  });

  it('lets exactly one of two simultaneous starts win after a crash', async () => {
    writeFileSync(join(dataDir, 'owner.json'), JSON.stringify({ pid: 1, startTime: 'gone', boot: '', port: 0 }));
    const results = await Promise.allSettled([start(), start()]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('ends with its node after kill -9, and the next start finds the committed data', async () => {
    const owner = await startInChild();
    await query(owner.url, `INSERT INTO note VALUES ('路灯不亮')`);
    const pid = postmasterPid();
    await kill(owner.child);
    await until(() => !isAlive(pid));
    expect(await notes((await start()).url)).toEqual(['扶手松动', '路灯不亮']);
  });

  it('stops a PostgreSQL orphaned by a dead owner and starts anew', async () => {
    const owner = await startInChild({ withoutSetpriv: true });
    const orphan = postmasterPid();
    await kill(owner.child);
    await sleep(200);
    expect(isAlive(orphan)).toBe(true);
    expect(await notes((await start()).url)).toContain('扶手松动');
    expect(isAlive(orphan)).toBe(false);
  });

  it('leaves a PostgreSQL alone that runs here without an owner', async () => {
    const owner = await startInChild({ withoutSetpriv: true });
    const other = postmasterPid();
    await kill(owner.child);
    const record = readFileSync(join(dataDir, 'owner.json'), 'utf8');
    rmSync(join(dataDir, 'owner.json'));
    expect((await refusal({ dataDir })).message).toContain(`in use by process ${other};`);
    expect(isAlive(other)).toBe(true);
    writeFileSync(join(dataDir, 'owner.json'), record);
    await start(); // which stops it
  });

  it('starts although the number in postmaster.pid belongs to someone else now', async () => {
    const stranger = spawn('sleep', ['60']);
    children.push(stranger);
    const lines = [stranger.pid, join(dataDir, 'postgres'), 1, 5432, '', '127.0.0.1', '', 'ready'];
    writeFileSync(join(dataDir, 'postgres/postmaster.pid'), `${lines.join('\n')}\n`);
    expect(await notes((await start()).url)).toContain('扶手松动');
    expect(stranger.exitCode).toBeNull();
  });

  it('quotes the FATAL line at once when PostgreSQL ends while starting', async () => {
    const conf = join(dataDir, 'postgres/postgresql.conf');
    const before = readFileSync(conf);
    appendFileSync(conf, '\nshared_preload_libraries = nothing_of_this_name\n');
    const begin = Date.now();
    const fault = await refusal({ dataDir });
    writeFileSync(conf, before);
    expect(fault.message).toMatch(/FATAL:.*nothing_of_this_name/);
    expect(Date.now() - begin).toBeLessThan(10_000);
    expect(existsSync(join(dataDir, 'owner.json'))).toBe(false);
  });

  it('refuses data of another major version and names both', async () => {
    const file = join(dataDir, 'postgres/PG_VERSION');
    const before = readFileSync(file);
    writeFileSync(file, '15\n');
    const fault = await refusal({ dataDir });
    writeFileSync(file, before);
    expect(fault.message).toMatch(/PostgreSQL 15, this program brings 18/);
  });

  it('says in Chinese, then English, that a folder cannot be written', async () => {
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    for (const place of [file, join(file, 'below')]) {
      expect((await refusal({ dataDir: place })).message).toMatch(/不可写.*cannot be written/);
    }
  });

  it('makes a whole cluster again after an initdb that was cut off, and bounds the log', async () => {
    const other = join(root, 'cut-off');
    mkdirSync(join(other, 'postgres.new/base'), { recursive: true });
    writeFileSync(join(other, 'postgres.log'), Buffer.alloc(10 * 1024 * 1024 + 1));
    server = await startEmbeddedPostgres({ dataDir: other, durable: false, database: '帮办 "1"' });
    expect(await query(server.url, 'SELECT current_database() AS name')).toEqual([{ name: '帮办 "1"' }]);
    await server.stop();
    expect(readdirSync(other).sort()).toEqual(['postgres', 'postgres-password', 'postgres.log', 'postgres.log.1']);
    expect(statSync(join(other, 'postgres.log')).size).toBeLessThan(10_000);
  });

  /** A node of its own that starts the server and waits. Without setpriv the kernel does not stop PostgreSQL with it. */
  async function startInChild({ withoutSetpriv = false } = {}): Promise<{ url: string; child: ChildProcess }> {
    const programs = join(root, 'no-setpriv');
    mkdirSync(programs, { recursive: true });
    writeFileSync(join(programs, 'setpriv'), '#!/bin/sh\nexit 1\n');
    chmodSync(join(programs, 'setpriv'), 0o755);
    const PATH = withoutSetpriv ? `${programs}:${process.env.PATH}` : process.env.PATH;
    const child = spawn(process.execPath, [compileStarter(root), dataDir], { env: { ...process.env, PATH } });
    children.push(child);
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const printed = once(child.stdout, 'data').then(([chunk]: Buffer[]) => String(chunk).trim());
    const ended = once(child, 'exit').then(() => Promise.reject(new Error(errors)));
    ended.catch(() => undefined);
    return { url: await Promise.race([printed, ended]), child };
  }
});

/** The real modules as JavaScript in a folder of their own, and a starter for them: node 20 runs no TypeScript. */
function compileStarter(root: string): string {
  const home = join(root, 'compiled');
  const starter = join(home, 'starter.js');
  if (existsSync(starter)) return starter;
  const here = 'src/platform/database';
  const modules = readdirSync(here).filter((name) => /^embedded-[a-z]+\.ts$/.test(name));
  for (const path of ['src/platform/startup-fault.ts', ...modules.map((name) => join(here, name))]) {
    const target = join(home, path.replace(/ts$/, 'js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, transformFileSync(path).code);
  }
  writeFileSync(join(home, 'package.json'), '{"type":"module"}');
  symlinkSync(resolve('node_modules'), join(home, 'node_modules'));
  const lines = [
    `import { startEmbeddedPostgres } from './${here}/embedded-postgres.js';`,
    `const { url } = await startEmbeddedPostgres({ dataDir: process.argv[2], durable: false });`,
    `console.log(url);`,
    `setInterval(() => undefined, 1000);`,
  ];
  writeFileSync(starter, lines.join('\n'));
  return starter;
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** A zombie is dead: whoever adopted it may reap late. */
function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('not within 20 s');
    await sleep(20);
  }
}
