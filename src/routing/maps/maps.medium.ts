import { generateStreet } from '../../demo/street.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/outbox.js';
import { asPhone } from '../../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { box, csv, eventually, geojson, MapDesk } from '../../../test/support/maps.js';
import { PHONES, type Asking } from '../../../test/support/people.js';
import { Routing } from '../routing.js';

const street = generateStreet();
const COMMUNITY = '370203005011';
const grids = street.areas.filter(({ kind, parentCode }) => kind === 'grid' && parentCode === COMMUNITY);
const [first, second] = grids;
const story = street.buildings.find(({ name }) => name === '登州路24号大院10号楼');

let test: TestApp;
let desk: MapDesk;
let operator: Asking;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  desk = new MapDesk(test, await asPhone(test, PHONES.administrator));
  operator = await asPhone(test, PHONES.operator);
});
afterAll(() => test.close());

const stationOf = (gridCode = '') => street.stations.find(({ gridCodes }) => gridCodes.includes(gridCode))?.code ?? '';
const count = async (sql: string, id: string) =>
  (await test.get(Database).one<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`, [id]))?.n;
const report = async (id: string, query: Record<string, unknown> = {}) =>
  (await desk.by.get(`/grid-maps/${id}/report`, query).expect(200)).body;

describe('a draft', () => {
  it('begins as the published map, and is for administrators', async () => {
    const id = await desk.draft('草稿');
    const { body } = await desk.by.get(`/grid-maps/${id}`).expect(200);
    expect(body).toMatchObject({ name: '草稿', state: 'draft', publication: null, report: { isChecked: false } });
    const old = desk.route({ gridCode: first?.code }).mapId;
    expect(body.basedOn).toBe(old);
    for (const table of ['map_areas', 'map_buildings', 'boundaries', 'coverage']) {
      expect(await count(`${table} WHERE map_id = $1`, id)).toBe(await count(`${table} WHERE map_id = $1`, old));
    }
    await operator.post('/grid-maps', { name: 'x' }).expect(403);
    for (const path of ['', '/imports', '/report', '/report.geojson']) {
      await operator.get(`/grid-maps/${id}${path}`).expect(403);
    }
    await operator.post(`/grid-maps/${id}/publish`).expect(403);
    await operator.post(`/grid-maps/${id}/check`).expect(403);
    await desk.delete(id).expect(204);
    await desk.by.get(`/grid-maps/${id}`).expect(404);
  });

  it('as it is finds nothing wrong but what the street is like, and changes nothing where it is published', async () => {
    const id = await desk.draft();
    await desk.by.post(`/grid-maps/${id}/check`).expect(200);
    expect((await report(id)).report).toMatchObject({ isChecked: true, errors: 0 });
    const before = desk.route({ gridCode: first?.code });
    await desk.publish(id);
    expect(desk.route({ gridCode: first?.code })).toEqual({ ...before, mapId: id });
  });
});

describe('a file of areas and one of buildings', () => {
  it('change names, boundaries, coverage and buildings once they are published, and not before', async () => {
    const id = await desk.draft('重划');
    const other = stationOf(second?.code);
    // across the border of a grid: what lies elsewhere than its parent is an error
    const [lng = 0, lat = 0] = second?.boundary?.[0]?.[0]?.[0] ?? [];
    const ring = box(lng - 2e-4, lat - 2e-4, lng + 2e-4, lat + 2e-4);
    const areas = await desk
      .areas(id, [
        { code: first?.code ?? '', name: '改名网格', station: other },
        {
          ...{ code: `${COMMUNITY}901`, name: '新网格', level: 'grid', parent: COMMUNITY, station: other },
          ring,
        },
      ])
      .expect(200);
    expect(areas.body).toMatchObject({
      ...{ kind: 'areas', state: 'done', rows: 2, fault: null },
      written: { added: 1, changed: 1, unchanged: 0, removed: 0 },
    });
    const buildings = await desk
      .buildings(id, [
        [story?.code ?? '', '登州路24号大院10号楼甲', '登州路24号大院', '', '', first?.code ?? '', '', ''],
        ['NEW-1', '新楼', '新路1号', '新楼一|一号新楼', '1单元|2单元', '', String(lng), String(lat)],
      ])
      .expect(200);
    expect(buildings.body).toMatchObject({ written: { added: 1, changed: 1, unchanged: 0, removed: 0 } });

    // nobody sees it yet
    const before = desk.route({ gridCode: first?.code });
    expect(before.reason.args.grid).toBe(first?.name);
    expect((await operator.get('/buildings', { search: '新楼' }).expect(200)).body.items).toEqual([]);
    expect((await operator.get('/areas', { search: '新网格' }).expect(200)).body.items).toEqual([]);

    await desk.publish(id);
    expect(desk.route({ gridCode: first?.code })).toMatchObject({
      mapId: id,
      station: { code: other },
      reason: { args: { grid: '改名网格' } },
    });
    const { body } = await operator.get('/buildings', { search: '一号新楼' }).expect(200);
    expect(body.items).toMatchObject([{ code: 'NEW-1', units: ['1单元', '2单元'] }]);
    expect(desk.route({ buildingId: body.items[0].id })).toMatchObject({ station: { code: other }, way: 'building' });
    expect((await operator.get('/buildings', { search: '10号楼甲' })).body.items).toMatchObject([
      { code: story?.code },
    ]);
    const [listed] = (await operator.get('/areas', { search: '新网格' }).expect(200)).body.items;
    expect(listed).toMatchObject({ code: `${COMMUNITY}901`, kind: 'grid' });
    expect((await operator.get(`/areas/${listed.id}`)).body.boundary.coordinates).toEqual([[ring]]);
  });

  it('sent again change nothing, and need no new check', async () => {
    const id = await desk.draft();
    const areas = geojson([{ code: first?.code ?? '', name: '再改', ring: box(120.7, 36.3, 120.71, 36.31) }]);
    const rows = csv([['NEW-1', '新楼', '新路1号', '新楼一|一号新楼', '1单元', '', '120.605', '36.305']]);
    await desk.areas(id, areas, { check: false }).expect(200);
    await desk.buildings(id, rows).expect(200);
    const { revision } = (await desk.by.get(`/grid-maps/${id}`).expect(200)).body;
    const again = await desk.areas(id, areas, { check: false }).expect(200);
    expect(again.body.written).toEqual({ added: 0, changed: 0, unchanged: 1, removed: 0 });
    const buildings = await desk.buildings(id, rows, { check: false }).expect(200);
    expect(buildings.body.written).toEqual({ added: 0, changed: 0, unchanged: 1, removed: 0 });
    const { body } = await desk.by.get(`/grid-maps/${id}`).expect(200);
    expect(body).toMatchObject({ revision, report: { isChecked: true } });
    await desk.delete(id).expect(204);
  });

  it('may be GB18030, or UTF-8 with a mark', async () => {
    const id = await desk.draft();
    // 代码,名称,网格, and 登州路
    const gb = Buffer.concat([
      Buffer.from('b4fac2eb2cc3fbb3c62ccdf8b8f10a', 'hex'),
      Buffer.from('GB-1,'),
      Buffer.from('b5c7d6ddc2b7', 'hex'),
      Buffer.from(`,${first?.code}\n`),
    ]);
    await desk.buildings(id, gb, { check: false }).expect(200);
    await desk.buildings(id, Buffer.from(`\ufeff代码,名称,网格\nGB-2,登州路二号,${first?.code}\n`), { check: false });
    await desk
      .areas(id, `\ufeff${geojson([{ code: first?.code ?? '', name: '带标记' }])}`, { check: false })
      .expect(200);
    const names = await test.get(Database).rows<{ name: string }>(
      `SELECT v.name FROM map_buildings m JOIN building_versions v ON v.id = m.version_id JOIN buildings b ON b.id = m.building_id
          WHERE m.map_id = $1 AND b.code LIKE 'GB-%' ORDER BY b.code`,
      [id],
    );
    expect(names.map(({ name }) => name)).toEqual(['登州路', '登州路二号']);
    await desk.delete(id).expect(204);
  });

  it('replace: what they do not name goes, and is said to be removed once that is published', async () => {
    const id = await desk.draft('减');
    const kept = street.buildings[0];
    const { body } = await desk
      .buildings(
        id,
        [[kept?.code ?? '', kept?.name ?? '', kept?.address ?? '', '', '', kept?.gridCode ?? '', '', '']],
        {
          mode: 'replace',
        },
      )
      .expect(200);
    expect(body.written).toMatchObject({ changed: 1, removed: street.buildings.length });
    const gone = street.buildings[5];
    const search = { search: gone?.name };
    const [known] = (await operator.get('/buildings', search).expect(200)).body.items;
    await desk.publish(id);
    expect((await operator.get('/buildings', search).expect(200)).body.items).toEqual([]);
    await operator.get(`/buildings/${known.id}`).expect(200);
    expect(test.get(Routing).route({ buildingId: known.id })).toMatchObject({ refused: 'unknown-building' });

    // and back in one step
    const { body: history } = await desk.by.get('/grid-maps/publications', { limit: 1 }).expect(200);
    expect(history.items).toMatchObject([{ mapId: id, kind: 'publish', state: 'published' }]);
    const before = history.items[0].previousId;
    await desk.by.post(`/grid-maps/${before}/rollback`).expect(202);
    await desk.published(before);
    expect((await operator.get('/buildings', search).expect(200)).body.items[0]).toMatchObject({ code: gone?.code });
    expect(desk.route({ buildingId: known.id })).toMatchObject({ mapId: before, way: 'building' });
    const after = await desk.by.get('/grid-maps/publications', { limit: 1 }).expect(200);
    expect(after.body.items).toMatchObject([{ mapId: before, previousId: id, kind: 'rollback', state: 'published' }]);
  });
});

describe('a file with faults', () => {
  it('leaves the draft as it was, blocks publishing, and says line, column and why in both languages', async () => {
    const id = await desk.draft();
    const rows = [
      ['A-1', '甲', '', '', '', first?.code ?? '', '', ''],
      ['A-1', '乙', '', '', '', first?.code ?? '', '', ''],
      ['A-2', '丙', '', '', '', '999', '', ''],
      ['A-3', '丁', '', '', '', '', '东经', '36'],
      ['A-4', '戊', '', '', '', '', '', ''],
    ];
    const { body } = await desk.buildings(id, rows).expect(422);
    expect(body).toMatchObject({ code: 'map-import-has-faults', import: { state: 'refused', rows: 5, written: null } });
    expect(
      await count(
        `map_buildings m JOIN buildings b ON b.id = m.building_id WHERE m.map_id = $1 AND b.code LIKE 'A-%'`,
        id,
      ),
    ).toBe(0);
    const { items } = await report(id, { severity: 'error' });
    expect(
      items
        .map(({ code, features }: { code: string; features: { line: number }[] }) => [code, features[0]?.line])
        .sort(),
    ).toEqual([
      ['bad-cell', 5],
      ['building-without-place', 6],
      ['duplicate-building', 3],
      ['unknown-grid', 4],
    ]);
    expect(items.find(({ code }: { code: string }) => code === 'bad-cell').words).toBe('lng：应为数字');
    await desk.by.post(`/grid-maps/${id}/check`).expect(200);
    const refused = await desk.by.post(`/grid-maps/${id}/publish`, { acceptWarnings: true }).expect(422);
    expect(refused.body).toMatchObject({ code: 'map-has-errors', errors: 4 });
    // a good one in its place, or forgetting it, opens the way again
    await desk.delete(`${id}/imports/${body.import.id}`).expect(204);
    expect((await report(id)).report).toMatchObject({ errors: 0 });
    await desk.delete(id).expect(204);
  });

  it.each([
    ['areas', '{"features":[{"type":"Feature"', 'geojson-unreadable'],
    ['areas', '{"type":"Feature"}', 'geojson-no-features'],
    ['buildings', 'colour\nred\n', 'csv-unknown-header'],
  ] as const)('of %s that cannot be read is refused, and blocks until another one comes', async (kind, text, code) => {
    const id = await desk.draft();
    const { body } = await (kind === 'areas' ? desk.areas(id, text) : desk.buildings(id, Buffer.from(text))).expect(
      422,
    );
    expect(body.code).toBe(code);
    expect((await report(id)).items).toMatchObject([{ code: 'file-unreadable', words: body.detail }]);
    await desk.by.post(`/grid-maps/${id}/check`).expect(200);
    await desk.by.post(`/grid-maps/${id}/publish`, { acceptWarnings: true }).expect(422);
    await desk.areas(id, [{ code: first?.code ?? '', name: '好' }]);
    await desk.buildings(id, csv([]));
    expect((await report(id)).report.errors).toBe(0);
    await desk.delete(id).expect(204);
  });

  it('of areas names unknown parents and stations, and boundaries that are none', async () => {
    const id = await desk.draft();
    const open = [...box(120, 36, 121, 37).slice(0, 4), [120, 36.5]];
    await desk
      .areas(id, [
        { code: 'X1', name: 'x', level: 'grid', parent: 'nowhere' },
        { code: first?.code ?? '', station: 'no-such-station' },
        { code: first?.code ?? '' },
        {
          code: second?.code ?? '',
          ring: [
            [120, 36],
            [121, 37],
            [120, 36],
          ],
        },
        { code: grids[2]?.code ?? '', ring: open },
      ])
      .expect(422);
    const codes = (await report(id)).items.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(expect.arrayContaining(['unknown-parent', 'unknown-station', 'duplicate-code']));
    await desk.delete(id).expect(204);
  });
});

describe('what is on its way', () => {
  it('is one file at a time, and what is cut off in the middle never shows', async () => {
    const id = await desk.draft();
    const cut = new AbortController();
    const head = 'code,name,grid\n';
    async function* endless() {
      yield Buffer.from(head);
      for (let n = 0; !cut.signal.aborted; n += 1) {
        yield Buffer.from(`CUT-${n},半截,${first?.code}\n`);
        await new Promise((resolve) => setTimeout(resolve, n < 3_000 ? 0 : 20));
      }
    }
    const sending = fetch(new URL(`/grid-maps/${id}/buildings`, test.baseUrl), {
      method: 'PUT',
      headers: { authorization: `Bearer ${desk.by.token}`, 'content-type': 'text/csv' },
      body: endless(),
      signal: cut.signal,
      duplex: 'half',
    } as unknown as RequestInit).catch(() => undefined);
    const imports = async () => (await desk.by.get(`/grid-maps/${id}/imports`).expect(200)).body.items;
    await eventually('some rows are read', async () => ((await imports())[0]?.rows ?? 0) >= 1_000);
    const { body } = await desk.buildings(id, csv([])).expect(409);
    expect(body.code).toBe('import-under-way');
    expect((await desk.by.post(`/grid-maps/${id}/publish`).expect(409)).body.code).toBe('import-under-way');
    expect((await desk.delete(id).expect(409)).body.code).toBe('import-under-way');
    cut.abort();
    await sending;
    await eventually('it has failed', async () => (await imports())[0]?.state === 'failed');
    expect((await imports())[0]).toMatchObject({ state: 'failed', fault: { code: 'import-interrupted' } });
    expect(await count('staged_buildings s JOIN map_imports i ON i.id = s.import_id WHERE i.map_id = $1', id)).toBe(0);
    expect(
      await count(
        `map_buildings m JOIN buildings b ON b.id = m.building_id WHERE m.map_id = $1 AND b.code LIKE 'CUT-%'`,
        id,
      ),
    ).toBe(0);
    await desk.buildings(id, csv([]), { check: false }).expect(200);
    await desk.delete(id).expect(204);
  });

  it('from a process that has died is taken for failed, and makes room', async () => {
    const id = await desk.draft();
    await test.get(Database).run(
      `INSERT INTO map_imports (id, map_id, kind, mode, state, started_at, touched_at)
       VALUES ($3, $1, 'areas', 'merge', 'writing', $2, $2)`,
      [id, new Date(test.clock.now().getTime() - 200_000), newId()],
    );
    await desk.areas(id, [{ code: first?.code ?? '', name: '后来' }], { check: false }).expect(200);
    const { body } = await desk.by.get(`/grid-maps/${id}/imports`).expect(200);
    expect(body.items.map(({ state }: { state: string }) => state)).toEqual(['done', 'failed']);
    await desk.delete(id).expect(204);
  });
});
