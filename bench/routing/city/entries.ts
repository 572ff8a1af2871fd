import { Random } from '../../../src/demo/random.js';
import type { BookEntry } from '../../../src/routing/addresses/address.types.js';
import { areasOf, type City, type CityArea, type Compound, type House } from './city.types.js';

/** How the office that delivered the list wrote it. Each street had its own. */
interface Hand {
  style: 'name-and-address' | 'name-in-address' | 'label-only' | 'nameless' | 'split';
  hash: boolean;
  fullWidth: boolean;
  firstLetter: '甲24' | '24甲';
}

const STYLES = ['name-and-address', 'name-and-address', 'name-in-address', 'label-only', 'nameless', 'split'] as const;

/** The gazetteer as it would be imported, a batch at a time. */
export function* entriesOf(city: City, seed: number, batch = 2000): Generator<BookEntry[]> {
  const random = new Random(seed, 'entries');
  const hands = new Map<CityArea, Hand>();
  let entries: BookEntry[] = [];
  for (const house of city.houses) {
    const street = house.grid.parent?.parent ?? house.grid;
    let hand = hands.get(street);
    if (hand === undefined) {
      const firstLetter = random.chance(0.5) ? '甲24' : '24甲';
      hand = { style: random.pick(STYLES), hash: random.chance(0.06), fullWidth: random.chance(0.04), firstLetter };
      hands.set(street, hand);
    }
    entries.push(entryOf(city, house, hand, random));
    if (entries.length === batch) {
      yield entries;
      entries = [];
    }
  }
  if (entries.length > 0) yield entries;
}

function entryOf(city: City, house: House, hand: Hand, random: Random): BookEntry {
  const areas = areasOf(house).map((area) => area.name);
  const [, district = '', street = '', community = ''] = areas;
  const { compound } = house;
  const name = hand.hash ? hash(localName(house)) : localName(house);
  const plot = plotOf(house, hand.firstLetter);
  const whole = compound?.name === null || compound === null ? plot + insideOf(house) : plot + name;
  const isVillage = compound?.kind === 'village';
  const [ownName, address] = ((): [string, string] => {
    switch (hand.style) {
      case 'name-and-address':
        return [name, `${city.name}${district}${isVillage ? street : ''}${whole}`];
      case 'name-in-address':
        return [name, `${district}${street}${isVillage || !random.chance(0.5) ? '' : community}${whole}`];
      case 'label-only':
        return [insideOf(house) || name, `${city.province ?? ''}${city.name}${district}${street}${whole}`];
      case 'nameless':
        return ['', `${district}${isVillage ? street : ''}${whole}`];
      case 'split':
        return [name, `${district}${isVillage ? `${street}${name}` : plot}`];
    }
  })();
  const spelled = (text: string) => (hand.fullWidth ? wide(text) : text);
  return {
    code: house.code,
    name: spelled(ownName),
    address: spelled(address),
    aliases: aliasesOf(house, hand, random),
    units: Array.from({ length: house.units }, (_, at) => `${at + 1}单元`),
    grid: house.grid.code,
    areas,
    lng: house.lng,
    lat: house.lat,
  };
}

const hash = (name: string) => name.replace(/(\d)(号楼|栋|幢)$/, '$1#楼');
const wide = (text: string) =>
  text.replace(/[0-9A-Z#-]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));

/** 登州路24号大院, 长宁路1234弄, 登州路甲24号; '' in a village. */
export function plotOf({ road, number, compound }: House, letter: Hand['firstLetter'] = '24甲'): string {
  if (road === null || number === null) return '';
  return road.name + spellNumber(number, letter) + (compound?.yard ?? '号');
}

export function spellNumber(number: string, letter: Hand['firstLetter'] = '24甲'): string {
  return letter === '甲24' ? number.replace(/^(\d+)([甲乙丙])$/, '$2$1') : number;
}

/** 二期12号楼, A座, 3组24号; '' where the house is alone. */
export function insideOf({ compound, section, label }: House): string {
  if (compound === null || label === null) return '';
  return (section ?? '') + labelOf(compound, label);
}

export const labelOf = ({ word }: Compound, label: string) => label + word;

/** What the building is called: 锦绣花园二期12号楼, 登州路24号大院10号楼, 登州路24号, 台东小学. */
export function localName(house: House): string {
  const { compound, names } = house;
  if (compound === null) return names[0] ?? plotOf(house);
  return (compound.name ?? plotOf(house)) + insideOf(house);
}

function aliasesOf(house: House, hand: Hand, random: Random): string[] {
  const { compound, names, road, number } = house;
  const found = (compound?.aliases ?? []).map(({ name }) => name + insideOf(house));
  found.push(...names.slice(1));
  // a list of old road names was never kept for every house
  if (road !== null && road.former !== null && number !== null && random.chance(0.6)) {
    const formerPlot = road.former + spellNumber(number, hand.firstLetter) + (compound?.yard ?? '号');
    found.push(compound?.name === null || compound === null ? formerPlot + insideOf(house) : formerPlot);
  }
  return found;
}
