import { Database } from '../../platform/database/database.js';
import { eventTypes, sweep } from '../../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, forgetSessions, makeCategory, type Asking } from '../../../test/support/people.js';
import { opened, ticketNow } from '../../../test/support/tickets.js';
import { verify } from '../../../test/support/verify.js';

let app: TestApp;
let administrator: Asking;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
});
beforeEach(async () => {
  app.clock.set('2026-12-01T02:00:00Z');
  forgetSessions(app);
  administrator = await by(app, 'administrator');
});
afterAll(() => app.close());

const put = (who: Asking, year: number | string, days: object[]) =>
  app.http.put(`/calendar/${year}`).set('Authorization', `Bearer ${who.token}`).send({ days });
const newYear = { day: '2027-01-01', kind: 'holiday', name: '元旦' };

/** as it was before the test */
async function forget2027(): Promise<void> {
  const database = app.get(Database);
  await database.run(`DELETE FROM calendar_days WHERE day > '2026-12-31'`);
  await database.run(`UPDATE calendar_known_through SET day = '2026-12-31'`);
}
afterEach(forget2027);

it('2026 comes with the installation, by the State Council’s notice', async () => {
  const { body } = await administrator.get('/calendar/2026').expect(200);
  expect(body).toMatchObject({ year: 2026, knownThrough: '2026-12-31', endsSoon: true, change: { enteredBy: null } });
  const days = body.days as { day: string; kind: string; hoursOf: number | null }[];
  expect(days.filter(({ kind }) => kind === 'holiday')).toHaveLength(3 + 9 + 3 + 5 + 3 + 3 + 7);
  expect(days.filter(({ kind }) => kind === 'workday').map(({ day, hoursOf }) => [day, hoursOf])).toEqual([
    ['2026-01-04', 5],
    ['2026-02-14', 5],
    ['2026-02-28', 5],
    ['2026-05-09', 5],
    ['2026-09-20', 5],
    ['2026-10-10', 5],
  ]);
  const { body: none } = await administrator.get('/calendar/2027').expect(200);
  expect(none).toMatchObject({ days: [], change: null });
});

it('a year is entered by an administrator of all, who stands in it; the last one counts', async () => {
  for (const who of ['operator', 'leader', 'head'] as const) {
    const { body } = await put(await by(app, who), 2027, [newYear]).expect(403);
    expect(body.code).toBe('not-permitted');
  }
  await put(administrator, 2027, [newYear, { day: '2027-01-02', kind: 'workday', name: '元旦', hoursOf: 1 }]).expect(
    200,
  );
  const { body } = await put(administrator, 2027, [newYear, { day: '2027-01-03', kind: 'workday', name: '元旦' }]);
  const { body: me } = await administrator.get('/me').expect(200);
  expect(body).toMatchObject({ knownThrough: '2027-12-31', endsSoon: false, change: { enteredBy: me.name } });
  expect(body.days).toEqual([
    { ...newYear, hoursOf: null },
    { day: '2027-01-03', kind: 'workday', name: '元旦', hoursOf: 5 },
  ]);
  const changes = await app
    .get(Database)
    .rows<{ n: number }>('SELECT jsonb_array_length(days) AS n FROM calendar_changes WHERE year = 2027 ORDER BY no');
  expect(changes.map(({ n }) => n)).toEqual([2, 2]);
});

it.each([
  ['a year that leaves one out', 2028, [{ ...newYear, day: '2028-01-01' }], 422, 'calendar-gap', undefined],
  ['a day of another year', 2027, [{ ...newYear, day: '2028-01-01' }], 422, 'day-of-another-year', 'days.0.day'],
  ['a day twice', 2027, [newYear, newYear], 422, 'day-given-twice', 'days.1.day'],
  ['no day at all', 2027, [], 400, 'invalid-input', 'days'],
  ['a day that does not exist', 2027, [{ ...newYear, day: '2027-02-29' }], 400, 'invalid-input', 'days.0.day'],
  ['a year that is none', 'soon', [newYear], 400, 'invalid-input', 'year'],
])('refused: %s', async (_, year, days, status, code, field) => {
  const { body } = await put(administrator, year, days).expect(status);
  expect([body.code, body.errors?.[0]?.field]).toEqual([code, field]);
  expect((await administrator.get('/calendar/2027').expect(200)).body.days).toEqual([]);
});

it('is told at the health check 45 days before it ends', async () => {
  const warnings = async () => (await app.http.get('/health/ready').expect(200)).body.warnings;
  expect(await warnings()).toEqual([{ code: 'calendar-ends', knownThrough: '2026-12-31' }]);
  app.clock.set('2026-11-15T15:59:00Z');
  expect(await warnings()).toEqual([]);
});

it('on a holiday a station is closed, and its clock stands; beyond the calendar nobody says that it is open', async () => {
  const { body: page } = await administrator.get('/stations', { limit: 1 }).expect(200);
  const openNow = async () => (await administrator.get(`/stations/${page.items[0].id}`).expect(200)).body.openNow;
  await app
    .get(Database)
    .run(`UPDATE stations SET hours = '[{"weekday": 5, "from": 480, "to": 1200}]'::jsonb WHERE id = $1`, [
      page.items[0].id,
    ]);
  app.clock.set('2027-01-01T02:00:00Z');
  forgetSessions(app);
  administrator = await by(app, 'administrator');
  expect(await openNow()).toBeNull();
  await put(administrator, 2027, [newYear]).expect(200);
  expect(await openNow()).toBe(false);
  app.clock.set('2027-01-08T02:00:00Z');
  expect(await openNow()).toBe(true);
});

describe('a request whose deadlines lie beyond the calendar', () => {
  /** at the story's station, which is open 08:00–20:00 each day; three hours to resolve */
  async function atYearsEnd() {
    app.clock.set('2026-12-31T10:00:00Z');
    forgetSessions(app);
    administrator = await by(app, 'administrator');
    const category = await makeCategory(app, { roundTheClock: false, acceptSeconds: 600, resolveSeconds: 10_800 });
    return opened(app, { categoryId: category.id });
  }

  it('is taken, with the earliest deadlines there can be, and marked; entering the year sets them anew', async () => {
    const ticket = await atYearsEnd();
    // two hours are left on Thursday; the third one begins, at the earliest, at midnight
    expect(ticket).toMatchObject({ resolveDue: '2026-12-31T17:00:00.000Z', dueProvisional: true });
    await sweep(app);
    expect(await eventTypes(app, ticket.id)).toEqual(['opened']);
    await put(administrator, 2027, [newYear]).expect(200);
    await sweep(app);
    await sweep(app);
    expect(await eventTypes(app, ticket.id)).toEqual(['opened', 'deadlines_set']);
    expect(await ticketNow(app, ticket.id)).toMatchObject({
      acceptDue: ticket.acceptDue,
      resolveDue: '2027-01-02T01:00:00.000Z',
      dueProvisional: false,
    });
    expect((await verify(app)).rows).toEqual([]);
  });

  it('goes up meanwhile rather than wait for nobody, and what was told too early is taken back', async () => {
    const ticket = await atYearsEnd();
    app.clock.set('2026-12-31T18:00:00Z');
    await sweep(app);
    expect(await ticketNow(app, ticket.id)).toMatchObject({ escalation: { level: 1 }, dueProvisional: true });
    expect((await ticketNow(app, ticket.id)).missed).toEqual(['accept', 'resolve']);
    await put(administrator, 2027, [newYear]).expect(200);
    await sweep(app);
    const now = await ticketNow(app, ticket.id);
    expect([now.missed, now.dueProvisional, now.escalation.level]).toEqual([['accept'], false, 1]);
    expect((await verify(app)).rows).toEqual([]);
  });

  it('what is resolved before anybody can say that it is late is on time', async () => {
    const ticket = await atYearsEnd();
    app.clock.set('2026-12-31T18:00:00Z');
    const head = await by(app, 'head');
    await head.post(`/tickets/${ticket.id}/resolve`, { outcome: 'explained', note: '已说明' }).expect(200);
    const { body } = await head.get(`/tickets/${ticket.id}/events`).expect(200);
    const record = (body as { type: string; changes: object }[]).find(({ type }) => type === 'resolved');
    expect(record?.changes).toMatchObject({ onTime: true });
    expect((await verify(app)).rows).toEqual([]);
  });
});
