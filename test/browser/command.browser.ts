import { readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import { Database } from '../../src/platform/database/database.js';
import type { TicketView } from '../../src/tickets/tickets.dto.js';
import { everybodyOnDuty } from '../support/crew.js';
import { startTestApp, type TestApp } from '../support/harness.js';
import { by, makeCategory, openTicket, type Asking, type Who } from '../support/people.js';
import { closed, opened, resolved } from '../support/tickets.js';
import { describeInBrowser, launch } from './browser.js';
import { sit as seat } from './seat.js';

/** Told at once by the head: as many as are a sign of figures that are worked on. */
const BULK = 5;
const WORKED = 4;

let app: TestApp;
let browser: Browser;
let head: Asking;
let leader: Asking;
let categoryId: string;
let streetId: string;

const sit = (who: Who, options: BrowserContextOptions = {}) => seat(browser, app, who, options);
const month = () => {
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString();
  return { from: `${today.slice(0, 7)}-01`, to: today.slice(0, 10) };
};
const card = (page: Page, name: string) => page.locator('.indicator', { hasText: name });
const loaded = (page: Page) => page.locator('.indicator').nth(7).waitFor();

async function explained(ticket: TicketView): Promise<void> {
  await head.post(`/tickets/${ticket.id}/take`).expect(200);
  await head.post(`/tickets/${ticket.id}/resolve`, { outcome: 'explained', note: '电话里说清了' }).expect(200);
}

describeInBrowser('the pages of a leader', () => {
  beforeAll(async () => {
    app = await startTestApp({ template: 'street' });
    browser = await launch();
    [head, leader] = [await by(app, 'head'), await by(app, 'leader')];
    await everybodyOnDuty(app);
    categoryId = (await makeCategory(app, { name: '楼道灯不亮', nameEn: 'light in the stairway' })).id;
    for (let n = 0; n < BULK; n += 1) await explained(await opened(app, { categoryId }));
    for (let n = 0; n < WORKED; n += 1) {
      const ticket = await opened(app, { categoryId });
      await (n === 0 ? closed(app, ticket) : resolved(app, ticket));
    }
    await openTicket(app, { categoryId });
    streetId = (await leader.get('/me').expect(200)).body.areaRoles[0].areaId;
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('open as many rows as a figure says, whatever part of it', async () => {
    const { page, look } = await sit('leader');
    await page.goto('/command');
    await loaded(page);
    await card(page, '结案率').first().getByText('怎么算的').click();
    await card(page, '结案率').first().getByText('期内报告办结 ÷ 期内受理').waitFor();
    await look('zh-1440-overview');
    for (const [at, expected] of [BULK + WORKED, BULK + WORKED + 1].entries()) {
      await page.goto('/command');
      await loaded(page);
      const link = card(page, '结案率').first().locator('.indicator-parts a').nth(at);
      expect(await link.innerText()).toBe(String(expected));
      await link.click();
      await page.getByText(`共 ${expected} 条，已列出 ${expected} 条`).waitFor();
      expect(await page.locator('.rows tbody tr').count()).toBe(expected);
      await look(`zh-1440-rows-${at}`);
    }
    await page.getByRole('link', { name: '回总览' }).click();
    await loaded(page);
    // what is divided by nothing is no rate
    await card(page, '满意率').getByText('暂无').waitFor();
    await page.getByText('启用本系统之前办的，不计入上面任何一个数字。').waitFor();
  });

  it('keep place and time in the address, with a way back', async () => {
    const { page, look } = await sit('leader');
    await page.goto('/command');
    await loaded(page);
    await page.getByRole('button', { name: '换区域' }).click();
    await page.locator('.area-node .area-node .area-choose').first().waitFor();
    await look('zh-1440-tree');
    await page.getByLabel('找区域：名称或代码').fill('贮水山');
    await page.locator('.place-panel .area-choose').first().waitFor();
    const name = await page.locator('.place-panel .area-choose').first().innerText();
    await page.locator('.place-panel .area-choose').first().click();
    await page.waitForURL(/area=/);
    const first = name.split(/\s/)[0] ?? '';
    await page.locator('.place-way', { hasText: first }).waitFor();
    await loaded(page);

    await page.getByRole('button', { name: '上一期' }).click();
    await page.waitForURL(/from=/);
    await page.getByText('这段时间、这个区域还没有记录').waitFor();
    expect(await page.locator('.indicator-value').allInnerTexts()).toEqual(Array<string>(8).fill('暂无'));
    await page.goBack();
    await loaded(page);
    await page.getByLabel('时间长短').selectOption('day');
    await page.waitForURL(/unit=day/);
    await page.reload();
    await loaded(page);
    expect(await page.getByLabel('时间长短').inputValue()).toBe('day');
    await page.locator('.place-way', { hasText: first }).waitFor();
    await page.getByLabel('时间长短').selectOption('range');
    await page.getByLabel('从', { exact: true }).fill(month().from);
    await page.waitForURL(new RegExp(`from=${month().from}`));
    await loaded(page);
    await card(page, '结案率')
      .first()
      .locator('a', { hasText: String(BULK + WORKED) })
      .first()
      .waitFor();
  });

  it('draw charts that can be read as tables too', async () => {
    const { page, look } = await sit('leader');
    await page.goto('/command/trends');
    await page.locator('.chart canvas').nth(4).waitFor();
    await look('zh-1440-trends');
    const asTable = page.getByRole('button', { name: '看表格' });
    while ((await asTable.count()) > 0) await asTable.first().press('Enter');
    const received = page.locator('.chart', { hasText: '每天受理' }).locator('td').allInnerTexts();
    expect((await received).reduce((sum, n) => sum + Number(n), 0)).toBe(BULK + WORKED + 1);
    await look('zh-1440-trends-tables');
    await page.goto('/command/stations');
    await page.getByLabel('找一个站，图上也标出来').waitFor();
    const station = await page.locator('.figures tbody th a').first().innerText();
    await page.getByLabel('找一个站，图上也标出来').fill(station);
    await page.getByText(`◆ ${station}`).waitFor();
    await look('zh-1440-stations');
  });

  it('follow what happens, without being loaded again', async () => {
    const { page, look } = await sit('leader');
    await page.goto('/command/map');
    await page.locator('.area-label').first().waitFor();
    const open = page.locator('.now-sums dd').first();
    await page.getByText(/^此刻 .*自动更新$/).waitFor();
    const before = Number(await open.innerText());
    await page.evaluate('globalThis.sameDocument = true');
    await openTicket(app, { categoryId });
    await page.locator('.now-sums dl > div:first-child', { hasText: String(before + 1) }).waitFor();
    expect(await page.evaluate('globalThis.sameDocument')).toBe(true);
    await look('zh-1440-map');
    const area = await page.locator('.map-and-areas tbody th a').first().innerText();
    await page.locator('.map-and-areas tbody th a').first().click();
    await page.locator('.place-way', { hasText: area }).waitFor();
    // one by one down to the grid, and what is chosen in the map narrows the place as well
    // the first label is of what asks for something most; the ground below it is what is clicked on
    await page.locator('.area-label').first().waitFor();
    const label = await page.locator('.area-label').first().boundingBox();
    await page.mouse.click((label?.x ?? 0) + (label?.width ?? 0) / 2, (label?.y ?? 0) + (label?.height ?? 0) / 2);
    await page.locator('.place-way button').nth(1).waitFor();
    await look('zh-1440-map-grid');
  });

  it('show signs of gaming to the head first, and to the leader with the answer', async () => {
    const above = await sit('leader');
    await above.page.goto('/command/signals');
    const bulk = above.page.locator('.signal', { hasText: '批量办结' });
    await bulk.getByText('没有。').waitFor();
    await above.look('zh-1440-signals-none');

    const { page, look } = await sit('head');
    await page.goto('/station');
    const signs = page.locator('.station-signs');
    const waiting = Number.parseInt(await signs.innerText(), 10);
    expect(waiting).toBeGreaterThanOrEqual(BULK);
    await signs.click();
    const first = page.locator('.signal-answer', { hasText: '批量办结' }).first();
    await first.waitFor();
    await look('zh-1440-to-explain');
    await first.locator('summary').click();
    await first.getByLabel('当时是怎么回事').fill('停电，几户同时来电，一并说明');
    await first.getByRole('button', { name: '答复' }).click();
    await page.getByText(/^已答复：/).waitFor();
    await signs.getByText(new RegExp(`^${waiting - 1}`)).waitFor();

    await above.page.reload();
    await bulk.getByRole('link', { name: '看这 1 条' }).click();
    await above.page.getByText('停电，几户同时来电，一并说明').waitFor();
    expect(await above.page.locator('.signal-rows tbody tr').count()).toBe(1);
    await above.look('zh-1440-signals');
  });

  it('choose a formula as administrator, see what it does, and take it back', async () => {
    const { page, look } = await sit('administrator');
    await page.goto(`/command/formulas?area=${streetId}`);
    const closing = page.locator('.formula').first();
    const told = closing.locator('.formula-choice', { hasText: '期内确认结案 ÷ 期内受理' }).locator('small');
    await closing.getByText('没有人选过，用默认算法').waitFor();
    await closing.getByRole('button', { name: '换算法' }).click();
    await closing.getByText('期内确认结案 ÷ 期内受理').click();
    expect(await told.innerText()).toMatch(/^本月 [\d.]+% · 本系统自定$/);
    await look('zh-1440-formulas');
    await closing.getByRole('button', { name: '用这种' }).click();
    await closing.getByText(/^已换：本月从 .*%。/).waitFor();
    await closing.getByText(/^由.*选定$/).waitFor();
    const chosen = await leader.get('/reports/formulas', { areaId: streetId }).expect(200);
    expect(chosen.body[0].formula).toBe('confirmed');
    await closing.getByRole('button', { name: '换回来' }).click();
    await closing.getByText('没有人选过，用默认算法').waitFor();
    // a leader reads them
    const reading = await sit('leader');
    await reading.page.goto('/command/formulas');
    await reading.page.getByText('这里的算法由管理员选定，您可以查看。').waitFor();
    expect(await reading.page.getByRole('button', { name: '换算法' }).count()).toBe(0);
  });

  it('take a table away, as many lines as there are rows', async () => {
    const { page } = await sit('leader');
    await page.goto('/command/rows?kind=received');
    await page.getByText(/^共 \d+ 条，已列出/).waitFor();
    const [expected = ''] = /\d+/.exec(await page.locator('.rows-total').innerText()) ?? [];
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出 CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^rows-.*\.csv$/);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines).toHaveLength(1 + Number(expected));
    const [sheet] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出 XLSX' }).click(),
    ]);
    expect(
      readFileSync(await sheet.path())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
    expect((await (await by(app, 'administrator')).get('/reports/exports').expect(200)).body.items).toHaveLength(2);
    // what is refused is told
    await page.route('**/reports/export**', (route) => route.abort());
    await page.getByRole('button', { name: '导出 CSV' }).click();
    await page.locator('.exports .notice-problem').waitFor();
  });

  it('print a month on paper of A4, nothing cut off', async () => {
    const { page, look } = await sit('leader');
    await page.goto('/command/monthly');
    await page.locator('.monthly h1').waitFor();
    await page.getByText(/由当月 \d+ 条计数算得/).waitFor();
    await look('zh-1440-monthly');
    await page.emulateMedia({ media: 'print' });
    // the width of A4 within its margins, in px of CSS
    await page.setViewportSize({ width: Math.floor(((210 - 28) / 25.4) * 96), height: 1000 });
    const wide = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.monthly table')].filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
        .map((each) => each.innerText.slice(0, 80))`,
    );
    expect(wide).toEqual([]);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf).toMatch(/\/MediaBox \[0 0 59[45][\d.]* 84[12][\d.]*\]/);
    expect((pdf.match(/\/Type \/Page\b/g) ?? []).length).toBeGreaterThanOrEqual(3);
  });

  it('tell nothing of another community', async () => {
    const database = app.get(Database);
    const communities = await database.rows<{ id: string; name: string; path: string }>(
      `SELECT a.id, a.name, a.path FROM areas a WHERE a.kind = 'community' AND a.path NOT LIKE
         (SELECT path FROM areas WHERE id = $1) || '%' ORDER BY a.path LIMIT 1`,
      [streetId],
    );
    const [other] = communities;
    const { page } = await sit('leader');
    await page.goto(`/command?area=${other?.id}`);
    await page.locator('.notice-problem').first().waitFor();
    expect(await page.locator('.indicator').count()).toBe(0);
    await page.goto('/command');
    await loaded(page);
    await page.getByRole('button', { name: '换区域' }).click();
    await page.getByLabel('找区域：名称或代码').fill(other?.name ?? '');
    await page.getByText('您的范围里没有这个名称，请换个说法。').waitFor();
    // and it is no page of heads
    const below = await sit('head');
    await below.page.goto('/command');
    await below.page.getByRole('heading', { name: '这个页面不归您用' }).waitFor();
  });

  it('turn on a wall for as long as it hangs there, and do not grow', async () => {
    const { page, look } = await sit('leader', { viewport: { width: 1920, height: 1080 } });
    await page.goto('/command/wall?every=0.1');
    const devtools = await page.context().newCDPSession(page);
    const wall = page.locator('.wall');
    const turned = async () => Number(await wall.getAttribute('data-turns'));
    /** always on the same view: each has as many nodes as it shows */
    const at = async (turns: number) => {
      while ((await turned()) < turns) await page.waitForTimeout(100);
      await page.keyboard.press('Space');
      await page.getByRole('button', { name: '继续' }).waitFor();
      while ((await wall.locator('.indicator').count()) === 0) await page.keyboard.press('ArrowRight');
      const measured = await measure(devtools);
      await page.keyboard.press('Space');
      return measured;
    };
    const early = await at(30);
    const late = await at(120);
    for (const what of ['heap', 'nodes', 'listeners'] as const)
      expect([what, early[what], late[what], late[what] / early[what] <= 1.2]).toEqual([
        what,
        early[what],
        late[what],
        true,
      ]);
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: '继续' }).waitFor();
    const turns = await turned();
    await page.keyboard.press('ArrowRight');
    await page.locator(`.wall[data-turns="${turns + 1}"]`).waitFor();
    await page.waitForTimeout(600);
    expect(await turned()).toBe(turns + 1);
    await look('zh-1920-wall');
    await page.keyboard.press('f');
    await page.getByRole('button', { name: '退出全屏' }).waitFor();
  }, 240_000);

  it('are readable on a telephone, in English and in the dark', async () => {
    for (const [at, options] of [
      ['en-375-dark', { viewport: { width: 375, height: 740 }, locale: 'en-GB', colorScheme: 'dark' }],
      ['en-1440', { locale: 'en-GB' }],
      ['zh-375', { viewport: { width: 375, height: 740 } }],
      ['zh-1440-dark', { colorScheme: 'dark' }],
    ] as const) {
      const { page, look } = await sit('administrator', options);
      for (const [path, shown] of [
        ['', '.indicator'],
        ['/trends', '.chart canvas'],
        ['/map', '.command-map, .map-and-areas'],
        ['/stations', '.figures'],
        ['/signals', '.signal'],
        ['/formulas', '.formula'],
        ['/monthly', '.monthly'],
        ['/rows?kind=received', '.rows'],
        ['/wall', '.indicator'],
      ] as const) {
        await page.goto(`/command${path}`);
        await page.locator(shown).first().waitFor();
        await look(`${at}-${/\w+/.exec(path)?.[0] ?? 'overview'}`);
      }
    }
  }, 180_000);
});

/** After all that can be let go has been. */
async function measure(devtools: CDPSession): Promise<{ heap: number; nodes: number; listeners: number }> {
  await devtools.send('Performance.enable');
  for (let n = 0; n < 3; n += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  return { heap: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners') };
}
