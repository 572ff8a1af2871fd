import { Areas, type Building } from '../areas/areas.js';
import { DEMO_PASSWORD } from '../demo/load-street.js';
import { generateStreet } from '../demo/street.js';
import { Database } from '../platform/database/database.js';
import { isRefusal } from '../platform/http/refusal.js';
import { newId } from '../platform/outbox.js';
import { Stations } from '../stations/stations.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { Routing, type Place, type Routed } from './routing.js';

const street = generateStreet();
const operator = street.staff.find(({ role }) => role === 'operator')?.phone ?? '';
const head = street.helpers.find(({ role }) => role === 'head')?.phone ?? '';
const helper = street.helpers.find(({ role, canSignIn }) => role === null && canSignIn)?.phone ?? '';

let test: TestApp;
let database: Database;
let areas: Areas;
let building: Building;
const tokens = new Map<string, string>();

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  database = test.get(Database);
  areas = test.get(Areas);
  for (const phone of [operator, head, helper]) {
    const { body } = await test.http.post('/sessions').send({ phone, password: DEMO_PASSWORD }).expect(201);
    tokens.set(phone, body.token);
  }
  const search = { text: '贮水山社区10号楼', limit: 1, after: null };
  const [found] = await areas.searchBuildings(database, search);
  if (found === undefined) throw new Error('no building');
  building = found;
});
afterAll(() => test.close());

function route(place: unknown, language = 'zh', phone = operator) {
  return test.http
    .post('/routes')
    .send(place === undefined ? {} : { place })
    .set('Authorization', `Bearer ${tokens.get(phone)}`)
    .set('Accept-Language', language);
}

function now(place: Place): Routed {
  const routed = test.get(Routing).route(place);
  if (isRefusal(routed)) throw new Error(routed.refused);
  return routed;
}

async function until(what: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !what();) {
    if (Date.now() > end) throw new Error('waited for 10 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('an address in words', () => {
  const ask = (body: object, phone = operator, language = 'zh') =>
    test.http
      .post('/addresses/resolve')
      .send(body)
      .set('Authorization', `Bearer ${tokens.get(phone)}`)
      .set('Accept-Language', language);
  const type = (query: string, phone = operator) =>
    test.http.get(`/addresses/suggest?${query}`).set('Authorization', `Bearer ${tokens.get(phone)}`);

  it('answers building, unit, the route and what is left, with the reason', async () => {
    const text = '登州路二十四号大院10号楼4单元楼梯扶手松了';
    const { body } = await ask({ text }).expect(200);
    expect(body).toMatchObject({
      building: { id: building.id, name: '登州路24号大院10号楼' },
      unit: '4',
      route: { gridId: building.grid?.id, station: { name: '贮水山社区登州路帮办站' } },
      rest: '楼梯扶手松了',
      reason: { code: 'found', words: '地址对应登州路24号大院10号楼' },
    });
    expect(body.confidence).toBeGreaterThan(0.9);
    expect(body.parts.map(({ kind }: { kind: string }) => kind)).toEqual(['road', 'number', 'building', 'unit']);
  });

  it('asks back where several fit, and takes the hint that settles it', async () => {
    const { body } = await ask({ text: '10号楼' }, head, 'en').expect(200);
    expect(body).toMatchObject({ building: null, route: null, confidence: 0 });
    expect(body.alternatives.length).toBeGreaterThan(1);
    expect(body.reason.words).toMatch(/building|road/);
    const hinted = await ask({ text: '10号楼', hints: { known: [building.id] } }).expect(200);
    expect(hinted.body.building).toMatchObject({ id: building.id });
    const among = await ask({ text: '10号楼', hints: { among: [building.id] } }).expect(200);
    expect(among.body.building).toMatchObject({ id: building.id });
  });

  it('suggests buildings while it is typed', async () => {
    const { body } = await type('text=dzl24&limit=3').expect(200);
    expect(body.items).toHaveLength(3);
    for (const { building: one } of body.items) expect(one.name).toMatch(/^登州路24号大院/);
  });

  it('is for who may try a route, and refuses what cannot be read', async () => {
    await ask({ text: '登州路' }, helper).expect(403);
    await type('text=dzl', helper).expect(403);
    await ask({}).expect(400);
    await ask({ text: '登州路', hints: { near: { lng: 36, lat: 120 } } }).expect(422);
    await type('text=dzl&limit=100').expect(400);
  });

  it('no longer names a building that is gone', async () => {
    const text = '登州路24号大院9号楼';
    const before = await ask({ text }).expect(200);
    const day = new Date(test.clock.now().getTime() - 86_400_000).toISOString().slice(0, 10);
    await database.transaction(async (tx) => {
      await tx.run('UPDATE buildings SET removed_on = $2 WHERE id = $1', [before.body.building.id, day]);
      await areas.raiseRevision(tx);
    });
    await test.get(Routing).reload();
    expect((await ask({ text }).expect(200)).body).toMatchObject({ building: null });
    await database.transaction(async (tx) => {
      await tx.run('UPDATE buildings SET removed_on = NULL WHERE id = $1', [before.body.building.id]);
      await areas.raiseRevision(tx);
    });
    await test.get(Routing).reload();
    expect((await ask({ text }).expect(200)).body.building).toEqual(before.body.building);
  });
});

describe('a try at a route', () => {
  it('by the building of the story answers grid, station and the reason in words', async () => {
    const { body } = await route({ buildingId: building.id }).expect(200);
    expect(body).toMatchObject({
      way: 'building',
      gridId: building.grid?.id,
      areaPath: building.grid?.path,
      station: { name: '贮水山社区登州路帮办站' },
      building: { name: '登州路24号大院10号楼' },
      reason: {
        code: 'building-in-grid',
        words: `登州路24号大院10号楼属于${building.grid?.name}，由贮水山社区登州路帮办站负责`,
      },
    });
    const english = await route({ buildingId: building.id }, 'en').expect(200);
    expect(english.body.reason.words).toMatch(/ is in .*, which .* looks after$/);
  });

  it('by point and by grid code comes to the same station', async () => {
    const byPoint = await route({ point: { lng: building.lng, lat: building.lat } }).expect(200);
    expect(byPoint.body).toMatchObject({ way: 'point', gridId: building.grid?.id });
    const byGrid = await route({ gridCode: building.grid?.code }, 'zh', head).expect(200);
    expect(byGrid.body).toMatchObject({ way: 'grid', station: byPoint.body.station });
  });

  it('from another street says that no station covers it yet', async () => {
    const { body } = await route({ areaCode: '370203008', point: { lng: 120.5, lat: 36.2 } }).expect(200);
    expect(body).toMatchObject({ station: null, gridId: null, reason: { code: 'no-station' } });
  });

  it('is for operators, heads and deputies', async () => {
    expect((await route({ gridCode: 'x' }, 'zh', helper)).body).toMatchObject({ status: 403, code: 'desk-only' });
    await test.http.post('/routes').send({ place: {} }).expect(401);
  });

  it.each([
    [
      'an unknown building',
      { buildingId: '018f0000-0000-7000-8000-000000000000' },
      422,
      'unknown-building',
      'place.buildingId',
    ],
    ['an unknown grid', { gridCode: '370203005011999' }, 422, 'unknown-grid', 'place.gridCode'],
    ['an unknown area', { areaCode: '99' }, 422, 'unknown-area', 'place.areaCode'],
    ['a point outside of every grid', { point: { lng: 121, lat: 36.08 } }, 422, 'outside-every-grid', 'place.point'],
    ['swapped coordinates', { point: { lng: 36.08, lat: 120.35 } }, 422, 'coordinates-swapped', 'place.point'],
    ['a latitude of 100', { point: { lng: 120, lat: 100 } }, 422, 'latitude-out-of-range', 'place.point.lat'],
    ['a longitude of 181', { point: { lng: 181, lat: 36 } }, 400, 'invalid-input', 'place.point.lng'],
    ['coordinates that are no numbers', { point: { lng: '120.35', lat: 36 } }, 400, 'invalid-input', 'place.point.lng'],
    ['half a point', { point: { lng: 120.35 } }, 400, 'invalid-input', 'place.point.lat'],
    ['an unknown system', { point: { lng: 120, lat: 36, system: 'moon' } }, 400, 'invalid-input', 'place.point.system'],
    ['an id that is none', { buildingId: '10号楼' }, 400, 'invalid-input', 'place.buildingId'],
    ['a place that is text', '10号楼', 400, 'invalid-input', 'place'],
    ['no place', undefined, 400, 'invalid-input', 'place'],
    ['an empty place', {}, 422, 'place-missing', 'place'],
    ['a list of points', { point: [120, 36] }, 400, 'invalid-input', 'place.point'],
    ['U+0000', { gridCode: 'a\u0000' }, 400, 'invalid-input', 'place.gridCode'],
    ['20,000 characters', { gridCode: '9'.repeat(20_000) }, 400, 'invalid-input', 'place.gridCode'],
    ['an unknown field', { buildingID: 'x' }, 400, 'invalid-input', 'place.buildingID'],
  ])('of %s is refused and names the field', async (_, place, status, code, field) => {
    const { body } = await route(place);
    expect(body).toMatchObject({ status, code, errors: [{ field }] });
    expect(body.detail).not.toMatch(/[{}]/);
  });

  it('says for swapped coordinates what they would be in', async () => {
    const { body } = await route({ point: { lng: building.lat, lat: building.lng } });
    expect(body.detail).toBe(`经度和纬度填反了：对调后在${building.grid?.name}内`);
  });
});

describe('the map in memory', () => {
  it('changes when another one is published, in one piece and by itself', async () => {
    const stations = test.get(Stations);
    const before = now({ buildingId: building.id });
    const [other] = (await stations.placedStations(database)).filter(({ id }) => id !== before.stationId);
    const published = await areas.publishedMap(database);
    const mapId = newId();
    await database.transaction(async (tx) => {
      const boundaries = await areas.boundaries(tx, published?.id ?? '');
      await areas.importMap(tx, { id: mapId, name: '重划', validFrom: '2026-12-01', source: '测试', boundaries });
      const row = { gridId: building.grid?.id ?? '', stationId: other?.id ?? '' };
      await stations.importCoverage(tx, mapId, [row]);
    });
    // a draft changes nothing
    await test.get(Routing).reload();
    expect(now({ buildingId: building.id })).toEqual(before);

    await database.transaction((tx) => areas.publishMap(tx, mapId));
    await until(() => now({ buildingId: building.id }).mapId === mapId);
    expect(now({ buildingId: building.id })).toMatchObject({ stationId: other?.id, gridId: before.gridId });
    // what the new map has no station for goes to triage in its grid
    const [elsewhere] = street.stations.filter(({ gridCodes }) => !gridCodes.includes(building.grid?.code ?? ''));
    expect(now({ gridCode: elsewhere?.gridCodes[0] })).toMatchObject({
      stationId: null,
      reason: { code: 'no-station' },
    });
  });

  it('knows a new building soon after it is written, and not one that was rolled back', async () => {
    const row = {
      name: '新楼',
      address: '新路1号',
      aliases: [],
      units: [],
      gridId: building.grid?.id ?? '',
      lng: null,
      lat: null,
    };
    const [written, dropped] = [newId(), newId()];
    await database.transaction((tx) => areas.importBuildings(tx, [{ ...row, id: written, code: 'new-1' }]));
    const rolledBack = database.transaction(async (tx) => {
      await areas.importBuildings(tx, [{ ...row, id: dropped, code: 'new-2' }]);
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    await until(() => !isRefusal(test.get(Routing).route({ buildingId: written })));
    await test.get(Routing).reload();
    expect(test.get(Routing).route({ buildingId: dropped })).toMatchObject({ refused: 'unknown-building' });
  });
});

describe('an installation without a map', () => {
  it('refuses, rests between its looks, and routes as soon as one is published', async () => {
    const empty = await startTestApp({ template: 'empty' });
    try {
      const routing = empty.get(Routing);
      expect(routing.route({ gridCode: 'x' })).toEqual({ refused: 'no-grid-map' });
      let readings = 0;
      const read = empty.get(Areas).publishedMap.bind(empty.get(Areas));
      empty.get(Areas).publishedMap = (sql) => {
        readings += 1;
        return read(sql);
      };
      for (let commit = 0; commit < 12; commit += 1) {
        await empty.get(Database).transaction(() => Promise.resolve());
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expect(readings).toBe(0);

      const [own, ids] = [empty.get(Areas), { map: newId(), city: newId() }];
      await empty.get(Database).transaction(async (tx) => {
        const city = {
          id: ids.city,
          code: '3702',
          kind: 'city' as const,
          name: '青岛市',
          parentId: null,
          validFrom: '2026-01-01',
        };
        await own.importAreas(tx, [city]);
        await own.importMap(tx, { id: ids.map, name: '图', validFrom: '2026-01-01', source: '测试', boundaries: [] });
        await own.publishMap(tx, ids.map);
      });
      await until(() => !isRefusal(routing.route({ areaCode: '3702' })));
      expect(routing.route({ areaCode: '3702' })).toMatchObject({ way: 'area', areaId: ids.city, stationId: null });
    } finally {
      await empty.close();
    }
  });
});
