import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, linkTokenOf, makeCategory, type Asking } from '../../../test/support/people.js';
import { opened, resolved, ticketNow } from '../../../test/support/tickets.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/outbox.js';
import type { TicketView } from '../tickets.dto.js';
import type { CallBackLine } from './call-backs.dto.js';
import { isDrawn } from './call-backs.policy.js';

const HOUR = 3_600_000;

let app: TestApp;
let operator: Asking;
let colleague: Asking;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  operator = await by(app, 'operator');
  // a second operator over the same place
  colleague = await by(app, 'helper');
  const [{ body: me }, { body: other }] = [await operator.get('/me'), await colleague.get('/me')];
  await app.get(Database).run(
    `INSERT INTO area_roles (account_id, area_id, role, valid_from)
     SELECT $2, area_id, role, valid_from FROM area_roles WHERE account_id = $1 AND role = 'operator'`,
    [me.accountId, other.accountId],
  );
});
afterEach(() => app.clock.set(new Date()));
afterAll(() => app.close());

const page = async (query: object, who = operator) => (await who.get('/call-backs', { limit: 200, ...query })).body;
const idsOf = (body: { items: CallBackLine[] }) => body.items.map(({ ticketId }) => ticketId);
async function reported(categoryId: string, given: object = {}): Promise<TicketView> {
  const ticket = await opened(app, { categoryId, ...given });
  await resolved(app, ticket, {}, 'explained');
  return ticket;
}

describe('the call-back list', () => {
  it('holds what is reported and not confirmed, oldest first, in pages; the caller is masked', async () => {
    const categoryId = (await makeCategory(app)).id;
    const tickets: TicketView[] = [];
    for (let n = 0; n < 5; n += 1) tickets.push(await reported(categoryId));
    const confirmed = await reported(categoryId);
    await app.http
      .post('/links/confirm')
      .send({ token: await linkTokenOf(app, confirmed.id) })
      .expect(200);
    await opened(app, { categoryId });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const body = await page({ categoryId, limit: 2, after });
      seen.push(...idsOf(body));
      after = body.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(tickets.map(({ id }) => id));
    const { items } = await page({ categoryId, stationId: tickets[0]?.station?.id });
    expect(items).toHaveLength(5);
    expect(items[0]).toMatchObject({
      reference: tickets[0]?.reference,
      outcomeWords: '解释',
      caller: { phone: '190****9001', name: '赵**' },
      attempts: 0,
      callAgainAt: null,
      silenceDue: expect.any(String),
    });
    expect(idsOf(await page({ categoryId, stationId: newId() }))).toEqual([]);
  });

  it('is for operators over the place, and shows nothing confidential', async () => {
    const secret = (await makeCategory(app, { confidential: true })).id;
    await reported(secret);
    expect(idsOf(await page({ categoryId: secret }))).toEqual([]);
    for (const who of ['head', 'leader', 'carpenter', 'administrator'] as const) {
      const { body } = await (await by(app, who)).get('/call-backs').expect(403);
      expect(body.code).toBe('operators-only');
    }
    const categoryId = (await makeCategory(app)).id;
    const ticket = await reported(categoryId);
    await app.get(Database).run(`UPDATE tickets SET area_path = '99.' WHERE id = $1`, [ticket.id]);
    expect(idsOf(await page({ categoryId }))).toEqual([]);
  });

  it('counts the tries, and says when it is tried again', async () => {
    const categoryId = (await makeCategory(app)).id;
    const ticket = await reported(categoryId);
    const callAgainAt = new Date(Date.now() + 2 * HOUR).toISOString();
    const call = (body: object, who = operator) => who.post(`/tickets/${ticket.id}/call-backs`, body);
    await call({ reached: false, words: '没人接', callAgainAt }).expect(200);
    expect((await page({ categoryId })).items[0]).toMatchObject({ attempts: 1, callAgainAt });
    expect(idsOf(await page({ categoryId, due: true }))).toEqual([]);
    const past = await call({ reached: false, callAgainAt: '2020-01-01T00:00:00Z' });
    expect(past.body).toMatchObject({ status: 422, errors: [{ field: 'callAgainAt' }] });
    await call({ reached: true }, await by(app, 'head')).expect(403);
    await call({ reached: true }).expect(200);
    expect((await page({ categoryId, due: true })).items[0]).toMatchObject({ attempts: 2, callAgainAt: null });
    await operator.post(`/tickets/${ticket.id}/reopen`, { reason: '没好' }).expect(200);
    expect(await ticketNow(app, ticket.id)).toMatchObject({ state: 'open', callAttempts: 0 });
  });
});

describe('a confirmation on behalf', () => {
  /** Confirmed by the operator until one is drawn, and one is not. One in ten is: several of them may come first. */
  async function confirmedUntilDrawn(categoryId: string): Promise<{ drawn: TicketView[]; other: TicketView }> {
    const drawn: TicketView[] = [];
    let other: TicketView | undefined;
    for (let n = 0; n < 150 && (drawn.length === 0 || other === undefined); n += 1) {
      const ticket = await reported(categoryId);
      await operator.post(`/tickets/${ticket.id}/confirm`, { way: 'call_back' }).expect(200);
      const event = await app
        .get(Database)
        .one<{ id: string }>(`SELECT id FROM ticket_events WHERE ticket_id = $1 AND type = 'confirmed'`, [ticket.id]);
      if (isDrawn(event?.id ?? '')) drawn.push(ticket);
      else other ??= ticket;
    }
    if (other === undefined || drawn.length === 0) throw new Error('none was drawn');
    return { drawn, other };
  }

  it('that is drawn is listed for others than who confirmed; asked again, it stays or is reopened', async () => {
    const categoryId = (await makeCategory(app)).id;
    const { drawn: all, other } = await confirmedUntilDrawn(categoryId);
    const [drawn, ...rest] = all;
    if (drawn === undefined) throw new Error('none was drawn');
    expect(idsOf(await page({ categoryId, kind: 'check' }))).toEqual([]);
    expect(idsOf(await page({ categoryId, kind: 'check' }, colleague)).sort()).toEqual(all.map(({ id }) => id).sort());
    const check = (ticket: TicketView, agrees: boolean, who = colleague) =>
      who.post(`/tickets/${ticket.id}/checks`, { agrees, words: '问过本人' });
    expect((await check(drawn, true, operator)).body).toMatchObject({ status: 403, code: 'own-confirmation' });
    expect((await check(drawn, true).expect(200)).body.state).toBe('closed');
    expect((await check(drawn, true)).body).toMatchObject({ status: 409, code: 'checked-already' });
    expect(idsOf(await page({ categoryId, kind: 'check' }, colleague)).sort()).toEqual(rest.map(({ id }) => id).sort());
    expect((await check(other, false).expect(200)).body.state).toBe('open');
    const again = await ticketNow(app, other.id);
    expect(again).toMatchObject({ rework: 1, confirmation: null, checkedAt: null });
    const mine = await reported(categoryId);
    await app.http
      .post('/links/confirm')
      .send({ token: await linkTokenOf(app, mine.id) })
      .expect(200);
    expect((await check(mine, true)).body).toMatchObject({ status: 409, code: 'nothing-to-check' });
  });
});
