import { mayStillNote, totalsOf } from './materials.policy.js';

const NOW = new Date('2026-11-23T10:00:00Z');

it('materials are noted until seven days after closing', () => {
  const closed = (milliseconds: number) => new Date(NOW.getTime() - milliseconds);
  expect(mayStillNote(null, NOW)).toBe(true);
  expect(mayStillNote(closed(7 * 86_400_000), NOW)).toBe(true);
  expect(mayStillNote(closed(7 * 86_400_000 + 1), NOW)).toBe(false);
});

it('totals are by who paid, without what was cancelled', () => {
  expect(
    totalsOf([
      { cost: 1_250, paidBy: 'station', cancelled: false },
      { cost: 50, paidBy: 'station', cancelled: false },
      { cost: 99, paidBy: 'station', cancelled: true },
      { cost: 300, paidBy: 'resident', cancelled: false },
    ]),
  ).toEqual({ resident: 300, station: 1_300, street: 0, helper: 0, donated: 0 });
});
