import { setTimeout as sleep } from 'node:timers/promises';
import { describeOnBothStores, eventually, type TestStore } from '../../../test/support/stores.js';
import { Database, type Tx } from '../database/database.js';
import { dataSource } from '../database/migrations.js';
import { Wake } from '../database/wake.js';
import { Log } from '../log.js';
import { newId, Outbox, type PublishedEvent } from '../outbox.js';
import { Writing } from '../database/statement.js';
import { Queues, type JobQueue } from './queues.js';
import { Relay } from './relay.js';

const log = new Log('silent');

/** Its relay loses, once, the connection whose transaction has claimed the rows, when their jobs are on the queue. No worker runs. */
class CutAfterAdding extends Queues {
  readonly added: { name: string; eventIds: string[] }[] = [];
  cut: (() => Promise<void>) | undefined;

  override queue<Data>(name: string): JobQueue<Data> {
    const queue = super.queue<Data>(name);
    return {
      upsertJobScheduler: (id, repeat, template) => queue.upsertJobScheduler(id, repeat, template),
      getWaitingCount: () => queue.getWaitingCount(),
      addBulk: async (jobs) => {
        await queue.addBulk(jobs);
        for (const job of jobs) this.added.push({ name: job.name, ...(job.data as { eventIds: string[] }) });
        const { cut } = this;
        this.cut = undefined;
        await cut?.();
      },
    };
  }

  override worker(): void {}
}

/** What one process of the installation holds of the outbox's way. */
interface Process {
  database: Database;
  outbox: Outbox;
  queues: Queues;
  wake: Wake;
  relay: Relay;
}

describeOnBothStores('outbox, relay and consumers', (open) => {
  let store: TestStore;
  let processes: Process[] = [];
  /** consumers wait while it is true */
  let held = false;

  beforeEach(async () => {
    store = await open();
  });
  afterEach(async () => {
    held = false;
    for (const { relay, queues, wake, database } of processes) {
      await relay.stop();
      await queues.close();
      await wake.stop();
      await database.source.destroy();
    }
    processes = [];
    await store.drop();
  });

  /** Consumers write what they handle, without a key: a second effect would show. `before` runs first, and may throw. */
  async function openProcess(
    before: (eventIds: string[]) => Promise<void> | void = () => undefined,
    queues = new Queues(store, log),
  ): Promise<Process> {
    const wake = new Wake(store.databaseUrl, log);
    await wake.start();
    const database = new Database(await dataSource(store.databaseUrl).initialize(), wake);
    const outbox = new Outbox();
    const process_ = { database, outbox, queues, wake, relay: new Relay(database, outbox, queues, wake, log) };
    processes.push(process_);
    await database.run('CREATE TABLE IF NOT EXISTS effects (consumer text NOT NULL, event_id uuid NOT NULL)');
    for (const [name, types] of [
      ['counter', ['resolved']],
      ['notifier', ['resolved', 'opened']],
    ] as const) {
      outbox.register({
        name,
        types,
        handle: async (tx: Tx, eventIds: string[]) => {
          await before(eventIds);
          await tx.run('INSERT INTO effects SELECT $1, unnest($2::uuid[])', [name, eventIds]);
        },
      });
    }
    return process_;
  }

  async function publishIn(tx: Tx, outbox: Outbox, events: PublishedEvent[]): Promise<void> {
    const writing = new Writing();
    outbox.publish(writing, events);
    await tx.write(writing);
  }

  async function publish({ database, outbox }: Process, type: string, count = 1): Promise<string[]> {
    const events = Array.from({ length: count }, () => ({ id: newId(), type }));
    await database.transaction((tx) => publishIn(tx, outbox, events));
    return events.map(({ id }) => id);
  }

  const effects = async ({ database }: Process, consumer = 'counter') =>
    (
      await database.rows<{ event_id: string }>('SELECT event_id FROM effects WHERE consumer = $1 ORDER BY event_id', [
        consumer,
      ])
    ).map((row) => row.event_id);
  const waiting = async ({ database }: Process) =>
    Number((await database.one<{ count: string }>('SELECT count(*) FROM outbox'))?.count);
  const emptied = (process_: Process, seconds?: number) =>
    eventually('the outbox is empty', async () => (await waiting(process_)) === 0, seconds);

  it('each consumer handles each event that it wants exactly once', async () => {
    const process_ = await openProcess();
    process_.relay.start();
    const [resolved, more, opened] = await Promise.all([
      publish(process_, 'resolved', 150),
      publish(process_, 'resolved', 70),
      publish(process_, 'opened', 30),
    ]);
    await publish(process_, 'of no interest', 3);
    await emptied(process_);
    await sleep(300);
    expect(await effects(process_)).toEqual([...resolved, ...more].sort());
    expect(await effects(process_, 'notifier')).toEqual([...resolved, ...more, ...opened].sort());
  });

  it('events of a transaction that was refused or failed are not delivered', async () => {
    const process_ = await openProcess();
    process_.relay.start();
    const { database, outbox } = process_;
    await database.transaction(async (tx) => {
      await publishIn(tx, outbox, [{ id: newId(), type: 'resolved' }]);
      return { refused: 'station-closed' };
    });
    const failing = database.transaction(async (tx) => {
      await publishIn(tx, outbox, [{ id: newId(), type: 'resolved' }]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const kept = await publish(process_, 'resolved');
    await emptied(process_);
    await sleep(300);
    expect(await effects(process_)).toEqual(kept);
  });

  it('a failing event does not hold up its batch, says why, and is tried again', async () => {
    let broken: string | undefined;
    const process_ = await openProcess((ids) => {
      if (broken !== undefined && ids.includes(broken)) throw new RangeError('not now');
    });
    const ids = await publish(process_, 'resolved', 10);
    broken = ids[4];
    process_.relay.start();
    await eventually('the others are handled', async () => (await effects(process_)).length === 9);
    const row = () =>
      process_.database.one<{ attempts: number; last_error: string }>(
        "SELECT attempts, last_error FROM outbox WHERE consumer = 'counter'",
      );
    await eventually('it was tried twice', async () => ((await row())?.attempts ?? 0) >= 2);
    expect((await row())?.last_error).toBe('RangeError');
    expect(await effects(process_)).not.toContain(broken);
    broken = undefined;
    await emptied(process_);
    expect(await effects(process_)).toEqual(ids);
  });

  it('an event whose job was lost with the queue is relayed again', async () => {
    held = true;
    const begun: string[][] = [];
    const process_ = await openProcess(async (ids) => {
      begun.push(ids);
      while (held) await sleep(20);
    });
    // more than the workers of one process take at once: the rest waits on the queue
    const ids = await publish(process_, 'resolved', 300);
    process_.relay.start();
    // one batch of each consumer at a time, and two more that the process has taken off the queue
    await eventually('workers are busy', () => begun.length >= 2);
    await eventually('all is relayed', async () => {
      const left = await process_.database.one('SELECT 1 FROM outbox WHERE relayed_at IS NULL');
      return left === undefined;
    });
    await store.wipe();
    held = false;
    await sleep(1_500);
    // what was under way is done, the rest is lost
    expect(await waiting(process_)).toBe(600 - begun.flat().length);
    expect(begun.length).toBe(4);
    // a minute later
    await process_.database.run("UPDATE outbox SET relayed_at = relayed_at - interval '61 seconds'");
    await emptied(process_);
    expect(await effects(process_)).toEqual(ids);
    expect(await effects(process_, 'notifier')).toEqual(ids);
  });

  it('a relay killed between adding its jobs and marking their rows adds them again, and each acts once', async () => {
    const queues = new CutAfterAdding(store, log);
    const dying = await openProcess(undefined, queues);
    const ids = await publish(dying, 'resolved', 30);
    const unmarked: number[] = [];
    queues.cut = async () => {
      const killed = await dying.database.rows(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND state = 'idle in transaction' AND query LIKE 'WITH fresh AS%'`,
      );
      expect(killed).toHaveLength(1);
      await eventually('its claim is gone', async () => {
        const free = await dying.database.rows('SELECT 1 FROM outbox WHERE relayed_at IS NULL FOR UPDATE SKIP LOCKED');
        if (free.length > 0) unmarked.push(free.length);
        return free.length > 0;
      });
    };
    dying.relay.start();
    const twice = (consumer: string) => queues.added.filter(({ name }) => name === consumer).map((job) => job.eventIds);
    await eventually('the jobs are there twice', () => queues.added.length >= 4);
    expect(unmarked).toEqual([60]);
    for (const consumer of ['counter', 'notifier']) {
      expect(twice(consumer).map((eventIds) => [...eventIds].sort())).toEqual([ids, ids]);
    }
    await dying.relay.stop();

    const next = await openProcess();
    const queue = next.queues.queue('events');
    expect(await queue.getWaitingCount()).toBe(4);
    next.relay.start();
    await emptied(next);
    await eventually('both are done', async () => (await queue.getWaitingCount()) === 0);
    await sleep(300);
    expect(await effects(next)).toEqual(ids);
    expect(await effects(next, 'notifier')).toEqual(ids);
  });

  it('two processes that relay at once double nothing', async () => {
    const both = [await openProcess(), await openProcess()] as const;
    for (const { relay } of both) relay.start();
    const published = await Promise.all(both.map((process_) => publish(process_, 'resolved', 400)));
    await eventually('the outbox is empty', async () => {
      // all the while jobs come twice, as after a crash between queue and commit
      await both[0].database.run(
        `UPDATE outbox SET relayed_at = now() - interval '61 seconds'
          WHERE (event_id, consumer) IN (SELECT event_id, consumer FROM outbox FOR UPDATE SKIP LOCKED)`,
      );
      return (await waiting(both[0])) === 0;
    });
    await sleep(300);
    expect(await effects(both[0])).toEqual(published.flat().sort());
  });

  it('a backlog stays in the outbox, not on the queue, and is handled once', async () => {
    held = true;
    const process_ = await openProcess(async () => {
      while (held) await sleep(20);
    });
    const ids = await publish(process_, 'opened', 6_000);
    process_.relay.start();
    const queue = process_.queues.queue('events');
    await eventually('the queue is full', async () => (await queue.getWaitingCount()) >= 80);
    await sleep(1_500);
    expect(await queue.getWaitingCount()).toBeLessThanOrEqual(84);
    held = false;
    await emptied(process_, 40);
    expect(await effects(process_, 'notifier')).toEqual(ids);
  });

  it('does not keep itself awake', async () => {
    const process_ = await openProcess();
    process_.relay.start();
    await publish(process_, 'resolved');
    await emptied(process_);
    await sleep(500);
    let woken = 0;
    process_.wake.woken.subscribe(() => (woken += 1));
    await sleep(1_500);
    expect(woken).toBe(0);
  });
});
