import { setTimeout as sleep } from 'node:timers/promises';
import { freshNumber, MESSAGE_KEYS, messageId, sendMessage } from '../../../test/support/gateway.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, CALLER, makeCategory, openTicket, storyBuildingId, type Asking } from '../../../test/support/people.js';
import { eventually } from '../../../test/support/stores.js';
import { DEFAULT_TEXTS, LANGUAGES, TEXT_KEYS, variablesIn } from './default-texts.js';

let app: TestApp;
let administrator: Asking;

beforeAll(async () => {
  app = await startTestApp({ template: 'street', work: true, env: { MESSAGE_KEYS } });
  administrator = await by(app, 'administrator');
});
afterAll(() => app.close());

const change = (key: string, text: string | null, version?: number, language = 'zh') =>
  administrator.put(`/message-texts/${key}/${language}`, { text, version });

it('defaults name what they must and nothing that there is not', () => {
  for (const key of TEXT_KEYS)
    for (const language of LANGUAGES) {
      const {
        may,
        must,
        [language]: text,
      } = DEFAULT_TEXTS[key] as { may: string[]; must: string[]; zh: string; en: string };
      const used = variablesIn(text);
      expect({ key, language, used }).toEqual({ key, language, used: used.filter((name) => may.includes(name)) });
      expect(used).toEqual(expect.arrayContaining(must));
    }
});

it('what an administrator words otherwise is sent from then on, in that language alone, and reset it is as it came', async () => {
  const { body: all } = await administrator.get('/message-texts').expect(200);
  expect(all).toHaveLength(TEXT_KEYS.length * 2);
  const before = all.find((each: { key: string; language: string }) => each.key === 'triage' && each.language === 'zh');
  expect(before).toMatchObject({
    version: 0,
    text: before.original,
    variables: [{ name: 'reference', required: true }],
  });
  const ask = async (text: string) =>
    (await sendMessage(app, { id: messageId(), number: freshNumber(), text }).expect(200)).body.reply as string;
  const { body } = await change('ask-where', '在哪里呀？请写路名和门牌号。').expect(200);
  expect(body).toMatchObject({ version: 1, text: '在哪里呀？请写路名和门牌号。', changedAt: expect.any(String) });
  expect(await ask('扶手松了')).toBe('在哪里呀？请写路名和门牌号。');
  expect(await ask('the railing is loose')).toBe(DEFAULT_TEXTS['ask-where'].en);
  const { body: reset } = await change('ask-where', null, 1).expect(200);
  expect(reset).toMatchObject({ version: 2, text: DEFAULT_TEXTS['ask-where'].zh });
  expect(await ask('扶手松了')).toBe(DEFAULT_TEXTS['ask-where'].zh);
});

/** What is sent to who asks for it, once it is. */
async function sentOf(ticketId: string): Promise<string[]> {
  for (;;) {
    const { body } = await administrator.get('/demo/messages', { ticketId }).expect(200);
    if (body.length > 0) return body.map(({ text }: { text: string }) => text);
    await sleep(100);
  }
}

it('whoever asks is written to in the language they asked in, or by what was told of them', async () => {
  const { id: categoryId } = await makeCategory(app, { name: '楼道灯', nameEn: 'stair lamp' });
  const byPhone = async (languages?: string[]) => sentOf((await openTicket(app, { categoryId, languages })).id);
  expect(await byPhone()).toEqual([expect.stringMatching(/^您的求助已登记/)]);
  expect(await byPhone(['zh', 'en'])).toEqual([expect.stringMatching(/^您的求助已登记/)]);
  expect(await byPhone(['ko', 'en'])).toEqual([expect.stringMatching(/^Your request is noted/)]);
  const place = { buildingId: await storyBuildingId(app) };
  const onPage = async (language: string, more: object = {}) => {
    const asked = { text: '灯不亮', categoryId, place, phone: CALLER, ...more };
    const { body } = await app.http.post('/requests').set('Accept-Language', language).send(asked).expect(201);
    const operator = await by(app, 'operator');
    const { body: found } = await operator.get('/tickets', { reference: body.reference }).expect(200);
    return { id: String(found.items[0].id), sent: await sentOf(found.items[0].id) };
  };
  const chinese = await onPage('zh-CN');
  expect(chinese.sent).toEqual([expect.stringMatching(/^您的求助已登记/)]);
  const english = await onPage('en');
  expect(english.sent).toEqual([expect.stringMatching(/^Your request is noted/)]);
  const number = freshNumber();
  const write = async (text: string) => (await sendMessage(app, { id: messageId(), number, text }).expect(200)).body;
  expect((await write('the lamp in the stairs is broken')).reply).toMatch(/where it is/);
  // no place is told a second time: the desk finds it out
  const { ticketId } = await write('it is dark, please come');
  expect(await sentOf(ticketId)).toEqual([expect.stringMatching(/^Your request is noted/)]);
  // who asks for the same is told of it in their own
  const operator = await by(app, 'operator');
  await operator.post(`/tickets/${english.id}/merge`, { into: chinese.id }).expect(200);
  await operator.post(`/tickets/${chinese.id}/cancel`, { reason: '已修好' }).expect(200);
  await eventually('both are told', async () => {
    const texts = await sentOf(chinese.id);
    return texts.some((text) => /is cancelled/.test(text)) && texts.some((text) => /已取消/.test(text));
  });
});

it('what is sent by itself is worded so as well', async () => {
  await change('receipt', '登记好了（{reference}），请看 {link}').expect(200);
  const ticket = await openTicket(app, { categoryId: (await makeCategory(app)).id });
  let sent: { text: string }[] = [];
  while (sent.length === 0) {
    await sleep(100);
    sent = (await administrator.get('/demo/messages', { ticketId: ticket.id }).expect(200)).body;
  }
  expect(sent[0]?.text).toMatch(new RegExp(`^登记好了（${ticket.reference}），请看 .*/r#`));
  await change('receipt', null).expect(200);
});

it.each([
  ['receipt', '编号 {refrence}，{door}：{link}', 'text-names-unknown', '{refrence} {door}'],
  ['receipt', '编号 {reference}', 'text-lacks', '{link}'],
  ['receipt', '编号 {} {link}', 'text-names-unknown', '{}'],
  ['one-time-code', '请登录', 'text-lacks', '{code}'],
  ['welcome', '{reference} 不客气', 'text-names-unknown', '{reference}'],
])('%s as "%s" is refused, and told what is wrong: %s', async (key, text, code, names) => {
  const { body } = await change(key, text).expect(422);
  expect(body).toMatchObject({ code, errors: [{ field: 'text' }], detail: expect.stringContaining(names) });
});

it('by two at once is changed by one; the other is told', async () => {
  for (const round of [0, 1]) {
    const both = await Promise.all(['好的。', '不用谢。'].map((text) => change('welcome', text, round)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('changed-meanwhile');
  }
  await change('welcome', '好的。', 0).expect(409);
});

it('is for administrators', async () => {
  for (const who of ['operator', 'head', 'leader', 'helper'] as const) {
    const asking = await by(app, who);
    await asking.get('/message-texts').expect(403);
    await asking.put('/message-texts/welcome/zh', { text: '好' }).expect(403);
  }
  await administrator.put('/message-texts/no-such-text/zh', { text: '好' }).expect(404);
  await administrator.put('/message-texts/welcome/fr', { text: 'bon' }).expect(404);
});
