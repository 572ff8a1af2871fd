import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeOnBothStores, describeOnRedis, eventually, type TestStore } from '../../../test/support/stores.js';
import { Log } from '../log.js';
import { Queues, type QueueStore } from './queues.js';

const log = new Log('silent');
const job = (n: number) => ({ name: 'count', data: { n }, opts: { jobId: `job-${n}` } });

// first: the driver's timers of a forced close run on for ten seconds
describeOnRedis('queues while Redis is away', (redisUrl) => {
  let line: Line;
  let queues: Queues;
  beforeEach(async () => {
    line = await openLine(new URL(redisUrl()));
    queues = new Queues({ databaseUrl: 'unused', redisUrl: line.url, prefix: `test-${line.port}` }, log);
  });
  afterEach(async () => {
    await queues.close();
    await line.cut();
  });

  it('adding fails within seconds instead of holding up its caller, and works again afterwards', async () => {
    const queue = queues.queue<{ n: number }>('away');
    await queue.addBulk([job(1)]);
    await line.cut();
    const begin = Date.now();
    await expect(queue.addBulk([job(2)])).rejects.toThrow();
    expect(Date.now() - begin).toBeLessThan(5_000);
    await line.mend();
    await eventually('adding works', async () => {
      return queue.addBulk([job(3)]).then(
        () => true,
        () => false,
      );
    });
  });

  it('close ends all the same', async () => {
    const queue = queues.queue<{ n: number }>('away');
    queues.worker('away', 1, () => Promise.resolve());
    await queue.addBulk([job(1)]);
    const before = sockets();
    await line.cut();
    await sleep(500);
    const begin = Date.now();
    await queues.close();
    expect(Date.now() - begin).toBeLessThan(5_000);
    expect(sockets()).toBeLessThanOrEqual(before);
  });
});

describeOnBothStores('queues', (open) => {
  let store: TestStore;
  let opened: Queues[] = [];
  beforeAll(async () => {
    store = await open();
  });
  afterEach(async () => {
    for (const queues of opened) await queues.close();
    opened = [];
  });
  afterAll(() => store.drop());

  /** What one process of the installation holds. */
  function process_(): Queues {
    const queues = new Queues(store, log);
    opened.push(queues);
    return queues;
  }

  it('hands each of many jobs to one worker of two, once', async () => {
    const done: number[] = [];
    for (const queues of [process_(), process_()]) {
      queues.worker<{ n: number }>('many', 4, ({ n }) => {
        done.push(n);
        return Promise.resolve();
      });
    }
    const numbers = Array.from({ length: 300 }, (_, n) => n);
    await process_().queue<{ n: number }>('many').addBulk(numbers.map(job));
    await eventually('all jobs are done', () => done.length >= numbers.length);
    await sleep(300);
    expect(done.sort((a, b) => a - b)).toEqual(numbers);
  });

  it('does not add a job again under the id of one that waits', async () => {
    const queue = process_().queue<{ n: number }>('same');
    await queue.addBulk([job(1), job(1)]);
    await queue.addBulk([job(1), job(2)]);
    expect(await queue.getWaitingCount()).toBe(2);
    const done: number[] = [];
    process_().worker<{ n: number }>('same', 1, ({ n }) => {
      done.push(n);
      return Promise.resolve();
    });
    await eventually('both are done', () => done.length >= 2);
    await sleep(300);
    expect(done).toEqual([1, 2]);
  });

  it('goes on after a job that failed, and does not repeat it', async () => {
    const done: number[] = [];
    process_().worker<{ n: number }>('failing', 1, ({ n }) => {
      done.push(n);
      return n === 1 ? Promise.reject(new Error('no')) : Promise.resolve();
    });
    await process_()
      .queue<{ n: number }>('failing')
      .addBulk([job(1), job(2)]);
    await eventually('the second is done', () => done.includes(2));
    await sleep(300);
    expect(done).toEqual([1, 2]);
  });

  it('fires a schedule every second in one process of two, and again after the store was wiped', async () => {
    let fired = 0;
    const start = async (queues: Queues) => {
      const queue = queues.queue('schedule');
      queues.worker('schedule', 1, () => {
        fired += 1;
        return Promise.resolve();
      });
      const put = () => queue.upsertJobScheduler('every-second', { every: 1_000 }, { name: 'tick' });
      await put();
      return put;
    };
    const put = await start(process_());
    await start(process_());
    await eventually('the schedule fires', () => fired > 0);
    fired = 0;
    await sleep(4_000);
    expect(fired).toBeGreaterThanOrEqual(3);
    expect(fired).toBeLessThanOrEqual(5);

    await store.wipe();
    await put();
    fired = 0;
    await eventually('it fires again', () => fired >= 3, 8);
  });

  it('gives the job of a worker that was killed to another one within 20 seconds', async () => {
    await process_()
      .queue<{ n: number }>('killed')
      .addBulk([job(1)]);
    await killWorkerAtWork(store, 'killed');
    const done: number[] = [];
    process_().worker<{ n: number }>('killed', 1, ({ n }) => {
      done.push(n);
      return Promise.resolve();
    });
    await eventually('the job is taken over', () => done.length > 0, 20);
    await sleep(300);
    expect(done).toEqual([1]);
  });

  it('close waits for the job under way and leaves no connection behind', async () => {
    const before = sockets();
    const queues = new Queues(store, log);
    let state = 'none';
    queues.worker('closing', 1, async () => {
      state = 'begun';
      await sleep(500);
      state = 'ended';
    });
    const queue = queues.queue<{ n: number }>('closing');
    await queue.addBulk([job(1)]);
    await eventually('the job has begun', () => state === 'begun');
    expect(sockets()).toBeGreaterThan(before);
    await queues.close();
    expect(state).toBe('ended');
    await eventually('connections are gone', () => sockets() <= before, 2);
  });
});

const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

/** Another process takes the job and is killed in the middle of it: no clean-up of ours runs. */
async function killWorkerAtWork({ databaseUrl, redisUrl, prefix }: QueueStore, name: string): Promise<void> {
  const built = (path: string) => JSON.stringify(new URL(`../../../dist/platform/${path}`, import.meta.url).href);
  const program = `
    import { Queues } from ${built('queue/queues.js')};
    import { Log } from ${built('log.js')};
    new Queues(${JSON.stringify({ databaseUrl, redisUrl, prefix })}, new Log('silent')).worker('${name}', 1, () => {
      process.stdout.write('begun');
      return new Promise(() => undefined);
    });`;
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout ?? child, 'data'), ended]);
  expect(child.exitCode).toBeNull();
  child.kill('SIGKILL');
  await ended;
}

/** A line to Redis that can be cut. */
interface Line {
  url: string;
  port: number;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

async function openLine(to: URL): Promise<Line> {
  const open = new Set<Socket>();
  let server: Server | undefined;
  const listen = async (port: number) => {
    server = createServer((near) => {
      const far = connect(Number(to.port || 6379), to.hostname);
      for (const socket of [near, far]) {
        open.add(socket);
        socket.on('error', () => undefined);
      }
      near.pipe(far).pipe(near);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    cut: async () => {
      if (server === undefined) return;
      const closed = once(server, 'close');
      server.close();
      server = undefined;
      for (const socket of open) socket.destroy();
      open.clear();
      await closed;
    },
    mend: async () => {
      await listen(port);
    },
  };
}
