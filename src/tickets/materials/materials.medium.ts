import { Database } from '../../platform/database/database.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, forgetSessions, linkTokenOf, makeCategory, type Asking } from '../../../test/support/people.js';
import { closed, opened, started, ticketNow } from '../../../test/support/tickets.js';
import type { TicketView } from '../tickets.dto.js';

let app: TestApp;
let head: Asking;
let categoryId: string;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  head = await by(app, 'head');
  categoryId = (await makeCategory(app)).id;
});
afterAll(() => app.close());

const BOLTS = { name: '膨胀螺丝', quantity: 4, unit: '颗', cost: 800, paidBy: 'station' };
const POST = { name: '不锈钢立柱', quantity: 1.5, unit: '米', cost: 12_000, paidBy: 'resident' };
const note = (ticket: TicketView, items: object[], who = head) =>
  who.post(`/tickets/${ticket.id}/materials`, { items });

describe('materials', () => {
  it('are noted by the crew with who paid; totals are by payer; the record holds ids and totals only', async () => {
    const ticket = await opened(app, { categoryId });
    expect((await note(ticket, [BOLTS])).body).toMatchObject({ status: 409, code: 'not-possible-now' });
    await started(app, ticket);
    await note(ticket, [BOLTS, POST], await by(app, 'carpenter')).expect(200);
    const { materials } = await ticketNow(app, ticket.id);
    expect(materials?.lines).toMatchObject([
      { ...BOLTS, cancelled: false },
      { ...POST, cancelled: false },
    ]);
    expect(materials?.totals).toEqual({ resident: 12_000, station: 800, street: 0, helper: 0, donated: 0 });
    const { body: events } = await head.get(`/tickets/${ticket.id}/events`).expect(200);
    const event = events.at(-1);
    expect(event).toMatchObject({ type: 'materials_used', texts: [] });
    expect(event.changes).toEqual({ materialIds: materials?.lines.map(({ id }) => id), totals: materials?.totals });
    const link = await app.http.post('/links/view').send({ token: await linkTokenOf(app, ticket.id) });
    expect(link.body.paidByResident).toBe(12_000);
  });

  it('that were wrong stay, marked, and count in no total; a second time, or of another ticket, is refused', async () => {
    const [ticket, other] = [await opened(app, { categoryId }), await opened(app, { categoryId })];
    await started(app, ticket);
    await started(app, other);
    await note(ticket, [BOLTS, POST]).expect(200);
    const lines = (await ticketNow(app, ticket.id)).materials?.lines ?? [];
    const cancel = (of: TicketView) =>
      head.post(`/tickets/${of.id}/materials/${lines[1]?.id}/cancel`, { reason: '记错了' });
    await cancel(other).expect(404);
    const answers = await Promise.all([cancel(ticket), cancel(ticket)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('material-cancelled');
    const { materials } = await ticketNow(app, ticket.id);
    expect(materials?.lines.map(({ cancelled }) => cancelled)).toEqual([false, true]);
    expect(materials?.totals).toMatchObject({ resident: 0, station: 800 });
    const rows = await app.get(Database).rows('SELECT 1 FROM ticket_materials WHERE ticket_id = $1', [ticket.id]);
    expect(rows).toHaveLength(2);
  });

  it('are for the crew, head and operator, until seven days after closing', async () => {
    const ticket = await opened(app, { categoryId });
    await closed(app, ticket);
    await note(ticket, [BOLTS], await by(app, 'leader')).expect(403);
    await note(ticket, [BOLTS], await by(app, 'operator')).expect(200);
    app.clock.advance(7 * 86_400_000 + 60_000);
    forgetSessions(app);
    const late = await note(ticket, [BOLTS], await by(app, 'head'));
    expect(late.body).toMatchObject({ status: 409, code: 'too-late-for-materials' });
  });
});
