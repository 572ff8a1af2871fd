import type { TicketView } from '../../src/tickets/tickets.dto.js';
import type { TestApp } from './harness.js';
import { by, crewFor, linkTokenOf, makeCategory, openTicket } from './people.js';

/** When each step happened, where it is recorded afterwards. */
export interface Told {
  happenedAt?: string;
  channel?: 'phone' | 'counter' | 'paper' | 'web';
}

/** A new ticket of a new category unless told, at the story's station. */
export async function opened(app: TestApp, given: Record<string, unknown> = {}): Promise<TicketView> {
  const categoryId = typeof given.categoryId === 'string' ? given.categoryId : (await makeCategory(app)).id;
  return openTicket(app, { ...given, categoryId });
}

/** Taken by the head, and full: the demo's carpenter and helper are added by the head's hand. */
export async function crewed(app: TestApp, ticket: TicketView, told: Told = {}): Promise<void> {
  const head = await by(app, 'head');
  await head.post(`/tickets/${ticket.id}/take`, told).expect(200);
  for (const { id } of await standardCrew(app, ticket)) {
    await head.post(`/tickets/${ticket.id}/crew`, { ...told, helperId: id }).expect(200);
  }
}

/** The demo's carpenter and helper, who can sign in, as members of the station. */
export async function standardCrew(app: TestApp, ticket: TicketView): Promise<{ id: string; name: string }[]> {
  const people = await Promise.all(
    (['carpenter', 'helper'] as const).map(async (who) => (await (await by(app, who)).get('/me').expect(200)).body),
  );
  const members = await crewFor(app, ticket.station?.id ?? '');
  return people.map(({ helperId, name }) => {
    if (!members.some(({ id }) => id === helperId)) throw new Error(`${name} does not serve the station`);
    return { id: helperId, name };
  });
}

export async function started(app: TestApp, ticket: TicketView, told: Told = {}): Promise<void> {
  await crewed(app, ticket, told);
  await (await by(app, 'head')).post(`/tickets/${ticket.id}/start`, told).expect(200);
}

/** Reported by the head as 办成 unless told; a ticket that is not to be 办成 need not be started. */
export async function resolved(app: TestApp, ticket: TicketView, told: Told = {}, outcome = 'done'): Promise<void> {
  const head = await by(app, 'head');
  if (outcome === 'done') await started(app, ticket, told);
  await head.post(`/tickets/${ticket.id}/resolve`, { ...told, outcome, note: '扶手已加固' }).expect(200);
}

/** Confirmed by the requester's link. */
export async function closed(app: TestApp, ticket: TicketView, told: Told = {}): Promise<void> {
  await resolved(app, ticket, told);
  await app.http
    .post('/links/confirm')
    .send({ token: await linkTokenOf(app, ticket.id) })
    .expect(200);
}

/** The ticket as the head sees it now. */
export async function ticketNow(app: TestApp, ticketId: string): Promise<TicketView> {
  const { body } = await (await by(app, 'head')).get(`/tickets/${ticketId}`).expect(200);
  return body as TicketView;
}
