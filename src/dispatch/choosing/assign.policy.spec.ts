import { assign, type Slot } from './assign.policy.js';

const slot = (candidates: Record<string, number>, more: Partial<Slot> = {}): Slot => ({
  urgency: 'normal',
  nth: 0,
  candidates: Object.entries(candidates).map(([helperId, total]) => ({ helperId, total })),
  ...more,
});

describe('who is asked in which slot', () => {
  it('the best scores in all, not the best for each in turn', () => {
    expect(assign([slot({ a: 50, b: 45 }), slot({ a: 50, b: 10 })])).toEqual(['b', 'a']);
  });

  it('nobody twice', () => {
    const asked = assign([slot({ a: 9 }), slot({ a: 9 }, { nth: 1 }), slot({ a: 5, b: 1 })]);
    expect(asked.filter((helperId) => helperId === 'a')).toHaveLength(1);
    expect(asked).toEqual(['a', undefined, 'b']);
  });

  it('every place has somebody before one has two, also with a bad score', () => {
    expect(assign([slot({ a: 50, b: 50 }), slot({ a: 50, b: 50 }, { nth: 1 }), slot({ b: -200 })])).toEqual([
      'a',
      undefined,
      'b',
    ]);
  });

  it('the urgent before the others where there are too few', () => {
    expect(
      assign([slot({ a: 90 }), slot({ a: 10 }, { urgency: 'critical' }), slot({ a: 50 }, { urgency: 'urgent' })]),
    ).toEqual([undefined, 'a', undefined]);
  });

  it('nothing to assign', () => {
    expect(assign([])).toEqual([]);
    expect(assign([slot({})])).toEqual([undefined]);
  });
});
