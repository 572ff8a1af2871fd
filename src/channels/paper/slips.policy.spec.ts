import { slipTimesFault } from './slips.policy.js';

const NOW = new Date('2026-11-23T10:00:00Z');
const hours = (n: number) => new Date(NOW.getTime() - n * 3_600_000);
const GOOD = { openedAt: hours(30), startedAt: hours(29), resolvedAt: hours(28), confirmedAt: hours(27) };

it.each([
  ['in order', {}, undefined],
  ['without start and signature', { startedAt: null, confirmedAt: null }, undefined],
  ['all at once', { openedAt: hours(28), startedAt: hours(28), confirmedAt: hours(28) }, undefined],
  ['opened 8 days ago', { openedAt: hours(8 * 24) }, ['happened-at-out-of-range', 'openedAt']],
  ['started before it was asked for', { startedAt: hours(31) }, ['slip-order', 'startedAt']],
  ['resolved before it was started', { resolvedAt: hours(29.5) }, ['slip-order', 'resolvedAt']],
  ['resolved before it was asked for', { startedAt: null, resolvedAt: hours(31) }, ['slip-order', 'resolvedAt']],
  ['signed before it was resolved', { confirmedAt: hours(28.5) }, ['slip-order', 'confirmedAt']],
  ['signed tomorrow', { confirmedAt: hours(-24) }, ['happened-at-out-of-range', 'confirmedAt']],
])('a slip %s', (_, change, expected) => {
  const fault = slipTimesFault({ ...GOOD, ...change }, NOW);
  expect(fault === undefined ? undefined : [fault.refused, fault.field]).toEqual(expected);
});
