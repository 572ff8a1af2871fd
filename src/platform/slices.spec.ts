import { atOnce, inSlices, sorting, type Work } from './slices.js';

function* counting(to: number): Work<number> {
  let sum = 0;
  for (let step = 1; step <= to; step += 1) {
    sum += step;
    yield;
  }
  return sum;
}

describe('work in slices', () => {
  it('comes to the same as at once', async () => {
    expect(atOnce(counting(100))).toBe(5050);
    await expect(inSlices(counting(100))).resolves.toBe(5050);
  });

  it('lets others have their turn', async () => {
    let turns = 0;
    let over = false;
    const turn = () => {
      turns += 1;
      if (!over) setImmediate(turn);
    };
    setImmediate(turn);
    await inSlices(counting(50), 0);
    over = true;
    expect(turns).toBeGreaterThan(25);
  });

  it('fails as the work does', async () => {
    function* failing(): Work<void> {
      yield;
      throw new Error('broken');
    }
    await expect(inSlices(failing())).rejects.toThrow('broken');
    expect(() => atOnce(failing())).toThrow('broken');
  });
});

describe('sorting in slices', () => {
  it.each([0, 1, 999, 1_000, 1_001, 5_432])('puts %d items in order, equal ones as they came', (count) => {
    const items = Array.from({ length: count }, (_, index) => ({ key: (index * 7919) % 101, index }));
    const sorted = atOnce(sorting(items, (a, b) => a.key - b.key));
    expect(sorted).toEqual([...items].sort((a, b) => a.key - b.key));
    expect(items[1]?.index ?? 1).toBe(1);
  });

  it('gives way while it sorts many', () => {
    const items = Array.from({ length: 20_000 }, (_, index) => (index * 7919) % 20_011);
    const work = sorting(items, (a, b) => a - b);
    let yields = 0;
    while (work.next().done !== true) yields += 1;
    expect(yields).toBeGreaterThan(100);
  });
});
