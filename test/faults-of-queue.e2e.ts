import { Database } from '../src/platform/database/database.js';
import { everybodyOnDuty, hanging, liveOffers, MINUTE, offersOf } from './support/crew.js';
import { startTestApp, type TestApp } from './support/harness.js';
import { by, makeCategory, openTicket } from './support/people.js';
import { describeOnBothStores, describeOnOwnRedis, eventually } from './support/stores.js';
import { verify } from './support/verify.js';
import type { TicketView } from '../src/tickets/tickets.dto.js';

const TICKETS = 12;
/** the schedule of the sweeps is put back within 15 seconds */
const BACK_S = 30;

/** People at work: one place a ticket, ten minutes an offer. */
async function atWork(app: TestApp) {
  await everybodyOnDuty(app);
  const crew = [{ skill: null, size: 1 }];
  const category = await makeCategory(app, { dispatch: 'auto', offerSeconds: 600, crew });
  const head = await by(app, 'head');
  const open = (count: number): Promise<TicketView[]> =>
    Promise.all(Array.from({ length: count }, () => openTicket(app, { categoryId: category.id })));
  const allAsked = (tickets: TicketView[], times: number, seconds?: number) =>
    eventually(
      `all were asked ${times} times, and wait`,
      async () => {
        const offers = await Promise.all(tickets.map(({ id }) => offersOf(app, id)));
        return offers.every((of) => of.length === times && of.at(-1)?.state === 'offered');
      },
      seconds,
    );
  const accept = async ({ id }: TicketView) => {
    const [offer] = await liveOffers(app, id);
    await head.post(`/offers/${offer?.id}/accept`).expect(200);
  };
  const atRest = async () => {
    const empty = async () => (await app.get(Database).one('SELECT 1 FROM outbox')) === undefined;
    await eventually('the outbox is empty', empty, BACK_S);
    expect(await hanging(app)).toEqual([]);
    expect((await verify(app)).rows).toEqual([]);
  };
  return { open, allAsked, accept, atRest };
}

describeOnBothStores('a queue that is wiped while offers are out', (openStore) => {
  it('loses nothing: what runs out is found by the sweep, the next are asked, and work goes on', async () => {
    const store = await openStore('street');
    const { databaseUrl, redisUrl, prefix } = store;
    const env = redisUrl === undefined ? undefined : { REDIS_URL: redisUrl };
    const app = await startTestApp({ template: 'street', work: true, databaseUrl, queuePrefix: prefix, env });
    try {
      const { open, allAsked, accept, atRest } = await atWork(app);
      const tickets = await open(TICKETS);
      await allAsked(tickets, 1);

      await store.wipe();
      app.clock.advance(11 * MINUTE);
      await allAsked(tickets, 2, BACK_S);
      for (const { id } of tickets) {
        const [first, second] = await offersOf(app, id);
        expect(first?.state).toBe('expired');
        expect(second?.helperId).not.toBe(first?.helperId);
      }
      for (const ticket of tickets) await accept(ticket);
      await allAsked(await open(2), 1);
      await atRest();
    } finally {
      await app.close();
      await store.drop();
    }
  });
});

describeOnOwnRedis('a Redis that is killed, and comes back empty', (redis) => {
  it('stops nobody: tickets are opened and offers accepted meanwhile, and afterwards all are asked', async () => {
    await redis.start();
    const app = await startTestApp({ template: 'street', work: true, env: { REDIS_URL: redis.url } });
    try {
      const { open, allAsked, accept, atRest } = await atWork(app);
      const before = await open(TICKETS);
      await allAsked(before, 1);

      await redis.kill();
      const accepted = before.slice(0, 4);
      for (const ticket of accepted) await accept(ticket);
      const meanwhile = await open(4);
      app.clock.advance(11 * MINUTE);
      // longer than a relay and a sweep need to run into it
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await redis.start();

      await allAsked(before.slice(4), 2, BACK_S);
      await allAsked(meanwhile, 1, BACK_S);
      for (const { id } of accepted) expect((await offersOf(app, id)).map(({ state }) => state)).toEqual(['accepted']);
      await allAsked(await open(2), 1);
      await atRest();
    } finally {
      await app.close();
      await redis.close();
    }
  });
});
