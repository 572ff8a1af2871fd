import { createApp } from '../../src/app.js';
import { DemoMonth, PlayedClock } from '../../src/demo/month.js';
import { dayOf } from '../../src/platform/calendar.js';
import { readConfig } from '../../src/platform/config.js';
import { Facts } from '../../src/reports/indicators/facts.js';
import { TEST_APP_KEY } from '../../test/support/app-key.mjs';
import { startTestApp, testDatabase, type TestApp, type TestDatabase } from '../../test/support/harness.js';
import { by, type Asking } from '../../test/support/people.js';
import { verify } from '../../test/support/verify.js';
import { arrivalsBefore } from './arrivals.js';

/** noon of a local day */
const NOW = new Date(`${dayOf(new Date())}T04:00:00Z`);
const ARRIVALS = arrivalsBefore(NOW, 12, 8);
const PERIOD = { from: dayOf(ARRIVALS[0]?.openedAt ?? NOW), to: dayOf(NOW) };

let street: TestDatabase;
let app: TestApp;
let administrator: Asking;

/** As the command does it: a process of its own, which tells each ticket the time of its own. */
async function play(): Promise<boolean> {
  const clock = new PlayedClock();
  const config = readConfig({
    DATABASE_URL: street.url,
    APP_KEY: TEST_APP_KEY,
    ROLE: 'api',
    LOG_LEVEL: 'silent',
    DEMO: 'true',
  });
  const player = await createApp({ config, databaseUrl: street.url, clock });
  try {
    return await player.get(DemoMonth, { strict: false }).play(ARRIVALS, clock, NOW, () => undefined);
  } finally {
    await player.close();
  }
}

beforeAll(async () => {
  street = await testDatabase('street');
  expect(await play()).toBe(true);
  app = await startTestApp({ databaseUrl: street.url, env: { DEMO: 'true' } });
  app.clock.set(NOW);
  administrator = await by(app, 'administrator');
}, 180_000);
afterAll(async () => {
  await app.close();
  await street.drop();
});

it('every ticket of the month stands to its record, and figures to their facts', async () => {
  const before = await verify(app);
  expect([before.rows, before.tickets]).toEqual([[], ARRIVALS.length]);
  await app.get(Facts).fold();
  expect((await verify(app)).rows).toEqual([]);
});

it('every figure has something to tell', async () => {
  const { body } = await administrator.get('/reports/indicators', PERIOD).expect(200);
  const [{ counts, indicators }] = body.groups;
  expect(counts.received).toBe(ARRIVALS.length);
  const nothing = (indicators as { indicator: string; value: number | null }[]).filter(({ value }) => value === null);
  expect(nothing).toEqual([]);
  // most comes to an end, and nobody waits for what is over
  expect(counts.closed_done_link + counts.closed_done_call_back + counts.closed_done_silence).toBeGreaterThan(
    ARRIVALS.length / 3,
  );
  expect(counts.transferred_in).toBeGreaterThan(0);
  const { body: arrivals } = await administrator.get('/reports/arrivals', PERIOD).expect(200);
  expect((arrivals.byHour as number[]).reduce((all, n) => all + n, 0)).toBe(ARRIVALS.length);
  expect(arrivals.byDay.length).toBeGreaterThan(10);
});

it('is played once: a street that has a past keeps it', async () => {
  expect(await play()).toBe(false);
});
