import type { Random } from './random.js';
import type { Grid } from './street-areas.js';
import { STORY, stationRoad } from './street-buildings.js';
import { madeUpPhone } from './street-names.js';
import type { DemoBuilding, DemoHours, DemoOpeningBalance, DemoStation } from './street.types.js';

const hour = 60;

/** The same hours on each of the weekdays (1–7). */
export function openOn(weekdays: readonly number[], from: number, to: number): DemoHours[] {
  return weekdays.map((weekday) => ({ weekday, from, to }));
}

export const WORKDAYS = [1, 2, 3, 4, 5] as const;
export const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7] as const;

const HOURS: readonly DemoHours[][] = [
  openOn(EVERY_DAY, 8 * hour, 20 * hour),
  openOn(EVERY_DAY, 8.5 * hour, 17.5 * hour),
  [...openOn(WORKDAYS, 8.5 * hour, 17.5 * hour), ...openOn([6], 9 * hour, 12 * hour)],
  // a break at noon
  [...openOn(WORKDAYS, 8.5 * hour, 12 * hour), ...openOn(WORKDAYS, 13.5 * hour, 18 * hour)],
];

export function isStoryStation(station: DemoStation): boolean {
  return station.communityCode === STORY.communityCode && station.name.includes(STORY.road);
}

/** One station for each mark of the layout, in a building of the first grid that it covers. */
export function generateStations(
  grids: readonly Grid[],
  buildings: readonly DemoBuilding[],
  random: Random,
): DemoStation[] {
  const stations = new Map<string, DemoStation>();
  for (const grid of grids) {
    const code = `${grid.communityCode}-S${grid.station + 1}`;
    const known = stations.get(code);
    if (known !== undefined) {
      known.gridCodes.push(grid.code);
      continue;
    }
    const road = stationRoad(grid);
    const near = buildings.filter((building) => building.gridCode === grid.code);
    const onRoad = near.filter((building) => building.name.startsWith(road));
    const home = random.pick(onRoad.length > 0 ? onRoad : near);
    const name = `${grid.communityName}${road}帮办站`;
    stations.set(code, {
      code,
      name,
      communityCode: grid.communityCode,
      gridCodes: [grid.code],
      address: `${home.address}一层`,
      signText: `${name}，有事您说话，邻里来帮办（演示数据，纯属虚构）`,
      phone: madeUpPhone(10_001 + stations.size),
      lng: home.lng,
      lat: home.lat,
      capacity: 10 * random.int(2, 5),
      hours: random.pick(HOURS).map((hours) => ({ ...hours })),
      openedOn: random.day('2021-03-01', '2025-06-30'),
    });
  }
  const all = [...stations.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  // The station that visitors of the demo meet first can be tried at most hours.
  for (const station of all.filter(isStoryStation)) {
    station.capacity = 50;
    station.hours = openOn(EVERY_DAY, 8 * hour, 20 * hour);
  }
  return all;
}

/** Of all stations together. */
export const DONE_BEFORE = 21_000;

/** What the street had done up to the day before its map: by weight of chance, and in sum exactly `DONE_BEFORE`. */
export function generateOpeningBalances(stations: readonly DemoStation[], random: Random): DemoOpeningBalance[] {
  const weights = stations.map(() => random.int(40, 100));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let given = 0;
  let weighed = 0;
  return stations.map(({ code }, at) => {
    weighed += weights[at] ?? 0;
    const upTo = Math.round((DONE_BEFORE * weighed) / sum);
    const completed = upTo - given;
    given = upTo;
    return { stationCode: code, until: '2025-12-31', completed, source: '原纸质台账（演示，虚构）' };
  });
}
