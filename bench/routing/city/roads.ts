import type { Random } from '../../../src/demo/random.js';
import type { Cell } from '../../../src/demo/street-lattice.js';
import { unused, type Community, type Ground } from './areas.js';
import type { CityArea, Road } from './city.types.js';
import { COMMON_ROADS, COUNTS, laneStem, ROAD_WORDS, roadStem, SIDES, TOWNS } from './names.js';

/** A road as it runs through one grid; its numbers rise from grid to grid. */
export interface Stretch {
  road: Road;
  /** numbers of this grid start here */
  from: number;
}

export interface RoadNet {
  /** the long roads through a cell */
  through(cell: Cell): Stretch[];
  /** small ones that a community has for itself */
  lanesOf(community: Community): Road[];
}

const NUMBERS_A_GRID = 24;

/** Long roads run across communities, streets and districts; one name is not twice in a district, but may well be in two. */
export function layRoads(ground: Ground, random: Random): RoadNet {
  const { columns, rows } = ground;
  const districtAt = new Map<number, CityArea>();
  for (const { area, grids } of ground.communities) {
    const district = area.parent?.parent ?? area;
    for (const { cell } of grids) districtAt.set(cell.row * columns + cell.column, district);
  }
  const taken = new Map<CityArea, Set<string>>();
  const takenIn = (district: CityArea) => {
    const names = taken.get(district) ?? new Set();
    taken.set(district, names);
    return names;
  };
  /** the last name, which the next road may continue: 延安一路, 延安二路 */
  let series: { stem: string; count: number } | undefined;

  const nameFor = (districts: readonly CityArea[]): string => {
    const free = (name: string) => districts.every((district) => !takenIn(district).has(name));
    for (let tries = 0; ; tries++) {
      const name = longName();
      if (!free(name) && tries < 80) continue;
      for (const district of districts) takenIn(district).add(name);
      return name;
    }
  };
  const longName = (): string => {
    if (series !== undefined && series.count < COUNTS.length && random.chance(0.75)) {
      return `${series.stem}${COUNTS[series.count++] ?? ''}路`;
    }
    series = undefined;
    if (random.chance(0.04)) {
      series = { stem: random.chance(0.3) ? random.pick(['经', '纬']) : random.pick(TOWNS), count: 1 };
      return `${series.stem}一路`;
    }
    const chance = random.next();
    if (chance < 0.25) return random.pick(COMMON_ROADS);
    const word = random.pick(ROAD_WORDS);
    if (chance < 0.4) return roadStem(random) + random.pick(SIDES) + word;
    return roadStem(random) + word;
  };
  const run = (cells: readonly Cell[], into: Map<number, Stretch>) => {
    const districts = [...new Set(cells.flatMap(({ column, row }) => districtAt.get(row * columns + column) ?? []))];
    const road: Road = { name: nameFor(districts), former: random.chance(0.12) ? formerName(random) : null };
    cells.forEach(({ column, row }, index) => {
      into.set(row * columns + column, { road, from: index * NUMBERS_A_GRID + 1 });
    });
  };
  const [across, down] = [new Map<number, Stretch>(), new Map<number, Stretch>()];
  for (let row = 0; row < rows; row++) {
    for (const [from, to] of pieces(columns, random)) {
      run(
        Array.from({ length: to - from }, (_, step) => ({ column: from + step, row })),
        across,
      );
    }
  }
  for (let column = 0; column < columns; column++) {
    for (const [from, to] of pieces(rows, random)) {
      run(
        Array.from({ length: to - from }, (_, step) => ({ column, row: from + step })),
        down,
      );
    }
  }
  return {
    through: ({ column, row }) => [across, down].flatMap((roads) => roads.get(row * columns + column) ?? []),
    lanesOf: ({ area, habit, grids }) => {
      const names = takenIn(area.parent?.parent ?? area);
      const [cell] = grids.map((grid) => grid.cell);
      const mother = (cell && across.get(cell.row * columns + cell.column)?.road.name) ?? '中山路';
      return Array.from({ length: random.int(2, 4) }, () => ({
        name: unused(names, () => laneName(habit, mother, random)),
        former: random.chance(0.06) ? `${laneStem(random)}巷` : null,
      }));
    },
  };
}

function pieces(length: number, random: Random): [number, number][] {
  const found: [number, number][] = [];
  for (let at = 0; at < length;) {
    const to = Math.min(length, at + random.int(8, 45));
    found.push([at, to]);
    at = to;
  }
  return found;
}

function formerName(random: Random): string {
  return random.chance(0.2)
    ? random.pick(['反修路', '东方红路', '卫东路', '工农兵大街', '向阳路', '反帝路'])
    : `${roadStem(random)}路`;
}

function laneName(habit: Community['habit'], mother: string, random: Random): string {
  const chance = random.next();
  const stem = mother.replace(/(大街|大道|路|街)$/, '');
  if (habit === 'alleys' && chance < 0.7) return `${laneStem(random)}${random.pick(['胡同', '胡同', '巷', '条'])}`;
  if (chance < 0.2) return `${stem}支路`;
  if (chance < 0.32) return `${stem}${random.pick(COUNTS.slice(0, 6))}巷`;
  if (chance < 0.45) return `${roadStem(random)}里`;
  if (chance < 0.75) return `${laneStem(random)}巷`;
  if (chance < 0.85) return `${roadStem(random)}支路`;
  return `${roadStem(random)}${random.pick(['小街', '横街', '后街', '弄', '巷'])}`;
}
