import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { eventually } from './stores.js';
import { freePort } from './processes.js';

const PROGRAMS = '/usr/lib/postgresql';
const required = (process.env.REQUIRE_SERVICES ?? '').split(',').includes('postgis');

/** The programs of Debian's newest PostgreSQL that has PostGIS; undefined where none is installed. */
export function postgisPrograms(): string | undefined {
  const versions = existsSync(PROGRAMS) ? readdirSync(PROGRAMS) : [];
  const newest = versions
    .filter((version) => existsSync(`/usr/share/postgresql/${version}/extension/postgis.control`))
    .sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? undefined : `${PROGRAMS}/${newest}/bin`;
}

/** Skipped by name where PostGIS is not installed, or failed where REQUIRE_SERVICES names postgis. */
export function describeOnPostgis(title: string, suite: () => void): void {
  const run = postgisPrograms() === undefined && !required ? describe.skip : describe;
  run(`${title} [needs PostGIS]`, suite);
}

/** A PostGIS of the test's own, in a temporary folder; what is in it may be lost. */
export class OwnPostgis {
  private constructor(
    readonly client: pg.Client,
    readonly url: string,
    private readonly server: ChildProcess,
    private readonly dir: string,
  ) {}

  static async start(): Promise<OwnPostgis> {
    const programs = postgisPrograms();
    if (programs === undefined) throw new Error('REQUIRE_SERVICES names postgis, but no PostgreSQL here has PostGIS');
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
    let client: pg.Client | undefined;
    await eventually('PostGIS answers', async () => {
      const trying = new pg.Client({ connectionString: url });
      try {
        await trying.connect();
        client = trying;
        return true;
      } catch {
        return false;
      }
    });
    if (client === undefined) throw new Error('PostGIS does not answer');
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
