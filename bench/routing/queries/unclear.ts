import type { Random } from '../../../src/demo/random.js';
import { areasOf, type City, type House } from '../city/city.types.js';
import type { Tools } from './disturbance.js';
import { forget } from './of-levels.js';
import { isArea, sayHouse, type Plan } from './plan.js';
import { ANYWHERE, NEAR, trouble } from './words.js';

/** What nobody could answer without asking back. */
export interface Unclear {
  kind: string;
  /** what a judge must find, or the query is not asked */
  expect: 'several' | 'none';
  make: (city: City, house: House, random: Random, tools: Tools) => Plan | undefined;
}

function stripped(plan: Plan, ...slots: Parameters<typeof forget>[1][]): Plan {
  forget(plan, ...slots);
  plan.said = plan.said.filter(({ slot }) => slot !== 'floor' && slot !== 'room');
  return plan;
}

function withoutUnit(plan: Plan): Plan {
  plan.said = plan.said.filter(({ slot }) => slot !== 'unit');
  delete plan.means.unit;
  return plan;
}

function withoutAreas(plan: Plan): Plan {
  plan.said = plan.said.filter((said) => !isArea(said));
  plan.means.areas = [];
  return plan;
}

export const unclear: readonly Unclear[] = [
  {
    kind: 'road without number',
    expect: 'several',
    make: (city, house, random) => {
      if (house.road === null) return undefined;
      const plan = sayHouse(city, house, random, true);
      if (plan.means.road === undefined) return undefined;
      return withoutUnit(stripped(plan, 'number', 'name', 'section', 'building'));
    },
  },
  {
    kind: 'estate without building',
    expect: 'several',
    make: (city, house, random) => {
      if (house.compound === null) return undefined;
      const plan = sayHouse(city, house, random);
      return random.chance(0.5) ? withoutUnit(stripped(plan, 'building')) : stripped(plan, 'building');
    },
  },
  {
    kind: 'in two districts',
    expect: 'several',
    make: (city, house, random) => withoutAreas(sayHouse(city, house, random)),
  },
  {
    kind: 'section missing',
    expect: 'several',
    make: (city, house, random) =>
      house.section === null ? undefined : stripped(sayHouse(city, house, random), 'section'),
  },
  {
    kind: 'building alone',
    expect: 'several',
    make: (city, house, random) => {
      if (house.compound === null) return undefined;
      const plan = stripped(sayHouse(city, house, random), 'road', 'number', 'name', 'section');
      const community = areasOf(house)[3];
      if (community !== undefined && random.chance(0.4)) {
        withoutAreas(plan);
        plan.said.unshift({ slot: 'community', text: community.name });
        plan.means.areas = [community];
      }
      return plan;
    },
  },
  {
    kind: 'road and building without number',
    expect: 'several',
    make: (city, house, random) => {
      if (house.compound === null || house.road === null) return undefined;
      const plan = sayHouse(city, house, random, true);
      return stripped(plan, 'number', 'name', 'section');
    },
  },
  {
    kind: 'area alone',
    expect: 'several',
    make: (city, house, random) => {
      const plan = stripped(sayHouse(city, house, random, true), 'road', 'number', 'name', 'section', 'building');
      return plan.means.areas.length === 0 || house.compound?.kind === 'village' ? undefined : withoutUnit(plan);
    },
  },
  {
    kind: 'near it only',
    expect: 'several',
    make: (city, house, random, { landmarksNear }) => {
      const plan = sayHouse(city, house, random);
      const landmarks = landmarksNear(house);
      plan.nearOnly = true;
      if (landmarks.length > 0 && random.chance(0.6)) {
        const near = random.pick(NEAR.filter((word) => word !== '门口' && word !== '那儿'));
        plan.said = [{ slot: 'aside', text: random.pick(landmarks) + near }];
        plan.means = { areas: [] };
        return plan;
      }
      if (plan.means.number === undefined && plan.means.label === undefined) return undefined;
      withoutUnit(stripped(plan));
      // behind it may still be its own ground; across the way and next door are others
      const last = plan.said.at(-1);
      if (last === undefined) return undefined;
      last.text += random.pick(['对面', '斜对面', '隔壁', '正对面']);
      return plan;
    },
  },
  {
    kind: 'no such number',
    expect: 'none',
    make: (city, house, random, { gazetteer }) => {
      const plan = sayHouse(city, house, random);
      const { label, number, road, name } = plan.means;
      const slot = label !== undefined ? 'building' : 'number';
      const given = label ?? number;
      if (given === undefined || !/^\d+$/.test(given) || (slot === 'number' && name !== undefined)) return undefined;
      const other = String(Number(given) + random.int(1, random.chance(0.5) ? 20 : 200));
      // 24-1 or 甲24 there would be a near miss
      for (const near of [`${other}-1`, `${other}甲`, `${other}乙`])
        if (road !== undefined && gazetteer.fitting({ areas: [], road, number: near }).length > 0) return undefined;
      const said = plan.said.find((one) => one.slot === slot);
      if (said === undefined || !said.text.includes(given)) return undefined;
      said.text = said.text.replace(given, other);
      plan.means[slot === 'building' ? 'label' : 'number'] = other;
      return plan;
    },
  },
  {
    kind: 'no place at all',
    expect: 'several',
    make: (city, house, random) => {
      const plan = sayHouse(city, house, random);
      const where = random.chance(0.5) ? random.pick(['我家', '这里', '我们楼', '我们院']) : '';
      const about = random.chance(0.3) ? `${random.pick(ANYWHERE)}旁边，` : '';
      plan.said = [{ slot: 'aside', text: `${where}${about}${trouble(random)}` }];
      plan.means = { areas: [] };
      plan.nearOnly = true;
      return plan;
    },
  },
];
