import { city, district } from './divisions.js';
import type { Random } from './random.js';
import type { Grid } from './street-areas.js';
import type { DemoBuilding } from './street.types.js';

/** Where the story of the README happens: its courtyard has the only 10号楼 of its community. */
export const STORY = { communityCode: '370203005011', road: '登州路', number: 24, buildings: 12 };

// Real road names of the quarter; numbers, courtyards and buildings are made up. The n-th road gives the n-th station its name.
const ROADS: Readonly<Record<string, readonly string[]>> = {
  科技街社区: ['科技街', '辽宁路', '长春路', '吉林路', '锦州路', '包头路'],
  铁山路社区: ['铁山路', '泰山路', '桓台路', '招远路', '益都路'],
  大连路社区: ['大连路', '丹东路', '松山路', '宁波路', '黄台路', '华阳路'],
  贮水山社区: ['登州路', '贮水山路', '热河路', '辽宁路', '莱芜二路', '夏津路'],
  小鲍岛社区: ['即墨路', '博山路', '易州路', '李村路', '沧口路', '潍县路'],
  无棣路社区: ['无棣路', '无棣一路', '无棣二路', '无棣三路', '阳信路', '武定路'],
};

/** The road that a grid's station lies on. */
export function stationRoad(grid: Grid): string {
  const road = roadsOf(grid)[grid.station];
  if (road === undefined) throw new Error(`no road for station ${grid.station + 1} of ${grid.communityName}`);
  return road;
}

/** About 25 buildings in each grid: courtyards (大院) of numbered buildings, and houses that stand alone. */
export function generateBuildings(grids: readonly Grid[], random: Random): DemoBuilding[] {
  const lastNumbers = new Map<string, number>();
  const storyGrid = grids.find(
    (grid) => grid.communityCode === STORY.communityCode && stationRoad(grid) === STORY.road,
  );

  /** A road's numbers rise through the whole street, so no address comes twice. */
  const nextNumber = (road: string, grid: Grid): number => {
    let number = (lastNumbers.get(road) ?? 0) + random.int(1, 4);
    while (isReserved(road, number, grid)) number++;
    lastNumbers.set(road, number);
    return number;
  };

  return grids.flatMap((grid) => {
    const places = grid === storyGrid ? courtyard(STORY.road, STORY.number, STORY.buildings, 4, random) : [];
    const wanted = random.int(19, 25);
    const roads = [stationRoad(grid), random.pick(roadsOf(grid))];
    while (places.length < wanted) {
      const road = random.pick(roads);
      const number = nextNumber(road, grid);
      if (random.chance(0.2)) places.push(house(road, number, random));
      else places.push(...courtyard(road, number, random.int(3, inStory(grid) ? 9 : 12), 1, random));
    }
    return settle(places, grid, random);
  });
}

type Place = Pick<DemoBuilding, 'name' | 'aliases' | 'units'>;

function courtyard(road: string, number: number, size: number, leastUnits: number, random: Random): Place[] {
  const courtyardName = `${road}${number}号大院`;
  return Array.from({ length: size }, (_, index) => {
    const building = `${index + 1}号楼`;
    return {
      name: courtyardName + building,
      aliases: [building, `${number}号大院${building}`, `${road}${number}号${building}`],
      units: units(random.int(leastUnits, Math.max(leastUnits, 5))),
    };
  });
}

function house(road: string, number: number, random: Random): Place {
  return { name: `${road}${number}号`, aliases: [`${number}号`], units: units(random.int(1, 3)) };
}

function units(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${index + 1}单元`);
}

/** Puts a grid's buildings in rows of six, neighbours in a courtyard next to each other. */
function settle(places: readonly Place[], grid: Grid, random: Random): DemoBuilding[] {
  const perRow = 6;
  const rows = Math.ceil(places.length / perRow);
  return places.map((place, index) => {
    const u = ((index % perRow) + random.between(0.25, 0.75)) / perRow;
    const v = (Math.floor(index / perRow) + random.between(0.25, 0.75)) / rows;
    const [lng, lat] = grid.inside(u, v);
    return {
      code: `${grid.code}-${String(index + 1).padStart(3, '0')}`,
      name: place.name,
      address: `${city.name}${district.name}${place.name}`,
      aliases: place.aliases,
      units: place.units,
      gridCode: grid.code,
      lng,
      lat,
    };
  });
}

/** In the story's community 10号 is kept for the one 10号楼, so that a caller who says only that is understood. */
function isReserved(road: string, number: number, grid: Grid): boolean {
  return (road === STORY.road && number === STORY.number) || (inStory(grid) && number % 100 === 10);
}

function inStory(grid: Grid): boolean {
  return grid.communityCode === STORY.communityCode;
}

function roadsOf(grid: Grid): readonly string[] {
  return ROADS[grid.communityName] ?? [];
}
