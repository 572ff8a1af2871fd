import { planBalances, type GivenBalance, type LiveBalance } from './opening-balances.policy.js';

const ROW = { stationId: 's1', categoryId: null, from: null, until: '2025-12-31', completed: 700, source: '台账' };
const row = (given: Partial<GivenBalance> = {}): GivenBalance => ({ ...ROW, line: 2, ...given });
const live = (given: Partial<LiveBalance> = {}): LiveBalance => ({ ...ROW, id: 'b1', ...given });
const plan = (given: GivenBalance[], known: LiveBalance[] = [], firstDay = '2026-01-05') =>
  planBalances(given, { today: '2026-11-22', firstDays: new Map([['s1', firstDay]]), live: known });
const codes = (...asked: Parameters<typeof plan>) => plan(...asked).faults.map(({ line, code }) => `${line} ${code}`);

describe('an opening balance', () => {
  it('is new, is known, or corrects what was entered for the same days', () => {
    expect(plan([row()])).toMatchObject({ rows: [{ kind: 'new' }], cancelled: [], faults: [] });
    expect(plan([row()], [live()])).toMatchObject({ rows: [{ kind: 'unchanged' }], cancelled: [], faults: [] });
    expect(plan([row({ completed: 710 })], [live()])).toMatchObject({ rows: [{ kind: 'changed' }], cancelled: ['b1'] });
    expect(plan([row({ source: '新台账' })], [live()])).toMatchObject({
      rows: [{ kind: 'changed' }],
      cancelled: ['b1'],
    });
    expect(plan([row({ completed: 0 })], [live()])).toMatchObject({ cancelled: ['b1'], faults: [] });
  });

  it('ends before the station was counted here, and before today', () => {
    expect(codes([row({ until: '2026-01-04' })])).toEqual([]);
    expect(codes([row({ until: '2026-01-05' })])).toEqual(['2 opening-balance-counted-here']);
    expect(codes([row({ stationId: 's2', until: '2026-11-21' })])).toEqual([]);
    expect(codes([row({ stationId: 's2', until: '2026-11-22' })])).toEqual(['2 opening-balance-not-past']);
    expect(codes([row({ from: '2026-01-01' })])).toEqual(['2 period-backwards']);
  });

  it('does not overlap another of its station and category, known or in the same list', () => {
    const days = (from: string | null, until: string) => row({ from, until, line: 3 });
    expect(codes([days('2025-12-31', '2026-01-01')], [live()])).toEqual(['3 opening-balance-overlaps']);
    expect(codes([days('2026-01-01', '2026-01-01')], [live()])).toEqual([]);
    expect(codes([days(null, '2024-12-31')], [live()])).toEqual(['3 opening-balance-overlaps']);
    expect(codes([days(null, '2024-12-31')], [live({ completed: 0 })])).toEqual([]);
    expect(codes([{ ...days(null, '2024-12-31'), categoryId: 'c1' }], [live()])).toEqual([]);
    expect(codes([row(), days('2025-01-01', '2025-01-01')])).toEqual(['3 opening-balance-overlaps']);
    expect(codes([row(), row({ line: 3, completed: 1 })])).toEqual(['3 opening-balance-twice']);
    expect(codes([row(), row({ line: 3 })], [live()])).toEqual(['3 opening-balance-twice']);
  });

  it('taken away makes room for another in the same list', () => {
    const list = [row({ completed: 0 }), row({ line: 3, until: '2025-06-30' })];
    expect(codes(list, [live()])).toEqual([]);
  });
});
