import type { Browser } from 'playwright-core';
import { Database } from '../../src/platform/database/database.js';
import type { QuestionInput } from '../../src/tickets/tickets.dto.js';
import { everybodyOnDuty } from '../support/crew.js';
import { startTestApp, type TestApp } from '../support/harness.js';
import { by, makeCategory, openTicket } from '../support/people.js';
import { describeInBrowser, launch, lookingAt, phone } from './browser.js';
import { sit } from './seat.js';

let app: TestApp;
let browser: Browser;

const QUESTIONS: QuestionInput[] = [
  { id: 'floor', kind: 'text', zh: '停在哪一层？', en: 'At which floor?', required: true },
  {
    ...{ id: 'people', kind: 'number', zh: '几个人被困？', en: 'How many are trapped?', required: false },
    ...{ min: 1, max: 20, unit: '人', unitEn: 'people' },
  },
  {
    ...{ id: 'smell', kind: 'choice', zh: '有没有焦味？', en: 'Does it smell burnt?', required: true },
    choices: [
      { id: 'yes', zh: '有', en: 'Yes' },
      { id: 'no', zh: '没有', en: 'No' },
    ],
  },
];
const TOLD = [
  { question: '停在哪一层？', answer: '五楼' },
  { question: '几个人被困？', answer: '3 人' },
  { question: '有没有焦味？', answer: '有' },
];
const FLOOR_UNKNOWN = [
  { question: '停在哪一层？', answer: null },
  { question: '有没有焦味？', answer: null },
];

async function answersOf(reference: string): Promise<unknown> {
  const head = await by(app, 'head');
  const { body } = await head.get('/tickets', { reference: reference.replaceAll(/\s/g, '') }).expect(200);
  return (await head.get(`/tickets/${String(body.items[0].id)}`).expect(200)).body.answers;
}

describeInBrowser('the questions of a category', () => {
  beforeAll(async () => {
    app = await startTestApp({ template: 'street' });
    await everybodyOnDuty(app);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('are made in the office, put in another order, and one is taken away', async () => {
    const { id } = await makeCategory(app, { name: '修升降机', nameEn: 'Hoists' });
    const kept = async () =>
      (
        await app
          .get(Database)
          .one<{ questions: QuestionInput[] }>('SELECT questions FROM categories WHERE id = $1', [id])
      )?.questions ?? [];
    const { page, look } = await sit(browser, app, 'administrator');
    await page.goto(`/admin/categories/${id}`);
    const add = page.getByRole('button', { name: '加一个问题' });
    const row = (n: number) => page.locator('.admin-questions > li').nth(n - 1);
    const save = async () => {
      await page.getByRole('button', { name: '保存' }).click();
      await page.getByText('已保存').waitFor();
    };
    await add.click();
    await row(1).getByLabel('问题（中文）').fill('停在哪一层？');
    await row(1).getByLabel(/必答/).check();
    await add.click();
    await row(2).getByLabel('问题（中文）').fill('几个人被困？');
    await row(2).getByLabel('怎么答').selectOption('number');
    await row(2).getByLabel('最小').fill('30');
    await row(2).getByLabel('最大').fill('20');
    await row(2).getByLabel('单位（中文）').fill('人');
    await add.click();
    await row(3).getByLabel('问题（中文）').fill('有没有焦味？');
    await row(3).getByLabel('问题（英文）').fill('Does it smell burnt?');
    await row(3).getByLabel('怎么答').selectOption('choice');
    await row(3).getByLabel('第 1 个选项（中文）').fill('有');
    await row(3).getByLabel('第 2 个选项（中文）').fill('没有');
    await row(3).getByRole('button', { name: '加一个选项' }).click();
    await row(3).getByLabel('第 3 个选项（中文）').fill('说不好');
    await page.getByRole('button', { name: '保存' }).click();
    // where it is at fault, and nothing that was typed is lost
    await row(2)
      .getByRole('alert')
      .getByText(/最大不得小于最小/)
      .waitFor();
    expect(await kept()).toEqual([]);
    await look('admin-questions');
    await row(2).getByLabel('最小').fill('1');
    await save();
    const made = await kept();
    expect(made).toEqual([
      { id: expect.stringMatching(/^q/), zh: '停在哪一层？', kind: 'text', required: true },
      ...[{ id: expect.any(String), zh: '几个人被困？', kind: 'number', required: false, min: 1, max: 20, unit: '人' }],
      {
        ...{ id: expect.any(String), zh: '有没有焦味？', en: 'Does it smell burnt?', kind: 'choice', required: false },
        choices: ['有', '没有', '说不好'].map((zh) => ({ id: expect.stringMatching(/^c/), zh })),
      },
    ]);
    await page.getByRole('button', { name: '第 3 个问题上移' }).click();
    await page.getByRole('button', { name: '删除第 1 个问题' }).click();
    await row(1).getByRole('button', { name: '删除第 3 个选项' }).click();
    await save();
    const [, people, smell] = made;
    expect(await kept()).toEqual([{ ...smell, choices: smell?.choices?.slice(0, 2) }, people]);
    await page.context().close();
    const small = await sit(browser, app, 'administrator', { viewport: { width: 375, height: 740 }, locale: 'en-GB' });
    await small.page.goto(`/admin/categories/${id}`);
    await small.page.getByText('What else is asked once it is chosen').waitFor();
    await small.look('admin-questions-small');
    await small.page.context().close();
  }, 90_000);

  it('are answered at the desk by the keyboard alone, and hold nobody up who does not know', async () => {
    await makeCategory(app, { name: '货梯停转', nameEn: 'Goods lift', questions: QUESTIONS });
    const { page, look } = await sit(browser, app, 'operator');
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const focused = () =>
      page.evaluate<string>('document.activeElement.closest("[data-question]")?.dataset.question ?? ""');
    const call = async (number: string) => {
      await page.locator('.call-number').waitFor();
      await page.keyboard.type(number);
      await press('Enter');
      await page.getByText('新号码').waitFor();
      await page.keyboard.type('登州路24号10号楼4单元，货梯停转');
      await page.locator('.call-facts[aria-busy=false] strong', { hasText: '帮办站' }).waitFor();
      await page.getByLabel('停在哪一层？').waitFor();
    };
    const opened = async () => {
      await page.getByText('请念给居民').waitFor();
      return answersOf(await page.locator('.call-reference').innerText());
    };
    await page.goto('/desk');
    await call('19000099601');
    await look('desk-questions');
    // what is open is asked for before anything is sent
    await press('Enter');
    await page.getByText('请回答，或选“来电人答不上来”。').first().waitFor();
    expect(await focused()).toBe('floor');
    await page.keyboard.type('五楼');
    await press('Enter');
    expect(await focused()).toBe('people');
    await page.keyboard.type('30');
    await page.getByText('请填 1 到 20 的数。').waitFor();
    await press('Backspace', 'Backspace');
    await page.keyboard.type('3');
    await press('Enter', 'Space');
    expect(await focused()).toBe('smell');
    await look('desk-questions-answered');
    await press('Enter');
    expect(await opened()).toEqual(TOLD);

    await press('Enter');
    await call('19000099602');
    expect(await page.getByLabel('停在哪一层？').inputValue()).toBe('');
    await press('F6', 'Tab', 'Space', 'F6');
    expect(await focused()).toBe('people');
    // round to the last of the choices
    await press('F6', 'ArrowUp', 'Enter');
    expect(await opened()).toEqual(FLOOR_UNKNOWN);
    await page.context().close();
  }, 90_000);

  it('that were changed while a call was taken are asked as they are now, and what was answered stays', async () => {
    const category = await makeCategory(app, { name: '扶梯停转', nameEn: 'Escalator', questions: QUESTIONS });
    const { page } = await sit(browser, app, 'operator');
    await page.goto('/desk');
    await page.locator('.call-sentence').fill('登州路24号10号楼4单元，扶梯停转');
    await page.getByLabel('停在哪一层？').fill('五楼');
    await page.locator('[data-question=smell]').getByText('没有', { exact: true }).click();
    const questions = [QUESTIONS[0], { id: 'noise', kind: 'text', zh: '有没有异响？', required: true }];
    await (await by(app, 'administrator')).patch(`/categories/${category.id}`, { questions }).expect(200);
    await page.locator('.call-sentence').press('Enter');
    await page.getByLabel('有没有异响？').fill('咯咯响');
    expect(await page.getByLabel('停在哪一层？').inputValue()).toBe('五楼');
    await page.locator('.call-sentence').press('Enter');
    await page.getByText('请念给居民').waitFor();
    expect(await answersOf(await page.locator('.call-reference').innerText())).toEqual([
      { question: '停在哪一层？', answer: '五楼' },
      { question: '有没有异响？', answer: '咯咯响' },
    ]);
    await page.context().close();
  }, 60_000);

  it('are answered by a resident on a telephone, and stand on their link', async () => {
    const { id } = await makeCategory(app, { name: '平台停转', nameEn: 'Lifting platform', questions: QUESTIONS });
    const context = await phone(browser, app);
    const page = await context.newPage();
    const look = lookingAt(page);
    await page.goto('/');
    await page.getByLabel('地址或门牌码').fill('登州路24号10号楼');
    await page.locator('.choice').first().click();
    const next = () => page.getByRole('button', { name: '下一步' }).click();
    await next();
    await page.getByLabel('说说是什么事').fill('平台停转了');
    expect(await page.locator('.questions').count()).toBe(0);
    await page.getByLabel('类别').selectOption(id);
    await page.getByLabel('停在哪一层？').waitFor();
    await look('resident-questions');
    await next();
    await page.getByText('请回答，或选“不清楚”。').first().waitFor();
    for (const chip of await page.locator('.questions :is(.chip, .check)').all())
      expect((await chip.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await page.getByLabel('停在哪一层？').fill('五楼');
    await page.getByLabel('几个人被困？').fill('3');
    await page.locator('.questions .chip', { hasText: /^\s*有\s*$/ }).click();
    await look('resident-questions-answered');
    // what was answered survives a reload, as the words do
    await page.reload();
    expect(await page.getByLabel('停在哪一层？').inputValue()).toBe('五楼');
    await next();
    await page.getByRole('button', { name: '提交求助' }).click();
    await page.locator('.facts dt', { hasText: '停在哪一层？' }).waitFor();
    const facts = page.locator('.facts');
    for (const { question, answer } of TOLD) {
      await facts.getByText(question).waitFor();
      await facts.getByText(answer, { exact: true }).waitFor();
    }
    await look('resident-link-answers');
    expect(await answersOf(await page.locator('.reference').first().innerText())).toEqual(TOLD);
    await context.close();

    const english = await phone(browser, app, { locale: 'en-GB', colorScheme: 'dark' });
    const other = await english.newPage();
    await other.goto('/');
    await other.getByLabel(/address/i).fill('登州路24号10号楼');
    await other.locator('.choice').first().click();
    await other.getByRole('button', { name: 'Next' }).click();
    await other.getByLabel(/what/i).first().fill('The platform stands still');
    await other.locator('select').selectOption(id);
    await other.getByLabel('At which floor?').waitFor();
    await other.locator('.questions').getByText('I do not know').first().waitFor();
    await lookingAt(other)('resident-questions-en');
    await english.close();
  }, 90_000);

  it('are asked where a head opens a ticket, and read by the head and by the helper', async () => {
    const crew = [{ skill: null, size: 1 }];
    const { id } = await makeCategory(app, { name: '吊篮停转', nameEn: 'Cradle', questions: QUESTIONS, crew });
    const { page, look } = await sit(browser, app, 'head');
    await page.goto('/station/open');
    await page.getByLabel('求助人怎么说').fill('吊篮停转了');
    await page.getByLabel('类别').selectOption(id);
    await page.getByLabel('哪栋楼').fill('登州路24号10号楼');
    await page.locator('.choice').first().click();
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByText('请回答，或选“来人答不上来”。').first().waitFor();
    await page.getByLabel('停在哪一层？').fill('五楼');
    await page.getByLabel('几个人被困？').fill('3');
    await page.locator('.questions .chip', { hasText: /^\s*有\s*$/ }).click();
    await look('station-questions');
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.waitForURL(/\/station\/tickets\//);
    await page.locator('.panel-head dt', { hasText: '几个人被困？' }).waitFor();
    await page.locator('.panel-head dd', { hasText: '3 人' }).waitFor();
    await look('station-answers');

    const answers = [
      { question: 'floor', answer: null },
      { question: 'people', answer: 2 },
      { question: 'smell', answer: 'no' },
    ];
    const ticket = await openTicket(app, { categoryId: id, answers });
    const helper = await by(app, 'helper');
    const { helperId } = (await helper.get('/me').expect(200)).body;
    await (await by(app, 'head')).post(`/tickets/${ticket.id}/crew`, { helperId }).expect(200);
    const job = await sit(browser, app, 'helper', { viewport: { width: 375, height: 740 }, locale: 'en-GB' });
    await job.page.goto(`/helper/jobs/${ticket.id}`);
    const lines = job.page.locator('.facts').first();
    await lines.getByText('How many are trapped?').waitFor();
    expect(await lines.innerText()).toMatch(
      /At which floor\?\s+not known\s+How many are trapped\?\s+2 people\s+Does it smell burnt\?\s+No/,
    );
    await job.look('helper-answers');
    await job.page.context().close();
    await page.context().close();
  }, 90_000);
});
