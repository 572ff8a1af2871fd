import { generateCity } from './city.js';
import { demoStreet } from './demo.js';
import { entriesOf } from './entries.js';

const city = generateCity(6000);

describe('the generated city', () => {
  it('has as many buildings as asked for, each in a grid of the tree', () => {
    expect(city.houses).toHaveLength(6000);
    const levels = (level: string) => city.areas.filter((area) => area.level === level).length;
    expect(levels('grid')).toBeGreaterThanOrEqual(240);
    expect(levels('city')).toBe(1);
    for (const { grid } of city.houses) expect(grid.level).toBe('grid');
    expect(new Set(city.houses.map(({ code }) => code)).size).toBe(6000);
  });

  it('is the same for the same seed', () => {
    const entries = (seed: number) => JSON.stringify([...entriesOf(generateCity(1500, seed), seed)]);
    expect(entries(5)).toBe(entries(5));
    expect(entries(5)).not.toBe(entries(6));
  });

  it('gives no two buildings of one district the same road, number and label', () => {
    const seen = new Set<string>();
    for (const { grid, road, number, compound, section, label } of city.houses) {
      if (road === null) continue;
      const district = grid.parent?.parent?.parent?.code;
      const key = [district, road.name, number, compound?.yard, compound?.name, section, label].join('/');
      expect(seen).not.toContain(key);
      seen.add(key);
    }
  });

  it('tells each building once, with its grid and the names of all areas around it', () => {
    const entries = [...entriesOf(city, 1)].flat();
    expect(entries.map(({ code }) => code)).toEqual(city.houses.map(({ code }) => code));
    for (const { areas, name, address } of entries) {
      expect(areas).toHaveLength(5);
      expect(name + address).not.toMatch(/undefined|null/);
    }
  });
});

it('the demo street is read as its generator wrote it', () => {
  const { houses } = demoStreet();
  const story = houses.find(({ road, number, label }) => road?.name === '登州路' && number === '24' && label === '10');
  expect(story).toMatchObject({ compound: { yard: '号大院', word: '号楼' }, section: null });
  expect(houses.some(({ compound }) => compound === null)).toBe(true);
});
