import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, linkTokenOf, makeCategory, type Asking } from '../../../test/support/people.js';
import { eventually } from '../../../test/support/stores.js';
import { crewed, opened, ticketNow } from '../../../test/support/tickets.js';
import { Messages } from '../../channels/channels.js';
import type { TicketView } from '../tickets.dto.js';

const HOUR = 3_600_000;

let app: TestApp;
let head: Asking;
let carpenter: Asking;
let categoryId: string;

beforeAll(async () => {
  app = await startTestApp({ template: 'street', work: true });
  head = await by(app, 'head');
  carpenter = await by(app, 'carpenter');
  categoryId = (await makeCategory(app)).id;
});
afterAll(() => app.close());

const at = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const window = (from = 2, to = 4) => ({ from: at(from), to: at(to) });
const link = (what: string, token: string, body: object = {}) =>
  app.http.post(`/links/${what}`).send({ token, ...body });
async function withCrew(): Promise<TicketView> {
  const ticket = await opened(app, { categoryId });
  await crewed(app, ticket);
  return ticket;
}

describe('an appointment', () => {
  it('is made and changed by the crew, shown by the link, told to the requester, and cancelled', async () => {
    const ticket = await withCrew();
    const first = window();
    await carpenter.post(`/tickets/${ticket.id}/appointment`, first).expect(200);
    expect(await ticketNow(app, ticket.id)).toMatchObject({ appointmentFrom: first.from, appointmentTo: first.to });
    const second = window(5, 6);
    await head.post(`/tickets/${ticket.id}/appointment`, second).expect(200);
    const token = await linkTokenOf(app, ticket.id);
    expect((await link('view', token).expect(200)).body).toMatchObject({ appointmentFrom: second.from });
    const { body: list } = await head.get('/tickets', { reference: ticket.reference }).expect(200);
    expect(list.items[0]).toMatchObject({ appointmentFrom: second.from, appointmentTo: second.to });
    await head.post(`/tickets/${ticket.id}/appointment/cancel`, { reason: '下雨' }).expect(200);
    expect((await ticketNow(app, ticket.id)).appointmentFrom).toBeNull();
    const { body } = await head.post(`/tickets/${ticket.id}/appointment/cancel`);
    expect(body).toMatchObject({ status: 409, code: 'no-appointment' });
    await eventually('the messages', async () => {
      const sent = await app.get(Messages).ofTicket(ticket.id);
      return ['appointment', 'appointment-cancelled'].every((name) => sent.some(({ template }) => template === name));
    });
  });

  it.each([
    ['in the past', -2, 1, 'from'],
    ['that ends before it begins', 3, 2, 'to'],
    ['more than 14 days ahead', 1, 15 * 24, 'to'],
  ])('%s is refused by its field', async (_, from, to, field) => {
    const ticket = await opened(app, { categoryId });
    const { body } = await head.post(`/tickets/${ticket.id}/appointment`, window(from, to));
    expect(body).toMatchObject({ status: 422, code: 'appointment-out-of-range', errors: [{ field }] });
  });

  it('ends with the work, and with the ticket', async () => {
    const [one, two] = [await withCrew(), await withCrew()];
    for (const { id } of [one, two]) await head.post(`/tickets/${id}/appointment`, window()).expect(200);
    await head.post(`/tickets/${one.id}/resolve`, { outcome: 'explained', note: '已解释' }).expect(200);
    await head.post(`/tickets/${two.id}/cancel`, { reason: '重复' }).expect(200);
    for (const { id } of [one, two]) expect((await ticketNow(app, id)).appointmentFrom).toBeNull();
  });
});

describe('nobody home', () => {
  it('is counted and told, clears the appointment, stops no clock, and is answered by link with a new window', async () => {
    const ticket = await withCrew();
    const token = await linkTokenOf(app, ticket.id);
    const early = await link('appointment', token, window());
    expect(early.body).toMatchObject({ status: 409, code: 'no-window-asked' });
    await carpenter.post(`/tickets/${ticket.id}/appointment`, window()).expect(200);
    await carpenter.post(`/tickets/${ticket.id}/nobody-home`, { words: '敲门十分钟' }).expect(200);
    const now = await ticketNow(app, ticket.id);
    expect(now).toMatchObject({ nobodyHome: 1, appointmentFrom: null, state: 'assigned' });
    expect(now.resolveDue).toBe(ticket.resolveDue);
    await eventually('the message', async () =>
      (await app.get(Messages).ofTicket(ticket.id)).some(({ template }) => template === 'nobody-home'),
    );
    const asked = await link('view', token).expect(200);
    expect(asked.body).toMatchObject({ nobodyHome: 1, possible: expect.arrayContaining(['appoint']) });
    const suits = window(20, 22);
    const answered = await link('appointment', token, suits).expect(200);
    expect(answered.body).toMatchObject({ appointmentFrom: suits.from, appointmentTo: suits.to });
    const { body: events } = await head.get(`/tickets/${ticket.id}/events`).expect(200);
    expect(events.at(-1)).toMatchObject({ type: 'appointment_made', by: '居民', channel: 'link' });
  });

  it('is said by crew or head, once there is a crew', async () => {
    const ticket = await opened(app, { categoryId });
    expect((await head.post(`/tickets/${ticket.id}/nobody-home`)).body).toMatchObject({ code: 'not-possible-now' });
    await (await by(app, 'operator')).post(`/tickets/${ticket.id}/nobody-home`).expect(403);
  });
});
