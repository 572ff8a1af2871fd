import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, type Asking } from '../../../test/support/people.js';
import { DEMO_PASSWORD } from '../../demo/load-street.js';
import { dayOf } from '../../platform/calendar.js';
import { Accounts } from '../../accounts/accounts.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/outbox.js';

const DAY_MS = 86_400_000;
const HOURS = [{ weekday: 1, from: 480, to: 1_080 }];

let test: TestApp;
let database: Database;
let all: Asking;
/** over one street alone */
let own: Asking;
let head: Asking;
let here: Station;
/** in another street */
let away: Station;
let communityId: string;
let streetId: string;
let made = 0;

interface Station {
  id: string;
  version: number;
  name: string;
}

const day = (ahead: number) => dayOf(new Date(test.clock.now().getTime() + ahead * DAY_MS));
const fresh = (given: object = {}) => ({
  ...{
    code: `made-${(made += 1)}`,
    communityId,
    name: '新站',
    address: '登州路1号',
    signText: '帮办站',
    phone: '053200000000',
  },
  ...{ lng: 120.35, lat: 36.08, capacity: 20, hours: HOURS },
  ...given,
});

async function account(name: string, roles: { role: 'administrator' | 'leader'; areaId: string }[]) {
  made += 1;
  const [id, phone] = [newId(), `+861900008${String(made).padStart(4, '0')}` as const];
  const passwordHash = await test.get(Accounts).hashPassword(DEMO_PASSWORD);
  await database.transaction((tx) => test.get(Accounts).importAccounts(tx, [{ id, name, phone, passwordHash, roles }]));
  return { id, phone };
}

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  database = test.get(Database);
  all = await by(test, 'administrator');
  head = await by(test, 'head');
  const first = await database.one<{ id: string; streetId: string; communityId: string }>(
    `SELECT s.id, c.parent_id AS "streetId", c.id AS "communityId" FROM stations s JOIN areas c ON c.id = s.community_id
      WHERE s.closed_on IS NULL ORDER BY s.code LIMIT 1`,
  );
  if (first === undefined) throw new Error('the demo has no station');
  ({ communityId } = first);
  ({ streetId } = first);
  here = (await all.get(`/stations/${first.id}`).expect(200)).body as Station;
  // the demo is one street: another beside it, with a community
  const [street, community] = [newId(), newId()];
  await database.run(
    `INSERT INTO areas (id, code, kind, name, parent_id, path, valid_from)
     SELECT r.id, r.code, r.kind, r.code, r.parent, d.path || r.below, '2026-01-01'
       FROM areas d JOIN areas s ON s.parent_id = d.id
       CROSS JOIN LATERAL (VALUES ($2::uuid, 'beside', 'street', d.id, 'beside.'),
                                  ($3::uuid, 'beside-1', 'community', $2::uuid, 'beside.beside-1.')) AS r (id, code, kind, parent, below)
      WHERE s.id = $1`,
    [streetId, street, community],
  );
  away = (await all.post('/stations', fresh({ communityId: community })).expect(201)).body as Station;
  own = await by(test, (await account('街道管理员', [{ role: 'administrator', areaId: streetId }])).phone);
});
afterAll(() => test.close());

describe('a station', () => {
  it('is made and changed by an administrator over its community, and by nobody else', async () => {
    const { body } = await own.post('/stations', fresh()).expect(201);
    expect(body).toMatchObject({ name: '新站', version: 1, head: null, openedOn: day(0), hours: HOURS });
    const { body: changed } = await own
      .patch(`/stations/${body.id}`, { name: '登州路帮办站', capacity: 30 })
      .expect(200);
    expect(changed).toMatchObject({ name: '登州路帮办站', capacity: 30, address: '登州路1号', version: 2 });
    for (const who of [head, await by(test, 'operator'), await by(test, 'leader')]) {
      await who.post('/stations', fresh()).expect(403);
      await who.patch(`/stations/${body.id}`, { name: '别人的' }).expect(404);
    }
    await own.patch(`/stations/${away.id}`, { name: '别人的' }).expect(404);
    expect((await all.get(`/stations/${away.id}`).expect(200)).body).toEqual(away);
  });

  it.each([
    [{ communityId: newId() }, 422, 'unknown-area', 'communityId'],
    [{ code: 'two words' }, 400, 'invalid-input', 'code'],
    [{ name: '' }, 400, 'invalid-input', 'name'],
    [{ lat: 91 }, 400, 'invalid-input', 'lat'],
    [{ capacity: 0 }, 400, 'invalid-input', 'capacity'],
    [{ hours: [{ weekday: 8, from: 0, to: 60 }] }, 400, 'invalid-input', 'hours.0.weekday'],
    [{ hours: [{ weekday: 1, from: 600, to: 600 }] }, 422, 'station-hours-faulty', 'hours'],
    [{ hours: [...HOURS, { weekday: 1, from: 1_000, to: 1_200 }] }, 422, 'station-hours-faulty', 'hours'],
  ])('that is wrong in %j is refused, by the name of the field', async (wrong, status, code, field) => {
    const { body } = await own.post('/stations', fresh(wrong)).expect(status);
    expect(body).toMatchObject({ code, errors: [expect.objectContaining({ field })] });
  });

  it('has a code of its own', async () => {
    const given = fresh();
    await own.post('/stations', given).expect(201);
    const { body } = await all.post('/stations', given).expect(409);
    expect(body).toMatchObject({ code: 'station-code-taken', errors: [{ field: 'code' }] });
  });

  it('that two change at once is changed by one of them; the other is told, and nothing of theirs is written', async () => {
    const { version } = (await own.get(`/stations/${here.id}`).expect(200)).body as Station;
    const both = await Promise.all([
      own.patch(`/stations/${here.id}`, { version, signText: '甲的字' }),
      all.patch(`/stations/${here.id}`, { version, signText: '乙的字' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('changed-meanwhile');
    const { body } = await own.get(`/stations/${here.id}`).expect(200);
    expect(body).toEqual(both.find(({ status }) => status === 200)?.body);
    expect(body.version).toBe(version + 1);
  });
});

describe('who leads a station', () => {
  const leads = async () =>
    (await own.get(`/stations/${here.id}/heads`).expect(200)).body as {
      accountId: string;
      role: string;
      from: string;
      until: string | null;
    }[];

  it('is appointed from a day; the head before ceases on it, any other overlap is refused', async () => {
    const [first, second] = [await account('甲', []), await account('乙', [])];
    for (const { id } of [first, second]) await all.put(`/accounts/${id}/roles/leader/${streetId}`).expect(404);
    const refused = await own.post(`/stations/${here.id}/heads`, { accountId: first.id, role: 'head' }).expect(422);
    expect(refused.body).toMatchObject({ code: 'unknown-account', errors: [{ field: 'accountId' }] });
    const people = [
      await account('丙', [{ role: 'leader', areaId: streetId }]),
      await account('丁', [{ role: 'leader', areaId: streetId }]),
    ] as const;
    const before = (await leads()).find(({ role, until }) => role === 'head' && until === null);
    await own
      .post(`/stations/${here.id}/heads`, { accountId: people[0].id, role: 'head', from: day(10), until: day(20) })
      .expect(200);
    expect(await leads()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ accountId: before?.accountId, role: 'head', until: day(10) }),
        expect.objectContaining({ accountId: people[0].id, role: 'head', from: day(10), until: day(20) }),
      ]),
    );
    for (const [from, until] of [
      [day(5), day(12)],
      [day(12), day(15)],
      [day(19), undefined],
      [day(5), undefined],
    ] as const) {
      const { body } = await own
        .post(`/stations/${here.id}/heads`, { accountId: people[1].id, role: 'head', from, until })
        .expect(409);
      expect(body).toMatchObject({ code: 'lead-meets-another', errors: [{ field: 'from' }] });
    }
    await own.post(`/stations/${here.id}/heads`, { accountId: people[1].id, role: 'head', from: day(20) }).expect(200);
    // deputies may be several, each once at a time
    for (const { id } of people)
      await own.post(`/stations/${here.id}/heads`, { accountId: id, role: 'deputy', from: day(1) }).expect(200);
    await own.post(`/stations/${here.id}/heads`, { accountId: people[0].id, role: 'deputy', from: day(3) }).expect(409);
  });

  it.each([
    [{ from: -1 }, 'lead-in-the-past', 'from'],
    [{ from: 3, until: 3 }, 'lead-ends-before', 'until'],
  ])('%j days from now is refused', async (days: { from: number; until?: number }, code, field) => {
    const accountId = (await leads())[0]?.accountId;
    const given = {
      accountId,
      role: 'deputy',
      from: day(days.from),
      until: days.until === undefined ? undefined : day(days.until),
    };
    const { body } = await own.post(`/stations/${here.id}/heads`, given).expect(422);
    expect(body).toMatchObject({ code, errors: [{ field }] });
  });

  it('ends on a day that is told; who is not it cannot end', async () => {
    const deputy = (await leads()).find(({ role, until }) => role === 'deputy' && until === null);
    const given = { accountId: deputy?.accountId, role: 'deputy', until: day(30) };
    await own.post(`/stations/${here.id}/heads/end`, given).expect(200);
    expect(await leads()).toContainEqual(expect.objectContaining({ ...given, from: deputy?.from }));
    const past = await own.post(`/stations/${here.id}/heads/end`, { ...given, until: day(-1) }).expect(422);
    expect(past.body).toMatchObject({ code: 'lead-in-the-past', errors: [{ field: 'until' }] });
    const nobody = await own.post(`/stations/${here.id}/heads/end`, { ...given, accountId: newId() }).expect(422);
    expect(nobody.body).toMatchObject({ code: 'unknown-account', errors: [{ field: 'accountId' }] });
  });

  it('is for administrators over the station', async () => {
    await head.get(`/stations/${here.id}/heads`).expect(404);
    await own.get(`/stations/${away.id}/heads`).expect(404);
    const given = { accountId: newId(), role: 'head' };
    await own.post(`/stations/${away.id}/heads`, given).expect(404);
    await own.post(`/stations/${away.id}/heads/end`, given).expect(404);
    await head.post(`/stations/${here.id}/heads`, given).expect(404);
  });
});
