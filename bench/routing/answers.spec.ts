import { byKind, kindTable, tally, type Answered } from './answers.js';
import { BigramIndex } from './jaccard.js';
import type { Query } from './queries/queries.js';
import { answerBy, bestRule } from './thresholds.js';

const query = (building: string | null, more: Partial<Query> = {}): Query => ({
  id: 'q',
  text: '',
  kinds: ['plain'],
  set: 'plain',
  fits: building === null ? 'several' : 'one',
  building,
  unit: null,
  grid: 'g1',
  ...more,
});
const said = (
  asked: Query,
  building: string | null,
  grid: string | null = null,
  unit: string | null = null,
): Answered => ({
  query: asked,
  answer: { building, unit, alternatives: ['b1'], confidence: 1, reason: '' },
  grid,
});

describe('what is counted', () => {
  it('an answer to what nobody could answer is a wrong one, even in the right grid', () => {
    const sum = tally([said(query(null), 'b1', 'g1'), said(query('b1'), 'b1', 'g1')]);
    expect(sum).toMatchObject({ answered: 2, right: 1, rightGrid: 2, wrongGrid: 0, unclear: 1, unclearAbstained: 0 });
  });

  it('an abstention is right only where nobody could tell', () => {
    const sum = tally([said(query(null), null), said(query('b1'), null), said(query('b2'), null)]);
    expect(sum).toMatchObject({ answered: 0, clear: 2, clearAbstained: 2, clearOffered: 1, unclearAbstained: 1 });
  });

  it('a neighbour in another grid is a wrong grid; the unit counts where the building is right', () => {
    const withUnit = query('b1', { unit: '4' });
    const sum = tally([
      said(withUnit, 'b2', 'g2', '4'),
      said(withUnit, 'b1', 'g1', '4'),
      said(withUnit, 'b1', 'g1', '1'),
    ]);
    expect(sum).toMatchObject({ right: 2, rightGrid: 2, wrongGrid: 1, units: 2, unitsRight: 1 });
  });

  it('is told by kind, threes together, and in sum', () => {
    const rows = byKind([
      said(query('b1'), 'b1', 'g1'),
      said(query('b1', { set: 'threes', kinds: ['alias', 'homophone', '10-4'] }), null),
      said(query(null, { set: 'unclear', kinds: ['area alone'] }), null),
    ]);
    expect(rows.map(([kind, { asked }]) => [kind, asked])).toEqual([
      ['plain', 1],
      ['in threes', 1],
      ['unclear: area alone', 1],
      ['all', 3],
    ]);
    expect(kindTable(rows).split('\n')).toHaveLength(5);
  });
});

describe('the baselines', () => {
  const entry = (code: string, address: string) => ({
    code,
    name: '',
    address,
    aliases: [],
    units: [],
    grid: null,
    areas: [],
    lng: null,
    lat: null,
  });
  const index = new BigramIndex([
    [entry('b1', '登州路24号大院10号楼'), entry('b2', '登州路24号大院11号楼'), entry('b3', '热河路8号')],
  ]);

  it('find the form that has most bigrams in common, and how far ahead it is', () => {
    const found = index.best('登州路24号大院10号楼');
    expect(found).toMatchObject({ code: 'b1', score: 1 });
    expect(found.next).toBeGreaterThan(0.5);
    expect(found.next).toBeLessThan(1);
    expect(index.best('热河路8号')).toEqual({ code: 'b3', score: 1, next: expect.any(Number) as number });
    expect(index.best('甲乙丙')).toEqual({ code: null, score: 0, next: 0 });
  });

  it('abstain below a score and without a lead, by the rule that handles most rightly', () => {
    const ranked = { code: 'b1', score: 0.6, next: 0.55 };
    expect(answerBy({ least: 0.5, ahead: 0.01 }, ranked).building).toBe('b1');
    expect(answerBy({ least: 0.7, ahead: 0.01 }, ranked).building).toBeNull();
    expect(answerBy({ least: 0.5, ahead: 0.1 }, ranked).building).toBeNull();
    const rule = bestRule([
      { query: query('b1'), ranked: { code: 'b1', score: 0.8, next: 0.4 } },
      { query: query(null), ranked: { code: 'b1', score: 0.8, next: 0.78 } },
      { query: query(null), ranked: { code: 'b1', score: 0.3, next: 0 } },
    ]);
    expect(answerBy(rule, { code: 'b1', score: 0.8, next: 0.4 }).building).toBe('b1');
    expect(answerBy(rule, { code: 'b1', score: 0.8, next: 0.78 }).building).toBeNull();
    expect(answerBy(rule, { code: 'b1', score: 0.3, next: 0 }).building).toBeNull();
  });
});
