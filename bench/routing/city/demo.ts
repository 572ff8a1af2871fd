import { generateStreet } from '../../../src/demo/street.js';
import type { BookEntry } from '../../../src/routing/addresses/address.types.js';
import { areasOf, type City, type CityArea, type Compound, type House, type Road } from './city.types.js';

/** The demo street in the same form: its generator calls buildings 登州路24号大院10号楼 or 登州路24号. */
export function demoStreet(): City {
  const street = generateStreet();
  const areas = new Map<string, CityArea>();
  const boundaries = new Map<CityArea, number[][][][] | undefined>();
  for (const { code, kind, name, parentCode, boundary } of street.areas) {
    const area: CityArea = { code, name, level: kind, parent: areas.get(parentCode ?? '') ?? null };
    areas.set(code, area);
    boundaries.set(area, boundary);
  }
  const roads = new Map<string, Road>();
  const compounds = new Map<string, Compound>();
  const houses = street.buildings.map(({ code, name, gridCode, units, lng, lat }, index): House => {
    const [, roadName = '', number = '', , label] = /^(.+?)(\d+)号(大院(\d+)号楼)?$/.exec(name) ?? [];
    const grid = areas.get(gridCode);
    if (grid === undefined || roadName === '') throw new Error(`what is ${name}?`);
    const road = roads.get(roadName) ?? { name: roadName, former: null };
    roads.set(roadName, road);
    let compound: Compound | null = null;
    if (label !== undefined) {
      const kind = 'courtyard';
      const made: Compound = { kind, name: null, aliases: [], road, number, yard: '号大院', word: '号楼' };
      compound = compounds.get(roadName + number) ?? made;
      compounds.set(roadName + number, compound);
    }
    const own = { road, number, compound, section: null, label: label ?? null, names: [], units: units.length };
    return { index, code, grid, ...own, lng, lat };
  });
  return {
    name: '青岛市',
    province: '山东省',
    areas: [...areas.values()],
    houses,
    boundary: (area) => boundaries.get(area) ?? null,
  };
}

/** As the map of the demo street is read: its own names, addresses and aliases. */
export function demoEntries({ houses }: City): BookEntry[] {
  const { buildings } = generateStreet();
  return buildings.map(({ code, name, address, aliases, units, gridCode, lng, lat }, at) => {
    const house = houses[at];
    const areas = house === undefined ? [] : areasOf(house).map((area) => area.name);
    return { code, name, address, aliases, units, grid: gridCode, areas, lng, lat };
  });
}
