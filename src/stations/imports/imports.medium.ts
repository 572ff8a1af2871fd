import { asAccount, asPhone } from '../../../test/support/crew.js';
import { rowCounts } from '../../../test/support/bad.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { PHONES, type Asking } from '../../../test/support/people.js';
import { Accounts } from '../../accounts/accounts.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/outbox.js';
import { writeCsv } from '../../platform/csv.js';
import { Stations, type Helper } from '../stations.js';
import { HELPER_TEMPLATE } from './helper-file.js';

const HEADERS = HELPER_TEMPLATE[0] ?? [];
const PHONE = '+8619000098101';

let test: TestApp;
let database: Database;
let administrator: Asking;
let stations: { id: string; code: string; name: string }[];

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  database = test.get(Database);
  administrator = await asPhone(test, PHONES.administrator);
  stations = await database.rows('SELECT id, code, name FROM stations ORDER BY code');
});
afterAll(() => test.close());

const station = (at: number) => stations[at] ?? { id: '', code: '', name: '' };
const rowOf = (given: Record<string, string> = {}): string[] => {
  const row: Record<string, string> = { 姓名: '郑大川', 电话: PHONE, 帮办站: station(0).code, 职业: '电工', ...given };
  return HEADERS.map((header) => row[header] ?? '');
};
const fileOf = (...rows: Record<string, string>[]) => writeCsv([HEADERS, ...rows.map(rowOf)]);
const send = (by: Asking, file: string | Buffer, query = '', headers: Record<string, string> = {}) =>
  test.http
    .post(`/helpers/imports${query}`)
    .set({ Authorization: `Bearer ${by.token}`, 'Content-Type': 'text/csv', ...headers })
    .send(file);

async function helperOf(phone: string): Promise<Helper | undefined> {
  const account = (await test.get(Accounts).byPhones(database, [phone])).get(phone);
  const row = await database.one<{ id: string }>('SELECT id FROM helpers WHERE account_id = $1', [account?.id]);
  return row && test.get(Stations).helper(database, row.id);
}

/** An administrator over one area alone. */
async function administratorOf(areaCode: string, phone: string): Promise<Asking> {
  const id = newId();
  const area = await database.one<{ id: string }>('SELECT id FROM areas WHERE code = $1', [areaCode]);
  await database.transaction((tx) =>
    test
      .get(Accounts)
      .importAccounts(tx, [
        { id, name: '管理员', phone, passwordHash: null, roles: [{ role: 'administrator', areaId: area?.id ?? '' }] },
      ]),
  );
  return asAccount(test, id);
}

describe('helpers from a file', () => {
  const full = {
    党员: '是',
    技能: '电工|木工',
    证书号: 'T-1',
    证书有效期: '2099-12-31',
    同时接单: '4',
    语言: 'zh-CN',
    值班: '1-5 08:00-18:00',
    加入日期: '2026-01-01',
  };

  it('looked at only, nothing is written', async () => {
    const before = await rowCounts(test);
    const { body } = await send(administrator, fileOf(full), '?dryRun=true').expect(200);
    expect(body).toEqual({
      dryRun: true,
      rows: 1,
      new: 1,
      changed: 0,
      unchanged: 0,
      lines: [{ line: 2, kind: 'new', changes: [] }],
      faults: [],
    });
    expect(await rowCounts(test)).toEqual(before);
  });

  it('are helpers from then on, with their numbers encrypted, and the same file changes nothing', async () => {
    await send(administrator, fileOf(full)).expect(200);
    const helper = await helperOf(PHONE);
    expect(helper).toMatchObject({ name: '郑大川', stationId: station(0).id, partyMember: true, capacity: 4 });
    expect(helper?.skills.map(({ skill, validUntil }) => [skill, validUntil])).toEqual([
      ['carpentry', null],
      ['electrical', '2099-12-31'],
    ]);
    expect(helper?.roster).toHaveLength(5);
    const phone = (await test.get(Stations).maskedPhones(database, helper === undefined ? [] : [helper])).values();
    expect([...phone]).toEqual(['190****8101']);
    const plain = await database.one(`SELECT 1 FROM accounts WHERE encode(phone_encrypted, 'escape') LIKE '%98101%'`);
    expect(plain).toBeUndefined();

    const state = () => database.rows('SELECT xmin::text, * FROM helpers ORDER BY id');
    const before = await state();
    const { body } = await send(administrator, fileOf(full)).expect(200);
    expect(body).toMatchObject({ new: 0, changed: 0, unchanged: 1 });
    expect(await state()).toEqual(before);
  });

  it('leave what a helper claims and what was proven as it is, unless they bring another licence', async () => {
    const helper = await helperOf(PHONE);
    await database.run(
      `UPDATE helper_skills SET proof = 'certificate', proven_at = '2026-11-01' WHERE helper_id = $1 AND skill = 'electrical'`,
      [helper?.id],
    );
    await database.run(
      `INSERT INTO helper_skills (helper_id, skill, proof, proven_at, claimed_licence_no, claimed_valid_until)
       VALUES ($1, 'welding', NULL, NULL, 'H-1', '2099-12-31')`,
      [helper?.id],
    );
    const shown = async () =>
      (await helperOf(PHONE))?.skills.map(({ skill, proof, licenceNo, claimed }) => [skill, proof, licenceNo, claimed]);
    const claim = ['welding', null, null, { licenceNo: 'H-1', validUntil: '2099-12-31' }];
    const rest = { ...full, 技能: '', 证书号: '', 证书有效期: '' };
    await send(administrator, fileOf({ ...rest, 同时接单: '5' })).expect(200);
    expect(await shown()).toEqual([
      ['carpentry', 'register', null, null],
      ['electrical', 'certificate', 'T-1', null],
      claim,
    ]);
    await send(administrator, fileOf({ ...rest, 证书号: '电工:T-2:2099-01-01|焊工:H-1:2099-12-31' })).expect(200);
    expect(await shown()).toEqual([
      ['carpentry', 'register', null, null],
      ['electrical', 'register', 'T-2', null],
      ['welding', 'register', 'H-1', null],
    ]);
    await send(administrator, fileOf(full)).expect(200);
  });

  it('in GB18030 with a formula in a cell are text', async () => {
    // 姓名,电话,帮办站,职业 and 陈一
    const header = Buffer.from('d0d5c3fb2cb5e7bbb02cb0efb0ecd5be2cd6b0d2b50d0a', 'hex');
    const row = Buffer.concat([
      Buffer.from('b3c2d2bb', 'hex'),
      Buffer.from(`,19000098102,${station(1).code},"=HYPERLINK(""x"")"\r\n`),
    ]);
    await send(administrator, Buffer.concat([header, row])).expect(200);
    expect(await helperOf('+8619000098102')).toMatchObject({ name: '陈一', profession: '=HYPERLINK("x")' });
  });

  it('known by their number are changed, to another station too; what is open stays with them', async () => {
    const moved = { 姓名: '郑大山', 帮办站: station(2).name, 技能: '无', 同时接单: '2' };
    const { body } = await send(administrator, fileOf(moved)).expect(200);
    expect(body.lines).toEqual([{ line: 2, kind: 'changed', changes: ['name', 'station', 'skills', 'capacity'] }]);
    expect(await helperOf(PHONE)).toMatchObject({ name: '郑大山', stationId: station(2).id, skills: [], capacity: 2 });
  });

  it('with an account already become helpers beside what they are', async () => {
    const operator = await asPhone(test, PHONES.operator);
    const me = (await operator.get('/me').expect(200)).body;
    await send(administrator, fileOf({ 电话: PHONES.operator, 姓名: '另一个名字' })).expect(200);
    const after = (await operator.get('/me').expect(200)).body;
    expect({ ...after, helperId: null }).toEqual({ ...me, helperId: null });
    expect(after.helperId).toBe((await helperOf(PHONES.operator))?.id);
  });

  it('with one fault are none at all, and every fault is told with its line', async () => {
    const before = await rowCounts(test);
    const file = fileOf(
      { 电话: '19000098110' },
      { 电话: '123', 技能: '飞行', 帮办站: '没有的站' },
      { 电话: '19000098110', 值班: '明天' },
    );
    const { body } = await send(administrator, file, '', { 'Accept-Language': 'en' }).expect(422);
    expect(body.code).toBe('import-has-faults');
    expect(body.report.faults.map(({ line, field, code }: Record<string, string>) => [line, field, code])).toEqual([
      [3, 'phone', 'not-a-phone-number'],
      [3, 'station', 'station-not-known'],
      [3, 'skills', 'skill-not-known'],
      [4, 'roster', 'roster-unreadable'],
      [4, 'phone', 'phone-twice'],
    ]);
    expect(body.report.faults[1].message).toBe('There is no such station within your areas: 没有的站');
    expect(await rowCounts(test)).toEqual(before);
    const looked = await send(administrator, file, '?dryRun=true').expect(200);
    expect(looked.body.faults).toHaveLength(5);
    expect(looked.body.new).toBe(1);
  });

  it.each([
    ['a header that nobody knows', '姓名,星座\n', 'csv-unknown-header'],
    ['UTF-16', Buffer.from('\ufeff姓名', 'utf16le'), 'csv-wrong-encoding'],
    ['nothing in it', Buffer.from('\n'), 'csv-no-header'],
  ])('a file with %s is refused', async (_, file, code) => {
    expect((await send(administrator, file).expect(422)).body.code).toBe(code);
  });

  it('come as text/csv of at most 5 MiB, and nowhere else', async () => {
    await send(administrator, '{}', '', { 'Content-Type': 'application/json' }).expect(415);
    await send(administrator, Buffer.alloc(5 * 1024 * 1024 + 1, 'x')).expect(413);
    const elsewhere = test.http.post('/tickets').set('Authorization', `Bearer ${administrator.token}`);
    await elsewhere.set('Content-Type', 'text/csv').send('a,b').expect(415);
  });

  it('are of administrators, within their areas', async () => {
    const head = await asPhone(test, PHONES.head);
    expect((await send(head, fileOf(full)).expect(403)).body.code).toBe('administrators-only');
    const community = station(28).code.split('-')[0] ?? '';
    const other = await administratorOf(community, '+8619000098120');
    const { body } = await send(other, fileOf({ 帮办站: station(0).code, 电话: '19000098121' })).expect(422);
    expect(body.report.faults).toMatchObject([{ field: 'station', code: 'station-not-known' }]);
    // nor do they take a helper from elsewhere into their own
    const taken = await send(other, fileOf({ 帮办站: station(28).code })).expect(422);
    expect(taken.body.report.faults).toMatchObject([{ field: 'phone', code: 'helper-elsewhere' }]);
    await send(other, fileOf({ 帮办站: station(28).code, 电话: '19000098121' })).expect(200);
  });

  it('of two files at once with the same people are made once', async () => {
    const file = fileOf(
      ...Array.from({ length: 40 }, (_, at) => ({ 电话: `190000982${String(at).padStart(2, '0')}` })),
    );
    const answers = await Promise.all([1, 2, 3, 4].map(() => send(administrator, file)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers.map(({ body }) => body.new).sort()).toEqual([0, 0, 0, 40]);
  });

  it('of a request sent again have the same answer', async () => {
    const headers = { 'Idempotency-Key': 'the-same-file' };
    const first = await send(administrator, fileOf({ 电话: '19000098130' }), '', headers).expect(200);
    const again = await send(administrator, fileOf({ 电话: '19000098130' }), '', headers).expect(200);
    expect(first.body.new).toBe(1);
    expect(again.body).toEqual(first.body);
  });

  it('10,000 at once take less than 15 seconds', async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => ({ ...full, 电话: `1900${String(1_000_000 + at)}` }));
    const begun = Date.now();
    const { body } = await send(administrator, fileOf(...rows)).expect(200);
    expect(body.new).toBe(10_000);
    expect(Date.now() - begun).toBeLessThan(15_000);
  });

  it('have a template that is read again', async () => {
    const head = await asPhone(test, PHONES.head);
    const { text, headers } = await head.get('/helpers/imports/template.csv').expect(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const { body } = await send(administrator, text, '?dryRun=true').expect(200);
    expect(body.faults).toMatchObject([{ field: 'station', code: 'station-not-known' }]);
  });
});
