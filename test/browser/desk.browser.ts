import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { DEMO_PASSWORD } from '../../src/demo/load-street.js';
import { Database } from '../../src/platform/database/database.js';
import type { TicketView } from '../../src/tickets/tickets.dto.js';
import { plainMembers } from '../support/crew.js';
import { startTestApp, type TestApp } from '../support/harness.js';
import { by, forgetSessions, makeCategory, openTicket, PHONES } from '../support/people.js';
import { describeInBrowser, launch, lookingAt, phone } from './browser.js';

let app: TestApp;
let browser: Browser;
let category: { id: string };

/** Words as they are typed with an input method: pinyin, and one key that takes them. */
interface Phrase {
  words: string;
  keys: string;
}
const PLACE: Phrase = { words: '登州路24号10号楼4单元302', keys: 'dengzhoulu24hao10haolou4danyuan302' };
const MATTER: Phrase = { words: '楼梯扶手松了', keys: 'loutifushousongle' };
/** Sixty words a minute, as typing is counted: five keys a second. */
const KEYS_A_SECOND = 5;

/** An operator's screen that knows the keyboard alone; `pressed` counts the keys. */
class Desk {
  pressed = 0;
  readonly look: (name: string) => Promise<void>;

  constructor(readonly page: Page) {
    this.look = lookingAt(page);
  }

  async type(text: string): Promise<void> {
    this.pressed += text.length;
    await this.page.keyboard.type(text);
  }

  async say(...phrases: Phrase[]): Promise<void> {
    this.pressed += phrases.reduce((sum, { keys }) => sum + keys.length + 1, 0);
    await this.page.keyboard.type(phrases.map(({ words }) => words).join('，'));
  }

  async press(...keys: string[]): Promise<void> {
    this.pressed += keys.length;
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async signIn(who: 'operator' | 'head' | 'deputy' = 'operator'): Promise<void> {
    await this.page.getByText(/^(手机号|Phone number)$/).waitFor();
    await this.type(PHONES[who]);
    await this.press('Tab');
    await this.type(DEMO_PASSWORD);
    await this.press('Enter');
  }

  /** Until what is typed is understood: the station stands there. */
  async understood(): Promise<void> {
    await this.page.locator('.call-facts[aria-busy=false] strong', { hasText: '帮办站' }).waitFor();
  }

  reference = async () => (await this.page.locator('.call-reference').innerText()).replaceAll(/\s/g, '');
}

async function open(path: string, options: BrowserContextOptions = {}): Promise<Desk> {
  const context = await phone(browser, app, { viewport: { width: 1440, height: 900 }, ...options });
  const desk = new Desk(await context.newPage());
  await desk.page.goto(path);
  return desk;
}

const rowOf = (reference: string) =>
  app.get(Database).one<Record<string, unknown>>(
    `SELECT t.id, t.state, t.unit, t.urgency, t.channel, t.urged, t.door_encrypted IS NOT NULL AS door, c.name AS category
       FROM tickets t JOIN categories c ON c.id = t.category_id WHERE t.reference = $1`,
    [reference],
  );

/** Done by the station, and not confirmed yet. */
async function resolved(caller: string): Promise<TicketView> {
  const head = await by(app, 'head');
  const ticket = await openTicket(app, { categoryId: category.id, caller: { phone: caller, name: '周大爷' } });
  const [member] = await plainMembers(app, category.id);
  await head.post(`/tickets/${ticket.id}/crew`, { helperId: member?.id }).expect(200);
  await head.post(`/tickets/${ticket.id}/start`).expect(200);
  await head.post(`/tickets/${ticket.id}/resolve`, { outcome: 'done', note: '已加固' }).expect(200);
  return ticket;
}

describeInBrowser('the desk of an operator, by the keyboard alone', () => {
  beforeAll(async () => {
    app = await startTestApp({ template: 'street' });
    category = await makeCategory(app, { name: '门铃失灵', crew: [{ skill: null, size: 1 }] });
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('opens the usual call within twenty seconds of typing, and the next one urges by one key', async () => {
    const desk = await open('/desk');
    const { page } = desk;
    await page.getByText('手机号').waitFor();
    await desk.look('desk-zh-sign-in');
    await desk.signIn();
    await page.locator('.call-number').waitFor();
    await desk.look('desk-zh-empty');

    desk.pressed = 0;
    await desk.type('19000099401');
    await desk.press('Enter');
    await page.getByText('新号码').waitFor();
    await desk.say(PLACE, MATTER);
    await desk.understood();
    await desk.look('desk-zh-typed');
    await desk.press('Enter');
    await page.getByText('请念给居民').waitFor();
    const ofNew = desk.pressed;
    await desk.look('desk-zh-opened');
    const reference = await desk.reference();
    expect(await rowOf(reference)).toMatchObject({
      state: 'open',
      unit: '4单元',
      urgency: 'normal',
      channel: 'phone',
      door: true,
      category: '楼梯扶手',
    });

    // the number is known now, and so is where
    desk.pressed = 0;
    await desk.press('Enter');
    await page.locator('.call-number').waitFor();
    await desk.type('19000099401');
    await desk.press('Enter');
    await page.getByText('知道的住处').waitFor();
    await desk.say({ words: '楼道灯不亮', keys: 'loudaodengbuliang' });
    await desk.understood();
    await desk.press('Enter');
    await page.getByText('请念给居民').waitFor();
    const ofKnown = desk.pressed;
    process.stdout.write(`keys of a call: ${ofNew} from a new number, ${ofKnown} from a known one\n`);
    expect(ofNew / KEYS_A_SECOND).toBeLessThanOrEqual(20);
    expect(ofKnown / KEYS_A_SECOND).toBeLessThanOrEqual(10);

    await desk.press('Enter');
    await desk.type('19000099401');
    await desk.press('Enter');
    await page.getByText('正在等的事项（2）').waitFor();
    await desk.press('Alt+ArrowDown');
    await desk.look('desk-zh-known');
    await desk.press('F2');
    await page.getByText('第 1 次催办').waitFor();
    await desk.look('desk-zh-urged');
    expect(await desk.reference()).toBe(reference);
    expect(await rowOf(reference)).toMatchObject({ urged: 1 });
    await desk.press('F10');
    await page.getByText('的催办已撤回').waitFor();
    expect(await rowOf(reference)).toMatchObject({ urged: 0 });
    await desk.press('F2');
    await page.getByText('第 1 次催办').waitFor();
    expect(await rowOf(reference)).toMatchObject({ urged: 1 });
    await page.context().close();
  });

  it('says whom to ring first where there is danger, merges what is the same, and takes a mistake back', async () => {
    const desk = await open('/desk');
    const { page } = desk;
    await desk.signIn();
    await page.locator('.call-number').waitFor();
    await desk.type('19000099402');
    await desk.press('Enter');
    await page.getByText('新号码').waitFor();
    await desk.say(PLACE, { words: '厨房着火了', keys: 'chufangzhaohuole' });
    await page.getByText(/先拨打119/).waitFor();
    await desk.understood();
    await desk.press('F7');
    await desk.look('desk-zh-danger');
    // no category is like it
    await page.locator('.call-facts [aria-pressed=true]', { hasText: '其他' }).waitFor();
    await page.locator('.call-facts [aria-pressed=true]', { hasText: '特急' }).waitFor();

    // this call was cut off: the next one, and back
    await desk.press('Alt+n');
    await page.getByText('恢复刚才没登完的电话').waitFor();
    expect(await page.locator('.call-sentence').inputValue()).toBe('');
    await desk.press('Alt+z');
    expect(await page.locator('.call-sentence').inputValue()).toContain('着火');
    await desk.press('Alt+n');

    const alike = await openTicket(app, { categoryId: (await namedCategory('楼梯踏步')).id });
    await desk.type('19000099403');
    await desk.press('Enter');
    await page.getByText('新号码').waitFor();
    await desk.say(PLACE, { words: '楼梯踏步裂了', keys: 'loutitabuliele' });
    await page.getByText('同一栋楼').waitFor();
    await desk.press('F9');
    await page.getByText('登记时并入').waitFor();
    await desk.look('desk-zh-similar');
    await desk.press('Enter');
    await page.getByText('已登记，并入已有的事项').waitFor();
    await desk.look('desk-zh-merged');
    expect(await desk.reference()).toBe(alike.reference);
    // not the same after all
    await desk.press('F10');
    await page.getByRole('heading', { name: '已登记', exact: true }).waitFor();
    const apart = await desk.reference();
    expect(apart).not.toBe(alike.reference);
    expect(await rowOf(apart)).toMatchObject({ state: 'open' });

    await desk.press('Enter', 'Enter');
    await desk.say(PLACE, { words: '水龙头漏水', keys: 'shuilongtouloushui' });
    await desk.understood();
    await desk.press('F8', 'Enter');
    await page.getByText('请念给居民').waitFor();
    const mistaken = await desk.reference();
    expect(await rowOf(mistaken)).toMatchObject({ urgency: 'urgent', state: 'open' });
    await desk.press('F10');
    await page.getByText(/已撤销/).waitFor();
    expect(await rowOf(mistaken)).toMatchObject({ state: 'cancelled' });
    expect(await page.locator('.call-sentence').inputValue()).toContain('水龙头漏水');
    await page.context().close();
  });

  it('drops an answer that comes late, and never opens what nobody has seen', async () => {
    const desk = await open('/desk');
    const { page } = desk;
    await desk.signIn();
    await page.locator('.call-number').waitFor();
    let held: (() => void) | undefined;
    await page.route('**/addresses/resolve', async (route) => {
      if (route.request().postData()?.includes('扶手') !== true) await new Promise<void>((resolve) => (held = resolve));
      await route.continue();
    });
    await desk.press('Enter');
    const late = page.waitForRequest('**/addresses/resolve');
    await desk.say({ words: '登州路24号大院9号楼', keys: '' });
    await late;
    await desk.say({ words: '不对，是10号楼，扶手松了', keys: '' });
    await page.locator('.call-facts strong', { hasText: '10号楼' }).waitFor();
    held?.();
    await page.waitForResponse('**/addresses/resolve');
    await page.locator('.call-facts strong', { hasText: '10号楼' }).waitFor();
    await desk.type('。');
    await desk.press('Enter');
    await page.getByText(/请看一眼/).waitFor();
    expect(await page.locator('.call-reference').count()).toBe(0);
    await desk.press('F4');
    await desk.type('dzl');
    await desk.press('Escape');
    await desk.type('急');
    expect(await page.locator('.call-sentence').inputValue()).toMatch(/。急$/);
    await page.context().close();
  });

  it('keeps what was typed when the session ends in the middle, and goes on where it was', async () => {
    const desk = await open('/desk', { locale: 'en-GB' });
    const { page } = desk;
    await desk.signIn();
    await page.locator('.call-number').waitFor();
    await desk.type('19000099404');
    await desk.press('Enter');
    await page.getByText('New number').waitFor();
    await app.get(Database).run('DELETE FROM sessions');
    forgetSessions(app);
    await desk.say(PLACE, MATTER);
    await page.getByText(/your session has ended/).waitFor();
    await desk.look('desk-en-ended');
    await desk.signIn();
    await page.locator('.call-sentence').waitFor();
    expect(await page.locator('.call-sentence').inputValue()).toBe(`${PLACE.words}，${MATTER.words}`);
    expect(await page.evaluate("document.activeElement?.classList.contains('call-sentence')")).toBe(true);
    await desk.type('!');
    await desk.understood();
    await desk.look('desk-en-typed');
    await desk.press('Enter');
    await page.getByText('Read out to the resident').waitFor();
    await desk.look('desk-en-opened');
    await desk.press('F1');
    await page.getByRole('dialog').waitFor();
    await page.getByText('Leave this call and take the next').waitFor();
    await desk.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.context().close();
  });

  it('settles where a request is, and rings back: good, not good, nobody there', async () => {
    const waiting = await openTicket(app, {
      categoryId: category.id,
      place: { areaCode: '370203005' },
      description: '我家门铃不响',
    });
    const done = [await resolved('+8619000099411'), await resolved('+8619000099412'), await resolved('+8619000099413')];
    const desk = await open('/desk/triage');
    const { page } = desk;
    await desk.signIn();
    await page.locator('.desk-row', { hasText: '我家门铃不响' }).waitFor();
    await desk.look('desk-zh-triage');
    await desk.press('F4');
    await desk.type('dzl24dy10hl');
    await page.locator('.finder-on').waitFor();
    await desk.press('Enter');
    await page.getByText('已选：').waitFor();
    await desk.press('F9');
    await page.getByText(/已定到/).waitFor();
    await desk.look('desk-zh-settled');
    expect(await rowOf(waiting.reference)).toMatchObject({ state: 'open' });

    await desk.press('Alt+3');
    await page.locator('.desk-row').nth(2).waitFor();
    await page.locator('.desk-facts').waitFor();
    await desk.press('F2');
    await page.getByText('+8619000099411').waitFor();
    await desk.look('desk-zh-call-back');
    await desk.press('F8');
    await page.getByText(/已确认/).waitFor();
    await desk.press('F9');
    await page.getByText(/请写下哪里没好/).waitFor();
    await desk.type('还是不响');
    await desk.press('F9');
    await page.getByText(/已重办/).waitFor();
    await desk.press('F10');
    await page.getByText(/没人接，已记下/).waitFor();
    await page.getByText('现在没有要回访的').waitFor();
    await desk.look('desk-zh-called-back');
    const states = await Promise.all(done.map(async ({ reference }) => (await rowOf(reference))?.state));
    expect(states).toEqual(['closed', 'assigned', 'resolved']);

    await desk.press('Alt+4');
    await page.locator('.desk-record li').first().waitFor();
    await desk.look('desk-zh-mine');
    await desk.press('F3');
    await desk.type(done[0]?.reference ?? '');
    await page.locator('.desk-row').nth(1).waitFor({ state: 'detached' });
    await page
      .locator('.desk-facts', { hasText: '已办结' })
      .or(page.locator('.desk-record li').nth(5))
      .first()
      .waitFor();
    await page.setViewportSize({ width: 375, height: 740 });
    await desk.look('desk-phone-mine');
    for (const part of ['1', '2', '3']) {
      await desk.press(`Alt+${part}`);
      await page.waitForURL(['', '/desk', '/desk/triage', '/desk/call-backs'][Number(part)] ?? '');
      await page.locator('.call-number, .desk-row, .empty').first().waitFor();
      await page.locator('.skeleton').first().waitFor({ state: 'detached' });
      await desk.look(`desk-phone-${part}`);
    }
    await page.context().close();
  });

  it('shows two operators what the other is on, and what comes and goes, without looking again', async () => {
    await app.get(Database).run(
      `INSERT INTO area_roles (account_id, area_id, role, valid_from)
       SELECT d.id, r.area_id, r.role, r.valid_from FROM area_roles r JOIN accounts o ON o.id = r.account_id, accounts d
        WHERE r.role = 'operator' AND o.id = $1 AND d.id = $2`,
      await Promise.all(
        (['operator', 'deputy'] as const).map(async (who) => (await (await by(app, who)).get('/me')).body.accountId),
      ),
    );
    const desks = [
      await open('/desk/triage'),
      await open('/desk/triage', { locale: 'en-GB', colorScheme: 'dark' }),
    ] as const;
    const [one, two] = desks;
    await one.signIn();
    await two.signIn('deputy');
    for (const { page } of desks) await page.getByText(/● (实时更新|Live)/).waitFor();
    const ticket = await openTicket(app, {
      categoryId: category.id,
      place: { areaCode: '370203005' },
      description: '楼道里有怪味',
    });
    // the stream brings it: the list would look again by itself only in two minutes, or in twenty seconds for the claims
    const row = ({ page }: Desk) => page.locator('.desk-row', { hasText: '楼道里有怪味' });
    for (const desk of desks) await row(desk).waitFor({ timeout: 8_000 });
    await row(one).click();
    await one.press('F2');
    await one.page.getByText(/您正在办，接线员同事看得到/).waitFor();
    await one.look('desk-zh-claimed');
    await row(two).click();
    await two.press('F4');
    await two.page.getByText(/began with this one/).waitFor();
    await two.look('desk-dark-en-claimed');
    expect(await two.page.getByRole('button', { name: /Settle the place/ }).isDisabled()).toBe(true);
    // knowingly
    await two.page.getByRole('button', { name: /Take it over/ }).click();
    await two.page.getByText(/You are on it, and/).waitFor();
    await two.page.getByRole('combobox', { name: 'Find a building' }).fill('dzl24dy10hl');
    await two.page.locator('.finder-on').waitFor();
    await two.press('Enter', 'F9');
    await two.page.getByText(/is settled at/).waitFor();
    await row(one).waitFor({ state: 'detached', timeout: 8_000 });
    expect(await rowOf(ticket.reference)).toMatchObject({ state: 'open' });
    for (const { page } of desks) await page.context().close();
  });

  it('is for operators: whoever is not is told what they can use', async () => {
    const desk = await open('/desk', { colorScheme: 'dark' });
    await desk.signIn('head');
    await desk.page.getByText('这个页面不归您用').waitFor();
    await desk.look('desk-dark-head');
    await desk.page.context().close();
  });
});

async function namedCategory(name: string): Promise<{ id: string }> {
  const row = await app.get(Database).one<{ id: string }>('SELECT id FROM categories WHERE name = $1', [name]);
  if (row === undefined) throw new Error(`no category ${name}`);
  return row;
}
