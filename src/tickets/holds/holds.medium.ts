import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { asAccount, eventTypes, sweep } from '../../../test/support/crew.js';
import { by, forgetSessions, makeCategory, type Asking } from '../../../test/support/people.js';
import { opened, ticketNow } from '../../../test/support/tickets.js';
import type { TicketView } from '../tickets.dto.js';

const DAY = 86_400_000;

let app: TestApp;
let head: Asking;
let deputy: Asking;
let leader: Asking;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
});
beforeEach(async () => {
  app.clock.set(new Date());
  forgetSessions(app);
  head = await by(app, 'head');
  deputy = await by(app, 'deputy');
  leader = await by(app, 'leader');
});
afterAll(() => app.close());

const post = (who: Asking, ticket: { id: string }, step: string, body: object = {}) =>
  who.post(`/tickets/${ticket.id}/${step}`, body);
const inDays = (days: number) => new Date(app.clock.now().getTime() + days * DAY).toISOString();
const longCategory = () => makeCategory(app, { acceptSeconds: 20 * 86_400, resolveSeconds: 21 * 86_400 });

/** Asked for five days by the head; who is to approve it. */
async function asked(given: Record<string, unknown> = {}): Promise<{ ticket: TicketView; approver: Asking }> {
  const ticket = await opened(app, given);
  const { body } = await post(head, ticket, 'hold', { until: inDays(5), reason: '等厂家配件' }).expect(200);
  expect(body.state).toBe('open');
  const { pendingHold } = await ticketNow(app, ticket.id);
  return { ticket, approver: await asAccount(app, pendingHold?.approver.accountId ?? '') };
}

describe('a hold over 72 hours', () => {
  it('waits for approval by who is on duty above, and is listed for them; the clocks run on until then', async () => {
    const { ticket, approver } = await asked();
    expect(await ticketNow(app, ticket.id)).toMatchObject({ state: 'open', holdUntil: null });
    const listed = async (who: Asking) => {
      const { body } = await who.get('/tickets', { awaiting: 'hold-approval' }).expect(200);
      return body.items.some(({ id }: { id: string }) => id === ticket.id);
    };
    expect(await Promise.all([approver, leader, head, deputy].map(listed))).toEqual([true, true, false, false]);
    const { body: approved } = await post(approver, ticket, 'hold/approve').expect(200);
    expect(approved.state).toBe('on_hold');
    expect(await listed(approver)).toBe(false);
    const again = await post(leader, ticket, 'hold/approve');
    expect(again.body).toMatchObject({ status: 409, code: 'not-possible-now' });
    expect(await eventTypes(app, ticket.id)).toEqual(['opened', 'hold_requested', 'hold_approved']);
  });

  it('is approved by nobody of the station, nor by who has no say there', async () => {
    const { ticket } = await asked();
    for (const who of [head, deputy, await by(app, 'operator')]) {
      await post(who, ticket, 'hold/approve').expect(403);
      await post(who, ticket, 'hold/refuse', { reason: 'x' }).expect(403);
    }
  });

  it('that is refused with a reason does not begin, and its approver sees a confidential one only until then', async () => {
    const secret = await makeCategory(app, { confidential: true });
    const { ticket, approver } = await asked({ categoryId: secret.id });
    await leader.get(`/tickets/${ticket.id}`).expect(404);
    const { body: seen } = await approver.get(`/tickets/${ticket.id}`).expect(200);
    // on duty for the community, and its leader
    expect(seen.possible).toEqual(['approve_hold', 'refuse_hold', 'escalate', 'comment']);
    await approver.get(`/tickets/${ticket.id}/contact`).expect(403);
    await post(approver, ticket, 'hold/refuse', { reason: '换一家' }).expect(200);
    await approver.get(`/tickets/${ticket.id}`).expect(404);
    expect(await ticketNow(app, ticket.id)).toMatchObject({ state: 'open', pendingHold: null });
  });

  it('does not stop the clocks while it waits', async () => {
    const { ticket } = await asked();
    app.clock.advance(2 * 3_600_000);
    await sweep(app);
    expect(await eventTypes(app, ticket.id)).toContain('deadline_missed');
  });

  it('lapses when its end comes, or with the ticket', async () => {
    const category = await longCategory();
    const { ticket } = await asked({ categoryId: category.id });
    app.clock.advance(5 * DAY + 1_000);
    await sweep(app);
    await sweep(app);
    const events = await eventTypes(app, ticket.id);
    expect(events.filter((type) => type === 'hold_lapsed')).toHaveLength(1);
    app.clock.set(new Date());
    const { ticket: other, approver } = await asked({ categoryId: category.id });
    await post(head, other, 'resolve', { outcome: 'explained', note: '不用等了' }).expect(200);
    expect(await ticketNow(app, other.id)).toMatchObject({ pendingHold: null });
    expect((await post(approver, other, 'hold/approve')).status).toBeGreaterThanOrEqual(403);
  });
});

it('the third hold of a round waits for approval, however short', async () => {
  const category = await longCategory();
  const ticket = await opened(app, { categoryId: category.id });
  for (const state of ['on_hold', 'on_hold', 'open']) {
    const { body } = await post(head, ticket, 'hold', { until: inDays(1), reason: '等' }).expect(200);
    expect(body.state).toBe(state);
    if (state === 'on_hold') await post(head, ticket, 'resume').expect(200);
  }
  expect((await ticketNow(app, ticket.id)).pendingHold).not.toBeNull();
});

it('that is entered after a missed deadline, to begin before it, waits for approval: late stays late', async () => {
  const category = await makeCategory(app, { acceptSeconds: 600, resolveSeconds: 600 });
  const ticket = await opened(app, { categoryId: category.id });
  const { resolveDue } = await ticketNow(app, ticket.id);
  app.clock.set(new Date(new Date(resolveDue).getTime() + 3_600_000));
  const happenedAt = new Date(new Date(ticket.openedAt).getTime() + 1_000).toISOString();
  const { body } = await post(head, ticket, 'hold', { until: inDays(1), reason: '等', happenedAt }).expect(200);
  expect(body.state).toBe('open');
  const after = await ticketNow(app, ticket.id);
  expect([after.pendingHold === null, after.resolveDue]).toEqual([false, resolveDue]);
});
