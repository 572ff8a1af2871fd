import { Random } from '../../demo/random.js';
import { atOnce } from '../../platform/slices.js';
import { REACH, type Loop } from './arrangement.js';
import { PackedParts } from './packed-parts.js';
import { regionsOf } from './regions.js';

/** How often the loops run counter-clockwise around a place that is on none of them. */
function around(loops: readonly Loop[], x: number, y: number): number {
  let turns = 0;
  for (const loop of loops) {
    for (let at = 1; at < loop.length; at += 1) {
      const [[ax = 0, ay = 0], [bx = 0, by = 0]] = [loop[at - 1] ?? [], loop[at] ?? []];
      if (ay > y === by > y) continue;
      if (ax + ((bx - ax) * (y - ay)) / (by - ay) > x) turns += by > ay ? 1 : -1;
    }
  }
  return turns;
}

/** A coarse lattice: corners on corners and edges on edges are common, and where edges cross they are hardly rounded. */
const UNIT = 1_000_000;

const closed = (ring: Loop): Loop => [...ring, ring[0] ?? []];
const box = (west: number, south: number, east: number, north: number): Loop =>
  closed([
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ]);

const found = (one: Loop[], two: Loop[], wanted: (a: number, b: number) => boolean) => {
  const regions = atOnce(regionsOf(one, two, wanted));
  if (regions === undefined) throw new Error('no end of crossings');
  return regions;
};

const WANTED: [string, (a: number, b: number) => boolean][] = [
  ['both', (a, b) => a > 0 && b > 0],
  ['the first alone', (a, b) => a > 0 && b <= 0],
  ['less than nothing', (a) => a < 0],
  ['an odd number', (a, b) => (a + b) % 2 !== 0],
];

describe('the regions of loops', () => {
  it.each([
    [
      'boxes side by side',
      12 * UNIT,
      (random: Random): Loop => {
        const [west, south] = [UNIT * random.int(0, 8), UNIT * random.int(0, 8)];
        const ring = box(west, south, west + UNIT * random.int(1, 4), south + UNIT * random.int(1, 4));
        return random.chance(0.5) ? ring : [...ring].reverse();
      },
    ],
    [
      'walks on a coarse lattice, back and forth',
      12 * UNIT,
      (random: Random): Loop =>
        closed(Array.from({ length: random.int(3, 8) }, () => [UNIT * random.int(0, 12), UNIT * random.int(0, 12)])),
    ],
    [
      'walks along lines, back and forth',
      12 * UNIT,
      (random: Random): Loop => {
        const ring: Loop = [[UNIT * random.int(0, 12), UNIT * random.int(0, 12)]];
        for (let n = 0; n < 6; n += 1) {
          const [x = 0, y = 0] = ring.at(-1) ?? [];
          ring.push(n % 2 === 0 ? [UNIT * random.int(0, 12), y] : [x, UNIT * random.int(0, 12)]);
        }
        return closed(ring);
      },
    ],
    [
      'walks through all of the plane',
      REACH - 1,
      (random: Random): Loop =>
        closed(
          Array.from({ length: 12 }, () => [random.int(-REACH + 1, REACH - 1), random.int(-REACH + 1, REACH - 1)]),
        ),
    ],
    [
      'needles',
      REACH - 1,
      (random: Random): Loop =>
        closed(Array.from({ length: 6 }, () => [random.int(-REACH + 1, REACH - 1), random.int(-300, 300)])),
    ],
  ] as [string, number, (random: Random) => Loop][])('hold a place where it is wanted: %s', (name, reach, make) => {
    const random = new Random(6, name);
    const held = { yes: 0, no: 0 };
    for (let n = 0; n < 60; n += 1) {
      const [one, two] = [Array.from({ length: random.int(1, 4) }, () => make(random)), [make(random)]];
      for (const [, wanted] of WANTED) {
        const parts = new PackedParts();
        for (const region of found(one, two, wanted)) parts.add(region);
        for (let at = 0; at < 25; at += 1) {
          const low = reach === REACH - 1 ? -reach : 0;
          const x = random.between(low, reach);
          const y = name === 'needles' ? random.between(-300, 300) : random.between(low, reach);
          // places that are rounded to another side are no fault
          const near = [...one, ...two].some((loop) => nearTo(loop, x, y));
          if (near) continue;
          const isHeld = Array.from({ length: parts.length }, (_, part) => part).some((part) =>
            parts.holds(part, x, y),
          );
          held[isHeld ? 'yes' : 'no'] += 1;
          expect([one, two, x, y, isHeld]).toEqual([one, two, x, y, wanted(around(one, x, y), around(two, x, y))]);
        }
      }
    }
    expect(Math.min(held.yes, held.no)).toBeGreaterThan(100);
  });

  it('are told apart where they touch at a corner, with their holes', () => {
    const regions = found(
      [box(0, 0, 10, 10), box(10, 10, 20, 20), [...box(2, 2, 8, 8)].reverse(), box(4, 4, 6, 6)],
      [],
      (a) => a > 0,
    );
    expect(regions.map((rings) => rings.length).sort()).toEqual([1, 1, 2]);
  });

  it('are nothing of nothing, of lines, and of what runs both ways', () => {
    const any = (a: number) => a !== 0;
    expect(found([], [], any)).toEqual([]);
    expect(
      found(
        [
          closed([
            [0, 0],
            [5, 5],
            [9, 9],
          ]),
        ],
        [],
        any,
      ),
    ).toEqual([]);
    expect(found([box(0, 0, 5, 5), [...box(0, 0, 5, 5)].reverse()], [], any)).toEqual([]);
  });

  it('come to an end for a thousand edges that all cross', () => {
    const random = new Random(9, 'many');
    const loop = closed(Array.from({ length: 300 }, () => [random.int(0, 1_000), random.int(0, 1_000)]));
    expect(found([loop], [], (a) => a % 2 !== 0).length).toBeGreaterThan(1_000);
  });
});

function nearTo(loop: Loop, x: number, y: number): boolean {
  return loop.slice(1).some(([bx = 0, by = 0], at) => {
    const [ax = 0, ay = 0] = loop[at] ?? [];
    const length = Math.hypot(bx - ax, by - ay) || 1;
    return Math.abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length < 2;
  });
}
