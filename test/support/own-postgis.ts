import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './processes.js';

const PROGRAMS = '/usr/lib/postgresql';
const START_TIMEOUT_MS = 30_000;

/** The programs of Debian's newest PostgreSQL that has PostGIS; undefined where none is installed. */
export function postgisPrograms(): string | undefined {
  const versions = existsSync(PROGRAMS) ? readdirSync(PROGRAMS) : [];
  const newest = versions
    .filter((version) => existsSync(`/usr/share/postgresql/${version}/extension/postgis.control`))
    .sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? undefined : `${PROGRAMS}/${newest}/bin`;
}

/** A PostGIS of a test's or a benchmark's own, in a temporary folder; what is in it may be lost. */
export class OwnPostgis {
  private constructor(
    readonly client: pg.Client,
    readonly url: string,
    private readonly server: ChildProcess,
    private readonly dir: string,
  ) {}

  static async start(): Promise<OwnPostgis> {
    const programs = postgisPrograms();
    if (programs === undefined) throw new Error('no PostgreSQL here has PostGIS');
    const dir = mkdtempSync(join(tmpdir(), 'bangban-postgis-'));
    const cluster = join(dir, 'data');
    // PostgreSQL refuses to run as root: in a user namespace nobody is
    const [launcher = '', ...before] = process.getuid?.() === 0 ? ['unshare', '--user'] : ['env'];
    const made = spawnSync(
      launcher,
      [...before, `${programs}/initdb`, '-D', cluster, '-U', 'postgres', '-A', 'trust', '--no-sync', '--encoding=UTF8'],
      { encoding: 'utf8' },
    );
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
    const port = await freePort();
    const settings = {
      listen_addresses: '127.0.0.1',
      port,
      unix_socket_directories: '',
      fsync: 'off',
      max_wal_size: '4GB',
      maintenance_work_mem: '256MB',
      work_mem: '64MB',
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = spawn(launcher, [...before, `${programs}/postgres`, '-D', cluster, ...flags], { stdio: 'ignore' });
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    const client = await firstClient(url);
    await client.query('CREATE EXTENSION postgis');
    return new OwnPostgis(client, url, server, dir);
  }

  async close(): Promise<void> {
    await this.client.end();
    const ended = once(this.server, 'exit');
    this.server.kill('SIGINT');
    await ended;
    rmSync(this.dir, { recursive: true, force: true });
  }
}

async function firstClient(url: string): Promise<pg.Client> {
  for (const end = Date.now() + START_TIMEOUT_MS; ; await sleep(50)) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return client;
    } catch (thrown) {
      if (Date.now() > end) throw thrown;
    }
  }
}
