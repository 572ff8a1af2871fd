import { ScenarioError } from './checks.js';
import { answerOf, truly } from './answers.js';
import { goalsOf, goalTasks } from './goals.js';
import { page } from './page.js';
import { POLICIES, policyOf } from './policies.js';
import { uniform } from './random.js';
import { DEFAULT_SCENARIO, readScenario } from './scenario.js';
import { Simulation } from './simulation.js';
import { gini, type Outcome } from './tally.js';
import { runTask } from './task.js';
import { makeWorld, requestsADay } from './world.js';

/** Small enough to run many times: one community, and a second that begins. */
const SMALL = { stations: 6, helpers: 24, load: 0.8 };
const run = (given: object, policy: (typeof POLICIES)[number] = 'ours', seed = 1, days = 2): Outcome =>
  runTask({ scenario: readScenario(given), policy, seed, days });

describe('a scenario', () => {
  it('is the default where it says nothing', () => {
    expect(readScenario({})).toEqual(DEFAULT_SCENARIO);
    expect(readScenario({ urgencies: { critical: { acceptMinutes: 5, offerMinutes: 1 } } }).urgencies).toMatchObject({
      normal: DEFAULT_SCENARIO.urgencies.normal,
      critical: { acceptMinutes: 5 },
    });
  });

  it.each([
    [{ helpers: -1 }, 'helpers'],
    [{ helpers: 2.5 }, 'helpers'],
    [{ load: 'much' }, 'load'],
    [{ acceptance: [0.5, 0.2] }, 'acceptance'],
    [{ acceptance: [0.5, 2] }, 'acceptance[1]'],
    [{ hours: [1, 2] }, 'hours'],
    [{ categories: [] }, 'categories'],
    [{ categories: [{ ...DEFAULT_SCENARIO.categories[0], crew: ['plumber'] }] }, 'categories[0].crew[0]'],
    [{ categories: [{ ...DEFAULT_SCENARIO.categories[0], minutes: 0 }] }, 'categories[0].minutes'],
    [{ urgencies: { normal: { acceptMinutes: 5 } } }, 'urgencies.normal.offerMinutes'],
    [{ helper: 3 }, 'helper'],
    [{ skills: { lawyer: { share: 2, licensed: true, expiring: 0 } } }, 'skills.lawyer.share'],
    [[], 'scenario'],
    [null, 'scenario'],
  ])('%j is refused, and the field is named', (given, field) => {
    expect(() => readScenario(given)).toThrow(ScenarioError);
    expect(() => readScenario(given)).toThrow(new RegExp(`^${field.replaceAll(/[[\].]/g, '\\$&')}:`));
  });
});

describe('a world', () => {
  it('is the same for the same seed, and another for another', () => {
    const scenario = readScenario(SMALL);
    expect(makeWorld(scenario, 7, 2)).toEqual(makeWorld(scenario, 7, 2));
    expect(makeWorld(scenario, 7, 2).requests).not.toEqual(makeWorld(scenario, 8, 2).requests);
  });

  it('asks as often as the load says', () => {
    const once = makeWorld(readScenario({ load: 1 }), 1, 1);
    const twice = makeWorld(readScenario({ load: 2 }), 1, 1);
    const [one, two] = [once, twice].map(({ scenario, people }) => requestsADay(scenario, people));
    expect(two).toBeCloseTo(2 * (one ?? 0));
    const many = makeWorld(readScenario({ requestsADay: 500 }), 1, 20).requests.length;
    expect(many / 20).toBeGreaterThan(450);
    expect(many / 20).toBeLessThan(550);
  });

  it('what a helper answers to a request is the same whenever it is asked, and less likely further away', () => {
    const world = makeWorld(readScenario(SMALL), 1, 1);
    const [person] = world.people;
    const [request] = world.requests;
    if (person === undefined || request === undefined) throw new Error('an empty world');
    expect(answerOf(world, person, request, 0.5)).toEqual(answerOf(world, person, request, 0.5));
    expect(answerOf(world, person, request, 1).kind).toBe('accept');
    expect(answerOf(world, person, request, 0).kind).not.toBe('accept');
    const at = request.openedAt;
    expect(truly(world, person, 2000, 0, at)).toBeLessThan(truly(world, person, 100, 0, at));
    expect(truly(world, person, 100, 1, at)).toBeLessThan(truly(world, person, 100, 0, at));
  });

  it('its numbers are spread evenly', () => {
    const numbers = Array.from({ length: 20_000 }, (_, at) => uniform(3, 4, at % 200, Math.floor(at / 200)));
    expect(numbers.reduce((sum, u) => sum + u, 0) / numbers.length).toBeCloseTo(0.5, 1);
    const tenths = numbers.reduce<number[]>((counts, u) => {
      counts[Math.floor(u * 10)] = (counts[Math.floor(u * 10)] ?? 0) + 1;
      return counts;
    }, []);
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });
});

describe.each(POLICIES)('policy %s', (policy) => {
  it('is the same for the same seed', () => {
    expect(run(SMALL, policy)).toEqual(run(SMALL, policy));
  });

  it.each([
    ['as it is', SMALL],
    ['too much asked for', { ...SMALL, load: 2 }],
    ['everybody accepts', { ...SMALL, acceptance: [1, 1], inactiveMinutes: 0, answerSigma: 0 }],
    [
      'licences run out',
      {
        ...SMALL,
        skills: {
          electrician: { share: 0.5, licensed: true, expiring: 1 },
          carpenter: { share: 0.3, licensed: false, expiring: 0 },
          lawyer: { share: 0.3, licensed: true, expiring: 1 },
          doctor: { share: 0.3, licensed: true, expiring: 1 },
        },
      },
    ],
  ])('keeps licences and capacity, and loses no place: %s', (_, scenario) => {
    const outcome = run(scenario, policy);
    expect(outcome).toMatchObject({ licenceViolations: 0, capacityViolations: 0 });
    expect(outcome.requests).toBeGreaterThan(0);
    const filled = outcome.filledByQuarter.reduce((sum, count) => sum + count, 0);
    expect(filled + Math.round(outcome.unfilled * outcome.places)).toBe(outcome.places);
    expect(filled).toBeGreaterThan(0);
  });

  it.each([
    ['one helper', { stations: 1, helpers: 1, requestsADay: 20 }],
    ['no helpers', { helpers: 0, requestsADay: 5 }],
    ['no requests', { helpers: 5, load: 0 }],
    ['more stations than helpers', { stations: 50, helpers: 3 }],
    ['nobody ever accepts', { stations: 2, helpers: 6, acceptance: [0, 0], requestsADay: 10 }],
    [
      'an offer that lasts longer than the time to accept',
      { ...SMALL, urgencies: { normal: { acceptMinutes: 3, offerMinutes: 60 } } },
    ],
  ])('does not mind %s', (_, scenario) => {
    const outcome = run(scenario, policy, 1, 1);
    expect(outcome.unfilled).toBeGreaterThanOrEqual(0);
    expect(outcome.unfilled).toBeLessThanOrEqual(1);
    for (const figure of [outcome.giniJobs, outcome.giniOffers]) expect(figure).toBeGreaterThanOrEqual(0);
  });
});

describe('what is compared', () => {
  it('all policies have the same requests', () => {
    const counts = POLICIES.map((policy) => run(SMALL, policy).requests);
    expect(new Set(counts).size).toBe(1);
  });

  it('who knows the answers wastes no offer and leaves no more places empty than who asks one after the other', () => {
    const [knows, asks] = [run(SMALL, 'clairvoyant', 2, 4), run(SMALL, 'nearest', 2, 4)];
    expect(knows.offersPerFilled).toBeLessThan(1.1);
    expect(knows.unfilled).toBeLessThanOrEqual(asks.unfilled);
  });

  it('an offer made is an offer counted: a violation would be seen', () => {
    const scenario = readScenario(SMALL);
    const careless = { ...policyOf('nearest', 3), decide: undefined };
    const simulation = new Simulation(
      makeWorld(scenario, 1, 1),
      {
        ...careless,
        decide: ({ people, now }, tickets) =>
          tickets.map((ticket) => ({
            offers: ticket.places.flatMap((place, at) => {
              const helper = people.all[(ticket.request.no * 3 + at) % people.all.length];
              return helper === undefined || ticket.closed.has(helper.now.id) || place.helperId !== null
                ? []
                : [{ placeId: place.id, helperId: helper.now.id, expiresAt: now + 600_000 }];
            }),
            climb: null,
            lookAgainAt: null,
          })),
      },
      1,
    );
    expect(simulation.run().licenceViolations).toBeGreaterThan(0);
  });

  it('goals are told of every load, and a page is made of all of it', () => {
    const tasks = goalTasks(readScenario({ stations: 1, helpers: 5 }), 1, 1, 1);
    const results = goalsOf(
      tasks,
      tasks.map((task) => runTask(task)),
    );
    expect(results.goals).toHaveLength(21);
    const html = page({ scenario: DEFAULT_SCENARIO, seed: 1, days: 1, ...results });
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/(?:src|href)=/);
  });

  it('Gini: nothing between equals, near 1 where one has all', () => {
    expect(gini([3, 3, 3])).toBe(0);
    expect(gini([0, 0, 0, 8])).toBeCloseTo(0.75);
    expect(gini([])).toBe(0);
    expect(gini([0, 0])).toBe(0);
  });
});
