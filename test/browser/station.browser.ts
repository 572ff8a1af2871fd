import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { Database } from '../../src/platform/database/database.js';
import { startTestApp, type TestApp } from '../support/harness.js';
import { by, makeCategory, type Asking, type Who } from '../support/people.js';
import { eventTypes, everybodyOnDuty, liveOffers } from '../support/crew.js';
import { opened, ticketNow } from '../support/tickets.js';
import type { TicketView } from '../../src/tickets/tickets.dto.js';
import { describeInBrowser, launch } from './browser.js';
import { sit as seat } from './seat.js';

let app: TestApp;
let browser: Browser;
let head: Asking;

const sit = (who: Who, options: BrowserContextOptions = {}) => seat(browser, app, who, options);
const card = (page: Page, { reference }: TicketView) => page.locator('.ticket-card', { hasText: reference });
const inColumn = (page: Page, column: string, ticket: TicketView) =>
  page.getByRole('region', { name: column }).locator('.ticket-card', { hasText: ticket.reference });
const isLive = (page: Page) => page.getByText('实时更新').waitFor();
const panel = (page: Page) => page.locator('.station-panel');

describeInBrowser('the pages of a head', () => {
  beforeAll(async () => {
    app = await startTestApp({ template: 'street' });
    browser = await launch();
    head = await by(app, 'head');
    await everybodyOnDuty(app);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('show a ticket as it comes in and moves, and its whole way by the head', async () => {
    const { page, look } = await sit('head');
    await page.goto('/station');
    await page.getByText('现在没有未办结的事项').waitFor();
    await isLive(page);
    await look('zh-1440-board-empty');
    const category = await makeCategory(app, { name: '楼梯扶手松动', crew: [{ skill: null, size: 2 }] });
    const ticket = await opened(app, { categoryId: category.id });
    await inColumn(page, '待接办', ticket).waitFor();
    await card(page, ticket).click();
    await panel(page).getByRole('heading', { name: '楼梯扶手松动' }).waitFor();
    await page.locator('.candidate').first().waitFor();
    await look('zh-1440-ticket');

    // asked by a key, said yes on the phone
    const asked = await page.locator('.candidate strong').first().innerText();
    await page.keyboard.press('1');
    await panel(page).getByText('等 1 人答复').waitFor();
    expect(await liveOffers(app, ticket.id)).toHaveLength(1);
    await panel(page)
      .getByText(/还剩 \d:\d\d/)
      .waitFor();
    await look('zh-1440-offered');
    await panel(page).getByRole('button', { name: '他答应了' }).click();
    await panel(page).getByText('已加入帮办组').waitFor();
    await page.locator('.candidate', { hasText: asked }).waitFor({ state: 'detached' });
    await page
      .locator('.candidate')
      .first()
      .getByRole('button', { name: /^电话答应了/ })
      .click();
    await inColumn(page, '已派齐', ticket).waitFor();

    await panel(page).getByRole('button', { name: '开始办理' }).click();
    await panel(page).getByRole('button', { name: '记为开始' }).click();
    await inColumn(page, '办理中', ticket).waitFor();

    await panel(page).getByRole('button', { name: '挂账或延期' }).click();
    await panel(page).getByLabel('到什么时候').fill(typedIn(3));
    await panel(page).getByLabel('原因').last().fill('等扶手配件');
    await look('zh-1440-hold');
    await panel(page).getByRole('button', { name: '提交' }).click();
    await inColumn(page, '挂起', ticket).waitFor();
    await panel(page).getByRole('button', { name: '恢复办理' }).click();
    await panel(page).getByRole('button', { name: '恢复', exact: true }).click();
    await inColumn(page, '办理中', ticket).waitFor();

    await panel(page).getByRole('button', { name: '报告办结' }).click();
    await panel(page).getByLabel('怎么办的').fill('扶手已加固');
    await panel(page).getByRole('button', { name: '提交办结' }).click();
    await panel(page).locator('.state-tag', { hasText: '待确认' }).waitFor();
    await page.getByText('今天办结 1 件').click();
    await card(page, ticket).waitFor();
    await panel(page).getByText('扶手已加固').waitFor();
    await look('zh-1440-resolved');
    expect(await eventTypes(app, ticket.id)).toEqual(
      expect.arrayContaining(['offer_made', 'offer_accepted', 'joined', 'started', 'held', 'resumed', 'resolved']),
    );
    expect(await ticketNow(app, ticket.id)).toMatchObject({ state: 'resolved', outcome: 'done' });
    // a whole life of a ticket, looked at by axe on the way
  }, 240_000);

  it('tell the second of two heads what the first did, and keep what the second has written', async () => {
    const ticket = await opened(app);
    const [first, second] = [await sit('head'), await sit('deputy')];
    for (const { page } of [first, second]) {
      await page.goto(`/station/tickets/${ticket.id}`);
      await panel(page).getByRole('button', { name: '取消事项' }).waitFor();
      await isLive(page);
    }
    await second.page.getByRole('button', { name: '上报' }).click();
    await second.page.getByLabel('原因').fill('本站没有会修的人');
    // the deputy's page hears of nothing more: what it sends is about what stood there
    await second.page.evaluate('globalThis.deaf = true');
    await first.page.getByRole('button', { name: '接办' }).click();
    await first.page.getByRole('button', { name: '确认接办' }).click();
    await panel(first.page).getByText('已记下：接办').waitFor();
    await panel(second.page).locator('.action-form').getByRole('button', { name: '上报' }).click();
    await second.page.getByText('您填写期间有人动过这件事').waitFor();
    await panel(second.page).locator('.notice-changed', { hasText: '站长接办' }).waitFor();
    expect(await second.page.getByLabel('原因').inputValue()).toBe('本站没有会修的人');
    await second.look('zh-1440-conflict');
    await panel(second.page).locator('.action-form').getByRole('button', { name: '上报' }).click();
    await panel(second.page).getByText('已记下：上报').waitFor();
    await panel(first.page).getByText('上报', { exact: true }).last().waitFor();
    expect(await ticketNow(app, ticket.id)).toMatchObject({ escalation: { level: 1 } });
    // and what is possible no more is refused in words
    await second.page.evaluate('globalThis.deaf = false');
    await head.post(`/tickets/${ticket.id}/cancel`, { reason: '居民说不用了' }).expect(200);
    await panel(first.page).locator('.state-tag', { hasText: '已取消' }).waitFor();
    await card(second.page, ticket).waitFor({ state: 'detached' });
  });

  it('miss nothing while the network is cut', async () => {
    const gone = await opened(app);
    const { page, look } = await sit('head');
    await page.goto('/station');
    await card(page, gone).waitFor();
    await isLive(page);
    await page.context().setOffline(true);
    // a stream that stands is not cut by that: the browser is made to ask anew
    await page.route('**/stream', (route) => route.abort());
    await page.reload().catch(() => undefined);
    await page.context().setOffline(false);
    await page.unroute('**/stream');
    await page.goto('/station');
    await card(page, gone).waitFor();
    await isLive(page);
    await page.route('**/tickets/*', (route) => route.abort());
    await head.post(`/tickets/${gone.id}/cancel`, { reason: '居民说不用了' }).expect(200);
    const fresh = await opened(app);
    await page.waitForTimeout(500);
    await page.unroute('**/tickets/*');
    await card(page, fresh).waitFor();
    await card(page, gone).waitFor({ state: 'detached' });
    await look('zh-1440-back');
  });

  it('open a ticket for a caller, show it on the map, and print a slip for it', async () => {
    await makeCategory(app, { name: '龙头漏水', nameEn: 'dripping tap' });
    const { page, look } = await sit('head');
    await page.goto('/station/open');
    await page.getByLabel('求助人怎么说').fill('厨房龙头漏水');
    await page.getByRole('button', { name: '龙头漏水', exact: true }).click();
    await page.getByLabel('哪栋楼').fill('登州路24号10号楼');
    await page.locator('.choice').first().click();
    await look('zh-1440-open');
    await page.reload();
    expect(await page.getByLabel('求助人怎么说').inputValue()).toBe('厨房龙头漏水');
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await panel(page).getByText('厨房龙头漏水').first().waitFor();
    await page.getByRole('link', { name: '打印派工单' }).click();
    await page.getByRole('img', { name: '扫码打开这个事项' }).waitFor();
    await look('zh-1440-slip');
    await page.goto('/station/map');
    await page.locator('.map-mark').first().waitFor();
    await page.locator('.map-list li', { hasText: '龙头漏水' }).waitFor();
    await look('zh-1440-map');
  });

  it('show the members and let the head speak for one who is on the phone', async () => {
    const { page, look } = await sit('head');
    await page.goto('/station/members');
    const last = page.locator('.member').last();
    await last.getByRole('button', { name: '替他下线' }).click();
    await page.getByText('已下线，今天结束时恢复').waitFor();
    await page.getByRole('button', { name: '恢复按值班表' }).click();
    await page
      .getByText(/按值班表$/)
      .first()
      .waitFor();
    await page.locator('.member').last().getByRole('button', { name: '替他请假' }).click();
    await look('zh-1440-members');
    await page.getByRole('button', { name: '记下请假' }).click();
    await page.getByText('的请假已记下').waitFor();
    const rows = await app.get(Database).rows('SELECT id FROM helper_leaves');
    expect(rows).toHaveLength(1);
    await page.goto('/station/counts');
    await page.getByRole('rowheader', { name: '受理' }).waitFor();
    await look('zh-1440-counts');
  });

  it('are readable on a telephone, in English and in the dark', async () => {
    const ticket = await opened(app);
    const { page, look } = await sit('head', {
      viewport: { width: 375, height: 740 },
      locale: 'en-GB',
      colorScheme: 'dark',
    });
    await page.goto('/station');
    await card(page, ticket).waitFor();
    await look('en-375-board');
    await card(page, ticket).click();
    await page.locator('.candidate').first().waitFor();
    await look('en-375-ticket');
    await page.goBack();
    await card(page, ticket).waitFor();
    for (const name of ['open', 'map', 'members', 'counts']) {
      await page.goto(`/station/${name}`);
      await page
        .locator({ open: 'form', map: '.map-mark', members: '.member', counts: 'table' }[name] ?? '')
        .first()
        .waitFor();
      await look(`en-375-${name}`);
    }
  });

  it('are not for who leads no station', async () => {
    const { page, look } = await sit('operator');
    await page.goto('/station');
    await page.getByRole('heading', { name: '这个页面不归您用' }).waitFor();
    await look('zh-1440-not-yours');
  });
});

/** So many hours from now, as a field for date and time has it. */
function typedIn(hours: number): string {
  return new Date(Date.now() + (hours + 8) * 3_600_000).toISOString().slice(0, 16);
}
