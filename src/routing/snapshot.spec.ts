import { isRefusal } from '../platform/http/refusal.js';
import { reasonWords } from './reasons.js';
import type { Place, Routed } from './routing.types.js';
import { Snapshot, type SnapshotData } from './snapshot.js';

const TODAY = '2026-11-23';

function routed(snapshot: Snapshot, place: Place, today = TODAY): Routed {
  const answer = snapshot.route(place, today);
  if (isRefusal(answer)) throw new Error(`refused: ${answer.refused}`);
  return answer;
}

/** [west, south, east, north] as a closed ring. */
function box(west: number, south: number, east: number, north: number): number[][] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

const area = (code: string, kind: SnapshotData['areas'][number]['kind'], path: string) => ({
  id: `id-${code}`,
  code,
  kind,
  name: `名${code}`,
  path,
});
const station = (id: string, openedOn = '2021-01-01', closedOn: string | null = null) => ({
  id,
  code: id,
  name: `${id}站`,
  openedOn,
  closedOn,
});

/** Two grids side by side, one of them around a lake; a community with a corner that no grid has; a street without any. */
const small: SnapshotData = {
  mapId: 'map',
  areas: [
    area('S', 'street', 'S.'),
    area('C', 'community', 'S.C.'),
    area('G1', 'grid', 'S.C.G1.'),
    area('G2', 'grid', 'S.C.G2.'),
    area('G3', 'grid', 'S.C.G3.'),
    area('T', 'street', 'T.'),
  ],
  boundaries: [
    { areaId: 'id-C', geometry: [[box(120, 36, 122, 38)]] },
    { areaId: 'id-G2', geometry: [[box(121, 36, 122, 37)]] },
    {
      areaId: 'id-G1',
      geometry: [[box(120, 36, 121, 37), box(120.4, 36.4, 120.6, 36.6).reverse()], [box(120, 37.5, 121, 38)]],
    },
  ],
  coverage: [
    { gridId: 'id-G1', stationId: 'one' },
    { gridId: 'id-G2', stationId: 'two' },
  ],
  stations: [station('one'), station('two', '2026-01-01', '2026-12-01')],
  buildings: [
    { id: 'b1', name: '一号楼', address: '路1号', gridId: 'id-G1', lng: 121.5, lat: 36.5, removedOn: null },
    { id: 'b2', name: '二号楼', address: '路2号', gridId: null, lng: 121.5, lat: 36.5, removedOn: null },
    { id: 'b3', name: '三号楼', address: '路3号', gridId: 'id-G3', lng: null, lat: null, removedOn: null },
    { id: 'b4', name: '四号楼', address: '路4号', gridId: 'id-G3', lng: 120.1, lat: 36.1, removedOn: null },
    { id: 'b5', name: '五号楼', address: '路5号', gridId: null, lng: 10, lat: 10, removedOn: null },
    { id: 'b6', name: '六号楼', address: '路6号', gridId: 'id-G1', lng: null, lat: null, removedOn: '2026-11-24' },
  ],
};
const snapshot = new Snapshot(small);

describe('a place given by its building', () => {
  it('belongs to the grid that the building is listed in, and says so', () => {
    const answer = routed(snapshot, { buildingId: 'B1' });
    expect(answer).toEqual({
      mapId: 'map',
      way: 'building',
      gridId: 'id-G1',
      areaId: 'id-G1',
      gridPath: 'S.C.G1.',
      stationId: 'one',
      station: { id: 'one', code: 'one', name: 'one站' },
      building: { id: 'b1', name: '一号楼', address: '路1号' },
      point: { lng: 121.5, lat: 36.5 },
      given: null,
      reason: { code: 'building-in-grid', args: { grid: '名G1', station: 'one站', building: '一号楼' } },
    });
    expect(reasonWords(answer.reason, 'zh')).toBe('一号楼属于名G1，由one站负责');
    expect(reasonWords(answer.reason, 'en')).toBe('一号楼 is in 名G1, which one站 looks after');
  });

  it('counts before a grid, a grid before a point, a point before an area', () => {
    const place = { buildingId: 'b1', gridCode: 'G2', point: { lng: 121.5, lat: 36.5 }, areaCode: 'T' };
    expect(routed(snapshot, place).gridId).toBe('id-G1');
    expect(routed(snapshot, { ...place, buildingId: undefined, point: { lng: 120.1, lat: 36.1 } }).gridId).toBe(
      'id-G2',
    );
    expect(routed(snapshot, { point: place.point, areaCode: 'T' }).gridId).toBe('id-G2');
  });

  it('belongs to where it stands when it is in no grid, or in one that the map does not cover', () => {
    expect(routed(snapshot, { buildingId: 'b2' })).toMatchObject({
      way: 'building',
      gridId: 'id-G2',
      stationId: 'two',
    });
    expect(routed(snapshot, { buildingId: 'b4' })).toMatchObject({
      way: 'building',
      gridId: 'id-G1',
      stationId: 'one',
    });
  });

  it('goes to triage, in the grid, where no station covers that', () => {
    const answer = routed(snapshot, { buildingId: 'b3' });
    expect(answer).toMatchObject({ gridPath: 'S.C.G3.', stationId: null, station: null });
    expect(reasonWords(answer.reason, 'zh')).toBe('暂无帮办站覆盖此处（名G3），转人工分派');
    expect(reasonWords(answer.reason, 'en')).toContain('No station covers this place yet (名G3)');
  });

  it('is unknown when there is none, and from the day on which it was removed', () => {
    expect(snapshot.route({ buildingId: 'b0' }, TODAY)).toEqual({
      refused: 'unknown-building',
      field: 'place.buildingId',
    });
    expect(routed(snapshot, { buildingId: 'b6' }).gridId).toBe('id-G1');
    expect(snapshot.route({ buildingId: 'b6' }, '2026-11-24')).toMatchObject({ refused: 'unknown-building' });
  });

  it('is refused where it stands outside of everything, and goes to triage where the area is named', () => {
    expect(snapshot.route({ buildingId: 'b5' }, TODAY)).toMatchObject({ refused: 'outside-every-grid' });
    expect(routed(snapshot, { buildingId: 'b5', areaCode: 'T' })).toMatchObject({ areaId: 'id-T', stationId: null });
  });
});

describe('a place given by a grid or an area', () => {
  it('belongs to the grid with that code', () => {
    const answer = routed(snapshot, { gridCode: 'G2' });
    expect(answer).toMatchObject({ way: 'grid', gridId: 'id-G2', stationId: 'two', building: null, point: null });
    expect(reasonWords(answer.reason, 'zh')).toBe('名G2由two站负责');
    expect(routed(snapshot, { areaCode: 'G2' })).toEqual(answer);
  });

  it.each(['G9', 'C'])('is refused where %s is no grid', (gridCode) =>
    expect(snapshot.route({ gridCode }, TODAY)).toEqual({ refused: 'unknown-grid', field: 'place.gridCode' }),
  );

  it('goes to triage in an area without grids: no station covers it yet', () => {
    expect(routed(snapshot, { areaCode: 'T' })).toMatchObject({
      way: 'area',
      gridId: null,
      areaId: 'id-T',
      gridPath: 'T.',
      stationId: null,
      reason: { code: 'no-station', args: { area: '名T' } },
    });
  });

  it('goes to triage in an area with stations: a better place would tell which', () => {
    const answer = routed(snapshot, { areaCode: 'C' });
    expect(answer).toMatchObject({ way: 'area', stationId: null, reason: { code: 'place-not-exact' } });
    expect(reasonWords(answer.reason, 'zh')).toContain('只知道在名C');
  });

  it('is refused where there is no such area, or nothing is given', () => {
    const refusal = { refused: 'unknown-area', field: 'place.areaCode' };
    expect(snapshot.route({ areaCode: 'X' }, TODAY)).toEqual(refusal);
    expect(snapshot.route({}, TODAY)).toEqual({ refused: 'place-missing', field: 'place' });
  });
});

describe('a station', () => {
  it('is given work from the day it opens to the day before it closes', () => {
    const on = (day: string) => routed(snapshot, { gridCode: 'G2' }, day).stationId;
    expect([on('2025-12-31'), on('2026-01-01'), on('2026-11-30'), on('2026-12-01')]).toEqual([
      null,
      'two',
      'two',
      null,
    ]);
  });
});

describe('a place given by a point', () => {
  const at = (lng: number, lat: number, more: Partial<Place> = {}) =>
    snapshot.route({ point: { lng, lat }, ...more }, TODAY);

  it('belongs to the grid around it, in any of its parts', () => {
    const answer = at(120.2, 36.2);
    expect(answer).toMatchObject({ way: 'point', gridId: 'id-G1', stationId: 'one', point: { lng: 120.2, lat: 36.2 } });
    expect(at(120.5, 37.7)).toMatchObject({ gridId: 'id-G1' });
    expect(reasonWords((answer as Routed).reason, 'zh')).toBe('定位在名G1内，由one站负责');
  });

  it('is not in the grid when it is in its hole, but on the edge of the hole it is', () => {
    expect(at(120.5, 36.5)).toMatchObject({
      gridId: null,
      areaId: 'id-C',
      stationId: null,
      reason: { code: 'point-in-no-grid', args: { area: '名C' } },
    });
    expect(at(120.4, 36.5)).toMatchObject({ gridId: 'id-G1' });
  });

  it('on an edge that two grids share belongs to the smaller one, in whatever order they are listed', () => {
    const reversed = new Snapshot({ ...small, boundaries: [...small.boundaries].reverse() });
    for (const one of [snapshot, reversed]) {
      for (const lat of [36, 36.3, 37]) {
        expect(routed(one, { point: { lng: 121, lat } }).gridId).toBe('id-G2');
      }
    }
  });

  it('in a community but in no grid goes to triage in the community', () => {
    expect(at(121.5, 37.5)).toMatchObject({ way: 'point', gridId: null, gridPath: 'S.C.', stationId: null });
  });

  it('outside of everything is refused, and goes to triage where the area is named', () => {
    expect(at(119, 36)).toEqual({ refused: 'outside-every-grid', field: 'place.point' });
    expect(at(119, 36, { areaCode: 'T' })).toMatchObject({
      way: 'area',
      gridPath: 'T.',
      stationId: null,
      point: { lng: 119, lat: 36 },
    });
  });

  it('with longitude and latitude swapped is told so, with what it would be in', () => {
    const refusal = { refused: 'coordinates-swapped', field: 'place.point', args: { area: '名G1' } };
    expect(at(36.2, 120.2)).toEqual(refusal);
    expect(at(36.2, 120.2, { areaCode: 'T' })).toEqual(refusal);
    expect(snapshot.route({ point: { lng: 36.2, lat: 120.2, system: 'gcj02' } }, TODAY)).toEqual(refusal);
  });

  it('with a latitude that is none is refused', () => {
    expect(at(119, 91)).toEqual({ refused: 'latitude-out-of-range', field: 'place.point.lat' });
    expect(at(119, -120)).toEqual({ refused: 'latitude-out-of-range', field: 'place.point.lat' });
  });

  it('is converted from the system that it is given in', () => {
    // 300 m east of the edge in GCJ-02 is 300 m west of it on the ground
    const given = { lng: 121.0033, lat: 36.5 };
    expect(routed(snapshot, { point: given }).gridId).toBe('id-G2');
    const converted = routed(snapshot, { point: { ...given, system: 'gcj02' } });
    expect(converted.gridId).toBe('id-G1');
    expect(converted.point?.lng).toBeLessThan(121);
  });
});

describe('a map without boundaries', () => {
  it('still routes by building and grid, and has no place for a point', () => {
    const bare = new Snapshot({ ...small, boundaries: [] });
    expect(routed(bare, { buildingId: 'b1' }).stationId).toBe('one');
    expect(bare.route({ point: { lng: 120.2, lat: 36.2 } }, TODAY)).toMatchObject({ refused: 'outside-every-grid' });
  });
});
