import { inOrder, nextToAsk, type Candidate } from './candidates.policy.js';

const candidate = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  helperId: id,
  name: id,
  profession: '',
  borrowed: false,
  onDuty: true,
  load: 0,
  capacity: 2,
  distance: 100,
  skills: [],
  asked: false,
  ...more,
});

describe('whom to ask next', () => {
  it("the station's own before a willing neighbour, then who carries least, then who is nearest", () => {
    const all = [
      candidate('neighbour', { borrowed: true, distance: 1 }),
      candidate('busy', { load: 1, distance: 5 }),
      candidate('far', { distance: 900 }),
      candidate('near', { distance: 50 }),
      candidate('unknown', { distance: null }),
    ];
    expect([...all].sort(inOrder).map(({ helperId }) => helperId)).toEqual([
      'near',
      'far',
      'unknown',
      'busy',
      'neighbour',
    ]);
    expect(nextToAsk(all, null)?.helperId).toBe('near');
  });

  it('a skill that another free place needs is spared for it', () => {
    const all = [
      candidate('carpenter', { skills: ['carpentry'], distance: 1 }),
      candidate('neighbour', { borrowed: true }),
    ];
    expect(nextToAsk(all, null, ['carpentry'])?.helperId).toBe('neighbour');
    expect(nextToAsk(all, null)?.helperId).toBe('carpenter');
    expect(nextToAsk(all, 'carpentry', ['carpentry'])?.helperId).toBe('carpenter');
  });

  it('nobody who is off duty, full, was asked before, or lacks the skill', () => {
    const all = [
      candidate('off', { onDuty: false, skills: ['carpentry'] }),
      candidate('full', { load: 2, skills: ['carpentry'] }),
      candidate('asked', { asked: true, skills: ['carpentry'] }),
      candidate('unskilled'),
    ];
    expect(nextToAsk(all, 'carpentry')).toBeUndefined();
    expect(nextToAsk(all, null)?.helperId).toBe('unskilled');
  });
});
