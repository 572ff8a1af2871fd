import { Database } from '../platform/database/database.js';
import { eventTypes, sweep } from '../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, forgetSessions, linkTokenOf, makeCategory, type Asking } from '../../test/support/people.js';
import { crewed, opened, started, ticketNow } from '../../test/support/tickets.js';
import { verify } from '../../test/support/verify.js';
import type { TicketView } from './tickets.dto.js';

const HOUR = 3_600_000;

let app: TestApp;
let head: Asking;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
});
beforeEach(async () => {
  app.clock.set(new Date());
  forgetSessions(app);
  head = await by(app, 'head');
});
afterEach(async () => {
  expect((await verify(app)).rows).toEqual([]);
});
afterAll(() => app.close());

const post = (who: Asking, { id }: { id: string }, step: string, body: object = {}) =>
  who.post(`/tickets/${id}/${step}`, body).expect(200);
const after = (time: string | Date, ms: number) => new Date(new Date(time).getTime() + ms).toISOString();

/** An hour to accept, two to arrive, ten to resolve. */
async function open(given: object = {}): Promise<TicketView> {
  const seconds = { acceptSeconds: 3_600, arriveSeconds: 7_200, resolveSeconds: 36_000, ...given };
  return opened(app, { categoryId: (await makeCategory(app, seconds)).id });
}

it('is due for a category that names it, and near and missed once, which moves the owner up', async () => {
  const ticket = await open();
  expect(ticket).toMatchObject({ arriveDue: after(ticket.openedAt, 2 * HOUR), arrivedAt: null });
  expect((await open({ arriveSeconds: null })).arriveDue).toBeNull();
  await crewed(app, ticket);
  app.clock.advance(1.7 * HOUR);
  await sweep(app);
  expect(await ticketNow(app, ticket.id)).toMatchObject({ nearing: ['arrive'], missed: [] });
  app.clock.advance(0.4 * HOUR);
  await sweep(app);
  await sweep(app);
  expect(await ticketNow(app, ticket.id)).toMatchObject({ nearing: [], missed: ['arrive'], escalation: { level: 1 } });
  const told = (await eventTypes(app, ticket.id)).filter((type) => type.startsWith('deadline_'));
  expect(told).toEqual(['deadline_nearing', 'deadline_missed']);
});

it.each(['start', 'nobody-home'])('is met by %s', async (step) => {
  const ticket = await open();
  await crewed(app, ticket);
  app.clock.advance(HOUR);
  await post(head, ticket, step);
  const { arrivedAt } = await ticketNow(app, ticket.id);
  expect(arrivedAt).toBe(app.clock.now().toISOString());
  app.clock.advance(2 * HOUR);
  await sweep(app);
  // the first arrival counts
  if (step === 'nobody-home') await post(head, ticket, 'start');
  expect(await ticketNow(app, ticket.id)).toMatchObject({ missed: [], arrivedAt });
});

it('moves with a hold as long as nobody was there, and not after that', async () => {
  const ticket = await open();
  await crewed(app, ticket);
  const hold = async () => {
    await post(head, ticket, 'hold', { until: after(app.clock.now(), HOUR), reason: '等配件' });
    app.clock.advance(HOUR / 2);
    await post(head, ticket, 'resume');
    return (await ticketNow(app, ticket.id)).arriveDue;
  };
  expect(await hold()).toBe(after(ticket.openedAt, 2.5 * HOUR));
  await post(head, ticket, 'start');
  expect(await hold()).toBe(after(ticket.openedAt, 2.5 * HOUR));
});

it('begins anew when it is reopened, and stays with a hand-over', async () => {
  const ticket = await open();
  await started(app, ticket);
  await post(head, ticket, 'resolve', { outcome: 'done', note: '好了' });
  app.clock.advance(HOUR);
  await app.http
    .post('/links/reopen')
    .send({ token: await linkTokenOf(app, ticket.id), reason: '还是松' })
    .expect(200);
  const reopened = await ticketNow(app, ticket.id);
  expect(reopened).toMatchObject({ arriveDue: after(app.clock.now(), 2 * HOUR), arrivedAt: null });
  const other = await app
    .get(Database)
    .one<{ id: string }>(
      `SELECT s.id FROM stations s JOIN station_heads h ON h.station_id = s.id AND h.role = 'head' WHERE s.id <> $1 LIMIT 1`,
      [ticket.station?.id],
    );
  app.clock.advance(HOUR);
  await post(head, ticket, 'hand-over', { stationId: other?.id, reason: '不在我们片区' });
  const row = await app
    .get(Database)
    .one<{ due: Date; arrived: Date | null }>(
      'SELECT arrive_due AS due, arrived_at AS arrived FROM tickets WHERE id = $1',
      [ticket.id],
    );
  expect(row).toEqual({ due: new Date(reopened.arriveDue ?? 0), arrived: null });
});

it('a category’s deadlines follow each other, at each urgency', async () => {
  const administrator = await by(app, 'administrator');
  const { body: known } = await administrator.get('/categories').expect(200);
  const seconds = { acceptSeconds: 100, resolveSeconds: 1_000 };
  const make = (given: object) =>
    administrator.post('/categories', {
      ...known.at(-1),
      id: undefined,
      version: undefined,
      ...seconds,
      roundTheClock: true,
      deadlines: undefined,
      code: `arrive-${Math.round(Math.random() * 1e9)}`,
      ...given,
    });
  for (const given of [
    { arriveSeconds: 99 },
    { arriveSeconds: 1_001 },
    { arriveSeconds: 500, deadlines: { urgent: { acceptSeconds: 10, resolveSeconds: 400 } } },
    { deadlines: { critical: { acceptSeconds: 10, arriveSeconds: 500, resolveSeconds: 400 } } },
  ]) {
    expect((await make(given)).body).toMatchObject({ status: 422, code: 'category-malformed' });
  }
  const fine = {
    arriveSeconds: 500,
    deadlines: { critical: { acceptSeconds: 10, arriveSeconds: 20, resolveSeconds: 400 } },
  };
  const { body: made } = await make(fine).expect(201);
  const ticket = await opened(app, { categoryId: made.id, urgency: 'critical' });
  expect(ticket.arriveDue).toBe(after(ticket.openedAt, 20_000));
});
