import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { Line } from './line.js';

export interface Size {
  apis: number;
  workers: number;
  redis: boolean;
}

interface Member {
  role: 'api' | 'worker';
  port: number;
  child?: ChildProcess;
  output: string;
}

/** Everything that runs: PostgreSQL, Redis where wanted, API processes and workers, each started again when it dies. */
export class Fleet {
  readonly appKey = randomBytes(32).toString('base64');
  readonly members: Member[] = [];
  /** processes that ended though nobody killed them */
  readonly fell: string[] = [];
  private readonly dir = mkdtempSync(join(tmpdir(), 'bangban-chaos-'));
  private readonly line = new Line();
  private linePort = 0;
  private postgres: EmbeddedPostgres | undefined;
  private redis: ChildProcess | undefined;
  private redisPort = 0;
  private closing = false;

  constructor(private readonly size: Size) {}

  async start(): Promise<void> {
    this.linePort = await this.line.start();
    await this.startPostgres();
    if (this.size.redis) {
      this.redisPort = await freePort();
      await this.startRedis();
    }
    for (let n = 0; n < this.size.apis; n += 1) this.members.push({ role: 'api', port: await freePort(), output: '' });
    for (let n = 0; n < this.size.workers; n += 1) this.members.push({ role: 'worker', port: 0, output: '' });
    for (const member of this.members) this.run(member);
    await this.ready();
  }

  get addresses(): string[] {
    return this.members.filter(({ role }) => role === 'api').map(({ port }) => `http://127.0.0.1:${port}`);
  }

  /** Past the line: for looking on. */
  get databaseUrl(): string {
    return this.postgres?.url ?? '';
  }

  /** Every API answers, and the street is loaded. */
  async ready(): Promise<void> {
    for (const address of this.addresses) {
      const answers = async () =>
        (await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined))?.ok;
      await until(`${address} is ready`, async () => (await answers()) === true, 60);
    }
  }

  async sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.databaseUrl, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  signal(role: Member['role'], nth: number, signal: NodeJS.Signals): void {
    const members = this.members.filter((member) => member.role === role);
    members[nth % members.length]?.child?.kill(signal);
  }

  /** As when the machine stops: nothing is written down in order. */
  async restartPostgres(awayMs: number): Promise<void> {
    const pid = Number(readFileSync(join(this.dir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGQUIT');
    await this.postgres?.stop();
    await sleep(awayMs);
    await this.startPostgres();
  }

  async cutConnections(): Promise<void> {
    await this.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    this.line.cut();
  }

  async wipeQueue(): Promise<void> {
    if (this.size.redis) {
      await this.redisAway(0);
      return;
    }
    const rows = await this.sql<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
        WHERE schemaname = 'queue' AND tablename NOT LIKE '%migration%'`,
    );
    await this.sql(`TRUNCATE ${rows.map(({ name }) => name).join(', ')}`);
  }

  /** It keeps nothing on disk: what comes back is empty. */
  async redisAway(awayMs: number): Promise<void> {
    if (this.redis === undefined) return;
    const ended = once(this.redis, 'exit');
    this.redis.kill('SIGKILL');
    await ended;
    await sleep(awayMs);
    await this.startRedis();
  }

  /** What the processes printed last, for whoever looks for the reason. */
  get lastWords(): string {
    return this.members.map(({ role, output }) => `${role}: ${output.slice(-400)}`).join('\n');
  }

  async close(): Promise<void> {
    this.closing = true;
    const children = this.members.flatMap(({ child }) => child ?? []);
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }),
    );
    this.redis?.kill('SIGKILL');
    this.line.close();
    await this.postgres?.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }

  private async startPostgres(): Promise<void> {
    // durable: an acknowledged change is on the disk before the answer, as in an installation
    this.postgres = await startEmbeddedPostgres({ dataDir: this.dir });
    this.line.target = Number(new URL(this.postgres.url).port);
  }

  private async startRedis(): Promise<void> {
    const config = join(this.dir, 'redis.conf');
    writeFileSync(config, `port ${this.redisPort}\nbind 127.0.0.1\nsave ""\nappendonly no\ndir ${this.dir}\n`);
    this.redis = spawn('redis-server', [config], { stdio: 'ignore' });
    await sleep(300);
  }

  private run(member: Member): void {
    const url = new URL(this.databaseUrl);
    url.port = String(this.linePort);
    const env = {
      PATH: process.env.PATH,
      DATABASE_URL: url.href,
      ...(this.size.redis ? { REDIS_URL: `redis://127.0.0.1:${this.redisPort}` } : {}),
      APP_KEY: this.appKey,
      DATA_DIR: this.dir,
      DEMO: 'true',
      ROLE: member.role,
      PORT: String(member.port),
      LOG_LEVEL: 'error',
    };
    const child = spawn(process.execPath, ['--enable-source-maps', 'dist/main.js'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    member.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => (member.output = (member.output + bytes.toString()).slice(-20_000)));
    }
    child.once('exit', (code) => {
      if (this.closing) return;
      if (code !== null) this.fell.push(`${member.role} ended with ${code}: ${member.output.slice(-300)}`);
      setTimeout(() => {
        if (!this.closing) this.run(member);
      }, 300);
    });
  }
}

export async function until(what: string, holds: () => Promise<boolean>, seconds: number): Promise<void> {
  for (const end = Date.now() + seconds * 1_000; Date.now() < end; await sleep(100)) {
    if (await holds()) return;
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
