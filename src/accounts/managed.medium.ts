import { as, type Asking } from '../../test/support/people.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/outbox.js';
import { Accounts } from './accounts.js';
import type { AreaRoleName } from './actor.js';

const PASSWORD = '栏杆-修好了-1';
const city = { id: newId(), path: '3702.' };
const east = { id: newId(), path: '3702.01.' };
const west = { id: newId(), path: '3702.02.' };

let test: TestApp;
let database: Database;
let accounts: Accounts;
let made = 0;

beforeAll(async () => {
  test = await startTestApp();
  test.clock.set('2026-11-22T09:30:00+08:00');
  database = test.get(Database);
  accounts = test.get(Accounts);
  for (const [area, kind, parent, name] of [
    [city, 'city', null, '某市'],
    [east, 'district', city, '东区'],
    [west, 'district', city, '西区'],
  ] as const) {
    await database.run(
      `INSERT INTO areas (id, code, kind, name, parent_id, path, valid_from) VALUES ($1, $2, $3, $4, $5, $2, '2026-01-01')`,
      [area.id, area.path, kind, name, parent?.id ?? null],
    );
  }
});
afterAll(() => test.close());

interface Person {
  id: string;
  phone: string;
  asking: Asking;
}

async function person(name: string, ...roles: [AreaRoleName, { id: string }][]): Promise<Person> {
  made += 1;
  const [id, phone] = [newId(), `+861900004${String(made).padStart(4, '0')}`];
  const passwordHash = await accounts.hashPassword(PASSWORD);
  const given = roles.map(([role, area]) => ({ role, areaId: area.id }));
  await database.transaction((tx) => accounts.importAccounts(tx, [{ id, name, phone, passwordHash, roles: given }]));
  return { id, phone, asking: as(test, await tokenOf(phone)) };
}
const signIn = (phone: string, password = PASSWORD) => test.http.post('/sessions').send({ phone, password });
const tokenOf = async (phone: string) => String((await signIn(phone).expect(201)).body.token);

describe('accounts in the hands of an administrator', () => {
  it('are those that work within their areas, with what they do there', async () => {
    const administrator = await person('东区管理员', ['administrator', east]);
    const both = await person('两区接线员', ['operator', east], ['operator', west]);
    const away = await person('西区接线员', ['operator', west]);
    const { body } = await administrator.asking.get('/accounts', { search: '接线员' }).expect(200);
    expect(body.items).toEqual([
      expect.objectContaining({
        ...{ id: both.id, name: '两区接线员', disabled: false, hasPassword: true, isWhole: false, works: [] },
        roles: [{ role: 'operator', areaId: east.id, areaName: '东区' }],
      }),
    ]);
    await administrator.asking.get(`/accounts/${away.id}`).expect(404);
    await away.asking.get('/accounts').expect(403);
    await away.asking.get(`/accounts/${both.id}`).expect(403);
  });

  it('are locked and opened again: signed out at once, and no more signing in', async () => {
    const administrator = await person('管理员', ['administrator', east]);
    const operator = await person('接线员', ['operator', east]);
    const locked = await administrator.asking.put(`/accounts/${operator.id}/lock`).expect(200);
    expect(locked.body).toMatchObject({ disabled: true, sessions: 0 });
    await operator.asking.get('/me').expect(401);
    await signIn(operator.phone).expect(401);
    const refused = await administrator.asking.post(`/accounts/${operator.id}/password-codes`).expect(409);
    expect(refused.body.code).toBe('account-locked-by-office');
    await administrator.asking.delete(`/accounts/${operator.id}/lock`).expect(200);
    await signIn(operator.phone).expect(201);
  });

  it('of who works elsewhere too are not locked, nor their passwords reset, from here; and one’s own never', async () => {
    const administrator = await person('管理员', ['administrator', east]);
    const above = await person('市管理员', ['administrator', city], ['operator', east]);
    for (const act of [
      administrator.asking.put(`/accounts/${above.id}/lock`),
      administrator.asking.post(`/accounts/${above.id}/password-codes`),
      administrator.asking.get(`/accounts/${above.id}/sessions`),
      administrator.asking.delete(`/accounts/${above.id}/sessions`),
    ]) {
      expect((await act.expect(403)).body.code).toBe('works-elsewhere-too');
    }
    for (const act of [
      administrator.asking.put(`/accounts/${administrator.id}/lock`),
      administrator.asking.delete(`/accounts/${administrator.id}/roles/administrator/${east.id}`),
      administrator.asking.post(`/accounts/${administrator.id}/password-codes`),
    ]) {
      expect((await act.expect(403)).body.code).toBe('not-oneself');
    }
    await above.asking.get('/me').expect(200);
  });

  it('get a code that sets the password once, and one a minute', async () => {
    const administrator = await person('管理员', ['administrator', east]);
    const operator = await person('接线员', ['operator', east]);
    const { body } = await administrator.asking.post(`/accounts/${operator.id}/password-codes`).expect(201);
    expect(body).toEqual({ code: expect.stringMatching(/^\d{6}$/), expiresAt: '2026-11-22T02:30:00.000Z' });
    const again = await administrator.asking.post(`/accounts/${operator.id}/password-codes`).expect(429);
    expect(again.body.code).toBe('code-made-just-now');
    const reset = { phone: operator.phone, code: body.code, password: '新的-密码-2026' };
    await test.http.post('/password-resets').send(reset).expect(204);
    await operator.asking.get('/me').expect(401);
    await signIn(operator.phone, reset.password).expect(201);
    await test.http.post('/password-resets').send(reset).expect(400);
  });

  it('get a code that is good for an hour and no longer; whoever was shown it stands in the log', async () => {
    const administrator = await person('东区管理员', ['administrator', east]);
    const operator = await person('东区接线员', ['operator', east]);
    const before = test.clock.now();
    const { body } = await administrator.asking.post(`/accounts/${operator.id}/password-codes`).expect(201);
    const { body: log } = await administrator.asking.get('/readings', { subjectId: operator.id }).expect(200);
    expect(log.items).toEqual([
      expect.objectContaining({
        accountId: administrator.id,
        subject: 'account',
        fields: [],
        purpose: 'password-code',
      }),
    ]);
    expect(JSON.stringify(log)).not.toContain(body.code);
    // a line of the log names tickets wherever these are: of who works elsewhere too it is for those above
    const outside = await person('西区管理员', ['administrator', west]);
    expect((await outside.asking.get('/readings').expect(200)).body.items).toEqual([]);
    const reset = { phone: operator.phone, code: body.code, password: '新的-密码-2026' };
    test.clock.advance(60 * 60_000 + 1_000);
    const late = await test.http.post('/password-resets').send(reset).expect(400);
    expect(late.body.code).toBe('code-wrong-or-expired');
    await signIn(operator.phone).expect(201);
    test.clock.set(before);
  });

  it('get roles and lose them within the administrator’s areas only, at once', async () => {
    const administrator = await person('管理员', ['administrator', east]);
    const operator = await person('接线员', ['operator', east]);
    const role = (area: { id: string }, name = 'leader') => `/accounts/${operator.id}/roles/${name}/${area.id}`;
    await administrator.asking.put(role(east)).expect(200);
    const twice = await administrator.asking.put(role(east)).expect(200);
    expect(twice.body.roles.map((each: { role: string }) => each.role)).toEqual(['leader', 'operator']);
    const me = await operator.asking.get('/me').expect(200);
    expect(me.body.areaRoles).toHaveLength(2);
    expect((await administrator.asking.put(role(west)).expect(422)).body.code).toBe('unknown-area');
    await administrator.asking.put(role(east, 'king')).expect(400);
    await administrator.asking.delete(role(east)).expect(200);
    expect((await operator.asking.get('/me').expect(200)).body.areaRoles).toHaveLength(1);
    const last = await administrator.asking.delete(role(east, 'operator')).expect(200);
    expect(last.body.roles).toEqual([]);
    await administrator.asking.put(role(east)).expect(200);
    expect((await operator.asking.get('/me').expect(200)).body.areaRoles).toHaveLength(1);
  });

  it('have sessions that are seen and ended, one or all', async () => {
    const administrator = await person('管理员', ['administrator', east]);
    const operator = await person('接线员', ['operator', east]);
    test.clock.set('2026-11-22T10:00:00+08:00');
    const second = as(test, await tokenOf(operator.phone));
    const { body } = await administrator.asking.get(`/accounts/${operator.id}/sessions`).expect(200);
    expect(body.map((each: { createdAt: string }) => each.createdAt)).toEqual([
      '2026-11-22T02:00:00.000Z',
      '2026-11-22T01:30:00.000Z',
    ]);
    await administrator.asking.delete(`/accounts/${operator.id}/sessions/${body[1].id}`).expect(204);
    await operator.asking.get('/me').expect(401);
    await second.get('/me').expect(200);
    await administrator.asking.delete(`/accounts/${operator.id}/sessions/${body[1].id}`).expect(404);
    await administrator.asking.delete(`/accounts/${operator.id}/sessions`).expect(204);
    await second.get('/me').expect(401);
  });
});
