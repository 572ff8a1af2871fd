import { city, district, streets } from './divisions.js';
import type { Random } from './random.js';
import { Lattice, type Cell } from './street-lattice.js';
import type { DemoArea } from './street.types.js';

export const DEMO_STREET = '370203005';

/** A grid while the street is being made: where it lies, and which station of its community covers it. */
export interface Grid {
  code: string;
  communityCode: string;
  communityName: string;
  /** Counts from 0 within the community. */
  station: number;
  /** [longitude, latitude] inside the grid; u and v from 0 to 1. */
  inside(u: number, v: number): [number, number];
}

// The street seen from above, north up: a letter for the community, a digit for the station that covers the grid.
const LAYOUT = [
  '.. .. K1 K1 K2 T1 T1 T2 T2 .. ..',
  'X1 K3 K3 K1 K2 K2 T1 T3 T2 D1 D1',
  'X1 X2 K4 K4 Z1 Z1 T4 T3 D2 D2 D1',
  'X3 X2 X2 Z2 Z2 Z1 Z3 Z3 D2 D3 D3',
  'X3 X4 W1 W2 Z4 Z4 Z5 Z6 D4 D4 D5',
  '.. X5 W2 W2 W2 W3 W3 W4 W5 W5 ..',
].map((row) => row.split(' '));

const LETTERS: Readonly<Record<string, string>> = {
  科技街社区: 'K',
  铁山路社区: 'T',
  大连路社区: 'D',
  贮水山社区: 'Z',
  小鲍岛社区: 'X',
  无棣路社区: 'W',
};

/** The whole tree, parents first, with the grids of the demo street; boundaries are made up. */
export function generateAreas(random: Random): { areas: DemoArea[]; grids: Grid[] } {
  const lattice = new Lattice(LAYOUT[0]?.length ?? 0, LAYOUT.length, random);
  const areas: DemoArea[] = [
    { code: city.code, kind: 'city', name: city.name, parentCode: null },
    { code: district.code, kind: 'district', name: district.name, parentCode: city.code },
  ];
  const grids: Grid[] = [];
  for (const street of streets) {
    const { code, name } = street;
    areas.push({ code, kind: 'street', name, parentCode: district.code });
    if (code === DEMO_STREET) Object.assign(areas.at(-1) ?? {}, { boundary: lattice.outline(cells(/[A-Z]/)) });
    for (const community of street.communities) {
      const area: DemoArea = { code: community.code, kind: 'community', name: community.name, parentCode: code };
      areas.push(area);
      if (code !== DEMO_STREET) continue;
      const own = cells(new RegExp(LETTERS[community.name] ?? ''));
      area.boundary = lattice.outline(own);
      own.forEach((cell, index) => {
        const gridCode = community.code + String(index + 1).padStart(3, '0');
        grids.push({
          code: gridCode,
          communityCode: community.code,
          communityName: community.name,
          station: Number(LAYOUT[cell.row]?.[cell.column]?.[1]) - 1,
          inside: (u, v) => lattice.inside(cell, u, v),
        });
        areas.push({
          code: gridCode,
          kind: 'grid',
          name: `${community.name}第${index + 1}网格`,
          parentCode: community.code,
          boundary: lattice.outline([cell]),
        });
      });
    }
  }
  return { areas, grids };
}

function cells(mark: RegExp): Cell[] {
  return LAYOUT.flatMap((marks, row) => marks.flatMap((own, column) => (mark.test(own) ? [{ column, row }] : [])));
}
