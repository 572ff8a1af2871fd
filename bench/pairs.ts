import type { Load } from './load.types.js';
import { say } from './say.js';
import { median } from './stats.js';

/** What both sides reached in turns, A B A B …: the machine is never the same for long. */
export interface Pairs {
  real: Load[];
  bare: Load[];
  /** the median of each pair's real by bare */
  ratio: number;
  realRate: number;
  bareRate: number;
  realP50: number;
  bareP50: number;
  realP99: number;
  bareP99: number;
  errors: number;
}

export async function inTurns(
  what: string,
  pairs: number,
  real: () => Promise<Load>,
  bare: () => Promise<Load>,
): Promise<Pairs> {
  // both warm: a process that has just started compiles what it runs
  await real();
  await bare();
  const reals: Load[] = [];
  const bares: Load[] = [];
  for (let pair = 1; pair <= pairs; pair += 1) {
    const own = await real();
    const other = await bare();
    reals.push(own);
    bares.push(other);
    say(
      `${what} ${pair}/${pairs}: ${own.rate.toFixed(0)} of ${other.rate.toFixed(0)} a second, ` +
        `p99 ${own.p99.toFixed(1)} of ${other.p99.toFixed(1)} ms${complaints(own, 'real')}${complaints(other, 'bare')}`,
    );
  }
  const middle = (loads: Load[], of: (load: Load) => number) => median(loads.map(of));
  return {
    real: reals,
    bare: bares,
    ratio: median(reals.map(({ rate }, index) => rate / (bares[index]?.rate ?? NaN))),
    realRate: middle(reals, ({ rate }) => rate),
    bareRate: middle(bares, ({ rate }) => rate),
    realP50: middle(reals, ({ p50 }) => p50),
    bareP50: middle(bares, ({ p50 }) => p50),
    realP99: middle(reals, ({ p99 }) => p99),
    bareP99: middle(bares, ({ p99 }) => p99),
    errors: [...reals, ...bares].reduce((sum, { errors }) => sum + errors, 0),
  };
}

export function complaints({ errors, statuses, said }: Load, whose = ''): string {
  return errors === 0 ? '' : ` [${whose} ${errors} errors ${JSON.stringify(statuses)} ${said.join(' | ')}]`;
}
