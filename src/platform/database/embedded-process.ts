import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * When the process began, in clock ticks since boot (field 22 of /proc/<pid>/stat), or undefined if it is gone. A number
 * alone names nobody: it may have been given to another process since. Where there is no /proc it is '' for the living.
 */
export function startTimeOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return exists(pid) ? '' : undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before may hold spaces and brackets
    const state = fields[0];
    return state === 'Z' || state === 'X' ? undefined : fields[19]; // a zombie is dead; nobody has reaped it yet
  } catch {
    return undefined;
  }
}

/** True if the number is taken, by anybody, zombies included: the question PostgreSQL itself asks of postmaster.pid. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** True if the process is a living postmaster of this cluster (an absolute, real path). */
export function isPostmasterOf(pid: number, cluster: string): boolean {
  if (startTimeOf(pid) === undefined) return false;
  if (process.platform !== 'linux') return true; // cannot be looked up: its own lock file is believed
  try {
    const [program, ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    if (basename(program ?? '') !== 'postgres') return false;
    return args[args.indexOf('-D') + 1] === cluster || readlinkSync(`/proc/${pid}/cwd`) === cluster;
  } catch {
    return false;
  }
}

/** Fast shutdown, then immediate, then force. Resolves when it is gone; false if it outlived even that. */
export async function stopInOrder(pid: number, isRunning: () => boolean): Promise<boolean> {
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 15_000], // fast shutdown ends with a checkpoint, which a slow disk makes long
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ];
  for (const [signal, milliseconds] of steps) {
    const deadline = Date.now() + milliseconds;
    if (!isRunning()) return true;
    try {
      process.kill(pid, signal);
    } catch {
      // gone between the look and the signal
    }
    while (Date.now() < deadline) {
      if (!isRunning()) return true;
      await sleep(20);
    }
  }
  return !isRunning();
}
