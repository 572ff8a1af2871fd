import pg from 'pg';
import { generateStreet } from '../../demo/street.js';
import { dayOf } from '../../platform/calendar.js';
import { asAccount, asPhone, DAY } from '../../../test/support/crew.js';
import { Database } from '../../platform/database/database.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { box, eventually, MapDesk } from '../../../test/support/maps.js';
import { PHONES } from '../../../test/support/people.js';
import { Routing, type Routed } from '../routing.js';
import { Publishing } from './publishing.js';

const street = generateStreet();
const COMMUNITY = '370203005011';
const grids = street.areas.filter(({ kind, parentCode }) => kind === 'grid' && parentCode === COMMUNITY);
const [first] = grids;
const stationOf = (code = '') => street.stations.find(({ gridCodes }) => gridCodes.includes(code))?.code ?? '';
const other = street.stations.find(({ code }) => code !== stationOf(first?.code))?.code ?? '';

let test: TestApp;
let desk: MapDesk;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  desk = new MapDesk(test, await asPhone(test, PHONES.administrator));
});
afterAll(() => test.close());

async function renamed(name: string, station = other, more: object = {}): Promise<string> {
  const id = await desk.draft(name, more);
  await desk.areas(id, [{ code: first?.code ?? '', name, station }]).expect(200);
  return id;
}
const ask = (app: TestApp): Routed => app.get(Routing).route({ gridCode: first?.code }) as Routed;
const advance = () => test.get(Publishing).advance();
const stateOf = async (id: string) => (await desk.by.get(`/grid-maps/${id}`).expect(200)).body;
const history = async () => (await desk.by.get('/grid-maps/publications').expect(200)).body.items;

describe('two processes', () => {
  it('answer from the new map within two seconds, and none mixes the two', async () => {
    const second = await startTestApp({ databaseUrl: test.databaseUrl, template: 'street' });
    try {
      const before = ask(test);
      const id = await renamed('换图');
      const seen = new Map<TestApp, { first?: number; answers: Set<string>; back: boolean }>(
        [test, second].map((app) => [app, { answers: new Set(), back: false }]),
      );
      let asking = true;
      const watching = [...seen].map(async ([app, told]) => {
        while (asking) {
          const { mapId, reason, station } = ask(app);
          told.answers.add([mapId, reason.args.grid, station?.code].join(' '));
          if (mapId === id) told.first ??= Date.now();
          else if (told.first !== undefined) told.back = true;
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
      await desk.by.post(`/grid-maps/${id}/publish`, { acceptWarnings: true }).expect(202);
      // not before both have read it
      await eventually('it is published', advance);
      const published = Date.now();
      await eventually('both have it', () => [...seen.values()].every((told) => told.first !== undefined));
      asking = false;
      await Promise.all(watching);
      for (const { first: at = Infinity, answers, back } of seen.values()) {
        expect(at - published).toBeLessThan(2_000);
        expect([...answers]).toEqual([
          [before.mapId, before.reason.args.grid, before.station?.code].join(' '),
          [id, '换图', other].join(' '),
        ]);
        expect(back).toBe(false);
      }
    } finally {
      await second.close();
    }
  });

  it('do not hold it up for ever where one of them does not answer', async () => {
    const id = await renamed('等不到');
    const silent = new pg.Client({ connectionString: test.databaseUrl, application_name: 'bangban wake' });
    await silent.connect();
    try {
      await desk.by.post(`/grid-maps/${id}/publish`, { acceptWarnings: true }).expect(202);
      const ready = 'SELECT 1 FROM map_readers WHERE ready_at IS NOT NULL';
      await eventually('this one is ready', async () => (await test.get(Database).one(ready)) !== undefined);
      expect(await advance()).toBe(false);
      expect(await stateOf(id)).toMatchObject({ state: 'draft', publication: { state: 'preparing' } });
      expect((await desk.areas(id, []).expect(409)).body.code).toBe('map-being-published');
      test.clock.advance(61_000);
      expect(await advance()).toBe(true);
      expect((await stateOf(id)).state).toBe('published');
      await eventually('it is routed by', () => ask(test).mapId === id);
    } finally {
      await silent.end();
    }
  });
});

describe('a map that is to count from a day on', () => {
  it('is published on that day, and prepared a little before', async () => {
    const now = test.clock.now();
    const validFrom = dayOf(new Date(now.getTime() + 2 * DAY));
    const id = await renamed('后天', other, { validFrom });
    const { body } = await desk.by.post(`/grid-maps/${id}/publish`, { acceptWarnings: true }).expect(202);
    expect(body).toMatchObject({ state: 'scheduled', validFrom, publishedAt: null });
    expect(await advance()).toBe(false);
    const midnight = new Date(body.dueAt).getTime();
    expect(dayOf(new Date(midnight))).toBe(validFrom);
    expect(dayOf(new Date(midnight - 1))).not.toBe(validFrom);
    test.clock.set(new Date(midnight - 120_000));
    await advance();
    expect((await history())[0].state).toBe('scheduled');
    test.clock.set(new Date(midnight - 30_000));
    await advance();
    expect((await history())[0].state).toBe('preparing');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await advance()).toBe(false);
    expect(ask(test).mapId).not.toBe(id);
    test.clock.set(new Date(midnight));
    await eventually('it is published', advance);
    await eventually('it is routed by', () => ask(test).mapId === id);
    desk = new MapDesk(test, await asPhone(test, PHONES.administrator));
  });

  it('can be withdrawn, changed and published after all', async () => {
    const validFrom = dayOf(new Date(test.clock.now().getTime() + 5 * DAY));
    const id = await renamed('改主意', other, { validFrom });
    await desk.by.post(`/grid-maps/${id}/publish`, { acceptWarnings: true }).expect(202);
    expect((await desk.by.post(`/grid-maps/${id}/publish`, {}).expect(409)).body.code).toBe('map-being-published');
    expect((await desk.delete(id).expect(409)).body.code).toBe('map-being-published');
    await desk.delete(`${id}/publication`).expect(204);
    expect((await desk.delete(`${id}/publication`).expect(409)).body.code).toBe('not-scheduled');
    await desk.areas(id, [{ code: first?.code ?? '', name: '又改' }]).expect(200);
    await desk.delete(id).expect(204);
    expect((await history()).map(({ mapId }: { mapId: string }) => mapId)).not.toContain(id);
  });
});

describe('publishing is refused', () => {
  it('for a draft that began before another map was published, at once and on its day', async () => {
    const validFrom = dayOf(new Date(test.clock.now().getTime() + DAY));
    const late = await renamed('以后', other, { validFrom });
    const old = await renamed('旧稿');
    await desk.by.post(`/grid-maps/${late}/publish`, { acceptWarnings: true }).expect(202);
    await desk.publish(await renamed('抢先'));
    const { body } = await desk.by.post(`/grid-maps/${old}/publish`, { acceptWarnings: true }).expect(409);
    expect(body.code).toBe('draft-outdated');
    const before = ask(test).mapId;
    test.clock.advance(DAY);
    desk = new MapDesk(test, await asPhone(test, PHONES.administrator));
    await eventually('it has failed', async () => {
      await advance();
      return (await history()).find(({ mapId }: { mapId: string }) => mapId === late).state === 'failed';
    });
    expect((await history()).find(({ mapId }: { mapId: string }) => mapId === late)).toMatchObject({
      fault: { code: 'draft-outdated', words: expect.stringContaining('草稿') },
    });
    expect(ask(test).mapId).toBe(before);
  });

  it('with warnings that nobody has accepted, before it is checked, and for what is no draft', async () => {
    const id = await desk.draft('提醒');
    const [lng = 0, lat = 0] = first?.boundary?.[0]?.[0]?.[0] ?? [];
    const area = {
      code: `${COMMUNITY}902`,
      name: '无站',
      level: 'grid',
      parent: COMMUNITY,
      // across the border of a grid: partly over it, and no error
      ring: box(lng - 1e-4, lat - 1e-4, lng + 1e-4, lat + 1e-4),
    };
    await desk.areas(id, [area], { check: false }).expect(200);
    expect((await desk.by.post(`/grid-maps/${id}/publish`).expect(409)).body.code).toBe('map-not-checked');
    await desk.by.post(`/grid-maps/${id}/check`).expect(200);
    const { body } = await desk.by.post(`/grid-maps/${id}/publish`).expect(422);
    expect(body).toMatchObject({ code: 'map-has-warnings', warnings: expect.any(Number) });
    const current = ask(test).mapId;
    expect((await desk.by.post(`/grid-maps/${current}/publish`).expect(409)).body.code).toBe('not-a-draft');
    expect((await desk.by.post(`/grid-maps/${current}/rollback`).expect(409)).body.code).toBe('map-is-published');
    expect((await desk.by.post(`/grid-maps/${id}/rollback`).expect(409)).body.code).toBe('map-never-published');
    expect((await desk.areas(current, []).expect(409)).body.code).toBe('not-a-draft');
    expect((await desk.delete(current).expect(409)).body.code).toBe('not-a-draft');
    await desk.delete(id).expect(204);
  });

  it('to an administrator of one community for what lies in another', async () => {
    const database = test.get(Database);
    const helper = await asPhone(test, PHONES.helper);
    const { body: me } = await helper.get('/me').expect(200);
    await database.run(
      `INSERT INTO area_roles (account_id, area_id, role, valid_from)
       SELECT $1, id, 'administrator', '2020-01-01' FROM areas WHERE code = $2`,
      [me.accountId, COMMUNITY],
    );
    const local = new MapDesk(test, await asAccount(test, me.accountId));
    const elsewhere =
      street.areas.find(({ kind, parentCode }) => kind === 'grid' && parentCode !== COMMUNITY)?.code ?? '';
    const id = await local.draft('社区');
    await local.areas(id, [{ code: elsewhere, name: '别人的' }]).expect(422);
    await local.buildings(id, [['OUT-1', '别处', '', '', '', elsewhere, '', '']]).expect(422);
    const { body } = await local.by.get(`/grid-maps/${id}/report`).expect(200);
    expect(body.items.map(({ code }: { code: string }) => code)).toEqual(['outside-your-areas', 'outside-your-areas']);
    await local.areas(id, [{ code: first?.code ?? '', name: '自己的' }]).expect(200);
    await local.buildings(id, [['IN-1', '此处', '', '', '', first?.code ?? '', '', '']]).expect(200);
    // what somebody over all has brought into the same draft is not theirs to publish
    await desk.areas(id, [{ code: elsewhere, name: '全市的' }]).expect(200);
    expect((await local.by.post(`/grid-maps/${id}/publish`, { acceptWarnings: true }).expect(403)).body.code).toBe(
      'outside-your-areas',
    );
    expect((await local.delete(id).expect(403)).body.code).toBe('outside-your-areas');
    const own = await local.draft('社区');
    await local.areas(own, [{ code: first?.code ?? '', name: '自己的' }]).expect(200);
    await local.by.post(`/grid-maps/${own}/publish`, { acceptWarnings: true }).expect(202);
    await desk.published(own);
    expect(ask(test).reason.args.grid).toBe('自己的');
  });
});
