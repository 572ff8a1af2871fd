import pg from 'pg';
import { Subject } from 'rxjs';
import type { Log } from '../log.js';

const CHANNEL = 'bangban_wake';
/** One NOTIFY for all commits of this span: a NOTIFY in each write halves the rate of inserts (docs/architecture.md). */
const COALESCE_MS = 10;
const RECONNECT_MS = 1_000;

/**
 * "Something was committed": wakes the relay and the live streams of every process. It may be lost; whoever listens
 * polls as well.
 */
export class Wake {
  readonly woken = new Subject<void>();
  private client: pg.Client | undefined;
  private pending: NodeJS.Timeout | undefined;
  private telling: Promise<unknown> | undefined;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly log: Log,
  ) {}

  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, keepAlive: true, application_name: 'bangban wake' });
    client.on('notification', () => this.woken.next());
    client.on('error', () => this.reconnect(client));
    client.on('end', () => this.reconnect(client));
    this.client = client;
    await client.connect();
    await client.query(`LISTEN ${CHANNEL}`);
  }

  signal(): void {
    if (this.pending !== undefined || this.stopped) return;
    this.pending = setTimeout(() => {
      this.pending = undefined;
      // the one that is on its way may have been too early for this commit
      if (this.telling !== undefined) return this.signal();
      // polling is the guarantee: a lost wake-up costs a second
      this.telling = this.client
        ?.query(`NOTIFY ${CHANNEL}`)
        .catch(() => undefined)
        .finally(() => (this.telling = undefined));
    }, COALESCE_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.pending);
    await this.client?.end().catch(() => undefined);
    this.woken.complete();
  }

  private reconnect(lost: pg.Client): void {
    if (this.stopped || this.client !== lost) return;
    this.client = undefined;
    lost.removeAllListeners();
    lost.on('error', () => undefined);
    setTimeout(() => {
      if (this.stopped) return;
      this.start().catch((thrown: unknown) => {
        this.log.fault('listening for wake-ups failed', thrown);
        if (this.client !== undefined) this.reconnect(this.client);
      });
    }, RECONNECT_MS);
  }
}
