import type { Figure } from '../figures.js';
import type { Tally } from './answers.js';

/** The five figures that are asked for. Answers to what nobody could answer count as answers, and as wrong ones. */
export function quality(part: string, sum: Tally, goals: boolean): Figure[] {
  const percent = (
    figure: string,
    count: number,
    whole: number,
    goal: string,
    met: (value: number) => boolean,
  ): Figure => {
    const value = (100 * count) / whole;
    return { part, figure, value, unit: '%', ...(goals ? { goal, met: met(value) } : {}) };
  };
  return [
    percent('right building, of the answers', sum.right, sum.answered, '≥ 98', (value) => value >= 98),
    percent('right grid, of the answers', sum.rightGrid, sum.answered, '≥ 99', (value) => value >= 99),
    percent('wrong grid, of all', sum.wrongGrid, sum.asked, '≤ 0.5', (value) => value <= 0.5),
    percent('asks back where one fits', sum.clearAbstained, sum.clear, '≤ 5', (value) => value <= 5),
    percent('asks back where nobody could tell', sum.unclearAbstained, sum.unclear, '≥ 95', (value) => value >= 95),
  ];
}
