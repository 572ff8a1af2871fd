import { readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { Database } from '../../src/platform/database/database.js';
import { startTestApp, type TestApp } from '../support/harness.js';
import { by, CALLER, forgetSessions, makeCategory, openTicket, PHONES } from '../support/people.js';
import { describeInBrowser, launch } from './browser.js';
import { sit as seat } from './seat.js';

let app: TestApp;
let browser: Browser;

const sit = (options: BrowserContextOptions = {}) => seat(browser, app, 'administrator', options);
const accountOf = async (who: keyof typeof PHONES) => String((await (await by(app, who)).get('/me')).body.accountId);

describeInBrowser('the office of an administrator', () => {
  beforeAll(async () => {
    app = await startTestApp({ template: 'street' });
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('changes a station, makes somebody deputy and ends it, and makes a new station', async () => {
    const { page, look } = await sit();
    await page.goto('/admin/stations');
    await page.locator('tbody tr').first().waitFor();
    await look('admin-zh-1440-stations');
    await page.locator('tbody a').first().click();
    await page.getByLabel('可同时承办的件数').fill('33');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').waitFor();
    const id = page.url().split('/').at(-1);
    const row = await app.get(Database).one('SELECT capacity FROM stations WHERE id = $1', [id]);
    expect(row).toEqual({ capacity: 33 });
    // somebody else changes it while this is typed
    const administrator = await by(app, 'administrator');
    await page.getByLabel('门牌上的字').fill('我写的字');
    await administrator.patch(`/stations/${id}`, { capacity: 44, address: '别人写的地址' }).expect(200);
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('刚才别人改了：地址、可同时承办的件数。').waitFor();
    await look('admin-zh-1440-meanwhile');
    expect(await page.getByLabel('门牌上的字').inputValue()).toBe('我写的字');
    expect(await page.getByLabel('地址', { exact: true }).inputValue()).toBe('别人写的地址');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').waitFor();
    const both = await app.get(Database).one('SELECT capacity, address, sign_text FROM stations WHERE id = $1', [id]);
    expect(both).toEqual({ capacity: 44, address: '别人写的地址', sign_text: '我写的字' });

    const name = String(
      (
        await app.get(Database).one<{ name: string }>(
          `SELECT a.name FROM helpers h JOIN accounts a ON a.id = h.account_id
          WHERE h.station_id = $1 AND NOT EXISTS (SELECT FROM station_heads s WHERE s.account_id = a.id) ORDER BY a.id LIMIT 1`,
          [id],
        )
      )?.name,
    );
    await page.getByLabel('职务').selectOption('deputy');
    await page.getByLabel('按姓名找人').fill(name);
    await page.locator('option', { hasText: name }).first().waitFor({ state: 'attached' });
    const value = await page.locator('option', { hasText: name }).first().getAttribute('value');
    await page.locator('form select').last().selectOption(value);
    await page.getByRole('button', { name: '任命' }).click();
    const line = page.locator('tbody tr', { hasText: name });
    await line.getByText('在任').waitFor();
    await look('admin-zh-1440-station');
    await line.getByRole('button', { name: '卸任' }).click();
    await page.locator('.el-button--danger', { hasText: '卸任' }).click();
    await line.waitFor({ state: 'detached' });

    await page.goto('/admin/stations');
    await page.getByRole('button', { name: '新设帮办站' }).click();
    await page.getByLabel('代码', { exact: true }).fill('new-1');
    await page.getByLabel('名称', { exact: true }).fill('新站');
    const community = page.getByLabel('社区');
    await community.fill('科技街社区');
    await page.locator('datalist option').first().waitFor({ state: 'attached' });
    await community.fill(String(await page.locator('datalist option').first().getAttribute('value')));
    for (const [label, text] of [
      ['地址', '登州路1号'],
      ['门牌上的字', '新站'],
      ['电话', '053200000000'],
      ['经度（WGS-84）', '120.35'],
      ['纬度（WGS-84）', '36.08'],
    ] as const)
      await page.getByLabel(label, { exact: true }).fill(text);
    await page.locator('form').getByRole('button', { name: '新设帮办站' }).click();
    await page.getByRole('heading', { name: /^新站/ }).waitFor();
    await page.getByText('还没有人').waitFor();
  }, 120_000);

  it('finds helpers whose licences end, and says every fault of a file before anything is written', async () => {
    const { page, look } = await sit();
    await app.get(Database).run(
      `UPDATE helper_skills SET valid_until = current_date + 10
        WHERE licence_no IS NOT NULL AND helper_id = (SELECT helper_id FROM helper_skills WHERE licence_no IS NOT NULL ORDER BY helper_id LIMIT 1)`,
    );
    await page.goto('/admin/helpers');
    await page.locator('tbody tr').nth(5).waitFor();
    await page.getByLabel('证件').selectOption('expiring');
    await page.locator('tbody tr').nth(5).waitFor({ state: 'detached' });
    await page
      .getByText(/⚠ .* 到期/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: '导入帮办员' }).click();
    const template = (await (await by(app, 'administrator')).get('/helpers/imports/template.csv').expect(200)).text;
    const [header] = template.replace('\ufeff', '').split(/\r?\n/);
    const file = Buffer.from(`${header}\n${',x'.repeat((header ?? '').split(',').length - 1)}\n`);
    await page.getByLabel('文件').setInputFiles({ name: 'helpers.csv', mimeType: 'text/csv', buffer: file });
    await page.getByRole('button', { name: '检查' }).click();
    await page.locator('.fault', { hasText: '第 2 行' }).first().waitFor();
    await look('admin-zh-1440-helpers');
  }, 90_000);

  it('gives and takes roles, makes a code, locks and ends sessions', async () => {
    const { page, look } = await sit();
    const id = await accountOf('operator');
    await page.goto('/admin/accounts');
    await page.locator('tbody tr').first().waitFor();
    await look('admin-zh-1440-accounts');
    await page.goto(`/admin/accounts/${id}`);
    await page.getByRole('heading', { name: /登录中/ }).waitFor();
    await page.getByRole('button', { name: '收回' }).first().click();
    await page.getByText('已收回').waitFor();
    await page.getByRole('button', { name: '撤销' }).click();
    await page.getByRole('button', { name: '收回' }).first().waitFor();
    await page.getByRole('button', { name: '生成重设密码的验证码' }).click();
    expect(await page.locator('.reference').innerText()).toMatch(/^\d{6}$/);
    await look('admin-zh-1440-account');
    await page.getByRole('button', { name: '停用账号' }).click();
    await page.locator('.el-button--danger', { hasText: '停用账号' }).click();
    await page.getByText('现在没有登录').waitFor();
    await (await by(app, 'operator')).get('/me').expect(401);
    await page.getByRole('button', { name: '恢复使用' }).click();
    await page.getByRole('button', { name: '停用账号' }).waitFor();
    forgetSessions(app);
  }, 90_000);

  it('changes a category and the holidays, and keeps what was typed where it is refused', async () => {
    const { page, look } = await sit();
    await makeCategory(app, { name: '修门锁' });
    await page.goto('/admin/categories');
    await page.locator('.tree-name', { hasText: '修门锁' }).click();
    await page.getByLabel('接办时限（分钟）').fill('9000');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('alert').getByText(/类别/).first().waitFor();
    expect(await page.getByLabel('接办时限（分钟）').inputValue()).toBe('9000');
    await page.getByLabel('接办时限（分钟）').fill('20');
    await page.getByLabel('保密').check();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').waitFor();
    await look('admin-zh-1440-category');
    const row = await app
      .get(Database)
      .one(`SELECT accept_seconds, confidential FROM categories WHERE name = '修门锁' AND retired_at IS NULL`);
    expect(row).toEqual({ accept_seconds: 1_200, confidential: true });

    await page.goto('/admin/calendar/2026');
    await page.locator('tbody tr').first().waitFor();
    const before = await page.locator('tbody tr').count();
    await page.getByRole('button', { name: '加放假日' }).click();
    await page.locator('tbody tr').last().getByLabel('名称').fill('加放一天');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('alert').getByText('这一天出现了两次').first().waitFor();
    await page.locator('tbody tr').last().getByLabel('日期').fill('2026-12-30');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').waitFor();
    await look('admin-zh-1440-calendar');
    const days = await app
      .get(Database)
      .rows(`SELECT 1 FROM calendar_days WHERE day BETWEEN '2026-01-01' AND '2026-12-31'`);
    expect(days).toHaveLength(before + 1);
  }, 90_000);

  it('words a message otherwise, sees it beforehand, and has it as it came', async () => {
    const { page, look } = await sit();
    await page.goto('/admin/texts');
    const card = page.locator('form', { has: page.getByRole('heading', { name: '登记回执' }) });
    await card.getByLabel('文字').fill('已登记：{door}');
    await card.getByRole('button', { name: '保存' }).click();
    await card.getByText('这里没有 {door}').first().waitFor();
    await card.getByLabel('文字').fill('已登记：{reference} {link}');
    await card.getByText('已登记：1024-7 https').waitFor();
    await card.getByRole('button', { name: '保存' }).click();
    await card.getByText('已保存').waitFor();
    await look('admin-zh-1440-texts');
    await card.getByRole('button', { name: '恢复默认' }).click();
    await card.getByRole('button', { name: '恢复默认' }).waitFor({ state: 'detached' });
    expect(await card.getByLabel('文字').inputValue()).toContain('您的求助已登记');
    const small = await sit({ viewport: { width: 375, height: 740 }, locale: 'en-GB', colorScheme: 'dark' });
    await small.page.goto('/admin/texts');
    await small.page.getByRole('heading', { name: 'Receipt' }).waitFor();
    await small.look('admin-en-375-dark-texts');
  }, 60_000);

  it('tells what is held of a number, hands it out as a file, and erases it once the last digits are typed', async () => {
    const ticket = await openTicket(app, { categoryId: (await makeCategory(app)).id });
    const head = await by(app, 'head');
    const { page, look } = await sit();
    await page.goto('/admin/person');
    await page.getByLabel('手机号').fill('19000099998');
    await page.getByRole('button', { name: '查找' }).click();
    await page.getByText('没有这个号码的信息').waitFor();
    await page.getByLabel('手机号').fill(CALLER);
    await page.getByRole('button', { name: '查找' }).click();
    await page.getByText('赵**').waitFor();
    await page.getByText('还有 1 件没有了结').waitFor();
    await look('admin-zh-1440-person-live');
    await head.post(`/tickets/${ticket.id}/cancel`, { reason: '不用了' }).expect(200);
    await page.getByRole('button', { name: '查找' }).click();
    const erasing = page.getByRole('button', { name: '永久删除' });
    await erasing.waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '导出为文件' }).click();
    const file = await (await download).path();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ name: '赵奶奶', phone: CALLER });
    expect(await erasing.isDisabled()).toBe(true);
    await page.getByLabel('要删除，请输入这个号码的后四位').fill(CALLER.slice(-4));
    await look('admin-zh-1440-person');
    await erasing.click();
    await page.getByText('已删除。留下 1 件事项').waitFor();
    await page.getByLabel('手机号').fill(CALLER);
    await page.getByRole('button', { name: '查找' }).click();
    await page.getByText('没有这个号码的信息').waitFor();
    const small = await sit({ viewport: { width: 375, height: 740 }, locale: 'en-GB', colorScheme: 'dark' });
    await small.page.goto('/admin/person');
    await small.page.getByLabel('Phone number').waitFor();
    await small.look('admin-en-375-dark-person');
  }, 90_000);

  it('shows who read what, of one person, and stands on a telephone', async () => {
    const category = await makeCategory(app);
    const ticket = await openTicket(app, { categoryId: category.id });
    const head = await by(app, 'head');
    await head.post(`/tickets/${ticket.id}/take`).expect(200);
    await head.get(`/tickets/${ticket.id}/contact`).expect(200);
    const { page, look } = await sit();
    await page.goto(`/admin/readings?account=${await accountOf('head')}`);
    await page.locator('tbody tr').first().waitFor();
    await look('admin-zh-1440-readings');
    await page.locator('tbody tr').getByText('联系事项中的人').first().waitFor();
    const small = await sit({ viewport: { width: 375, height: 740 }, locale: 'en-GB', colorScheme: 'dark' });
    for (const path of ['stations', 'helpers', 'accounts', 'categories', 'calendar', 'readings']) {
      await small.page.goto(`/admin/${path}`);
      await small.page.locator('tbody tr, .tree-name').first().waitFor();
      await small.look(`admin-en-375-dark-${path}`);
    }
  }, 90_000);
});
