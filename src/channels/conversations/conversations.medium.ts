import { Areas, type Building } from '../../areas/areas.js';
import { Database } from '../../platform/database/database.js';
import { Log } from '../../platform/log.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { Residents } from '../../residents/residents.js';
import { Tickets } from '../../tickets/tickets.js';
import { freshNumber, MESSAGE_KEYS, messageId, sendMessage, type Sending } from '../../../test/support/gateway.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { as, by, forgetSessions, makeCategory, storyBuildingId, type Asking } from '../../../test/support/people.js';
import { opened, resolved, ticketNow } from '../../../test/support/tickets.js';
import { verify } from '../../../test/support/verify.js';
import { Plates } from '../plates/plates.js';
import { Conversations } from './conversations.js';

const MINUTE = 60_000;
const STORY = '登州路24号大院10号楼4单元楼梯扶手松了';

let app: TestApp;
let database: Database;
let building: Building;
let other: Building;
let categoryId: string;
let operator: Asking;
const logged: string[] = [];
const info = Object.getOwnPropertyDescriptor(Log.prototype, 'info') as PropertyDescriptor;
const fault = Object.getOwnPropertyDescriptor(Log.prototype, 'fault') as PropertyDescriptor;

beforeAll(async () => {
  const keep = (...words: unknown[]) =>
    logged.push(JSON.stringify(words, (_, value: unknown) => (value instanceof Error ? String(value.stack) : value)));
  Object.assign(Log.prototype, { info: keep, fault: keep });
  app = await startTestApp({ template: 'street', env: { MESSAGE_KEYS } });
  database = app.get(Database);
  operator = await by(app, 'operator');
  // of another name than the demo's: which one a message is about is told by its words
  categoryId = (await makeCategory(app, { name: '测试' })).id;
  const areas = app.get(Areas);
  building = (await areas.building(database, await storyBuildingId(app))) as Building;
  const row = await database.one<{ id: string }>(
    'SELECT id FROM buildings WHERE grid_id <> $1 AND removed_on IS NULL AND array_length(units, 1) > 1 ORDER BY code LIMIT 1',
    [building.grid?.id],
  );
  other = (await areas.building(database, row?.id ?? '')) as Building;
});
afterEach(() => {
  app.clock.set(new Date());
});
afterAll(async () => {
  Object.defineProperties(Log.prototype, { info, fault });
  await app.close();
});

const send = async (number: string, text: string, more: object = {}, sending: Sending = {}) =>
  (await sendMessage(app, { id: messageId(), number, text, ...more }, sending).expect(200)).body;
const ticketOf = async ({ ticketId }: { ticketId: string }) =>
  (await (await by(app, 'administrator')).get(`/tickets/${ticketId}`).expect(200)).body;
const recordOf = async (ticketId: string) => (await operator.get(`/tickets/${ticketId}/events`).expect(200)).body;
const countOf = async (table: string) =>
  (await database.one<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))?.n;
/** Someone whom the desk has opened tickets for, the last place last. */
async function known(...places: Building[]): Promise<string> {
  const phone = freshNumber();
  for (const place of places) {
    await opened(app, {
      categoryId,
      caller: { phone },
      place: { buildingId: place.id },
      unit: place.units[0],
    });
  }
  return phone;
}

/** What it is asked for fails, until it is mended. */
function breaking(service: object, method: string): () => void {
  Object.defineProperty(service, method, {
    configurable: true,
    value: () => Promise.reject(new Error('broken')),
  });
  return () => void Reflect.deleteProperty(service, method);
}

describe('a signature', () => {
  const message = () => ({ id: messageId(), number: freshNumber(), text: STORY });
  const refused = async (sending: Sending, sent: object | string = message()) => {
    const before = await countOf('conversation_messages');
    const { body } = await sendMessage(app, sent, sending).expect(401);
    expect(body.code).toBe('signature-invalid');
    expect(await countOf('conversation_messages')).toBe(before);
  };

  it('by any key of the gateway is taken, within five minutes', async () => {
    for (const sending of [{}, { key: 'mas.2' }, { late: 290 }, { late: -290 }])
      await sendMessage(app, message(), sending).expect(200);
  });

  it('of another body, another time or another key is refused, and nothing is kept', async () => {
    const body = JSON.stringify(message());
    await refused({ body: body.replace('松了', '松啦') }, body);
    await refused({ body: `${body} ` }, body);
    await refused({ late: 310 });
    await refused({ late: -310 });
    await refused({ key: 'mas.3' });
    await refused({ signature: '0'.repeat(64) });
    await app.http.post('/channels/messages').send(message()).expect(401);
    await operator.post('/channels/messages', message()).expect(401);
  });
});

describe('a message whose place is certain', () => {
  it('opens a ticket by itself, at the station, as a request of its sender', async () => {
    const number = freshNumber();
    const body = await send(number, STORY);
    const ticket = await ticketOf(body);
    expect(body).toMatchObject({
      outcome: 'opened',
      reply: expect.stringContaining(
        `编号${ticket.reference}，地点登州路24号大院10号楼4单元，由贮水山社区登州路帮办站帮办`,
      ),
    });
    expect(ticket).toMatchObject({
      state: 'open',
      request: STORY,
      unit: '4单元',
      building: { id: building.id },
      category: { code: 'house.handrail' },
    });
    expect((await recordOf(ticket.id))[0]).toMatchObject({ type: 'opened', by: '居民', channel: 'messages' });
    // the number is as good as one that rang
    const call = await operator.post('/calls', { phone: number }).expect(200);
    expect(call.body.tickets).toMatchObject([{ id: ticket.id }]);
  });

  it('by the code of a door plate', async () => {
    const [code = ''] = await database.transaction((tx) =>
      app.get(Plates).codesFor(tx, [{ buildingId: other.id, unit: other.units[1] ?? null }]),
    );
    const ticket = await ticketOf(await send(freshNumber(), `${code} 灯不亮`));
    expect(ticket).toMatchObject({ building: { id: other.id }, unit: other.units[1] });
  });

  it('by a position within a grid, in whichever system, with words that name no other place', async () => {
    const position = { lng: building.lng, lat: building.lat, system: 'wgs84' };
    const ticket = await ticketOf(await send(freshNumber(), '这里井盖没了', { position }));
    expect(ticket).toMatchObject({ state: 'open', building: null, station: { name: '贮水山社区登州路帮办站' } });
    const far = { lng: 2, lat: 48 };
    expect(await send(freshNumber(), '这里井盖没了', { position: far })).toMatchObject({ outcome: 'asked' });
  });

  it('of danger to life says first whom to ring, and is most urgent', async () => {
    const body = await send(freshNumber(), '登州路24号大院10号楼4单元着火了');
    expect(body.reply).toMatch(/^有生命危险，请先拨打119/);
    expect(await ticketOf(body)).toMatchObject({ urgency: 'critical', state: 'open' });
  });

  it('in English is answered in English', async () => {
    const position = { lng: building.lng, lat: building.lat };
    const body = await send(freshNumber(), 'The lamp in the corridor is broken', { position });
    expect(body.reply).toMatch(/^Noted as \d+.* will see to it\./);
  });
});

describe('the same message id', () => {
  it('sent many times at once, and later, is one message, one ticket and one answer', async () => {
    const message = { id: messageId(), number: freshNumber(), text: STORY };
    const [tickets, residents] = [await countOf('tickets'), await countOf('residents')];
    const answers = await Promise.all(Array.from({ length: 8 }, () => sendMessage(app, message)));
    answers.push(await sendMessage(app, message, { key: 'mas.2' }));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 200));
    for (const { body } of answers) expect(body).toEqual(answers[0]?.body);
    expect(await countOf('tickets')).toBe((tickets ?? 0) + 1);
    expect(await countOf('residents')).toBe((residents ?? 0) + 1);
    // of another gateway it is another message
    const elsewhere = await sendMessage(app, message, { key: 'wechat.1' }).expect(200);
    expect(elsewhere.body.conversationId).not.toBe(answers[0]?.body.conversationId);
  });

  it('different messages of one number at once are one conversation, and each is kept', async () => {
    const number = freshNumber();
    const texts = [STORY, '还有灯也不亮', '扶手在三楼'];
    const bodies = await Promise.all(texts.map((text) => send(number, text)));
    expect(new Set(bodies.map(({ conversationId }) => conversationId)).size).toBe(1);
    const rows = await database.rows(
      'SELECT 1 FROM conversation_messages WHERE conversation_id = $1 AND decided_at IS NOT NULL',
      [bodies[0].conversationId],
    );
    expect(rows).toHaveLength(3);
  });
});

describe('a message whose place is not certain', () => {
  it('is answered with one question; the reply completes it', async () => {
    const number = freshNumber();
    const asked = await send(number, '楼梯扶手松了');
    expect(asked).toMatchObject({
      outcome: 'asked',
      ticketId: null,
      reply: expect.stringContaining('请告诉我们在哪里'),
    });
    const body = await send(number, '登州路24号大院10号楼4单元');
    expect(body).toMatchObject({ outcome: 'opened', conversationId: asked.conversationId });
    expect(await ticketOf(body)).toMatchObject({
      request: '楼梯扶手松了\n登州路24号大院10号楼4单元',
      building: { id: building.id },
      category: { code: 'house.handrail' },
    });
  });

  it('of a known number asks whether it is still there, and never takes it for granted', async () => {
    const number = await known(building);
    const asked = await send(number, '楼道灯不亮');
    expect(asked.reply).toContain(`还是在${building.name}${building.units[0]}吗？`);
    expect(await ticketOf(await send(number, '是'))).toMatchObject({
      building: { id: building.id },
      unit: building.units[0],
    });
    const moved = await known(building);
    await send(moved, '楼道灯不亮');
    expect(await send(moved, '不是')).toMatchObject({ outcome: 'triage' });
  });

  it('of a number that is used at several addresses asks which', async () => {
    const number = await known(building, other);
    const asked = await send(number, '楼道灯不亮');
    expect(asked.reply).toContain(`1 ${other.name}${other.units[0]}；2 ${building.name}${building.units[0]}`);
    expect(await ticketOf(await send(number, '2'))).toMatchObject({ building: { id: building.id } });
  });

  it('after one question goes to the desk, with all that is known, and from there to its place in one step', async () => {
    const number = await known(building, other);
    await send(number, '楼道灯不亮');
    const body = await send(number, '就在老地方呀');
    expect(body).toMatchObject({ outcome: 'triage', reply: expect.stringContaining('接线员会核实地点') });
    const { body: page } = await (await by(app, 'administrator')).get('/triage', { limit: 1 }).expect(200);
    const [item] = page.items;
    expect(item).toMatchObject({
      ticket: { id: body.ticketId, state: 'triage', request: '楼道灯不亮\n就在老地方呀' },
      question: expect.stringContaining('您说的是哪里'),
      candidates: [
        { buildingId: other.id, name: `${other.name}${other.units[0]}`, confidence: 0 },
        { buildingId: building.id, station: '贮水山社区登州路帮办站' },
      ],
    });
    expect(item.messages.map(({ text }: { text: string }) => text)).toEqual(['楼道灯不亮', '就在老地方呀']);
    const { buildingId, unit } = item.candidates[1];
    await operator.post(`/tickets/${body.ticketId}/place`, { place: { buildingId }, unit }).expect(200);
    expect(await ticketNow(app, body.ticketId)).toMatchObject({ state: 'open', building: { id: building.id }, unit });
  });

  it('is placed by itself where its sender tells the place after all', async () => {
    const number = freshNumber();
    await send(number, '楼道灯不亮');
    const waiting = await send(number, '就在老地方');
    const body = await send(number, '登州路24号大院10号楼4单元');
    expect(body).toMatchObject({ outcome: 'placed', ticketId: waiting.ticketId });
    expect(await ticketOf(body)).toMatchObject({ state: 'open', building: { id: building.id }, unit: '4单元' });
    const record = await recordOf(body.ticketId);
    expect(record.map(({ type }: { type: string }) => type)).toEqual(['opened', 'commented', 'placed']);
  });

  it('in danger is at the desk at once, while the question is out', async () => {
    const number = freshNumber();
    const asked = await send(number, '着火了快来');
    expect(asked.reply).toMatch(/^有生命危险.*119.*编号\d+.*请告诉我们在哪里/);
    const row = await database.one('SELECT state, urgency FROM tickets WHERE id = $1', [asked.ticketId]);
    expect(row).toEqual({ state: 'triage', urgency: 'critical' });
    const body = await send(number, '登州路24号大院10号楼');
    expect(body).toMatchObject({ outcome: 'placed', ticketId: asked.ticketId });
  });

  it('whose question nobody answers is at the desk after half an hour', async () => {
    const asked = await send(freshNumber(), '楼道灯不亮');
    app.clock.advance(29 * MINUTE);
    await app.get(Sweeps).sweepOnce();
    const stateOf = () =>
      database.one(
        'SELECT c.state, t.state AS ticket FROM conversations c LEFT JOIN tickets t ON t.id = c.ticket_id WHERE c.id = $1',
        [asked.conversationId],
      );
    expect(await stateOf()).toEqual({ state: 'asked', ticket: null });
    app.clock.advance(2 * MINUTE);
    await app.get(Sweeps).sweepOnce();
    expect(await stateOf()).toEqual({ state: 'filed', ticket: 'triage' });
  });

  it('that is a position alone is asked what is the matter', async () => {
    const number = freshNumber();
    const position = { lng: building.lng, lat: building.lat };
    const asked = await send(number, '', { position });
    expect(asked).toMatchObject({ outcome: 'asked', reply: expect.stringContaining('请说是什么事') });
    expect(await ticketOf(await send(number, '井盖没了'))).toMatchObject({
      state: 'open',
      station: { name: '贮水山社区登州路帮办站' },
    });
    const { body } = await sendMessage(app, { id: messageId(), number, text: '' }).expect(422);
    expect(body.code).toBe('message-empty');
  });
});

describe('who waits for something', () => {
  it('urges it by a message, once an hour; what they wrote is kept each time', async () => {
    const number = freshNumber();
    const ticket = await opened(app, { categoryId, caller: { phone: number } });
    expect(await send(number, '怎么还没来')).toMatchObject({ outcome: 'urged', ticketId: ticket.id });
    expect(await send(number, '催一下啊')).toMatchObject({ outcome: 'urged-already', ticketId: ticket.id });
    expect(await ticketNow(app, ticket.id)).toMatchObject({ urged: 1 });
    const record = await recordOf(ticket.id);
    expect(record.flatMap(({ texts }: { texts: string[] }) => texts).slice(-2)).toEqual(['怎么还没来', '催一下啊']);
  });

  it('names one of several by its reference', async () => {
    const number = freshNumber();
    const [first, second] = [
      await opened(app, { categoryId, caller: { phone: number } }),
      await opened(app, { categoryId, caller: { phone: number } }),
    ];
    expect(await send(number, `催一下${first.reference}`)).toMatchObject({ outcome: 'urged', ticketId: first.id });
    // somebody else's is none of theirs
    expect(await send(freshNumber(), `催一下${second.reference}`)).toMatchObject({ outcome: 'asked', ticketId: null });
  });

  it('adds to it, and begins something else by another place or by saying so', async () => {
    const number = freshNumber();
    const { ticketId } = await send(number, STORY);
    expect(await send(number, '扶手在三楼')).toMatchObject({ outcome: 'commented', ticketId });
    expect((await recordOf(ticketId)).at(-1)).toMatchObject({
      type: 'commented',
      by: '居民',
      texts: ['扶手在三楼'],
      channel: 'messages',
    });
    const asked = await send(number, '新事项：楼道灯不亮');
    expect(asked).toMatchObject({ outcome: 'asked', ticketId: null });
    const next = await send(number, '是');
    expect(next.ticketId).not.toBe(ticketId);
  });

  it('does not confirm by 好了', async () => {
    const number = freshNumber();
    const { ticketId } = await send(number, STORY);
    await resolved(app, await ticketNow(app, ticketId));
    const body = await send(number, '好了，谢谢');
    expect(body).toMatchObject({ outcome: 'thanked', ticketId, reply: expect.stringContaining('点开短信里的链接') });
    expect(await ticketNow(app, ticketId)).toMatchObject({ state: 'resolved' });
    expect((await recordOf(ticketId)).at(-1)).toMatchObject({ type: 'commented', texts: ['好了，谢谢'] });
  });

  it('in new danger is another request, most urgent, where the other one is', async () => {
    const number = freshNumber();
    const { ticketId } = await send(number, STORY);
    const body = await send(number, '家里着火了');
    expect(body.ticketId).not.toBe(ticketId);
    expect(await ticketOf(body)).toMatchObject({ urgency: 'critical', building: { id: building.id }, unit: '4单元' });
  });
});

describe('what was written is never lost', () => {
  it('also where nothing can be decided: it is kept, the sender is told so, and a sweep decides', async () => {
    const number = freshNumber();
    const mend = breaking(app.get(Tickets), 'openIn');
    const message = { id: messageId(), number, text: STORY };
    const { body } = await sendMessage(app, message).expect(200);
    expect(body).toMatchObject({ outcome: null, ticketId: null, reply: '已收到，我们马上处理。' });
    mend();
    await app.get(Sweeps).sweepOnce();
    expect(
      await database.one('SELECT decided_at FROM conversation_messages WHERE external_id = $1', [message.id]),
    ).toEqual({
      decided_at: null,
    });
    app.clock.advance(2 * MINUTE);
    await app.get(Sweeps).sweepOnce();
    const row = await database.one<{ outcome: string; ticket: string }>(
      'SELECT outcome, ticket_id AS ticket FROM conversation_messages WHERE external_id = $1',
      [message.id],
    );
    expect(row?.outcome).toBe('opened');
    // the gateway that asks again hears what came of it
    const again = await sendMessage(app, message).expect(200);
    expect(again.body).toMatchObject({ outcome: 'opened', ticketId: row?.ticket });
  });

  it('after a crash between keeping and deciding: what is certain is opened, what is not goes to the desk without a question', async () => {
    for (const [text, outcome] of [
      [STORY, 'opened'],
      ['楼道灯不亮', 'triage'],
    ] as const) {
      const message = { id: messageId(), number: freshNumber(), text };
      // the process is gone before it decides
      const restart = breaking(app.get(Conversations), 'decide');
      await sendMessage(app, message);
      restart();
      await database.run('UPDATE conversation_messages SET tries = 0, look_at = received_at WHERE external_id = $1', [
        message.id,
      ]);
      await app.get(Sweeps).sweepOnce();
      await app.get(Sweeps).sweepOnce();
      const rows = await database.rows('SELECT outcome FROM conversation_messages WHERE external_id = $1', [
        message.id,
      ]);
      expect(rows).toEqual([{ outcome }]);
    }
  });

  it('a conversation goes on in another process', async () => {
    const number = freshNumber();
    const asked = await send(number, '楼梯扶手松了');
    const second = await startTestApp({ databaseUrl: app.databaseUrl, env: { MESSAGE_KEYS } });
    try {
      const message = { id: messageId(), number, text: '登州路24号大院10号楼4单元' };
      const { body } = await sendMessage(second, message).expect(200);
      expect(body).toMatchObject({ outcome: 'opened', conversationId: asked.conversationId });
      expect((await sendMessage(app, message).expect(200)).body).toEqual(body);
    } finally {
      await second.close();
    }
  });

  it('with characters that cannot be kept, without those', async () => {
    expect(await ticketOf(await send(freshNumber(), `${STORY}\u0000\ud800`))).toMatchObject({ request: STORY });
  });
});

describe('what is personal', () => {
  it('is encrypted, and goes with the person', async () => {
    const number = freshNumber();
    const asked = await send(number, '张三家灯不亮', { position: { lng: 2, lat: 48 } });
    const dump = JSON.stringify(await database.rows('SELECT * FROM conversation_messages'));
    expect(dump).not.toMatch(/张三|灯不亮/);
    const row = await database.one<{ id: string }>('SELECT resident_id AS id FROM conversations WHERE id = $1', [
      asked.conversationId,
    ]);
    await app.get(Residents).erase(row?.id ?? '');
    const left = await database.rows(
      `SELECT text_encrypted, reply_encrypted, lng, lat, coordinates, outcome FROM conversation_messages WHERE conversation_id = $1`,
      [asked.conversationId],
    );
    expect(left).toEqual([
      { text_encrypted: null, reply_encrypted: null, lng: null, lat: null, coordinates: null, outcome: 'asked' },
    ]);
    expect(await database.one('SELECT phone_hash, name_encrypted FROM residents WHERE id = $1', [row?.id])).toEqual({
      phone_hash: null,
      name_encrypted: null,
    });
    // whoever has the number now is somebody else
    const next = await send(number, '灯不亮');
    expect(next.conversationId).not.toBe(asked.conversationId);
  });

  it('is in no log', async () => {
    const number = freshNumber();
    await send(number, STORY);
    await sendMessage(app, { id: messageId(), number, text: 7 });
    await sendMessage(app, { id: messageId(), number, text: STORY }, { late: 999 });
    const everything = logged.join('\n');
    expect(logged.length).toBeGreaterThan(50);
    expect(everything).not.toMatch(/扶手|登州路|灯不亮|190000/);
  });
});

describe('the triage list', () => {
  it('holds what each may see, page by page, with candidates also for what came by telephone', async () => {
    const root = await database.one<{ code: string }>('SELECT code FROM areas WHERE parent_id IS NULL');
    const words = '登州路24号大院10号楼灯不亮';
    const ticket = await opened(app, { categoryId, place: { areaCode: root?.code }, description: words });
    const administrator = await by(app, 'administrator');
    const { body } = await administrator.get('/triage', { limit: 1 }).expect(200);
    expect(body.items[0]).toMatchObject({
      ticket: { id: ticket.id },
      messages: [],
      question: null,
      candidates: [expect.objectContaining({ buildingId: building.id })],
    });
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const { body: page } = await administrator.get('/triage', { limit: 2, after }).expect(200);
      seen.push(...page.items.map((item: { ticket: { id: string } }) => item.ticket.id));
      if (page.next === null) break;
      after = page.next;
    }
    const rows = await database.rows<{ id: string }>(`SELECT id FROM tickets WHERE state = 'triage' ORDER BY id DESC`);
    expect(seen).toEqual(rows.map(({ id }) => id));
    expect((await (await by(app, 'helper')).get('/triage').expect(200)).body.items).toEqual([]);
    await as(app, 'no-such-session').get('/triage').expect(401);
  });

  it('of a confidential request shows its words to its owner only', async () => {
    const secret = (await makeCategory(app, { name: '保密', confidential: true })).id;
    const street = await database.one<{ code: string }>(`SELECT code FROM areas WHERE kind = 'community' LIMIT 1`);
    const ticket = await opened(app, { categoryId: secret, place: { areaCode: street?.code }, description: '秘密' });
    forgetSessions(app);
    const { body } = await (await by(app, 'operator')).get('/triage', { limit: 200 }).expect(200);
    expect(JSON.stringify(body)).not.toContain('秘密');
    expect(body.items.map((item: { ticket: { id: string } }) => item.ticket.id)).not.toContain(ticket.id);
  });
});

it('all that came of it can be made anew from the record', async () => {
  expect((await verify(app)).rows).toEqual([]);
});
