import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, makeCategory, openTicket, type Asking } from '../../test/support/people.js';
import { crewed, opened, resolved, standardCrew, ticketNow } from '../../test/support/tickets.js';
import type { TicketLine, TicketView } from './tickets.js';

let app: TestApp;
let head: Asking;
let deputy: Asking;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  head = await by(app, 'head');
  deputy = await by(app, 'deputy');
});
afterAll(() => app.close());

async function lineOf(ticket: TicketView, query: Record<string, unknown> = {}): Promise<TicketLine | undefined> {
  const { body } = await head.get('/tickets', { stationId: ticket.station?.id, limit: 200, ...query }).expect(200);
  return (body.items as TicketLine[]).find(({ id }) => id === ticket.id);
}

describe('a line of the board', () => {
  it('tells the building, where it stands, and who is in the crew', async () => {
    const ticket = await opened(app);
    await crewed(app, ticket);
    const line = await lineOf(ticket);
    expect(line).toMatchObject({ place: ticket.building?.name, point: ticket.point, crewSize: 3, crewJoined: 3 });
    expect(line?.crew).toEqual(
      expect.arrayContaining((await standardCrew(app, ticket)).map(({ id, name }) => ({ helperId: id, name }))),
    );
    expect(line?.crew).toHaveLength(3);
  });

  it('tells the area where no building is known', async () => {
    const category = await makeCategory(app);
    const ticket = await openTicket(app, { categoryId: category.id, place: { gridCode: '370203005011001' } });
    expect(ticket.building).toBeNull();
    expect(await lineOf(ticket)).toMatchObject({ place: ticket.area.name, crew: [] });
  });

  it('is found by when its outcome was reported', async () => {
    const ticket = await opened(app);
    expect(await lineOf(ticket, { resolvedSince: new Date(0).toISOString() })).toBeUndefined();
    await resolved(app, ticket);
    const { resolvedAt } = await ticketNow(app, ticket.id);
    expect(await lineOf(ticket, { resolvedSince: resolvedAt })).toMatchObject({ resolvedAt });
    const later = new Date(Date.parse(String(resolvedAt)) + 1).toISOString();
    expect(await lineOf(ticket, { resolvedSince: later })).toBeUndefined();
  });
});

describe('a change of what somebody looked at', () => {
  it('is refused where the ticket has gone on since, with what happened, and fits what it is now', async () => {
    const { id, version } = await opened(app);
    const window = { from: new Date(Date.now() + 3_600_000), to: new Date(Date.now() + 7_200_000) };
    await head.post(`/tickets/${id}/appointment`, { ...window, version }).expect(200);
    const later = { from: new Date(Date.now() + 10_800_000), to: new Date(Date.now() + 14_400_000) };
    const { body } = await deputy.post(`/tickets/${id}/appointment`, { ...later, version }).expect(409);
    const { body: me } = await head.get('/me').expect(200);
    expect(body).toMatchObject({
      code: 'changed-meanwhile',
      version: version + 1,
      state: 'open',
      possible: expect.arrayContaining(['appoint']),
      last: { type: 'appointment_made', by: me.name },
    });
    expect((await ticketNow(app, id)).appointmentFrom).toBe(window.from.toISOString());
    await deputy.post(`/tickets/${id}/appointment`, { ...later, version: body.version }).expect(200);
    expect((await ticketNow(app, id)).appointmentFrom).toBe(later.from.toISOString());
  });

  it('of two at once, one is refused', async () => {
    const { id, version } = await opened(app);
    const window = (hours: number) => ({
      from: new Date(Date.now() + hours * 3_600_000),
      to: new Date(Date.now() + (hours + 1) * 3_600_000),
      version,
    });
    const both = await Promise.all([
      head.post(`/tickets/${id}/appointment`, window(1)),
      deputy.post(`/tickets/${id}/appointment`, window(5)),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('changed-meanwhile');
  });
});
