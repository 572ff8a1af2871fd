import { Random } from '../../demo/random.js';
import type { MultiPolygon } from '../geometry.js';
import { AreaIndex } from './area-index.js';
import { sphericalArea } from './metres.js';
import { atOnce, type Work } from '../../platform/slices.js';
import { clockwiseWithin, holesWithin, overlay, worthTelling } from './overlay.js';

const box = (west: number, south: number, east: number, north: number) => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const hole = (...sides: [number, number, number, number]) => box(...sides).reverse();

function star(random: Random, lng: number, lat: number): MultiPolygon {
  const ring = Array.from({ length: 60 }, (_, n) => {
    const far = 0.001 * random.between(0.5, 1);
    return [lng + far * Math.cos((n * Math.PI) / 30), lat + far * Math.sin((n * Math.PI) / 30)];
  });
  return [[[...ring, ring[0] ?? []], hole(lng - 0.0001, lat - 0.0001, lng + 0.0002, lat + 0.0001)]];
}

function done(work: Work<MultiPolygon | undefined>): MultiPolygon {
  const found = atOnce(work);
  if (found === undefined) throw new Error('no end of crossings');
  return found;
}

const indexOf = (...geometries: MultiPolygon[]) =>
  AreaIndex.of(geometries.map((geometry, n) => ({ code: String(n), kind: 'grid', geometry })));

describe('an overlay', () => {
  it('of two areas holds a point where both hold it, or the first alone', () => {
    const random = new Random(2, 'overlay');
    let [common, without] = [0, 0];
    for (let n = 0; n < 30; n += 1) {
      const one = star(random, 120, 36);
      const other = star(random, 120 + random.between(-0.001, 0.001), 36 + random.between(-0.001, 0.001));
      const index = indexOf(one, other, done(overlay('common', one, other)), done(overlay('without', one, other)));
      for (let at = 0; at < 200; at += 1) {
        const held = new Set(index.allAt(120 + random.between(-0.001, 0.001), 36 + random.between(-0.001, 0.001)));
        expect([held.has(2), held.has(3)]).toEqual([held.has(0) && held.has(1), held.has(0) && !held.has(1)]);
        common += Number(held.has(2));
        without += Number(held.has(3));
      }
    }
    expect(Math.min(common, without)).toBeGreaterThan(500);
  });

  it('gives rings as RFC 7946 wants them: closed, the outer counter-clockwise, holes clockwise', () => {
    const cut = overlay('without', [[box(120, 36, 120.01, 36.01)]], [[box(120.004, 36.004, 120.006, 36.006)]]);
    const [[outer = [], inner = []] = []] = done(cut);
    expect(outer[0]).toEqual(outer.at(-1));
    expect(indexOf([[outer]], [[inner]]).allAt(120.005, 36.005)).toHaveLength(2);
    expect([turns(outer), turns(inner)]).toEqual([1, -1]);
  });

  it('of a whole city is as exact as a report needs it', () => {
    const common = done(overlay('common', [[box(120, 36, 121, 37)]], [[box(120.5, 36.5, 122, 38)]]));
    const wanted = sphericalArea([[box(120.5, 36.5, 121, 37)]]);
    expect(Math.abs(sphericalArea(common) / wanted - 1)).toBeLessThan(1e-6);
  });
});

function turns(ring: number[][]): number {
  let sum = 0;
  ring.forEach(([x = 0, y = 0], at) => {
    const [nextX = 0, nextY = 0] = ring[at + 1] ?? ring[0] ?? [];
    sum += (nextX - x) * (nextY + y);
  });
  return -Math.sign(sum);
}

describe('loops', () => {
  it('that run clockwise go around an area; what is run around both ways is none', () => {
    const found = done(
      clockwiseWithin([hole(120, 36, 120.01, 36.01), box(120.005, 36, 120.01, 36.01), box(121, 36, 121.01, 36.01)]),
    );
    expect(found).toHaveLength(1);
    expect(sphericalArea(found)).toBeCloseTo(sphericalArea([[box(120, 36, 120.005, 36.01)]]), -1);
  });

  it('around holes tell the holes, without the islands in them', () => {
    const loops = [
      box(120, 36, 120.1, 36.1),
      hole(120.02, 36.02, 120.08, 36.08),
      box(120.04, 36.04, 120.06, 36.06),
      box(121, 36, 121.1, 36.1),
    ];
    const found = done(holesWithin(loops));
    const wanted =
      sphericalArea([[box(120.02, 36.02, 120.08, 36.08)]]) - sphericalArea([[box(120.04, 36.04, 120.06, 36.06)]]);
    expect(Math.abs(sphericalArea(found) / wanted - 1)).toBeLessThan(1e-6);
    expect(done(holesWithin([box(120, 36, 120.1, 36.1)]))).toEqual([]);
    expect(done(holesWithin([]))).toEqual([]);
  });
});

describe('what is worth telling', () => {
  it('is no sliver, however long', () => {
    const sliver = [box(120, 36, 120.01, 36.0000005)];
    const strip = [box(120, 36, 120.01, 36.00001)];
    const spot = [box(120, 36, 120.000005, 36.000005)];
    expect(worthTelling([sliver, strip, spot])).toEqual([strip]);
  });
});
