import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/outbox.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import { Accounts } from './accounts.js';
import type { AreaRoleName } from './actor.js';

const PASSWORD = '栏杆-修好了-1';
const city = { id: newId(), path: '3702.' };
const east = { id: newId(), path: '3702.01.' };
const west = { id: newId(), path: '3702.02.' };
const street = { id: newId(), path: '3702.01.003.' };

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
    [street, 'street', east, '东街'],
  ] as const) {
    await database.run(
      `INSERT INTO areas (id, code, kind, name, parent_id, path, valid_from) VALUES ($1, $2, $3, $4, $5, $2, '2026-01-01')`,
      [area.id, area.path, kind, name, parent?.id ?? null],
    );
  }
});
afterAll(() => test.close());

async function person(name: string, ...roles: [AreaRoleName, { id: string }][]) {
  made += 1;
  const [id, phone] = [newId(), `+861900001${String(made).padStart(4, '0')}`];
  const passwordHash = await accounts.hashPassword(PASSWORD);
  const given = roles.map(([role, area]) => ({ role, areaId: area.id }));
  await database.transaction((tx) => accounts.importAccounts(tx, [{ id, name, phone, passwordHash, roles: given }]));
  const { token } = (await test.http.post('/sessions').send({ phone, password: PASSWORD })).body;
  return { id, phone, token: String(token), bearer: `Bearer ${token}` };
}

describe('the guard', () => {
  it('asks for sign-in where there is no token, or one that is none', async () => {
    for (const headers of [
      {},
      { authorization: 'Bearer nonsense' },
      { authorization: 'Basic eDp5' },
      { authorization: `Bearer ${'x'.repeat(5_000)}` },
      { cookie: 'session=nonsense' },
      { cookie: 'session=%00' },
    ]) {
      const answer = await test.http.get('/me').set(headers).expect(401);
      expect(answer.body.code).toBe('not-signed-in');
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
  });

  it('does not read a token from the address', async () => {
    const { token } = await person('无名');
    await test.http.get(`/me?session=${token}&access_token=${token}`).expect(401);
  });

  it('takes a cookie for reading without an Origin', async () => {
    const { token } = await person('无名');
    await test.http.get('/me').set('cookie', `session=${token}`).expect(200);
  });

  it('takes a cookie for writing only from a page of its own host', async () => {
    const { token, id } = await person('无名');
    const signOut = () => test.http.delete('/sessions/current').set('cookie', `session=${token}`);
    for (const origin of [undefined, 'null', 'https://evil.example', 'http://127.0.0.1:1']) {
      const request = signOut();
      const answer = await (origin === undefined ? request : request.set('origin', origin)).expect(403);
      expect(answer.body.code).toBe('origin-not-allowed');
    }
    expect(await database.rows('SELECT 1 FROM sessions WHERE account_id = $1', [id])).toHaveLength(1);
    const answer = await signOut().set('origin', new URL(test.baseUrl).origin).expect(204);
    expect(String(answer.headers['set-cookie'])).toMatch(/^session=;.*Expires=Thu, 01 Jan 1970/);
    await test.http.get('/me').set('cookie', `session=${token}`).expect(401);
  });

  it('asks a bearer token for no Origin', async () => {
    const { bearer } = await person('无名');
    await test.http.delete('/sessions/current').set('authorization', bearer).expect(204);
  });

  it('lets a stale cookie stand in nobody’s way at public endpoints', async () => {
    const { phone } = await person('无名');
    await test.http.post('/sessions').set('cookie', 'session=stale').send({ phone, password: PASSWORD }).expect(201);
  });

  it('takes PUBLIC_URL as Origin, and sets the cookie Secure, behind https', async () => {
    const proxied = await startTestApp({ databaseUrl: test.databaseUrl, env: { PUBLIC_URL: 'https://help.example' } });
    try {
      const { phone } = await person('无名');
      const answer = await proxied.http.post('/sessions').send({ phone, password: PASSWORD }).expect(201);
      expect(String(answer.headers['set-cookie'])).toContain('Secure');
      const signOut = proxied.http.delete('/sessions/current').set('cookie', `session=${answer.body.token}`);
      await signOut.set('origin', 'https://help.example').expect(204);
    } finally {
      await proxied.close();
    }
  });
});

describe('roles over areas', () => {
  it('count from their first day to the day before their last, by local time', async () => {
    const { id, bearer } = await person('某接线员', ['operator', street]);
    const roles = async (at: string) => {
      test.clock.set(at);
      return (await test.http.get('/me').set('authorization', bearer).expect(200)).body.areaRoles;
    };
    try {
      await database.run(
        `UPDATE area_roles SET valid_from = '2026-11-23', valid_to = '2026-11-25' WHERE account_id = $1`,
        [id],
      );
      const role = { role: 'operator', areaId: street.id, path: street.path };
      expect(await roles('2026-11-22T23:59:59+08:00')).toEqual([]);
      expect(await roles('2026-11-23T00:00:00+08:00')).toEqual([role]);
      expect(await roles('2026-11-24T23:59:59+08:00')).toEqual([role]);
      expect(await roles('2026-11-25T00:00:00+08:00')).toEqual([]);
    } finally {
      test.clock.set('2026-11-22T09:30:00+08:00');
    }
  });

  it('are completed by what a higher feature knows', async () => {
    const { id, bearer } = await person('某站长');
    const seen: string[] = [];
    accounts.addActorPart({
      select: (account, day) => `jsonb_build_object('account', ${account}, 'day', ${day})`,
      fill: (actor, { account, day }: { account: string; day: string }) => {
        if (account !== id) return;
        seen.push(day);
        actor.stationRoles.push({ role: 'head', stationId: street.id });
      },
    });
    const answer = await test.http.get('/me').set('authorization', bearer).expect(200);
    expect(answer.body.stationRoles).toEqual([{ role: 'head', stationId: street.id }]);
    expect(seen).toEqual(['2026-11-22']);
  });
});

describe('who is on duty', () => {
  it('is the person of the nearest area up the tree, or the deputy of one who is disabled', async () => {
    const [mayor, chief, deputy] = [await person('市值守'), await person('区值守'), await person('区副值守')];
    await database.transaction((tx) =>
      accounts.importOwners(tx, [
        { areaId: city.id, accountId: mayor.id },
        { areaId: east.id, accountId: chief.id },
      ]),
    );
    await database.run('UPDATE area_owners SET deputy_id = $2 WHERE area_id = $1', [east.id, deputy.id]);
    const chiefHere = { accountId: chief.id, name: '区值守', areaId: east.id };
    expect(await accounts.ownerFor(database, '3702.01.003.007.001.')).toEqual(chiefHere);
    expect(await accounts.ownerFor(database, east.path)).toEqual(chiefHere);
    expect(await accounts.ownerFor(database, west.path)).toMatchObject({ accountId: mayor.id });
    expect(await accounts.ownerFor(database, '3702.010.')).toMatchObject({ accountId: mayor.id });
    expect(await accounts.ownerFor(database, '9999.')).toBeUndefined();
    expect(await accounts.ownerFor(database, '')).toBeUndefined();
    await database.run('UPDATE accounts SET disabled_at = now() WHERE id = $1', [chief.id]);
    expect(await accounts.ownerFor(database, street.path)).toMatchObject({ accountId: deputy.id, areaId: east.id });
  });
});

it('names many accounts at once', async () => {
  const [one, two] = [await person('甲某'), await person('乙某')];
  expect(await accounts.namesOf(database, [one.id, two.id, newId()])).toEqual(
    new Map([
      [one.id, '甲某'],
      [two.id, '乙某'],
    ]),
  );
  expect(await accounts.namesOf(database, [])).toEqual(new Map());
});

describe('managing accounts', () => {
  const open = (bearer: string, body: object) => test.http.post('/accounts').set('authorization', bearer).send(body);
  const list = (bearer: string, query = '') => test.http.get(`/accounts${query}`).set('authorization', bearer);

  it('is for administrators only', async () => {
    const { bearer } = await person('某领导', ['leader', city], ['operator', city]);
    const body = { name: '新人', phone: '19000019001', roles: [{ role: 'operator', areaId: street.id }] };
    expect((await open(bearer, body).expect(403)).body.code).toBe('administrators-only');
    expect((await list(bearer).expect(403)).body.code).toBe('administrators-only');
    await test.http.get('/accounts').expect(401);
  });

  it('opens an account without a password, whose number is told to nobody', async () => {
    const { bearer } = await person('东区管理员', ['administrator', east]);
    const roles = [
      { role: 'operator', areaId: street.id.toUpperCase() },
      { role: 'operator', areaId: street.id },
    ];
    const answer = await open(bearer, { name: ' 新人甲 ', phone: '190 0001 9002', roles }).expect(201);
    expect(answer.body).toEqual({ id: expect.any(String), name: '新人甲' });
    await test.http.post('/password-codes').send({ phone: '19000019002' }).expect(202);
    await test.get(Sweeps).sweepOnce();
    const code = await accounts.readCode(answer.body.id);
    await test.http.post('/password-resets').send({ phone: '19000019002', code, password: PASSWORD }).expect(204);
    const session = await test.http.post('/sessions').send({ phone: '19000019002', password: PASSWORD }).expect(201);
    const me = await test.http.get('/me').set('authorization', `Bearer ${session.body.token}`);
    expect(me.body.areaRoles).toEqual([{ role: 'operator', areaId: street.id, path: street.path }]);
  });

  it('gives no role outside one’s own areas, above them, or over an area that is none', async () => {
    const { bearer } = await person('东区管理员', ['administrator', east], ['operator', west]);
    for (const areaId of [city.id, west.id, newId()]) {
      const roles = [
        { role: 'operator', areaId: east.id },
        { role: 'operator', areaId },
      ];
      const answer = await open(bearer, { name: '新人', phone: '19000019003', roles }).expect(404);
      expect(answer.body).toMatchObject({ code: 'not-found', errors: [{ field: 'roles.1.areaId' }] });
    }
    const roles = [{ role: 'operator', areaId: east.id }];
    await open(bearer, { name: '新人', phone: '19000019003', roles }).expect(201);
  });

  it('opens one account a number, also of two requests at once, and one a key', async () => {
    const { bearer } = await person('东区管理员', ['administrator', east]);
    const body = { name: '新人', phone: '19000019004', roles: [{ role: 'leader', areaId: east.id }] };
    const twins = await Promise.all([open(bearer, body), open(bearer, body)]);
    expect(twins.map(({ status }) => status).sort()).toEqual([201, 409]);
    const refused = twins.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'phone-taken', errors: [{ field: 'phone' }] });
    const keyed = { ...body, phone: '19000019005' };
    const first = await open(bearer, keyed).set('idempotency-key', 'open-once').expect(201);
    const again = await open(bearer, keyed).set('idempotency-key', 'open-once').expect(201);
    expect(again.body).toEqual(first.body);
  });

  it('names the field of input that is none', async () => {
    const { bearer } = await person('东区管理员', ['administrator', east]);
    const good = { name: '新人', phone: '19000019006', roles: [{ role: 'operator', areaId: east.id }] };
    for (const [part, field] of [
      [{ name: '新\u0000人' }, 'name'],
      [{ name: '长'.repeat(20_000) }, 'name'],
      [{ name: ' ' }, 'name'],
      [{ phone: '19000' }, 'phone'],
      [{ roles: [] }, 'roles'],
      [{ roles: [{ role: 'king', areaId: east.id }] }, 'roles.0.role'],
      [{ roles: [{ role: 'operator', areaId: 'here' }] }, 'roles.0.areaId'],
      [{ passwordHash: 'x' }, 'passwordHash'],
    ] as const) {
      const answer = await open(bearer, { ...good, ...part }).expect(400);
      expect(answer.body.errors).toMatchObject([{ field }]);
    }
  });

  it('lists those with a role within one’s areas, by name, page by page, their numbers masked', async () => {
    const boss = await person('列表-市管理员', ['administrator', city]);
    const admin = await person('列表-东管理员', ['administrator', east]);
    const both = await person('列表-两区', ['operator', west], ['leader', street]);
    await person('列表-西区', ['operator', west]);
    await person('列表-无职');
    const search = `search=${encodeURIComponent('列表-')}`;

    const east1 = (await list(admin.bearer, `?${search}`).expect(200)).body;
    expect(east1.next).toBeNull();
    expect(east1.items.map(({ id }: { id: string }) => id).sort()).toEqual([admin.id, both.id].sort());
    expect(east1.items.find(({ id }: { id: string }) => id === both.id)).toEqual({
      id: both.id,
      name: '列表-两区',
      hasPassword: true,
      isWhole: false,
      works: [],
      phoneMasked: `190****${both.phone.slice(-4)}`,
      disabled: false,
      roles: [{ role: 'leader', areaId: street.id, areaName: '东街' }],
    });

    const names: string[] = [];
    for (let after = ''; ;) {
      const page = (await list(boss.bearer, `?${search}&limit=3${after}`).expect(200)).body;
      names.push(...page.items.map(({ name }: { name: string }) => name));
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }
    expect(names).toHaveLength(4);
    expect(names).toEqual([...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    expect(names).toContain('列表-西区');
  });

  it('refuses a cursor that is none', async () => {
    const { bearer } = await person('东区管理员', ['administrator', east]);
    for (const key of ['nonsense', JSON.stringify(['x', 'y']), JSON.stringify(['\u0000', newId()])]) {
      const after = Buffer.from(key).toString('base64url');
      expect((await list(bearer, `?after=${after}`).expect(400)).body.code).toBe('cursor-malformed');
    }
  });

  it('searches literally', async () => {
    const { bearer } = await person('东区管理员', ['administrator', east]);
    expect((await list(bearer, '?search=%25').expect(200)).body.items).toEqual([]);
  });
});
