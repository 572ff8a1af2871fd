import { asHelper, plainMembers } from '../../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, linkTokenOf, makeCategory, openTicket, type Asking } from '../../../test/support/people.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/outbox.js';
import type { TicketView } from '../tickets.dto.js';
import { Declined } from './declined.js';

let app: TestApp;
let database: Database;
let head: Asking;
let operator: Asking;
let helper: Asking;
let other: Asking;
let helperId: string;
let otherId: string;
let categoryId: string;
let made = 0;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  database = app.get(Database);
  head = await by(app, 'head');
  operator = await by(app, 'operator');
  categoryId = (await makeCategory(app, { crew: [{ skill: null, size: 2 }] })).id;
  const members = await plainMembers(app, categoryId);
  helperId = members[0]?.id ?? '';
  otherId = members[1]?.id ?? '';
  helper = await asHelper(app, helperId);
  other = await asHelper(app, otherId);
});
afterAll(() => app.close());
beforeEach(() => database.run('DELETE FROM declined_pairs'));

const phone = () => `+86190000${String(95_000 + (made += 1))}`;
const from = (caller: string, more: object = {}) => openTicket(app, { categoryId, caller: { phone: caller }, ...more });
async function joined(caller: string, more: object = {}): Promise<TicketView> {
  const ticket = await from(caller, more);
  await head.post(`/tickets/${ticket.id}/crew`, { helperId }).expect(200);
  return ticket;
}
const closedFor = async ({ id }: { id: string }) => [
  ...((await app.get(Declined).ofTickets(database, [id])).get(id) ?? []),
];
const byLink = async (ticket: TicketView, what: 'crew' | 'decline', body: object = {}) =>
  app.http.post(`/links/${what}`).send({ token: await linkTokenOf(app, ticket.id), ...body });

describe('a resident', () => {
  it('declines a helper who was there by the link, for every later request, and takes it back', async () => {
    const caller = phone();
    const ticket = await joined(caller);
    const { body: crew } = await byLink(ticket, 'crew');
    expect(crew).toEqual([{ helperId, name: expect.any(String), declined: false }]);
    const { body: said } = await byLink(ticket, 'decline', { helperId, declined: true });
    expect(said).toMatchObject([{ helperId, declined: true }]);
    const later = await from(caller);
    expect([await closedFor(ticket), await closedFor(later)]).toEqual([[helperId], [helperId]]);
    expect(await closedFor(await from(phone()))).toEqual([]);
    // said twice is said once
    await byLink(ticket, 'decline', { helperId, declined: true });
    expect(await database.rows('SELECT 1 FROM declined_pairs')).toHaveLength(1);
    await byLink(ticket, 'decline', { helperId, declined: false });
    expect(await closedFor(later)).toEqual([]);
  });

  it('declines also one who has left the crew, and nobody who was never in it', async () => {
    const ticket = await joined(phone());
    await head.post(`/tickets/${ticket.id}/crew/removals`, { helperId, reason: '换人' }).expect(200);
    expect((await byLink(ticket, 'decline', { helperId: otherId, declined: true })).body.code).toBe('not-in-crew');
    expect((await byLink(ticket, 'decline', { helperId: newId(), declined: true })).body.code).toBe('not-in-crew');
    expect((await byLink(ticket, 'decline', { helperId, declined: true })).status).toBe(200);
    expect(await closedFor(ticket)).toEqual([helperId]);
    const bad = await app.http.post('/links/decline').send({ token: 'x', helperId, declined: true });
    expect(bad.body.code).toBe('link-invalid');
  });

  it('speaks for the person helped too, where they asked first', async () => {
    const [caller, helped] = [phone(), phone()];
    const ticket = await joined(caller, { personHelped: { phone: helped } });
    await byLink(ticket, 'decline', { helperId, declined: true });
    const residents = await database.rows('SELECT DISTINCT resident_id FROM declined_pairs');
    expect(residents).toHaveLength(2);
  });

  it('is spoken for by head and operator, who see it and take it back', async () => {
    const ticket = await joined(phone());
    const path = `/tickets/${ticket.id}/declined`;
    for (const who of [head, operator]) {
      const { body } = await who.put(`${path}/${helperId}`).expect(200);
      expect(body).toMatchObject([{ helperId, declinedBy: 'resident' }]);
      expect((await who.get(path).expect(200)).body).toEqual(body);
      expect(await closedFor(ticket)).toEqual([helperId]);
      expect((await who.delete(`${path}/${helperId}`).expect(200)).body).toEqual([]);
    }
    expect((await head.put(`${path}/${otherId}`)).body.code).toBe('not-in-crew');
  });
});

describe('a helper', () => {
  it('declines who was helped, and only they or who speaks for them take it back', async () => {
    const caller = phone();
    const ticket = await joined(caller);
    const path = `/tickets/${ticket.id}/declined`;
    const { body } = await helper.put(`${path}/me`).expect(200);
    expect(body).toMatchObject([{ helperId, declinedBy: 'helper' }]);
    expect(await closedFor(await from(caller))).toEqual([helperId]);
    // the resident's word is another
    await byLink(ticket, 'decline', { helperId, declined: false });
    await head.delete(`${path}/${helperId}`).expect(200);
    expect(await closedFor(ticket)).toEqual([helperId]);
    await head.delete(`${path}/${helperId}?side=helper`).expect(200);
    expect(await closedFor(ticket)).toEqual([]);
  });

  it('never sees that they were declined, in no list, view or record', async () => {
    const ticket = await joined(phone());
    const path = `/tickets/${ticket.id}/declined`;
    const before = (await helper.get(`/tickets/${ticket.id}/events`).expect(200)).body;
    await byLink(ticket, 'decline', { helperId, declined: true });
    expect((await helper.get(path).expect(200)).body).toEqual([]);
    expect((await helper.put(`${path}/me`).expect(200)).body).toMatchObject([{ declinedBy: 'helper' }]);
    expect((await helper.delete(`${path}/me`).expect(200)).body).toEqual([]);
    expect(await closedFor(ticket)).toEqual([helperId]);
    expect((await helper.get(`/tickets/${ticket.id}/events`).expect(200)).body).toEqual(before);
    await helper.delete(`${path}/${helperId}?side=resident`).expect(404);
    // nor does the resident that the helper declined them
    await byLink(ticket, 'decline', { helperId, declined: false });
    await helper.put(`${path}/me`).expect(200);
    expect((await byLink(ticket, 'crew')).body).toMatchObject([{ helperId, declined: false }]);
  });

  it('says nothing of tickets that they were never in, or for another', async () => {
    const ticket = await joined(phone());
    const path = `/tickets/${ticket.id}/declined`;
    for (const ask of [
      () => other.get(path),
      () => other.put(`${path}/me`),
      () => other.put(`${path}/${helperId}`),
      () => other.delete(`${path}/${helperId}`),
      () => helper.put(`${path}/me`, { side: 'resident' }),
    ])
      expect((await ask()).body).toMatchObject({ status: 404, code: 'not-found' });
    expect(await closedFor(ticket)).toEqual([]);
  });

  it('who is the head and went there does not see it either', async () => {
    const ticket = await from(phone());
    await head.post(`/tickets/${ticket.id}/take`).expect(200);
    const own = String((await head.get('/me').expect(200)).body.helperId);
    expect((await byLink(ticket, 'decline', { helperId: own, declined: true })).status).toBe(200);
    expect((await head.get(`/tickets/${ticket.id}/declined`).expect(200)).body).toEqual([]);
    expect((await operator.get(`/tickets/${ticket.id}/declined`).expect(200)).body).toHaveLength(1);
  });
});

it('of many tickets it is read in one statement', async () => {
  const [a, b] = [await joined(phone()), await joined(phone())];
  await byLink(a, 'decline', { helperId, declined: true });
  const found = await app.get(Declined).ofTickets(database, [a.id, b.id]);
  expect([...found]).toEqual([[a.id, new Set([helperId])]]);
});
