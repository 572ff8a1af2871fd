import { beside, dayIn, everyDay, lengthOf, periodOf } from './period';

describe('the period of a page', () => {
  it('is the whole unit around a day, leap days and year ends included', () => {
    expect(periodOf('day', '2026-11-28')).toEqual({ from: '2026-11-28', to: '2026-11-28' });
    expect(periodOf('week', '2026-11-29')).toEqual({ from: '2026-11-23', to: '2026-11-29' });
    expect(periodOf('week', '2026-11-30')).toEqual({ from: '2026-11-30', to: '2026-12-06' });
    expect(periodOf('month', '2028-02-11')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
    expect(periodOf('quarter', '2026-12-31')).toEqual({ from: '2026-10-01', to: '2026-12-31' });
    expect(periodOf('year', '2026-06-01')).toEqual({ from: '2026-01-01', to: '2026-12-31' });
  });

  it('has one before and one after it, without a gap', () => {
    for (const unit of ['day', 'week', 'month', 'quarter', 'year'] as const) {
      const now = periodOf(unit, '2027-01-01');
      const before = beside(unit, now, 'before');
      expect(beside(unit, before, 'after')).toEqual(now);
      expect(lengthOf({ from: before.from, to: now.to })).toBe(lengthOf(before) + lengthOf(now));
    }
    const days = { from: '2026-11-20', to: '2026-11-24' };
    expect(beside('range', days, 'before')).toEqual({ from: '2026-11-15', to: '2026-11-19' });
    expect(beside('range', days, 'after')).toEqual({ from: '2026-11-25', to: '2026-11-29' });
  });

  it('takes from an address only days that there are', () => {
    expect(['2026-02-28', '2026-02-30', '2026-2-1', 'today', undefined].map(dayIn)).toEqual([
      '2026-02-28',
      null,
      null,
      null,
      null,
    ]);
  });

  it('shows the days on which nothing came', () => {
    expect(everyDay({ from: '2026-02-27', to: '2026-03-01' }, [{ day: '2026-02-28', received: 4 }])).toEqual([
      ['2026-02-27', 0],
      ['2026-02-28', 4],
      ['2026-03-01', 0],
    ]);
  });
});
