import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { Accounts } from '../accounts/accounts.js';
import type { Actor, AreaRoleName } from '../accounts/actor.js';
import { Database } from '../platform/database/database.js';
import { Writing } from '../platform/database/statement.js';
import { newId } from '../platform/outbox.js';
import { Residents, type ResidentGiven } from './residents.js';

const PASSWORD = '栏杆-修好了-1';
const HOUR = 3_600_000;
const city = newId();

let test: TestApp;
let database: Database;
let accounts: Accounts;
let residents: Residents;
let made = 0;
const heads = new Set<string>();

beforeAll(async () => {
  test = await startTestApp();
  test.clock.set('2026-11-22T09:30:00+08:00');
  database = test.get(Database);
  accounts = test.get(Accounts);
  residents = test.get(Residents);
  await database.run(
    `INSERT INTO areas (id, code, kind, name, path, valid_from) VALUES ($1, '3702', 'city', '某市', '3702.', '2026-01-01')`,
    [city],
  );
  accounts.addActorPart({
    select: () => 'NULL',
    fill: (actor) => {
      if (heads.has(actor.accountId)) actor.stationRoles.push({ role: 'deputy', stationId: newId() });
    },
  });
});
afterAll(() => test.close());

function nextPhone(): string {
  made += 1;
  return `+861900003${String(made).padStart(4, '0')}`;
}

async function staff(...roles: AreaRoleName[]): Promise<{ bearer: string; actor: Actor }> {
  const [id, phone] = [newId(), nextPhone()];
  const passwordHash = await accounts.hashPassword(PASSWORD);
  const given = roles.map((role) => ({ role, areaId: city }));
  await database.transaction((tx) =>
    accounts.importAccounts(tx, [{ id, name: '工作人员', phone, passwordHash, roles: given }]),
  );
  const { token } = (await test.http.post('/sessions').send({ phone, password: PASSWORD }).expect(201)).body;
  const actor = await accounts.actorOf(token);
  if (actor === undefined) throw new Error('not signed in');
  return { bearer: `Bearer ${token}`, actor };
}

const add = (given: Partial<ResidentGiven>) =>
  residents.again(async () => {
    const writing = new Writing();
    const resident = { phone: null, name: null, verified: true, ...given };
    const { id } = await residents.findOrAdd(database, writing, resident);
    await database.transaction((tx) => tx.write(writing));
    return id;
  });
const lookUp = (bearer: string, phone: string) =>
  test.http.post('/residents/look-ups').set('authorization', bearer).send({ phone });
const readings = (accountId: string) =>
  database.rows<Record<string, unknown>>(
    `SELECT subject, subject_id, fields, ticket_id, purpose FROM personal_data_readings WHERE account_id = $1 ORDER BY id`,
    [accountId],
  );
const masked = async (id: string) => (await residents.masked(database, [id])).get(id);

describe('a resident', () => {
  it('is found again by a verified number, and made once by many callers at once', async () => {
    const phone = nextPhone();
    const ids = await Promise.all(Array.from({ length: 10 }, () => add({ phone, name: '张三' })));
    expect(new Set(ids).size).toBe(1);
    expect(await database.rows('SELECT 1 FROM residents WHERE id = ANY ($1::uuid[])', [ids])).toHaveLength(1);
  });

  it('gets a name that was missing, keeps it when none is given, changes it when the caller says so', async () => {
    const phone = nextPhone();
    const id = await add({ phone });
    expect(await masked(id)).toMatchObject({ name: null });
    await add({ phone, name: '张三' });
    expect(await masked(id)).toMatchObject({ name: '张**' });
    await add({ phone });
    expect(await masked(id)).toMatchObject({ name: '张**' });
    await add({ phone, name: '李四' });
    expect(await masked(id)).toMatchObject({ name: '李**' });
  });

  it('is neither found nor changed by an unverified number, before or after', async () => {
    const phone = nextPhone();
    const before = await add({ phone, name: '网上甲', verified: false });
    const known = await add({ phone, name: '张三' });
    const after = await add({ phone, name: '网上乙', verified: false });
    expect(new Set([before, known, after]).size).toBe(3);
    expect(await masked(known)).toMatchObject({ name: '张**' });
    expect(await masked(after)).toEqual({ name: '网**', phone: `190****${phone.slice(-4)}` });
    expect(await add({ phone })).toBe(known);
  });

  it('without a number is a new one each time', async () => {
    const [one, other] = [await add({ name: '张三' }), await add({ name: '张三' })];
    expect(one).not.toBe(other);
    expect(await masked(one)).toEqual({ phone: null, name: '张**' });
  });

  it('is stored encrypted', async () => {
    const phone = nextPhone();
    const id = await add({ phone, name: '王小二' });
    const row = await database.one<{ phone_encrypted: Buffer; name_encrypted: Buffer; phone_hash: Buffer }>(
      'SELECT phone_encrypted, name_encrypted, phone_hash FROM residents WHERE id = $1',
      [id],
    );
    const stored = Buffer.concat(Object.values(row ?? {}));
    expect(stored.length).toBeGreaterThan(80);
    expect(stored.includes('王小二')).toBe(false);
    expect(stored.includes(phone.slice(3))).toBe(false);
  });

  it('is matched by the own number only, verified or not', async () => {
    const [phone, other] = [nextPhone(), nextPhone()];
    const ids = [await add({ phone }), await add({ phone, verified: false })];
    const among = [...ids, newId(), await add({ name: '张三' })];
    expect(await residents.withPhone(database, among, phone)).toEqual(new Set(ids));
    expect(await residents.withPhone(database, among, other)).toEqual(new Set());
  });
});

describe('looking up by phone number', () => {
  it('finds a verified resident for an operator, hits and misses logged', async () => {
    const { bearer, actor } = await staff('operator');
    const phone = nextPhone();
    const id = await add({ phone, name: '张小明' });
    const hit = await lookUp(bearer, phone.replace('+86', '0086 ')).expect(200);
    expect(hit.body).toEqual({ resident: { id, name: '张小明', phoneMasked: `190****${phone.slice(-4)}` } });
    const webOnly = nextPhone();
    await add({ phone: webOnly, verified: false });
    expect((await lookUp(bearer, webOnly).expect(200)).body).toEqual({ resident: null });
    const entry = { subject: 'resident', ticket_id: null, purpose: 'look-up' };
    expect(await readings(actor.accountId)).toEqual([
      { ...entry, subject_id: id, fields: ['name'] },
      { ...entry, subject_id: null, fields: [] },
    ]);
  });

  it('is for operators, heads and deputies, and for nobody else', async () => {
    const phone = nextPhone();
    const leader = await staff('leader', 'administrator');
    expect((await lookUp(leader.bearer, phone).expect(403)).body.code).toBe('look-up-not-permitted');
    expect(await readings(leader.actor.accountId)).toEqual([]);
    heads.add(leader.actor.accountId);
    await lookUp(leader.bearer, phone).expect(200);
    await test.http.post('/residents/look-ups').send({ phone }).expect(401);
  });

  it('is limited to 60 an hour an account, misses counted, also of many at once', async () => {
    const { bearer, actor } = await staff('operator');
    const colleague = await staff('operator');
    const phone = nextPhone();
    for (let done = 0; done < 55; done += 1) await residents.lookUp(actor, phone);
    const answers = await Promise.all(Array.from({ length: 10 }, () => lookUp(bearer, phone)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(answers.find(({ status }) => status !== 200)).toMatchObject({
      status: 429,
      body: { code: 'too-many-requests' },
    });
    await lookUp(colleague.bearer, phone).expect(200);
    test.clock.advance(HOUR);
    await lookUp(bearer, phone).expect(200);
  });

  it('repeated with the same key is one reading', async () => {
    const { bearer, actor } = await staff('operator');
    const phone = nextPhone();
    for (let sent = 0; sent < 2; sent += 1) await lookUp(bearer, phone).set('idempotency-key', 'once-only').expect(200);
    expect(await readings(actor.accountId)).toHaveLength(1);
  });

  it('refuses what is no phone number', async () => {
    const { bearer, actor } = await staff('operator');
    for (const phone of ['110x', '1900003\u00000001', '1'.repeat(20_000), '']) {
      expect((await lookUp(bearer, phone).expect(400)).body.errors).toMatchObject([{ field: 'phone' }]);
    }
    expect(await readings(actor.accountId)).toEqual([]);
  });
});

describe('reading personal data', () => {
  it('hands out the fields asked for and logs each resident once', async () => {
    const { actor } = await staff('operator');
    const phone = nextPhone();
    const [one, other] = [await add({ phone, name: '张三' }), await add({ name: '李四' })];
    const ticketId = newId();
    const read = await residents.read(database, actor, [one, other, one, newId()], ['phone'], ticketId, 'visit');
    expect(read).toEqual(
      new Map([
        [one, { phone, name: null }],
        [other, { phone: null, name: null }],
      ]),
    );
    const entry = { subject: 'resident', fields: ['phone'], ticket_id: ticketId, purpose: 'visit' };
    expect(await readings(actor.accountId)).toEqual(
      [one, other].map((subject_id) => expect.objectContaining({ ...entry, subject_id })),
    );
    const names = await residents.read(database, actor, [one], ['name', 'phone'], null, 'call-back');
    expect(names.get(one)).toEqual({ phone, name: '张三' });
    expect(await residents.read(database, actor, [], ['name'], null, 'visit')).toEqual(new Map());
  });

  it('is not logged where the transaction fails', async () => {
    const { actor } = await staff('operator');
    const id = await add({ name: '张三' });
    await database.transaction(async (tx) => {
      await residents.read(tx, actor, [id], ['name'], null, 'visit');
      return { refused: 'not-found' };
    });
    expect(await readings(actor.accountId)).toEqual([]);
  });

  it('is logged for a door too, and the log is append-only', async () => {
    const { actor } = await staff('operator');
    const ticketId = newId();
    await residents.logReading(database, {
      by: actor.accountId,
      subject: 'door',
      subjectId: ticketId,
      fields: ['unit', 'door'],
      ticketId,
      purpose: 'visit',
    });
    expect(await readings(actor.accountId)).toEqual([
      { subject: 'door', subject_id: ticketId, fields: ['unit', 'door'], ticket_id: ticketId, purpose: 'visit' },
    ]);
    await expect(database.run('DELETE FROM personal_data_readings')).rejects.toThrow('never updated or deleted');
    await expect(database.run(`UPDATE personal_data_readings SET purpose = ''`)).rejects.toThrow('never updated');
  });

  it('masked is not logged', async () => {
    const before = await database.one('SELECT count(*) AS n FROM personal_data_readings');
    const id = await add({ phone: nextPhone(), name: '张三' });
    expect((await residents.masked(database, [id, newId()])).size).toBe(1);
    expect(await database.one('SELECT count(*) AS n FROM personal_data_readings')).toEqual(before);
  });
});
