import type { AreaKind, MultiPolygon } from '../areas/areas.js';
import { isRefusal } from '../platform/http/refusal.js';
import { ownerWords, reasonWords } from './reasons.js';
import type { Place, Routed } from './routing.types.js';
import { Snapshot, type SnapshotData } from './snapshot.js';

const TODAY = '2026-11-23';
const EAST_M = 90_164; // a degree of longitude at 36°
const NORTH_M = 110_959;

function box(west: number, south: number, east: number, north: number): MultiPolygon {
  return [
    [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  ];
}

const area = (code: string, kind: AreaKind, path: string) => ({ id: code, code, kind, name: `名${code}`, path });

/**
 * D has streets S, which is drawn, and T, which is not. In S the grid G, and a corner without one; in T the communities C and E, which are
 * not drawn, with two grids each: their boxes overlap in the middle. X, another district, has nothing.
 */
const data: SnapshotData = {
  mapId: 'map',
  areas: [
    area('Y', 'city', 'Y.'),
    area('D', 'district', 'Y.D.'),
    area('X', 'district', 'Y.X.'),
    area('S', 'street', 'Y.D.S.'),
    area('T', 'street', 'Y.D.T.'),
    area('B', 'community', 'Y.D.S.B.'),
    area('C', 'community', 'Y.D.T.C.'),
    area('E', 'community', 'Y.D.T.E.'),
    area('G', 'grid', 'Y.D.S.B.G.'),
    area('C1', 'grid', 'Y.D.T.C.C1.'),
    area('C2', 'grid', 'Y.D.T.C.C2.'),
    area('E1', 'grid', 'Y.D.T.E.E1.'),
    area('E2', 'grid', 'Y.D.T.E.E2.'),
  ],
  boundaries: [
    { areaId: 'S', geometry: box(120, 36, 120.1, 36.1) },
    { areaId: 'G', geometry: box(120, 36, 120.05, 36.05) },
    { areaId: 'C1', geometry: box(121, 36, 121.01, 36.01) },
    { areaId: 'C2', geometry: box(121.04, 36.04, 121.05, 36.05) },
    { areaId: 'E1', geometry: box(121.03, 36.03, 121.04, 36.04) },
    { areaId: 'E2', geometry: box(121.07, 36.07, 121.08, 36.08) },
  ],
  coverage: ['G', 'C1', 'C2', 'E1'].map((gridId) => ({ gridId, stationId: 'one' })),
  stations: [{ id: 'one', code: 'one', name: '一站', openedOn: '2021-01-01', closedOn: null }],
  buildings: [
    { id: 'near', name: '近楼', address: '', gridId: null, lng: 120.05 + 20 / EAST_M, lat: 36.02, removedOn: null },
    { id: 'far', name: '远楼', address: '', gridId: null, lng: 120.07, lat: 36.02, removedOn: null },
    { id: 'stray', name: '偏楼', address: '', gridId: null, lng: 121.02, lat: 36.005, removedOn: null },
  ],
};
const snapshot = new Snapshot(data);

function routed(place: Place, one = snapshot): Routed {
  const answer = one.route(place, TODAY);
  if (isRefusal(answer)) throw new Error(`refused: ${answer.refused}`);
  return answer;
}

const at = (lng: number, lat: number, more: Partial<Place> = {}): Place => ({ point: { lng, lat }, ...more });

describe('a point outside every grid, but near one', () => {
  it('goes to the nearest grid, is marked so, and says how far away it is', () => {
    const answer = routed(at(120.05 + 30 / EAST_M, 36.02));
    expect(answer).toMatchObject({
      way: 'nearest',
      gridId: 'G',
      stationId: 'one',
      reason: { code: 'point-near-grid', args: { metres: '30', grid: '名G' } },
    });
    expect(reasonWords(answer.reason, 'zh')).toBe('定位不在任何网格内，离名G最近（30米），由一站负责');
    expect(reasonWords(answer.reason, 'en')).toBe(
      'The point is in no grid; 名G is nearest, 30 m away, and 一站 looks after it',
    );
  });

  it('does so within 50 metres, or as many as are configured', () => {
    const metres = (far: number, nearestMetres?: number) =>
      routed(at(120.02, 36.05 + far / NORTH_M), new Snapshot(data, { nearestMetres })).way;
    expect([metres(49.9), metres(50.1)]).toEqual(['nearest', 'point']);
    expect([metres(299, 300), metres(301, 300), metres(1, 0)]).toEqual(['nearest', 'point', 'point']);
  });

  it('outside of everything does so too, and is not said to be swapped', () => {
    expect(routed(at(120 - 10 / EAST_M, 36.02))).toMatchObject({ way: 'nearest', gridId: 'G' });
  });

  it('goes to triage where the nearest grid has no station', () => {
    expect(routed(at(121.08 + 10 / EAST_M, 36.075))).toMatchObject({
      way: 'nearest',
      gridId: 'E2',
      stationId: null,
      reason: { code: 'no-station' },
    });
  });

  it('on a border is in the grid, not near it', () => {
    expect(routed(at(120.05, 36.02))).toMatchObject({ way: 'point', gridId: 'G' });
  });
});

describe('a building that is in no grid', () => {
  it('goes to the grid that it stands near', () => {
    const answer = routed({ buildingId: 'near' });
    expect(answer).toMatchObject({ way: 'nearest', gridId: 'G', building: { id: 'near' }, given: null });
    expect(reasonWords(answer.reason, 'zh')).toBe('近楼不在任何网格内，离名G最近（20米），由一站负责');
  });

  it('goes to triage in the area around it, drawn or not', () => {
    expect(routed({ buildingId: 'far' })).toMatchObject({ way: 'building', areaId: 'S', stationId: null });
    expect(routed({ buildingId: 'stray' })).toMatchObject({ way: 'building', areaId: 'C', stationId: null });
  });
});

describe('a point far from every grid goes to triage', () => {
  const reasonOf = (place: Place) => {
    const { way, areaId, gridId, stationId, reason } = routed(place);
    expect({ way, gridId, stationId, code: reason.code }).toEqual({
      way: 'point',
      gridId: null,
      stationId: null,
      code: 'point-in-no-grid',
    });
    return areaId;
  };

  it('in the smallest drawn area that holds it', () => {
    expect(reasonOf(at(120.08, 36.08))).toBe('S');
    expect(reasonWords(routed(at(120.08, 36.08)).reason, 'zh')).toBe('定位不在任何网格内，所在区域是名S，转人工分派');
    expect(ownerWords('王某', 'zh')).toBe('，责任人：王某');
  });

  it('where none is drawn, in the smallest that reaches around it, where there is one such', () => {
    expect(reasonOf(at(121.02, 36.02))).toBe('C');
    expect(reasonOf(at(121.06, 36.06))).toBe('E');
    // in the boxes of C and of E
    expect(reasonOf(at(121.035, 36.045))).toBe('T');
    // between the two streets
    expect(reasonOf(at(120.5, 36.05))).toBe('D');
  });

  it('in the area that is named, where that lies within the one around it', () => {
    expect(routed(at(120.08, 36.08, { areaCode: 'B' }))).toMatchObject({
      way: 'area',
      areaId: 'B',
      given: { lng: 120.08 },
    });
    expect(routed(at(120.08, 36.08, { areaCode: 'Y' }))).toMatchObject({ way: 'point', areaId: 'S' });
    expect(routed(at(120.08, 36.08, { areaCode: 'X' }))).toMatchObject({ way: 'point', areaId: 'S' });
    expect(routed(at(10, 10, { areaCode: 'X' }))).toMatchObject({ way: 'area', areaId: 'X' });
  });

  it('but not from another country', () => {
    for (const [lng, lat] of [
      [139.7, 35.7],
      [121.09, 36.05],
      [-120.05, -36.02],
      [0, 0],
    ] as const) {
      expect(snapshot.route(at(lng, lat), TODAY)).toEqual({ refused: 'outside-every-grid', field: 'place.point' });
    }
  });

  it('nor with longitude and latitude swapped', () => {
    expect(snapshot.route(at(36.02, 120.02), TODAY)).toMatchObject({ refused: 'coordinates-swapped' });
  });
});

describe('the point as it was given', () => {
  it('is kept beside what it was converted to', () => {
    const given = { lng: 120.0255, lat: 36.0201, system: 'gcj02' as const };
    const answer = routed({ point: given });
    expect(answer.given).toEqual(given);
    expect(answer.point?.lng).toBeLessThan(120.0255 - 0.003);
    expect(routed(at(120.02, 36.02)).given).toEqual({ lng: 120.02, lat: 36.02, system: 'wgs84' });
  });

  it('is none where a building or a grid counts', () => {
    expect(routed(at(120.02, 36.02, { gridCode: 'C1' })).given).toBeNull();
    expect(routed(at(120.02, 36.02, { buildingId: 'near' })).given).toBeNull();
  });
});

describe('a map that is prepared', () => {
  it('slice by slice answers as one that was made at once', async () => {
    const slices = data.boundaries.map((boundary) => [boundary]);
    const prepared = await Snapshot.prepare({ ...data, boundaries: slices }, { nearestMetres: 50 });
    for (let lng = 119.9; lng < 121.2; lng += 0.013) {
      for (let lat = 35.95; lat < 36.15; lat += 0.0071) {
        expect(prepared.route(at(lng, lat), TODAY)).toEqual(snapshot.route(at(lng, lat), TODAY));
      }
    }
  });
});
