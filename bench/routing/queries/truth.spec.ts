import { Random } from '../../../src/demo/random.js';
import type { City, CityArea, Compound, House } from '../city/city.types.js';
import { sayHouse, type Meaning, type Plan } from './plan.js';
import { Gazetteer } from './truth.js';

const area = (level: CityArea['level'], name: string, parent: CityArea | null): CityArea => ({
  code: `${parent?.code ?? ''}/${name}`,
  name,
  level,
  parent,
});
const town = area('city', '临澜市', null);
const [east, west] = [area('district', '东区', town), area('district', '西区', town)];
const houses: House[] = [];
function house(district: CityArea, road: string, number: string, more: Partial<House> = {}): House {
  const grid = area('grid', '第1网格', area('community', '社区', area('street', '街道', district)));
  const made: House = {
    index: houses.length,
    code: `b${houses.length}`,
    grid,
    road: { name: road, former: null },
    number,
    compound: null,
    section: null,
    label: null,
    names: [],
    units: 3,
    lng: 0,
    lat: 0,
    ...more,
  };
  houses.push(made);
  return made;
}
const estate = (name: string, word: string): Compound => ({
  kind: 'estate',
  name,
  aliases: [{ name: `老${name}`, kind: 'alias' }],
  road: null,
  number: null,
  yard: '号',
  word,
});
const dengzhou = house(east, '登州路', '24');
const [inEast] = [house(east, '中山路', '8'), house(west, '中山路', '8')];
const lake = house(east, '湖路', '1', { compound: estate('翠湖苑', '号楼'), label: '2' });
house(west, '海路', '1', { compound: estate('翠湖苑', '栋'), label: '2' });
house(west, '泰州路', '24');
const tower = house(west, '塔路', '3', { compound: estate('云塔', '号楼'), label: '5', units: 1 });
const city: City = { name: '临澜市', province: null, areas: [town, east, west], houses, boundary: () => null };
const gazetteer = new Gazetteer(city);

function plan(of: House, means: Meaning, more: Partial<Plan> = {}): Plan {
  return { ...sayHouse(city, of, new Random(1, 'truth')), said: [], means, ...more };
}

describe('the truth of a query', () => {
  it('is one building by any of its names, and several where the district is not said', () => {
    expect(gazetteer.judge(plan(dengzhou, { areas: [], road: '登州路', number: '24' }))).toEqual({
      fits: 'one',
      house: dengzhou,
    });
    expect(gazetteer.judge(plan(tower, { areas: [], name: '老云塔', label: '5' }))).toEqual({
      fits: 'one',
      house: tower,
    });
    expect(gazetteer.judge(plan(dengzhou, { areas: [], road: '中山路', number: '8' }))).toEqual({ fits: 'several' });
    const said = plan(dengzhou, { areas: [east], road: '中山路', number: '8' });
    expect(gazetteer.judge(said)).toEqual({ fits: 'one', house: inEast });
  });

  it('is the building also where the list does not know the unit', () => {
    expect(gazetteer.judge(plan(tower, { areas: [], name: '云塔', label: '5', unit: '4' }))).toEqual({
      fits: 'one',
      house: tower,
    });
  });

  it('is left open where one of several is written just so', () => {
    const means = { areas: [], name: '翠湖苑', label: '2' };
    const written = plan(lake, means, { said: [{ slot: 'building', text: '2号楼' }] });
    expect(gazetteer.judge(written)).toEqual({ fits: 'debatable' });
    expect(gazetteer.judge(plan(lake, means, { said: [{ slot: 'building', text: '2#' }] }))).toEqual({
      fits: 'several',
    });
  });

  it('is left open where a slip has become, or may stand for, another road with this number', () => {
    const means = { areas: [], road: '登州路', number: '24' };
    const slipped = (said: string) => plan(dengzhou, means, { slips: [{ slot: 'road', said, reach: 'edit' }] });
    expect(gazetteer.judge(slipped('登洲路'))).toEqual({ fits: 'one', house: dengzhou });
    expect(gazetteer.judge(slipped('大州路'))).toEqual({ fits: 'debatable' });
    expect(gazetteer.judge(slipped('中山路'))).toEqual({ fits: 'debatable' });
  });

  it('is left open where the wrong district has such a building, too', () => {
    const means = { areas: [], road: '中山路', number: '8' };
    expect(gazetteer.judge(plan(inEast, means, { wrongArea: west }))).toEqual({ fits: 'debatable' });
    const only = plan(dengzhou, { areas: [], road: '登州路', number: '24' }, { wrongArea: west });
    expect(gazetteer.judge(only)).toEqual({ fits: 'one', house: dengzhou });
  });

  it('is that nothing is there, unless it is in another district', () => {
    expect(gazetteer.judge(plan(dengzhou, { areas: [], road: '登州路', number: '25' }))).toEqual({ fits: 'none' });
    expect(gazetteer.judge(plan(dengzhou, { areas: [west], road: '登州路', number: '24' }))).toEqual({
      fits: 'debatable',
    });
  });
});
