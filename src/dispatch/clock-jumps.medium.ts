import { Database } from '../platform/database/database.js';
import { DAY, everybodyOnDuty, hanging, liveOffers, MINUTE, offersOf, sweep } from '../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, forgetSessions, makeCategory, type Asking } from '../../test/support/people.js';
import { crewed, opened, resolved, started, ticketNow } from '../../test/support/tickets.js';
import { verify } from '../../test/support/verify.js';
import type { TicketView } from '../tickets/tickets.dto.js';

const HOUR = 60 * MINUTE;

let app: TestApp;
let head: Asking;
/** ten minutes to accept, an hour to resolve, offers of a minute */
let automatic: string;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  app.clock.set(new Date());
  head = await by(app, 'head');
  await everybodyOnDuty(app);
  automatic = (await makeCategory(app, { dispatch: 'auto', crew: [{ skill: null, size: 1 }] })).id;
});
afterAll(() => app.close());

const jump = async (milliseconds: number) => {
  app.clock.advance(milliseconds);
  // more often than there are levels
  for (let look = 0; look < 5; look += 1) await sweep(app);
};
const levels = async (tickets: TicketView[]) => {
  const rows = await app
    .get(Database)
    .rows<{ level: number }>('SELECT escalation_level AS level FROM tickets WHERE id = ANY($1) ORDER BY id', [
      tickets.map(({ id }) => id),
    ]);
  return rows.map(({ level }) => level);
};
const expectNothingHangs = async () => expect(await hanging(app)).toEqual([]);
const hold = async (ticket: TicketView, minutes: number) => {
  const until = new Date(app.clock.now().getTime() + minutes * MINUTE);
  await head.post(`/tickets/${ticket.id}/hold`, { until, reason: '等配件' }).expect(200);
};

describe('a clock that jumps an hour forward, and back', () => {
  it('leaves no offer, deadline or hold behind, and moves every owner up once', async () => {
    const asked = [await opened(app, { categoryId: automatic }), await opened(app, { categoryId: automatic })];
    await sweep(app);
    for (const { id } of asked) expect(await liveOffers(app, id)).toHaveLength(1);
    const working = await opened(app);
    await started(app, working);
    const waiting = await opened(app);
    await crewed(app, waiting);
    const [brief, long] = [await opened(app), await opened(app)];
    for (const ticket of [brief, long]) await started(app, ticket);
    await hold(brief, 30);
    await hold(long, 90);
    const running = [...asked, working, waiting];

    await jump(61 * MINUTE);
    await expectNothingHangs();
    for (const { id } of asked) {
      expect((await offersOf(app, id)).map(({ state }) => state)).toEqual(['expired', 'offered']);
    }
    expect([(await ticketNow(app, brief.id)).state, (await ticketNow(app, long.id)).state]).toEqual([
      'in_progress',
      'on_hold',
    ]);
    // a look that comes late is no new owner's fault
    expect(await levels(running)).toEqual([1, 1, 1, 1]);
    expect(await levels([brief, long])).toEqual([0, 0]);

    await jump(-61 * MINUTE);
    await expectNothingHangs();
    expect(await levels(running)).toEqual([1, 1, 1, 1]);
    // people go on: what they do is told no earlier than what is recorded
    const [offer] = await liveOffers(app, asked[0]?.id ?? '');
    await head.post(`/offers/${offer?.id}/accept`).expect(200);
    await resolved(app, await opened(app));
    await head.post(`/tickets/${long.id}/resume`).expect(200);

    await jump(61 * MINUTE);
    await expectNothingHangs();
    expect(await levels([...running, brief])).toEqual([1, 1, 1, 1, 0]);
    expect(await liveOffers(app, asked[1]?.id ?? '')).toHaveLength(1);
    expect((await verify(app)).rows).toEqual([]);

    // once its hour has really come each goes on as ever
    await jump(2 * MINUTE);
    await expectNothingHangs();
    const [, second] = asked;
    expect((await offersOf(app, second?.id ?? '')).map(({ state }) => state)).toEqual([
      'expired',
      'expired',
      'offered',
    ]);
    await jump(10 * MINUTE);
    await expectNothingHangs();
    expect((await levels(second === undefined ? [] : [second]))[0]).toBe(2);
    expect((await verify(app)).rows).toEqual([]);
  });

  it('confirms by silence once', async () => {
    const ticket = await opened(app);
    await resolved(app, ticket);
    await jump(7 * DAY - 30 * MINUTE);
    forgetSessions(app);
    expect((await ticketNow(app, ticket.id)).state).toBe('resolved');
    await jump(HOUR);
    expect((await ticketNow(app, ticket.id)).state).toBe('closed');
    await jump(-HOUR);
    await jump(HOUR);
    await expectNothingHangs();
    const types = await app
      .get(Database)
      .rows(`SELECT 1 FROM ticket_events WHERE ticket_id = $1 AND type = 'confirmed'`, [ticket.id]);
    expect(types).toHaveLength(1);
    expect((await verify(app)).rows).toEqual([]);
  });
});
