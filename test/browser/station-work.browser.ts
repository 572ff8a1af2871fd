import jsQR from 'jsqr';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { DEMO_PASSWORD } from '../../src/demo/load-street.js';
import { Database } from '../../src/platform/database/database.js';
import type { TicketView } from '../../src/tickets/tickets.dto.js';
import { asAccount, asHelper, everybodyOnDuty, liveOffers } from '../support/crew.js';
import { startTestApp, type TestApp } from '../support/harness.js';
import { by, crewFor, makeCategory, openTicket, PHONES, type Asking, type Who } from '../support/people.js';
import { opened, started, ticketNow } from '../support/tickets.js';
import { describeInBrowser, launch } from './browser.js';
import { sit as seat, type Seat } from './seat.js';

const DAY = 86_400_000;

let app: TestApp;
let browser: Browser;
let head: Asking;

const sit = (who: Who | Asking, options: BrowserContextOptions = {}): Promise<Seat> => seat(browser, app, who, options);
const panel = (page: Page) => page.locator('.station-panel');
const card = (page: Page, { reference }: TicketView) => page.locator('.ticket-card', { hasText: reference });
const isLive = (page: Page) => page.getByText('实时更新').waitFor();
const dayIn = (days: number) => new Date(Date.now() + days * DAY + DAY / 3).toISOString().slice(0, 10);
const middleOf = async (what: Locator) => {
  const box = await what.boundingBox();
  if (box === null) throw new Error('it is not on the screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

/** For two days more than a head may hold by themselves; who decides. */
async function holdAsked(ticket: TicketView): Promise<Asking> {
  const until = new Date(Date.now() + 5 * DAY).toISOString();
  const body = { until, reasonCode: 'waiting_for_material', reason: '等厂家发扶手配件' };
  await head.post(`/tickets/${ticket.id}/hold`, body).expect(200);
  const { pendingHold } = await ticketNow(app, ticket.id);
  return asAccount(app, pendingHold?.approver.accountId ?? '');
}

describeInBrowser('the work of a head and of who stands above', () => {
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

  it('asks for a free place by dragging, with the mouse and with a finger', async () => {
    const category = await makeCategory(app, {
      crew: [
        { skill: 'carpentry', size: 1 },
        { skill: null, size: 2 },
      ],
    });
    const ticket = await opened(app, { categoryId: category.id });
    const { page, look } = await sit('head');
    await page.goto(`/station/tickets/${ticket.id}`);
    await panel(page).getByText('空位，须会木工').waitFor();
    const free = panel(page).locator('[data-drop]', { hasNotText: '木工' }).first();
    const grip = page.locator('.candidate-grip').first();
    await free.scrollIntoViewIfNeeded();

    const to = await middleOf(free);
    const from = await middleOf(grip);
    const carry = async () => {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(from.x, from.y - 20);
      await page.mouse.move(to.x, to.y, { steps: 5 });
    };
    await carry();
    await page.locator('.drop-over').waitFor();
    await look('zh-1440-dragged');
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await page.locator('.drag-ghost').waitFor({ state: 'detached' });
    await panel(page).waitFor();
    expect(await liveOffers(app, ticket.id)).toEqual([]);

    await carry();
    await page.mouse.up();
    await panel(page).getByText('等 1 人答复').waitFor();
    // places that ask for the same stand for each other
    const [offer] = await liveOffers(app, ticket.id);
    const { crew } = await ticketNow(app, ticket.id);
    expect(crew.find((place) => place.placeId === offer?.placeId)?.skill).toBeNull();

    const touched = await sit('head', { viewport: { width: 375, height: 740 }, hasTouch: true, isMobile: true });
    await touched.page.goto(`/station/tickets/${ticket.id}`);
    const finger = await touched.page.context().newCDPSession(touched.page);
    const grips = touched.page.locator('.candidate-grip');
    await grips.first().waitFor();
    await grips.first().scrollIntoViewIfNeeded();
    const start = await middleOf(grips.first());
    const touch = (type: string, at?: { x: number; y: number }) =>
      finger.send('Input.dispatchTouchEvent', {
        type: type as 'touchStart',
        touchPoints: at === undefined ? [] : [at],
      });
    await touch('touchStart', start);
    await touch('touchMove', { x: start.x, y: start.y - 20 });
    // near the edge what is above comes into sight
    await touch('touchMove', { x: 180, y: 20 });
    const second = touched.page.locator('[data-drop]', { hasNotText: '木工' }).last();
    for (let tries = 0; tries < 100 && (await middleOf(second)).y < 80; tries += 1)
      await touched.page.waitForTimeout(50);
    await touch('touchMove', await middleOf(second));
    await touched.page.locator('.drop-over').waitFor();
    await touched.look('zh-375-dragged');
    await touch('touchEnd');
    await panel(touched.page).getByText('等 2 人答复').waitFor();
    expect(await liveOffers(app, ticket.id)).toHaveLength(2);
  }, 120_000);

  it('asks in the order that the head wants, and tells what dispatch chose by', async () => {
    const category = await makeCategory(app, { crew: [{ skill: null, size: 1 }] });
    const ticket = await opened(app, { categoryId: category.id });
    const { page, look } = await sit('head');
    await page.goto(`/station/tickets/${ticket.id}`);
    await page.locator('.candidate').nth(2).waitFor();
    const names = await page.locator('.candidate strong').allInnerTexts();
    const [best, wanted, second] = names as [string, string, string];
    await page.getByRole('button', { name: `自动派单时不派${best}` }).click();
    await page.locator('.preferences', { hasText: best }).waitFor();
    for (const name of [wanted, second]) {
      await page.getByRole('button', { name: `自动派单时先派${name}` }).click();
      await page.locator('.preferences ol', { hasText: name }).waitFor();
    }
    await page.getByRole('button', { name: `${second}提前一位` }).click();
    await page.locator('.candidate', { hasText: second }).getByText('先派第 1').waitFor();
    await page.reload();
    await page.locator('.preferences ol li').first().waitFor();
    expect(await page.locator('.preferences .preference-name').allInnerTexts()).toEqual([second, wanted, best]);
    await look('zh-1440-order');
    await panel(page).getByRole('button', { name: '现在自动派单' }).click();
    await page.locator('.chosen-list summary').click();
    await page.locator('.chosen-list li', { hasText: second }).getByText(/得分/).waitFor();
    const asked = await liveOffers(app, ticket.id);
    expect(asked.length).toBeGreaterThan(0);
    expect(await page.locator('.chosen-list li', { hasText: best }).count()).toBe(0);
    await look('zh-1440-chosen');
  }, 60_000);

  it('notes what was used and who paid, and strikes out a line that was wrong', async () => {
    const category = await makeCategory(app, { crew: [{ skill: null, size: 3 }] });
    const ticket = await opened(app, { categoryId: category.id });
    await started(app, ticket);
    const { page, look } = await sit('head');
    await page.goto(`/station/tickets/${ticket.id}`);
    await panel(page).getByRole('button', { name: '登记用料' }).click();
    const form = panel(page).locator('.action-form');
    await form.getByLabel('什么材料').fill('膨胀螺丝');
    await form.getByLabel('数量').fill('6');
    await form.getByLabel('单位').fill('个');
    await form.getByLabel('一共多少元').fill('12.50');
    await form.getByText('帮办站', { exact: true }).click();
    await look('zh-1440-materials');
    await form.getByRole('button', { name: '记下用料' }).click();
    const line = panel(page).locator('.material-list li', { hasText: '膨胀螺丝 6 个 · ¥12.50 · 帮办站' });
    await line.waitFor();
    await panel(page).getByText('合计：').waitFor();
    await line.getByRole('button', { name: '冲销：膨胀螺丝' }).click();
    await form.getByLabel('原因').fill('记错了数量');
    await form.getByRole('button', { name: '冲销这一笔' }).click();
    await line.getByText('已冲销').waitFor();
    await panel(page).getByText('合计：').waitFor({ state: 'detached' });
    expect(await ticketNow(app, ticket.id)).toMatchObject({ materials: { totals: { station: 0 } } });
  }, 60_000);

  it('notes who is not to be sent to each other again, and takes it back', async () => {
    const ticket = await opened(app, {
      categoryId: (await makeCategory(app, { crew: [{ skill: null, size: 3 }] })).id,
    });
    await started(app, ticket);
    const { page, look } = await sit('head');
    await page.goto(`/station/tickets/${ticket.id}`);
    const part = panel(page).locator('.declined-list');
    await part.getByText('不再互派 0').click();
    const name = (await ticketNow(app, ticket.id)).crew.at(-1)?.helperName ?? '';
    await part.getByLabel('哪位帮办员').selectOption({ label: name });
    await part.getByText('居民', { exact: true }).click();
    await part.getByRole('button', { name: '记为不再互派' }).click();
    await part.getByText(`居民不要${name}再来`).waitFor();
    await look('zh-1440-declined');
    await part.getByRole('button', { name: '撤回' }).click();
    await part.getByText('已撤回，可以再派').waitFor();
    const { body } = await head.get(`/tickets/${ticket.id}/declined`).expect(200);
    expect(body).toEqual([]);
  }, 60_000);

  it('lets who stands above decide about a hold, and keeps the ledger', async () => {
    const tickets = [await opened(app), await opened(app)];
    const [one, other] = tickets as [TicketView, TicketView];
    const approver = await holdAsked(one);
    await holdAsked(other);
    const { page, look } = await sit(approver);
    await page.goto('/owner');
    const toDecide = page.getByRole('region', { name: '等我批准的挂账、延期' });
    await toDecide.locator('.ticket-card').nth(1).waitFor();
    await look('zh-1440-waiting');
    await card(page, one).click();
    await panel(page).getByText('等您决定：批准还是不批准').waitFor();
    await panel(page).locator('.hold-request').getByText('等材料：等厂家发扶手配件').waitFor();
    await look('zh-1440-decide');
    await panel(page).getByRole('button', { name: '批准', exact: true }).click();
    await panel(page).locator('.action-form').getByRole('button', { name: '批准' }).click();
    await panel(page).locator('.state-tag', { hasText: '挂起' }).waitFor();
    await toDecide.locator('.ticket-card', { hasText: one.reference }).waitFor({ state: 'detached' });
    await card(page, other).click();
    await panel(page).getByRole('button', { name: '不批准' }).click();
    await panel(page).getByLabel('原因').fill('请先用站里的库存');
    await panel(page).locator('.action-form').getByRole('button', { name: '不批准' }).click();
    await toDecide.getByText('没有等您批准的').waitFor();
    expect((await ticketNow(app, one.id)).state).toBe('on_hold');
    expect((await ticketNow(app, other.id)).state).toBe('open');

    await page.getByRole('link', { name: '挂账台账' }).click();
    await page.locator('.desk-row', { hasText: one.reference }).waitFor();
    await page.getByLabel('状态').selectOption('refused');
    await page.locator('.desk-row', { hasText: one.reference }).waitFor({ state: 'detached' });
    await page.locator('.desk-row', { hasText: other.reference }).click();
    await page.getByRole('article').getByRole('link', { name: other.reference }).waitFor();
    await look('zh-1440-ledger');
    await page.getByLabel('申请日从').fill(dayIn(1));
    await page.getByText('没有符合的，换个条件看看').waitFor();
    const seen = await sit('head', { viewport: { width: 375, height: 740 }, locale: 'en-GB', colorScheme: 'dark' });
    await seen.page.goto('/station/holds');
    await seen.page.locator('.desk-row', { hasText: one.reference }).waitFor();
    await seen.look('en-375-ledger');
  }, 120_000);

  it('lets an owner above a station give a ticket back to it', async () => {
    const ticket = await opened(app);
    await head.post(`/tickets/${ticket.id}/escalate`, { reason: '本站没有会修的人' }).expect(200);
    const { owner } = await ticketNow(app, ticket.id);
    const { page, look } = await sit(await asAccount(app, owner?.accountId ?? ''), {
      viewport: { width: 375, height: 740 },
      locale: 'en-GB',
      colorScheme: 'dark',
    });
    await page.goto('/owner');
    await page.getByRole('region', { name: 'Tickets that came up to you' }).locator('.ticket-card').first().waitFor();
    await look('en-375-waiting');
    await card(page, ticket).click();
    await panel(page).getByRole('button', { name: 'Return to the station' }).click();
    await panel(page).getByLabel('Reason').fill('邻站的木工明天来');
    await look('en-375-return');
    await panel(page).getByRole('button', { name: 'Return it' }).click();
    await panel(page).getByText('Noted: Return to the station').waitFor();
    await page.goBack();
    await card(page, ticket).waitFor({ state: 'detached' });
    const back = await ticketNow(app, ticket.id);
    expect(back.escalation.level).toBe(0);
    expect(back.owner?.name).toBe(back.station?.head);
  }, 60_000);

  it('proves licences, tells which of them end, and changes the week of a helper', async () => {
    const { station } = await opened(app);
    const member = (await crewFor(app, station?.id ?? '')).find(
      ({ skills }) => !skills.some(({ skill }) => skill === 'electrical'),
    );
    if (member === undefined) throw new Error('everybody is an electrician');
    const claimed = { licenceNo: '鲁电工 0042', validUntil: dayIn(10) };
    await (await asHelper(app, member.id)).put('/helpers/me/skills/electrical', claimed).expect(200);
    const { page, look } = await sit('head');
    await page.goto('/station/members');
    await page.locator('li', { hasText: '鲁电工 0042' }).getByRole('link', { name: member.name }).click();
    const one = page.locator(`#member-${member.id}`);
    await one.getByText('待核验').waitFor();
    await one.getByRole('button', { name: '技能和证件' }).click();
    await one.getByRole('button', { name: '核验电工的证件' }).click();
    await one.getByText('查过编号').click();
    await look('zh-1440-licence');
    await one.getByRole('button', { name: '核验通过' }).click();
    await one.getByText('电工的证件已核验').waitFor();
    await one.getByText('30 天内到期').waitFor();
    await page.locator('li', { hasText: '鲁电工 0042' }).getByText('30 天内到期').first().waitFor();
    await one.getByLabel('加一项技能，或换新证').selectOption('gardening');
    await one.getByRole('button', { name: '加上' }).click();
    await one.getByText('已加上园艺').waitFor();
    await one.getByRole('button', { name: '去掉园艺' }).click();
    await one.getByRole('button', { name: '撤销' }).click();
    await one.getByText('已加上园艺').waitFor();

    await one.getByRole('button', { name: '值班和件数' }).click();
    await one.getByLabel('周一第 1 段，从').fill('09:30');
    await one.getByLabel('周一第 1 段，到').fill('17:00');
    await one.getByRole('button', { name: '照抄到周五' }).click();
    await one.getByRole('button', { name: '去掉周日第 1 段' }).click();
    await one.getByLabel('同时最多几件').fill('4');
    // more than there may be, since everybody is to be on duty here
    await one.getByLabel('一天最多派几次').fill('6');
    await one.locator('.settings-willing input').first().check();
    await look('zh-1440-roster');
    await one.getByRole('button', { name: '保存' }).click();
    await one.getByText(`${member.name}的值班和件数已保存`).waitFor();
    const { body: after } = await head.get(`/helpers/${member.id}`).expect(200);
    expect(after).toMatchObject({ capacity: 4, maxOffersADay: 6 });
    expect(after.willingStationIds).toHaveLength(1);
    const hours = (weekday: number) =>
      after.roster.filter((each: { weekday: number }) => each.weekday === weekday) as { from: number; to: number }[];
    expect([1, 5].flatMap(hours)).toEqual([1, 5].map((weekday) => ({ weekday, from: 570, to: 1020 })));
    expect(hours(6)).toEqual([{ weekday: 6, from: 0, to: 1440 }]);
    expect(hours(7)).toEqual([]);
    const small = await sit('head', { viewport: { width: 375, height: 740 }, locale: 'en-GB', colorScheme: 'dark' });
    await small.page.goto('/station/members');
    await small.page.locator('.member').first().getByRole('button', { name: 'Roster and limits' }).click();
    await small.page.getByText('The week').waitFor();
    await small.look('en-375-roster');
  }, 120_000);

  it('shows who leads two stations the board of each', async () => {
    const database = app.get(Database);
    const here = await opened(app);
    const other = await database.one<{ id: string; name: string; buildingId: string }>(
      `SELECT s.id, s.name, b.id AS "buildingId" FROM stations s JOIN coverage c ON c.station_id = s.id
         JOIN buildings b ON b.grid_id = c.grid_id WHERE s.id <> $1 AND s.closed_on IS NULL ORDER BY s.code LIMIT 1`,
      [here.station?.id],
    );
    const { body: me } = await head.get('/me').expect(200);
    await database.run(
      `INSERT INTO station_heads (station_id, account_id, role, valid_from) VALUES ($1, $2, 'deputy', '2020-01-01')`,
      [other?.id, me.accountId],
    );
    const there = await openTicket(app, {
      categoryId: (await makeCategory(app)).id,
      place: { buildingId: other?.buildingId },
    });
    const { page, look } = await sit('head');
    await page.goto('/station');
    const choice = page.getByLabel('选择帮办站');
    await choice.selectOption({ label: here.station?.name ?? '' });
    await card(page, here).waitFor();
    await isLive(page);
    expect(await card(page, there).count()).toBe(0);
    await choice.selectOption({ label: other?.name ?? '' });
    await card(page, there).waitFor();
    await card(page, here).waitFor({ state: 'detached' });
    await isLive(page);
    await head.post(`/tickets/${there.id}/cancel`, { reason: '居民说不用了' }).expect(200);
    await card(page, there).waitFor({ state: 'detached' });
    await page.reload();
    await choice.locator('option:checked', { hasText: other?.name }).waitFor({ state: 'attached' });
    await look('zh-1440-two-stations');
    await database.run(`DELETE FROM station_heads WHERE station_id = $1 AND account_id = $2`, [
      other?.id,
      me.accountId,
    ]);
  }, 60_000);

  it('prints a slip on one sheet, whose code leads back to the ticket', async () => {
    const ticket = await opened(app);
    const { page, look } = await sit('head');
    await page.goto(`/station/tickets/${ticket.id}/slip`);
    const code = page.getByRole('img', { name: '扫码打开这个事项' });
    await code.waitFor();
    await page.emulateMedia({ media: 'print' });
    for (const unprinted of ['.bar', '.station-bar', '.slip-tools'])
      expect(await page.locator(unprinted).first().isVisible()).toBe(false);
    const { data, info } = await sharp(await code.screenshot())
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const read = jsQR.default(new Uint8ClampedArray(data), info.width, info.height);
    expect(read?.data).toBe(new URL(`/station/tickets/${ticket.id}`, app.baseUrl).href);
    const sheet = await page.pdf({ format: 'A4' });
    expect(sheet.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
    await look('zh-1440-slip-print');
  }, 60_000);

  it('keeps what was being written when the session ends', async () => {
    const ticket = await opened(app);
    const { body: me } = await head.get('/me').expect(200);
    const own = await asAccount(app, me.accountId);
    const { page, look } = await sit(own);
    await page.goto(`/station/tickets/${ticket.id}`);
    await panel(page).getByRole('button', { name: '留言' }).click();
    await panel(page).getByRole('textbox', { name: '留言' }).fill('跟三楼说好了下午去');
    await own.delete('/sessions/current').expect(204);
    await panel(page).getByRole('button', { name: '发留言' }).click();
    await page.getByText('登录已过期，请重新登录').waitFor();
    await look('zh-1440-session-ended');
    await page.getByLabel('手机号').fill(PHONES.head);
    await page.getByLabel('密码', { exact: true }).fill(DEMO_PASSWORD);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await panel(page).getByRole('textbox', { name: '留言' }).waitFor();
    expect(await panel(page).getByRole('textbox', { name: '留言' }).inputValue()).toBe('跟三楼说好了下午去');
    await panel(page).getByRole('button', { name: '发留言' }).click();
    await panel(page).locator('.record-list').getByText('跟三楼说好了下午去').waitFor();
  }, 60_000);
});
