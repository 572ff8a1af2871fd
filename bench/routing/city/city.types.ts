import type { MultiPolygon } from '../../../src/areas/geometry.js';

export type Level = 'city' | 'district' | 'street' | 'community' | 'grid';

export interface CityArea {
  code: string;
  name: string;
  level: Level;
  parent: CityArea | null;
}

export interface Road {
  name: string;
  /** what it was called; old people still say it */
  former: string | null;
}

/** What the doors of one builder have in common: an estate, a courtyard, a lane, a village, towers, a hospital. */
export interface Compound {
  kind: 'estate' | 'courtyard' | 'lane' | 'village' | 'towers' | 'campus';
  /** null: it has only its number on the road (a courtyard, a lane) */
  name: string | null;
  /** other names: what it is called by people, what it was called, whose dormitory it was */
  aliases: readonly { name: string; kind: 'alias' | 'former' | 'danwei' }[];
  road: Road | null;
  number: string | null;
  /** what follows its number: 号大院, 号院, 弄, 号 */
  yard: string;
  /** what follows the label of its buildings: 号楼, 栋, 幢, 座, 号; '' where the label is a word */
  word: string;
}

/** One building: the truth of which all addresses and queries are made. */
export interface House {
  /** counts from 0 */
  index: number;
  code: string;
  grid: CityArea;
  road: Road | null;
  /** in its one spelling: `24`, `24-1`, `24甲`; of the compound where it is in one */
  number: string | null;
  compound: Compound | null;
  /** `二期`, `东区`, `3组` */
  section: string | null;
  /** of the building in its compound: `10`, `A`, `门诊楼` */
  label: string | null;
  /** what this one building is called: a school, a market */
  names: readonly string[];
  units: number;
  lng: number;
  lat: number;
}

/** A gazetteer with its truth. */
export interface City {
  /** for people: 临澜市 */
  name: string;
  province: string | null;
  areas: readonly CityArea[];
  houses: readonly House[];
  /** made when asked for: 20,000 outlines are not needed to resolve */
  boundary(area: CityArea): MultiPolygon | null;
}

export function areasOf(house: House): CityArea[] {
  const found: CityArea[] = [];
  for (let area: CityArea | null = house.grid; area !== null; area = area.parent) found.push(area);
  return found.reverse();
}
