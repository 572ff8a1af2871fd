import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from './config.js';

const APP_KEY = Buffer.alloc(32, 1).toString('base64');

describe('readConfig', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bangban-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('needs nothing: embedded database, demo data, a key of its own that stays', () => {
    const first = readConfig({ DATA_DIR: folder });
    expect(first).toMatchObject({ role: 'all', port: 3000, demo: true, databaseUrl: undefined });
    expect(Buffer.from(first.appKey, 'base64')).toHaveLength(32);
    expect(readConfig({ DATA_DIR: folder }).appKey).toBe(first.appKey);
    expect(statSync(join(folder, 'app-key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['app-key']);
  });

  it.each([
    ['empty', ''],
    ['cut short', Buffer.alloc(32, 1).toString('base64').slice(0, 20)],
    ['too long', Buffer.alloc(48, 1).toString('base64')],
    ['other text', '!'.repeat(43)],
  ])('refuses a key of its own that is %s: what was encrypted with a known key is not', (what, text) => {
    const dataDir = join(folder, what);
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'app-key'), text);
    expect(faultOf({ DATA_DIR: dataDir })).toContain(join(dataDir, 'app-key'));
    expect(readdirSync(dataDir)).toEqual(['app-key']);
  });

  it('loads no demo data into a database that was given, unless told', () => {
    const given = { DATABASE_URL: 'postgres://localhost/x', APP_KEY };
    expect(readConfig(given).demo).toBe(false);
    expect(readConfig({ ...given, DEMO: 'true' }).demo).toBe(true);
  });

  it('names all faults at once', () => {
    const message = faultOf({
      ROLE: 'boss',
      PORT: 'x',
      REDIS_URL: 'http://x',
      APP_KEY: 'short',
      DATABASE_URL: 'mysql://x',
    });
    for (const name of ['ROLE', 'PORT', 'REDIS_URL', 'APP_KEY', 'DATABASE_URL']) expect(message).toContain(`${name}:`);
    expect(message.split('\n')).toHaveLength(1);
  });

  it('asks for a key with a database of yours, and for a shared database with separate roles', () => {
    expect(faultOf({ DATABASE_URL: 'postgres://localhost/x' })).toContain('APP_KEY');
    expect(faultOf({ ROLE: 'worker', APP_KEY })).toContain('DATABASE_URL');
  });

  it('a data folder that cannot be made is one line', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(faultOf({ DATA_DIR: join(file, 'data') })).toContain(join(file, 'data'));
  });
});

function faultOf(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : '';
  }
  return '';
}
