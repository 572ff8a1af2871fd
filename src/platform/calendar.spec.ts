import { addOpenTime, dayOf, localMinute } from './calendar.js';

const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: 8 * 60, to: 18 * 60 }));

describe('calendar', () => {
  it('counts a day by Asia/Shanghai, not by UTC', () => {
    expect(dayOf(new Date('2026-06-30T16:30:00Z'))).toBe('2026-07-01');
    expect(dayOf(new Date('2026-06-30T15:59:59Z'))).toBe('2026-06-30');
  });

  it('names the weekday and minute of the local day', () => {
    expect(localMinute(new Date('2026-11-22T16:05:00Z'))).toEqual({ weekday: 1, minute: 5 });
  });

  it('round the clock, opening time is time', () => {
    const from = new Date('2026-11-21T20:00:00Z');
    expect(addOpenTime(from, 60_000, null).getTime() - from.getTime()).toBe(60_000);
  });

  it('stops the clock while the station is closed', () => {
    // Friday 17:30 local: half an hour is left, the other half runs from Monday 08:00
    const due = addOpenTime(new Date('2026-11-20T09:30:00Z'), 60 * 60_000, weekdays);
    expect(due.toISOString()).toBe('2026-11-23T00:30:00.000Z');
  });

  it('starts at opening when asked before it', () => {
    const due = addOpenTime(new Date('2026-11-22T22:00:00Z'), 10 * 60_000, weekdays);
    expect(due.toISOString()).toBe('2026-11-23T00:10:00.000Z');
  });

  it('skips the break between two spans of one day', () => {
    const withBreak = [
      { weekday: 1, from: 480, to: 720 },
      { weekday: 1, from: 840, to: 1080 },
    ];
    const due = addOpenTime(new Date('2026-11-23T03:50:00Z'), 20 * 60_000, withBreak);
    expect(due.toISOString()).toBe('2026-11-23T06:10:00.000Z');
  });
});
