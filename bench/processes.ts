import { fork, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BareSetup } from './bare/server.js';
import type { Job, Load } from './load.types.js';

/** Compiled, the benchmark stands in dist/bench/bench. */
const DIST = new URL('../../', import.meta.url);
const SERVER = fileURLToPath(new URL('main.js', DIST));
const LOAD = fileURLToPath(new URL('./load.js', import.meta.url));
const BARE = fileURLToPath(new URL('./bare/main.js', import.meta.url));
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 30_000;

export interface Running {
  port: number;
  /** from its start until it listened */
  startedInMs: number;
  /** resident now; NaN where /proc is not to be had */
  residentMb(): number;
  stop(): Promise<void>;
}

function running(child: ChildProcess, port: number, begin: number): Running {
  return {
    port,
    startedInMs: performance.now() - begin,
    residentMb: () => residentMb(child.pid ?? 0),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const stopped = await Promise.race([exited, sleep(STOP_TIMEOUT_MS, undefined, { ref: false })]);
      if (stopped === undefined) {
        child.kill('SIGKILL');
        await exited;
      }
    },
  };
}

function residentMb(pid: number): number {
  try {
    const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kb) / 1024;
  } catch {
    return NaN;
  }
}

const APP_KEY = randomBytes(32).toString('base64');

/** The built server, as `npm start` runs it, on a free port. Without DATABASE_URL it has its own PostgreSQL in DATA_DIR. */
export async function startServer(env: Record<string, string>): Promise<Running> {
  const port = await freePort();
  const begin = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', SERVER], {
    env: { PATH: process.env.PATH, APP_KEY, DEMO: 'true', LOG_LEVEL: 'warn', PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error('the server did not start in time'));
    }, START_TIMEOUT_MS);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} at its start`)));
    child.stdout.on('data', (said: Buffer) => {
      if (!/is running/.test(said.toString('utf8'))) return;
      clearTimeout(late);
      resolve();
    });
  });
  return running(child, port, begin);
}

/** A command of the built server, from its start to its end, with the time of each line that it printed: milliseconds from the start. */
export async function runCommand(
  script: string,
  args: string[],
  env: Record<string, string>,
): Promise<{ ms: number; lines: { ms: number; text: string }[] }> {
  const begin = performance.now();
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, DIST)), ...args], {
    env: { PATH: process.env.PATH, APP_KEY, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines: { ms: number; text: string }[] = [];
  for await (const text of createInterface(child.stdout)) lines.push({ ms: performance.now() - begin, text });
  const [code] = (await exited) as [number | null];
  const said = lines.map(({ text }) => text).slice(-5);
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${said.join('\n')}`);
  return { ms: performance.now() - begin, lines };
}

/** A bare Fastify server that writes the same rows (bench/bare). */
export async function startBare(setup: BareSetup): Promise<Running> {
  const begin = performance.now();
  const child = fork(BARE, { serialization: 'advanced' });
  child.send(setup);
  const port = await answer<number>(child);
  return running(child, port, begin);
}

/** The process that makes the load; one is enough for all runs. */
export class LoadProcess {
  private readonly child = fork(LOAD, { serialization: 'advanced' });

  async run(job: Job): Promise<Load> {
    this.child.send(job);
    return answer<Load>(this.child);
  }

  /** The load as long as the work takes, `job.seconds` at most, and what the work came to. */
  async during<Result>(job: Job, work: () => Promise<Result>): Promise<{ load: Load; result: Result }> {
    const load = this.run(job);
    const result = await work().finally(() => this.child.send('stop'));
    return { load: await load, result };
  }

  stop(): void {
    // interrupted, it has ended by itself
    if (this.child.connected) this.child.disconnect();
  }
}

async function answer<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('a process of the benchmark ended'));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as Message);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
