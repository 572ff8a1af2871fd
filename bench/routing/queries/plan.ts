import type { Random } from '../../../src/demo/random.js';
import { insideOf, labelOf, spellNumber } from '../city/entries.js';
import { areasOf, type City, type CityArea, type House } from '../city/city.types.js';

export type Slot =
  | 'province'
  | 'city'
  | 'district'
  | 'street'
  | 'community'
  | 'road'
  | 'number'
  | 'name'
  | 'section'
  | 'building'
  | 'unit'
  | 'floor'
  | 'room'
  | 'aside';

export interface Said {
  slot: Slot;
  text: string;
}

/** What the words tell of the building, as the one who says them means it. */
export interface Meaning {
  areas: CityArea[];
  road?: string;
  number?: string;
  /** of an estate, a village, a school: any of its names */
  name?: string;
  section?: string;
  label?: string;
  unit?: string;
}

/** A name that was said or typed wrongly, still meant as the meaning says. */
export interface Slip {
  slot: 'road' | 'name';
  said: string;
  /** which other names the same letters may stand for */
  reach: 'edit' | 'sound' | 'beginning';
}

/** A request on its way from a building to a text. Disturbances change words and meaning together. */
export interface Plan {
  city: City;
  house: House;
  random: Random;
  said: Said[];
  means: Meaning;
  slips: Slip[];
  /** said, but wrong: the rest must be enough */
  wrongArea: CityArea | null;
  /** something near it is named, not the place itself */
  nearOnly: boolean;
  before: string;
  after: string;
  between: string;
  /** acts on the whole text, in order */
  finish: ((text: string) => string)[];
}

const AREA_SLOTS: readonly Slot[] = ['province', 'city', 'district', 'street', 'community'];
export const isArea = ({ slot }: Said) => AREA_SLOTS.includes(slot);

/** The building's place in one of the ways in which people give it, without any fault. */
export function sayHouse(city: City, house: House, random: Random, rich = false): Plan {
  const said: Said[] = [];
  const means: Meaning = { areas: [] };
  const { compound, names, road, number, section, label } = house;
  sayAreas(city, house, random, rich, said, means);
  const village = compound?.kind === 'village';
  const name = compound?.name ?? names[0] ?? null;
  const chance = rich ? 0.7 : random.next();
  // with a name: by the name alone, by both, by the number on the road alone
  const withName = name !== null && (village || chance < 0.85);
  const withRoad = road !== null && number !== null && (name === null || chance >= 0.55);
  if (withRoad && road !== null && number !== null) {
    said.push({ slot: 'road', text: road.name });
    const letter = random.chance(0.5) ? '甲24' : '24甲';
    said.push({ slot: 'number', text: spellNumber(number, letter) + (compound?.yard ?? '号') });
    Object.assign(means, { road: road.name, number });
  }
  if (withName && name !== null) {
    said.push({ slot: 'name', text: name });
    means.name = name;
  }
  if (compound !== null && label !== null) {
    if (section !== null) {
      said.push({ slot: 'section', text: section });
      means.section = section;
    }
    said.push({ slot: 'building', text: labelOf(compound, label) });
    means.label = label;
  }
  const plan: Plan = {
    city,
    house,
    random,
    said,
    means,
    slips: [],
    wrongArea: null,
    nearOnly: false,
    before: '',
    after: '',
    between: '',
    finish: [],
  };
  if (house.units > 0 && (rich || random.chance(0.55))) addUnit(plan);
  if (random.chance(0.2)) addRoom(plan);
  return plan;
}

function sayAreas(city: City, house: House, random: Random, rich: boolean, said: Said[], means: Meaning): void {
  const areas = areasOf(house);
  const chance = rich ? random.between(0.45, 1) : random.next();
  const country = house.compound?.kind === 'village';
  const levels: Slot[] =
    chance < 0.45
      ? country
        ? ['street']
        : []
      : chance < 0.65
        ? ['district']
        : chance < 0.75
          ? ['city', 'district']
          : chance < 0.84
            ? ['district', 'street']
            : chance < 0.9
              ? ['community']
              : chance < 0.95
                ? ['city', 'district', 'street', 'community']
                : ['province', 'city', 'district', 'street'];
  for (const slot of levels) {
    if (slot === 'province') said.push({ slot, text: city.province ?? '' });
    const area = areas.find(({ level }) => level === slot);
    // a village's community has the village's name: once is enough
    if (area === undefined || (country && slot === 'community')) continue;
    said.push({ slot, text: area.name });
    means.areas.push(area);
  }
}

export function addUnit(plan: Plan): boolean {
  const { house, random, said, means } = plan;
  if (house.units === 0 || means.unit !== undefined) return false;
  const unit = String(random.int(1, house.units));
  means.unit = unit;
  insertAfter(said, ['building', 'number', 'name'], { slot: 'unit', text: `${unit}单元` });
  return true;
}

export function addRoom({ random, said }: Plan): boolean {
  if (said.some(({ slot }) => slot === 'room' || slot === 'floor')) return false;
  const floor = random.int(1, 7);
  const room = `${floor}0${random.int(1, 4)}`;
  const chance = random.next();
  const own: Said[] =
    chance < 0.45
      ? [{ slot: 'room', text: `${room}${random.pick(['室', '室', '户', ''])}` }]
      : chance < 0.65
        ? [
            { slot: 'floor', text: `${floor}${random.pick(['楼', '层'])}` },
            { slot: 'room', text: `${room}${random.pick(['室', ''])}` },
          ]
        : chance < 0.85
          ? [
              { slot: 'floor', text: `${floor}楼` },
              { slot: 'room', text: random.pick(['东户', '西户', '中户', '左手']) },
            ]
          : [{ slot: 'floor', text: `${floor}${random.pick(['楼', '层'])}` }];
  const last = own.map((one) => one.text).join('');
  // bare digits after bare digits would be one number
  if (/^\d/.test(last) && /\d$/.test(said.at(-1)?.text ?? '')) return false;
  said.push(...own);
  return true;
}

function insertAfter(said: Said[], slots: readonly Slot[], one: Said): void {
  for (const slot of slots) {
    const at = said.findLastIndex((own) => own.slot === slot);
    if (at < 0) continue;
    said.splice(at + 1, 0, one);
    return;
  }
  said.push(one);
}

export function find(plan: Plan, slot: Slot): Said | undefined {
  return plan.said.find((one) => one.slot === slot);
}

export function drop(plan: Plan, ...slots: Slot[]): void {
  plan.said = plan.said.filter(({ slot }) => !slots.includes(slot));
}

export function textOf(plan: Plan): string {
  const place = plan.said.map(({ text }) => text).join(plan.between);
  return plan.finish.reduce((text, act) => act(text), plan.before + place + plan.after);
}

export { insideOf };
