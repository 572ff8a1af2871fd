import { leastCost, type Choices } from './assignment.policy.js';

/** The same numbers every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const costOf = (rows: readonly Choices[], assigned: readonly number[]) =>
  assigned.reduce((sum, column, row) => {
    const at = [...Array.from(rows[row]?.columns ?? [])].indexOf(column);
    return sum + (column === -1 ? 0 : (rows[row]?.costs[at] ?? NaN));
  }, 0);

/** Every assignment there is. */
function cheapest(rows: readonly Choices[], row = 0, taken: ReadonlySet<number> = new Set()): number {
  const choices = rows[row];
  if (choices === undefined) return 0;
  let best = cheapest(rows, row + 1, taken);
  for (let at = 0; at < choices.columns.length; at += 1) {
    const column = choices.columns[at] ?? 0;
    if (taken.has(column)) continue;
    best = Math.min(best, (choices.costs[at] ?? 0) + cheapest(rows, row + 1, new Set([...taken, column])));
  }
  return best;
}

function someRows(next: () => number, most: number): { rows: Choices[]; columns: number } {
  const columns = Math.floor(next() * (most + 1));
  const rows = Array.from({ length: Math.floor(next() * (most + 1)) }, () => {
    const named = Array.from({ length: columns }, (_, column) => column).filter(() => next() < 0.6);
    // few different costs make many ties; some are not worth it
    return { columns: named, costs: named.map(() => Math.floor(next() * 12) - 10) };
  });
  return { rows, columns };
}

describe('the cheapest assignment', () => {
  it('is as cheap as the best of all there are, on 2,000 random cases, with no column twice', () => {
    const next = random(11);
    for (let round = 0; round < 2_000; round += 1) {
      const { rows, columns } = someRows(next, 5);
      const assigned = leastCost(rows, columns);
      const given = assigned.filter((column) => column !== -1);
      expect(new Set(given).size).toBe(given.length);
      expect(assigned).toHaveLength(rows.length);
      expect(costOf(rows, assigned)).toBe(cheapest(rows));
    }
  });

  it('moves one on where another has no other choice', () => {
    const rows = [
      { columns: [0, 1], costs: [-10, -9] },
      { columns: [0], costs: [-10] },
    ];
    expect(leastCost(rows, 2)).toEqual([1, 0]);
  });

  it('leaves without whoever is worth least where there are too few', () => {
    const rows = [
      { columns: [0], costs: [-1] },
      { columns: [0], costs: [-3] },
      { columns: [0], costs: [-2] },
    ];
    expect(leastCost(rows, 1)).toEqual([-1, 0, -1]);
  });

  it('is the same every time, also for hundreds that all want the same', () => {
    const next = random(5);
    const wanted = Array.from({ length: 40 }, () => -100 - Math.floor(next() * 50));
    const rows = Array.from({ length: 300 }, () => ({ columns: wanted.map((_, at) => at), costs: wanted }));
    const assigned = leastCost(rows, 40);
    expect(assigned.filter((column) => column !== -1)).toHaveLength(40);
    expect(leastCost(rows, 40)).toEqual(assigned);
  });
});
