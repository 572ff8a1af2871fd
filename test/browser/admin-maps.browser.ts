import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { Database } from '../../src/platform/database/database.js';
import { startTestApp, type TestApp } from '../support/harness.js';
import { MapDesk } from '../support/maps.js';
import { by } from '../support/people.js';
import { describeInBrowser, launch } from './browser.js';
import { sit as seat } from './seat.js';

let app: TestApp;
let browser: Browser;

const sit = (options: BrowserContextOptions = {}) => seat(browser, app, 'administrator', options);

const corners = (page: Page) => page.locator('.grid-corner');
/** The boundary of a grid in a map, as its first ring. */
async function ringOf(mapId: string, code: string): Promise<number[][]> {
  const row = await app.get(Database).one<{ ring: number[][] }>(
    `SELECT b.geometry -> 0 -> 0 AS ring FROM boundaries b JOIN areas a ON a.id = b.area_id
      WHERE b.map_id = $1 AND a.code = $2`,
    [mapId, code],
  );
  return row?.ring ?? [];
}

describeInBrowser('the maps of an administrator', () => {
  beforeAll(async () => {
    app = await startTestApp({ template: 'street' });
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('are found from the tree of areas, which opens and is searched', async () => {
    const { page, look } = await sit();
    await page.goto('/admin');
    await page.getByRole('link', { name: /青岛市/ }).waitFor();
    await page.getByLabel(/^按名称或代码/).fill('社区');
    await page.locator('.tree-name', { hasText: '社区' }).first().click();
    await page.getByRole('heading', { name: /帮办站（\d+）/ }).waitFor();
    await look('admin-zh-1440-areas');
    expect(new URL(page.url()).pathname).toMatch(/^\/admin\/areas\/[\da-f-]{36}$/);
  });

  it('take a file with a fault, show where, are drawn on by hand and by keys, published and rolled back', async () => {
    const { page, look } = await sit();
    await page.goto('/admin/maps');
    await page.getByRole('button', { name: '新建草稿' }).click();
    await page.getByLabel('名称').fill('重画登州路');
    await look('admin-zh-1440-maps');
    await page.getByRole('button', { name: '建立草稿' }).click();
    await page.getByRole('heading', { name: '重画登州路' }).waitFor();
    const mapId = page.url().split('/').at(-1) ?? '';

    // a file whose one boundary crosses itself
    const [grid] = await app.get(Database).rows<{ code: string }>(
      `SELECT a.code FROM areas a JOIN boundaries b ON b.area_id = a.id AND b.map_id = $1 WHERE a.kind = 'grid'
        ORDER BY a.code LIMIT 1`,
      [mapId],
    );
    const code = grid?.code ?? '';
    const before = await ringOf(mapId, code);
    const [first, second, third, ...rest] = before;
    const crossing = [first, third, second, ...rest];
    const feature = { type: 'Feature', properties: { code }, geometry: { type: 'Polygon', coordinates: [crossing] } };
    const file = Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: [feature] }));
    await page
      .getByLabel('文件', { exact: true })
      .setInputFiles({ name: 'grids.geojson', mimeType: 'application/geo+json', buffer: file });
    await page.getByRole('button', { name: '导入', exact: true }).click();
    await page.getByText('文件里有错，什么都没有导入').first().waitFor();
    await page.getByText(/错误 \d+ 处/).waitFor();
    expect(await page.getByRole('button', { name: '发布', exact: true }).isDisabled()).toBe(true);
    await look('admin-zh-1440-draft');

    await page.getByRole('link', { name: '校验报告', exact: true }).click();
    await page.locator('.found-error').first().click();
    await page.locator('.found-on').waitFor();
    await look('admin-zh-1440-report');

    await page.getByRole('link', { name: '概况' }).click();
    await page.getByRole('button', { name: '不再理会' }).click();
    await page.getByText('错误 1 处').waitFor({ state: 'detached' });

    await page.getByRole('link', { name: '画网格' }).click();
    await page.getByLabel('查找网格').fill(code);
    await page.locator('.found', { hasText: code }).click();
    await corners(page).first().waitFor();
    const corner = await corners(page).first().boundingBox();
    if (corner === null) throw new Error('no corner is seen');
    await page.mouse.move(corner.x + 8, corner.y + 8);
    await page.mouse.down();
    await page.mouse.move(corner.x + 38, corner.y + 28, { steps: 5 });
    await page.mouse.up();
    await page.getByRole('button', { name: /保存到草稿（[1-9]/ }).waitFor();
    await page.getByRole('button', { name: '撤销一步' }).click();
    await page.getByRole('button', { name: '保存到草稿（0）' }).waitFor();
    await corners(page).first().focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: /保存到草稿（[1-9]/ }).waitFor();
    await look('admin-zh-1440-draw');
    await page.getByRole('button', { name: /保存到草稿/ }).click();
    await page.getByText(/已存入草稿并校验/).waitFor();
    const after = await ringOf(mapId, code);
    expect(after).toHaveLength(before.length);
    expect(after).not.toEqual(before);

    await page.getByRole('link', { name: '会改变什么' }).click();
    await page.getByText('如果现在发布这张图').waitFor();
    await look('admin-zh-1440-what-if');
    await page.getByRole('link', { name: '概况' }).click();
    const warned = page.getByLabel(/处提醒都看过了/);
    if (await warned.isVisible()) await warned.check();
    await page.getByRole('button', { name: '发布', exact: true }).click();
    await page.getByText('正在发布').waitFor();
    const desk = new MapDesk(app, await by(app, 'administrator'));
    await desk.published(mapId);
    await page.locator('h1 .admin-state', { hasText: '在用' }).waitFor();
    const published = () => app.get(Database).one(`SELECT id FROM grid_maps WHERE state = 'published'`);
    expect(await published()).toEqual({ id: mapId });

    await page.getByRole('link', { name: '← 网格图' }).click();
    await page.locator('tbody tr', { hasText: '已停用' }).getByRole('link').click();
    await page.getByRole('heading', { name: '回退到这张图' }).waitFor();
    const earlier = page.url().split('/').at(-1) ?? '';
    await page.getByRole('button', { name: '回退到这张图' }).click();
    await page.getByRole('button', { name: '回退到这张图' }).click();
    await page.getByText('正在发布').waitFor();
    await desk.published(earlier);
    await page.locator('h1 .admin-state', { hasText: '在用' }).waitFor();
    expect(await published()).toEqual({ id: earlier });
  }, 180_000);

  it('are not written over what somebody else has drawn meanwhile, and what was drawn stays', async () => {
    const administrator = await by(app, 'administrator');
    const desk = new MapDesk(app, administrator);
    const mapId = await desk.draft('两个人画');
    const { page, look } = await sit();
    await page.goto(`/admin/maps/${mapId}/draw`);
    await page.locator('.found').first().click();
    await page.getByLabel('名称').fill('改过的名字');
    await page.getByLabel('名称').blur();
    await page.getByRole('button', { name: '保存到草稿（1）' }).waitFor();
    const [grid] = await app
      .get(Database)
      .rows<{ code: string }>(`SELECT code FROM areas WHERE kind = 'grid' ORDER BY code DESC LIMIT 1`);
    await desk.areas(mapId, [{ code: grid?.code ?? '', name: '别人改的' }]).expect(200);
    await page.getByRole('button', { name: '保存到草稿（1）' }).click();
    await page.getByText('您画的时候有人改过这张草稿').waitFor();
    expect(await page.getByLabel('名称').inputValue()).toBe('改过的名字');
    await look('admin-zh-1440-draw-conflict');
  }, 90_000);

  it('stand on a telephone, in English, and in the dark', async () => {
    const { page, look } = await sit({ viewport: { width: 375, height: 740 }, locale: 'en-GB', colorScheme: 'dark' });
    for (const path of ['areas', 'maps']) {
      await page.goto(`/admin/${path}`);
      await page.locator('.tree-name, .admin-table').first().waitFor();
      await look(`admin-en-375-dark-${path}`);
    }
    await page.locator('.admin-table a').first().click();
    await page.getByRole('link', { name: /^(Look|Draw)$/ }).click();
    await page.locator('.found').first().waitFor();
    await look('admin-en-375-dark-map');
  });
});
