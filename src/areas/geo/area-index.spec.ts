import { Random } from '../../demo/random.js';
import { tiling } from '../../../test/support/tilings.js';
import type { AreaKind } from '../areas.types.js';
import type { MultiPolygon } from '../geometry.js';
import { AreaIndex, type Shape } from './area-index.js';

function box(west: number, south: number, east: number, north: number): number[][] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

const shape = (code: string, geometry: MultiPolygon, kind: AreaKind = 'grid'): Shape => ({ code, kind, geometry });
const any = () => true;

/** Asked for by code: numbers are those of the order in which they were given. */
function lookUp(shapes: Shape[]) {
  const index = AreaIndex.of(shapes);
  const code = (area: number | undefined) => (area === undefined ? null : (shapes[area]?.code ?? '?'));
  return {
    at: (lng: number, lat: number) => code(index.at(lng, lat)),
    all: (lng: number, lat: number) => index.allAt(lng, lat).map(code),
    nearest: (lng: number, lat: number, metres: number) => {
      const near = index.nearest(lng, lat, metres, any);
      return near === undefined ? null : { code: code(near.area), metres: near.metres };
    },
  };
}

describe('the area that a point belongs to', () => {
  it('is the one around it, in any of its parts, and none in its hole or beside it', () => {
    const { at } = lookUp([
      shape('A', [
        [box(120, 36, 121, 37), box(120.4, 36.4, 120.6, 36.6)],
        [box(122, 36, 123, 37), box(122.4, 36.4, 122.6, 36.6), box(122.7, 36.7, 122.8, 36.8)],
      ]),
    ]);
    expect([at(120.1, 36.1), at(122.5, 36.2), at(122.65, 36.65)]).toEqual(['A', 'A', 'A']);
    expect([at(120.5, 36.5), at(122.5, 36.5), at(122.75, 36.75), at(121.5, 36.5), at(0, 0)]).toEqual(
      Array(5).fill(null),
    );
  });

  it('has its own border: edges, corners and the edges of holes', () => {
    const { at } = lookUp([shape('A', [[box(120, 36, 121, 37), box(120.4, 36.4, 120.6, 36.6)]])]);
    for (const [lng = 0, lat = 0] of [...box(120, 36, 121, 37), ...box(120.4, 36.4, 120.6, 36.6)]) {
      expect(at(lng, lat)).toBe('A');
    }
    for (const [lng, lat] of [
      [120.5, 36],
      [121, 36.5],
      [120.5, 37],
      [120, 36.5],
      [120.4, 36.5],
      [120.5, 36.6],
    ] as const) {
      expect(at(lng, lat)).toBe('A');
    }
    // the next number beside the border is outside
    expect(at(121 + 2 ** -46, 36.5)).toBeNull();
    expect(at(120.5, 36 - 2 ** -47)).toBeNull();
  });

  it('is found exactly beside a slanting edge, to the last bit', () => {
    // all numbers here are whole: which side a point is on is known without rounding
    const triangle = shape('T', [
      [
        [
          [0, 0],
          [90, 30],
          [0, 30],
          [0, 0],
        ],
      ],
    ]);
    const { at } = lookUp([triangle]);
    for (let lat = 1; lat < 30; lat += 1) {
      const lng = 3 * lat;
      const ulp = 2 ** (Math.floor(Math.log2(lng)) - 52);
      expect([at(lng, lat), at(lng - ulp, lat), at(lng + ulp, lat)]).toEqual(['T', 'T', null]);
    }
  });

  it('on a border that several share is always the same: the smallest, then that with the smaller code', () => {
    const [small, left, right] = [
      shape('Z', [[box(121, 37, 121.5, 37.5)]]),
      shape('B', [[box(120, 36, 121, 37)]]),
      shape('A', [[box(121, 36, 122, 37)]]),
    ];
    for (const shapes of [
      [small, left, right],
      [right, left, small],
      [left, small, right],
    ]) {
      const { at, all } = lookUp(shapes);
      expect(at(121, 36.5)).toBe('A');
      expect(all(121, 37)).toEqual(['Z', 'A', 'B']);
    }
  });

  it('on an overlapping map is the smallest on the sphere, not in degrees', () => {
    // as many degrees across, but nearer to the pole: less ground
    const [south, north] = [shape('A', [[box(120, 36, 121, 37)]]), shape('B', [[box(120.5, 36.001, 121.5, 37.001)]])];
    expect(lookUp([south, north]).at(120.75, 36.5)).toBe('B');
    const hollow = shape('C', [[box(120, 36, 121, 37), box(120.1, 36.1, 120.2, 36.2)]]);
    expect(lookUp([south, hollow]).at(120.75, 36.5)).toBe('C');
  });

  it('is the same where one outline is drawn twice, from another corner and the other way round', () => {
    const ring = box(120.1234567, 36.1234567, 120.2345678, 36.2345678);
    const turned = [...ring.slice(2), ...ring.slice(1, 3)].reverse();
    expect(lookUp([shape('B', [[ring]]), shape('A', [[turned]])]).at(120.2, 36.2)).toBe('A');
    expect(lookUp([shape('A', [[ring]]), shape('B', [[turned]])]).at(120.2, 36.2)).toBe('A');
  });

  it('is of the deepest kind, however large', () => {
    const shapes = [
      shape('S', [[box(120.4, 36.4, 120.6, 36.6)]], 'street'),
      shape('G', [[box(120, 36, 121, 37)]], 'grid'),
      shape('C', [[box(119, 35, 122, 38)]], 'community'),
    ];
    const { at, all } = lookUp(shapes);
    expect(all(120.5, 36.5)).toEqual(['G', 'C', 'S']);
    expect(at(119.5, 35.5)).toBe('C');
  });

  it('is one of every tiling: its own inside, the smallest code on a border', () => {
    const tiles = tiling({ side: 12, steps: 5, pieces: true });
    const shapes = tiles.map(({ code, geometry }) => shape(code, geometry));
    const { at, all } = lookUp(shapes);
    const sharing = new Map<string, Set<string>>();
    for (const { code, geometry } of tiles) {
      for (const position of geometry.flat(2)) {
        const key = String(position);
        sharing.set(key, (sharing.get(key) ?? new Set()).add(code));
      }
    }
    expect([...sharing.values()].filter(({ size }) => size > 2).length).toBeGreaterThan(50);
    for (const [key, codes] of sharing) {
      const [lng = 0, lat = 0] = key.split(',').map(Number);
      expect(all(lng, lat).sort()).toEqual([...codes].sort());
      expect(codes).toContain(at(lng, lat));
    }
  });
});

describe('the nearest area', () => {
  const shapes = [
    shape('A', [[box(120, 36, 120.01, 36.01)], [box(120.1, 36, 120.11, 36.01)]]),
    shape('B', [[box(120.02, 36, 120.03, 36.01)]]),
  ];
  const { nearest } = lookUp(shapes);

  it('is told with the metres to its edge, corner or another part', () => {
    // 0.0001° north at 36° is 11.096 m, east 9.018 m
    expect(nearest(120.005, 36.0101, 50)).toMatchObject({ code: 'A' });
    expect(nearest(120.005, 36.0101, 50)?.metres).toBeCloseTo(11.097, 2);
    expect(nearest(120.0301, 36.005, 50)?.metres).toBeCloseTo(9.018, 2);
    expect(nearest(120.0301, 36.0101, 50)?.metres).toBeCloseTo(Math.hypot(11.097, 9.017), 1);
    expect(nearest(120.0999, 36.005, 50)).toMatchObject({ code: 'A' });
  });

  it('is none beyond the distance, and one exactly that far away', () => {
    expect(nearest(120.005, 36.0101, 11)).toBeNull();
    const metres = nearest(120.005, 36.0101, 50)?.metres ?? 0;
    expect(nearest(120.005, 36.0101, metres)).toEqual({ code: 'A', metres });
    expect(nearest(120.005, 36.005, 0)).toBeNull();
  });

  it('of two that share the nearest corner is the first by the rule, and only one that counts', () => {
    const corner = [shape('B', [[box(120, 36, 120.01, 36.01)]]), shape('A', [[box(120.01, 36, 120.02, 36.01)]])];
    const at = [120.01, 36.0102] as const;
    expect(lookUp(corner).nearest(...at, 50)).toMatchObject({ code: 'A' });
    expect(lookUp([...corner].reverse()).nearest(...at, 50)).toMatchObject({ code: 'A' });
    const index = AreaIndex.of(corner);
    expect(index.nearest(...at, 50, (area) => corner[area]?.code === 'B')).toMatchObject({ area: 0 });
  });

  it('is found by the closest edge of all, as a search through every one finds it', () => {
    const tiles = tiling({ side: 6, steps: 9, pieces: true });
    const index = AreaIndex.of(tiles.map(({ code, geometry }) => shape(code, geometry)));
    const random = new Random(3, 'nearest');
    let found = 0;
    for (let n = 0; n < 100; n += 1) {
      const [lng, lat] = [random.between(119.999, 120.013), random.between(35.999, 36.013)];
      const near = index.nearest(lng, lat, 60, any);
      let least = Infinity;
      for (const { geometry } of tiles) {
        for (const ring of geometry.flat()) {
          for (let at = 0; at + 1 < ring.length; at += 1) {
            least = Math.min(least, metresToEdge(lng, lat, ring[at] ?? [], ring[at + 1] ?? []));
          }
        }
      }
      if (least <= 60) found += 1;
      expect(near?.metres ?? 61).toBeCloseTo(least <= 60 ? least : 61, 1);
    }
    expect(found).toBeGreaterThan(60);
  });
});

/** By trying places along the edge, ever closer: slow, and nothing like what is tested. */
function metresToEdge(lng: number, lat: number, a: number[], b: number[]): number {
  const [[ax = 0, ay = 0], [bx = 0, by = 0]] = [a, b];
  const far = (share: number) =>
    ((ax + (bx - ax) * share - lng) * 90_164) ** 2 + ((ay + (by - ay) * share - lat) * 110_959) ** 2;
  let [from, to] = [0, 1];
  for (let step = 0; step < 30; step += 1) {
    const [one, two] = [from + (to - from) / 3, to - (to - from) / 3];
    if (far(one) < far(two)) to = two;
    else from = one;
  }
  return Math.sqrt(far(from));
}

describe('an index', () => {
  it('of nothing finds nothing', () => {
    const index = AreaIndex.of([]);
    expect([index.at(0, 0), index.allAt(0, 0), index.nearest(0, 0, 1e6, any)]).toEqual([undefined, [], undefined]);
    expect(AreaIndex.of([shape('A', [])]).box(0)).toBeUndefined();
  });

  it('knows the box of each area, all parts of it', () => {
    const index = AreaIndex.of([shape('A', [[box(1, 2, 3, 4)], [box(5, 0, 6, 1)]])]);
    expect(index.box(0)).toEqual([1, 0, 6, 4]);
  });

  it('keeps nothing of what it was given: rows may be changed and forgotten', async () => {
    const geometry = [[box(120, 36, 121, 37)]];
    const index = await AreaIndex.prepare([shape('A', geometry)]);
    geometry[0]?.[0]?.splice(0);
    expect(index.at(120.5, 36.5)).toBe(0);
  });

  it('is made in many small steps', () => {
    const tiles = tiling({ side: 60, steps: 2 });
    const work = AreaIndex.building(tiles.map(({ code, geometry }) => shape(code, geometry)));
    let steps = 0;
    while (work.next().done !== true) steps += 1;
    expect(steps).toBeGreaterThan(3_600);
  });
});
