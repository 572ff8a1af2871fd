import { BARS, barsOf, spreadOf } from './spread.policy.js';

it('tells the quartiles of some stations as a spreadsheet does, and nothing of none', () => {
  expect(spreadOf([4, 1, 3, 2])).toEqual({ n: 4, min: 1, q1: 1.75, median: 2.5, q3: 3.25, max: 4 });
  expect(spreadOf([7])).toEqual({ n: 1, min: 7, q1: 7, median: 7, q3: 7, max: 7 });
  expect(spreadOf([])).toEqual({ n: 0, min: null, q1: null, median: null, q3: null, max: null });
});

it('puts every time into exactly one bar, the end of a bar into that bar', () => {
  const bars = barsOf([
    { seconds: 60, n: 2 },
    { seconds: 61, n: 3 },
    { seconds: 10_000_000, n: 5 },
  ]);
  expect(bars).toHaveLength(BARS.length + 1);
  expect([bars[0], bars[1], bars.at(-1)]).toEqual([
    { upTo: 60, n: 2 },
    { upTo: 300, n: 3 },
    { upTo: null, n: 5 },
  ]);
  expect(bars.reduce((sum, { n }) => sum + n, 0)).toBe(10);
});
