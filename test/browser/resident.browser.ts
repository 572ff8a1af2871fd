import type { Browser, Page } from 'playwright-core';
import { Plates } from '../../src/channels/plates/plates.js';
import { Database } from '../../src/platform/database/database.js';
import { startTestApp, type TestApp } from '../support/harness.js';
import { by, linkTokenOf, makeCategory, openTicket, storyBuildingId } from '../support/people.js';
import { plainMembers } from '../support/crew.js';
import { tinyPhoto } from '../statements/photo.js';
import { describeInBrowser, launch, lookingAt, phone } from './browser.js';

let app: TestApp;
let browser: Browser;

/** A page of a new telephone, which is held against axe-core and the policy wherever `look` is called. */
async function open(
  options: Parameters<typeof phone>[2] = {},
): Promise<{ page: Page; look: (name: string) => Promise<void> }> {
  const context = await phone(browser, app, options);
  const page = await context.newPage();
  const look = lookingAt(page);
  return { page, look };
}

const next = (page: Page) => page.getByRole('button', { name: '下一步' }).click();

async function chooseBuilding(page: Page): Promise<void> {
  await page.getByLabel('地址或门牌码').fill('登州路24号10号楼');
  await page.locator('.choice').first().click();
}

async function ticketOf(page: Page): Promise<string> {
  const reference = await page.locator('.reference').innerText();
  const row = await app.get(Database).one<{ id: string }>('SELECT id FROM tickets WHERE reference = $1', [reference]);
  return row?.id ?? '';
}

describeInBrowser('the pages of residents', () => {
  beforeAll(async () => {
    app = await startTestApp({ template: 'street' });
    browser = await launch();
  });
  beforeEach(() => app.get(Database).run('DELETE FROM plate_attempts'));
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('report in three steps, and follow it by the link until it is rated', async () => {
    const { page, look } = await open();
    await page.goto('/');
    await page.getByRole('link', { name: /119/ }).waitFor();
    await look('zh-where');
    await page.getByLabel('地址或门牌码').fill('登州路24号10号楼');
    await page.locator('.choice').first().waitFor();
    await look('zh-where-found');
    await page.locator('.choice').first().click();
    await page.getByLabel('单元').selectOption('4单元');
    await page.getByLabel('楼层和门牌').fill('3楼302');
    await look('zh-where-chosen');
    await next(page);
    await page.getByLabel('说说是什么事').fill('楼梯扶手松了，老人上下楼不安全');
    await page.locator('.chip', { hasText: '楼梯扶手' }).click();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await tinyPhoto() });
    await page.getByRole('img', { name: '第 1 张照片' }).waitFor();
    await look('zh-what');
    await next(page);
    await page.getByRole('textbox', { name: /电话/ }).fill('19000099123');
    await page.getByLabel('称呼').fill('赵奶奶');
    await look('zh-reach');
    await page.getByRole('button', { name: '提交求助' }).click();
    await page.getByText('已收到您的求助').waitFor();
    await page.getByText('待派单').or(page.locator('.state-words')).first().waitFor();
    await look('zh-link-new');

    const id = await ticketOf(page);
    const photos = await app.get(Database).rows('SELECT id FROM photos WHERE ticket_id = $1', [id]);
    expect(photos).toHaveLength(1);
    const row = await app
      .get(Database)
      .one<object>('SELECT channel, unit, door_encrypted IS NOT NULL AS door FROM tickets WHERE id = $1', [id]);
    expect(row).toEqual({ channel: 'web', unit: '4单元', door: true });

    await page.getByLabel('补充说明').fill('门铃坏了，请敲门');
    await page.getByRole('button', { name: '发给帮办站' }).click();
    await page.getByText('已发给帮办站。').waitFor();

    const head = await by(app, 'head');
    const { body: ticket } = await head.get(`/tickets/${id}`).expect(200);
    const members = await plainMembers(app, ticket.category.id);
    await head.post(`/tickets/${id}/crew`, { helperId: members[0]?.id }).expect(200);
    await page.reload();
    await page.locator('.crew', { hasText: members[0]?.name ?? '-' }).waitFor();
    await head.post(`/tickets/${id}/start`).expect(200);
    await head.post(`/tickets/${id}/resolve`, { outcome: 'done', note: '扶手已加固' }).expect(200);
    await page.reload();
    await page.getByRole('button', { name: '好了', exact: true }).waitFor();
    await look('zh-link-resolved');

    // 没好, and done again
    await page.getByRole('button', { name: '没好', exact: true }).click();
    await page.getByLabel('哪里没好？').fill('还有一根松的');
    await page.getByRole('button', { name: '告诉帮办站没好' }).click();
    await page.getByText('已经告诉帮办站，会再来处理。').waitFor();
    await head.post(`/tickets/${id}/start`).expect(200);
    await head.post(`/tickets/${id}/resolve`, { outcome: 'done', note: '全部加固' }).expect(200);
    await page.reload();
    await page.getByRole('button', { name: '好了', exact: true }).click();
    await page.getByText('谢谢确认！').waitFor();
    await page.getByText('5 星').locator('..').click();
    await look('zh-link-rating');
    await page.getByRole('button', { name: '提交评分' }).click();
    await page.getByText('您打了 5 星').waitFor();
    await look('zh-link-rated');
    const { body: after } = await head.get(`/tickets/${id}`).expect(200);
    expect(after).toMatchObject({ state: 'closed', stars: 5, confirmation: 'link', rework: 1 });
  });

  it('begin at a door with the place filled in', async () => {
    const database = app.get(Database);
    const place = { buildingId: await storyBuildingId(app), unit: '4单元' };
    const [code = ''] = await database.transaction((tx) => app.get(Plates).codesFor(tx, [place]));
    const { page, look } = await open();
    await page.goto(`/p/${code}`);
    await page.getByText('登州路24号大院10号楼', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    await look('zh-plate');
    await next(page);
    await page.getByLabel('说说是什么事').fill('楼道灯不亮');
    await next(page);
    await page.getByRole('button', { name: '提交求助' }).click();
    await page.getByText('登州路24号大院10号楼 4单元').waitFor();
  });

  it('say whom to ring before all else where there is danger', async () => {
    const { page, look } = await open({ colorScheme: 'dark' });
    await page.goto('/');
    await chooseBuilding(page);
    await next(page);
    await page.getByLabel('说说是什么事').fill('厨房有煤气味，漏煤气了');
    await page.getByRole('alert').filter({ hasText: '119' }).waitFor();
    await look('zh-danger-dark');
  });

  it('keep what was typed through a reload, and go back step by step', async () => {
    const { page } = await open();
    await page.goto('/');
    await chooseBuilding(page);
    await next(page);
    await page.getByLabel('说说是什么事').fill('下水道堵了');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await tinyPhoto() });
    await page.getByRole('img', { name: '第 1 张照片' }).waitFor();
    await page.reload();
    expect(await page.getByLabel('说说是什么事').inputValue()).toBe('下水道堵了');
    await page.getByRole('img', { name: '第 1 张照片' }).waitFor();
    await next(page);
    await page.getByLabel('称呼').fill('王阿姨');
    await page.goBack();
    expect(await page.getByLabel('说说是什么事').inputValue()).toBe('下水道堵了');
    await page.goBack();
    await page.getByText('已选地点').waitFor();
    await page.goForward();
    await page.goForward();
    expect(await page.getByLabel('称呼').inputValue()).toBe('王阿姨');
  });

  it('keep the input where the network fails, say so, and send it once', async () => {
    const { page, look } = await open();
    await page.goto('/');
    await chooseBuilding(page);
    await next(page);
    await page.getByLabel('说说是什么事').fill('门锁打不开，断网时也要留着');
    await next(page);
    // the request arrives, its answer does not
    await page.route('**/requests', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.getByRole('button', { name: '提交求助' }).click();
    await page.getByText('网络不通，您写的内容还在。').waitFor();
    await look('zh-offline');
    await page.unroute('**/requests');
    await page.getByRole('button', { name: '再试一次' }).click();
    await page.getByText('已收到您的求助').waitFor();
    const rows = await app.get(Database).rows(`SELECT id FROM ticket_texts WHERE text LIKE '%断网时也要留着%'`);
    expect(rows).toHaveLength(1);
  });

  it('show what neighbours wait for, and join it', async () => {
    const category = await makeCategory(app, { name: '电梯异响', nameEn: 'Noisy lift' });
    const ticket = await openTicket(app, { categoryId: category.id, description: '电梯有异响' });
    const { page, look } = await open();
    await page.goto('/');
    await chooseBuilding(page);
    await next(page);
    await page.getByLabel('说说是什么事').fill('电梯异响很大');
    await page.locator('.chip', { hasText: '电梯异响' }).click();
    await page.getByRole('button', { name: '就是这件，我也要' }).click();
    await look('zh-similar');
    await next(page);
    await page.getByRole('button', { name: '加入这件求助' }).click();
    await page.getByText('已加入邻居的求助').waitFor();
    expect(await page.locator('.reference').innerText()).toBe(ticket.reference);
    await look('zh-link-joined');
  });

  it('find the place by position and on a map without tiles', async () => {
    const { page, look } = await open({ permissions: ['geolocation'], geolocation: await pointOfStory() });
    await page.goto('/');
    await page.getByRole('button', { name: '用我的位置' }).click();
    await page.locator('.choice').first().waitFor();
    expect(await page.locator('.choice').first().innerText()).toContain('10号楼');
    await look('zh-position');
    await page.getByRole('button', { name: '在地图上选' }).click();
    const community = await page.getByLabel('社区').locator('option').nth(1).getAttribute('value');
    await page.getByLabel('社区').selectOption(community);
    await page.locator('path.map-building').first().waitFor();
    await look('zh-map');
    await page.locator('path.map-building').last().click();
    await page.getByText('已选地点').waitFor();
  });

  it('are readable in English, in large type and at 320 px, and remember it', async () => {
    const { page, look } = await open({ viewport: { width: 320, height: 568 }, locale: 'en-GB' });
    await page.goto('/');
    await page.getByRole('heading', { name: /Where is help needed/ }).waitFor();
    await look('en-320-where');
    await page.getByRole('button', { name: 'Large type' }).click();
    await look('en-320-large-where');
    await page.reload();
    await page.getByRole('button', { name: 'Normal type' }).waitFor();
    await page.getByLabel('Address or door code').fill('登州路24号10号楼');
    await page.locator('.choice').first().click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('What is the matter?').fill('The stair handrail is loose');
    await page.locator('.chip').first().waitFor();
    await look('en-320-large-what');
    await page.getByRole('button', { name: 'Next' }).click();
    await look('en-320-large-reach');
    await page.getByRole('button', { name: 'Ask for help' }).click();
    await page.getByText('We have your request').waitFor();
    await page.locator('.state-words').waitFor();
    await look('en-320-large-link');
  });

  it('let a resident say who is never to be sent again, and take it back', async () => {
    const category = await makeCategory(app, { crew: [{ skill: null, size: 1 }] });
    const ticket = await openTicket(app, { categoryId: category.id });
    const [member] = await plainMembers(app, category.id);
    await (await by(app, 'head')).post(`/tickets/${ticket.id}/crew`, { helperId: member?.id }).expect(200);
    const name = member?.name ?? '';
    const declined = async () =>
      (await app.get(Database).rows('SELECT declined_by FROM declined_pairs WHERE helper_id = $1', [member?.id]))
        .length;
    const { page, look } = await open();
    await page.goto(`/r#${await linkTokenOf(app, ticket.id)}`);
    await page.getByText('不想再让谁来？').click();
    await page.getByRole('button', { name: `以后不再派来：${name}` }).click();
    expect(await declined()).toBe(0);
    await look('zh-link-decline');
    await page.getByRole('button', { name: '确定', exact: true }).click();
    await page.getByText(`记下了，以后不再派${name}给您。`).waitFor();
    await look('zh-link-declined');
    expect(await declined()).toBe(1);
    await page.getByRole('button', { name: `撤回：${name}可以再来` }).click();
    await page.getByText(`撤回了，${name}可以再来。`).waitFor();
    expect(await declined()).toBe(0);
  });

  it('say what is wrong with an address that leads nowhere', async () => {
    const { page, look } = await open();
    await page.goto('/r#nonsense');
    await page.getByText('链接无效').waitFor();
    await look('zh-link-invalid');
    await page.goto('/r');
    await page.getByText('这个网址不完整').waitFor();
    await page.goto('/desk/nowhere');
    await page.getByText('没有这个页面').waitFor();
    await look('zh-not-found');
  });
});

async function pointOfStory(): Promise<{ longitude: number; latitude: number }> {
  const row = await app
    .get(Database)
    .one<{ longitude: number; latitude: number }>(
      'SELECT lng AS longitude, lat AS latitude FROM buildings WHERE id = $1',
      [await storyBuildingId(app)],
    );
  return row ?? { longitude: 0, latitude: 0 };
}
