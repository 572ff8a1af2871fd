import { DEMO_PASSWORD } from '../demo/load-street.js';
import { generateStreet } from '../demo/street.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/outbox.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { Areas } from './areas.js';

const street = generateStreet();
const helperPhone = street.helpers.find(({ canSignIn, role }) => canSignIn && role === null)?.phone;

let test: TestApp;
let areas: Areas;
let database: Database;
let token: string;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  areas = test.get(Areas);
  database = test.get(Database);
  const signedIn = await test.http.post('/sessions').send({ phone: helperPhone, password: DEMO_PASSWORD }).expect(201);
  token = signedIn.body.token;
});
afterAll(() => test.close());

const get = (path: string, query: Record<string, unknown> = {}) =>
  test.http.get(path).query(query).set('Authorization', `Bearer ${token}`);

/** All pages of a list, cut small. */
async function pages(path: string, query: Record<string, unknown>): Promise<{ code: string; name: string }[]> {
  const items = [];
  for (let after: string | undefined, page = 0; page < 500; page += 1) {
    const { body } = await get(path, { ...query, after }).expect(200);
    items.push(...body.items);
    if (body.next === null) return items;
    after = body.next;
  }
  throw new Error('the pages do not end');
}

async function idOf(code: string): Promise<string> {
  const area = await areas.byCode(database, code);
  if (area === undefined) throw new Error(`no area ${code}`);
  return area.id;
}

describe('the tree of areas', () => {
  it('is not for strangers', async () => {
    for (const path of ['/areas', '/buildings', '/grid-maps']) await test.http.get(path).expect(401);
  });

  it('comes page by page, parents first, each area once', async () => {
    const items = await pages('/areas', { limit: 40 });
    expect(items.map(({ code }) => code).sort()).toEqual(street.areas.map(({ code }) => code).sort());
    const seen = new Map<string, number>(items.map(({ code }, index) => [code, index]));
    for (const { code, parentCode } of street.areas) {
      if (parentCode !== null) expect(seen.get(parentCode)).toBeLessThan(seen.get(code) ?? -1);
    }
  });

  it('is narrowed by parent, kind and part of the name', async () => {
    const grids = await pages('/areas', { parent: await idOf('370203005011') });
    expect(grids.map(({ name }) => name)).toContain('贮水山社区第1网格');
    expect((await pages('/areas', { kind: 'street', limit: 10 })).length).toBe(22);
    expect((await pages('/areas', { search: '贮水山', kind: 'community' })).map(({ code }) => code)).toEqual([
      '370203005011',
    ]);
    expect(await pages('/areas', { search: '%' })).toEqual([]);
    expect((await get('/areas', { kind: 'planet' }).expect(400)).body.errors[0]).toMatchObject({ field: 'kind' });
  });

  it('has for each area what is above it, root first, and its boundary', async () => {
    const { body } = await get(`/areas/${await idOf('370203005011001')}`).expect(200);
    expect(body.ancestors.map(({ name }: { name: string }) => name)).toEqual([
      '青岛市',
      '市北区',
      '辽宁路街道',
      '贮水山社区',
    ]);
    const given = street.areas.find(({ code }) => code === '370203005011001')?.boundary;
    expect(body).toMatchObject({ kind: 'grid', boundary: { type: 'MultiPolygon', coordinates: given } });
    expect((await get(`/areas/${await idOf('370203008')}`)).body.boundary).toBeNull();
    await get(`/areas/${newId()}`).expect(404);
    await get('/areas/x').expect(400);
  });

  it('does not list an area that has ended, nor one that has not begun', async () => {
    const parentId = await idOf('370203008');
    const [ended, future] = [newId(), newId()];
    await database.transaction((tx) =>
      areas.importAreas(tx, [
        { id: ended, code: '370203008901', kind: 'community', name: '旧社区', parentId, validFrom: '2020-01-01' },
        { id: future, code: '370203008902', kind: 'community', name: '新社区', parentId, validFrom: '2100-01-01' },
      ]),
    );
    await database.run(`UPDATE areas SET valid_to = '2021-01-01' WHERE id = $1`, [ended]);
    const names = (await pages('/areas', { parent: parentId })).map(({ name }) => name);
    expect(names).not.toContain('旧社区');
    expect(names).not.toContain('新社区');
    expect((await areas.byId(database, ended))?.path).toBe('3702.370203.370203008.370203008901.');
  });

  it('takes no area whose parent is not there', async () => {
    const row = {
      id: newId(),
      code: '1',
      kind: 'grid' as const,
      name: '孤',
      parentId: newId(),
      validFrom: '2026-01-01',
    };
    await expect(database.transaction((tx) => areas.importAreas(tx, [row]))).rejects.toThrow('parent');
  });
});

describe('finding a building', () => {
  const STORY = '登州路24号大院10号楼';

  it.each(['10号楼', '10#楼', '１０栋', '10 号楼 4 单元', '10号楼4单元', '登州路10号楼', '24号大院10号楼', STORY])(
    'in 贮水山社区 by %s finds the one of the story first',
    async (search) => {
      const { body } = await get('/buildings', { search, areaId: await idOf('370203005011') }).expect(200);
      expect(body.items[0]).toMatchObject({
        name: STORY,
        community: { name: '贮水山社区' },
        grid: { code: expect.stringMatching(/^370203005011\d{3}$/) },
        units: expect.arrayContaining(['4单元']),
      });
    },
  );

  it('takes the name of the community before it', async () => {
    const { body } = await get('/buildings', { search: '贮水山社区10号楼' }).expect(200);
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual([STORY]);
  });

  it('lists exact names before those that end with it, and a number that is cut in two last', async () => {
    const names = (await pages('/buildings', { search: '2号楼', limit: 30 })).map(({ name }) => name);
    const at = (wanted: RegExp) => names.flatMap((name, index) => (wanted.test(name) ? [index] : []));
    const [own, cut] = [at(/\D2号楼$/), at(/\d2号楼$/)];
    expect(own.length).toBeGreaterThan(10);
    expect(cut.length).toBeGreaterThan(0);
    expect(Math.max(...own)).toBeLessThan(Math.min(...cut));
    const number = street.buildings.find(({ name }) => /路\d号大院1号楼$/.test(name))?.name ?? '';
    expect((await pages('/buildings', { search: number }))[0]?.name).toBe(number);
  });

  it('comes page by page, each building once', async () => {
    const found = await pages('/buildings', { search: '号楼', limit: 97 });
    expect(new Set(found.map(({ code }) => code)).size).toBe(found.length);
    expect(found.length).toBe(street.buildings.filter(({ name }) => name.includes('号楼')).length);
    expect((await pages('/buildings', { limit: 200 })).length).toBe(street.buildings.length);
  });

  it('takes signs as they are written, whatever they mean to the database', async () => {
    for (const search of ['%', '_', '\\', "'", '.*', '(', '[0-9', '号楼|']) {
      expect((await get('/buildings', { search }).expect(200)).body.items).toEqual([]);
    }
  });

  it('finds it by its code', async () => {
    const [building] = street.buildings;
    expect((await pages('/buildings', { search: building?.code })).map(({ code }) => code)).toEqual([building?.code]);
  });

  it('does not find one that was removed, but still knows it', async () => {
    const found = await pages('/buildings', { search: '24号大院12号楼', areaId: await idOf('370203005011') });
    expect(found[0]?.name).toBe('登州路24号大院12号楼');
    await database.run(`UPDATE buildings SET removed_on = '2026-01-01' WHERE name = '登州路24号大院12号楼'`);
    const left = await pages('/buildings', { search: '24号大院12号楼', areaId: await idOf('370203005011') });
    expect(left.map(({ name }) => name)).not.toContain('登州路24号大院12号楼');
    const { body } = await get(`/buildings/${(found[0] as unknown as { id: string }).id}`).expect(200);
    expect(body.name).toBe('登州路24号大院12号楼');
    await get(`/buildings/${newId()}`).expect(404);
  });

  it('refuses an area that is none and a cursor that is not ours, and names the field', async () => {
    const { body } = await get('/buildings', { areaId: newId() }).expect(422);
    expect(body).toMatchObject({ code: 'unknown-area', errors: [{ field: 'areaId' }] });
    await get('/buildings', { after: 'x' }).expect(400);
    await get('/buildings', { after: Buffer.from('["9","a"]').toString('base64url') }).expect(400);
    expect((await get('/buildings', { search: 'x\u0000' }).expect(400)).body.errors[0].field).toBe('search');
    await get('/buildings', { search: '楼'.repeat(101) }).expect(400);
  });
});

describe('grid maps', () => {
  const [from, source] = ['2027-01-01', '测试'];

  it('are listed with what they hold, and one is published at a time', async () => {
    const old = await areas.publishedMap(database);
    const id = newId();
    const areaId = await idOf('370203008');
    const geometry = [
      [
        [
          [120, 36],
          [121, 36],
          [121, 37],
          [120, 36],
        ],
      ],
    ];
    const map = { id, name: '新图', validFrom: from, source, boundaries: [{ areaId, geometry }] };
    await database.transaction((tx) => areas.importMap(tx, map));
    expect((await areas.publishedMap(database))?.id).toBe(old?.id);
    expect(await areas.boundary(database, areaId)).toBeNull();

    const before = await areas.revision(database);
    await database.transaction((tx) => areas.publishMap(tx, id));
    expect((await areas.publishedMap(database))?.id).toBe(id);
    expect(await areas.boundary(database, areaId)).toEqual(geometry);
    expect(await areas.revision(database)).not.toBe(before);
    await expect(database.transaction((tx) => areas.publishMap(tx, id))).rejects.toThrow('no draft');
    expect((await areas.publishedMap(database))?.id).toBe(id);

    const first = await get('/grid-maps', { limit: 1 }).expect(200);
    expect(first.body.items).toMatchObject([{ id, state: 'published', validFrom: from, grids: 0, boundaries: 1 }]);
    const second = await get('/grid-maps', { limit: 1, after: first.body.next }).expect(200);
    expect(second.body).toMatchObject({
      items: [{ id: old?.id, state: 'retired', grids: 60, boundaries: 67 }],
      next: null,
    });
  });

  it('take no boundary that a look-up could fall over', async () => {
    const id = newId();
    const geometry = [
      [
        [
          [120, 36],
          [121, 36],
          [121, 37],
          [120.5, 36],
        ],
      ],
    ];
    const boundaries = [{ areaId: await idOf('370203008'), geometry }];
    const work = database.transaction((tx) =>
      areas.importMap(tx, { id, name: '坏图', validFrom: from, source, boundaries }),
    );
    await expect(work).rejects.toThrow('not closed');
    expect(await database.one('SELECT 1 FROM grid_maps WHERE id = $1', [id])).toBeUndefined();
  });
});
