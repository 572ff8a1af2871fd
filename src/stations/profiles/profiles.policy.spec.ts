import { endsInTime, leaveFault, overlapping, rosterFault } from './profiles.policy.js';

describe('a roster', () => {
  const span = (weekday: number, from: number, to: number) => ({ weekday, from, to });
  it.each([
    ['nothing', [], undefined],
    ['spans that touch', [span(1, 480, 720), span(1, 720, 900)], undefined],
    ['the same hours of two days', [span(1, 480, 720), span(2, 480, 720)], undefined],
    ['spans that share a minute', [span(1, 480, 721), span(1, 720, 900)], 'roster-overlaps'],
    ['one within another, in any order', [span(3, 600, 660), span(3, 480, 720)], 'roster-overlaps'],
    ['a span that ends where it begins', [span(1, 480, 480)], 'roster-span-empty'],
    ['a span that ends before it begins', [span(1, 1320, 360)], 'roster-span-empty'],
  ])('of %s: %s', (_, roster, fault) => expect(rosterFault(roster)).toBe(fault));
});

describe('leave', () => {
  const today = '2026-11-23';
  it.each([
    ['2026-11-23', '2026-11-23', undefined],
    ['2026-11-20', '2026-11-23', undefined],
    ['2026-11-20', '2026-11-22', 'leave-over-already'],
    ['2026-11-25', '2026-11-24', 'leave-ends-before-it-begins'],
    ['2027-01-01', '2028-01-01', undefined],
    ['2027-01-01', '2028-01-02', 'leave-too-long'],
  ])('from %s to %s: %s', (from, to, fault) => expect(leaveFault({ from, to }, today)).toBe(fault));

  it.each([
    ['2026-12-01', '2026-12-04', false],
    ['2026-12-01', '2026-12-05', true],
    ['2026-12-07', '2026-12-07', true],
    ['2026-12-10', '2026-12-20', true],
    ['2026-12-11', '2026-12-20', false],
    ['2026-12-01', '2026-12-31', true],
  ])('from %s to %s overlaps one of 5 to 10 December: %s', (from, to, expected) => {
    const there = { id: 'l', from: '2026-12-05', to: '2026-12-10' };
    expect(overlapping([there], { from, to })).toBe(expected ? there : undefined);
  });
});

it('what ends by itself ends after now, and not later than is sensible', () => {
  const now = new Date('2026-11-23T10:00:00+08:00');
  const after = (ms: number) => endsInTime(new Date(now.getTime() + ms), now, 1000);
  expect([-1, 0, 1, 1000, 1001].map(after)).toEqual([false, false, true, true, false]);
});
