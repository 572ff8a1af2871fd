import { Random } from '../../../src/demo/random.js';
import { layOut, unused, type Community } from './areas.js';
import type { City, CityArea, Compound, House, Road } from './city.types.js';
import { layRoads, type RoadNet } from './roads.js';
import { campus, courtyard, estate, houses, lane, towers, villager, type Draft, type Site } from './settlements.js';

export const CITY_SEED = 20261127;
const HOUSES_A_GRID = 25;
const PROVINCE = '东海省';

/** Shares of what is built in one place, by habit of the district: courtyards, lanes, houses on roads and on lanes, towers, schools and shops. */
const MIX: Readonly<Record<Community['habit'], readonly [Build, number][]>> = {
  courtyards: [
    ['courtyard', 40],
    ['estate', 25],
    ['houses', 14],
    ['alley', 9],
    ['campus', 8],
    ['towers', 4],
  ],
  lanes: [
    ['lane', 42],
    ['estate', 24],
    ['houses', 14],
    ['alley', 6],
    ['campus', 8],
    ['towers', 6],
  ],
  alleys: [
    ['alley', 36],
    ['courtyard', 26],
    ['estate', 16],
    ['houses', 12],
    ['campus', 8],
    ['towers', 2],
  ],
  new: [
    ['estate', 62],
    ['houses', 10],
    ['towers', 12],
    ['campus', 9],
    ['alley', 3],
    ['courtyard', 4],
  ],
  country: [
    ['estate', 38],
    ['houses', 26],
    ['courtyard', 12],
    ['alley', 12],
    ['campus', 11],
    ['towers', 1],
  ],
};
type Build = 'estate' | 'courtyard' | 'lane' | 'houses' | 'alley' | 'towers' | 'campus';

/** A made-up city with the habits of real ones. The same seed gives the same city. */
export function generateCity(buildings = 500_000, seed = CITY_SEED): City {
  const ground = layOut(Math.ceil(buildings / HOUSES_A_GRID), new Random(seed, 'areas'));
  const net = layRoads(ground, new Random(seed, 'roads'));
  const random = new Random(seed, 'houses');
  const all: House[] = [];
  const namesOf = new Map<CityArea, Set<string>>();
  const everywhere = new Set<string>();
  const numbers = new Numbers();
  const quota = quotas(
    buildings,
    ground.communities.reduce((sum, { grids }) => sum + grids.length, 0),
    random,
  );
  let turn = 0;
  for (const community of ground.communities) {
    const district = community.area.parent?.parent ?? community.area;
    const taken = namesOf.get(district) ?? new Set();
    namesOf.set(district, taken);
    const newName = (make: () => string) => {
      const name = unused(taken, () => {
        const made = make();
        // of names that another district has already, one in three is given again
        return everywhere.has(made) && !random.chance(0.35) ? make() : made;
      });
      everywhere.add(name);
      return name;
    };
    const sizes = community.grids.map(() => quota[turn++] ?? 0);
    const drafts = community.village
      ? village(community, sizes, random)
      : quarter(community, sizes, net, numbers, newName, random);
    community.grids.forEach(({ area, cell }, at) => {
      const own = drafts[at] ?? [];
      const rows = Math.ceil(own.length / 6);
      own.forEach((one, index) => {
        const u = ((index % 6) + random.between(0.2, 0.8)) / 6;
        const v = (Math.floor(index / 6) + random.between(0.2, 0.8)) / rows;
        const [lng, lat] = ground.inside(cell, u, v);
        const code = `${area.code}-${String(index + 1).padStart(3, '0')}`;
        all.push({ index: all.length, code, grid: area, ...one, lng, lat });
      });
    });
  }
  const name = ground.areas[0]?.name ?? '';
  return { name, province: PROVINCE, areas: ground.areas, houses: all, boundary: (area) => ground.boundary(area) };
}

/** How many houses each grid gets: unlike each other, and `buildings` together. */
function quotas(buildings: number, grids: number, random: Random): number[] {
  const sizes = Array.from(
    { length: grids },
    (_, at) => Math.floor(((at + 1) * buildings) / grids) - Math.floor((at * buildings) / grids),
  );
  for (let at = 0; at + 1 < grids; at += 2) {
    const moved = Math.min(random.int(0, 9), (sizes[at + 1] ?? 1) - 1);
    sizes[at] = (sizes[at] ?? 0) + moved;
    sizes[at + 1] = (sizes[at + 1] ?? 0) - moved;
  }
  return sizes;
}

/** Which numbers of each road are given. */
class Numbers {
  private readonly taken = new Map<Road, Set<string>>();

  take(road: Road, number: string): boolean {
    const known = this.taken.get(road) ?? new Set();
    this.taken.set(road, known);
    if (known.has(number)) return false;
    known.add(number);
    return true;
  }

  next(road: Road, from: number, step: number): number {
    let number = from;
    while (!this.take(road, String(number))) number += step;
    return number;
  }
}

function quarter(
  community: Community,
  sizes: readonly number[],
  net: RoadNet,
  numbers: Numbers,
  newName: Site['newName'],
  random: Random,
): Draft[][] {
  const { habit, grids } = community;
  const lanes = net.lanesOf(community);
  const town = (community.area.parent?.name ?? '').replace(/(街道|镇)$/, '');
  const drafts: Draft[][] = grids.map(() => []);
  const site = (at: number): Site => {
    const stretches = grids[at] === undefined ? [] : net.through(grids[at].cell);
    return {
      random,
      habit,
      newName,
      take: (road, number) => numbers.take(road, number),
      address: () => {
        const { road, from } = random.pick(stretches);
        return { road, number: numbers.next(road, from + random.int(0, 5), 1) };
      },
      lane: () => {
        const road = random.pick(lanes);
        return { road, number: numbers.next(road, 1, 1) };
      },
    };
  };
  const shares = MIX[habit];
  const sum = shares.reduce((total, [, share]) => total + share, 0);
  const build = (): Build => {
    let left = random.between(0, sum);
    return shares.find(([, share]) => (left -= share) < 0)?.[0] ?? 'houses';
  };
  for (let at = 0; at < grids.length; at++) {
    const own = drafts[at] ?? [];
    if (own.length > 0) continue;
    if (random.chance(habit === 'new' ? 0.22 : 0.1) && at + 1 < grids.length) {
      // a large estate fills several grids
      const span = Math.min(random.int(2, 4), grids.length - at);
      estate(site(at), sizes.slice(at, at + span)).forEach((part, step) => (drafts[at + step] = part));
      continue;
    }
    while (own.length < (sizes[at] ?? 0)) {
      const room = (sizes[at] ?? 0) - own.length;
      own.push(...settlement(build(), site(at), room, town).slice(0, room));
    }
  }
  return drafts;
}

function settlement(build: Build, site: Site, room: number, town: string): Draft[] {
  const { random } = site;
  const upTo = (least: number, most: number) => Math.min(room, random.int(least, most));
  switch (build) {
    case 'estate':
      return estate(site, [upTo(3, 22)]).flat();
    case 'courtyard':
      return courtyard(site, upTo(2, 12));
    case 'lane':
      return lane(site, upTo(4, 24));
    case 'houses':
      return houses(site, upTo(2, 6), () => site.address());
    case 'alley':
      return houses(site, upTo(3, 12), () => site.lane());
    case 'towers':
      return towers(site, upTo(1, 4));
    case 'campus':
      return campus(site, room, town);
  }
}

/** One village fills its community; its houses are numbered through, or by group (组). */
function village({ area }: Community, sizes: readonly number[], random: Random): Draft[][] {
  const compound: Compound = {
    kind: 'village',
    name: area.name,
    aliases: [],
    road: null,
    number: null,
    yard: '',
    word: '号',
  };
  const groups = random.chance(0.6);
  const through = !groups || random.chance(0.4);
  let last = 0;
  return sizes.map((size, at) => {
    if (!through) last = 0;
    return Array.from({ length: size }, () => {
      last += through && random.chance(0.1) ? 2 : 1;
      return villager(compound, groups ? `${at + 1}组` : null, String(last));
    });
  });
}
