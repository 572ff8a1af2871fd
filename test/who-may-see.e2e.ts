import { Database } from '../src/platform/database/database.js';
import type { HelperDto } from '../src/stations/stations.dto.js';
import type { TicketLine, TicketView } from '../src/tickets/views.dto.js';
import { peopleAround, type Person } from './support/around.js';
import { DAY, liveOffers, plainMembers, sweep } from './support/crew.js';
import { startTestApp, type TestApp } from './support/harness.js';
import { CALLER, makeCategory, openTicket, type Asking } from './support/people.js';

let test: TestApp;
let members: HelperDto[];
let asking: Record<Person, Asking>;
let category: string;
let secret: string;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  const given = { crew: [{ skill: null, size: 2 }] };
  category = (await makeCategory(test, given)).id;
  secret = (await makeCategory(test, { ...given, confidential: true })).id;
  members = await plainMembers(test, category);
  asking = await peopleAround(test, members);
});
afterAll(() => test.close());

const open = (categoryId = category): Promise<TicketView> => openTicket(test, { categoryId });
const offer = async (ticket: TicketView, at: number): Promise<string> =>
  String((await asking.head.post(`/tickets/${ticket.id}/offers`, { helperId: members[at]?.id }).expect(201)).body.id);
const join = (ticket: TicketView, at: number) =>
  asking.head.post(`/tickets/${ticket.id}/crew`, { helperId: members[at]?.id }).expect(200);
const readings = async (ticket: TicketView): Promise<{ subject: string; fields: string[]; accountId: string }[]> =>
  test.get(Database).rows(
    `SELECT subject, fields, account_id AS "accountId" FROM personal_data_readings
        WHERE ticket_id = $1 ORDER BY subject, id`,
    [ticket.id],
  );

/** 200, or the code of the problem, of the ticket and of everything that hangs on it. */
async function reads(who: Person, ticket: TicketView): Promise<Record<string, number | string>> {
  const answers: Record<string, number | string> = {};
  const photo = ticket.photoIds[0];
  const paths = { ticket: '', events: '/events', contact: '/contact', ...(photo ? { photo: `/photos/${photo}` } : {}) };
  for (const [what, path] of Object.entries(paths)) {
    const { status, body } = await asking[who].get(`/tickets/${ticket.id}${path}`);
    answers[what] = status === 200 ? 200 : String(body.code);
  }
  return answers;
}
const NOTHING = { ticket: 'not-found', events: 'not-found', contact: 'not-found' };
const ALL = { ticket: 200, events: 200, contact: 200 };
/** asked, and not accepted yet */
const ASKED = { ticket: 200, events: 'not-found', contact: 'contact-not-permitted' };
const NO_CONTACT = { ...ALL, contact: 'contact-not-permitted' };

async function withPhoto(ticket: TicketView): Promise<TicketView> {
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const { body } = await test.http
    .post(`/tickets/${ticket.id}/photos`)
    .set('Authorization', `Bearer ${asking.head.token}`)
    .set('Content-Type', 'image/png')
    .send(Buffer.from(png, 'base64'))
    .expect(201);
  return { ...ticket, photoIds: [body.id] };
}

describe('a helper', () => {
  it('with a live offer sees building and request, but neither the caller nor the door', async () => {
    const ticket = await open();
    await offer(ticket, 0);
    expect(await reads('first', ticket)).toEqual(ASKED);
    const { body } = await asking.first.get(`/tickets/${ticket.id}`).expect(200);
    expect(body).toMatchObject({ building: { name: ticket.building?.name }, request: ticket.request, doorGiven: true });
    expect([body.caller, body.personHelped]).toEqual([null, null]);
    const { body: offers } = await asking.first.get('/offers', { live: true }).expect(200);
    expect(offers.items[0].ticket).toMatchObject({ id: ticket.id, caller: null, personHelped: null });
    const everything = JSON.stringify([body, offers]);
    for (const personal of [CALLER.slice(3), '赵奶奶', '3楼302']) expect(everything).not.toContain(personal);
    expect(await readings(ticket)).toEqual([]);
  });

  it('with a live offer of a confidential ticket sees the place alone', async () => {
    const ticket = await open(secret);
    await offer(ticket, 0);
    expect(await reads('first', ticket)).toEqual(ASKED);
    const { body } = await asking.first.get(`/tickets/${ticket.id}`).expect(200);
    expect(body).toMatchObject({ building: { name: ticket.building?.name }, request: null, caller: null });
  });

  it('who has accepted sees phone, name and door, and each reading is logged', async () => {
    const ticket = await open();
    const id = await offer(ticket, 0);
    await asking.first.post(`/offers/${id}/accept`).expect(200);
    expect(await readings(ticket)).toEqual([]);
    const { body } = await asking.first.get(`/tickets/${ticket.id}/contact`).expect(200);
    expect(body).toMatchObject({ caller: { phone: CALLER, name: '赵奶奶' }, unit: '4单元', door: '3楼302' });
    const accountId = members[0]?.accountId;
    expect(await readings(ticket)).toEqual([
      { subject: 'door', fields: ['door'], accountId },
      { subject: 'resident', fields: ['phone', 'name'], accountId },
    ]);
    expect(await reads('first', ticket)).toEqual(ALL);
    await asking.head.get(`/tickets/${ticket.id}/contact`).expect(200);
    expect(await readings(ticket)).toHaveLength(6);
  });

  it('who was never asked, declined, let the offer run out, or had it withdrawn sees nothing', async () => {
    const ticket = await withPhoto(await open());
    const nothing = { ...NOTHING, photo: 'not-found' };
    expect(await reads('stranger', ticket)).toEqual(nothing);
    const declined = await offer(ticket, 0);
    expect(await reads('first', ticket)).toEqual({ ...ASKED, photo: 'not-found' });
    await asking.first.post(`/offers/${declined}/decline`, { reason: 'busy' }).expect(200);
    expect(await reads('first', ticket)).toEqual(nothing);
    // the next one was asked in their place: make room
    for (const { id } of await liveOffers(test, ticket.id))
      await asking.head.post(`/offers/${id}/withdraw`).expect(200);
    const withdrawn = await offer(ticket, 1);
    await asking.head.post(`/offers/${withdrawn}/withdraw`).expect(200);
    expect(await reads('second', ticket)).toEqual(nothing);
    await offer(ticket, 2);
    expect(await reads('stranger', ticket)).toEqual({ ...ASKED, photo: 'not-found' });
    await asking.head.post(`/tickets/${ticket.id}/dispatch/stop`).expect(200);
    test.clock.advance(61_000);
    await sweep(test);
    expect(await reads('stranger', ticket)).toEqual(nothing);
    const { body } = await asking.stranger.get('/offers').expect(200);
    expect(body.items[0]).toMatchObject({ ticketId: ticket.id, state: 'expired', ticket: null });
  });

  it('who has left the crew sees nothing any more', async () => {
    const ticket = await open();
    await join(ticket, 0);
    expect(await reads('first', ticket)).toEqual(ALL);
    const leaving = { helperId: members[0]?.id, reason: '有事' };
    await asking.head.post(`/tickets/${ticket.id}/crew/removals`, leaving).expect(200);
    expect(await reads('first', ticket)).toEqual(NOTHING);
  });

  it('of the crew sees it for seven days after closing, and then nothing; the head goes on seeing it', async () => {
    const ticket = await open();
    await join(ticket, 0);
    await asking.head.post(`/tickets/${ticket.id}/resolve`, { outcome: 'explained', note: '已解释' }).expect(200);
    await asking.operator.post(`/tickets/${ticket.id}/confirm`, { way: 'call_back' }).expect(200);
    test.clock.advance(7 * DAY - 60_000);
    expect(await reads('first', ticket)).toEqual(ALL);
    test.clock.advance(120_000);
    expect(await reads('first', ticket)).toEqual(NOTHING);
    const { body } = await asking.first.get('/tickets', { crew: true }).expect(200);
    expect(body.items.map(({ id }: TicketLine) => id)).not.toContain(ticket.id);
    expect(await reads('head', ticket)).toEqual(ALL);
  });
});

describe('those who lead', () => {
  it.each<[Person, object]>([
    ['operator', ALL],
    ['head', ALL],
    ['deputy', ALL],
    ['leader', NO_CONTACT],
    ['administrator', NO_CONTACT],
    ['otherHead', NOTHING],
    ['otherLeader', NOTHING],
    ['stranger', NOTHING],
  ])('%s and a ticket of the station', async (who, expected) => {
    const ticket = await open();
    expect(await reads(who, ticket)).toEqual(expected);
    const { body } = await asking[who].get(`/tickets/${ticket.id}`);
    if (expected === ALL) expect(body.caller.phone).toMatch(/\*{4}/);
    if (expected === NO_CONTACT) expect(body.caller).toBeNull();
    expect(JSON.stringify(body)).not.toContain(CALLER.slice(3));
  });

  it.each<[Person, object]>([
    ['operator', NOTHING],
    ['head', ALL],
    ['deputy', NOTHING],
    ['leader', NOTHING],
    ['administrator', NOTHING],
    ['first', ALL],
    ['stranger', NOTHING],
  ])('%s and a confidential ticket of the station', async (who, expected) => {
    const ticket = await open(secret);
    // whoever opened it is answered once, to read out reference and deadlines
    expect(ticket).toMatchObject({ confidential: true, reference: expect.any(String), request: null });
    await join(ticket, 0);
    expect(await reads(who, ticket)).toEqual(expected);
    if (expected === NOTHING) {
      const { body } = await asking[who].post(`/tickets/${ticket.id}/comments`, { text: 'x' }).expect(404);
      expect(body.code).toBe('not-found');
    }
  });
});
