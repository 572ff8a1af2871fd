import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SRC = join(import.meta.dirname, '../../');

it('no two shapes of the API have one name: the OpenAPI document would tell one of them for both', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => /\.dto\.ts$/.test(file));
  const names = files.flatMap((file) =>
    [...readFileSync(join(SRC, file), 'utf8').matchAll(/^export class (\w+)/gm)].map(([, name]) => name ?? ''),
  );
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});
