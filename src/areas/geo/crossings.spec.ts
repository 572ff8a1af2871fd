import { atOnce } from '../../platform/slices.js';
import { Random } from '../../demo/random.js';
import { tiling } from '../../../test/support/tilings.js';
import { meetings } from './crossings.js';

type Positions = [number, number][];
const ring = (...positions: Positions) => [...positions, positions[0] ?? [0, 0]];
const found = (...rings: number[][][]) => atOnce(meetings(rings)).map(({ how, at }) => [how, ...at]);

const SQUARE = ring([0, 0], [10, 0], [10, 10], [0, 10]);

describe('edges of a boundary', () => {
  it('that meet end to end only are none of its faults, straight on or not', () => {
    expect(found(SQUARE)).toEqual([]);
    expect(found(ring([0, 0], [4, 0], [7, 0], [10, 0], [10, 10]))).toEqual([]);
    expect(found(ring([0, 0], [1, 0], [0, 1]))).toEqual([]);
    for (const { geometry } of tiling({ side: 5, steps: 8, pieces: true }))
      expect(found(...geometry.flat())).toEqual([]);
  });

  it('that cross are told with the place', () => {
    expect(found(ring([0, 0], [10, 10], [10, 0], [0, 10]))).toEqual([['crossing', 5, 5]]);
    expect(found(SQUARE, ring([5, 5], [15, 5], [15, 6], [5, 6])).sort()).toEqual([
      ['crossing', 10, 5],
      ['crossing', 10, 6],
    ]);
  });

  it('that run back along each other are told', () => {
    // a spike
    expect(found(ring([0, 0], [10, 0], [10, 10], [10, 4], [0, 4]))).toContainEqual(['along', 10, 7]);
    expect(found(ring([0, 0], [10, 0], [6, 0], [6, 5], [0, 5]))).toContainEqual(['along', 8, 0]);
    // two squares side by side
    expect(found(SQUARE, ring([10, 2], [20, 2], [20, 6], [10, 6]))).toContainEqual(['along', 10, 4]);
  });

  it('that cross at a corner are told apart from those that only touch there', () => {
    // through an edge by a corner
    expect(found(SQUARE, ring([5, 5], [10, 5], [15, 6], [5, 6]))).toContainEqual(['crossing', 10, 5]);
    // up to an edge and back
    expect(found(SQUARE, ring([5, 4], [10, 5], [5, 6]))).toEqual([['touching', 10, 5]]);
    // corner to corner, from outside, from inside, and through
    expect(found(SQUARE, ring([10, 10], [20, 10], [20, 20]))).toEqual([['touching', 10, 10]]);
    expect(found(SQUARE, ring([10, 10], [2, 5], [5, 2]))).toEqual([['touching', 10, 10]]);
    expect(found(SQUARE, ring([10, 10], [5, 2], [20, 12]))).toContainEqual(['crossing', 10, 10]);
    // the corner that opens by more than half a turn
    const notched = ring([0, 0], [10, 0], [5, 5], [10, 10], [0, 10]);
    expect(found(notched, ring([5, 5], [9, 4], [9, 6]))).toEqual([['touching', 5, 5]]);
    expect(found(notched, ring([5, 5], [1, 4], [1, 6]))).toEqual([['touching', 5, 5]]);
    expect(found(notched, ring([5, 5], [1, 5], [9, 5.5]))).toContainEqual(['crossing', 5, 5]);
  });

  it('of one ring that comes to a corner twice are told: a bow tie crosses, a pinched ring touches', () => {
    expect(found(ring([0, 0], [5, 5], [10, 10], [10, 0], [5, 5], [0, 10]))).toEqual([['crossing', 5, 5]]);
    expect(found(ring([0, 0], [10, 0], [5, 5], [10, 10], [0, 10], [5, 5]))).toEqual([['touching', 5, 5]]);
    // straight through from both sides, where edges lie on one line
    expect(found(ring([-5, 0], [0, 0], [5, 0], [5, 5], [0, 5], [0, 0], [0, -5], [-5, -5]))).toEqual([
      ['crossing', 0, 0],
    ]);
  });

  it('are as many as five of two rings, of each kind', () => {
    const zigzag = ring(
      ...Array.from({ length: 40 }, (_, n): [number, number] => [n / 4, n % 2 === 0 ? -1 : 11]),
      [20, -5],
    );
    expect(found(SQUARE, zigzag).length).toBe(5);
  });

  it('cross exactly where every pair of them is tried', () => {
    const random = new Random(5, 'crossings');
    let crossed = 0;
    for (let n = 0; n < 200; n += 1) {
      // on a coarse lattice: corners on corners and on edges are common
      const positions: Positions = [];
      while (positions.length < 6) {
        const position: [number, number] = [random.int(0, 6), random.int(0, 6)];
        if (String(position) !== String(positions.at(-1)) && String(position) !== String(positions[0]))
          positions.push(position);
      }
      const closed = ring(...positions);
      const simple = !anyTwoMeet(closed);
      if (!simple) crossed += 1;
      expect([closed, found(closed).length === 0]).toEqual([closed, simple]);
    }
    expect(crossed).toBeGreaterThan(50);
    expect(crossed).toBeLessThan(195);
  });
});

/** In whole numbers, by trying every two edges: exact. */
function anyTwoMeet(closed: number[][]): boolean {
  const edges = closed.slice(1).map((to, index) => [closed[index] ?? [], to] as const);
  const turn = ([ax = 0, ay = 0]: number[], [bx = 0, by = 0]: number[], [cx = 0, cy = 0]: number[]) =>
    Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
  const on = ([a, b]: readonly [number[], number[]], p: number[]) =>
    turn(a, b, p) === 0 &&
    [0, 1].every((side) => {
      const [from = 0, to = 0, at = 0] = [a[side], b[side], p[side]];
      return at >= Math.min(from, to) && at <= Math.max(from, to);
    });
  return edges.some((one, first) =>
    edges.some((two, second) => {
      if (second <= first) return false;
      const after = second === first + 1;
      const around = first === 0 && second === edges.length - 1;
      if (after) return on(one, two[1]) || on(two, one[0]);
      if (around) return on(two, one[1]) || on(one, two[0]);
      const [a, b, c, d] = [turn(...one, two[0]), turn(...one, two[1]), turn(...two, one[0]), turn(...two, one[1])];
      return (a * b < 0 && c * d < 0) || on(one, two[0]) || on(one, two[1]) || on(two, one[0]) || on(two, one[1]);
    }),
  );
}
