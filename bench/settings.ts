import { parseArgs } from 'node:util';
import type { Figure } from './figures.js';
import type { World } from './world.js';

export interface Settings {
  parts: string[];
  /** of each measured run */
  seconds: number;
  pairs: number;
  connections: number[];
  helpers: number;
  /** on the larger of the two boards */
  tickets: number;
}

export type Part = (world: World, settings: Settings) => Promise<Figure[]>;

/** `npm run bench -- open --seconds 3 --pairs 5 --connections 1,8,32`; `--quick` is a look, not a measurement. */
export function readSettings(args: string[], known: string[]): Settings {
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
    },
  });
  const unknown = positionals.filter((part) => !known.includes(part));
  if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}; there are ${known.join(', ')}`);
  const { quick } = values;
  return {
    parts: positionals.length === 0 ? known : positionals,
    seconds: positive(values.seconds, quick ? 1 : 3),
    pairs: positive(values.pairs, quick ? 2 : 5),
    connections: (values.connections ?? (quick ? '8' : '1,8,32')).split(',').map((n) => positive(n, 1)),
    helpers: positive(values.helpers, 10_000),
    tickets: positive(values.tickets, quick ? 100_000 : 1_000_000),
  };
}

function positive(given: string | undefined, unlessGiven: number): number {
  const value = given === undefined ? unlessGiven : Number(given);
  if (!(value > 0)) throw new Error(`not a number above nought: ${given}`);
  return value;
}
