import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../src/demo/random.js';
import { Database } from '../src/platform/database/database.js';
import { TEST_APP_KEY } from './support/app-key.mjs';
import { everybodyOnDuty, hanging, liveOffers, offersOf } from './support/crew.js';
import { startTestApp } from './support/harness.js';
import { by, makeCategory, openTicket } from './support/people.js';
import { run } from './support/processes.js';
import { UNSOUND } from './support/sound.js';
import { describeOnBothStores, eventually } from './support/stores.js';
import { verify } from './support/verify.js';
import type { TicketView } from '../src/tickets/tickets.dto.js';

/** DEATHS=40: at each of the first forty; unless told at three that the seed draws. */
const SEED = Number(process.env.RACES_SEED ?? Date.now() % 1_000_000);
const MOST = 40;
const all = Number(process.env.DEATHS ?? 0);

function deaths(store: string): number[] {
  if (all > 0) return Array.from({ length: all }, (_, n) => n + 1);
  const random = new Random(SEED, store);
  return [1, random.int(2, 12), random.int(13, MOST)];
}

describeOnBothStores(`a worker that is killed before the n-th thing it asks for, with seed ${SEED},`, (openStore) => {
  it('leaves nothing half done, asked twice or forgotten', async () => {
    const store = await openStore('street');
    const { databaseUrl } = store;
    // workers of their own process know no prefix: a database of Redis that no other test uses
    const redisUrl = store.redisUrl === undefined ? undefined : `${store.redisUrl}/3`;
    const env: Record<string, string> = {
      OFFERS_AT_ONCE: '3',
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    };
    const app = await startTestApp({ template: 'street', databaseUrl, env });
    const dataDir = mkdtempSync(join(tmpdir(), 'bangban-dies-'));
    const worker = (more: Record<string, string>) =>
      run('dist/main.js', {
        ...env,
        ...more,
        DATABASE_URL: databaseUrl,
        APP_KEY: TEST_APP_KEY,
        DATA_DIR: dataDir,
        ROLE: 'worker',
      });
    const killed: number[] = [];
    try {
      await everybodyOnDuty(app);
      const database = app.get(Database);
      await database.run('UPDATE helpers SET capacity = 2');
      const category = await makeCategory(app, {
        dispatch: 'auto',
        offerSeconds: 20,
        acceptSeconds: 60,
        crew: [{ skill: null, size: 2 }],
      });
      const head = await by(app, 'head');
      const tickets: TicketView[] = [];
      for (const n of deaths(redisUrl === undefined ? 'Postgres' : 'Redis')) {
        for (let more = 0; more < 3; more += 1) tickets.push(await openTicket(app, { categoryId: category.id }));
        const doomed = worker({ DIE_AT: String(n), NODE_OPTIONS: '--import ./test/support/die-at.mjs' });
        await doomed.ended;
        expect(doomed.child.signalCode ?? doomed.output()).toBe('SIGKILL');
        killed.push(n);
        expect(await database.rows(UNSOUND)).toEqual([]);
        // a job that died with it is relayed again after a minute: it passes at once
        await database.run(
          `UPDATE outbox SET relayed_at = relayed_at - interval '61 seconds' WHERE relayed_at IS NOT NULL`,
        );
        for (const { id } of tickets.slice(-3)) {
          const [offer] = await liveOffers(app, id);
          if (offer !== undefined) await head.post(`/offers/${offer.id}/accept`).expect(200);
        }
      }
      const sound = worker({});
      try {
        await eventually(
          'all that waits is done',
          async () =>
            (await database.one('SELECT 1 FROM outbox')) === undefined &&
            (await hanging(app, new Date(Date.now() - 3_000))).length === 0,
          60,
        );
      } finally {
        sound.child.kill('SIGKILL');
        await sound.ended;
      }
      for (const { id } of tickets) expect((await offersOf(app, id)).length).toBeGreaterThan(0);
      expect((await verify(app)).rows).toEqual([]);
    } finally {
      await app.close();
      await store.drop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  }, 600_000);
});
