import { Random } from './random.js';
import { DEMO_STREET, generateAreas } from './street-areas.js';
import { generateBuildings } from './street-buildings.js';
import { categories, skills } from './street-categories.js';
import { Names } from './street-names.js';
import { generateHelpers, generateStaff } from './street-people.js';
import { generateOpeningBalances, generateStations } from './street-stations.js';
import type { DemoStreet } from './street.types.js';

export type * from './street.types.js';

/**
 * The made-up street: 辽宁路街道 with 60 grids, 29 stations, about 1,500 buildings and 300 helpers, and the rest of 市北区 as bare areas.
 * Real are only the official names and codes of areas and the names of roads. The same seed gives the same street, to the byte; no
 * clock, file or network is read.
 */
export function generateStreet(seed = 20261123): DemoStreet {
  const { areas, grids } = generateAreas(new Random(seed, 'areas'));
  const buildings = generateBuildings(grids, new Random(seed, 'buildings'));
  const stations = generateStations(grids, buildings, new Random(seed, 'stations'));
  const names = new Names(new Random(seed, 'names'));
  return {
    seed,
    areas,
    map: {
      name: '辽宁路街道网格图（演示，虚构）',
      validFrom: '2026-01-01',
      source: `虚构的演示数据，种子 ${seed}；区划代码 ${DEMO_STREET} 等取自统计用区划代码（2023-06-30）`,
    },
    buildings,
    skills: structuredClone([...skills]),
    categories: structuredClone([...categories]),
    stations,
    helpers: generateHelpers(stations, grids, names, new Random(seed, 'helpers')),
    openingBalances: generateOpeningBalances(stations, new Random(seed, 'opening balances')),
    staff: generateStaff(areas, names),
  };
}
