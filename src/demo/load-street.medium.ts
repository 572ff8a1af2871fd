import { Areas } from '../areas/areas.js';
import { Database } from '../platform/database/database.js';
import { isRefusal } from '../platform/http/refusal.js';
import { Routing } from '../routing/routing.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { DEMO_PASSWORD, DemoLoader } from './load-street.js';
import { generateStreet } from './street.js';

const street = generateStreet();
let test: TestApp;

beforeAll(async () => {
  test = await startTestApp({ template: 'empty', env: { DEMO: 'true' } });
});
afterAll(() => test.close());

const signIn = (phone = '', password = DEMO_PASSWORD) => test.http.post('/sessions').send({ phone, password });

describe('the demo street', () => {
  it('is loaded once, also by two processes that start at the same time', async () => {
    const loader = test.get(DemoLoader);
    const begun = Date.now();
    expect((await Promise.all([loader.load(), loader.load()])).sort()).toEqual([false, true]);
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(await loader.load()).toBe(false);
  });

  it('has everything that was generated', async () => {
    const counts = await test.get(Database).one(
      `SELECT (SELECT count(*)::int FROM areas) AS areas, (SELECT count(*)::int FROM buildings) AS buildings,
              (SELECT count(*)::int FROM stations) AS stations, (SELECT count(*)::int FROM helpers) AS helpers,
              (SELECT count(*)::int FROM helper_skills) AS skills, (SELECT count(*)::int FROM rosters) AS rosters,
              (SELECT count(*)::int FROM willing_stations) AS willing, (SELECT count(*)::int FROM coverage) AS coverage,
              (SELECT count(*)::int FROM station_heads) AS heads, (SELECT count(*)::int FROM accounts) AS accounts,
              (SELECT count(*)::int FROM area_roles) AS roles, (SELECT count(*)::int FROM area_owners) AS owners`,
    );
    const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
    const { helpers, staff } = street;
    expect(counts).toEqual({
      areas: street.areas.length,
      buildings: street.buildings.length,
      stations: 29,
      helpers: helpers.length,
      skills: sum(helpers.map(({ skills }) => skills.length)),
      rosters: sum(helpers.map(({ roster }) => roster.length)),
      willing: sum(helpers.map(({ willingStations }) => willingStations.length)),
      coverage: 60,
      heads: 58,
      accounts: helpers.length + staff.length,
      roles: staff.length,
      owners: sum(staff.map(({ onDutyFor }) => onDutyFor.length)),
    });
  });

  it('has done 21,000 before, apart from what is counted', async () => {
    const sum = await test.get(Database).one(
      `SELECT (SELECT sum(completed)::int FROM opening_balances) AS before, (SELECT count(*)::int FROM opening_balances) AS rows,
              (SELECT count(*)::int FROM counts) AS counted`,
    );
    expect(sum).toEqual({ before: 21_000, rows: 29, counted: 0 });
  });

  it('is routed by at once', async () => {
    const areas = await test.get(Areas).byCode(test.get(Database), '370203005');
    expect(areas?.path).toBe('3702.370203.370203005.');
    for (const { gridCodes, name } of street.stations) {
      const routed = test.get(Routing).route({ gridCode: gridCodes[0] });
      expect(isRefusal(routed) ? routed : routed.station?.name).toBe(name);
    }
  });

  it('lets in who can sign in, with the one password, and nobody else', async () => {
    const helper = (canSignIn: boolean) => street.helpers.find((one) => one.canSignIn === canSignIn)?.phone;
    await signIn(street.staff[0]?.phone).expect(201);
    await signIn(helper(true)).expect(201);
    await signIn(helper(true), `${DEMO_PASSWORD}!`).expect(401);
    await signIn(helper(false)).expect(401);
  });
});
