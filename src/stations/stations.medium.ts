import { DEMO_PASSWORD } from '../demo/load-street.js';
import { generateStreet } from '../demo/street.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/outbox.js';
import { Areas } from '../areas/areas.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { Stations, type Helper, type Station } from './stations.js';

const street = generateStreet();
const demoStation = street.stations.find(({ name }) => name === '贮水山社区登州路帮办站');
const members = street.helpers.filter(({ stationCode }) => stationCode === demoStation?.code);
const phoneOf = (role: 'head' | 'deputy') => members.find((member) => member.role === role)?.phone ?? '';
const plain = members.filter(({ role, canSignIn }) => role === null && canSignIn).map(({ phone }) => phone);
const otherHead = street.helpers.find(({ role, stationCode }) => role === 'head' && stationCode !== demoStation?.code);
const staff = (role: string, areaCode: string) =>
  street.staff.find((one) => one.role === role && one.areaCode === areaCode)?.phone ?? '';

let test: TestApp;
let stations: Stations;
let database: Database;
let station: Station;
const tokens = new Map<string, string>();

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  stations = test.get(Stations);
  database = test.get(Database);
  const [found] = await stations.list(database, { search: '贮水山社区登州路', limit: 2, after: null });
  if (found === undefined) throw new Error('no station');
  station = found;
});
afterAll(() => test.close());

/** GET as the person with this phone number. */
async function get(phone: string, path: string, query: Record<string, unknown> = {}) {
  let token = tokens.get(phone);
  if (token === undefined) {
    const { body } = await test.http.post('/sessions').send({ phone, password: DEMO_PASSWORD }).expect(201);
    token = String(body.token);
    tokens.set(phone, token);
  }
  return test.http.get(path).query(query).set('Authorization', `Bearer ${token}`);
}

async function helperWith(phone: string): Promise<Helper> {
  const name = street.helpers.find((helper) => helper.phone === phone)?.name;
  const found = (await stations.helpersOf(database, station.id)).find((helper) => helper.name === name);
  if (found === undefined) throw new Error('no such helper');
  return found;
}

describe('stations', () => {
  it('are listed by code with head and deputies, page by page, for whoever is signed in', async () => {
    await test.http.get('/stations').expect(401);
    const first = await get(plain[0] ?? '', '/stations', { limit: 20 });
    const second = await get(plain[0] ?? '', '/stations', { limit: 20, after: first.body.next });
    const items = [...first.body.items, ...second.body.items];
    expect(items.map(({ code }: { code: string }) => code)).toEqual(street.stations.map(({ code }) => code).sort());
    expect(second.body.next).toBeNull();
    for (const { code, head, deputies } of items) {
      const own = street.helpers.filter(({ stationCode }) => stationCode === code);
      expect(head.name).toBe(own.find(({ role }) => role === 'head')?.name);
      expect(deputies.map(({ name }: { name: string }) => name)).toEqual([
        own.find(({ role }) => role === 'deputy')?.name,
      ]);
      expect(head.helperId).not.toBeNull();
    }
  });

  it('are narrowed by area and by part of the name', async () => {
    const community = await test.get(Areas).byCode(database, '370203005011');
    const { body } = await get(plain[0] ?? '', '/stations', { areaId: community?.id });
    const expected = street.stations.filter(({ communityCode }) => communityCode === '370203005011').length;
    expect(body.items).toHaveLength(expected);
    expect((await get(plain[0] ?? '', '/stations', { search: '%' })).body.items).toEqual([]);
    expect((await get(plain[0] ?? '', '/stations', { areaId: newId() })).body).toMatchObject({
      status: 422,
      errors: [{ field: 'areaId' }],
    });
  });

  it('say whether they are open now, by the local clock', async () => {
    // 08:00–20:00 every day
    for (const [at, open] of [
      ['2026-12-07T07:59:00+08:00', false],
      ['2026-12-07T08:00:00+08:00', true],
      ['2026-12-07T20:00:00+08:00', false],
    ] as const) {
      test.clock.set(at);
      expect((await get(plain[0] ?? '', `/stations/${station.id}`)).body.openNow).toBe(open);
    }
    expect((await get(plain[0] ?? '', `/stations/${newId()}`)).status).toBe(404);
  });

  it('show the grids that they cover in the published map', async () => {
    const { body } = await get(plain[0] ?? '', `/stations/${station.id}/coverage`);
    expect(body.grids.map(({ code }: { code: string }) => code)).toEqual([...(demoStation?.gridCodes ?? [])].sort());
    expect((await get(plain[0] ?? '', `/stations/${newId()}/coverage`)).status).toBe(404);
  });

  it('never share a grid: the second one runs into the primary key', async () => {
    const map = await test.get(Areas).publishedMap(database);
    const [grid] = await stations.gridsOf(database, station.id);
    const row = { gridId: grid?.id ?? '', stationId: station.id };
    await expect(database.transaction((tx) => stations.importCoverage(tx, map?.id ?? '', [row]))).rejects.toMatchObject(
      { constraint: 'coverage_pkey' },
    );
  });
});

describe('the helpers of a station', () => {
  const path = () => `/stations/${station.id}/helpers`;

  it.each([
    ['its head', phoneOf('head')],
    ['its deputy', phoneOf('deputy')],
    ['an operator of the street', staff('operator', '370203005')],
    ['the leader of its community', staff('leader', '370203005011')],
    ['the administrator of the city', staff('administrator', '3702')],
  ])('are seen by %s', async (_, phone) => {
    const { body, status } = await get(phone, path());
    expect(status).toBe(200);
    expect(body.items).toHaveLength(members.length);
  });

  it.each([
    ['the head of another station', otherHead?.phone ?? ''],
    ['one of the helpers', plain[0] ?? ''],
    ['the leader of another community', staff('leader', '370203005001')],
  ])('are not there for %s', async (_, phone) => {
    expect((await get(phone, path())).body).toMatchObject({ status: 404, code: 'not-found' });
    expect((await get(phone, `/stations/${newId()}/helpers`)).body.code).toBe('not-found');
  });

  it('come page by page, with numbers that nobody can ring and homes that are only near', async () => {
    const phone = phoneOf('head');
    const first = await get(phone, path(), { limit: 10 });
    const second = await get(phone, path(), { limit: 10, after: first.body.next });
    const items = [...first.body.items, ...second.body.items];
    expect(new Set(items.map(({ id }: { id: string }) => id)).size).toBe(members.length);
    const text = JSON.stringify(items);
    for (const member of members) {
      expect(text).not.toContain(member.phone.slice(3));
      const item = items.find(({ name }: { name: string }) => name === member.name);
      expect(item.phoneMasked).toBe(`190****${member.phone.slice(-4)}`);
      expect(item.lng).toBe(Math.round(member.lng * 1000) / 1000);
      expect(item).toMatchObject({ profession: member.profession, roster: member.roster });
    }
  });

  it('tell whoever is signed in what there is to be able to do, by name', async () => {
    await test.http.get('/skills').expect(401);
    const { body } = await get(plain[0] ?? '', '/skills');
    expect(body).toContainEqual({ code: 'carpentry', name: '木工', nameEn: 'carpentry', licensed: false });
    expect(body).toContainEqual({ code: 'electrical', name: '电工', nameEn: 'electrical work', licensed: true });
    expect(await stations.skillNames(database)).toEqual(
      new Map(
        (body as { code: string; name: string; nameEn: string }[]).map(({ code, name, nameEn }) => [
          code,
          { zh: name, en: nameEn },
        ]),
      ),
    );
  });

  it('show skills with their licences, which count to their last day', async () => {
    const holder = members.find(({ skills }) => skills.some(({ validUntil }) => validUntil !== null));
    const licence = holder?.skills.find(({ validUntil }) => validUntil !== null);
    const { id } = await helperWith(holder?.phone ?? '');
    const last = '2026-12-15';
    await database.run('UPDATE helper_skills SET valid_until = $1 WHERE helper_id = $2 AND skill = $3', [
      last,
      id,
      licence?.skill,
    ]);
    for (const [day, valid] of [
      [last, true],
      ['2026-12-16', false],
    ] as const) {
      test.clock.set(`${day}T23:30:00+08:00`);
      const { body } = await get(phoneOf('head'), `/helpers/${id}`);
      const shown = body.skills.find(({ skill }: { skill: string }) => skill === licence?.skill);
      expect(shown).toMatchObject({ licensed: true, licenceNo: licence?.licenceNo, validUntil: last, valid });
      const qualified = await stations.qualified(database, { stationId: station.id }, licence?.skill ?? '', day);
      expect(qualified.includes(id)).toBe(valid);
    }
  });

  it('say who can be called now', async () => {
    const one = members.find(({ roster }) => roster.some(({ weekday }) => weekday === 1));
    const span = one?.roster.find(({ weekday }) => weekday === 1);
    const { id } = await helperWith(one?.phone ?? '');
    // a Monday
    const at = (minute: number) => new Date(Date.parse('2026-12-14T00:00:00+08:00') + minute * 60_000);
    await database.run('DELETE FROM rosters WHERE helper_id = $1 AND weekday = 1 AND from_minute <> $2', [
      id,
      span?.from,
    ]);
    await database.run('UPDATE rosters SET from_minute = 600, to_minute = 660 WHERE helper_id = $1 AND weekday = 1', [
      id,
    ]);
    for (const [minute, onDuty] of [
      [599, false],
      [600, true],
      [659, true],
      [660, false],
    ] as const) {
      test.clock.set(at(minute));
      expect((await get(phoneOf('head'), `/helpers/${id}`)).body.onDutyNow).toBe(onDuty);
    }
  });
});

describe('one helper', () => {
  it('is seen by themselves and by who leads the station, and by no other helper or head', async () => {
    const [own = '', other = ''] = plain;
    const { id } = await helperWith(own);
    expect((await get(own, `/helpers/${id}`)).body).toMatchObject({ id, stationId: station.id });
    expect((await get(own, '/helpers/me')).body).toMatchObject({ id, stationId: station.id });
    expect((await get(phoneOf('deputy'), '/helpers/me')).body).not.toMatchObject({ id });
    expect((await get(phoneOf('deputy'), `/helpers/${id}`)).status).toBe(200);
    expect((await get(other, `/helpers/${id}`)).body.code).toBe('not-found');
    expect((await get(otherHead?.phone ?? '', `/helpers/${id}`)).body.code).toBe('not-found');
    expect((await get(phoneOf('head'), `/helpers/${newId()}`)).status).toBe(404);
  });
});

describe('who is qualified', () => {
  const on = '2026-12-20';
  const ids = async (skill: string | null) => stations.qualified(database, { stationId: station.id }, skill, on);

  it('is everyone for a place that anyone can fill, and who has the skill for another', async () => {
    expect(await ids(null)).toHaveLength(members.length);
    const carpenters = members.filter(({ skills }) => skills.some(({ skill }) => skill === 'carpentry'));
    const found = await stations.helpersByIds(database, await ids('carpentry'));
    expect(found.map(({ name }) => name).sort()).toEqual(carpenters.map(({ name }) => name).sort());
    expect(await ids('no such skill')).toEqual([]);
  });

  it('is asked among given helpers, whatever their station', async () => {
    const carpenters = await ids('carpentry');
    const others = await stations.qualified(
      database,
      { helperIds: [...carpenters.slice(1), newId()] },
      'carpentry',
      on,
    );
    expect(others).toEqual(carpenters.slice(1));
    expect(await stations.qualified(database, { helperIds: [] }, null, on)).toEqual([]);
  });

  it('is nobody before joining and nobody from the day of leaving', async () => {
    const [id = ''] = await ids('carpentry');
    await database.run('UPDATE helpers SET joined_on = $1, left_on = $2 WHERE id = $3', [
      '2026-12-10',
      '2026-12-21',
      id,
    ]);
    const found = async (day: string) =>
      (await stations.qualified(database, { helperIds: [id] }, 'carpentry', day)).length;
    expect(await Promise.all(['2026-12-09', '2026-12-10', '2026-12-20', '2026-12-21'].map(found))).toEqual([
      0, 1, 1, 0,
    ]);
    test.clock.set('2026-12-21T00:00:00+08:00');
    expect((await stations.helpersOf(database, station.id)).map((helper) => helper.id)).not.toContain(id);
    expect((await stations.helper(database, id))?.leftOn).toBe('2026-12-21');
  });
});

describe('the actor', () => {
  it('has the roles in stations and the helper that the account is, today', async () => {
    const me = (await get(phoneOf('head'), '/me')).body;
    expect(me).toMatchObject({
      stationRoles: [{ role: 'head', stationId: station.id }],
      helperId: station.head?.helperId,
    });
    expect((await get(staff('operator', '370203005'), '/me')).body).toMatchObject({ stationRoles: [], helperId: null });
    expect((await get(plain[2] ?? '', '/me')).body).toMatchObject({
      stationRoles: [],
      helperId: (await helperWith(plain[2] ?? '')).id,
    });
  });

  it('is head until the day before the role ends, and so is what the station shows', async () => {
    const { accountId = '' } = station.head ?? {};
    const isHead = () => stations.leads(database, station.id, accountId);
    await database.run(`UPDATE station_heads SET valid_to = '2026-12-25' WHERE account_id = $1`, [accountId]);
    test.clock.set('2026-12-24T23:59:59+08:00');
    expect((await get(phoneOf('head'), `/stations/${station.id}/helpers`)).status).toBe(200);
    expect(await isHead()).toBe(true);
    test.clock.set('2026-12-25T00:00:00+08:00');
    expect((await get(phoneOf('head'), `/stations/${station.id}/helpers`)).status).toBe(404);
    expect((await get(phoneOf('head'), '/me')).body.stationRoles).toEqual([]);
    expect(await isHead()).toBe(false);
    expect((await stations.byId(database, station.id))?.head).toBeNull();
    expect((await stations.byId(database, station.id))?.deputies).toHaveLength(1);
  });
});
