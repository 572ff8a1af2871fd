import type { Random } from '../../../src/demo/random.js';
import { Lattice, type Cell } from '../../../src/demo/street-lattice.js';
import type { MultiPolygon } from '../../../src/areas/geometry.js';
import type { CityArea, Level } from './city.types.js';
import { estateName, roadStem, STREET_NAMES, TOWNS, villageName } from './names.js';

/** Cells of the lattice, the ends not included. */
interface Block {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** How people live in a district; it decides what their addresses look like. */
export type Habit = 'courtyards' | 'lanes' | 'alleys' | 'new' | 'country';

export interface Community {
  area: CityArea;
  habit: Habit;
  village: boolean;
  /** its grids, neighbours after each other */
  grids: { area: CityArea; cell: Cell }[];
}

export interface Ground {
  areas: CityArea[];
  communities: Community[];
  columns: number;
  rows: number;
  inside(cell: Cell, u: number, v: number): [number, number];
  boundary(area: CityArea): MultiPolygon | null;
}

const DISTRICTS: readonly (readonly [string, Habit])[] = [
  ['鼓楼区', 'courtyards'],
  ['城西区', 'new'],
  ['港东区', 'lanes'],
  ['平陵县', 'country'],
  ['云台区', 'courtyards'],
  ['高新区', 'new'],
  ['泮河区', 'alleys'],
  ['莱阴市', 'country'],
  ['北塘区', 'lanes'],
  ['经济技术开发区', 'new'],
  ['南堤区', 'courtyards'],
];
const CITY = { code: '3798', name: '临澜市' };

/** City, districts, streets, communities and grids as a tiling; `grids` grids, or a few more. */
export function layOut(grids: number, random: Random): Ground {
  const columns = Math.ceil(Math.sqrt(2 * grids));
  const rows = Math.ceil(grids / columns);
  const lattice = new Lattice(columns, rows, random);
  const cells = new Map<CityArea, Cell[]>();
  const areas: CityArea[] = [];
  const communities: Community[] = [];
  const add = (level: Level, code: string, name: string, parent: CityArea | null, block: Block): CityArea => {
    const area: CityArea = { code, name, level, parent };
    areas.push(area);
    cells.set(area, cellsOf(block));
    return area;
  };
  const all = { left: 0, top: 0, right: columns, bottom: rows };
  const city = add('city', CITY.code, CITY.name, null, all);
  const share = (part: number, whole: Block) => Math.max(1, Math.round((part * size(whole)) / size(all)));
  const streetNames = new Set<string>();
  const districts = split(all, Math.min(DISTRICTS.length, Math.max(2, Math.round(grids / 1800))), random);
  districts.forEach((ofDistrict, d) => {
    const [name, habit] = DISTRICTS[d] ?? DISTRICTS[0] ?? ['鼓楼区', 'courtyards'];
    const district = add('district', CITY.code + pad(d + 2, 2), name, city, ofDistrict);
    split(ofDistrict, share(grids / 180, ofDistrict), random).forEach((ofStreet, s) => {
      const street = add(
        'street',
        district.code + pad(s + 1, 3),
        streetName(habit, streetNames, random),
        district,
        ofStreet,
      );
      const names = new Set<string>();
      split(ofStreet, share(grids / 15, ofStreet), random).forEach((ofCommunity, c) => {
        const village = habit === 'country' && random.chance(0.7);
        const name = unused(names, () => communityName(village, street, random));
        const community = add('community', street.code + pad(c + 1, 3), name, street, ofCommunity);
        const own = cellsOf(ofCommunity).map((cell, g) => {
          const [left, top] = [cell.column, cell.row];
          const block = { left, top, right: left + 1, bottom: top + 1 };
          const gridName = `${name}第${g + 1}网格`;
          return { area: add('grid', community.code + pad(g + 1, 3), gridName, community, block), cell };
        });
        communities.push({ area: community, habit, village, grids: own });
      });
    });
  });
  return {
    areas,
    communities,
    columns,
    rows,
    inside: (cell, u, v) => lattice.inside(cell, u, v),
    boundary: (area) => {
      const own = cells.get(area);
      return own === undefined ? null : lattice.outline(own);
    },
  };
}

const pad = (number: number, digits: number) => String(number).padStart(digits, '0');
const size = ({ left, top, right, bottom }: Block) => (right - left) * (bottom - top);

/** Row by row, there and back, so that each is a neighbour of the one before. */
function cellsOf({ left, top, right, bottom }: Block): Cell[] {
  const cells: Cell[] = [];
  for (let row = top; row < bottom; row++) {
    const line: Cell[] = [];
    for (let column = left; column < right; column++) line.push({ column, row });
    cells.push(...((row - top) % 2 === 0 ? line : line.reverse()));
  }
  return cells;
}

/** Into so many blocks of about the same size, cut across the longer side. */
function split(block: Block, parts: number, random: Random): Block[] {
  const [width, height] = [block.right - block.left, block.bottom - block.top];
  if (parts <= 1 || width * height <= 1) return [block];
  const first = parts >> 1;
  const long = Math.max(width, height);
  const even = (long * first) / parts;
  const cut = Math.min(long - 1, Math.max(1, Math.round(even + (long > 8 ? random.between(-0.08, 0.08) * long : 0))));
  const [one, other] =
    width >= height
      ? [
          { ...block, right: block.left + cut },
          { ...block, left: block.left + cut },
        ]
      : [
          { ...block, bottom: block.top + cut },
          { ...block, top: block.top + cut },
        ];
  return [...split(one, first, random), ...split(other, parts - first, random)];
}

export function unused(taken: Set<string>, make: () => string): string {
  for (let tries = 0; ; tries++) {
    const name = make();
    // a small pool may be used up; two of one name are then as in life
    if (taken.has(name) && tries < 50) continue;
    taken.add(name);
    return name;
  }
}

function streetName(habit: Habit, taken: Set<string>, random: Random): string {
  const word = habit === 'country' && random.chance(0.7) ? '镇' : '街道';
  return unused(taken, () => {
    const stem = random.chance(0.4) && word === '街道' ? `${random.pick(TOWNS)}路` : random.pick(STREET_NAMES);
    return stem + word;
  });
}

/** Called after roads and estates that may well lie in another street. */
function communityName(village: boolean, street: CityArea, random: Random): string {
  if (village) return villageName(random).replace(/村?$/, '村');
  const chance = random.next();
  if (chance < 0.08) return `${street.name.replace(/(街道|镇)$/, '')}社区`;
  if (chance < 0.6) return `${roadStem(random)}路社区`;
  return `${estateName(random).replace(/(小区|广场)$/, '')}社区`;
}
