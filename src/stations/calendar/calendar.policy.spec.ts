import { calendarEndsSoon } from '../../platform/calendar.js';
import { yearFault } from './calendar.policy.js';

const day = (text: string) => ({ day: text, kind: 'holiday' as const, hoursOf: null, name: '元旦' });

it('the calendar ends soon 45 days before its last day', () => {
  expect(calendarEndsSoon('2026-12-31', '2026-11-15')).toBe(false);
  expect(calendarEndsSoon('2026-12-31', '2026-11-16')).toBe(true);
  expect(calendarEndsSoon('2026-12-31', '2027-01-05')).toBe(true);
});

it('a year follows the last one that is known, or takes its place; its days are its own, each once', () => {
  const fault = (year: number, ...days: string[]) => yearFault(year, days.map(day), '2026-12-31');
  expect(fault(2027, '2027-01-01')).toBeUndefined();
  expect(fault(2026, '2026-01-01')).toBeUndefined();
  expect(fault(2028, '2028-01-01')).toMatchObject({ refused: 'calendar-gap', args: { year: 2027 } });
  expect(fault(2027, '2027-01-01', '2026-12-31')).toMatchObject({
    refused: 'day-of-another-year',
    field: 'days.1.day',
  });
  expect(fault(2027, '2027-01-01', '2027-01-01')).toMatchObject({ refused: 'day-given-twice', field: 'days.1.day' });
});
