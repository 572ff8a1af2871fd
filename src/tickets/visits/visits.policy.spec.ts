import { isAskedForWindow, windowFault } from './visits.policy.js';

const NOW = new Date('2026-11-23T10:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const fault = (from: number, to: number) =>
  windowFault({ from: new Date(NOW.getTime() + from), to: new Date(NOW.getTime() + to) }, NOW)?.field;

it.each([
  ['of an hour from now', 0, HOUR, undefined],
  ['that began a minute ago, by a clock beside ours', -60_000, HOUR, undefined],
  ['that began before that', -60_001, HOUR, 'from'],
  ['without length', HOUR, HOUR, 'to'],
  ['that ends before it begins', 2 * HOUR, HOUR, 'to'],
  ['that ends in 14 days', 13 * DAY, 14 * DAY, undefined],
  ['that ends a millisecond later', 13 * DAY, 14 * DAY + 1, 'to'],
])('a window %s', (_, from, to, expected) => {
  expect(fault(from, to)).toBe(expected);
});

it('by the link a window is answered with, not asked for', () => {
  expect(isAskedForWindow({ nobodyHome: 0, appointmentFrom: null })).toBe(false);
  expect(isAskedForWindow({ nobodyHome: 1, appointmentFrom: null })).toBe(true);
  expect(isAskedForWindow({ nobodyHome: 0, appointmentFrom: NOW })).toBe(true);
});
