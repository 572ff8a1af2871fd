import { Database } from '../../platform/database/database.js';
import { Log } from '../../platform/log.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import type { TicketView } from '../../tickets/tickets.dto.js';
import { readReference } from '../../tickets/tickets.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { as, by, CALLER, linkTokenOf, makeCategory } from '../../../test/support/people.js';
import { opened, resolved, ticketNow } from '../../../test/support/tickets.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;

let app: TestApp;
let database: Database;
let categoryId: string;
const logged: string[] = [];
const info = Object.getOwnPropertyDescriptor(Log.prototype, 'info') as PropertyDescriptor;
const fault = Object.getOwnPropertyDescriptor(Log.prototype, 'fault') as PropertyDescriptor;

beforeAll(async () => {
  // whatever is logged, by whichever instance
  const keep = (...words: unknown[]) => logged.push(JSON.stringify(words));
  Object.assign(Log.prototype, { info: keep, fault: keep });
  app = await startTestApp({ template: 'street' });
  database = app.get(Database);
  categoryId = (await makeCategory(app)).id;
});
afterEach(() => app.clock.set(new Date()));
afterAll(async () => {
  Object.defineProperties(Log.prototype, { info, fault });
  await app.close();
});

const open = () => opened(app, { categoryId });
async function reported(): Promise<TicketView> {
  const ticket = await open();
  await resolved(app, ticket);
  return ticket;
}
const link = (what: 'view' | 'confirm' | 'reopen' | 'rate', token: string, body: object = {}) =>
  app.http.post(`/links/${what}`).send({ token, ...body });
const versionOf = async ({ id }: TicketView) => (await ticketNow(app, id)).version;

describe("a resident's link", () => {
  it('shows the request without an account, without names or numbers of others, and confirms nothing', async () => {
    const ticket = await reported();
    const token = await linkTokenOf(app, ticket.id);
    const before = await versionOf(ticket);
    for (let times = 0; times < 2; times += 1) {
      const { body } = await link('view', token).expect(200);
      expect(body).toMatchObject({
        reference: ticket.reference,
        state: 'resolved',
        stateWords: '待确认',
        place: '登州路24号大院10号楼 4单元',
        outcomeWords: '办成',
        note: '扶手已加固',
        possible: ['confirm', 'reopen', 'comment', 'attach'],
      });
      expect(JSON.stringify(body)).not.toMatch(/3楼302|000099001|赵|helper|crew/);
    }
    expect((await link('view', token).set('Accept-Language', 'en')).body.stateWords).toBe('resolved');
    for (const path of ['view', 'confirm']) await app.http.get(`/links/${path}`).query({ token }).expect(404);
    expect(await versionOf(ticket)).toBe(before);
  });

  it('confirms, and then rates once', async () => {
    const ticket = await reported();
    const token = await linkTokenOf(app, ticket.id);
    expect((await link('rate', token, { stars: 5 })).body).toMatchObject({ status: 409, code: 'not-possible-now' });
    const confirmed = await link('confirm', token).expect(200);
    expect(confirmed.body).toMatchObject({ state: 'closed', possible: ['reopen', 'comment', 'attach', 'rate'] });
    const again = await link('confirm', token);
    expect(again.body).toMatchObject({ status: 409, code: 'not-possible-now', state: 'closed' });
    // who did it is no business of whoever holds the link
    expect(again.body.last).toMatchObject({ type: 'confirmed', by: null });
    const rated = await link('rate', token, { stars: 5 }).expect(200);
    expect(rated.body).toMatchObject({ stars: 5, possible: ['reopen', 'comment', 'attach'] });
    expect((await link('rate', token, { stars: 1 })).body).toMatchObject({ status: 409, code: 'already-rated' });
    const { body } = await (await by(app, 'head')).get(`/tickets/${ticket.id}/events`);
    expect(body.slice(-2)).toMatchObject([
      { type: 'confirmed', by: '居民', channel: 'link', changes: { way: 'link' } },
      { type: 'rated', by: '居民', channel: 'link' },
    ]);
  });

  it('used several times at once with one key answers all alike, and tells no number of ours', async () => {
    const confirm = (token: string, key: string) => link('confirm', token).set('Idempotency-Key', key).expect(200);
    await confirm(await linkTokenOf(app, (await reported()).id), 'pressed-once');
    const token = await linkTokenOf(app, (await reported()).id);
    const send = () => confirm(token, 'pressed-often');
    const bodies = (await Promise.all([send(), send(), send(), send()])).map(({ body }) => body);
    for (const body of bodies) {
      expect(body).toEqual(bodies[0]);
      expect(body).toMatchObject({ state: 'closed', stateWords: expect.any(String) });
    }
  });

  it('says 没好: the ticket comes back to its crew', async () => {
    const ticket = await reported();
    const token = await linkTokenOf(app, ticket.id);
    const { body } = await link('reopen', token, { reason: '又松了' }).expect(200);
    expect(body).toMatchObject({ state: 'assigned', outcomeWords: null, note: null });
    expect(await ticketNow(app, ticket.id)).toMatchObject({ rework: 1 });
  });

  it('may do nothing else, and is no session', async () => {
    const ticket = await open();
    const token = await linkTokenOf(app, ticket.id);
    expect((await link('view', token)).body.possible).toEqual(['comment', 'attach', 'urge']);
    for (const what of ['confirm', 'reopen'] as const) await link(what, token).expect(409);
    await link('rate', token, { stars: 5 }).expect(409);
    await as(app, token).get(`/tickets/${ticket.id}`).expect(401);
    expect(await versionOf(ticket)).toBe(1);
  });

  it('holds one ticket: another id in it makes it invalid', async () => {
    const [mine, other] = [await reported(), await reported()];
    const bytes = Buffer.from(await linkTokenOf(app, mine.id), 'base64url');
    Buffer.from(other.id.replaceAll('-', ''), 'hex').copy(bytes);
    const refused = await link('confirm', bytes.toString('base64url'));
    expect(refused.body).toMatchObject({ status: 404, code: 'link-invalid', errors: [{ field: 'token' }] });
    const before = await versionOf(other);
    await link('confirm', await linkTokenOf(app, mine.id)).expect(200);
    expect(await versionOf(other)).toBe(before);
  });

  it('that was changed, expired or revoked does nothing', async () => {
    const ticket = await reported();
    const token = await linkTokenOf(app, ticket.id);
    const before = await versionOf(ticket);
    const changed = (token.startsWith('A') ? 'B' : 'A') + token.slice(1);
    for (const bad of [changed, `${token}A`, 'x', '好'.repeat(30)]) await link('confirm', bad).expect(404);
    for (const bad of ['', 'x'.repeat(101), 7, null]) await link('confirm', bad as string).expect(400);
    app.clock.advance(30 * DAY - 60_000);
    await link('view', token).expect(200);
    app.clock.advance(61_000);
    expect((await link('confirm', token)).body).toMatchObject({ status: 410, code: 'link-expired' });
    app.clock.set(new Date());
    await database.run('UPDATE requesters SET link_version = 2 WHERE ticket_id = $1', [ticket.id]);
    expect((await link('confirm', token)).body).toMatchObject({ status: 410, code: 'link-expired' });
    expect(await versionOf(ticket)).toBe(before);
    await link('confirm', await linkTokenOf(app, ticket.id)).expect(200);
  });

  it('stands in no table and in no line of the log', async () => {
    const ticket = await reported();
    const token = await linkTokenOf(app, ticket.id);
    await link('confirm', token).set('Idempotency-Key', 'resident-1').expect(200);
    await link('confirm', token).expect(409);
    await link('confirm', `${token}A`).expect(404);
    const tables = await database.rows<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'queue')`,
    );
    expect(tables.length).toBeGreaterThan(25);
    const traces = [token, Buffer.from(token).toString('hex'), Buffer.from(token, 'base64url').toString('hex')];
    for (const { name } of tables) {
      const found = await database.rows(`SELECT 1 FROM ${name} AS t WHERE t::text LIKE ANY ($1)`, [
        traces.map((trace) => `%${trace}%`),
      ]);
      expect([name, found]).toEqual([name, []]);
    }
    expect(logged.some((line) => line.includes('/links/confirm'))).toBe(true);
    expect(logged.filter((line) => line.includes(token))).toEqual([]);
  });
});

describe('progress by reference and phone', () => {
  const unknown =
    [...'0123456789'].map((digit) => `9999999${digit}`).find((each) => readReference(each) !== null) ?? '';
  const status = (reference: string, phone: string) => app.http.post('/status').send({ reference, phone });

  it('is shown for the number that it was asked with, however it is written', async () => {
    const ticket = await open();
    const spaced = ticket.reference.replace(/(.{4})/, '$1 ');
    for (const phone of [CALLER, '19000099001', '190 0009 9001'])
      expect((await status(spaced, phone).expect(200)).body).toMatchObject({
        reference: ticket.reference,
        state: 'open',
      });
  });

  it('has the same answer for a wrong phone and an unknown reference', async () => {
    const { reference } = await open();
    const [wrong, missing] = [await status(reference, '+8619000099002'), await status(unknown, CALLER)];
    expect(wrong.body).toMatchObject({ status: 404, code: 'status-not-found' });
    expect({ ...missing.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
  });

  it('of a reference with a wrong digit is refused by its field', async () => {
    const { reference } = await open();
    const wrong = reference.slice(0, -1) + ((Number(reference.slice(-1)) + 1) % 10);
    const { body } = await status(wrong, CALLER);
    expect(body).toMatchObject({ status: 422, code: 'reference-malformed', errors: [{ field: 'reference' }] });
  });

  const counts = (answers: { status: number }[]) =>
    [404, 429].map((code) => answers.filter(({ status: given }) => given === code).length);

  it('is asked for ten times an hour by a number, in parallel as well; a stranger takes nothing of the resident’s', async () => {
    const { reference } = await open();
    const guesses = await Promise.all(Array.from({ length: 20 }, () => status(reference, '+8619000091000')));
    expect(counts(guesses)).toEqual([10, 10]);
    for (let asked = 1; asked <= 10; asked += 1) await status(reference, CALLER).expect(200);
    expect((await status(reference, CALLER)).body).toMatchObject({ status: 429, code: 'too-many-requests' });
    app.clock.advance(HOUR + 1_000);
    await status(reference, CALLER).expect(200);
  });

  it('is guessed at sixty times an hour, alike for a reference that nobody has, and leaves no trace after it', async () => {
    const before = await database.one('SELECT count(*) AS n FROM personal_data_readings');
    await database.run('DELETE FROM status_attempts');
    for (const reference of [(await open()).reference, unknown]) {
      const guesses = await Promise.all(
        Array.from({ length: 70 }, (_, n) => status(reference, `+861900009${String(1000 + n)}`)),
      );
      expect(counts(guesses)).toEqual([60, 10]);
    }
    expect(await database.one('SELECT count(*) AS n FROM personal_data_readings')).toEqual(before);
    expect(await database.rows('SELECT 1 FROM status_attempts')).toHaveLength(120);
    app.clock.advance(HOUR);
    await app.get(Sweeps).sweepOnce();
    expect(await database.rows('SELECT 1 FROM status_attempts')).toEqual([]);
  });
});
