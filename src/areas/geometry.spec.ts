import { faultOfBoundary } from './geometry.js';

const ring = (...positions: number[][]) => [[positions]];
const [a, b, c] = [
  [120, 36],
  [121, 36],
  [121, 37],
];

describe('a boundary', () => {
  it('is made of closed rings of degrees', () => {
    expect(
      faultOfBoundary([
        [[a, b, c, a]],
        [
          [a, b, c, a],
          [a, b, c, a],
        ],
      ]),
    ).toBeUndefined();
  });

  it.each([
    ['has no polygon', []],
    ['has a polygon without a ring', [[]]],
    ['has a ring of fewer than 4 positions', ring()],
    ['has a ring of fewer than 4 positions', ring(a, b, a)],
    ['has a ring that is not closed', ring(a, b, c, [120, 36.5])],
    ['has a position that is not degrees of longitude and latitude', ring(a, b, [121, 97], a)],
    ['has a position that is not degrees of longitude and latitude', ring(a, b, [NaN, 37], a)],
    ['has a position that is not degrees of longitude and latitude', ring(a, b, [121], a)],
  ])('that %s is told', (fault, geometry) => expect(faultOfBoundary(geometry)).toBe(fault));
});
