import request from 'supertest';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/outbox.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import { Accounts } from './accounts.js';
import { SignInStore } from './sign-in.store.js';

const PASSWORD = '栏杆-修好了-1';
const MINUTE = 60_000;

let test: TestApp;
let database: Database;
let accounts: Accounts;
let made = 0;

beforeAll(async () => {
  test = await startTestApp();
  database = test.get(Database);
  accounts = test.get(Accounts);
});
afterAll(() => test.close());
beforeEach(() => test.clock.set('2026-11-22T09:30:00+08:00'));

function nextPhone(): string {
  made += 1;
  return `+861900000${String(made).padStart(4, '0')}`;
}

async function person(password: string | null = PASSWORD) {
  const id = newId();
  const phone = nextPhone();
  const passwordHash = password === null ? null : await accounts.hashPassword(password);
  await database.transaction((tx) =>
    accounts.importAccounts(tx, [{ id, name: '测试员', phone, passwordHash, roles: [] }]),
  );
  return { id, phone };
}

const post = (path: string, body: object) => test.http.post(path).send(body);
const signIn = (phone: string, password = PASSWORD) => post('/sessions', { phone, password });
const me = (token: string) => test.http.get('/me').set('authorization', `Bearer ${token}`);
const disable = (id: string) => database.run('UPDATE accounts SET disabled_at = now() WHERE id = $1', [id]);

describe('signing in', () => {
  it('hands out a session of 30 days, for the header and as a cookie that scripts cannot read', async () => {
    const { id, phone } = await person();
    const answer = await signIn(phone.replace('+86', '')).expect(201);
    expect(answer.body).toMatchObject({
      expiresAt: '2026-12-22T01:30:00.000Z',
      account: { id, name: '测试员' },
    });
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toContain(`session=${answer.body.token}; `);
    for (const part of ['Path=/', 'HttpOnly', 'SameSite=Strict']) expect(cookie).toContain(part);
    expect(cookie).not.toContain('Secure');
    const seen = await me(answer.body.token).expect(200);
    expect(seen.body).toEqual({ accountId: id, name: '测试员', areaRoles: [], stationRoles: [], helperId: null });
  });

  it('refuses whatever a page of another site writes, also without a session: signing its visitor in, say', async () => {
    const { phone } = await person();
    const { token } = (await signIn(phone)).body;
    const bearer = `Bearer ${token}`;

    for (const origin of ['https://evil.example', 'null']) {
      const answer = await signIn(phone).set('origin', origin).expect(403);
      expect(answer.body.code).toBe('origin-not-allowed');
      expect(answer.headers['set-cookie']).toBeUndefined();
      await test.http.delete('/sessions/current').set('authorization', bearer).set('origin', origin).expect(403);
    }
    await test.http.get('/me').set('authorization', bearer).set('origin', 'https://evil.example').expect(200);
    await signIn(phone).set('origin', new URL(test.baseUrl).origin).expect(201);
  });

  it('stores neither the token, the number nor the password in clear', async () => {
    const { id, phone } = await person();
    const { token } = (await signIn(phone).expect(201)).body;
    const rows = await database.rows(
      'SELECT a::text AS a, s::text AS s FROM accounts a JOIN sessions s ON s.account_id = a.id WHERE a.id = $1',
      [id],
    );
    const text = JSON.stringify(rows);
    expect(rows).toHaveLength(1);
    for (const secret of [token, Buffer.from(token).toString('hex'), phone, PASSWORD])
      expect(text).not.toContain(secret);
    expect(text).toContain('$argon2id$');
  });

  it('answers an unknown number, a wrong password, no password and a disabled account alike', async () => {
    const known = await person();
    const disabled = await person();
    await disable(disabled.id);
    const answers = [
      await signIn(known.phone, 'wrong password'),
      await signIn(nextPhone()),
      await signIn((await person(null)).phone),
      await signIn(disabled.phone),
    ];
    for (const { status, body } of answers) {
      expect({ status, code: body.code, errors: body.errors }).toEqual({
        status: 401,
        code: 'wrong-phone-or-password',
        errors: undefined,
      });
    }
  });

  it('checks a password for an unknown number too, so that time tells nothing', async () => {
    const { phone } = await person();
    /** what the processor did for it, whatever else the machine is doing */
    const worked = async (number: string) => {
      const begin = process.cpuUsage();
      await signIn(number, 'wrong password');
      return process.cpuUsage(begin).user;
    };
    await worked(nextPhone());
    const known = Math.min(await worked(phone), await worked(phone), await worked(phone));
    const unknown = Math.min(await worked(nextPhone()), await worked(nextPhone()), await worked(nextPhone()));
    expect(unknown).toBeGreaterThan(known / 3);
  });

  it('names the field of input that is none', async () => {
    const bad: [object, string, string][] = [
      [{ phone: '12', password: 'x' }, 'phone', 'not-a-phone-number'],
      [{ phone: '1900000\u00000001', password: 'x' }, 'phone', 'not-a-phone-number'],
      [{ phone: nextPhone(), password: 'a\u0000b' }, 'password', 'forbidden-characters'],
      [{ phone: nextPhone(), password: 'x'.repeat(20_000) }, 'password', 'too-long'],
      [{ phone: nextPhone(), password: 12345678 }, 'password', 'not-text'],
      [{ phone: nextPhone() }, 'password', 'required'],
      [{ phone: nextPhone(), password: 'x', role: 'administrator' }, 'role', 'unknown-field'],
    ];
    for (const [body, field, code] of bad) {
      const answer = await post('/sessions', body).expect(400);
      expect(answer.body.errors).toMatchObject([{ field, code }]);
    }
  });
});

describe('the lock', () => {
  it('closes after five wrong guesses, to the right password too, and opens after 15 minutes', async () => {
    const { phone } = await person();
    for (let guess = 1; guess <= 5; guess += 1) await signIn(phone, 'wrong password').expect(401);
    expect((await signIn(phone).expect(429)).body.code).toBe('account-locked');
    test.clock.advance(15 * MINUTE - 1);
    await signIn(phone).expect(429);
    test.clock.advance(1);
    await signIn(phone).expect(201);
  });

  it('starts anew after it opened, and after a right password', async () => {
    const { phone } = await person();
    for (let guess = 1; guess <= 5; guess += 1) await signIn(phone, 'wrong password');
    test.clock.advance(15 * MINUTE);
    for (let guess = 1; guess <= 4; guess += 1) await signIn(phone, 'wrong password').expect(401);
    await signIn(phone).expect(201);
    for (let guess = 1; guess <= 4; guess += 1) await signIn(phone, 'wrong password').expect(401);
    await signIn(phone).expect(201);
  });

  it('lets no more than five of many guesses at once be checked', async () => {
    const { phone } = await person();
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(phone, 'wrong password')));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  it('closes for a number without an account alike', async () => {
    const phone = nextPhone();
    for (let guess = 1; guess <= 5; guess += 1) await signIn(phone).expect(401);
    await signIn(phone).expect(429);
  });
});

describe('a session', () => {
  it('ends after 30 days', async () => {
    const { phone } = await person();
    const { token } = (await signIn(phone)).body;
    test.clock.advance(30 * 24 * 60 * MINUTE - 1);
    await me(token).expect(200);
    test.clock.advance(1);
    expect((await me(token).expect(401)).body.code).toBe('not-signed-in');
  });

  it('ends by signing out, and only that one', async () => {
    const { phone } = await person();
    const [{ token: one }, { token: other }] = [(await signIn(phone)).body, (await signIn(phone)).body];
    await test.http.delete('/sessions/current').set('authorization', `Bearer ${one}`).expect(204);
    await me(one).expect(401);
    await me(other).expect(200);
  });

  it('is dead while its account is disabled', async () => {
    const { id, phone } = await person();
    const { token } = (await signIn(phone)).body;
    await disable(id);
    await me(token).expect(401);
  });

  it('is not opened by a password that was changed since it was checked', async () => {
    const { id } = await person();
    const now = test.clock.now();
    const session = { tokenHash: Buffer.alloc(32, made), accountId: id, passwordHash: 'old', now, expiresAt: now };
    const opened = await database.transaction((tx) => test.get(SignInStore).openSession(tx, session));
    expect(opened).toBe(false);
    expect(await database.rows('SELECT 1 FROM sessions WHERE account_id = $1', [id])).toEqual([]);
  });

  it('is swept once it has ended, with guesses and codes that bound nothing any more', async () => {
    await database.run('DELETE FROM sessions');
    const { phone } = await person();
    await signIn(phone).expect(201);
    await post('/password-codes', { phone }).expect(202);
    await test.get(Sweeps).sweepOnce();
    await post('/password-codes', { phone }).expect(202);
    await signIn(nextPhone()).expect(401);
    test.clock.advance(15 * 24 * 60 * MINUTE);
    const young = (await signIn(phone)).body;
    test.clock.advance(15 * 24 * 60 * MINUTE);
    await test.get(Sweeps).sweepOnce();
    const left = await database.one(
      `SELECT (SELECT count(*) FROM sessions)::int AS sessions, (SELECT count(*) FROM sign_in_attempts)::int AS guesses,
              (SELECT count(*) FROM one_time_codes)::int AS codes, (SELECT count(*) FROM code_requests)::int AS requests`,
    );
    expect(left).toEqual({ sessions: 1, guesses: 0, codes: 0, requests: 0 });
    await me(young.token).expect(200);
  });
});

it('a repeated request gets a session of its own: tokens are kept nowhere', async () => {
  const { phone } = await person();
  const once = () => request(test.baseUrl).post('/sessions').set('idempotency-key', `sign-in-${phone}`);
  const first = await once().send({ phone, password: PASSWORD }).expect(201);
  const again = await once().send({ phone, password: PASSWORD }).expect(201);
  expect(again.body.token).not.toBe(first.body.token);
  await me(first.body.token).expect(200);
  await me(again.body.token).expect(200);
  expect(await database.rows('SELECT 1 FROM idempotency_keys')).toEqual([]);
});

it('a flood of guesses is refused beyond those that can wait', async () => {
  const answers = await Promise.all(Array.from({ length: 150 }, () => signIn(nextPhone(), 'wrong password')));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(new Set(refused.map(({ body }) => body.code))).toEqual(new Set(['too-many-requests']));
  expect(answers.filter(({ status }) => status === 401).length).toBe(150 - refused.length);
});

describe('an account of the demo', () => {
  it('is good for nothing once DEMO is off: sign-in, session and code', async () => {
    const demo = await startTestApp({ env: { DEMO: 'true' } });
    const real = await startTestApp({ databaseUrl: demo.databaseUrl, env: { DEMO: 'false' } });
    try {
      const [id, phone] = [newId(), '+8619000009001'];
      const passwordHash = await accounts.hashPassword(PASSWORD);
      await demo
        .get(Database)
        .transaction((tx) =>
          demo.get(Accounts).importAccounts(tx, [{ id, name: '演示员', phone, passwordHash, roles: [], demo: true }]),
        );
      const given = { phone, password: PASSWORD };
      const { token } = (await demo.http.post('/sessions').send(given).expect(201)).body;
      await demo.http.get('/me').set('authorization', `Bearer ${token}`).expect(200);
      expect((await real.http.post('/sessions').send(given).expect(401)).body.code).toBe('wrong-phone-or-password');
      await real.http.get('/me').set('authorization', `Bearer ${token}`).expect(401);
      await real.http.post('/password-codes').send({ phone }).expect(202);
      await real.get(Sweeps).sweepOnce();
      expect(await real.get(Accounts).readCode(id)).toBeNull();
      // asked for while it was a demo, used afterwards
      await demo.http.post('/password-codes').send({ phone }).expect(202);
      await demo.get(Sweeps).sweepOnce();
      const code = await demo.get(Accounts).readCode(id);
      expect(code).not.toBeNull();
      const reset = { phone, code, password: 'another-password' };
      await real.http.post('/password-resets').send(reset).expect(400);
      await demo.http.post('/password-resets').send(reset).expect(204);
    } finally {
      await real.close();
      await demo.close();
    }
  });
});
