import type { AreaFeature, Ring } from './map-features';
import { inserted, moved, polygonOf, removed } from './rings';

const grid = (code: string, corners: Ring): AreaFeature => ({
  type: 'Feature',
  properties: { code, name: code, level: 'grid', parent: null },
  geometry: polygonOf(corners),
});
const ringOf = ({ geometry }: AreaFeature) => geometry?.coordinates[0]?.[0];
/** Two squares with a side in common, which the second has the other way round. */
const west = grid('1', [[0, 0], [1, 0], [1, 1], [0, 1]]); // prettier-ignore
const east = grid('2', [[1, 0], [2, 0], [2, 1], [1, 1]]); // prettier-ignore

describe('drawing a grid', () => {
  it('moves a corner in every ring that has it, and closes the ring with it', () => {
    expect(ringOf(moved(west, [1, 1], [1, 2]))).toEqual([[0, 0], [1, 0], [1, 2], [0, 1], [0, 0]]); // prettier-ignore
    expect(ringOf(moved(west, [0, 0], [5, 5]))).toEqual([[5, 5], [1, 0], [1, 1], [0, 1], [5, 5]]); // prettier-ignore
    expect(moved(west, [2, 1], [9, 9])).toBe(west);
  });

  it('puts a new corner on a side of both neighbours, whichever way it goes', () => {
    const [at, a, b] = [
      [1, 0.5],
      [1, 0],
      [1, 1],
    ] as const;
    expect(ringOf(inserted(west, a, b, at))).toEqual([[0, 0], [1, 0], [1, 0.5], [1, 1], [0, 1], [0, 0]]); // prettier-ignore
    expect(ringOf(inserted(east, a, b, at))).toEqual([[1, 0], [2, 0], [2, 1], [1, 1], [1, 0.5], [1, 0]]); // prettier-ignore
    expect(inserted(east, [0, 0], [0, 1], at)).toBe(east);
  });

  it('takes a corner away, but never one of the last three', () => {
    const triangle = removed(west, [0, 1]);
    expect(ringOf(triangle)).toEqual([[0, 0], [1, 0], [1, 1], [0, 0]]); // prettier-ignore
    expect(removed(triangle, [0, 0])).toBe(triangle);
  });
});
