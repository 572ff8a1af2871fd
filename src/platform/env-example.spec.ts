import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { readConfig } from './config.js';

const EXAMPLE = readFileSync('.env.example', 'utf8');
const given = parseEnv(EXAMPLE);

/** The variables that readConfig looks at, by asking it. */
function variablesRead(dataDir: string): string[] {
  const asked = new Set<string>();
  const env = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get(_, name) {
        asked.add(String(name));
        return name === 'DATA_DIR' ? dataDir : undefined;
      },
    },
  );
  readConfig(env);
  return [...asked];
}

describe('.env.example', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bangban-env-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('names every variable that is read, and no other', () => {
    expect(Object.keys(given).sort()).toEqual(variablesRead(folder).sort());
  });

  it('copied as it is, changes nothing: its values are the defaults', () => {
    expect(given.DATA_DIR).toBe('.data');
    expect(readConfig({ ...given, DATA_DIR: folder })).toEqual(readConfig({ DATA_DIR: folder }));
  });

  it('explains each variable in the lines above it', () => {
    const lines = EXAMPLE.split('\n');
    const bare = lines.filter((line, index) => /^[A-Z_]+=/.test(line) && lines[index - 1]?.startsWith('# ') !== true);
    expect(bare).toEqual([]);
  });
});
