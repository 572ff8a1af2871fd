import { placeAt, shiftAt, skillCounts, tapAt, unavailability } from './availability.policy.js';
import type { Helper } from './stations.types.js';

type Told = Pick<Helper, 'roster' | 'quiet' | 'leaves' | 'tapped'>;

// 2026-11-23 is a Monday
const at = (time: string) => new Date(`2026-11-${time}:00+08:00`);
const told = (given: Partial<Told> = {}): Told => ({
  roster: [{ weekday: 1, from: 480, to: 1320 }],
  quiet: null,
  leaves: [],
  tapped: null,
  ...given,
});
const leave = (from: string, to: string) => ({ id: 'l', from: `2026-11-${from}`, to: `2026-11-${to}` });
const tapped = (available: boolean, until: string) => ({ available, until: at(until) });

describe('a helper', () => {
  it.each([
    ['before the roster', told(), '23T07:59', 'off_duty'],
    ['on the roster', told(), '23T08:00', null],
    ['at its end', told(), '23T22:00', 'off_duty'],
    ['without a roster', told({ roster: [] }), '23T12:00', 'off_duty'],
    ['before quiet hours', told({ quiet: { from: 750, to: 840 } }), '23T12:29', null],
    ['in quiet hours', told({ quiet: { from: 750, to: 840 } }), '23T12:30', 'quiet_hours'],
    ['at their end', told({ quiet: { from: 750, to: 840 } }), '23T14:00', null],
    ['in quiet hours over midnight, before it', told({ quiet: { from: 1260, to: 540 } }), '23T21:00', 'quiet_hours'],
    ['in quiet hours over midnight, after it', told({ quiet: { from: 1260, to: 540 } }), '23T08:59', 'quiet_hours'],
    ['between the nights', told({ quiet: { from: 1260, to: 540 } }), '23T09:00', null],
    ['off the roster and in quiet hours', told({ quiet: { from: 0, to: 540 } }), '23T07:00', 'off_duty'],
    ['the day before leave', told({ leaves: [leave('24', '25')] }), '23T21:59', null],
    ['on the first day of leave', told({ leaves: [leave('23', '25')] }), '23T09:00', 'on_leave'],
    ['on the last day of leave', told({ leaves: [leave('20', '23')] }), '23T21:59', 'on_leave'],
    ['after leave', told({ leaves: [leave('20', '22')] }), '23T09:00', null],
    ['on the second of two leaves', told({ leaves: [leave('20', '21'), leave('23', '23')] }), '23T09:00', 'on_leave'],
    ['tapped off', told({ tapped: tapped(false, '23T12:00') }), '23T11:59', 'tapped_off'],
    ['when the tap has ended', told({ tapped: tapped(false, '23T12:00') }), '23T12:00', null],
    ['tapped on off the roster', told({ tapped: tapped(true, '24T02:00') }), '24T01:59', null],
    ['tapped on until the roster has ended', told({ tapped: tapped(true, '24T02:00') }), '24T02:00', 'off_duty'],
    [
      'tapped on in quiet hours',
      told({ quiet: { from: 750, to: 840 }, tapped: tapped(true, '23T23:00') }),
      '23T13:00',
      null,
    ],
    [
      'tapped on while on leave',
      told({ leaves: [leave('23', '23')], tapped: tapped(true, '23T23:00') }),
      '23T13:00',
      'on_leave',
    ],
    [
      'tapped off while on leave',
      told({ leaves: [leave('23', '23')], tapped: tapped(false, '23T23:00') }),
      '23T13:00',
      'on_leave',
    ],
  ] as const)('%s', (_, helper, time, expected) => expect(unavailability(helper, at(time))).toBe(expected));

  it('is called in quiet hours for what cannot wait, and still not off the roster, on leave or tapped off', () => {
    const quiet = { from: 0, to: 1439 };
    const now = at('23T13:00');
    const urgently = (given: Partial<Told>) => unavailability(told({ quiet, ...given }), now, { passQuietHours: true });
    expect(unavailability(told({ quiet }), now)).toBe('quiet_hours');
    expect(urgently({})).toBeNull();
    expect(urgently({ roster: [] })).toBe('off_duty');
    expect(urgently({ leaves: [leave('23', '23')] })).toBe('on_leave');
    expect(urgently({ tapped: tapped(false, '23T14:00') })).toBe('tapped_off');
  });

  it('has days of leave by the local clock', () => {
    // still Sunday in UTC
    expect(unavailability(told({ leaves: [leave('22', '22')] }), new Date('2026-11-22T16:00:00Z'))).toBe('off_duty');
    expect(unavailability(told({ leaves: [leave('23', '23')] }), new Date('2026-11-22T16:00:00Z'))).toBe('on_leave');
  });
});

describe('what ends by itself', () => {
  const until = at('23T12:00');

  it('is there until the moment that was said', () => {
    const tap = { tapped: { available: true, until } };
    const shared = { shift: { lng: 120.3, lat: 36.1, until }, lng: 120.4, lat: 36.2 };
    expect(tapAt(tap, at('23T11:59'))).toEqual(tap.tapped);
    expect(tapAt(tap, until)).toBeNull();
    expect(shiftAt(shared, at('23T11:59'))).toEqual(shared.shift);
    expect(placeAt(shared, at('23T11:59'))).toEqual({ lng: 120.3, lat: 36.1 });
    expect(placeAt(shared, until)).toEqual({ lng: 120.4, lat: 36.2 });
    expect(placeAt({ shift: null, lng: 120.4, lat: null }, until)).toBeNull();
  });
});

describe('a skill', () => {
  const day = '2026-11-23';
  it.each([
    [{ licensed: false, proof: null, validUntil: null }, true],
    [{ licensed: true, proof: 'certificate', validUntil: '2026-11-23' }, true],
    [{ licensed: true, proof: 'register', validUntil: '2026-11-22' }, false],
    [{ licensed: true, proof: 'word', validUntil: null }, false],
    [{ licensed: true, proof: null, validUntil: '2030-01-01' }, false],
  ] as const)('%j counts: %s', (skill, expected) => expect(skillCounts(skill, day)).toBe(expected));
});
