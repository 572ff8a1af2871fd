import { asAccount, asPhone } from '../../test/support/crew.js';
import { rowCounts } from '../../test/support/bad.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { makeCategory, openTicket, PHONES, type Asking } from '../../test/support/people.js';
import { Database } from '../platform/database/database.js';

let test: TestApp;
let administrator: Asking;
let head: Asking;
let own: string;
let stations: { id: string; code: string; name: string; areaPath: string }[];

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  administrator = await asPhone(test, PHONES.administrator);
  head = await asPhone(test, PHONES.head);
  own = (await head.get('/me').expect(200)).body.stationRoles[0].stationId;
  stations = await test
    .get(Database)
    .rows(`SELECT id, code, name, area_path AS "areaPath" FROM stations ORDER BY id = $1, code`, [own]);
});
afterAll(() => test.close());

const station = (at: number) => stations[at] ?? { id: '', code: '', name: '', areaPath: '' };
const item = (given: object = {}) => ({
  stationId: station(0).id,
  from: '2026-01-01',
  until: '2026-01-31',
  completed: 40,
  source: '2026 年 1 月台账',
  ...given,
});
const enter = (items: object[], by = administrator) => by.post('/opening-balances', { items });
const send = (by: Asking, file: string, query = '') =>
  test.http
    .post(`/opening-balances/imports${query}`)
    .set({ Authorization: `Bearer ${by.token}`, 'Content-Type': 'text/csv' })
    .send(file);
const sumOf = async (query: object = {}, by = administrator): Promise<number> =>
  (await by.get('/reports/opening-balances', { ...query }).expect(200)).body[0]?.completed ?? 0;
const counts = async () =>
  (await administrator.get('/reports/counts', { from: '2020-01-01', to: '2030-01-01' }).expect(200)).body;

describe('opening balances', () => {
  it('of the made-up street are 21,000, by station too, and in no other figure', async () => {
    expect(await sumOf()).toBe(21_000);
    const { body } = await administrator.get('/reports/opening-balances', { by: 'holder' }).expect(200);
    expect(body).toHaveLength(29);
    expect(body.reduce((sum: number, { completed }: { completed: number }) => sum + completed, 0)).toBe(21_000);
    const byCategory = await administrator.get('/reports/opening-balances', { by: 'category' }).expect(200);
    expect(byCategory.body).toEqual([{ key: 'unknown', completed: 21_000, until: '2025-12-31' }]);
    expect(await counts()).toEqual([]);
  });

  it('are entered, and entered again corrected: nothing is overwritten', async () => {
    expect((await enter([item()]).expect(200)).body).toMatchObject({ new: 1, changed: 0, unchanged: 0 });
    expect((await enter([item()]).expect(200)).body).toMatchObject({ new: 0, changed: 0, unchanged: 1 });
    expect(await sumOf()).toBe(21_040);
    expect((await enter([item({ completed: 45 })]).expect(200)).body).toMatchObject({ changed: 1 });
    expect(await sumOf()).toBe(21_045);
    const list = async (query: object) =>
      (await administrator.get('/opening-balances', { stationId: station(0).id, ...query }).expect(200)).body.items;
    expect((await list({})).map(({ completed }: { completed: number }) => completed)).toContain(45);
    const all = (await list({ all: true })) as { completed: number; cancelledAt: string | null }[];
    expect(all.find(({ completed }) => completed === 40)?.cancelledAt).not.toBeNull();
    await enter([item({ completed: 0 })]).expect(200);
    expect(await sumOf()).toBe(21_000);
    expect(await counts()).toEqual([]);
  });

  it('come from a file, all of it or nothing', async () => {
    const header = '帮办站,类别,起始,截至,办结数,来源\n';
    const good = `${station(1).code},,2026/1/1,2026/1/31,12,台账\n${station(2).name},未知,2026-01-01,2026-01-31,８,台账\n`;
    const before = await rowCounts(test);
    expect((await send(administrator, header + good, '?dryRun=true').expect(200)).body).toMatchObject({ new: 2 });
    const bad = await send(administrator, `${header}${good}没有的站,没有的类别,x,,-1,\n`).expect(422);
    expect(bad.body.report.faults.map(({ line, field, code }: Record<string, string>) => [line, field, code])).toEqual([
      [4, 'completed', 'not-an-integer'],
      [4, 'source', 'required'],
      [4, 'station', 'station-not-known'],
      [4, 'category', 'category-not-known'],
      [4, 'from', 'not-a-day'],
      [4, 'until', 'required'],
    ]);
    expect(await rowCounts(test)).toEqual(before);
    await send(administrator, header + good).expect(200);
    expect((await send(administrator, header + good).expect(200)).body).toMatchObject({ unchanged: 2, new: 0 });
    expect(await sumOf()).toBe(21_020);
  });

  it('end before the station is counted here, whose figures they do not touch', async () => {
    const { id } = await makeCategory(test);
    await openTicket(test, { categoryId: id });
    const [mine] = (
      await administrator.get('/reports/counts', { from: '2020-01-01', to: '2030-01-01', stationId: own }).expect(200)
    ).body;
    expect(mine).toMatchObject({ received: 1, net: 0 });
    const today = (await test.get(Database).one<{ day: string }>('SELECT min(day)::text AS day FROM counts'))?.day;
    const { body } = await enter([item({ stationId: own, until: today })]).expect(422);
    expect(['opening-balance-counted-here', 'opening-balance-not-past']).toContain(body.code);
    expect(body.errors[0].field).toBe('items.0.until');
    await test.get(Database).run(`UPDATE counts SET day = '2026-01-15'`);
    const counted = await enter([item(), item({ stationId: own })]).expect(422);
    expect([counted.body.code, counted.body.errors[0].field]).toEqual([
      'opening-balance-counted-here',
      'items.1.until',
    ]);
    await enter([item({ stationId: own, until: '2026-01-14' })]).expect(200);
  });

  it('are entered by administrators within their areas, and read by who may read the figures', async () => {
    expect((await enter([item()], head).expect(403)).body.code).toBe('administrators-only');
    expect((await send(head, 'x').expect(403)).body.code).toBe('administrators-only');
    expect(await sumOf({ stationId: own }, head)).toBe(await sumOf({ stationId: own }));
    await head.get('/reports/opening-balances', { stationId: station(0).id }).expect(404);
    await head.get('/opening-balances', { stationId: station(0).id }).expect(404);
    const community = station(0).areaPath;
    const other = await test.get(Database).one<{ id: string }>(
      `UPDATE area_roles r SET role = 'administrator' FROM areas a
        WHERE a.id = r.area_id AND r.role = 'leader' AND a.kind = 'community' AND NOT starts_with($1, a.path)
          AND r.account_id IN (SELECT account_id FROM area_roles GROUP BY 1 HAVING count(*) = 1)
        RETURNING r.account_id AS id`,
      [community],
    );
    const elsewhere = await asAccount(test, other?.id ?? '');
    expect((await enter([item()], elsewhere).expect(422)).body.code).toBe('station-not-known');
    await elsewhere.get('/reports/opening-balances', { stationId: station(0).id }).expect(404);
  });

  it('of any size are summed', async () => {
    const before = await sumOf();
    const most = Array.from({ length: 220 }, (_, at) => {
      const day = new Date(Date.UTC(2026, 2, 1 + at)).toISOString().slice(0, 10);
      return item({ stationId: station(3).id, from: day, until: day, completed: 10_000_000 });
    });
    await enter(most).expect(200);
    expect(await sumOf()).toBe(before + 2_200_000_000);
    await enter(most.map((each) => ({ ...each, completed: 0 }))).expect(200);
  });

  it('entered by two at once for the same days stand once', async () => {
    const days = { from: '2026-02-01', until: '2026-02-28' };
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => enter([item({ ...days, completed: n })])));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    const live = await test
      .get(Database)
      .rows(`SELECT 1 FROM opening_balances WHERE from_day = '2026-02-01' AND cancelled_at IS NULL`);
    expect(live).toHaveLength(1);
  });
});
