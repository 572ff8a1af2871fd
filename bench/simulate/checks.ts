import type { Scenario } from './scenario.types.js';

/** What is wrong with a scenario, with the field's name. */
export class ScenarioError extends Error {}

type Check = (value: unknown, field: string) => void;
type Fields = Readonly<Record<string, Check>>;

const URGENCIES = ['normal', 'urgent', 'critical'];

function fail(field: string, wanted: string, value: unknown): never {
  throw new ScenarioError(`${field}: ${wanted}, not ${JSON.stringify(value) ?? 'undefined'}`);
}

const number =
  (low: number, high = Infinity): Check =>
  (value, field) => {
    if (typeof value === 'number' && Number.isFinite(value) && value >= low && value <= high) return;
    fail(field, `a number ${high === Infinity ? `of ${low} or more` : `from ${low} to ${high}`}`, value);
  };

const whole =
  (low: number, high = Infinity): Check =>
  (value, field) => {
    number(low, high)(value, field);
    if (!Number.isInteger(value)) fail(field, 'a whole number', value);
  };

const above: Check = (value, field) => {
  if (!(typeof value === 'number' && Number.isFinite(value) && value > 0)) fail(field, 'a number above 0', value);
};

const orNull =
  (check: Check): Check =>
  (value, field) => {
    if (value !== null) check(value, field);
  };

/** Two numbers, the first not above the second. */
const range =
  (check: Check): Check =>
  (value, field) => {
    if (!Array.isArray(value) || value.length !== 2) fail(field, 'two numbers, from and to', value);
    const [from, to] = value as number[];
    check(from, `${field}[0]`);
    check(to, `${field}[1]`);
    if ((from ?? 0) > (to ?? 0)) fail(field, 'the first not above the second', value);
  };

const list =
  (check: Check, length?: number): Check =>
  (value, field) => {
    if (!Array.isArray(value) || value.length === 0) fail(field, 'a list that is not empty', value);
    if (length !== undefined && value.length !== length) fail(field, `a list of ${length}`, value);
    value.forEach((each: unknown, at) => check(each, `${field}[${at}]`));
  };

const object =
  (fields: Fields): Check =>
  (value, field) => {
    const known = plain(value, field);
    for (const name of Object.keys(known)) {
      if (!(name in fields)) throw new ScenarioError(`${inside(field, name)}: there is no such field`);
    }
    for (const [name, check] of Object.entries(fields)) check(known[name], inside(field, name));
  };

const record =
  (check: Check): Check =>
  (value, field) =>
    Object.entries(plain(value, field)).forEach(([name, each]) => check(each, inside(field, name)));

const text: Check = (value, field) => {
  if (typeof value !== 'string' || value === '') fail(field, 'words', value);
};

const boolean: Check = (value, field) => {
  if (typeof value !== 'boolean') fail(field, 'true or false', value);
};

const urgency: Check = (value, field) => {
  if (!URGENCIES.includes(value as string)) fail(field, `one of ${URGENCIES.join(', ')}`, value);
};

function inside(field: string, name: string): string {
  return field === '' ? name : `${field}.${name}`;
}

function plain(value: unknown, field: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fail(field === '' ? 'scenario' : field, 'an object', value);
  }
  return value as Record<string, unknown>;
}

const ofUrgency = object({ acceptMinutes: above, offerMinutes: above });

const CHECKS: Readonly<Record<keyof Scenario, Check>> = {
  stations: whole(1, 100_000),
  stationsPerCommunity: whole(1),
  communitiesPerStreet: whole(1),
  helpers: whole(0, 1_000_000),
  load: number(0),
  requestsADay: orNull(number(0)),
  hours: list(number(0), 24),
  spacingMetres: above,
  spreadMetres: number(0),
  demandSkew: number(0, 5),
  willingShare: number(0, 1),
  acceptance: range(number(0, 1)),
  acceptanceFadesMetres: above,
  acceptancePerJob: number(0, 1),
  hourSwing: number(0, 1),
  declineShare: number(0, 1),
  answerMinutes: above,
  answerSigma: number(0, 5),
  inactiveMinutes: number(0),
  capacity: range(whole(1)),
  maxOffersADay: whole(1),
  restMinutes: number(0),
  shifts: list(object({ from: number(0, 24), to: number(0, 24), weight: number(0) })),
  daysAWeek: whole(1, 7),
  metresAMinute: above,
  urgencies: object({ normal: ofUrgency, urgent: ofUrgency, critical: ofUrgency }),
  skills: record(object({ share: number(0, 1), licensed: boolean, expiring: number(0, 1) })),
  categories: list(
    object({
      name: text,
      weight: number(0),
      urgency,
      minutes: above,
      minutesSigma: number(0, 5),
      crew: list(orNull(text)),
    }),
  ),
  k: whole(1),
};

/** Objects (urgencies, skills) are filled up from the default by name; lists are taken as they are. */
export function checked(given: unknown, unlessGiven: Scenario): Scenario {
  const fields = plain(given, '');
  const urgencies = {
    ...unlessGiven.urgencies,
    ...(fields.urgencies === undefined ? {} : plain(fields.urgencies, 'urgencies')),
  };
  const scenario = { ...unlessGiven, ...fields, urgencies };
  object(CHECKS)(scenario, '');
  scenario.categories.forEach(({ crew }, at) =>
    crew.forEach((skill, place) => {
      if (skill === null || skill in scenario.skills) return;
      throw new ScenarioError(`categories[${at}].crew[${place}]: '${skill}' is none of skills`);
    }),
  );
  return scenario;
}
