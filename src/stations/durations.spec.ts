import { bucketOf, quantile, secondsOf } from './durations.js';

function histogram(times: number[]): { bucket: number; n: number }[] {
  const buckets = new Map<number, number>();
  for (const time of times) buckets.set(bucketOf(time), (buckets.get(bucketOf(time)) ?? 0) + 1);
  return [...buckets].map(([bucket, n]) => ({ bucket, n }));
}

describe('durations', () => {
  it('tells every time from one second to a year within 5 %', () => {
    for (let seconds = 1; seconds < 31_536_000; seconds *= 1.003) {
      expect(Math.abs(secondsOf(bucketOf(seconds)) - seconds) / seconds).toBeLessThan(0.05);
    }
  });

  it('median and 90th percentile are within 5 % of the exact ones, also after merging', () => {
    const one = Array.from({ length: 501 }, (_, index) => 30 + ((index * 7919) % 4000));
    const two = Array.from({ length: 300 }, (_, index) => 5 + ((index * 104729) % 90_000));
    const exact = [...one, ...two].sort((a, b) => a - b);
    const merged = [...histogram(one), ...histogram(two)];
    for (const q of [0.5, 0.9]) {
      const expected = exact[Math.ceil(q * exact.length) - 1] ?? 0;
      expect(Math.abs((quantile(merged, q) ?? 0) - expected) / expected).toBeLessThan(0.05);
    }
  });

  it('nothing has no median', () => {
    expect(quantile([], 0.5)).toBeNull();
  });
});
