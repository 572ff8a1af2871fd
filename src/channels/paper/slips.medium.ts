import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import {
  by,
  CALLER,
  crewFor,
  makeCategory,
  openTicket,
  storyBuildingId,
  type Asking,
} from '../../../test/support/people.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/outbox.js';
import { ticketNow } from '../../../test/support/tickets.js';
import { eventTypes } from '../../../test/support/crew.js';
import { dayOf } from '../../platform/calendar.js';

const HOUR = 3_600_000;

let app: TestApp;
let operator: Asking;
let head: Asking;
let categoryId: string;
let slip: Record<string, unknown>;

const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  operator = await by(app, 'operator');
  head = await by(app, 'head');
  categoryId = (await makeCategory(app)).id;
  const { station } = await openTicket(app, { categoryId });
  const helperIds = (await crewFor(app, station?.id ?? '')).slice(0, 2).map(({ id }) => id);
  slip = {
    categoryId,
    description: '扶手松了',
    place: { buildingId: await storyBuildingId(app) },
    unit: '4单元',
    caller: { phone: CALLER, name: '赵奶奶' },
    helperIds,
    openedAt: ago(50),
    startedAt: ago(49),
    resolvedAt: ago(48),
    confirmedAt: ago(47),
    outcome: 'done',
    note: '已紧固',
    signed: true,
  };
});
afterAll(() => app.close());

const enter = (change: object = {}, who = operator) => who.post('/slips', { ...slip, ...change });
const tickets = async () =>
  (await app.get(Database).one<{ n: number }>('SELECT count(*)::int AS n FROM tickets'))?.n ?? 0;

describe('a slip of paper', () => {
  it('of a day that is in an opening balance is not counted a second time', async () => {
    const own = (await makeCategory(app)).id;
    const { body } = await enter({ categoryId: own }).expect(201);
    await app.get(Database).run('DELETE FROM counts WHERE holder_id = $1', [body.station.id]); // as before its first day here
    const day = dayOf(new Date(ago(48)));
    const item = { stationId: body.station.id, categoryId: own, from: day, until: day, completed: 3, source: '台账' };
    await (await by(app, 'administrator')).post('/opening-balances', { items: [item] }).expect(200);
    const before = await tickets();
    const refused = await enter({ categoryId: own });
    expect([refused.status, refused.body.code]).toEqual([409, 'slip-in-opening-balance']);
    expect(refused.body.errors).toMatchObject([{ field: 'resolvedAt' }]);
    await enter({ categoryId: (await makeCategory(app)).id }).expect(201);
    expect(await tickets()).toBe(before + 1);
  });

  it('signed, and entered by an operator, is a whole record, and counts on the day it happened', async () => {
    const own = (await makeCategory(app)).id;
    const { body } = await enter({ categoryId: own, slipNumber: 'A-0001' }).expect(201);
    expect(body).toMatchObject({ state: 'closed', outcome: 'done', confirmation: 'slip', slipNumber: 'A-0001' });
    expect(await eventTypes(app, body.id)).toEqual(['opened', 'joined', 'joined', 'started', 'resolved', 'confirmed']);
    const { body: events } = await head.get(`/tickets/${body.id}/events`).expect(200);
    for (const event of events) {
      expect(event.channel).toBe('paper');
      expect(new Date(event.enteredAt).getTime() - new Date(event.happenedAt).getTime()).toBeGreaterThan(46 * HOUR);
    }
    expect(events[5].happenedAt).toBe(slip.confirmedAt);
    const counts = await app.get(Database).rows(
      `SELECT day::text AS day, received, resolved_done AS done, completed_slip AS completed FROM counts WHERE category_id = $1
          ORDER BY day`,
      [own],
    );
    const total = counts.reduce<Record<string, number>>((sum, row) => {
      const { day, ...counted } = row as { day: string } & Record<string, number>;
      expect([dayOf(new Date(ago(50))), dayOf(new Date(ago(47)))]).toContain(day);
      for (const [key, n] of Object.entries(counted)) sum[key] = (sum[key] ?? 0) + Number(n);
      return sum;
    }, {});
    expect(total).toEqual({ received: 1, done: 1, completed: 1 });
  });

  it('entered by a head stays reported, for the call-back list, signed or not', async () => {
    for (const signed of [true, false]) {
      const own = (await makeCategory(app)).id;
      const change = { categoryId: own, signed, ...(signed ? {} : { confirmedAt: undefined }) };
      const { body } = await enter(change, head).expect(201);
      expect(body).toMatchObject({ state: 'resolved', confirmation: null });
      const { body: list } = await operator.get('/call-backs', { categoryId: own }).expect(200);
      expect(list.items).toHaveLength(1);
    }
  });

  it('of which an outcome is not one’s own to finalise is refused; the head may', async () => {
    const explained = { outcome: 'explained', startedAt: undefined };
    const refused = await enter(explained);
    expect(refused.body).toMatchObject({ status: 403, code: 'outcome-not-yours', errors: [{ field: 'outcome' }] });
    expect((await enter(explained, head).expect(201)).body).toMatchObject({ state: 'resolved', outcome: 'explained' });
  });

  it('with the same number is entered once, also where two do it at once; the ticket is named', async () => {
    const answers = await Promise.all([1, 2].map(() => enter({ slipNumber: 'B-7' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const [first, second] = answers.sort((a, b) => a.status - b.status);
    expect(second?.body).toMatchObject({ code: 'slip-entered-already', errors: [{ field: 'slipNumber' }] });
    expect(second?.body.reference).toBe(first?.body.reference);
    expect(second?.body.detail).toContain(first?.body.reference);
    // a slip without a number is nobody's twin
    await enter().expect(201);
    await enter().expect(201);
  });

  it.each([
    ['started before it was asked for', { startedAt: ago(51) }, 422, 'slip-order', 'startedAt'],
    ['resolved before it was started', { resolvedAt: ago(49.5) }, 422, 'slip-order', 'resolvedAt'],
    ['signed before it was resolved', { confirmedAt: ago(48.5) }, 422, 'slip-order', 'confirmedAt'],
    ['asked for 8 days ago', { openedAt: ago(8 * 24) }, 422, 'happened-at-out-of-range', 'openedAt'],
    ['not signed, with a time of confirmation', { signed: false }, 422, 'slip-not-signed', 'confirmedAt'],
    ['of helpers that nobody knows', { helperIds: [newId()] }, 422, 'unknown-helper', 'helperIds'],
    ['of more than the crew', { helperIds: [1, 2, 3, 4].map(() => newId()) }, 422, 'slip-crew-too-large', 'helperIds'],
    ['of nobody', { helperIds: [] }, 400, 'invalid-input', 'helperIds'],
  ])('%s is refused by its field, and nothing is left', async (_, change, status, code, field) => {
    const before = await tickets();
    const { body } = await enter(change);
    expect(body).toMatchObject({ status, code, errors: [{ field }] });
    expect(await tickets()).toBe(before);
  });

  it('is for operators over the place and for the head of its station', async () => {
    for (const who of ['helper', 'leader'] as const) {
      const { body } = await enter({}, await by(app, who));
      expect(body).toMatchObject({ status: 403, code: 'not-permitted' });
    }
    const { body } = await enter({}, await by(app, 'deputy')).expect(201);
    expect((await ticketNow(app, body.id)).state).toBe('resolved');
  });
});
