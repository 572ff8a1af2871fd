import { allEn as en, allZh as zh } from './words';

function keysOf(tree: object, path = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${path}${key}`] : keysOf(value as object, `${path}${key}.`),
  );
}

function wordsOf(tree: object): string[] {
  return Object.values(tree).flatMap((value) => (typeof value === 'string' ? [value] : wordsOf(value as object)));
}

const blanksOf = (words: string) => [...words.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort();

describe('the words of the pages', () => {
  it('have the same keys in Chinese and in English, and none is empty', () => {
    expect(keysOf(zh).length).toBeGreaterThan(100);
    expect(keysOf(en)).toEqual(keysOf(zh));
    expect([...wordsOf(zh), ...wordsOf(en)].filter((words) => words.trim() === '')).toEqual([]);
  });

  it('leave the same blanks to be filled in', () => {
    const english = wordsOf(en);
    for (const [at, words] of wordsOf(zh).entries())
      expect([words, blanksOf(english[at] ?? '')]).toEqual([words, blanksOf(words)]);
  });
});
