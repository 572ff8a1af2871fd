import { urgeAgainAt } from './callers.policy.js';

const NOW = new Date('2026-11-23T10:00:00Z');
const ago = (milliseconds: number) => new Date(NOW.getTime() - milliseconds);

it('a link urges once an hour, and is told when again', () => {
  expect(urgeAgainAt(null, NOW)).toBeUndefined();
  expect(urgeAgainAt(ago(3_600_000), NOW)).toBeUndefined();
  expect(urgeAgainAt(ago(3_599_999), NOW)).toEqual(new Date(NOW.getTime() + 1));
});
