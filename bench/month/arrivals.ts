import type { MonthArrival } from '../../src/demo/month-ticket.js';
import { DEFAULT_SCENARIO } from '../simulate/scenario.js';
import { DAY, makeWorld, START } from '../simulate/world.js';

const SEED = 7;
/** The hours of the simulator are local ones; its first day begins at midnight of UTC. */
const ZONE_MS = 8 * 3_600_000;

/** What the simulator draws, by its hours and as many a day, put into the days before a time; its day is the last. */
export function arrivalsBefore(now: Date, days: number, aDay: number): MonthArrival[] {
  const { requests, stations } = makeWorld({ ...DEFAULT_SCENARIO, requestsADay: aDay }, SEED, days);
  const today = Math.floor((now.getTime() + ZONE_MS) / DAY) * DAY - ZONE_MS;
  const begin = today - (days - 1) * DAY;
  return requests
    .map(({ no, openedAt, station, urgency, minutes }) => ({
      no,
      openedAt: new Date(begin + openedAt - START),
      station: stations.indexOf(station),
      urgent: urgency !== 'normal',
      minutes,
    }))
    .filter(({ openedAt }) => openedAt < now);
}
