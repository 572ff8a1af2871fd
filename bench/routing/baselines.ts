import { performance } from 'node:perf_hooks';
import type { BookEntry } from '../../src/routing/addresses/address.types.js';
import { Random } from '../../src/demo/random.js';
import type { Figure } from '../figures.js';
import { say } from '../say.js';
import { tally, type Answered } from './answers.js';
import { BigramIndex, type Ranked } from './jaccard.js';
import type { Query } from './queries/queries.js';
import { quality } from './quality.js';
import { answerBy, bestRule } from './thresholds.js';
import { trigrams } from './trigrams.js';

/** Without a grammar: the same queries by likeness of characters, with the rule to abstain that suits them best. */
export async function baselines(
  queries: readonly Query[],
  entries: () => Iterable<readonly BookEntry[]>,
  gridOf: (code: string) => string | null,
  sample: number,
): Promise<Figure[]> {
  const asked = new Random(7, 'baselines').shuffle(queries).slice(0, sample);
  const bigrams = new BigramIndex(entries());
  say(`bigrams are asked ${asked.length} queries`);
  const figures = await measure('bigram Jaccard', asked, gridOf, (text) => Promise.resolve(bigrams.best(text)));
  const fewer = asked.slice(0, Math.max(100, Math.round(sample / 8)));
  const postgres = await trigrams(entries());
  try {
    say(`pg_trgm is asked ${fewer.length} queries`);
    figures.push(...(await measure('pg_trgm', fewer, gridOf, postgres.best)));
  } finally {
    await postgres.stop();
  }
  return figures;
}

/** The rule is chosen on every second query and measured on the others. */
async function measure(
  part: string,
  queries: readonly Query[],
  gridOf: (code: string) => string | null,
  best: (text: string) => Promise<Ranked>,
): Promise<Figure[]> {
  const begin = performance.now();
  const seen: { query: Query; ranked: Ranked }[] = [];
  for (const query of queries) seen.push({ query, ranked: await best(query.text) });
  const milliseconds = (performance.now() - begin) / queries.length;
  const rule = bestRule(seen.filter((_, at) => at % 2 === 0));
  const answers = seen
    .filter((_, at) => at % 2 === 1)
    .map(({ query, ranked }): Answered => {
      const answer = answerBy(rule, ranked);
      return { query, answer, grid: answer.building === null ? null : gridOf(answer.building) };
    });
  const figures = quality(part, tally(answers), false);
  const [first] = figures;
  if (first !== undefined) first.more = { rule, measured: answers.length };
  return [...figures, { part, figure: 'one query', value: milliseconds, unit: 'ms' }];
}
