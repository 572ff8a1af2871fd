import type { City, CityArea, House } from '../city/city.types.js';
import { find, type Meaning, type Plan, type Slip } from './plan.js';
import { pinyin } from './sounds.js';

export type Truth =
  | { fits: 'one'; house: House }
  | { fits: 'several' }
  /** the place is known, but nothing is at this number */
  | { fits: 'none' }
  /** people would not agree: not asked at all */
  | { fits: 'debatable' };

type Kind = Slip['slot'];
const MANY = 60;

/** Answers from the generator's own knowledge which buildings a meaning fits: what a patient person with the list would find. */
export class Gazetteer {
  private readonly byRoad = new Map<string, House[]>();
  private readonly byNumber = new Map<string, House[]>();
  private readonly byName = new Map<string, House[]>();
  private readonly byLabel = new Map<string, House[]>();
  /** names by what one wrong, missing or added character makes of them */
  private readonly blurred = { road: new Map<string, Set<string>>(), name: new Map<string, Set<string>>() };
  private readonly sounds = { road: new Map<string, string[]>(), name: new Map<string, string[]>() };

  constructor(readonly city: City) {
    for (const house of city.houses) {
      for (const road of roadNames(house)) {
        push(this.byRoad, road, house);
        push(this.byNumber, `${road}|${house.number}`, house);
      }
      for (const name of namesOf(house)) push(this.byName, name, house);
      if (house.label !== null) push(this.byLabel, house.label, house);
    }
    for (const [kind, names] of [
      ['road', this.byRoad.keys()],
      ['name', this.byName.keys()],
    ] as const)
      for (const name of names) {
        for (const blur of blurs(name)) {
          const known = this.blurred[kind].get(blur);
          if (known === undefined) this.blurred[kind].set(blur, new Set([name]));
          else known.add(name);
        }
        const sound = pinyin(name);
        if (sound !== undefined) push(this.sounds[kind], sound, name);
      }
  }

  /** At most `MANY`: nobody looks through more. */
  fitting(means: Meaning): House[] {
    const { road, number, name, label } = means;
    const start =
      name !== undefined
        ? this.byName.get(name)
        : road !== undefined
          ? number !== undefined
            ? this.byNumber.get(`${road}|${number}`)
            : this.byRoad.get(road)
          : label !== undefined
            ? this.byLabel.get(label)
            : this.city.houses;
    const found: House[] = [];
    for (const house of start ?? []) {
      if (!fits(house, means)) continue;
      found.push(house);
      if (found.length === MANY) break;
    }
    return found;
  }

  judge(plan: Plan): Truth {
    const { means, slips, wrongArea, nearOnly } = plan;
    // a unit that the list does not know is no reason to look elsewhere
    const said = { ...means, unit: undefined };
    for (const slip of slips) {
      // wrongly said, it has become another's name: some would look there
      if (slip.reach === 'edit' && slip.said !== means[slip.slot] && this.has(slip.slot, slip.said))
        return { fits: 'debatable' };
      for (const other of this.reachable(slip))
        if (other !== means[slip.slot] && this.fitting({ ...said, [slip.slot]: other }).length > 0)
          return { fits: 'debatable' };
    }
    if (wrongArea !== null && this.fitting({ ...said, areas: [...means.areas, wrongArea] }).length > 0)
      return { fits: 'debatable' };
    if (nearOnly) return { fits: 'several' };
    if (runsTogether(plan)) return { fits: 'debatable' };
    const places = new Set(this.fitting(said));
    const more = otherReadings(said)
      .flatMap((other) => this.fitting(other))
      .filter((house) => !places.has(house));
    const [first] = places;
    if (first === undefined) {
      const elsewhere = means.areas.length > 0 && this.fitting({ ...said, areas: [] }).length > 0;
      return more.length > 0 || elsewhere ? { fits: 'debatable' } : { fits: 'none' };
    }
    if (places.size === 1) return more.length > 0 ? { fits: 'debatable' } : { fits: 'one', house: first };
    // of so many that not all were looked at, none is the only one
    if (places.size >= MANY) return { fits: 'several' };
    // would the unit decide, or that one is written just so, or is said in full? Some would say so
    const withUnit = [...places].filter(({ units }) => units >= Number(means.unit ?? 0));
    return withUnit.length === 1 || oneIsCloser(plan, [...places]) ? { fits: 'debatable' } : { fits: 'several' };
  }

  private reachable({ slot, said, reach }: Slip): string[] {
    switch (reach) {
      case 'sound':
        return this.sounds[slot].get(said) ?? [];
      case 'beginning':
        return this.names(slot).filter((name) => name.includes(said));
      case 'edit': {
        const found = new Set([said, ...blurs(said)].filter((name) => this.has(slot, name)));
        for (const blur of [...blurs(said), said])
          for (const name of this.blurred[slot].get(blur) ?? []) found.add(name);
        return [...found];
      }
    }
  }

  has(kind: Kind, name: string): boolean {
    return (kind === 'road' ? this.byRoad : this.byName).has(name);
  }

  private names(kind: Kind): string[] {
    return [...(kind === 'road' ? this.byRoad : this.byName).keys()];
  }
}

/** 锦绣花园2号 fits 2号 better than 2栋 of its namesake, and 人民路24号 a house better than one of the buildings of an estate. */
function oneIsCloser(plan: Plan, places: readonly House[]): boolean {
  const building = /(号楼|栋|幢|座|楼|号)$/.exec(find(plan, 'building')?.text ?? '')?.[1];
  const number = /(号大院|号院|弄|号)$/.exec(find(plan, 'number')?.text ?? '')?.[1];
  const { section, label } = plan.means;
  const closeness = places.map((house) => {
    const alike =
      (building === undefined || house.compound?.word === building ? 1 : 0) +
      (number === undefined || (house.compound?.yard ?? '号') === number ? 1 : 0);
    const inFull = (house.section ?? undefined) === section && (house.label ?? undefined) === label;
    return alike + (inFull ? 1 : 0);
  });
  const most = Math.max(...closeness);
  return closeness.filter((value) => value === most).length === 1;
}

/** 24号之2 and 501室 without a gap is 24号之2501室: nobody could tell. */
function runsTogether({ said, between }: Plan): boolean {
  const figure = '[0-9零〇一二两三四五六七八九十百廿]';
  const [ends, begins] = [new RegExp(`${figure}$`), new RegExp(`^${figure}`)];
  return between === '' && said.some(({ text }, at) => ends.test(text) && begins.test(said[at + 1]?.text ?? ''));
}

function push<K, V>(into: Map<K, V[]>, key: K, value: V): void {
  const known = into.get(key);
  if (known === undefined) into.set(key, [value]);
  else known.push(value);
}

export function roadNames({ road }: House): string[] {
  if (road === null) return [];
  return road.former === null ? [road.name] : [road.name, road.former];
}

export function namesOf({ compound, names }: House): readonly string[] {
  if (compound === null) return names;
  const aliases = compound.aliases.map(({ name }) => name);
  return compound.name === null ? aliases : [compound.name, ...aliases];
}

function fits(house: House, { areas, road, number, name, section, label, unit }: Meaning): boolean {
  if (road !== undefined && !roadNames(house).includes(road)) return false;
  if (number !== undefined && house.number !== number) return false;
  if (name !== undefined && !namesOf(house).includes(name)) return false;
  if (section !== undefined && house.section !== section) return false;
  if (label !== undefined && house.label !== label) return false;
  if (unit !== undefined && house.units < Number(unit)) return false;
  return areas.every((said) => {
    for (let area: CityArea | null = house.grid; area !== null; area = area.parent)
      if (area.level === said.level) return area.name === said.name;
    return false;
  });
}

/** Words that may be read in two ways: a name with a number after it may be a road, 10号楼 on a road the house with this number. */
function otherReadings({ name, road, number, label, section, ...rest }: Meaning): Meaning[] {
  if (section !== undefined) return [];
  if (name !== undefined && road === undefined && label !== undefined) return [{ ...rest, road: name, number: label }];
  if (road !== undefined && name === undefined && number !== undefined && label === undefined)
    return [{ ...rest, name: road, label: number }];
  if (road !== undefined && name === undefined && number === undefined && label !== undefined)
    return [{ ...rest, road, number: label }];
  return [];
}

/** `?州路`, `登?路`, `登州?` and `州路`, `登路`, `登州`: two names that share one of them are one slip apart. */
function blurs(name: string): string[] {
  const characters = [...name];
  return characters.flatMap((_, at) => {
    const [before, after] = [characters.slice(0, at).join(''), characters.slice(at + 1).join('')];
    return [`${before}?${after}`, before + after];
  });
}
