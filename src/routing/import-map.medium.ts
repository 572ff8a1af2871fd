import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_APP_KEY } from '../../test/support/app-key.mjs';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { csv, eventually, geojson } from '../../test/support/maps.js';
import { run } from '../../test/support/processes.js';
import { generateStreet } from '../demo/street.js';
import { Database } from '../platform/database/database.js';
import { Routing } from './routing.js';

const grid = generateStreet().areas.find(({ kind }) => kind === 'grid');
const folder = mkdtempSync(join(tmpdir(), 'bangban-import-map-'));
const areas = join(folder, 'areas.geojson');
const buildings = join(folder, 'buildings.csv');

let test: TestApp;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true });
});

/** As `npm run import:map` does it, beside a process that routes. */
async function command(...args: string[]): Promise<{ code: number | null; output: string }> {
  const env = { DATABASE_URL: test.databaseUrl, APP_KEY: TEST_APP_KEY, DATA_DIR: folder };
  const { ended, output } = run('dist/routing/import-map.js', env, args);
  return { code: await ended, output: output() };
}
const maps = async () =>
  (await test.get(Database).rows<{ state: string }>('SELECT state FROM grid_maps ORDER BY id')).map(
    ({ state }) => state,
  );

describe('importing a map at the command line', () => {
  beforeAll(() => {
    writeFileSync(areas, geojson([{ code: grid?.code ?? '', name: '命令行网格' }]));
    writeFileSync(buildings, csv([['CLI-1', '命令楼', '', '', '', grid?.code ?? '', '', '']]));
  });

  it('only looks unless told, and tells what there is', async () => {
    const { code, output } = await command('--areas', areas, '--buildings', buildings);
    expect([code, output]).toEqual([0, expect.stringContaining('new 1, changed 0')]);
    expect(output).toContain('没有留下草稿');
    expect(await maps()).toEqual(['published']);
  });

  it('keeps a draft, and publishes it while others are routing by the map before', async () => {
    const kept = await command('--areas', areas, '--yes');
    expect([kept.code, kept.output]).toEqual([0, expect.stringContaining('Draft')]);
    expect(await maps()).toEqual(['published', 'draft']);
    const published = await command('--areas', areas, '--buildings', buildings, '--name', '新图', '--yes', '--publish');
    expect([published.code, published.output]).toEqual([0, expect.stringContaining('已发布')]);
    await eventually('it is routed by', () => {
      const routed = test.get(Routing).route({ gridCode: grid?.code });
      return 'reason' in routed && routed.reason.args.grid === '命令行网格';
    });
  });

  it('ends with what is wrong, line by line, and keeps nothing', async () => {
    const before = await maps();
    writeFileSync(buildings, csv([['CLI-2', '命令楼', '', '', '', '999', '', '']]));
    const { code, output } = await command('--buildings', buildings, '--yes', '--publish');
    expect([code, output]).toEqual([1, expect.stringContaining('第 2 行 line 2')]);
    expect(await maps()).toEqual(before);
  });

  it.each([[[]], [['--publish', '--areas', 'x']], [['--areas', 'x', '--valid-from', 'soon']], [['--what']]])(
    'says how it is called: %j',
    async (args) => {
      const { code, output } = await command(...args);
      expect([code, output]).toEqual([1, expect.stringContaining('npm run import:map')]);
    },
  );

  it('says that a file is not there', async () => {
    const { code, output } = await command('--areas', join(folder, 'nowhere'));
    expect([code, output]).toEqual([1, expect.stringContaining('cannot be read')]);
  });
});
