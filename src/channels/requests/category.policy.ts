import type { Category } from '../../tickets/tickets.js';

type Named = Pick<Category, 'id' | 'code' | 'name' | 'nameEn' | 'selectable' | 'confidential'>;

/** Two characters in common are a word; what many categories share tells nothing. */
const WORD = 2;

/**
 * The category of a request that nobody has sorted: the one whose name has most words in common with it, where one has; else
 * 其他 (a code that ends with `other`), else any that is open to all. A confidential one is hidden from the desk, so only its
 * whole name leads there.
 */
export function categoryOf<Known extends Named>(text: string, categories: readonly Known[]): Known | undefined {
  const [first, second] = scored(text, categories);
  if (first !== undefined && first.score > (second?.score ?? 0)) return first.category;
  const open = categories.filter(({ selectable, confidential }) => selectable && !confidential);
  return open.find(({ code }) => /(^|\.)other$/.test(code)) ?? open[0];
}

/** For somebody who chooses: those that share a word with the text, the likeliest first, at most `limit`; by the same rule. */
export function categoriesLike<Known extends Named>(
  text: string,
  categories: readonly Known[],
  limit: number,
): Known[] {
  return scored(text, categories)
    .slice(0, limit)
    .map(({ category }) => category);
}

function scored<Known extends Named>(text: string, categories: readonly Known[]): { category: Known; score: number }[] {
  const said = text.toLowerCase();
  const selectable = categories.filter((category) => category.selectable);
  const words = selectable.map(({ name, nameEn }) => [...wordsOf(name.toLowerCase()), ...englishWordsOf(nameEn)]);
  const often = new Map<string, number>();
  for (const word of words.flat()) often.set(word, (often.get(word) ?? 0) + 1);
  return selectable
    .map((category, at) => {
      const shared = (words[at] ?? []).filter((word) => said.includes(word));
      const score = shared.reduce((sum, word) => sum + 1 / (often.get(word) ?? 1), 0);
      return { category, score: category.confidential && !isNamed(category, said) ? 0 : score };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}

function isNamed({ name, nameEn }: Named, said: string): boolean {
  return said.includes(name.toLowerCase()) || (nameEn !== '' && said.includes(nameEn.toLowerCase()));
}

/** Of four letters and more: shorter ones (and, of, the) stand in most names. */
function englishWordsOf(name: string): string[] {
  return name.toLowerCase().match(/[a-z]{4,}/g) ?? [];
}

function wordsOf(name: string): string[] {
  const letters = [...name];
  return letters.slice(WORD - 1).map((_, at) => letters.slice(at, at + WORD).join(''));
}
