import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inUse } from './embedded-faults.js';
import { exists, isPostmasterOf, startTimeOf, stopInOrder } from './embedded-process.js';

/** Who runs the PostgreSQL of a data folder, kept in its owner.json. `port` is 0 until one is chosen. */
interface Owner {
  pid: number;
  startTime: string;
  boot: string;
  port: number;
}

export interface Ownership {
  /** What an owner that died left: the port of its PostgreSQL (0 unknown); undefined if there was no owner. */
  readonly inheritedPort: number | undefined;
  setPort(port: number): Promise<void>;
  release(): Promise<void>;
}

/**
 * Makes this process the owner of the folder, in one atomic step, also against another start at the same moment.
 * @throws StartupFault when a living process owns it.
 */
export async function takeOwnership(folder: string): Promise<Ownership> {
  const file = join(folder, 'owner.json');
  const mine: Owner = { pid: process.pid, startTime: startTimeOf(process.pid) ?? '', boot: bootId(), port: 0 };
  let inheritedPort: number | undefined;
  for (;;) {
    // Linked, not written in place: nobody ever reads half a file, and only one link can succeed.
    const draft = await writeDraft(file, { ...mine, port: inheritedPort ?? 0 });
    const taken = await link(draft, file).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
    await unlink(draft);
    if (taken) break;
    const other = await readOwner(file);
    if (other === 'absent') continue;
    if (other && isAlive(other)) throw inUse(folder, other.pid);
    if (await removeStale(file, other)) inheritedPort = other?.port ?? 0;
  }
  return {
    inheritedPort,
    async setPort(port) {
      await rename(await writeDraft(file, { ...mine, port }), file);
    },
    async release() {
      const owner = await readOwner(file);
      if (owner !== 'absent' && owner && isSame(owner, mine)) await rm(file, { force: true });
    },
  };
}

/**
 * Clears what a dead owner left in the cluster folder: stops its PostgreSQL in order, or removes a lock file whose process
 * number is someone else's now (PostgreSQL would refuse to start beside it).
 * @throws StartupFault when the running PostgreSQL is not the dead owner's: someone started it by hand, it is not ours to stop.
 */
export async function recoverCluster(
  folder: string,
  cluster: string,
  inheritedPort: number | undefined,
): Promise<void> {
  const lockFile = join(cluster, 'postmaster.pid');
  const lines = await readFile(lockFile, 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  );
  const pid = Math.abs(Number(lines[0]));
  if (!Number.isSafeInteger(pid) || pid < 2) return;
  if (!isPostmasterOf(pid, cluster)) {
    // With a dead number PostgreSQL clears the file itself, after looking for backends that outlived their postmaster.
    if (exists(pid)) await rm(lockFile, { force: true });
    return;
  }
  const port = Number(lines[3]);
  if (inheritedPort === undefined || (inheritedPort > 0 && port > 0 && port !== inheritedPort))
    throw inUse(folder, pid);
  if (!(await stopInOrder(pid, () => isPostmasterOf(pid, cluster)))) throw inUse(folder, pid);
}

/** The port of the PostgreSQL that a living process runs in the folder; undefined where none does, or it is still starting. */
export async function portOfRunning(folder: string): Promise<number | undefined> {
  const owner = await readOwner(join(folder, 'owner.json'));
  return owner !== undefined && owner !== 'absent' && isAlive(owner) && owner.port > 0 ? owner.port : undefined;
}

async function writeDraft(file: string, owner: Owner): Promise<string> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, `${JSON.stringify(owner)}\n`, { flag: 'wx', mode: 0o644 });
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return draft;
}

/** Undefined for a file that no owner of today's form wrote: nobody can be alive behind it. */
async function readOwner(file: string): Promise<Owner | undefined | 'absent'> {
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as Partial<Owner> | null;
    const { pid, startTime, boot, port } = value ?? {};
    if (!Number.isSafeInteger(pid) || typeof startTime !== 'string' || typeof boot !== 'string') return undefined;
    return { pid: Number(pid), startTime, boot, port: Number(port) || 0 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Moves the stale file away. False if another start was faster and what was moved is its claim, which is then put back. */
async function removeStale(file: string, stale: Owner | undefined): Promise<boolean> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  const moved = await readOwner(aside);
  const isStale = moved === undefined || (moved !== 'absent' && stale !== undefined && isSame(moved, stale));
  if (!isStale) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  return isStale;
}

const isSame = (a: Owner, b: Owner) => a.pid === b.pid && a.startTime === b.startTime && a.boot === b.boot;

const isAlive = (owner: Owner) => owner.boot === bootId() && startTimeOf(owner.pid) === owner.startTime;

/** Start times count from boot, so a number and a time may well repeat after the next one. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
