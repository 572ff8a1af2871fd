import type { Random } from '../../../src/demo/random.js';
import type { Habit } from './areas.js';
import type { Compound, House, Road } from './city.types.js';
import {
  COUNTS,
  ESTATE_FIRST,
  estateName,
  FACTORIES,
  HOSPITAL_PARTS,
  PLACE_WORDS,
  roadStem,
  SCHOOL_WORDS,
  TOWER_WORDS,
} from './names.js';

/** A house without its place on the map. */
export type Draft = Pick<House, 'road' | 'number' | 'compound' | 'section' | 'label' | 'names' | 'units'>;

/** What a settlement may ask of the place in which it grows. */
export interface Site {
  random: Random;
  habit: Habit;
  /** a road here and its next free number */
  address(odd?: boolean): { road: Road; number: number };
  lane(): { road: Road; number: number };
  /** a name that is new in the district */
  newName: (make: () => string) => string;
  /** is this number of the road free? then it is taken */
  take(road: Road, number: string): boolean;
}

const NONE: readonly string[] = [];
const BUILDING_WORDS: Readonly<Record<Habit, readonly string[]>> = {
  courtyards: ['号楼', '号楼', '号楼', '栋'],
  lanes: ['号', '号楼', '幢', '栋'],
  alleys: ['号楼', '号楼', '楼'],
  new: ['栋', '幢', '号楼', '座'],
  country: ['号楼', '栋', '幢'],
};

export function estate(site: Site, sizes: readonly number[]): Draft[][] {
  const { random } = site;
  const { road, number } = site.address();
  const name = site.newName(() => estateName(random));
  const word = random.pick(BUILDING_WORDS[site.habit].filter((one) => one !== '楼'));
  const compound: Compound = {
    kind: 'estate',
    name,
    aliases: estateAliases(site, name, road),
    road,
    number: String(number),
    yard: '号',
    word,
  };
  const sections = sectionNames(sizes.length, random);
  const lettered = word === '座' && sizes.every((size) => size <= 12);
  // the Chinese avoid the fourth
  const unlucky = random.chance(0.15) ? /4$/ : /^$/;
  const running = sections === null || random.chance(0.35);
  let last = 0;
  const most = random.int(1, 5);
  return sizes.map((size, part) => {
    if (!running) last = 0;
    return Array.from({ length: size }, () => {
      do last++;
      while (unlucky.test(String(last)));
      const label = lettered ? letter(last - 1) : String(last);
      return draft(compound, { section: sections?.[part] ?? null, label, units: random.int(1, most) });
    });
  });
}

/** A to Z, then numbers. */
const letter = (index: number) => (index < 26 ? String.fromCharCode(65 + index) : String(index + 1));

function sectionNames(count: number, random: Random): string[] | null {
  if (count === 1) return random.chance(0.12) ? [random.pick(['一期', '二期', '南区', '北区', 'A区', '一区'])] : null;
  const chance = random.next();
  if (chance < 0.3) return null;
  if (chance < 0.6) return COUNTS.slice(0, count).map((n) => `${n}期`);
  if (chance < 0.75) return COUNTS.slice(0, count).map((n) => `${n}区`);
  if (chance < 0.85) return ['东区', '西区', '南区', '北区'].slice(0, count);
  if (chance < 0.93) return ['A区', 'B区', 'C区', 'D区'].slice(0, count);
  return random
    .shuffle(ESTATE_FIRST)
    .slice(0, count)
    .map((name) => `${name}组团`);
}

function estateAliases({ random, newName }: Site, name: string, road: Road): Compound['aliases'] {
  const chance = random.next();
  if (chance < 0.12) return [{ kind: 'former', name: newName(() => estateName(random)) }];
  if (chance < 0.18) return [{ kind: 'alias', name: newName(() => `${road.name}小区`) }];
  if (chance < 0.26) return [{ kind: 'danwei', name: newName(() => `${random.pick(FACTORIES)}宿舍`) }];
  if (chance < 0.3)
    return [{ kind: 'alias', name: newName(() => `${name.slice(0, 2)}${random.pick(['佳苑', '新苑', '小区'])}`) }];
  return [];
}

export function courtyard(site: Site, size: number): Draft[] {
  const { random } = site;
  const { road, number } = site.address();
  const danwei = random.chance(0.35);
  const compound: Compound = {
    kind: 'courtyard',
    name: null,
    aliases: danwei ? [{ kind: 'danwei', name: site.newName(() => `${random.pick(FACTORIES)}宿舍`) }] : [],
    road,
    number: random.chance(0.04) ? `${number}甲` : String(number),
    yard: site.habit === 'courtyards' ? random.pick(['号大院', '号大院', '号院']) : '号院',
    word: random.pick(BUILDING_WORDS[site.habit].filter((one) => one !== '座' && one !== '号')),
  };
  const most = random.int(2, 6);
  return Array.from({ length: size }, (_, at) =>
    draft(compound, { label: String(at + 1), units: random.int(1, most) }),
  );
}

/** 长宁路1234弄5号 */
export function lane(site: Site, size: number): Draft[] {
  const { random } = site;
  const { road, number } = site.address();
  const named = random.chance(0.5);
  const compound: Compound = {
    kind: 'lane',
    name: named ? site.newName(() => estateName(random)) : null,
    aliases: [],
    road,
    number: String(number),
    yard: '弄',
    word: '号',
  };
  return Array.from({ length: size }, (_, at) => draft(compound, { label: String(at + 1), units: 1 }));
}

/** Along a long road: both sides, with what was squeezed in later as 24-1, 24甲. */
export function houses(site: Site, count: number, at: () => { road: Road; number: number }): Draft[] {
  const { random } = site;
  const drafts: Draft[] = [];
  while (drafts.length < count) {
    const { road, number } = at();
    const add = (spelled: string) => {
      if (drafts.length < count) drafts.push(alone(road, spelled, NONE, random.int(1, 3)));
    };
    add(String(number));
    if (random.chance(0.1))
      for (const n of [1, 2, 3].slice(0, random.int(1, 3))) take(site, road, `${number}-${n}`, add);
    else if (random.chance(0.08)) take(site, road, `${number}甲`, add);
    else if (random.chance(0.02)) take(site, road, `${number}乙`, add);
  }
  return drafts;
}

function take(site: Site, road: Road, number: string, add: (number: string) => void): void {
  if (site.take(road, number)) add(number);
}

export function towers(site: Site, size: number): Draft[] {
  const { random } = site;
  const { road, number } = site.address();
  const stem = random.chance(0.4) ? random.pick(ESTATE_FIRST) : roadStem(random);
  const name = site.newName(() => stem + random.pick(TOWER_WORDS));
  if (size === 1) return [alone(road, String(number), [name], 0)];
  const style = random.next();
  const compound: Compound = {
    kind: 'towers',
    name,
    aliases: random.chance(0.2) ? [{ kind: 'alias', name: site.newName(() => `${stem}大楼`) }] : [],
    road,
    number: String(number),
    yard: '号',
    word: style < 0.6 ? '座' : style < 0.8 ? '' : '号楼',
  };
  return Array.from({ length: size }, (_, at) =>
    draft(compound, { label: style < 0.6 ? letter(at) : style < 0.8 ? `T${at + 1}` : String(at + 1), units: 0 }),
  );
}

/** A school, an office, a market; a hospital has several buildings. */
export function campus(site: Site, room: number, town: string): Draft[] {
  const { random } = site;
  const { road, number } = site.address();
  if (room >= 4 && random.chance(0.12)) {
    const name = site.newName(
      () => `${random.pick([town, roadStem(random)])}${random.pick(['人民医院', '中医院', '中心医院', '妇幼保健院'])}`,
    );
    const compound: Compound = {
      kind: 'campus',
      name,
      aliases: [],
      road,
      number: String(number),
      yard: '号',
      word: '',
    };
    return HOSPITAL_PARTS.slice(0, random.int(3, Math.min(room, 6))).map((label) =>
      draft(compound, { label, units: 0 }),
    );
  }
  const word = random.chance(0.5) ? random.pick(SCHOOL_WORDS) : random.pick(PLACE_WORDS);
  const name = site.newName(
    () => (random.chance(0.5) ? road.name : random.chance(0.5) ? town : roadStem(random)) + word,
  );
  const former = random.chance(0.15) ? [site.newName(() => `${roadStem(random)}${word}`)] : [];
  return [alone(road, String(number), [name, ...former], 0)];
}

export const villager = (village: Compound, section: string | null, label: string): Draft =>
  draft(village, { section, label, units: 0 });

function draft(
  compound: Compound,
  { section = null, label, units }: { section?: string | null; label: string; units: number },
): Draft {
  const { road, number } = compound;
  return { road, number, compound, section, label, names: NONE, units };
}

const alone = (road: Road, number: string, names: readonly string[], units: number): Draft => ({
  road,
  number,
  compound: null,
  section: null,
  label: null,
  names,
  units,
});
