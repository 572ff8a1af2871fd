import type { Log } from '../log.js';
import type { JobQueue, Queues } from './queues.js';

export interface Sweep {
  name: string;
  /** Does at most one bounded batch of what is due; the number of rows done. */
  run(): Promise<number>;
}

const QUEUE = 'sweeps';
const EVERY_MS = 1_000;
/** A full batch is followed by the next at once, up to this many: then the other sweeps have their turn. */
const ROUNDS = 20;
/** The schedule itself lives in the queue: put back if the queue was wiped. */
const RESCHEDULE_MS = 15_000;

/**
 * Timers are columns with a partial index, swept every second in bounded batches; wiping the queue loses nothing.
 * A job scheduler makes one process of many do it.
 */
export class Sweeps {
  private readonly sweeps: Sweep[] = [];
  private queue: JobQueue<unknown> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly queues: Queues,
    private readonly log: Log,
  ) {}

  register(sweep: Sweep): void {
    this.sweeps.push(sweep);
  }

  async start(): Promise<void> {
    this.queue = this.queues.queue(QUEUE);
    this.queues.worker(QUEUE, 1, () => this.sweepOnce());
    await this.schedule();
    this.timer = setInterval(() => {
      this.schedule().catch((thrown: unknown) => this.log.fault('scheduling sweeps failed', thrown));
    }, RESCHEDULE_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Every registered sweep once; public for tests, which do not wait for the clock. */
  async sweepOnce(): Promise<void> {
    for (const sweep of this.sweeps) {
      try {
        for (let round = 0; round < ROUNDS && (await sweep.run()) > 0; round += 1);
      } catch (thrown) {
        this.log.fault('sweep failed', thrown, { sweep: sweep.name });
      }
    }
  }

  /**
   * One after the other; the number that succeeded. What throws is logged and left for the next sweep: it holds up nobody
   * else.
   */
  async each<Item>(items: Item[], work: (item: Item) => Promise<unknown>): Promise<number> {
    let done = 0;
    for (const item of items) {
      try {
        await work(item);
        done += 1;
      } catch (thrown) {
        this.log.fault('swept item failed', thrown, { item });
      }
    }
    return done;
  }

  /** All in one transaction; where that throws, each by itself, so that one bad item holds up nobody else. */
  async batch<Item>(items: Item[], work: (items: Item[]) => Promise<unknown>): Promise<number> {
    if (items.length === 0) return 0;
    try {
      await work(items);
      return items.length;
    } catch (thrown) {
      if (items.length > 1) this.log.fault('swept batch failed', thrown);
      return this.each(items, (item) => work([item]));
    }
  }

  private async schedule(): Promise<void> {
    await this.queue?.upsertJobScheduler('every-second', { every: EVERY_MS }, { name: 'sweep' });
  }
}
