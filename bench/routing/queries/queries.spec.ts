import { Random } from '../../../src/demo/random.js';
import { generateCity } from '../city/city.js';
import { demoStreet } from '../city/demo.js';
import { disturbances, makeQueries } from './queries.js';
import { sayHouse, textOf } from './plan.js';
import { chinese, countOf, figureByFigure } from './spelling.js';
import { Gazetteer } from './truth.js';

const city = generateCity(12_000);
const { queries } = makeQueries(city, 3000, 1);

describe('the queries', () => {
  it('are as many as asked for, by at least 15 kinds of disturbance alone and in threes, and of what nobody could answer', () => {
    expect(queries).toHaveLength(3000);
    const of = (set: string) => queries.filter((query) => query.set === set);
    expect(new Set(of('alone').flatMap(({ kinds }) => kinds)).size).toBeGreaterThanOrEqual(15);
    expect(of('threes').every(({ kinds }) => new Set(kinds).size === 3)).toBe(true);
    expect(of('threes').length).toBeGreaterThan(500);
    expect(of('unclear').every(({ fits, building }) => fits !== 'one' && building === null)).toBe(true);
    expect(new Set(disturbances.map(({ kind }) => kind)).size).toBe(disturbances.length);
  });

  it('are the same for the same seed', () => {
    const ids = (seed: number) => makeQueries(city, 300, seed).queries.map(({ text }) => text);
    expect(ids(3)).toEqual(ids(3));
    expect(ids(3)).not.toEqual(ids(4));
  });

  it('name a building only where no other fits', () => {
    const known = new Set(city.houses.map(({ code }) => code));
    for (const { fits, building } of queries) {
      if (fits === 'one') expect(known).toContain(building);
      else expect(building).toBeNull();
    }
  });

  it('are texts that can be said', () => {
    for (const { text } of queries) {
      expect(text.trim()).not.toBe('');
      expect(text).not.toMatch(/undefined|null|NaN/);
    }
  });
});

describe('the truth', () => {
  const street = demoStreet();
  const gazetteer = new Gazetteer(street);
  const house = street.houses.find(
    ({ road, number, label }) => road?.name === '登州路' && number === '24' && label === '10',
  );
  const plan = () => {
    if (house === undefined) throw new Error('the story has its building');
    const said = sayHouse(street, house, new Random(1, 'plan'));
    said.means = { areas: [], road: '登州路', number: '24', label: '10' };
    return said;
  };

  it('is the one building that fits', () => {
    expect(gazetteer.judge(plan())).toEqual({ fits: 'one', house });
  });

  it('is to ask back where the building is not said, or where only what is near it is', () => {
    const without = plan();
    delete without.means.label;
    expect(gazetteer.judge(without)).toEqual({ fits: 'several' });
    expect(gazetteer.judge({ ...plan(), nearOnly: true })).toEqual({ fits: 'several' });
  });

  it('is nothing where no building has the number', () => {
    const wrong = plan();
    wrong.means.label = '99';
    expect(gazetteer.judge(wrong)).toEqual({ fits: 'none' });
  });

  it('is not asked for where a slip may stand for another road, or figures run into each other', () => {
    const slipped = plan();
    const roads = ['无棣一路', '无棣二路', '无棣三路'];
    const onOne = street.houses.filter(({ road }) => road?.name === '无棣一路');
    const both = onOne.find(({ number, label }) =>
      street.houses.some(
        (other) => other.number === number && other.label === label && roads.slice(1).includes(other.road?.name ?? ''),
      ),
    );
    expect(both).toBeDefined();
    slipped.means = {
      areas: [],
      road: '无棣一路',
      number: both?.number ?? '',
      ...(both?.label ? { label: both.label } : {}),
    };
    slipped.slips = [{ slot: 'road', said: '无棣亿路', reach: 'edit' }];
    expect(gazetteer.judge(slipped)).toEqual({ fits: 'debatable' });
    const running = plan();
    running.said = [
      { slot: 'number', text: '24号之2' },
      { slot: 'room', text: '501室' },
    ];
    expect(gazetteer.judge(running)).toEqual({ fits: 'debatable' });
    expect(textOf(running)).toBe('24号之2501室');
  });
});

it('spells figures as they are read', () => {
  expect([10, 24, 105, 110, 1234, 1005].map(chinese)).toEqual([
    '十',
    '二十四',
    '一百零五',
    '一百一十',
    '一千二百三十四',
    '一千零五',
  ]);
  expect(figureByFigure('301')).toBe('三零一');
  expect(['二', '十', '十二', '二十四'].map(countOf)).toEqual([2, 10, 12, 24]);
});
