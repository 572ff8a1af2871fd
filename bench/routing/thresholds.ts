import type { Answer } from './answers.js';
import type { Ranked } from './jaccard.js';
import type { Query } from './queries/queries.js';

export interface Rule {
  /** an answer needs this score */
  least: number;
  /** and to be so far ahead of the next building */
  ahead: number;
}

export function answerBy({ least, ahead }: Rule, { code, score, next }: Ranked): Answer {
  const enough = code !== null && score >= least && score - next >= ahead;
  return { building: enough ? code : null, unit: null, alternatives: [], confidence: score, reason: 'score' };
}

const LEAST = Array.from({ length: 17 }, (_, step) => step * 0.05);
const AHEAD = [1e-9, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2];

/** The rule by which most of these are handled rightly: the right building, or a question where nobody could tell. */
export function bestRule(seen: readonly { query: Query; ranked: Ranked }[]): Rule {
  let best: Rule = { least: 0, ahead: 1e-9 };
  let most = -1;
  for (const least of LEAST)
    for (const ahead of AHEAD) {
      const right = seen.filter(
        ({ query, ranked }) => answerBy({ least, ahead }, ranked).building === query.building,
      ).length;
      if (right <= most) continue;
      most = right;
      best = { least, ahead };
    }
  return best;
}
