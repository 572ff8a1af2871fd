import { bucketsOf } from './histogram.js';

const numberOf = (buckets: [bucket: number, n: number][]): bigint =>
  buckets.reduce((sum, [bucket, n]) => sum + BigInt(n) * 10n ** BigInt(12 * bucket), 0n);

describe('a histogram as one number', () => {
  it.each<[bucket: number, n: number][][]>([
    [[]],
    [[[0, 1]]],
    [[[3, 20]]],
    [
      [
        [0, 7],
        [1, 999_999_999_999],
        [2, 1],
        [205, 123_456],
      ],
    ],
  ])('tells each bucket that is not empty: %j', (buckets) => {
    expect(bucketsOf(numberOf(buckets).toString())).toEqual(buckets.map(([bucket, n]) => ({ bucket, n })));
  });

  it('is the sum of histograms where it is the sum of their numbers', () => {
    const sum =
      numberOf([
        [2, 5],
        [9, 1],
      ]) +
      numberOf([
        [2, 95],
        [4, 3],
      ]);
    expect(bucketsOf(sum.toString())).toEqual([
      { bucket: 2, n: 100 },
      { bucket: 4, n: 3 },
      { bucket: 9, n: 1 },
    ]);
  });
});
