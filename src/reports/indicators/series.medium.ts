import { dayOf } from '../../platform/calendar.js';
import { Database } from '../../platform/database/database.js';
import {
  CALLER,
  crewFor,
  by,
  forgetSessions,
  linkTokenOf,
  makeCategory,
  openTicket,
  storyBuildingId,
  type Asking,
} from '../../../test/support/people.js';
import { asHelper, MINUTE } from '../../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { Residents } from '../../residents/residents.js';
import type { TicketView } from '../../tickets/tickets.dto.js';
import { Facts } from './facts.js';

const HOUR = 60 * MINUTE;

let app: TestApp;
let head: Asking;
let operator: Asking;
let administrator: Asking;
let leader: Asking;
let deputy: Asking | undefined;
let stationId: string;
let streetId: string;
let categoryId: string;
let today: string;
let tickets: TicketView[];

const post = (who: Asking, ticket: TicketView | undefined, step: string, body: object = {}) =>
  who.post(`/tickets/${ticket?.id}/${step}`, body).expect(200);
const open = () => openTicket(app, { categoryId });
const openByHead = async (): Promise<TicketView> => {
  const place = { buildingId: await storyBuildingId(app) };
  const { body } = await head
    .post('/tickets', { categoryId, place, description: '灯不亮', caller: { phone: CALLER, name: '钱爷爷' } })
    .expect(201);
  return body as TicketView;
};
const all = () => ({ from: today, to: today });

async function signInAll(): Promise<void> {
  forgetSessions(app);
  [head, operator] = [await by(app, 'head'), await by(app, 'operator')];
  [administrator, leader] = [await by(app, 'administrator'), await by(app, 'leader')];
}

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  // nine in the morning of a day to come, local time
  const noon = new Date(`${dayOf(new Date(Date.now() + 48 * HOUR))}T01:00:00Z`);
  app.clock.set(noon);
  today = dayOf(noon);
  await signInAll();
  categoryId = (await makeCategory(app, { crew: [{ skill: null, size: 1 }], name: '=1+1' })).id;
  tickets = [];
  for (let n = 0; n < 3; n += 1) tickets.push(await open());
  stationId = tickets[0]?.station?.id ?? '';
  const { body } = await administrator.get(`/areas/${tickets[0]?.area.id}`).expect(200);
  streetId = (body.ancestors as { id: string; kind: string }[]).find(({ kind }) => kind === 'street')?.id ?? '';
  const [first, second] = tickets;
  app.clock.advance(5 * MINUTE);
  for (const ticket of [first, second]) await post(head, ticket, 'take');
  for (const ticket of [first, second]) await post(head, ticket, 'start');
  app.clock.advance(2 * HOUR);
  await post(head, first, 'resolve', { outcome: 'done', note: '好了' });
  await post(head, second, 'resolve', { outcome: 'done', note: '好了' });
  const deputies = await app.get(Database).one<{ helperId: string }>(
    `SELECT h.id AS "helperId" FROM station_heads s JOIN helpers h ON h.account_id = s.account_id
      WHERE s.station_id = $1 AND s.role = 'deputy' AND s.valid_to IS NULL LIMIT 1`,
    [stationId],
  );
  deputy = deputies === undefined ? undefined : await asHelper(app, deputies.helperId);
}, 120_000);
afterAll(() => app.close());

describe.each(['before', 'after'])('%s they were added up', (when) => {
  beforeAll(async () => {
    if (when === 'after') await app.get(Facts).fold();
  });

  it('arrivals are told by the hour of the local day, and by day', async () => {
    const { body } = await administrator.get('/reports/arrivals', { ...all(), categoryId }).expect(200);
    expect(body.byHour).toEqual(Array.from({ length: 24 }, (_, hour) => (hour === 9 ? 3 : 0)));
    expect(body.byDay).toEqual([{ day: today, received: 3 }]);
  });

  it('times to accept and to resolve are told by their middle and their bars', async () => {
    for (const place of [{}, { stationId }, { areaId: tickets[0]?.area.id }]) {
      const { body } = await administrator.get('/reports/times', { ...all(), ...place, categoryId }).expect(200);
      const [{ accept, resolve }] = body.groups;
      expect([accept.n, resolve.n]).toEqual([2, 2]);
      expect(Math.abs(accept.p50 - 300) / 300).toBeLessThan(0.05);
      expect(Math.abs(resolve.p50 - 7_500) / 7_500).toBeLessThan(0.05);
      expect(resolve.bars.filter(({ n }: { n: number }) => n > 0)).toEqual([{ upTo: 14_400, n: 2 }]);
    }
    const month = { from: `${today.slice(0, 7)}-01`, to: lastOf(today.slice(0, 7)) };
    const [whole] = (await administrator.get('/reports/times', month).expect(200)).body.groups;
    expect([whole.accept.n, whole.resolve.n]).toEqual([2, 2]);
  });
});

it('stations stand side by side by their names, with their load and spread', async () => {
  const { body } = await administrator.get('/reports/stations', { ...all(), areaId: streetId }).expect(200);
  const names = (body.stations as { name: string }[]).map(({ name }) => name);
  expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'zh')));
  const line = body.stations.find(({ key }: { key: string }) => key === stationId);
  const members = await crewFor(app, stationId);
  expect(line.helpers).toBeGreaterThan(0);
  expect(members.length).toBeGreaterThan(0);
  expect(line.perHelper).toBeCloseTo(3 / line.helpers);
  const load = body.spread.find(({ of }: { of: string }) => of === 'perHelper');
  expect(load).toMatchObject({ n: body.stations.length, max: line.perHelper });
});

it('what is open and overdue now is told by grid and station, under a revision that moves with the record', async () => {
  const now = async () => (await administrator.get('/reports/now', { stationId }).expect(200)).body;
  const before = await now();
  expect(before.rows).toEqual([
    expect.objectContaining({ areaId: tickets[0]?.area.id, stationId, open: 1, overdue: 1, unaccepted: 1 }),
  ]);
  expect((await now()).revision).toBe(before.revision);
  await open();
  const after = await now();
  expect(after.revision).not.toBe(before.revision);
  expect(after.rows[0].open).toBe(2);
});

it('helpers are told by profession: how many, and for how many hours those who did anything', async () => {
  const { body } = await administrator.get('/reports/helpers', { ...all(), stationId }).expect(200);
  const sum = (name: string) =>
    body.professions.reduce((n: number, row: Record<string, number>) => n + (row[name] ?? 0), 0);
  const { n } = (await app
    .get(Database)
    .one<{ n: number }>('SELECT count(*)::int AS n FROM helpers WHERE station_id = $1 AND left_on IS NULL', [
      stationId,
    ])) ?? { n: 0 };
  expect([sum('helpers'), sum('active'), sum('jobs'), sum('seconds')]).toEqual([n, 1, 2, 4 * 3_600]);
});

describe('signals', () => {
  const read = async (who: Asking) =>
    Object.fromEntries(
      (
        (await who.get('/reports/signals', { ...all(), stationId }).expect(200)).body.signals as {
          signal: string;
          n: number;
        }[]
      ).map(({ signal, n }) => [signal, n]),
    );
  const rows = async (who: Asking, signal: string) =>
    (await who.get('/reports/signals/rows', { ...all(), stationId, signal }).expect(200)).body.items as {
      ticketId: string | null;
      version: number;
      answer: string | null;
    }[];

  beforeAll(async () => {
    app.clock.advance(HOUR);
    // raised, and closed at once, by the head: five of them
    for (let n = 0; n < 5; n += 1) {
      const ticket = await openByHead();
      await post(head, ticket, 'take');
      await post(head, ticket, 'resolve', { outcome: 'explained', note: '已说明' });
    }
    const [first] = tickets;
    const link = async (what: string, body: object = {}) =>
      app.http
        .post(`/links/${what}`)
        .send({ token: await linkTokenOf(app, first?.id ?? ''), ...body })
        .expect(200);
    await link('confirm');
    await link('rate', { stars: 5 });
    await link('reopen', { reason: '还是松' });
    for (let n = 0; n < 10; n += 1) {
      const ticket = await open();
      await post(head, ticket, 'take');
      await post(head, ticket, 'start');
      app.clock.advance(10 * MINUTE);
      await post(head, ticket, 'resolve', { outcome: 'done', note: '好了' });
    }
  }, 60_000);

  it('are shown to the head at once, each with its rows', async () => {
    const seen = await read(head);
    expect(seen).toEqual({
      closed_within_a_minute: 5,
      closed_in_bulk: 5,
      raised_and_closed_by_one: 5,
      reopened_after_rating: 1,
      only_silence: 0,
    });
    for (const [signal, n] of Object.entries(seen))
      expect([signal, (await rows(head, signal)).length]).toEqual([signal, n]);
  });

  it('are hidden from those above until the head has answered, one by one', async () => {
    for (const who of [leader, administrator]) {
      expect(Object.values(await read(who))).toEqual([0, 0, 0, 0, 0]);
      expect(await rows(who, 'closed_in_bulk')).toEqual([]);
    }
    const [one] = await rows(head, 'closed_in_bulk');
    const answer = {
      ticketId: one?.ticketId,
      signal: 'closed_in_bulk',
      version: one?.version,
      answer: '电话里当场说清',
    };
    expect((await leader.post('/reports/signals/answers', answer).expect(404)).body.code).toBe('not-found');
    expect((await operator.post('/reports/signals/answers', answer).expect(404)).body.code).toBe('not-found');
    await head.post('/reports/signals/answers', answer).expect(200);
    expect((await head.post('/reports/signals/answers', answer).expect(409)).body.code).toBe('signal-answered');
    expect((await read(leader)).closed_in_bulk).toBe(1);
    expect(await rows(leader, 'closed_in_bulk')).toEqual([expect.objectContaining({ answer: '电话里当场说清' })]);
    expect((await read(leader)).closed_within_a_minute).toBe(0);
  });

  it('are answered only where they show, by the period that they were shown in', async () => {
    const [one] = await rows(head, 'closed_within_a_minute');
    const answer = {
      ticketId: one?.ticketId,
      signal: 'closed_within_a_minute',
      version: one?.version,
      answer: '没有的事',
    };
    for (const wrong of [
      { version: 1 },
      { signal: 'reopened_after_rating' },
      { signal: 'only_silence' },
      { from: '2001-01-01', to: '2001-01-31' },
    ]) {
      const { body } = await head.post('/reports/signals/answers', { ...answer, ...wrong }).expect(404);
      expect(body.code).toBe('not-found');
    }
    await head.post('/reports/signals/answers', { ...answer, from: today, to: today }).expect(200);
  });

  it('are no business of operators and deputies', async () => {
    for (const who of [operator, ...(deputy === undefined ? [] : [deputy])]) {
      expect((await who.get('/reports/signals', all()).expect(403)).body.code).toBe('signals-not-yours');
    }
  });

  it('are shown to those above after three days, answered or not', async () => {
    app.clock.advance(69 * HOUR);
    await signInAll();
    expect((await read(leader)).raised_and_closed_by_one).toBe(0);
    app.clock.advance(2 * HOUR + 3 * HOUR);
    await signInAll();
    expect((await read(leader)).raised_and_closed_by_one).toBe(5);
  });

  it('only by silence: a station where nobody says anything', async () => {
    app.clock.advance(7 * 24 * HOUR);
    await signInAll();
    const { Sweeps } = await import('../../platform/queue/sweeps.js');
    await app.get(Sweeps).sweepOnce();
    const days = { from: today, to: dayOf(app.clock.now()) };
    const { body } = await head.get('/reports/signals', { ...days, stationId }).expect(200);
    const silence = body.signals.find(({ signal }: { signal: string }) => signal === 'only_silence');
    expect([silence.n, silence.of]).toEqual([16, 17]);
  });
});

describe('a table as a file', () => {
  const file = (who: Asking, query: object) => who.get('/reports/export', { from: today, to: today, ...query });
  const text = async (query: object, who = administrator) =>
    (await file(who, { format: 'csv', ...query }).expect(200)).text.replace('\ufeff', '').trim().split('\r\n');

  it('has as many rows as its figure, past a page of the table', async () => {
    const lines = await text({ report: 'rows', kind: 'received', categoryId });
    const { body } = await administrator.get('/reports/indicators', { ...all(), categoryId }).expect(200);
    expect(lines).toHaveLength(1 + body.groups[0].counts.received);
  });

  it.each(['indicators', 'counts', 'stations', 'spread', 'arrivals', 'arrivals_by_hour', 'times', 'helpers', 'now'])(
    'is made of %s',
    async (report) => {
      expect((await text({ report, by: 'station' })).length).toBeGreaterThan(1);
      const { body, headers } = await file(administrator, { report, format: 'xlsx' }).buffer(true).expect(200);
      expect(headers['content-type']).toContain('spreadsheetml');
      expect(headers['content-disposition']).toContain(`${report}-${today}`);
      expect(body).toBeDefined();
    },
  );

  it('tells arrivals by hour and the spread of stations as the answers do', async () => {
    const { body: arrivals } = await administrator.get('/reports/arrivals', all()).expect(200);
    const byHour = await text({ report: 'arrivals_by_hour' });
    expect(byHour.slice(1)).toEqual(arrivals.byHour.map((n: number, hour: number) => `${hour}:00,${n}`));
    const { body: compared } = await administrator.get('/reports/stations', all()).expect(200);
    const spread = await text({ report: 'spread' });
    expect(spread.slice(1).map((line) => line.split(',').slice(1))).toEqual(
      compared.spread.map((of: Record<string, number | null>) =>
        ['n', 'min', 'q1', 'median', 'q3', 'max'].map((each) => String(of[each] ?? '')),
      ),
    );
    expect(spread.some((line) => line.startsWith('按期结案率,'))).toBe(true);
    expect(spread.some((line) => line.startsWith('人均件数,'))).toBe(true);
  });

  it('runs nothing in a spreadsheet, whatever a category is called', async () => {
    const lines = await text({ report: 'indicators', by: 'category' });
    expect(lines.some((line) => line.startsWith("'=1+1,"))).toBe(true);
    expect(lines.some((line) => line.startsWith('=1+1'))).toBe(false);
  });

  it('is for heads, leaders and administrators, of what they may read, and leaves a line in the log', async () => {
    expect((await file(operator, { report: 'counts', format: 'csv' }).expect(403)).body.code).toBe('export-not-yours');
    await file(head, { report: 'counts', format: 'csv', areaId: streetId }).expect(404);
    await file(head, { report: 'counts', format: 'xlsx', stationId }).expect(200);
    const { body } = await administrator.get('/reports/exports').expect(200);
    expect(body.items[0]).toMatchObject({ report: 'counts', format: 'xlsx', stationId, from: today, to: today });
    expect(body.items[0].name).not.toBeNull();
    expect((await leader.get('/reports/exports').expect(403)).body.code).toBe('administrators-only');
  });
});

it('a month is told in one answer: whole, stations, categories, arrivals, times, helpers, and the opening balance apart', async () => {
  const month = today.slice(0, 7);
  const { body } = await administrator.get('/reports/monthly', { month, areaId: streetId }).expect(200);
  expect(body.month).toBe(month);
  const received = body.whole.groups[0].counts.received;
  const sum = (groups: { counts: { received: number } }[]) => groups.reduce((n, { counts }) => n + counts.received, 0);
  expect([sum(body.stations.stations), sum(body.categories)]).toEqual([received, received]);
  expect(body.arrivals.byHour.reduce((n: number, one: number) => n + one, 0)).toBe(received);
  expect(body.openingBalance[0].completed).toBeGreaterThan(0);
  expect((await administrator.get('/reports/monthly', { month: '2026-13' })).status).toBe(400);
});

it('a category is told by helpers too, and refused by name where it is not', async () => {
  const { body } = await administrator
    .get('/reports/helpers', { ...all(), stationId, categoryId: stationId })
    .expect(200);
  expect((body.professions as { jobs: number }[]).filter(({ jobs }) => jobs > 0)).toEqual([]);
  const query = { ...all(), report: 'now', format: 'csv', categoryId };
  const refused = (await administrator.get('/reports/export', query).expect(400)).body;
  expect([refused.code, refused.errors]).toEqual([
    'category-not-told',
    [expect.objectContaining({ field: 'categoryId' })],
  ]);
  await administrator.get('/reports/now', { categoryId }).expect(400);
});

it('the words of a head’s answer go with the person whom the ticket is about; that it was answered stays', async () => {
  const database = app.get(Database);
  const answers = () =>
    database.rows('SELECT answer IS NULL AS gone, answered_at IS NOT NULL AS answered FROM signal_answers');
  expect(await answers()).toEqual([1, 2].map(() => ({ gone: false, answered: true })));
  const [resident] = await database.rows<{ id: string }>(
    'SELECT DISTINCT r.resident_id AS id FROM requesters r JOIN signal_answers w ON w.ticket_id = r.ticket_id',
  );
  await app.get(Residents).erase(resident?.id ?? '');
  expect(await answers()).toEqual([1, 2].map(() => ({ gone: true, answered: true })));
});

it('an export of several places of one’s own is logged with all of them, for the administrators of each', async () => {
  const database = app.get(Database);
  const accountOf = async (who: Asking) => String((await who.get('/me').expect(200)).body.accountId);
  const accountId = await accountOf(leader);
  const places = await database.rows<{ id: string; name: string }>(
    `SELECT id, name FROM areas WHERE kind = 'community' AND valid_to IS NULL ORDER BY code LIMIT 2`,
  );
  await database.run('DELETE FROM area_roles WHERE account_id = $1', [accountId]);
  for (const { id } of places) {
    await database.run(
      `INSERT INTO area_roles (account_id, area_id, role, valid_from) VALUES ($1, $2, 'leader', '2026-01-01')`,
      [accountId, id],
    );
  }
  await signInAll();
  await leader.get('/reports/export', { ...all(), report: 'counts', format: 'csv' }).expect(200);
  const newest = async () => (await administrator.get('/reports/exports', { limit: 1 }).expect(200)).body.items[0];
  const { areaNames, stationId: station } = await newest();
  expect([[...areaNames].sort(), station]).toEqual([places.map(({ name }) => name).sort(), null]);
  await database.run(`UPDATE area_roles SET area_id = $1 WHERE role = 'administrator' AND account_id = $2`, [
    places[1]?.id,
    await accountOf(administrator),
  ]);
  await signInAll();
  expect((await newest()).areaNames).toEqual(areaNames);
});

function lastOf(month: string): string {
  const [year, of] = month.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, of ?? 0, 0)).toISOString().slice(0, 10);
}
