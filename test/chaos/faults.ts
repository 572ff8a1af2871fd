import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../src/demo/random.js';
import type { Fleet, Size } from './fleet.js';

const KINDS = [
  'kill worker',
  'kill api',
  'freeze worker',
  'freeze api',
  'restart postgres',
  'cut connections',
  'wipe queue',
] as const;
type Kind = (typeof KINDS)[number] | 'redis away';

export interface Fault {
  kind: Kind;
  afterMs: number;
  /** which of several processes */
  nth: number;
  forMs: number;
}

/** What goes wrong in a round, and when: drawn from the seed alone. */
export function planOf(random: Random, size: Size, lengthMs: number): Fault[] {
  const kinds: Kind[] = size.redis ? [...KINDS, 'redis away'] : [...KINDS];
  return Array.from({ length: random.int(2, 3) }, () => ({
    kind: random.pick(kinds),
    afterMs: random.int(500, lengthMs - 1_000),
    nth: random.int(0, 7),
    forMs: random.int(300, 2_000),
  })).sort((a, b) => a.afterMs - b.afterMs);
}

/** One after the other, and lifted before it ends. */
export async function inject(fleet: Fleet, plan: Fault[]): Promise<void> {
  const begin = Date.now();
  for (const fault of plan) {
    await sleep(Math.max(0, begin + fault.afterMs - Date.now()));
    await injectOne(fleet, fault);
  }
}

async function injectOne(fleet: Fleet, { kind, nth, forMs }: Fault): Promise<void> {
  switch (kind) {
    case 'kill worker':
      return fleet.signal('worker', nth, 'SIGKILL');
    case 'kill api':
      return fleet.signal('api', nth, 'SIGKILL');
    case 'freeze worker':
    case 'freeze api': {
      const role = kind === 'freeze api' ? 'api' : 'worker';
      fleet.signal(role, nth, 'SIGSTOP');
      await sleep(forMs);
      return fleet.signal(role, nth, 'SIGCONT');
    }
    case 'restart postgres':
      return fleet.restartPostgres(forMs);
    case 'cut connections':
      return fleet.cutConnections();
    case 'wipe queue':
      return fleet.wipeQueue();
    case 'redis away':
      return fleet.redisAway(forMs);
  }
}
