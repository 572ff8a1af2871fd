import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allEn as en, allZh as zh } from './words';
import { zh as everywhere } from './zh';

/** Folders whose pages load words of their own beside those that are everywhere. */
const LOADED: Record<string, string[]> = {
  desk: ['desk', 'staff'],
  station: ['station', 'staff'],
  helper: ['helper', 'staff'],
  command: ['command', 'staff'],
  admin: ['admin', 'staff'],
  staff: ['staff'],
  resident: [],
  parts: [],
};

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

  it.each(Object.entries(LOADED))('are loaded where %s uses them', (folder, own) => {
    const path = join(import.meta.dirname, '..', folder);
    const used = readdirSync(path).flatMap((file) =>
      [...readFileSync(join(path, file), 'utf8').matchAll(/\bt\([`']([a-zA-Z]+)\./g)].map(([, area]) => area ?? ''),
    );
    expect(used.length).toBeGreaterThan(0);
    const known = new Set([...Object.keys(everywhere), ...own]);
    expect([...new Set(used)].filter((area) => !known.has(area))).toEqual([]);
  });
});
