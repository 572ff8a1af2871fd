import type { Browser, Page } from 'playwright-core';
import type { HelperDto } from '../../src/stations/stations.dto.js';
import { asHelper, everybodyOnDuty } from '../support/crew.js';
import { startTestApp, type TestApp } from '../support/harness.js';
import { by, type Who } from '../support/people.js';
import { complaints, describeInBrowser, findings, launch, phone } from './browser.js';

let app: TestApp;
let browser: Browser;
const heard: string[][] = [];

/** A browser of their own, on a telephone or at a desk; nobody signs in to report. */
async function at(path: string, token: string | null, width = 1440): Promise<Page> {
  const context = await phone(browser, app, { viewport: { width, height: 900 } });
  if (token !== null) await context.addCookies([{ name: 'session', value: token, url: app.baseUrl }]);
  const page = await context.newPage();
  heard.push(complaints(page));
  await page.goto(path);
  return page;
}

const tokenOf = async (who: Who) => (await by(app, who)).token;
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

describeInBrowser('the story of a railing', () => {
  beforeAll(async () => {
    app = await startTestApp({ template: 'street' });
    await everybodyOnDuty(app);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('is told on the pages of resident, operator, head and helper at once', async () => {
    const helper = await by(app, 'helper');
    const { helperId } = (await helper.get('/me').expect(200)).body as { helperId: string };
    const { name } = (await (await by(app, 'head')).get(`/helpers/${helperId}`).expect(200)).body as HelperDto;
    const station = await at('/station', await tokenOf('head'));
    const hand = await at('/helper', (await asHelper(app, helperId)).token, 375);
    const desk = await at('/desk', await tokenOf('operator'));
    const resident = await at('/', null, 375);
    await station.getByText('实时更新').waitFor();
    await hand.getByText('实时更新').waitFor();

    await resident.getByLabel('地址或门牌码').fill('登州路24号10号楼');
    await resident.locator('.choice').first().click();
    await resident.getByLabel('单元').selectOption('4单元');
    await button(resident, '下一步').click();
    await resident.getByLabel('说说是什么事').fill('楼梯扶手松了，老人上下楼不安全');
    await resident.locator('.chip', { hasText: '楼梯扶手' }).click();
    await button(resident, '下一步').click();
    await resident.getByRole('textbox', { name: /电话/ }).fill('19000099321');
    await button(resident, '提交求助').click();
    await resident.getByText('已收到您的求助').waitFor();
    const reference = await resident.locator('.reference').innerText();

    // it stands on the head's board by itself; the head asks the helper
    const card = station.locator('.ticket-card', { hasText: reference });
    await card.click();
    const panel = station.locator('.station-panel');
    const candidate = panel.locator('.candidate', { hasText: name });
    await candidate.waitFor();
    await candidate.getByRole('button', { name: /^派单/ }).click();

    // the offer comes to the helper's telephone by itself
    await button(hand, '接受').first().click();
    await hand.waitForURL(/\/helper\/jobs\//);
    await panel.locator('.candidate', { hasText: name }).waitFor({ state: 'detached' });
    // two more said yes on the telephone: the crew is full, and the helper's page lets them begin
    for (let n = 0; n < 2; n += 1) {
      const next = panel.locator('.candidate').first();
      const who = await next.locator('strong').innerText();
      await next.getByRole('button', { name: /^电话答应了/ }).click();
      await panel.locator('.candidate', { hasText: who }).waitFor({ state: 'detached' });
    }
    await button(hand, '开始办理').click();
    await station.getByRole('region', { name: '办理中' }).locator('.ticket-card', { hasText: reference }).waitFor();

    // a neighbour rings meanwhile: the operator sees that it is known
    await desk.locator('.call-number').waitFor();
    await desk.keyboard.type('19000099322');
    await desk.keyboard.press('Enter');
    await desk.getByText('新号码').waitFor();
    await desk.keyboard.type('登州路24号10号楼4单元，楼梯扶手松了');
    await desk.getByText(/楼梯扶手 · 办理中/).waitFor();

    await hand.getByLabel('怎么办的').fill('扶手加固了三个螺丝');
    await button(hand, '报告办成').click();
    await station.locator('.state-tag', { hasText: '待确认' }).waitFor();

    await resident.reload();
    await resident.getByText('扶手加固了三个螺丝').first().waitFor();
    await button(resident, '好了').click();
    await resident.getByText('谢谢确认！').waitFor();
    await panel.locator('.state-tag', { hasText: '已办结' }).waitFor();
    for (const page of [station, hand, desk, resident]) expect(await findings(page)).toEqual([]);
    expect(heard.flat()).toEqual([]);
  }, 240_000);
});
