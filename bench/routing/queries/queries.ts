import { Random } from '../../../src/demo/random.js';
import type { City, CityArea } from '../city/city.types.js';
import type { Disturbance, Tools } from './disturbance.js';
import { ofFigures } from './of-figures.js';
import { ofLevels } from './of-levels.js';
import { ofNames } from './of-names.js';
import { ofSpeech } from './of-speech.js';
import { sayHouse, textOf, type Plan } from './plan.js';
import { Gazetteer } from './truth.js';
import { unclear } from './unclear.js';

export const disturbances: readonly Disturbance[] = [...ofNames, ...ofLevels, ...ofFigures, ...ofSpeech];

export interface Query {
  id: string;
  text: string;
  /** `plain`, one kind, three kinds, or a kind of what is unclear */
  kinds: string[];
  set: 'plain' | 'alone' | 'threes' | 'unclear';
  /** several: it must be asked back; none: there is no such number */
  fits: 'one' | 'several' | 'none';
  /** the building that fits, where one does */
  building: string | null;
  unit: string | null;
  /** grid in which the one who speaks stands, whether or not the words tell it */
  grid: string;
}

export interface Made {
  queries: Query[];
  /** thrown away since people would not agree what they mean, by kind */
  debatable: Record<string, number>;
}

/** About a third of each kind alone, the rest in threes, and a tenth of what nobody could answer. */
export function makeQueries(city: City, count: number, seed: number): Made {
  const maker = new Maker(city, seed);
  const plain = Math.round(count * 0.04);
  const alone = Math.round((count * 0.46) / disturbances.length);
  for (let n = 0; n < plain; n++) maker.add('plain', []);
  for (const one of disturbances) for (let n = 0; n < alone; n++) maker.add('alone', [one]);
  const unclearEach = Math.round((count * 0.12) / unclear.length);
  for (const one of unclear) for (let n = 0; n < unclearEach; n++) maker.addUnclear(one);
  let misses = 0;
  while (maker.queries.length < count && misses < count) {
    const three = maker.random.shuffle(disturbances).slice(0, 3);
    if (!maker.add('threes', three, 3)) misses++;
  }
  return { queries: maker.queries, debatable: maker.debatable };
}

class Maker {
  readonly queries: Query[] = [];
  readonly debatable: Record<string, number> = {};
  readonly random: Random;
  private readonly tools: Tools;
  private readonly landmarks = new Map<CityArea, string[]>();

  constructor(
    private readonly city: City,
    seed: number,
  ) {
    this.random = new Random(seed, 'queries');
    for (const house of city.houses) {
      const [name] = house.names;
      const street = house.grid.parent?.parent;
      if (name === undefined || !street) continue;
      const known = this.landmarks.get(street);
      if (known === undefined) this.landmarks.set(street, [name]);
      else known.push(name);
    }
    this.tools = {
      gazetteer: new Gazetteer(city),
      landmarksNear: (house) =>
        (this.landmarks.get(house.grid.parent?.parent ?? house.grid) ?? []).filter(
          (name) => !house.names.includes(name),
        ),
    };
  }

  /** Tries until a house is found that has what is to be disturbed; not for ever, for a street may have none. */
  add(set: Query['set'], kinds: readonly Disturbance[], tries = 300): boolean {
    for (let n = 0; n < tries; n++) {
      const house = this.random.pick(this.city.houses);
      const rich = kinds.some(({ kind }) => kind === 'level missing');
      const plan = sayHouse(this.city, house, this.random, rich || (set === 'threes' && this.random.chance(0.4)));
      const inOrder = [...kinds].sort((one, other) => one.stage - other.stage);
      if (!inOrder.every((one) => one.apply(plan, this.tools))) continue;
      if (this.keep(set, kinds.length === 0 ? ['plain'] : kinds.map(({ kind }) => kind), plan)) return true;
    }
    return false;
  }

  addUnclear({ kind, expect, make }: (typeof unclear)[number]): boolean {
    for (let n = 0; n < 300; n++) {
      const plan = make(this.city, this.random.pick(this.city.houses), this.random, this.tools);
      if (plan === undefined || plan.said.length === 0) continue;
      const speak = ofSpeech.find((one) => one.kind === 'spoken sentence');
      if (kind !== 'no place at all' && this.random.chance(0.5)) speak?.apply(plan, this.tools);
      if (this.keep('unclear', [kind], plan, expect)) return true;
    }
    return false;
  }

  private keep(set: Query['set'], kinds: string[], plan: Plan, expect?: 'several' | 'none'): boolean {
    const truth = this.tools.gazetteer.judge(plan);
    if (truth.fits === 'debatable') {
      for (const kind of kinds) this.debatable[kind] = (this.debatable[kind] ?? 0) + 1;
      return false;
    }
    if (expect !== undefined && truth.fits !== expect) return false;
    if (expect === undefined && truth.fits === 'none')
      throw new Error(`nothing fits: ${textOf(plan)} (${kinds.join()})`);
    const one = truth.fits === 'one' ? truth.house : null;
    if (one !== null && one !== plan.house) throw new Error(`another fits: ${textOf(plan)} (${kinds.join()})`);
    this.queries.push({
      id: `${set}-${this.queries.length + 1}`,
      text: textOf(plan),
      kinds,
      set,
      fits: truth.fits,
      building: one?.code ?? null,
      unit: plan.means.unit ?? null,
      grid: plan.house.grid.code,
    });
    return true;
  }
}
