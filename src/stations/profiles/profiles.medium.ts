import { asAccount, asHelper, asPhone } from '../../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { as, PHONES, type Asking } from '../../../test/support/people.js';
import { eachRefused, type Refused } from '../../../test/support/bad.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/outbox.js';
import { Stations } from '../stations.js';

let test: TestApp;
let database: Database;
let stations: Stations;
let stationId: string;
let otherStationId: string;
let helperId: string;
let head: Asking;
let deputy: Asking;
let otherHead: Asking;
let helper: Asking;
let colleague: Asking;
let operator: Asking;
let administrator: Asking;

const MONDAY = '2026-12-07T10:00:00+08:00';

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  test.clock.set(MONDAY);
  database = test.get(Database);
  stations = test.get(Stations);
  head = await asPhone(test, PHONES.head);
  operator = await asPhone(test, PHONES.operator);
  administrator = await asPhone(test, PHONES.administrator);
  stationId = String((await head.get('/me').expect(200)).body.stationRoles[0].stationId);
  const station = await stations.byId(database, stationId);
  deputy = await asAccount(test, station?.deputies[0]?.accountId ?? '');
  const other = await database.one<{ stationId: string; accountId: string }>(
    `SELECT station_id AS "stationId", account_id AS "accountId" FROM station_heads WHERE role = 'head' AND station_id <> $1 LIMIT 1`,
    [stationId],
  );
  otherStationId = other?.stationId ?? '';
  otherHead = await asAccount(test, other?.accountId ?? '');
  const leading = [station?.head, ...(station?.deputies ?? [])].map((person) => person?.helperId);
  const plain = (await stations.helpersOf(database, stationId)).filter(({ id }) => !leading.includes(id));
  helperId = plain[0]?.id ?? '';
  helper = await asHelper(test, helperId);
  colleague = await asHelper(test, plain[1]?.id ?? '');
});
afterAll(() => test.close());
beforeEach(() => test.clock.set(MONDAY));

const known = async () => {
  await stations.look(database);
  return (await stations.serving(database, stationId)).find(({ id }) => id === helperId);
};
const each = (cases: Refused[]) => eachRefused(() => test, cases);

describe('what a helper says', () => {
  it('is told by themselves, and by head and deputy for them, and heard of by dispatch at once', async () => {
    const settings = {
      capacity: 2,
      maxOffersADay: 4,
      restMinutes: 30,
      quiet: { from: 1320, to: 420 },
      roster: [
        { weekday: 1, from: 480, to: 720 },
        { weekday: 1, from: 840, to: 1080 },
      ],
      languages: ['zh-CN', 'ko'],
      tools: ['ladder', 'drill'],
      willingStationIds: [otherStationId],
    };
    const { body } = await helper.patch('/helpers/me', settings).expect(200);
    expect(body).toMatchObject({ id: helperId, ...settings });
    expect(await known()).toMatchObject(settings);
    for (const [who, capacity] of [
      [head, 3],
      [deputy, 4],
    ] as const) {
      const { body: after } = await who.patch(`/helpers/${helperId}`, { capacity }).expect(200);
      // what is not given stays
      expect(after).toMatchObject({ ...settings, capacity });
    }
    await helper.patch(`/helpers/${helperId}`, { quiet: null, tools: [] }).expect(200);
    expect(await known()).toMatchObject({ ...settings, capacity: 4, quiet: null, tools: [] });
  });

  it('is nothing that others can say', async () => {
    const asks: ((who: Asking) => ReturnType<Asking['get']>)[] = [
      (who) => who.patch(`/helpers/${helperId}`, { capacity: 9 }),
      (who) => who.put(`/helpers/${helperId}/availability`, { available: false }),
      (who) => who.delete(`/helpers/${helperId}/availability`),
      (who) => who.post(`/helpers/${helperId}/leaves`, { from: '2026-12-01', to: '2026-12-02' }),
      (who) => who.delete(`/helpers/${helperId}/leaves/${newId()}`),
      (who) => who.put(`/helpers/${helperId}/shift`, { lng: 120.35, lat: 36.08 }),
      (who) => who.delete(`/helpers/${helperId}/shift`),
      (who) => who.put(`/helpers/${helperId}/skills/carpentry`, {}),
      (who) => who.delete(`/helpers/${helperId}/skills/carpentry`),
    ];
    const before = await known();
    for (const who of [colleague, otherHead, operator, administrator])
      for (const ask of asks) expect((await ask(who)).body).toMatchObject({ status: 404, code: 'not-found' });
    for (const ask of asks) expect((await ask(as(test, 'no-such-session'))).status).toBe(401);
    expect(await known()).toEqual(before);
  });

  it('is nothing of who is no helper, or no more', async () => {
    await operator.patch('/helpers/me', { capacity: 2 }).expect(404);
    await database.run(`UPDATE helpers SET left_on = '2026-12-07' WHERE id = $1`, [helperId]);
    expect((await head.patch(`/helpers/${helperId}`, { capacity: 2 })).body.code).toBe('helper-has-left');
    await database.run('UPDATE helpers SET left_on = NULL WHERE id = $1', [helperId]);
  });

  each([
    [
      'quiet hours without a length',
      () => helper.patch('/helpers/me', { quiet: { from: 60, to: 60 } }),
      422,
      'quiet-hours-empty',
      'quiet',
    ],
    [
      'a roster that overlaps itself',
      () =>
        helper.patch('/helpers/me', {
          roster: [
            { weekday: 1, from: 480, to: 720 },
            { weekday: 1, from: 700, to: 800 },
          ],
        }),
      422,
      'roster-overlaps',
      'roster',
    ],
    [
      'a roster over midnight in one span',
      () => helper.patch('/helpers/me', { roster: [{ weekday: 1, from: 1320, to: 360 }] }),
      422,
      'roster-span-empty',
      'roster',
    ],
    [
      'a station that is not there',
      () => helper.patch('/helpers/me', { willingStationIds: [newId()] }),
      422,
      'willing-station-not-known',
      'willingStationIds',
    ],
    [
      'their own station',
      () => helper.patch('/helpers/me', { willingStationIds: [stationId] }),
      422,
      'willing-station-not-known',
      'willingStationIds',
    ],
    [
      'a tool that nobody knows',
      () => helper.patch('/helpers/me', { tools: ['laser'] }),
      400,
      'invalid-input',
      'tools.0',
    ],
    [
      'a language that is none',
      () => helper.patch('/helpers/me', { languages: ['Chinese!'] }),
      400,
      'invalid-input',
      'languages.0',
    ],
    ['no ticket at once', () => helper.patch('/helpers/me', { capacity: 0 }), 400, 'invalid-input', 'capacity'],
  ]);
});

describe('one tap', () => {
  it('holds until the end of the day unless told, whatever the roster and quiet hours say, and ends by itself', async () => {
    await helper.patch('/helpers/me', { roster: [], quiet: null }).expect(200);
    const { body } = await helper.put('/helpers/me/availability', { available: true }).expect(200);
    expect(body).toMatchObject({
      unavailableNow: null,
      tapped: { available: true, until: '2026-12-07T16:00:00.000Z' },
    });
    expect((await known())?.tapped).toEqual({ available: true, until: new Date('2026-12-08T00:00:00+08:00') });
    test.clock.set('2026-12-08T00:00:00+08:00');
    const { body: after } = await head.get(`/helpers/${helperId}`).expect(200);
    expect(after).toMatchObject({ unavailableNow: 'off_duty', tapped: null });
  });

  it('is taken back by the helper or their head', async () => {
    const until = '2026-12-07T12:00:00+08:00';
    const { body } = await head.put(`/helpers/${helperId}/availability`, { available: false, until }).expect(200);
    expect(body.unavailableNow).toBe('tapped_off');
    expect((await helper.delete('/helpers/me/availability').expect(200)).body.tapped).toBeNull();
    expect((await known())?.tapped).toBeNull();
  });

  each([
    [
      'until a time that is over',
      () => helper.put('/helpers/me/availability', { available: true, until: MONDAY }),
      422,
      'until-out-of-range',
      'until',
    ],
    [
      'for longer than three days',
      () => helper.put('/helpers/me/availability', { available: false, until: '2026-12-10T10:00:01+08:00' }),
      422,
      'until-out-of-range',
      'until',
    ],
  ]);
});

describe('leave', () => {
  const days = { from: '2026-12-24', to: '2026-12-26' };

  it('is entered and taken back, by the helper and for them, without a word why', async () => {
    const { body } = await helper.post('/helpers/me/leaves', days).expect(201);
    expect(body.leaves).toEqual([{ id: expect.any(String), ...days }]);
    const { body: both } = await head
      .post(`/helpers/${helperId}/leaves`, { from: '2026-12-04', to: '2026-12-07' })
      .expect(201);
    expect(both.leaves.map(({ from }: { from: string }) => from)).toEqual(['2026-12-04', '2026-12-24']);
    expect(both.unavailableNow).toBe('on_leave');
    expect((await known())?.leaves).toHaveLength(2);
    await helper.post('/helpers/me/leaves', { ...days, reason: '看病' }).expect(400);
    for (const [who, at] of [
      [helper, 0],
      [head, 1],
    ] as const)
      await who.delete(`/helpers/${helperId}/leaves/${both.leaves[at].id}`).expect(200);
    expect((await known())?.leaves).toEqual([]);
    await helper.delete(`/helpers/me/leaves/${both.leaves[0].id}`).expect(404);
  });

  it('is entered once, however often the same request comes', async () => {
    const send = () => helper.post('/helpers/me/leaves', days).set('Idempotency-Key', 'leave-1');
    const [first, second] = await Promise.all([send(), send()]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.body.leaves).toHaveLength(1);
    await helper.delete(`/helpers/me/leaves/${first.body.leaves[0].id}`).expect(200);
  });

  it('never overlaps another, also where two come at once', async () => {
    const answers = await Promise.all([
      helper.post('/helpers/me/leaves', days),
      head.post(`/helpers/${helperId}/leaves`, { from: '2026-12-26', to: '2026-12-31' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('leave-overlaps');
    const [leave] = (await known())?.leaves ?? [];
    await helper.delete(`/helpers/me/leaves/${leave?.id}`).expect(200);
  });

  it('is stronger than a tap, which is refused while it lasts', async () => {
    await helper.put('/helpers/me/availability', { available: true }).expect(200);
    const { body } = await helper.post('/helpers/me/leaves', { from: '2026-12-07', to: '2026-12-08' }).expect(201);
    expect(body.unavailableNow).toBe('on_leave');
    const { body: refused } = await helper.put('/helpers/me/availability', { available: true }).expect(409);
    expect(refused.code).toBe('helper-on-leave');
    await helper.put('/helpers/me/availability', { available: false }).expect(200);
    await helper.delete(`/helpers/me/leaves/${body.leaves[0].id}`).expect(200);
    await helper.delete('/helpers/me/availability').expect(200);
  });

  each([
    [
      'that is over',
      () => helper.post('/helpers/me/leaves', { from: '2026-12-04', to: '2026-12-06' }),
      422,
      'leave-over-already',
      'to',
    ],
    [
      'that ends before it begins',
      () => helper.post('/helpers/me/leaves', { from: '2026-12-02', to: '2026-12-01' }),
      422,
      'leave-ends-before-it-begins',
      'to',
    ],
    [
      'of more than a year',
      () => helper.post('/helpers/me/leaves', { from: '2027-01-01', to: '2028-01-02' }),
      422,
      'leave-too-long',
      'to',
    ],
    ['that is not theirs', () => helper.delete(`/helpers/me/leaves/${newId()}`), 404, 'not-found'],
  ]);
});

describe('where the shift is', () => {
  it('is shared until the end of the day unless told, and no longer than it is wanted', async () => {
    const { body } = await helper.put('/helpers/me/shift', { lng: 120.351234, lat: 36.081234 }).expect(200);
    // others read it to about 100 m; who dispatches has it as it is
    expect(body.shift).toEqual({ lng: 120.351, lat: 36.081, until: '2026-12-07T16:00:00.000Z' });
    expect((await known())?.shift).toMatchObject({ lng: 120.351234, lat: 36.081234 });
    expect((await head.delete(`/helpers/${helperId}/shift`).expect(200)).body.shift).toBeNull();
    expect((await known())?.shift).toBeNull();
    // just after midnight the end of the day is further than anybody is followed
    test.clock.set('2026-12-08T00:30:00+08:00');
    const { body: night } = await helper.put('/helpers/me/shift', { lng: 120.35, lat: 36.08 }).expect(200);
    expect(night.shift.until).toBe('2026-12-08T08:30:00.000Z');
    await helper.delete('/helpers/me/shift').expect(200);
  });

  each([
    [
      'for longer than a shift',
      () => helper.put('/helpers/me/shift', { lng: 120, lat: 36, until: '2026-12-08T02:00:01+08:00' }),
      422,
      'until-out-of-range',
      'until',
    ],
    ['off the earth', () => helper.put('/helpers/me/shift', { lng: 181, lat: 36 }), 400, 'invalid-input', 'lng'],
  ]);
});

describe('a skill', () => {
  const licence = { licenceNo: 'DG-001', validUntil: '2027-06-30' };
  const proof = (given: object) => ({ verdict: 'certificate', ...licence, ...given });
  const on = '2026-12-07';
  const counts = async (skill: string, day = on) =>
    (await stations.qualified(database, { helperIds: [helperId] }, skill, day)).length > 0;
  const of = (body: { skills: { skill: string }[] }, code: string) => body.skills.find(({ skill }) => skill === code);
  const listed = async (who: Asking) => (await who.get(`/stations/${stationId}/licences`).expect(200)).body.items;
  const own = (items: { helperId: string }[]) => items.filter((item) => item.helperId === helperId);
  beforeEach(() => database.run('DELETE FROM helper_skills WHERE helper_id = $1', [helperId]));

  it('that needs no licence counts at once', async () => {
    const { body } = await helper.put('/helpers/me/skills/carpentry', {}).expect(200);
    expect(of(body, 'carpentry')).toMatchObject({ valid: true, claimed: null });
    expect(await counts('carpentry')).toBe(true);
    await helper.put('/helpers/me/skills/carpentry', {}).expect(200);
    await head.delete(`/helpers/${helperId}/skills/carpentry`).expect(200);
    expect(await counts('carpentry')).toBe(false);
    await helper.delete('/helpers/me/skills/carpentry').expect(404);
  });

  it('that needs a licence counts once head, deputy or administrator have looked at it, up to its last day', async () => {
    for (const who of [head, deputy, administrator]) {
      await database.run('DELETE FROM helper_skills WHERE helper_id = $1', [helperId]);
      const { body } = await helper.put('/helpers/me/skills/electrical', licence).expect(200);
      expect(of(body, 'electrical')).toMatchObject({ valid: false, proof: null, claimed: licence });
      expect(await counts('electrical')).toBe(false);
      expect(own(await listed(who))).toMatchObject([
        { skill: 'electrical', state: 'claimed', claimedLicenceNo: 'DG-001' },
      ]);
      const { body: after } = await who.put(`/helpers/${helperId}/skills/electrical/proof`, proof({})).expect(200);
      const me = (await who.get('/me').expect(200)).body;
      expect(of(after, 'electrical')).toMatchObject({
        ...licence,
        valid: true,
        proof: 'certificate',
        provenBy: me.accountId,
        provenAt: new Date(MONDAY).toISOString(),
        claimed: null,
      });
      expect([await counts('electrical', '2027-06-30'), await counts('electrical', '2027-07-01')]).toEqual([
        true,
        false,
      ]);
    }
  });

  it('goes on counting while its licence is renewed, and when the new one is refused', async () => {
    await helper.put('/helpers/me/skills/electrical', licence).expect(200);
    await head.put(`/helpers/${helperId}/skills/electrical/proof`, proof({ verdict: 'number' })).expect(200);
    const renewed = { licenceNo: 'DG-002', validUntil: '2030-06-30' };
    const { body } = await helper.put('/helpers/me/skills/electrical', renewed).expect(200);
    expect(of(body, 'electrical')).toMatchObject({ ...licence, valid: true, proof: 'number', claimed: renewed });
    expect(await counts('electrical')).toBe(true);
    // what was looked at is not what stands there any more
    const { body: changed } = await head.put(`/helpers/${helperId}/skills/electrical/proof`, proof({})).expect(409);
    expect(changed.code).toBe('licence-changed');
    const judged = { ...renewed, verdict: 'refused' };
    const { body: refused } = await head.put(`/helpers/${helperId}/skills/electrical/proof`, judged).expect(200);
    expect(of(refused, 'electrical')).toMatchObject({
      ...licence,
      valid: true,
      claimed: null,
      refusedAt: new Date(MONDAY).toISOString(),
    });
    // who says again what is proven claims nothing
    const { body: again } = await helper.put('/helpers/me/skills/electrical', licence).expect(200);
    expect(of(again, 'electrical')).toMatchObject({ claimed: null, refusedAt: null, proof: 'number' });
    await helper.put('/helpers/me/skills/electrical', renewed).expect(200);
    await deputy.put(`/helpers/${helperId}/skills/electrical/proof`, { ...renewed, verdict: 'word' }).expect(200);
    expect(await counts('electrical', '2030-06-30')).toBe(true);
  });

  it('counts no more where its licence turns out to be none', async () => {
    await helper.put('/helpers/me/skills/electrical', licence).expect(200);
    await head.put(`/helpers/${helperId}/skills/electrical/proof`, proof({})).expect(200);
    const { body } = await head
      .put(`/helpers/${helperId}/skills/electrical/proof`, proof({ verdict: 'refused' }))
      .expect(200);
    expect(of(body, 'electrical')).toMatchObject({ valid: false, proof: null, provenBy: null, provenAt: null });
    expect(await counts('electrical')).toBe(false);
    expect(own(await listed(head))).toEqual([]);
  });

  it('is proven by nobody else, and never by who has it', async () => {
    await helper.put('/helpers/me/skills/electrical', licence).expect(200);
    for (const who of [colleague, otherHead, operator])
      expect((await who.put(`/helpers/${helperId}/skills/electrical/proof`, proof({}))).body.code).toBe('not-found');
    await helper.put(`/helpers/${helperId}/skills/electrical/proof`, proof({})).expect(403);
    await head.put('/helpers/me/skills/electrical', licence).expect(200);
    const { body } = await head.put('/helpers/me/skills/electrical/proof', proof({})).expect(403);
    expect(body.code).toBe('proof-of-oneself');
    await deputy
      .put(`/helpers/${(await head.get('/me')).body.helperId}/skills/electrical/proof`, proof({}))
      .expect(200);
  });

  it('is listed for the head 30 days before its licence ends, and after', async () => {
    await helper.put('/helpers/me/skills/electrical', { ...licence, validUntil: '2027-01-15' }).expect(200);
    await head.put(`/helpers/${helperId}/skills/electrical/proof`, proof({ validUntil: '2027-01-15' })).expect(200);
    for (const [day, states] of [
      ['2026-12-15', []],
      ['2026-12-16', ['expiring']],
      ['2027-01-15', ['expiring']],
      ['2027-01-16', ['expired']],
    ] as const) {
      test.clock.set(`${day}T10:00:00+08:00`);
      const found = own(await listed(head));
      expect({ day, states: found.map((item) => (item as unknown as { state: string }).state) }).toEqual({
        day,
        states,
      });
    }
  });

  it('is on a list that only who leads the station or administers it reads, page by page', async () => {
    for (const skill of ['electrical', 'legal', 'welding'])
      await helper.put(`/helpers/me/skills/${skill}`, licence).expect(200);
    for (const who of [helper, otherHead, operator, colleague])
      expect((await who.get(`/stations/${stationId}/licences`)).body.code).toBe('not-found');
    const all = await listed(head);
    const paged: unknown[] = [];
    let after: string | undefined;
    do {
      const { body } = await administrator.get(`/stations/${stationId}/licences`, { limit: 2, after }).expect(200);
      paged.push(...body.items);
      after = body.next ?? undefined;
    } while (after !== undefined);
    expect(paged).toEqual(all);
    expect(own(all)).toHaveLength(3);
  });

  each([
    [
      'that needs a licence, without its number',
      () => helper.put('/helpers/me/skills/electrical', { validUntil: '2027-01-01' }),
      422,
      'licence-missing',
      'licenceNo',
    ],
    [
      'that needs a licence, without its last day',
      () => helper.put('/helpers/me/skills/electrical', { licenceNo: 'X' }),
      422,
      'licence-missing',
      'validUntil',
    ],
    [
      'with a licence that has ended',
      () => helper.put('/helpers/me/skills/electrical', { licenceNo: 'X', validUntil: '2026-12-06' }),
      422,
      'licence-over',
      'validUntil',
    ],
    ['that nobody knows', () => helper.put('/helpers/me/skills/alchemy', {}), 404, 'not-found'],
    ['with U+0000 in its code', () => helper.put('/helpers/me/skills/a%00b', {}), 404, 'not-found'],
    ['that the helper has not', () => head.put(`/helpers/${helperId}/skills/legal/proof`, proof({})), 404, 'not-found'],
    [
      'proven by a file, which people do not',
      () => head.put(`/helpers/${helperId}/skills/electrical/proof`, proof({ verdict: 'register' })),
      400,
      'invalid-input',
      'verdict',
    ],
  ]);
});
