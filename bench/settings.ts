import { parseArgs } from 'node:util';
import type { Figure } from './figures.js';
import type { World } from './world.js';

export interface Settings {
  parts: string[];
  /** a look: smaller grounds, shorter runs */
  quick: boolean;
  /** of each measured run */
  seconds: number;
  pairs: number;
  connections: number[];
  helpers: number;
  /** on the larger of the two boards */
  tickets: number;
  /** in the made-up city */
  buildings: number;
  /** of addresses; a sixth of them are of the demo street */
  queries: number;
  /** of them, for the baselines: how many are asked of bigrams; an eighth of these of pg_trgm */
  sample: number;
  /** folder for the city and its queries as files of `npm run resolve` */
  files: string | null;
}

export type Part = (world: World, settings: Settings) => Promise<Figure[]>;
/** Needs neither the server nor its street with the made-up helpers. */
export type LonePart = (settings: Settings) => Promise<Figure[]>;

/** `npm run bench -- open --seconds 3 --pairs 5 --connections 1,8,32`; `--quick` is a look, not a measurement. */
export function readSettings(
  args: string[],
  known: string[],
  groups: Readonly<Record<string, string[]>> = {},
): Settings {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      pairs: { type: 'string' },
      connections: { type: 'string' },
      helpers: { type: 'string' },
      tickets: { type: 'string' },
      buildings: { type: 'string' },
      queries: { type: 'string' },
      sample: { type: 'string' },
      files: { type: 'string' },
    },
  });
  const named = [...new Set(positionals.flatMap((part) => groups[part] ?? [part]))];
  const unknown = named.filter((part) => !known.includes(part));
  const there = [...known, ...Object.keys(groups)];
  if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}; there are ${there.join(', ')}`);
  const { quick } = values;
  return {
    parts: named.length === 0 ? known : named,
    quick,
    seconds: positive(values.seconds, quick ? 1 : 3),
    pairs: positive(values.pairs, quick ? 2 : 5),
    connections: (values.connections ?? (quick ? '8' : '1,8,32')).split(',').map((n) => positive(n, 1)),
    helpers: positive(values.helpers, 10_000),
    tickets: positive(values.tickets, quick ? 100_000 : 1_000_000),
    buildings: positive(values.buildings, quick ? 50_000 : 500_000),
    queries: positive(values.queries, quick ? 3_000 : 24_000),
    sample: positive(values.sample, quick ? 400 : 3_000),
    files: values.files ?? null,
  };
}

function positive(given: string | undefined, unlessGiven: number): number {
  const value = given === undefined ? unlessGiven : Number(given);
  if (!(value > 0)) throw new Error(`not a number above nought: ${given}`);
  return value;
}
