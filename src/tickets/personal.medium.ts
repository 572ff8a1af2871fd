import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { MESSAGE_KEYS, messageId, sendMessage } from '../../test/support/gateway.js';
import { tinyPhoto } from '../../test/statements/photo.js';
import {
  by,
  CALLER,
  linkTokenOf,
  makeCategory,
  openTicket,
  storyBuildingId,
  type Asking,
} from '../../test/support/people.js';
import { verify } from '../../test/support/verify.js';
import { Database } from '../platform/database/database.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import { Secrets } from '../platform/secrets.js';
import { Files } from '../platform/storage.js';

let test: TestApp;
let administrator: Asking;
let head: Asking;
let category: string;

beforeAll(async () => {
  test = await startTestApp({ template: 'street', env: { MESSAGE_KEYS } });
  administrator = await by(test, 'administrator');
  head = await by(test, 'head');
  const questions = [{ id: 'where', kind: 'text' as const, zh: '在哪个房间？', required: false }];
  category = (await makeCategory(test, { questions })).id;
});
afterAll(() => test.close());

const OTHER = '+8619000099055';
const held = async (phone: string) => (await administrator.post('/residents/held', { phone }).expect(200)).body.person;
async function closed(phone: string): Promise<string> {
  const ticket = await openTicket(test, {
    categoryId: category,
    caller: { phone, name: '赵奶奶' },
    description: '扶手松了',
    answers: [{ question: 'where', answer: '北卧室' }],
  });
  await head.post(`/tickets/${ticket.id}/cancel`, { reason: '赵奶奶说不用了' }).expect(200);
  return ticket.id;
}

describe('what is held of a resident', () => {
  it('is found, handed out and erased by who administers all, step by step in the log', async () => {
    const id = await closed(CALLER);
    const person = await held(CALLER);
    expect(person).toEqual({
      ...{ id: expect.any(String), nameMasked: '赵**', phoneMasked: '190****9001', tickets: 1, live: 0 },
    });
    const { body: file } = await administrator.post(`/residents/${person.id}/export`).expect(200);
    expect(file).toMatchObject({ name: '赵奶奶', phone: CALLER });
    expect(file.parts.tickets).toEqual([
      expect.objectContaining({
        ...{ state: 'cancelled', door: '3楼302', unit: '4单元' },
        texts: [
          expect.objectContaining({
            ...{ kind: 'request', text: '扶手松了' },
            answers: [{ id: 'where', kind: 'text', question: { zh: '在哪个房间？' }, answer: '北卧室' }],
          }),
        ],
      }),
    ]);
    const counts = () => test.get(Database).rows('SELECT * FROM counts ORDER BY holder_id, day, category_id');
    const before = await counts();
    const { body } = await administrator.post(`/residents/${person.id}/erasure`).expect(200);
    expect(body).toEqual({ erasedAt: expect.any(String), ticketsKept: 1 });
    expect(await held(CALLER)).toBeNull();
    expect(await counts()).toEqual(before);
    const database = test.get(Database);
    expect(await database.rows('SELECT 1 FROM ticket_texts WHERE ticket_id = $1 AND text IS NOT NULL', [id])).toEqual(
      [],
    );
    const kept = 'SELECT 1 FROM ticket_texts WHERE ticket_id = $1 AND answers_encrypted IS NOT NULL';
    expect(await database.rows(kept, [id])).toEqual([]);
    const rows = await database.rows('SELECT door_encrypted FROM tickets WHERE id = $1', [id]);
    expect(rows).toEqual([{ door_encrypted: null }]);
    await administrator.post(`/residents/${person.id}/erasure`).expect(404);
    await administrator.post(`/residents/${person.id}/export`).expect(404);
    const { body: log } = await administrator.get('/readings', { subjectId: person.id }).expect(200);
    const purposes = log.items.map((each: { purpose: string }) => each.purpose);
    expect(purposes).toEqual(['data-erasure', 'data-export', 'data-request']);
    expect((await verify(test)).rows).toEqual([]);
  });

  it('stays as long as a ticket is not over, and what others have asked for too stays theirs', async () => {
    const first = await openTicket(test, { categoryId: category, caller: { phone: CALLER, name: '赵奶奶' } });
    const second = await openTicket(test, { categoryId: category, caller: { phone: OTHER, name: '钱爷爷' } });
    const person = await held(CALLER);
    expect(person).toMatchObject({ live: 1 });
    const refused = await administrator.post(`/residents/${person.id}/erasure`).expect(409);
    expect(refused.body.code).toBe('resident-has-live-tickets');
    const operator = await by(test, 'operator');
    await operator.post(`/tickets/${first.id}/merge`, { into: second.id }).expect(200);
    await head.post(`/tickets/${second.id}/cancel`, { reason: '修好了' }).expect(200);
    await administrator.post(`/residents/${person.id}/erasure`).expect(200);
    const texts = await test
      .get(Database)
      .rows(`SELECT text FROM ticket_texts WHERE ticket_id = $1 AND kind = 'request' AND text IS NOT NULL`, [
        second.id,
      ]);
    expect(texts).toHaveLength(1);
    expect((await verify(test)).rows).toEqual([]);
  });

  it('is nowhere any more once erased: neither in words, nor encrypted, nor in a file', async () => {
    const [phone, name, door, words] = ['+8619000099077', '欧阳晓月', '17楼1703', '卧室窗台漏雨'];
    const answer = '阳台外侧的花架';
    const given = {
      categoryId: category,
      door,
      description: `${name}家${words}`,
      answers: [{ question: 'where', answer }],
      place: { buildingId: await storyBuildingId(test) },
    };
    const one = await openTicket(test, { ...given, caller: { phone, name } });
    const two = await openTicket(test, { ...given, caller: { phone, name } });
    const answers = [{ question: 'where', answer: '楼道里' }];
    const others = await openTicket(test, {
      categoryId: category,
      answers,
      caller: { phone: OTHER, name: '钱爷爷' },
    });
    const token = await linkTokenOf(test, one.id);
    await test.http
      .post('/links/comment')
      .send({ token, text: `我是${name}` })
      .expect(200);
    const photo = await tinyPhoto();
    const { body: sent } = await test.http
      .post('/links/photos')
      .set('link-token', token)
      .type('image/jpeg')
      .send(photo)
      .expect(201);
    await head.post(`/tickets/${one.id}/comments`, { text: `${name}说下午在家` }).expect(200);
    await head.post(`/tickets/${one.id}/take`).expect(200);
    await head.post(`/tickets/${one.id}/start`).expect(200);
    const line = { name: `${name}要的窗胶`, quantity: 1, unit: '支', cost: 1_500, paidBy: 'resident' };
    await head.post(`/tickets/${one.id}/materials`, { items: [line] }).expect(200);
    await head.post(`/tickets/${one.id}/resolve`, { outcome: 'done', note: `${name}家窗台已补` }).expect(200);
    await test.http.post('/links/confirm').send({ token }).expect(200);
    // the second was merged into what somebody else had asked for: their words by the link stand there
    await (await by(test, 'operator')).post(`/tickets/${two.id}/merge`, { into: others.id }).expect(200);
    const mergedToken = await linkTokenOf(test, two.id);
    await test.http
      .post('/links/comment')
      .send({ token: mergedToken, text: `${name}也等着` })
      .expect(200);
    const { body: message } = await sendMessage(test, {
      id: messageId(),
      number: phone,
      text: `我是${name}，${words}`,
    }).expect(200);
    if (message.ticketId !== null)
      await (await by(test, 'operator')).post(`/tickets/${message.ticketId}/cancel`, { reason: `${name}撤回` });
    await head.post(`/tickets/${others.id}/cancel`, { reason: '修好了' }).expect(200);

    const secret = [phone, phone.slice(3), name, door, words, answer];
    expect((await found(secret)).length).toBeGreaterThan(5);
    // in one place, and not to be read there
    expect(await found([answer])).toEqual(['ticket_texts.answers_encrypted']);
    const person = await held(phone);
    const { body: file } = await administrator.post(`/residents/${person.id}/export`).expect(200);
    expect(file.parts.messages).toEqual([expect.objectContaining({ text: `我是${name}，${words}` })]);
    const texts = file.parts.tickets as { texts: { text: string }[]; photos: { id: string }[] }[];
    expect(texts.flatMap((each) => each.texts.map(({ text }) => text))).toEqual(
      expect.arrayContaining([`我是${name}`, `${name}也等着`]),
    );
    expect(texts.flatMap(({ photos }) => photos.map(({ id }) => id))).toEqual([sent.id]);
    const files = test.get(Files);
    expect(await files.read(sent.id)).not.toBeNull();
    await administrator.post(`/residents/${person.id}/erasure`).expect(200);
    expect(await found(secret)).toEqual([]);
    await test.get(Sweeps).sweepOnce();
    expect(await files.read(sent.id)).toBeNull();
    await head.get(`/tickets/${one.id}/photos/${sent.id}`).expect(404);
    await test.http
      .post('/links/view')
      .send({ token })
      .expect((answer) => expect(JSON.stringify(answer.body)).not.toContain(name));
    // what another asked for is theirs
    const { body: still } = await administrator.get(`/tickets/${others.id}`).expect(200);
    expect(still.request).toBe('楼梯扶手有些松动，老人上下楼不安全');
    expect(still.answers).toEqual([{ question: '在哪个房间？', answer: '楼道里' }]);
    expect((await verify(test)).rows).toEqual([]);
  });

  it('is for nobody else, and the log for administrators', async () => {
    for (const who of ['operator', 'head', 'leader'] as const) {
      const asking = await by(test, who);
      await asking.post('/residents/held', { phone: CALLER }).expect(403);
      await asking.get('/readings').expect(403);
    }
  });
});

/** The cells of all tables that hold one of the words, decrypted where they are encrypted: `table.column`. */
async function found(words: string[]): Promise<string[]> {
  const [database, secrets] = [test.get(Database), test.get(Secrets)];
  const columns = await database.rows<{ table: string; column: string; type: string }>(
    `SELECT table_name AS "table", column_name AS "column", data_type AS type FROM information_schema.columns
      WHERE table_schema = 'public' ORDER BY 1, 2`,
  );
  const holding: string[] = [];
  for (const { table, column, type } of columns) {
    // answers that are kept for a day, encrypted, so that a request may be sent again: they go by themselves
    if (table === 'idempotency_keys' && column === 'answer') continue;
    const rows = await database.rows<{ value: Buffer | string | null }>(
      `SELECT "${column}"${type === 'bytea' ? '' : '::text'} AS value FROM "${table}" WHERE "${column}" IS NOT NULL`,
    );
    const read = ({ value }: { value: Buffer | string | null }): string => {
      if (!Buffer.isBuffer(value)) return value ?? '';
      try {
        return secrets.decrypt(value);
      } catch {
        // a hash
        return value.toString('utf8');
      }
    };
    if (rows.some((row) => words.some((word) => read(row).includes(word)))) holding.push(`${table}.${column}`);
  }
  return holding;
}
