import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AddressBook } from '../addresses/address-book.js';
import { AreaMap } from './area-map.js';
import { readAreas } from './areas-file.js';
import { buildingsOf } from './buildings-file.js';
import { readQuery } from './query.js';
import { Resolver } from './resolver.js';

const square = (lng: number, lat: number, size: number) => [
  [
    [lng, lat],
    [lng + size, lat],
    [lng + size, lat + size],
    [lng, lat + size],
    [lng, lat],
  ],
];
const feature = (properties: object, coordinates: unknown, type = 'Polygon') => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates },
});
const GEOJSON = JSON.stringify({
  type: 'FeatureCollection',
  features: [
    feature({ code: 3702, name: '市北区', level: 'district', station: 'S1' }, square(120, 36, 1)),
    feature({ code: 'G1', name: '一网格', level: 'grid', parent: 3702 }, [square(120.3, 36, 0.1)], 'MultiPolygon'),
    // overlaps the first grid, and is smaller
    feature({ code: 'G2', name: '二网格', level: 'grid', parent: '3702', station: 'S2' }, square(120.35, 36.05, 0.01)),
    feature({ code: 'P' }, [120, 36], 'Point'),
  ],
});
const CSV = `code,name,address,aliases,lng,lat,units,remark
b1,登州路24号大院10号楼,青岛市市北区登州路24号大院10号楼,24号院10号楼|大院10号,120.355,36.055,1单元|2单元,x
7,登州路26号,,,120.31,36.01,,
b3,"辽宁路3号,后院",,,,,,
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resolve-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function resolver(csv: string | Uint8Array | undefined, geojson: string | undefined): Promise<Resolver> {
  const areas = geojson === undefined ? new AreaMap() : (await readAreas(await file('areas.geojson', geojson))).areas;
  const source = csv === undefined ? [] : buildingsOf(await file('buildings.csv', csv), areas);
  return new Resolver(await AddressBook.build(source), areas);
}

function answer(to: Resolver, given: object) {
  const query = readQuery(JSON.stringify(given));
  if ('error' in query) throw new Error(query.error);
  return to.answer(query);
}

// 登州路 in GB18030
const GB18030 = Uint8Array.from([
  ...Buffer.from('code,name\nb1,'),
  0xb5,
  0xc7,
  0xd6,
  0xdd,
  0xc2,
  0xb7,
  ...Buffer.from('24'),
  0xba,
  0xc5,
]);

describe('resolving files', () => {
  it('finds building, grid and station by words; a building without a grid is in the area that it stands in', async () => {
    const found = answer(await resolver(CSV, GEOJSON), { id: 1, text: '登州路二十四号大院10号楼2单元灯坏了' });
    expect(found).toMatchObject({
      id: 1,
      building: 'b1',
      unit: '2',
      grid: 'G2',
      station: 'S2',
      way: 'building',
      rest: '灯坏了',
    });
    expect(Object.keys(found).sort()).toEqual([
      'alternatives',
      'building',
      'confidence',
      'grid',
      'id',
      'reason',
      'rest',
      'station',
      'unit',
      'way',
    ]);
  });

  it('finds the smallest grid of a point on an overlapping map, and the station of the area above', async () => {
    const to = await resolver(CSV, GEOJSON);
    expect(answer(to, { id: 'a', lng: 120.355, lat: 36.055 })).toMatchObject({
      grid: 'G2',
      station: 'S2',
      way: 'point',
      building: null,
    });
    expect(answer(to, { id: 'b', lng: 120.31, lat: 36.01 })).toMatchObject({ grid: 'G1', station: 'S1' });
    expect(answer(to, { id: 'c', lng: 120.8, lat: 36.8 })).toMatchObject({ grid: '3702', station: 'S1' });
    expect(answer(to, { id: 'd', lng: 10, lat: 36 })).toMatchObject({ grid: null, station: null, way: null });
  });

  it('takes a point outside every grid to the nearest one within 50 m, also where another area holds it, and to none beyond', async () => {
    const to = await resolver(undefined, GEOJSON);
    // 120.4 is the eastern border of the first grid; there 0.0004 degrees are 36 m and 0.0006 degrees 54 m
    expect(answer(to, { lng: 120.4004, lat: 36.05 })).toMatchObject({
      ...{ grid: 'G1', station: 'S1', way: 'nearest', confidence: 1 },
      reason: { code: 'point-near-grid', zh: expect.stringContaining('36米'), en: expect.stringContaining('36 m') },
    });
    expect(answer(to, { lng: 120.4006, lat: 36.05 })).toMatchObject({ grid: '3702', way: 'point' });
    // south of the district as well
    expect(answer(to, { lng: 120.35, lat: 35.9996 })).toMatchObject({ grid: 'G1', way: 'nearest' });
    expect(answer(to, { lng: 120.35, lat: 35.9994 })).toMatchObject({ grid: null, way: null });
  });

  it('takes a building that stands beside every grid to the nearest one', async () => {
    const csv = 'code,name,lng,lat\nb9,登州路99号,120.4004,36.05\n';
    expect(answer(await resolver(csv, GEOJSON), { text: '登州路99号' })).toMatchObject({
      ...{ building: 'b9', grid: 'G1', station: 'S1', way: 'building' },
    });
  });

  it('takes words before a point where they settle it, and the point where they do not', async () => {
    const to = await resolver(CSV, GEOJSON);
    const far = { lng: 120.31, lat: 36.01 };
    expect(answer(to, { text: '登州路24号大院10号楼', ...far })).toMatchObject({
      building: 'b1',
      grid: 'G2',
      way: 'building',
    });
    expect(answer(to, { text: '登州路', ...far })).toMatchObject({ building: null, grid: 'G1', way: 'point' });
  });

  it('goes by buildings alone, by areas alone, and by codes that are numbers', async () => {
    expect(answer(await resolver(CSV, undefined), { text: '登州路26号', among: [7] })).toMatchObject({
      building: '7',
      grid: null,
    });
    expect(answer(await resolver(undefined, GEOJSON), { text: '登州路26号', lng: 120.31, lat: 36.01 })).toMatchObject({
      grid: 'G1',
    });
  });

  it.each([
    ['with a mark', `\ufeff${CSV}`],
    ['in GB18030', GB18030],
  ])('reads CSV %s', async (_, csv) => {
    expect(answer(await resolver(csv, undefined), { text: '登州路24号' })).toMatchObject({
      building: expect.anything(),
    });
  });

  it('passes over what is no area', async () => {
    const { areas, skipped } = await readAreas(await file('points.geojson', GEOJSON));
    expect([areas.size, skipped]).toEqual([3, 1]);
  });
});

describe('a line of queries', () => {
  it.each([
    'not json',
    '[]',
    '{"text":5}',
    '{"lng":"x","lat":1}',
    '{"lng":1}',
    '{"lng":1,"lat":120}',
    '{"crs":"mars","lng":1,"lat":1}',
    '{"among":"b1"}',
  ])('that is wrong says so: %s', (line) => expect(readQuery(line)).toHaveProperty('error'));

  it('keeps its id with what is wrong, and takes the names of coordinate systems as they are written', () => {
    expect(readQuery('{"id":7,"text":5}')).toMatchObject({ id: 7 });
    expect(readQuery('{"lng":120,"lat":36,"crs":"EPSG:4326"}')).toMatchObject({ point: { lng: 120, lat: 36 } });
    const moved = readQuery('{"lng":120,"lat":36,"crs":"GCJ-02"}') as { point: { lng: number } };
    expect(moved.point.lng).not.toBe(120);
  });
});
