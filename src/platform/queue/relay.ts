import { throttleTime, type Subscription } from 'rxjs';
import type { Database } from '../database/database.js';
import type { Wake } from '../database/wake.js';
import { errorCode } from '../error-code.js';
import type { Log } from '../log.js';
import { newId, type Outbox } from '../outbox.js';
import type { JobQueue, Queues } from './queues.js';

interface Batch {
  consumer: string;
  eventIds: string[];
}

const QUEUE = 'events';
const CLAIM = 100;
/** A batch is one transaction of its consumer: what dispatch reads to choose helpers is read once for all of it. */
const BATCH = 50;
/** Jobs on the queue: more are not added, or rows that wait there for RELAY_AGAIN_S would be added twice. */
const QUEUED = 80;
const POLL_MS = 1_000;
/** At most as often: what commits meanwhile is one batch, and a batch costs its consumer little more than one event. */
const WAKE_MS = 60;
/** A row whose job has not done its work by then is relayed again: the job was lost, or its worker. */
const RELAY_AGAIN_S = 60;

/** Outbox → BullMQ → consumers. Runs where ROLE is worker or all. */
export class Relay {
  private readonly turns = new Map<string, Promise<void>>();
  private queue: JobQueue<Batch> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private subscription: Subscription | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly queues: Queues,
    private readonly wake: Wake,
    private readonly log: Log,
  ) {}

  start(): void {
    this.queue = this.queues.queue<Batch>(QUEUE);
    this.queues.worker<Batch>(QUEUE, 4, (batch) => this.inTurn(batch));
    this.subscription = this.wake.woken
      .pipe(throttleTime(WAKE_MS, undefined, { leading: true, trailing: true }))
      .subscribe(() => this.kick());
    this.timer = setInterval(() => this.kick(), POLL_MS);
    this.kick();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    this.subscription?.unsubscribe();
    await this.running;
  }

  private kick(): void {
    if (this.stopped) return;
    if (this.running !== undefined) {
      this.again = true;
      return;
    }
    this.running = this.drain()
      .catch((thrown: unknown) => this.log.fault('relay failed', thrown))
      .finally(() => {
        this.running = undefined;
        if (this.again) {
          this.again = false;
          this.kick();
        }
      });
  }

  private async drain(): Promise<void> {
    while (!this.stopped && (await this.isDue()) && (await this.relay()) >= CLAIM);
  }

  /** Asked first, and outside a transaction: each commit wakes the relay, which would go on waking itself. */
  private async isDue(): Promise<boolean> {
    const due = await this.database.one(
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM outbox WHERE relayed_at IS NULL)
          OR EXISTS (SELECT 1 FROM outbox WHERE relayed_at < now() - make_interval(secs => $1))`,
      [RELAY_AGAIN_S],
    );
    return due !== undefined && ((await this.queue?.getWaitingCount()) ?? 0) < QUEUED;
  }

  /** A crash between queue and commit gives a job twice, never none. */
  private async relay(): Promise<number> {
    return this.database.transaction(async (tx) => {
      // two claims, each in the order of its own index: one with OR would sort the whole backlog for each batch
      const rows = await tx.rows<{ event_id: string; consumer: string }>(
        `WITH fresh AS (
           SELECT event_id, consumer FROM outbox WHERE relayed_at IS NULL
            ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED
         ), lost AS (
           SELECT event_id, consumer FROM outbox WHERE relayed_at < now() - make_interval(secs => $2)
            ORDER BY relayed_at LIMIT $1 FOR UPDATE SKIP LOCKED
         )
         UPDATE outbox SET relayed_at = now() FROM (SELECT * FROM fresh UNION ALL SELECT * FROM lost) AS due
          WHERE outbox.event_id = due.event_id AND outbox.consumer = due.consumer
         RETURNING outbox.event_id, outbox.consumer`,
        [CLAIM, RELAY_AGAIN_S],
      );
      const jobs = batches(rows).map((data) => ({ name: data.consumer, data, opts: { jobId: `batch-${newId()}` } }));
      if (jobs.length > 0) await this.queue?.addBulk(jobs);
      return rows.length;
    });
  }

  /**
   * Batches of one consumer take turns within a process: they would only wait for each other's rows, each with a connection
   * that requests need.
   */
  private inTurn(batch: Batch): Promise<void> {
    const turn = (this.turns.get(batch.consumer) ?? Promise.resolve()).then(() => this.consume(batch));
    this.turns.set(
      batch.consumer,
      turn.catch(() => undefined),
    );
    return turn;
  }

  private async consume(batch: Batch): Promise<void> {
    try {
      await this.effect(batch.consumer, batch.eventIds);
    } catch (thrown) {
      // one bad event must not hold up its batch
      if (batch.eventIds.length > 1) {
        for (const id of batch.eventIds) await this.consume({ consumer: batch.consumer, eventIds: [id] });
        return;
      }
      this.log.fault('consumer failed', thrown, { consumer: batch.consumer, eventId: batch.eventIds[0] });
      await this.postpone(batch, thrown);
    }
  }

  /** Taking the rows off the outbox and the effect are one transaction: a job that comes twice finds no row. */
  private async effect(name: string, eventIds: string[]): Promise<void> {
    const consumer = this.outbox.consumer(name);
    if (consumer === undefined) throw new Error(`no consumer '${name}'`);
    await this.database.transaction(async (tx) => {
      const taken = await tx.rows<{ event_id: string }>(
        'DELETE FROM outbox WHERE consumer = $1 AND event_id = ANY($2) RETURNING event_id',
        [name, eventIds],
      );
      if (taken.length > 0) await consumer.handle(tx, taken.map((row) => row.event_id).sort());
    });
  }

  private async postpone(batch: Batch, thrown: unknown): Promise<void> {
    await this.database.run(
      `UPDATE outbox SET attempts = attempts + 1, last_error = $3,
              relayed_at = now() - make_interval(secs => $4) + make_interval(secs => least(3600, 2 ^ least(attempts, 12)))
        WHERE consumer = $1 AND event_id = ANY($2)`,
      [
        batch.consumer,
        batch.eventIds,
        errorCode(thrown) ?? (thrown instanceof Error ? thrown.name : 'unknown'),
        RELAY_AGAIN_S,
      ],
    );
  }
}

function batches(rows: { event_id: string; consumer: string }[]): Batch[] {
  const byConsumer = new Map<string, string[]>();
  for (const row of rows) byConsumer.set(row.consumer, [...(byConsumer.get(row.consumer) ?? []), row.event_id]);
  return [...byConsumer].flatMap(([consumer, ids]) =>
    Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, index) => ({
      consumer,
      eventIds: ids.slice(index * BATCH, (index + 1) * BATCH),
    })),
  );
}
