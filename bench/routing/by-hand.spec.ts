import { readFileSync } from 'node:fs';
import { readByHand } from './by-hand.js';

const { entries, queries } = readByHand(readFileSync(new URL('./by-hand.jsonl', import.meta.url), 'utf8'));

it('the queries by hand name buildings that their gazetteer has, each once', () => {
  const codes = new Set(entries.map(({ code }) => code));
  expect(codes.size).toBe(entries.length);
  expect(queries.length).toBeGreaterThanOrEqual(120);
  expect(queries.filter(({ building }) => building === null).length).toBeGreaterThan(20);
  for (const { building, among = [] } of queries) {
    for (const code of among) expect(codes).toContain(code);
    if (building !== null) expect(codes).toContain(building);
  }
});
