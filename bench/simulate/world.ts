import type { HelperNow, PlaceNow, Point, Urgency } from '../../src/dispatch/choosing/choosing.types.js';
import { FOR, normal, Stream, uniform } from './random.js';
import type { Scenario, Shift } from './scenario.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Monday, 2026-06-01, 0:00. Hours of the day are those of this clock: the simulation knows no time zones. */
export const START = Date.UTC(2026, 5, 1);
const CENTRE = { lng: 120.38, lat: 36.07 };
const METRES_A_DEGREE = 111_195;

export interface Station {
  id: string;
  community: number;
  street: number;
  at: Point;
  /** share of the requests */
  weight: number;
}

/** What a helper is really like; `now` is what dispatch sees. */
export interface Person {
  no: number;
  now: HelperNow & { skills: readonly string[]; at: Point };
  station: Station;
  willing: boolean;
  acceptance: number;
  /** hour of the day at which they accept most */
  favourite: number;
  shift: Shift;
  /** days of the week off, 0–6 */
  daysOff: ReadonlySet<number>;
  /** day of the run on which a licence is no longer valid */
  expires: ReadonlyMap<string, number>;
  professional: boolean;
}

export interface Request {
  no: number;
  openedAt: number;
  station: Station;
  at: Point;
  category: number;
  urgency: Urgency;
  places: Pick<PlaceNow, 'skill'>[];
  /** of work, once the crew is there */
  minutes: number;
}

export interface World {
  scenario: Scenario;
  seed: number;
  stations: Station[];
  people: Person[];
  requests: Request[];
}

/** A city, its helpers and all that is asked for in so many days; the same for the same seed. */
export function makeWorld(scenario: Scenario, seed: number, days: number): World {
  const stream = new Stream(seed, FOR.world);
  const stations = makeStations(scenario, stream);
  const people = makePeople(scenario, stations, stream, days);
  return { scenario, seed, stations, people, requests: makeRequests(scenario, stations, people, seed, days) };
}

/** Communities stand in a square; the stations of one around its middle. */
function makeStations(scenario: Scenario, stream: Stream): Station[] {
  const { stations, stationsPerCommunity, communitiesPerStreet, spacingMetres, demandSkew } = scenario;
  const communities = Math.ceil(stations / stationsPerCommunity);
  const side = Math.ceil(Math.sqrt(communities));
  // so far apart that a station has as much ground in one community as between two
  const apart = spacingMetres * Math.sqrt(stationsPerCommunity);
  return Array.from({ length: stations }, (_, no) => {
    const community = Math.floor(no / stationsPerCommunity);
    const angle = ((no % stationsPerCommunity) / stationsPerCommunity + 0.1 * stream.next()) * 2 * Math.PI;
    const radius = stationsPerCommunity === 1 ? 0 : spacingMetres * 0.8;
    const at = offset(
      CENTRE,
      ((community % side) - side / 2) * apart + radius * Math.cos(angle),
      (Math.floor(community / side) - side / 2) * apart + radius * Math.sin(angle),
    );
    const street = Math.floor(community / communitiesPerStreet);
    return { id: `s${no}`, community, street, at, weight: Math.exp(demandSkew * stream.normal()) };
  });
}

/** Where more is asked for more people live, and more of them help: by the root of the demand. */
function makePeople(scenario: Scenario, stations: readonly Station[], stream: Stream, days: number): Person[] {
  const weights = stations.map(({ weight }) => Math.sqrt(weight));
  const skillsOf = drawSkills(scenario, stream);
  return Array.from({ length: scenario.helpers }, (_, no) => {
    // everywhere one before there is a second
    const station = stations[no < stations.length ? no : stream.weighted(weights)] as Station;
    const skills = skillsOf[no] ?? [];
    const expires = new Map<string, number>();
    for (const skill of skills) {
      const { licensed = false, expiring = 0 } = scenario.skills[skill] ?? {};
      if (licensed && stream.next() < expiring) expires.set(skill, Math.floor(stream.next() * days));
    }
    const off = new Set<number>();
    while (off.size < 7 - scenario.daysAWeek) off.add(Math.floor(stream.next() * 7));
    const [low, high] = scenario.capacity;
    return {
      no,
      station,
      willing: stream.next() < scenario.willingShare,
      acceptance: stream.between(...scenario.acceptance),
      favourite: stream.between(0, 24),
      shift: scenario.shifts[stream.weighted(scenario.shifts.map(({ weight }) => weight))] as Shift,
      daysOff: off,
      expires,
      professional: skills.some((skill) => scenario.skills[skill]?.licensed),
      now: {
        id: `h${String(no).padStart(6, '0')}`,
        stationId: station.id,
        skills,
        tools: [],
        languages: [],
        at: scatter(station.at, scenario.spreadMetres, stream),
        unavailable: 'off_duty',
        capacity: low + Math.floor(stream.next() * (high - low + 1)),
        load: 0,
        offersToday: 0,
        maxOffersADay: scenario.maxOffersADay,
        lastAskedAt: null,
        lastServedAt: null,
        offersLately: 0,
        jobsLately: 0,
        habit: { asked: 0, accepted: 0, askedAtHour: 0, acceptedAtHour: 0 },
      },
    };
  });
}

/** As many as the share says, at least one, dealt out one skill after the other to whoever the lot names. */
function drawSkills(scenario: Scenario, stream: Stream): string[][] {
  const of: string[][] = Array.from({ length: scenario.helpers }, () => []);
  for (const [skill, { share }] of Object.entries(scenario.skills)) {
    const order = of.map((_, no) => ({ no, lot: stream.next() })).sort((a, b) => a.lot - b.lot || a.no - b.no);
    const count = share === 0 ? 0 : Math.max(1, Math.round(share * scenario.helpers));
    for (const { no } of order.slice(0, count)) of[no]?.push(skill);
  }
  return of;
}

function makeRequests(
  scenario: Scenario,
  stations: readonly Station[],
  people: readonly Person[],
  seed: number,
  days: number,
): Request[] {
  const { hours, categories } = scenario;
  const arrivals = new Stream(seed, FOR.arrivals);
  const weight = hours.reduce((sum, each) => sum + each, 0);
  const aDay = requestsADay(scenario, people);
  const requests: Request[] = [];
  if (aDay === 0 || weight === 0) return requests;
  const demand = stations.map((station) => station.weight);
  const kinds = categories.map((category) => category.weight);
  for (let hour = 0; hour < days * 24; hour += 1) {
    const mean = HOUR / ((aDay * (hours[hour % 24] ?? 0)) / weight);
    if (!Number.isFinite(mean)) continue;
    for (let at = arrivals.exponential(mean); at < HOUR; at += arrivals.exponential(mean)) {
      const no = requests.length;
      const drawn = new Stream(Math.floor(uniform(seed, FOR.tickets, no) * 2 ** 31), FOR.tickets);
      const station = stations[drawn.weighted(demand)] as Station;
      const which = drawn.weighted(kinds);
      const category = categories[which];
      if (category === undefined) continue;
      requests.push({
        no,
        openedAt: Math.round(START + hour * HOUR + at),
        station,
        at: scatter(station.at, scenario.spreadMetres, drawn),
        category: which,
        urgency: category.urgency,
        places: category.crew.map((skill) => ({ skill })),
        minutes: lognormalMean(category.minutes, category.minutesSigma, normal(drawn.next(), drawn.next())),
      });
    }
  }
  return requests;
}

/**
 * Requests a day. Where the scenario does not name them, as many as make its load: place-minutes that are asked for (work, the way
 * there, and rest after it) by the minutes of duty of all helpers, each by how many tickets they take at once and how often
 * they accept.
 */
export function requestsADay(scenario: Scenario, people: readonly Person[]): number {
  if (scenario.requestsADay !== null) return scenario.requestsADay;
  const { categories, daysAWeek, spacingMetres, metresAMinute, restMinutes, load } = scenario;
  const weights = categories.reduce((sum, { weight }) => sum + weight, 0);
  if (weights === 0) return 0;
  const way = (spacingMetres * 0.7) / metresAMinute;
  const work = categories.reduce(
    (sum, { weight, crew, minutes }) => sum + (weight / weights) * crew.length * (minutes + way + restMinutes),
    0,
  );
  const capacity = people.reduce(
    (sum, { shift, now, acceptance }) => sum + ((hoursOf(shift) * 60 * daysAWeek) / 7) * now.capacity * acceptance,
    0,
  );
  return (load * capacity) / work;
}

/** A shift that ends when it begins is a whole day. */
export function hoursOf({ from, to }: Shift): number {
  return to > from ? to - from : to - from + 24;
}

function lognormalMean(mean: number, sigma: number, z: number): number {
  return mean * Math.exp(sigma * z - (sigma * sigma) / 2);
}

function scatter(around: Point, metres: number, stream: Stream): Point {
  return offset(around, metres * stream.normal(), metres * stream.normal());
}

function offset({ lng, lat }: Point, east: number, north: number): Point {
  return {
    lng: lng + east / (METRES_A_DEGREE * Math.cos((lat * Math.PI) / 180)),
    lat: lat + north / METRES_A_DEGREE,
  };
}
