import { areasOf, type CityArea } from '../city/city.types.js';
import type { Disturbance } from './disturbance.js';
import { drop, find, isArea, type Plan, type Slot } from './plan.js';

/** Leaves out one level, or all areas; whether one building still fits is judged afterwards. */
function leaveOut(plan: Plan): boolean {
  const { means, random } = plan;
  const choices: (() => void)[] = [];
  const has = (slot: Slot) => find(plan, slot) !== undefined;
  if (plan.said.some(isArea)) {
    choices.push(() => {
      plan.said = plan.said.filter((said) => !isArea(said));
      means.areas = [];
    });
  }
  if (has('name') && has('road') && has('number')) {
    choices.push(() => forget(plan, 'road', 'number'));
    choices.push(() => forget(plan, 'number'));
    if (plan.slips.every(({ slot }) => slot !== 'name')) choices.push(() => forget(plan, 'name'));
  }
  if (has('section')) choices.push(() => forget(plan, 'section'));
  if (has('number') && has('building') && !has('name') && plan.said.some(isArea)) {
    choices.push(() => forget(plan, 'road'));
    choices.push(() => forget(plan, 'number'));
    choices.push(() => forget(plan, 'road', 'number'));
  }
  if (choices.length === 0) return false;
  random.pick(choices)();
  return true;
}

export function forget(plan: Plan, ...slots: ('road' | 'number' | 'name' | 'section' | 'building')[]): void {
  drop(plan, ...slots);
  plan.slips = plan.slips.filter(({ slot }) => !slots.includes(slot));
  for (const slot of slots) delete plan.means[slot === 'building' ? 'label' : slot];
}

function repeat(plan: Plan): boolean {
  const { random, said } = plan;
  const chance = random.next();
  if (chance < 0.35 && said.some(isArea)) {
    const at = said.findLastIndex(isArea);
    const area = said[at];
    if (area === undefined) return false;
    said.splice(at, 0, { slot: 'aside', text: area.text + random.pick(['', '，', ' ']) });
    return true;
  }
  const road = said.findIndex(({ slot }) => slot === 'road');
  const start = road >= 0 ? road : said.findIndex(({ slot }) => slot === 'name');
  if (start < 0) return false;
  const count = said[start + 1]?.slot === 'number' && random.chance(0.5) ? 2 : 1;
  const again = said.slice(start, start + count).map(({ text }) => text);
  said.splice(start, 0, { slot: 'aside', text: again.join('') + random.pick(['', '，', ' ', '，就是']) });
  return true;
}

function reorder(plan: Plan): boolean {
  const { random, said } = plan;
  const of = (...slots: Slot[]) => said.filter(({ slot }) => slots.includes(slot));
  const areas = said.filter(isArea);
  const body = of('aside', 'road', 'number', 'name');
  const inner = of('section', 'building', 'unit', 'floor', 'room');
  const gap = { slot: 'aside', text: random.pick(['，', ' ', '，在', '、']) } as const;
  if (inner.length > 0 && body.length > 0 && random.chance(0.5)) {
    plan.said = [...inner, gap, ...areas, ...body];
    return true;
  }
  if (areas.length > 0 && body.length + inner.length > 0) {
    plan.said =
      random.chance(0.8) || areas.length < 2
        ? [...body, ...inner, gap, ...areas]
        : [...areas.reverse(), ...body, ...inner];
    return true;
  }
  const [name, plot] = [of('name'), of('road', 'number')];
  if (name.length === 0 || plot.length < 2) return false;
  plan.said = [...name, ...of('aside'), ...inner, gap, ...plot];
  return true;
}

function wrongDistrict(plan: Plan): boolean {
  const { city, house, random, means, said } = plan;
  // more than one wrong thing in the areas would say another place
  if (plan.wrongArea !== null || means.areas.some(({ level }) => level === 'street' || level === 'community'))
    return false;
  const own = areasOf(house);
  const level = random.chance(0.7) ? 'district' : 'street';
  const others = city.areas.filter((area) => area.level === level && !own.some(({ name }) => name === area.name));
  if (others.length === 0) return false;
  const wrong: CityArea = random.pick(others);
  if (level === 'street' && wrong.parent !== own[1]) return wrongDistrict(plan);
  const at = said.findIndex(({ slot }) => slot === level);
  if (at >= 0) said.splice(at, 1);
  means.areas = means.areas.filter((area) => area.level !== level);
  const before = said.findLastIndex(
    ({ slot }) => slot === 'province' || slot === 'city' || (level === 'street' && slot === 'district'),
  );
  said.splice(before + 1, 0, { slot: level, text: wrong.name });
  plan.wrongArea = wrong;
  return true;
}

export const ofLevels: readonly Disturbance[] = [
  { kind: 'level missing', stage: 2, apply: leaveOut },
  { kind: 'level repeated', stage: 4, apply: repeat },
  { kind: 'out of order', stage: 4, apply: reorder },
  { kind: 'wrong district', stage: 2, apply: wrongDistrict },
  {
    kind: 'area word dropped',
    stage: 3,
    apply: (plan) => {
      let changed = false;
      for (const said of plan.said) {
        if (!isArea(said)) continue;
        // a community without its word may be an estate
        if (said.slot === 'community') continue;
        const short = said.text
          .replace(/^经济技术开发区$/, '开发区')
          .replace(/(?<=..)(街道|(?<!开发)区|市|省|县|镇)$/, '');
        if (said.slot === 'street' && plan.random.chance(0.3)) said.text = `${short}街道办`;
        else if (/[路街]$/.test(short) || short === said.text)
          continue; // 登州路 alone would be the road
        else said.text = short;
        changed = true;
      }
      return changed;
    },
  },
];
