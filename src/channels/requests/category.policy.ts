import type { Category } from '../../tickets/tickets.js';

type Named = Pick<Category, 'id' | 'code' | 'name' | 'selectable' | 'confidential'>;

/** Two characters in common are a word; what many categories share tells nothing. */
const WORD = 2;

/**
 * The category of a request that nobody has sorted: the one whose name has most words in common with it, where one has; else
 * 其他 (a code that ends with `other`), else any that is open to all. A confidential one is hidden from the desk, so only its
 * whole name leads there.
 */
export function categoryOf<Known extends Named>(text: string, categories: readonly Known[]): Known | undefined {
  const selectable = categories.filter((category) => category.selectable);
  const words = selectable.map(({ name }) => wordsOf(name));
  const often = new Map<string, number>();
  for (const word of words.flat()) often.set(word, (often.get(word) ?? 0) + 1);
  const scored = selectable
    .map((category, at) => {
      const shared = (words[at] ?? []).filter((word) => text.includes(word));
      const score = shared.reduce((sum, word) => sum + 1 / (often.get(word) ?? 1), 0);
      return { category, score: category.confidential && !text.includes(category.name) ? 0 : score };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const [first, second] = scored;
  if (first !== undefined && first.score > (second?.score ?? 0)) return first.category;
  const open = selectable.filter(({ confidential }) => !confidential);
  return open.find(({ code }) => /(^|\.)other$/.test(code)) ?? open[0];
}

function wordsOf(name: string): string[] {
  const letters = [...name];
  return letters.slice(WORD - 1).map((_, at) => letters.slice(at, at + WORD).join(''));
}
