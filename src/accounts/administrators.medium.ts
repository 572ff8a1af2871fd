import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { Database } from '../platform/database/database.js';
import { Log } from '../platform/log.js';
import { newId } from '../platform/outbox.js';
import { Secrets } from '../platform/secrets.js';
import { openFirstAdministrator, type RootArea } from './administrators.js';

const HOUR = 3_600_000;
const first = { phone: '+8619000020001', name: '首任管理员' };
const PASSWORD = '栏杆-修好了-1';
const city = newId();

// one story, in order: an installation has one first administrator
describe('the first administrator', () => {
  let test: TestApp;
  let database: Database;
  const openFirst = (given: { phone: string; name: string; root?: RootArea } = first) =>
    openFirstAdministrator(
      {
        database,
        secrets: test.get(Secrets),
        clock: test.get(Clock),
        config: test.get(Config),
        log: test.get(Log),
      },
      given,
    );
  const count = () => database.one('SELECT count(*)::int AS n FROM accounts');

  beforeAll(async () => {
    test = await startTestApp();
    test.clock.set('2026-11-22T09:30:00+08:00');
    database = test.get(Database);
  });
  afterAll(() => test.close());

  it('makes the city where there are no areas, with the account or not at all', async () => {
    const root = { code: '3702', name: '某市' };
    await openFirst({ ...first, root });
    const areas = await database.rows('SELECT code, kind, name, path FROM areas');
    expect(areas).toEqual([{ code: '3702', kind: 'city', name: '某市', path: '3702.' }]);
    expect(await database.rows('SELECT role FROM area_roles r JOIN areas a ON a.id = r.area_id')).toHaveLength(1);
    await expect(openFirst({ phone: '+8619000020009', name: '别人', root })).rejects.toThrow(
      'an administrator already',
    );
    await database.run('TRUNCATE one_time_codes, area_roles, accounts, areas CASCADE');
  });

  it('needs areas', async () => {
    await expect(openFirst()).rejects.toThrow('There are no areas yet');
    expect(await count()).toEqual({ n: 0 });
  });

  it('is opened once, of five commands at once', async () => {
    await database.run(
      `INSERT INTO areas (id, code, kind, name, path, valid_from) VALUES ($1, '3702', 'city', '某市', '3702.', '2026-01-01')`,
      [city],
    );
    // open connections first: else the first command is done before the second one has its own
    await Promise.all(Array.from({ length: 5 }, () => database.rows('SELECT pg_sleep(0.1)')));
    const commands = ['1', '2', '3', '4', '5'].map((digit) =>
      openFirst({ phone: `+86190000200${digit}0`, name: '某人' }),
    );
    const ended = await Promise.allSettled(commands);
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await count()).toEqual({ n: 1 });
    await database.run('TRUNCATE one_time_codes, area_roles, accounts CASCADE');
  });

  it('gets a code that is valid for an hour, and no password', async () => {
    const { code, expiresAt } = await openFirst();
    expect(code).toMatch(/^\d{6}$/);
    expect(expiresAt.getTime() - test.clock.now().getTime()).toBe(HOUR);
    expect(await database.one('SELECT password_hash FROM accounts')).toEqual({ password_hash: null });
    expect(await database.one('SELECT role, area_id FROM area_roles')).toEqual({
      role: 'administrator',
      area_id: city,
    });
  });

  it('gets another code while no password is set, not within a minute', async () => {
    await expect(openFirst()).rejects.toThrow('A code was made just now');
    test.clock.advance(HOUR);
    const { code } = await openFirst();
    await expect(openFirst({ phone: '+8619000020003', name: '别人' })).rejects.toThrow('There is an administrator');
    test.clock.advance(HOUR - 1);
    await test.http.post('/password-resets').send({ phone: first.phone, code, password: PASSWORD }).expect(204);
    const { token } = (await test.http.post('/sessions').send({ phone: first.phone, password: PASSWORD })).body;
    const me = await test.http.get('/me').set('authorization', `Bearer ${token}`).expect(200);
    expect(me.body.areaRoles).toEqual([{ role: 'administrator', areaId: city, path: '3702.' }]);
  });

  it('is refused once there is one', async () => {
    test.clock.advance(HOUR);
    await expect(openFirst()).rejects.toThrow('There is an administrator already');
    expect(await count()).toEqual({ n: 1 });
  });

  it('takes no number that has an account already', async () => {
    await database.run('UPDATE area_roles SET valid_to = $1', ['2026-11-23']);
    test.clock.set('2026-11-23T09:00:00+08:00');
    await expect(openFirst()).rejects.toThrow('This phone number already has an account');
  });
});

it('is opened beside those of the demo, who do not count', async () => {
  const street = await startTestApp({ template: 'street' });
  try {
    const tools = {
      database: street.get(Database),
      secrets: street.get(Secrets),
      clock: street.get(Clock),
      config: street.get(Config),
      log: street.get(Log),
    };
    expect((await openFirstAdministrator(tools, first)).code).toMatch(/^\d{6}$/);
  } finally {
    await street.close();
  }
});
