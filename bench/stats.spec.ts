import { median, quantile, slope } from './stats.js';

describe('what is told of measurements', () => {
  it('is the value that the share of all lies at or below', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(quantile(hundred, 0.99)).toBe(99);
    expect(quantile(hundred, 0.5)).toBe(50);
    expect(quantile(hundred, 1)).toBe(100);
    expect(quantile([7], 0.99)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('is not led astray by one slow pair', () => {
    expect(median([0.6, 0.1, 0.7, 0.65, 9])).toBe(0.65);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it('tells a backlog that grows from one that only varies', () => {
    expect(slope([10, 20, 30, 40])).toBe(10);
    expect(slope([20, 10, 20, 10, 20])).toBe(0);
    expect(slope([5])).toBe(0);
  });
});
