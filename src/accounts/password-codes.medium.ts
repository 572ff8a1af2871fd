import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/outbox.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import { Accounts } from './accounts.js';

const PASSWORD = '栏杆-修好了-1';
const MINUTE = 60_000;

let test: TestApp;
let database: Database;
let accounts: Accounts;
let codesFor: string[] = [];
let made = 0;

beforeAll(async () => {
  test = await startTestApp();
  database = test.get(Database);
  accounts = test.get(Accounts);
  accounts.onCode((_tx, accountId) => {
    codesFor.push(accountId);
    return Promise.resolve();
  });
});
afterAll(() => test.close());
beforeEach(() => {
  codesFor = [];
  test.clock.set('2026-11-22T09:30:00+08:00');
});

function nextPhone(): string {
  made += 1;
  return `+861900002${String(made).padStart(4, '0')}`;
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
/** Asked for, and the sweep that makes it done. */
async function ask(phone: string): Promise<void> {
  await post('/password-codes', { phone }).expect(202);
  await test.get(Sweeps).sweepOnce();
}
const signIn = (phone: string, password = PASSWORD) => post('/sessions', { phone, password });
const reset = (phone: string, code: string | null, password = '新的密码-12345') =>
  post('/password-resets', { phone, code, password });
const me = (token: string) => test.http.get('/me').set('authorization', `Bearer ${token}`);
const disable = (id: string) => database.run('UPDATE accounts SET disabled_at = now() WHERE id = $1', [id]);

/** A code that is not the account's. */
async function wrongCode(id: string): Promise<string> {
  return (await accounts.readCode(id)) === '000000' ? '000001' : '000000';
}

describe('a code for a forgotten password', () => {
  it('sets the password once, ends the sessions and lifts the lock', async () => {
    const { id, phone } = await person();
    const { token } = (await signIn(phone)).body;
    for (let guess = 1; guess <= 5; guess += 1) await signIn(phone, 'wrong password');
    await ask(phone);
    expect(codesFor).toEqual([id]);
    const code = await accounts.readCode(id);
    expect(code).toMatch(/^\d{6}$/);
    await reset(phone, code).expect(204);
    await me(token).expect(401);
    await signIn(phone, '新的密码-12345').expect(201);
    await signIn(phone).expect(401);
    expect(await accounts.readCode(id)).toBeNull();
    expect((await reset(phone, code).expect(400)).body.code).toBe('code-wrong-or-expired');
  });

  it('gives a first password to an account that has none', async () => {
    const { id, phone } = await person(null);
    await ask(phone);
    await reset(phone, await accounts.readCode(id)).expect(204);
    await signIn(phone, '新的密码-12345').expect(201);
  });

  it('is asked for with the same answer for an unknown number and a disabled account, and is not made', async () => {
    const disabled = await person();
    await disable(disabled.id);
    const answers = [
      await post('/password-codes', { phone: (await person()).phone }),
      await post('/password-codes', { phone: nextPhone() }),
      await post('/password-codes', { phone: disabled.phone }),
    ];
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [202, ''],
      [202, ''],
      [202, ''],
    ]);
    expect(await database.rows('SELECT 1 FROM code_requests')).toHaveLength(3);
    await test.get(Sweeps).sweepOnce();
    expect(codesFor).toHaveLength(1);
    expect(await accounts.readCode(disabled.id)).toBeNull();
    expect(await database.rows('SELECT 1 FROM code_requests')).toEqual([]);
  });

  it('is made at most once a minute and ten times a day, also of many requests at once', async () => {
    const { id, phone } = await person();
    await Promise.all(Array.from({ length: 8 }, () => post('/password-codes', { phone }).expect(202)));
    await Promise.all(Array.from({ length: 3 }, () => test.get(Sweeps).sweepOnce()));
    expect(codesFor).toHaveLength(1);
    const first = await accounts.readCode(id);
    for (let asked = 2; asked <= 12; asked += 1) {
      test.clock.advance(MINUTE);
      await ask(phone);
    }
    expect(codesFor).toHaveLength(10);
    await reset(phone, first).expect(400);
    test.clock.advance(24 * 60 * MINUTE);
    await ask(phone);
    expect(codesFor).toHaveLength(11);
  });

  it('expires after ten minutes', async () => {
    const { id, phone } = await person();
    await ask(phone);
    const code = await accounts.readCode(id);
    test.clock.advance(10 * MINUTE);
    await reset(phone, code).expect(400);
    expect(await accounts.readCode(id)).toBeNull();
  });

  it('is used up by five wrong tries, although each was refused', async () => {
    const { id, phone } = await person();
    await ask(phone);
    const wrong = await wrongCode(id);
    for (let tried = 1; tried <= 5; tried += 1) await reset(phone, wrong).expect(400);
    await reset(phone, await accounts.readCode(id)).expect(400);
    await signIn(phone).expect(201);
  });

  it('is still good at the fifth try', async () => {
    const { id, phone } = await person();
    await ask(phone);
    const wrong = await wrongCode(id);
    for (let tried = 1; tried <= 4; tried += 1) await reset(phone, wrong).expect(400);
    await reset(phone, await accounts.readCode(id)).expect(204);
  });

  it('is tried at most five times by many requests at once, and used by one of them', async () => {
    const { id, phone } = await person();
    await ask(phone);
    const code = await accounts.readCode(id);
    const right = await Promise.all(Array.from({ length: 10 }, () => reset(phone, code)));
    expect(right.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(right.filter(({ status }) => status === 400)).toHaveLength(9);
  });

  it('of one account is none of another', async () => {
    const [one, other] = [await person(), await person()];
    await ask(one.phone);
    await reset(other.phone, await accounts.readCode(one.id)).expect(400);
  });

  it('is undone when a channel cannot take it, made once it can, and holds up nobody else', async () => {
    const [one, other] = [await person(), await person()];
    let broken = true;
    accounts.onCode((_tx, accountId) =>
      broken && accountId === one.id ? Promise.reject(new Error('no channel')) : Promise.resolve(),
    );
    await ask(one.phone);
    await ask(other.phone);
    expect(await accounts.readCode(one.id)).toBeNull();
    expect(await accounts.readCode(other.id)).not.toBeNull();
    broken = false;
    await test.get(Sweeps).sweepOnce();
    expect(await accounts.readCode(one.id)).not.toBeNull();
  });

  it('is not made any more when the channel was broken for ten minutes', async () => {
    const { id, phone } = await person();
    await post('/password-codes', { phone }).expect(202);
    test.clock.advance(10 * MINUTE);
    await test.get(Sweeps).sweepOnce();
    expect(await accounts.readCode(id)).toBeNull();
  });

  it('comes with a password of 8 to 200 characters', async () => {
    const { phone } = await person();
    for (const [password, fault] of [
      ['1234567', 'too-short'],
      ['x'.repeat(201), 'too-long'],
    ]) {
      const answer = await reset(phone, '123456', password).expect(400);
      expect(answer.body.errors).toMatchObject([{ field: 'password', code: fault }]);
    }
    expect((await reset(phone, '12345').expect(400)).body.errors).toMatchObject([{ field: 'code' }]);
  });
});
