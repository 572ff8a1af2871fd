import { DateTime } from 'luxon';
import { generateStreet } from '../demo/street.js';
import { dayOf, ZONE } from '../platform/calendar.js';
import { Database } from '../platform/database/database.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import type { CountsReport } from './counts.js';
import type { TicketView } from '../tickets/tickets.dto.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, linkTokenOf, makeCategory, openTicket, storyBuildingId, type Asking } from '../../test/support/people.js';
import { ticketNow } from '../../test/support/tickets.js';

const DAY = 86_400_000;
const street = generateStreet();

let app: TestApp;
let database: Database;
let head: Asking;
let operator: Asking;
/** sees the whole city */
let administrator: Asking;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  database = app.get(Database);
  head = await by(app, 'head');
  operator = await by(app, 'operator');
  administrator = await by(app, 'administrator');
});
afterEach(() => app.clock.set(new Date()));
afterAll(() => app.close());

/** One place that anyone fills: the head's taking makes the crew. */
const soloCategory = async () => (await makeCategory(app, { crew: [{ skill: null, size: 1 }] })).id;
const step = (who: Asking, { id }: TicketView, name: string, body: object = {}) =>
  who.post(`/tickets/${id}/${name}`, body).expect(200);

async function done(ticket: TicketView, outcome = 'done'): Promise<TicketView> {
  await step(head, ticket, 'take');
  await step(head, ticket, 'start');
  await step(head, ticket, 'resolve', { outcome, note: '好了' });
  return ticket;
}

async function byLink(ticket: TicketView, what: 'confirm' | 'reopen' | 'rate', body: object = {}) {
  return app.http.post(`/links/${what}`).send({ token: await linkTokenOf(app, ticket.id), ...body });
}

async function report(query: Record<string, unknown> = {}, who = administrator): Promise<CountsReport[]> {
  const [from, to] = [app.clock.now().getTime() - 8 * DAY, app.clock.now().getTime()].map((at) => dayOf(new Date(at)));
  const { body } = await who.get('/reports/counts', { from, to, ...query }).expect(200);
  return body as CountsReport[];
}

async function only(query: Record<string, unknown>, who = administrator): Promise<CountsReport> {
  const [row, ...more] = await report(query, who);
  if (row === undefined || more.length > 0) throw new Error(`${more.length + 1} rows`);
  return row;
}

describe('what is counted', () => {
  it('received, resolved by outcome, completed by way, withdrawn, cancelled, and the mean of the stars', async () => {
    const categoryId = await soloCategory();
    const open = () => openTicket(app, { categoryId });
    expect((await byLink(await done(await open()), 'confirm')).status).toBe(200);
    await step(operator, await done(await open()), 'confirm', { way: 'call_back' });
    const slip = await done(await open());
    await step(operator, slip, 'confirm', { way: 'slip' });
    const silent = await done(await open());
    for (const outcome of ['referred', 'explained', 'not_possible']) {
      await step(operator, await done(await open(), outcome), 'confirm', { way: 'call_back' });
    }
    await step(operator, await open(), 'cancel', { reason: '重复' });
    const reopened = await done(await open());
    await step(operator, reopened, 'confirm', { way: 'slip' });
    for (const [ticket, stars] of [
      [slip, 5],
      [reopened, 2],
    ] as const)
      expect((await byLink(ticket, 'rate', { stars })).status).toBe(200);
    expect((await byLink(reopened, 'reopen', { reason: '没好' })).status).toBe(200);
    app.clock.advance(7 * DAY + 60_000);
    await app.get(Sweeps).sweepOnce();
    expect((await ticketNow(app, silent.id)).confirmation).toBe('silence');

    expect(await only({ categoryId })).toMatchObject({
      received: 9,
      resolved: { done: 5, referred: 1, explained: 1, notPossible: 1, onTime: 8 },
      completed: { link: 1, callBack: 1, slip: 2, silence: 1, total: 5 },
      withdrawn: 1,
      net: 4,
      cancelled: 1,
      ratings: 2,
      meanStars: 3.5,
    });
  });

  it('times to accept and to resolve, median and 90th percentile within 5 %', async () => {
    const categoryId = await soloCategory();
    const start = Date.now() - 6 * 3_600_000;
    const at = (seconds: number) => ({ happenedAt: new Date(start + seconds * 1000).toISOString() });
    for (const [accept, resolve] of [
      [240, 3_000],
      [1_200, 5_000],
      [7_200, 9_000],
    ] as const) {
      const ticket = await openTicket(app, { categoryId, ...at(0) });
      await step(head, ticket, 'take', at(accept));
      await step(head, ticket, 'start', at(accept));
      await step(head, ticket, 'resolve', { outcome: 'done', note: '好', ...at(resolve) });
    }
    const { acceptSeconds, resolveSeconds, resolved } = await only({ categoryId });
    const within = (value: number | null, seconds: number) =>
      expect(Math.abs((value ?? 0) - seconds) / seconds).toBeLessThanOrEqual(0.05);
    within(acceptSeconds.median, 1_200);
    within(acceptSeconds.p90, 7_200);
    within(resolveSeconds.median, 5_000);
    within(resolveSeconds.p90, 9_000);
    // an hour was due: one of three was on time
    expect(resolved).toMatchObject({ done: 3, onTime: 1 });
  });

  it('on the local day on which it happened, not on the day of UTC and not on that of its entry', async () => {
    const categoryId = await soloCategory();
    const today = DateTime.now().setZone(ZONE);
    const midnight = today.startOf('day').minus({ days: 2 });
    const at = (minutes: number) => ({ happenedAt: midnight.plus({ minutes }).toUTC().toISO() });
    const ticket = await openTicket(app, { categoryId, ...at(-1) });
    await step(head, ticket, 'take', at(-1));
    await step(head, ticket, 'start', at(-1));
    await step(head, ticket, 'resolve', { outcome: 'done', note: '好', ...at(1) });
    await step(operator, ticket, 'confirm', { way: 'slip' });
    const days = await report({ categoryId, by: 'day' });
    expect(
      days.map(({ key, received, resolved, completed }) => [key, received, resolved.done, completed.slip]),
    ).toEqual([
      [midnight.minus({ days: 1 }).toISODate(), 1, 0, 0],
      [midnight.toISODate(), 0, 1, 0],
      [dayOf(new Date()), 0, 0, 1],
    ]);
    const [month] = await report({ categoryId, by: 'month', from: '2020-01-01' });
    expect(month?.key).toMatch(/^\d{4}-\d{2}$/);
    const halfYears = await report({ categoryId, by: 'half-year', from: '2020-01-01' });
    expect(halfYears.at(-1)?.key).toBe(`${today.year}-H${today.month <= 6 ? 1 : 2}`);
  });

  it('of what an area does itself for the area: its owner reports it, the resident confirms', async () => {
    const categoryId = await soloCategory();
    const ticket = await openTicket(app, { categoryId, place: { areaCode: '370203008' } });
    const owner = street.staff.find(({ onDutyFor }) => onDutyFor.includes('370203'))?.phone;
    await step(await by(app, owner as `+${string}`), ticket, 'resolve', { outcome: 'done', note: '街道已办' });
    expect((await byLink(ticket, 'confirm')).status).toBe(200);
    expect(await report({ categoryId, by: 'holder' })).toMatchObject([
      { key: ticket.area.id, received: 1, resolved: { done: 1 }, completed: { link: 1, total: 1 } },
    ]);
  });

  it('of a ticket in triage for the area, until a station takes it over: out there, in here', async () => {
    const categoryId = await soloCategory();
    const ticket = await openTicket(app, { categoryId, place: { areaCode: '370203008' } });
    const place = { buildingId: await storyBuildingId(app) };
    await step(administrator, ticket, 'place', { place });
    const rows = await report({ categoryId, by: 'holder' });
    const { station } = await ticketNow(app, ticket.id);
    const of = (key: string | undefined) => rows.find((row) => row.key === key);
    expect(rows).toHaveLength(2);
    expect(of(ticket.area.id)).toMatchObject({ received: 1, transferredOut: 1, transferredIn: 0 });
    expect(of(station?.id)).toMatchObject({ received: 0, transferredOut: 0, transferredIn: 1 });
  });
});

describe('a completion', () => {
  it("moves its station, community, street and district alike, the category, day, month and half-year; nobody else's", async () => {
    const categoryId = await soloCategory();
    const ticket = await done(await openTicket(app, { categoryId }));
    const { body: grid } = await administrator.get(`/areas/${ticket.area.id}`).expect(200);
    const areas: { id: string; kind: string }[] = grid.ancestors;
    expect(areas.map(({ kind }) => kind)).toEqual(['city', 'district', 'street', 'community']);
    const queries = [{ stationId: ticket.station?.id }, ...areas.map(({ id }) => ({ areaId: id }))];
    const totals = async () => {
      const found = [];
      for (const query of queries) found.push((await only(query)).net);
      return found;
    };
    const [before, holders] = [await totals(), await report({ by: 'holder' })];
    expect((await byLink(ticket, 'confirm')).status).toBe(200);
    expect(await totals()).toEqual(before.map((net) => net + 1));
    for (const grouping of ['category', 'day', 'month', 'half-year'])
      expect((await report({ categoryId, by: grouping })).map(({ net }) => net)).toEqual([1]);
    const after = await report({ by: 'holder' });
    expect(after.filter(({ key }) => key !== ticket.station?.id)).toEqual(
      holders.filter(({ key }) => key !== ticket.station?.id),
    );
  });

  it('whose transaction fails as it commits is not counted, and leaves no event', async () => {
    const categoryId = await soloCategory();
    const ticket = await done(await openTicket(app, { categoryId }));
    const { version } = await ticketNow(app, ticket.id);
    await database.run(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$`);
    await database.run(
      `CREATE CONSTRAINT TRIGGER fail_late AFTER UPDATE ON tickets DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW WHEN (NEW.id = '${ticket.id}') EXECUTE FUNCTION fail()`,
    );
    expect((await byLink(ticket, 'confirm')).status).toBe(500);
    await database.run('DROP TRIGGER fail_late ON tickets');
    expect((await only({ categoryId })).completed.total).toBe(0);
    expect(await ticketNow(app, ticket.id)).toMatchObject({ state: 'resolved', version });
    expect((await byLink(ticket, 'confirm')).status).toBe(200);
    expect((await only({ categoryId })).completed.total).toBe(1);
  });

  it('is counted exactly once each: twenty tickets that are confirmed at once', async () => {
    const categoryId = await soloCategory();
    const tickets = [];
    for (let n = 0; n < 20; n += 1) tickets.push(await done(await openTicket(app, { categoryId })));
    const answers = await Promise.all(tickets.map((ticket) => byLink(ticket, 'confirm')));
    expect(answers.map(({ status }) => status)).toEqual(tickets.map(() => 200));
    expect(await only({ categoryId })).toMatchObject({ completed: { link: 20, total: 20 }, received: 20 });
  });

  it('is counted exactly once: one ticket that is confirmed ten times at once', async () => {
    const categoryId = await soloCategory();
    const ticket = await done(await openTicket(app, { categoryId }));
    const answers = await Promise.all(Array.from({ length: 10 }, () => byLink(ticket, 'confirm')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
    expect((await only({ categoryId })).completed).toMatchObject({ link: 1, total: 1 });
  });
});

describe('figures are shown', () => {
  const phoneOf = (code: string) =>
    street.staff.find(({ role, areaCode }) => role === 'leader' && areaCode === code)?.phone;
  const areaId = async (code: string) => {
    const row = await database.one<{ id: string }>('SELECT id FROM areas WHERE code = $1', [code]);
    return row?.id ?? '';
  };
  const refused = async (who: Asking, query: Record<string, unknown>) => {
    const { body } = await who.get('/reports/counts', { from: '2026-01-01', to: '2027-01-01', ...query });
    return [body.status, body.errors?.[0]?.field];
  };

  it('to a head of their own station, unless told so by default; of no other and of no area', async () => {
    const { station } = await openTicket(app, { categoryId: await soloCategory() });
    const own = await only({ stationId: station?.id }, head);
    expect(own.received).toBeGreaterThan(0);
    expect(await only({}, head)).toEqual(own);
    const other = street.helpers.find(({ role, stationCode }) => role === 'head' && stationCode !== station?.code);
    const stranger = await by(app, other?.phone as `+${string}`);
    expect(await refused(stranger, { stationId: station?.id })).toEqual([404, 'stationId']);
    expect(await report({}, stranger)).toEqual([]);
    expect(await refused(head, { areaId: await areaId('370203005011') })).toEqual([404, 'areaId']);
    expect(await refused(await by(app, 'helper'), {})).toEqual([404, undefined]);
  });

  it('to a leader of a community of that community only', async () => {
    const [own, other] = [
      '370203005011',
      street.areas.find(({ kind, code }) => kind === 'community' && code !== '370203005011')?.code,
    ];
    const leader = await by(app, phoneOf(own ?? '') as `+${string}`);
    const figures = await only({ areaId: await areaId(own ?? '') }, leader);
    expect(figures.received).toBeGreaterThan(0);
    expect(await only({}, leader)).toEqual(figures);
    for (const code of [other, '370203005', '370203'])
      expect(await refused(leader, { areaId: await areaId(code ?? '') })).toEqual([404, 'areaId']);
  });

  it('for a period that ends before it begins, or a day that is none, to nobody', async () => {
    expect(await refused(administrator, { from: '2026-02-02', to: '2026-02-01' })).toEqual([422, 'to']);
    expect(await refused(administrator, { from: '2026-02-30' })).toEqual([400, 'from']);
    expect(await refused(administrator, { by: 'colour' })).toEqual([400, 'by']);
  });
});
