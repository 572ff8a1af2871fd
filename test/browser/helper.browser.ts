import type { Browser, BrowserContext, Page } from 'playwright-core';
import { DEMO_PASSWORD } from '../../src/demo/load-street.js';
import { Database } from '../../src/platform/database/database.js';
import { tinyPhoto } from '../statements/photo.js';
import { asHelper, eventTypes, everybodyOnDuty } from '../support/crew.js';
import { startTestApp, type TestApp } from '../support/harness.js';
import { by, makeCategory, openTicket, PHONES, type Asking } from '../support/people.js';
import type { TicketView } from '../../src/tickets/tickets.dto.js';
import { describeInBrowser, launch, lookingAt, phone } from './browser.js';

let app: TestApp;
let browser: Browser;
let head: Asking;
let helperId: string;
let categoryId: string;

interface Opened {
  page: Page;
  context: BrowserContext;
  look: (name: string) => Promise<void>;
}

/** The page of a new telephone. `signedIn`: without typing the password, which another test does. */
async function open(options: Parameters<typeof phone>[2] & { signedIn?: boolean } = {}): Promise<Opened> {
  const { signedIn = true, ...telephone } = options;
  const context = await phone(browser, app, telephone);
  if (signedIn) {
    const { token } = await asHelper(app, helperId);
    await context.addCookies([
      { name: 'session', value: token, url: app.baseUrl, httpOnly: true, sameSite: 'Strict' as const },
    ]);
  }
  const page = await context.newPage();
  const look = lookingAt(page);
  return { page, context, look };
}

const open1 = (given: Partial<Parameters<typeof openTicket>[1]> = {}) => openTicket(app, { categoryId, ...given });
const offer = async (ticket: TicketView) =>
  String((await head.post(`/tickets/${ticket.id}/offers`, { helperId }).expect(201)).body.id);
/** A ticket that the helper has said yes to. */
async function job(): Promise<TicketView> {
  const ticket = await open1();
  await head.post(`/tickets/${ticket.id}/crew`, { helperId }).expect(200);
  return ticket;
}
async function takePhoto(page: Page): Promise<void> {
  const buffer = await tinyPhoto();
  await page.locator('input[type=file]').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer });
}
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const nothingWaits = (page: Page) =>
  page
    .getByText(/项等待发送|正在发送/)
    .first()
    .waitFor({ state: 'detached' });
const own = async (ticket: TicketView) =>
  (await eventTypes(app, ticket.id)).filter((type) => ['started', 'photo_attached', 'resolved'].includes(type));

describeInBrowser('the pages of helpers', () => {
  beforeAll(async () => {
    app = await startTestApp({ template: 'street' });
    await everybodyOnDuty(app);
    head = await by(app, 'head');
    helperId = String((await (await by(app, 'helper')).get('/me').expect(200)).body.helperId);
    categoryId = (
      await makeCategory(app, { crew: [{ skill: null, size: 1 }], offerSeconds: 900, arriveSeconds: 1_800 })
    ).id;
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('take an offer to its end, also where the network is cut in the middle: each act once, and in order', async () => {
    const { page, context, look } = await open({ signedIn: false });
    await page.goto('/helper');
    await page.getByLabel('手机号').fill(PHONES.helper);
    await page.getByLabel('密码', { exact: true }).fill(DEMO_PASSWORD);
    await look('helper-sign-in');
    await press(page, '登录');
    await page.getByText('现在没有派给您的').waitFor();
    await page.getByText('实时更新').waitFor();
    await look('helper-nothing');

    const ticket = await open1();
    await offer(ticket);
    // without a reload
    await page.getByText(/还剩 1[45] 分/).waitFor();
    const before = await page.locator('.offer').innerText();
    expect(before).toContain('登州路24号大院10号楼');
    expect(before).not.toMatch(/赵|302|1900/);
    await look('helper-offer');
    await press(page, '接受');
    await page.waitForURL(`/helper/jobs/${ticket.id}`);
    await page.getByRole('heading', { name: '楼梯扶手', level: 1 }).waitFor();
    await look('helper-job');

    const readings = async () =>
      (await app.get(Database).rows('SELECT id FROM personal_data_readings WHERE ticket_id = $1', [ticket.id])).length;
    expect(await readings()).toBe(0);
    await press(page, '看电话和门牌');
    await page.getByRole('link', { name: /19000099001/ }).waitFor();
    expect(await page.getByRole('link', { name: /19000099001/ }).getAttribute('href')).toMatch(/^tel:\+?[0-9]+$/);
    expect(await readings()).toBeGreaterThan(0);
    await look('helper-contact');

    await takePhoto(page);
    await page.getByRole('img', { name: '办理前第 1 张照片' }).waitFor();
    await nothingWaits(page);

    // the act arrives, its answer does not
    await page.route('**/tickets/*/start', async (route) => {
      await route.fetch();
      await route.abort();
    });
    const lost = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/start'));
    await press(page, '开始办理');
    await lost;
    await page.getByText('1 项等待发送').waitFor();
    await page.unroute('**/tickets/*/start');
    await context.setOffline(true);
    await takePhoto(page);
    await page.getByText('2 项等待发送').waitFor();
    await page.getByRole('img', { name: '办理后第 1 张照片' }).waitFor();
    await page.getByLabel('怎么办的').fill('扶手加固了三个螺丝');
    await press(page, '报告办成');
    await page.getByText('3 项等待发送').waitFor();
    await look('helper-offline');
    // pages are there, and so is what was read
    await page.getByRole('link', { name: '我的事项' }).first().click();
    await page.getByText('3 项等待发送').nth(1).waitFor();
    await page.goBack();
    expect(await own(ticket)).toEqual(['photo_attached', 'started']);

    await context.setOffline(false);
    await nothingWaits(page);
    await page.getByText('办成', { exact: true }).waitFor();
    expect(await own(ticket)).toEqual(['photo_attached', 'started', 'photo_attached', 'resolved']);
    await page.getByRole('img', { name: '办理后第 1 张照片' }).waitFor();
    await page.getByText('全程纪实').click();
    await page.locator('.record li').first().waitFor();
    await look('helper-resolved');
    const { body } = await head.get(`/tickets/${ticket.id}`).expect(200);
    expect(body).toMatchObject({ state: 'resolved', outcome: 'done' });
    expect(body.photoIds).toHaveLength(2);
  });

  it('tell what was refused when it was sent later, and keep it until it is read', async () => {
    const { page, context, look } = await open();
    const ticket = await job();
    await page.goto(`/helper/jobs/${ticket.id}`);
    await page.getByRole('button', { name: '开始办理' }).waitFor();
    await context.setOffline(true);
    await press(page, '开始办理');
    await page.getByLabel('留言').fill('带了梯子');
    await press(page, '发出留言');
    await page.getByText('2 项等待发送').waitFor();
    // taken back before it was sent
    await page.getByRole('button', { name: /不发了：发出留言/ }).click();
    await page.getByText('1 项等待发送').waitFor();
    await head.post(`/tickets/${ticket.id}/cancel`, { reason: '居民自己修好了' }).expect(200);
    await context.setOffline(false);
    await page.getByText(/没有办成：开始办理/).waitFor();
    await page.getByText('已取消', { exact: true }).waitFor();
    await look('helper-refused');
    await page.reload();
    await page.getByText(/没有办成：开始办理/).waitFor();
    await press(page, '知道了');
    await page.getByText(/没有办成：开始办理/).waitFor({ state: 'detached' });
    const types = await eventTypes(app, ticket.id);
    expect(types).not.toContain('started');
    expect(types).not.toContain('commented');
  });

  it('keep the words and the act when the session ends, and send it after signing in again', async () => {
    const { page, look } = await open();
    const ticket = await job();
    await head.post(`/tickets/${ticket.id}/start`, { onBehalfOf: helperId }).expect(200);
    await page.goto(`/helper/jobs/${ticket.id}`);
    await page.getByLabel('怎么办的').fill('换了灯泡');
    await app
      .get(Database)
      .run('DELETE FROM sessions s USING helpers h WHERE h.account_id = s.account_id AND h.id = $1', [helperId]);
    // the page may have heard of it already, and have hidden the button
    await page.locator('form .main-button').dispatchEvent('click');
    await page.getByText(/登录已过期/).waitFor();
    await look('helper-session-ended');
    await page.getByLabel('手机号').fill(PHONES.helper);
    await page.getByLabel('密码', { exact: true }).fill(DEMO_PASSWORD);
    await press(page, '登录');
    await page.getByText('办成', { exact: true }).waitFor();
    expect(await own(ticket)).toEqual(['started', 'resolved']);
  });

  it('decline with a reason, propose what only the head decides, and report nobody home', async () => {
    const { page, look } = await open({ colorScheme: 'dark' });
    await page.goto('/helper');
    const declined = await open1();
    const offerId = await offer(declined);
    await press(page, '婉拒');
    await page.getByText('太远', { exact: true }).click();
    await page.getByLabel('补充说明').fill('人在城外');
    await look('helper-decline-dark');
    await press(page, '婉拒');
    await page.getByText('现在没有派给您的').waitFor();
    const row = await app.get(Database).one<object>('SELECT state, reason FROM offers WHERE id = $1', [offerId]);
    expect(row).toEqual({ state: 'declined', reason: 'too_far' });

    // somebody else's act shows by itself
    const ticket = await job();
    await page.locator(`a[href="/helper/jobs/${ticket.id}"]`).click();
    await press(page, '敲门没人应');
    await press(page, '报告上门无人');
    await page.getByText('1 次', { exact: true }).waitFor();
    await head.post(`/tickets/${ticket.id}/start`, { onBehalfOf: helperId }).expect(200);
    await page.getByText('办理中', { exact: true }).waitFor();
    await look('helper-job-dark');
    await page.getByText('转别处办').click();
    await press(page, '建议给站长');
    await page.getByText('请写一句怎么办的。').waitFor();
    await page.getByLabel('怎么办的').fill('要物业来');
    await press(page, '建议给站长');
    await page.getByText('您的建议已交给站长').waitFor();
    const { body } = await head.get(`/tickets/${ticket.id}`).expect(200);
    expect(body).toMatchObject({ state: 'in_progress', proposedOutcome: 'referred', nobodyHome: 1 });
    await head.post(`/tickets/${ticket.id}/resolve`, { outcome: 'referred', note: '已转物业' }).expect(200);
  });

  it('say when one can be called, and where one is', async () => {
    const { page, look } = await open({
      permissions: ['geolocation'],
      geolocation: { longitude: 120.351, latitude: 36.082 },
    });
    await page.goto('/helper');
    await page.getByText('现在可以派单给您').waitFor();
    await press(page, '下线，今天不接了');
    await page.getByText('您已下线').waitFor();
    await page.getByRole('link', { name: '我', exact: true }).click();
    await page.getByText('我做了多少').waitFor();
    await page.getByLabel('第一天').fill('2031-02-03');
    await press(page, '请假');
    await page.getByText('2031-02-03 到 2031-02-03').waitFor();
    await press(page, '保存');
    await page.getByText('每天 22:00 到 07:00。').waitFor();
    await press(page, '共享现在的位置');
    await page.getByText(/正在共享/).waitFor();
    await look('helper-own');
    const { body } = await head.get(`/helpers/${helperId}`).expect(200);
    expect(body).toMatchObject({
      unavailableNow: 'tapped_off',
      quiet: { from: 1_320, to: 420 },
      leaves: [{ from: '2031-02-03', to: '2031-02-03' }],
      shift: { lng: 120.351, lat: 36.082 },
    });
    await press(page, '停止共享');
    await page.getByText(/没有共享。/).waitFor();
    await press(page, '取消免打扰');
    await page.getByText('没有设置。').waitFor();
    await page.getByRole('button', { name: /销假/ }).click();
    await page.getByText('没有请假。').waitFor();
    await press(page, '恢复按值班表');
    await page.getByText('现在可以派单给您').waitFor();
  });

  it('are readable in English, in large type and at 320 px', async () => {
    const { page, look } = await open({ viewport: { width: 320, height: 568 }, locale: 'en-GB' });
    const waitingOffer = await open1({ language: 'en' });
    const offerId = await offer(waitingOffer);
    const ticket = await job();
    await page.goto('/helper/me');
    await page.getByLabel('Large type').check();
    await page.getByText('What I did').waitFor();
    await look('helper-en-320-large-own');
    await page.getByRole('link', { name: /My jobs/ }).click();
    await page.getByText(/min \d+ s left/).waitFor();
    await look('helper-en-320-large-work');
    await page.goto(`/helper/jobs/${ticket.id}`);
    await page.getByRole('button', { name: 'Start the work' }).waitFor();
    await look('helper-en-320-large-job');
    await head.post(`/offers/${offerId}/withdraw`).expect(200);
    await head.post(`/tickets/${ticket.id}/cancel`, { reason: '…' }).expect(200);
  });

  it('can be installed, and open without network with nothing of anybody in them', async () => {
    const ticket = await job();
    const { page, context, look } = await open();
    await page.goto('/helper');
    await page.locator('.job').first().waitFor();
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    const debug = await context.newCDPSession(page);
    const { errors, data } = await debug.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    expect(JSON.parse(data ?? '{}')).toMatchObject({ start_url: '/helper', scope: '/helper', display: 'standalone' });
    const { installabilityErrors } = await debug.send('Page.getInstallabilityErrors');
    // a window of this kind keeps nothing: the one thing that it cannot do
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
    const kept = await page.evaluate<string[]>(
      `caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys()))))
        .then((all) => all.flat().map(({ url }) => new URL(url).pathname))`,
    );
    expect(kept).toContain('/helper');
    expect(kept.filter((path) => path !== '/helper' && !path.startsWith('/assets/'))).toEqual([]);

    await page.goto(`/helper/jobs/${ticket.id}`);
    await page.getByRole('button', { name: '开始办理' }).waitFor();
    await context.setOffline(true);
    await press(page, '开始办理');
    await page.getByText('1 项等待发送').waitFor();
    for (const text of ['带了梯子', '不用了']) {
      await page.getByRole('textbox', { name: '留言' }).fill(text);
      await press(page, '发出留言');
      await page.getByText(text).first().waitFor();
    }
    await page.getByText('3 项等待发送').waitFor();
    await page.reload();
    // act by act, with what one wrote; and nothing that was told of residents
    await page.getByText('3 项等待发送').waitFor();
    await page.getByText('带了梯子').waitFor();
    expect(await page.locator('body').innerText()).not.toMatch(/登州路|赵/);
    await look('helper-offline-reloaded');
    await page
      .getByRole('listitem')
      .filter({ hasText: '不用了' })
      .getByRole('button', { name: /不发了/ })
      .click();
    await page.getByText('2 项等待发送').waitFor();
    await context.setOffline(false);
    await press(page, '再试一次');
    await page.getByText('办理中', { exact: true }).waitFor();
    await nothingWaits(page);
    expect(await own(ticket)).toEqual(['started']);
    const { body } = await head.get(`/tickets/${ticket.id}/events`).expect(200);
    expect(body.flatMap(({ texts }: { texts: string[] }) => texts)).toEqual(expect.arrayContaining(['带了梯子']));
    expect(JSON.stringify(body)).not.toContain('不用了');

    // refused once it could be sent, and read without network: it can be put away there
    await context.setOffline(true);
    await press(page, '敲门没人应');
    await page.getByLabel('补充说明').fill('明天再来');
    await press(page, '报告上门无人');
    await page.getByText('1 项等待发送').waitFor();
    await head.post(`/tickets/${ticket.id}/cancel`, { reason: '…' }).expect(200);
    await context.setOffline(false);
    await page.getByText(/没有办成：报告上门无人/).waitFor();
    await context.setOffline(true);
    await page.reload();
    await page.getByText('您写的：明天再来').waitFor();
    await press(page, '知道了');
    await page.getByText('您写的：明天再来').waitFor({ state: 'detached' });
    await context.setOffline(false);
  });

  it('agree on a time and change it, and note materials and who paid, also without network', async () => {
    const { page, context, look } = await open();
    const ticket = await job();
    const now = async () => (await head.get(`/tickets/${ticket.id}`).expect(200)).body as TicketView;
    await page.goto(`/helper/jobs/${ticket.id}`);
    await press(page, '约时间');
    await press(page, '约定上门时间');
    await page.getByText('请写明哪一天、从几点到几点。').waitFor();
    const day = (ahead: number) =>
      new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date(Date.now() + ahead * 86_400_000));
    await page.getByLabel('哪一天').fill(day(2));
    await page.getByLabel('从', { exact: true }).fill('09:00');
    await page.getByLabel('到', { exact: true }).fill('08:00');
    await press(page, '约定上门时间');
    await page.getByText('“到”要晚于“从”。').waitFor();
    await look('helper-visit');
    await page.getByLabel('到', { exact: true }).fill('10:00');
    await press(page, '约定上门时间');
    await page.getByRole('button', { name: '改时间' }).waitFor();
    await nothingWaits(page);
    expect((await now()).appointmentFrom).toBe(new Date(`${day(2)}T09:00:00+08:00`).toISOString());

    await context.setOffline(true);
    await press(page, '改时间');
    await page.getByLabel('哪一天').fill(day(3));
    await page.getByLabel('从', { exact: true }).fill('14:00');
    await page.getByLabel('到', { exact: true }).fill('15:30');
    await press(page, '约定上门时间');
    await page.getByText('1 项等待发送').waitFor();
    await press(page, '开始办理');
    await page.getByText('2 项等待发送').waitFor();
    await press(page, '记一笔用料');
    await page.getByLabel('用了什么').fill('膨胀螺丝');
    await page.getByLabel('数量').fill('4');
    await page.getByLabel('单位').fill('颗');
    await press(page, '记下用料');
    await page.getByText('请写花了多少元，没花钱写 0。').waitFor();
    await page.getByLabel(/一共多少元/).fill('8.5');
    await page.getByText('居民付', { exact: true }).click();
    await look('helper-materials');
    await press(page, '记下用料');
    await page.getByText('3 项等待发送').waitFor();
    await look('helper-materials-waiting');
    await context.setOffline(false);
    await nothingWaits(page);
    expect(await now()).toMatchObject({
      appointmentFrom: new Date(`${day(3)}T14:00:00+08:00`).toISOString(),
      materials: {
        lines: [{ name: '膨胀螺丝', quantity: 4, unit: '颗', cost: 850, paidBy: 'resident', cancelled: false }],
      },
    });
    await page.getByRole('button', { name: '记错了：膨胀螺丝' }).click();
    await page.getByLabel('哪里记错了').fill('是三颗');
    await press(page, '冲销这一笔');
    await page.getByText('已冲销，不计').waitFor();
    await press(page, '不约了');
    await press(page, '取消约定');
    await page.getByText('还没有约。').waitFor();
    await look('helper-materials-cancelled');
    expect(await now()).toMatchObject({ appointmentFrom: null, materials: { totals: { resident: 0 } } });
    await head.post(`/tickets/${ticket.id}/cancel`, { reason: '…' }).expect(200);
  });
});
