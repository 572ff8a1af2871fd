import { within } from './roster.js';

// 2026-11-23 is a Monday
const spans = [
  { weekday: 1, from: 540, to: 720 },
  { weekday: 7, from: 0, to: 1440 },
];

describe('a roster', () => {
  it.each([
    ['2026-11-23T08:59:59+08:00', false],
    ['2026-11-23T09:00:00+08:00', true],
    ['2026-11-23T11:59:59+08:00', true],
    ['2026-11-23T12:00:00+08:00', false],
    ['2026-11-24T10:00:00+08:00', false],
    ['2026-11-22T23:59:59+08:00', true],
  ])('at %s is on duty: %s', (at, expected) => expect(within(spans, new Date(at))).toBe(expected));

  it('goes by the local day, whatever the time is in UTC', () => {
    expect(within(spans, new Date('2026-11-23T01:30:00Z'))).toBe(true);
    expect(within(spans, new Date('2026-11-23T09:30:00Z'))).toBe(false);
    // Sunday here, Saturday in UTC
    expect(within(spans, new Date('2026-11-21T16:00:00Z'))).toBe(true);
  });

  it('without a span is never on duty', () => expect(within([], new Date())).toBe(false));
});
