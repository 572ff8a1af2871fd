import { addOpenTime, dayOf, localMinute, openAt, unknownFrom, type WorkingCalendar } from './calendar.js';

const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: 8 * 60, to: 18 * 60 }));
const HOUR = 3_600_000;
const calendarOf = (...days: [day: string, hoursOf: number | null][]): WorkingCalendar => ({
  special: new Map(
    days.map(([day, hoursOf]) => [day, { day, kind: hoursOf === null ? 'holiday' : 'workday', hoursOf, name: '节' }]),
  ),
  knownThrough: '2026-12-31',
});
const PLAIN = calendarOf();

/** The moment, where it is known. */
function known(...asked: Parameters<typeof addOpenTime>): Date {
  const time = addOpenTime(...asked);
  if (!time.isKnown) throw new Error('not known');
  return time.at;
}

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
    expect(known(from, 60_000, null, PLAIN).getTime() - from.getTime()).toBe(60_000);
  });

  it('stops the clock while the station is closed', () => {
    // Friday 17:30 local: half an hour is left, the other half runs from Monday 08:00
    const due = known(new Date('2026-11-20T09:30:00Z'), 60 * 60_000, weekdays, PLAIN);
    expect(due.toISOString()).toBe('2026-11-23T00:30:00.000Z');
  });

  it('starts at opening when asked before it', () => {
    const due = known(new Date('2026-11-22T22:00:00Z'), 10 * 60_000, weekdays, PLAIN);
    expect(due.toISOString()).toBe('2026-11-23T00:10:00.000Z');
  });

  it('skips the break between two spans of one day', () => {
    const withBreak = [
      { weekday: 1, from: 480, to: 720 },
      { weekday: 1, from: 840, to: 1080 },
    ];
    const due = known(new Date('2026-11-23T03:50:00Z'), 20 * 60_000, withBreak, PLAIN);
    expect(due.toISOString()).toBe('2026-11-23T06:10:00.000Z');
  });
});

describe('holidays and the days worked for them', () => {
  // Thursday 1 October 2026 is a holiday, Saturday the 10th is worked with the hours of a Friday
  const calendar = calendarOf(['2026-10-01', null], ['2026-10-10', 5]);
  const fridays = [...weekdays.filter(({ weekday }) => weekday !== 5), { weekday: 5, from: 540, to: 720 }];

  it('a holiday is closed', () => {
    // Wednesday 17:30 local
    const due = known(new Date('2026-09-30T09:30:00Z'), HOUR, weekdays, calendar);
    expect(due.toISOString()).toBe('2026-10-02T00:30:00.000Z');
    expect(openAt(new Date('2026-10-01T02:00:00Z'), weekdays, calendar)).toBe(false);
    expect(openAt(new Date('2026-10-08T02:00:00Z'), weekdays, calendar)).toBe(true);
  });

  it('a day worked for it has the hours of the weekday that it names', () => {
    // Friday the 9th 11:30 local, an hour: half of it on Saturday from 09:00, as on a Friday
    const due = known(new Date('2026-10-09T03:30:00Z'), HOUR, fridays, calendar);
    expect(due.toISOString()).toBe('2026-10-10T01:30:00.000Z');
    expect(openAt(new Date('2026-10-10T00:30:00Z'), fridays, calendar)).toBe(false);
    expect(openAt(new Date('2026-10-10T01:00:00Z'), fridays, calendar)).toBe(true);
    expect(openAt(new Date('2026-10-17T01:00:00Z'), fridays, calendar)).toBe(false);
  });

  it('round the clock no holiday is asked for, nor how far the calendar is known', () => {
    const from = new Date('2026-12-31T15:00:00Z');
    expect(known(from, 48 * HOUR, null, calendar).getTime() - from.getTime()).toBe(48 * HOUR);
  });
});

describe('past what the calendar knows', () => {
  it('nothing is guessed: the earliest moment is told, and from when on it is unknown', () => {
    // Thursday 31 December 17:30 local: half an hour is left of what is known
    expect(addOpenTime(new Date('2026-12-31T09:30:00Z'), HOUR, weekdays, PLAIN)).toEqual({
      isKnown: false,
      earliest: new Date('2026-12-31T16:30:00Z'),
      unknownFrom: new Date('2026-12-31T16:00:00Z'),
    });
    const later = new Date('2027-01-05T02:00:00Z');
    expect(addOpenTime(later, HOUR, weekdays, PLAIN)).toMatchObject({
      isKnown: false,
      earliest: new Date('2027-01-05T03:00:00Z'),
    });
    expect(openAt(later, weekdays, PLAIN)).toBeNull();
  });

  it('what ends with its last minute is known', () => {
    const due = known(new Date('2026-12-31T09:00:00Z'), HOUR, weekdays, PLAIN);
    expect(due).toEqual(new Date('2026-12-31T10:00:00Z'));
    expect(unknownFrom(PLAIN)).toEqual(new Date('2026-12-31T16:00:00Z'));
  });

  it('the earliest moment is never later than the one that is known in the end', () => {
    const longer: WorkingCalendar = { special: new Map(), knownThrough: '2028-12-31' };
    for (let hours = 1; hours < 400; hours += 7) {
      const from = new Date(Date.parse('2026-12-28T00:00:00Z') + hours * HOUR);
      const time = addOpenTime(from, hours * HOUR, weekdays, PLAIN);
      const end = known(from, hours * HOUR, weekdays, longer).getTime();
      if (time.isKnown) expect(time.at.getTime()).toBe(end);
      else expect(time.earliest.getTime()).toBeLessThanOrEqual(end);
    }
  });
});
