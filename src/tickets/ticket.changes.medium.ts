import { Database, type RequestKey } from '../platform/database/database.js';
import { newId } from '../platform/outbox.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, forgetSessions, linkTokenOf, makeCategory, type Asking } from '../../test/support/people.js';
import { closed, crewed, opened, resolved, started, ticketNow } from '../../test/support/tickets.js';
import { Callers } from './callers/callers.js';
import { TicketChanges } from './ticket.changes.js';
import type { CategoryView, TicketView } from './tickets.dto.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

let app: TestApp;
let database: Database;
let category: CategoryView;
let head: Asking;
let deputy: Asking;
let operator: Asking;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  database = app.get(Database);
  category = await makeCategory(app);
});
beforeEach(async () => {
  // a test may have let the clock run past the sessions' end
  app.clock.set(new Date());
  forgetSessions(app);
  head = await by(app, 'head');
  deputy = await by(app, 'deputy');
  operator = await by(app, 'operator');
});
afterAll(() => app.close());

const open = () => opened(app, { categoryId: category.id });
const post = (who: Asking, ticket: TicketView, step: string, body: object = {}) =>
  who.post(`/tickets/${ticket.id}/${step}`, body);

/** What the ticket's category, made for one test, was counted. */
async function counted(categoryId: string): Promise<Record<string, number>> {
  const row = await database.one<Record<string, number>>(
    `SELECT coalesce(sum(completed_silence), 0)::int AS silence, coalesce(sum(completed_link), 0)::int AS link,
            coalesce(sum(withdrawn), 0)::int AS withdrawn, coalesce(sum(cancelled), 0)::int AS cancelled,
            coalesce(sum(ratings), 0)::int AS ratings, coalesce(sum(stars), 0)::int AS stars,
            coalesce(sum(resolved_on_time), 0)::int AS "onTime" FROM counts WHERE category_id = $1`,
    [categoryId],
  );
  return row ?? {};
}

describe('a hold', () => {
  it('extends what is due by its length, counts as no time of work, and goes back to where it was', async () => {
    const own = await makeCategory(app);
    const ticket = await opened(app, { categoryId: own.id });
    await started(app, ticket);
    app.clock.advance(10 * MINUTE);
    const until = new Date(app.clock.now().getTime() + DAY).toISOString();
    expect((await post(head, ticket, 'hold', { until, reason: '等配件' }).expect(200)).body.state).toBe('on_hold');
    expect((await ticketNow(app, ticket.id)).holdUntil).toBe(until);
    app.clock.advance(5 * 60 * MINUTE);
    expect((await post(head, ticket, 'resume').expect(200)).body.state).toBe('in_progress');
    const after = await ticketNow(app, ticket.id);
    expect(new Date(after.resolveDue).getTime() - new Date(ticket.resolveDue).getTime()).toBe(5 * 60 * MINUTE);
    expect(after.holdUntil).toBeNull();
    app.clock.advance(10 * MINUTE);
    await post(head, ticket, 'resolve', { outcome: 'done', note: '好了' }).expect(200);
    // five hours and twenty minutes on the wall, twenty of work: within the hour that is due
    expect((await counted(own.id)).onTime).toBe(1);
    const times = await database.rows<{ bucket: number }>(
      `SELECT bucket FROM count_times WHERE category_id = $1 AND measure = 'resolve'`,
      [own.id],
    );
    expect(times).toHaveLength(1);
    const seconds = 1.1 ** (times[0]?.bucket ?? 0);
    expect(seconds).toBeGreaterThan(20 * 60 * 0.9);
    expect(seconds).toBeLessThan(20 * 60 * 1.12);
  });

  it('ends with the ticket that is resolved or cancelled out of it', async () => {
    const until = new Date(app.clock.now().getTime() + DAY).toISOString();
    const [one, two] = [await open(), await open()];
    for (const ticket of [one, two]) await post(head, ticket, 'hold', { until, reason: '等' }).expect(200);
    await post(head, one, 'resolve', { outcome: 'explained', note: '已说明' }).expect(200);
    await post(head, two, 'cancel', { reason: '重复' }).expect(200);
    for (const { id } of [one, two]) expect((await ticketNow(app, id)).holdUntil).toBeNull();
  });

  it('ends by itself when it was to end, and what is due moves by no more', async () => {
    const ticket = await open();
    await started(app, ticket);
    const until = new Date(app.clock.now().getTime() + 60 * MINUTE).toISOString();
    await post(head, ticket, 'hold', { until, reason: '等配件' }).expect(200);
    const held = app.clock.now().getTime();
    app.clock.advance(59 * MINUTE);
    await app.get(Sweeps).sweepOnce();
    expect((await ticketNow(app, ticket.id)).state).toBe('on_hold');
    app.clock.advance(30 * MINUTE);
    await app.get(Sweeps).sweepOnce();
    const after = await ticketNow(app, ticket.id);
    expect(after).toMatchObject({ state: 'in_progress', holdUntil: null });
    const moved = new Date(after.resolveDue).getTime() - new Date(ticket.resolveDue).getTime();
    expect(Math.abs(moved - (new Date(until).getTime() - held))).toBeLessThan(5_000);
  });

  it('into the past, or of what is on hold, is refused', async () => {
    const ticket = await open();
    const past = await post(head, ticket, 'hold', { until: '2020-01-01T00:00:00Z', reason: '等' });
    expect(past.body).toMatchObject({ status: 422, code: 'hold-until-in-the-past', errors: [{ field: 'until' }] });
    const until = new Date(app.clock.now().getTime() + DAY).toISOString();
    await post(head, ticket, 'hold', { until, reason: '等' }).expect(200);
    const again = await post(head, ticket, 'hold', { until, reason: '等' });
    expect(again.body).toMatchObject({ status: 409, code: 'not-possible-now', state: 'on_hold' });
    expect(again.body.possible).toContain('resume');
  });
});

describe('a change with a key', () => {
  it('that comes too late three times is made in line with the others, and keeps no answer of an attempt that was not it', async () => {
    const ticket = await open();
    const changes = app.get(TicketChanges);
    const request: RequestKey = { actor: 'x', route: '/x', key: newId(), bodyHash: Buffer.from('x') };
    request.answers = (body) => {
      request.answer = Buffer.from(JSON.stringify(body));
    };
    let attempts = 0;
    const result = await changes.change(
      ticket.id,
      'system',
      async (sql, current) => {
        attempts += 1;
        if (attempts <= 3) await post(head, ticket, 'comments', { text: '又来一句' }).expect(200);
        return changes.drafted(sql, current, 'comment', 'system', {}, () => ({ type: 'commented', changes: {} }));
      },
      { request },
    );
    expect(attempts).toBe(4);
    expect(result).toMatchObject({ version: 5 });
    const kept = await database.one('SELECT answer FROM idempotency_keys WHERE key = $1', [request.key]);
    expect(kept).toEqual({ answer: null });
  });

  it('by a requester keeps no answer of ours: what their link shows is known later', async () => {
    const ticket = await open();
    const answers = (body: unknown) => {
      throw new Error(`kept: ${JSON.stringify(body)}`);
    };
    const request: RequestKey = { actor: 'x', route: '/y', key: newId(), bodyHash: Buffer.from('x'), answers };
    const urged = await app.get(Callers).urge(ticket.id, null, { ticketId: ticket.id, no: 1, request });
    expect(urged).toMatchObject({ id: ticket.id, version: 2 });
  });
});

describe('an outcome', () => {
  it('of a helper other than 办成 is a proposal: the head resolves', async () => {
    const ticket = await open();
    await started(app, ticket);
    const carpenter = await by(app, 'carpenter');
    const proposed = await post(carpenter, ticket, 'resolve', { outcome: 'explained', note: '属物业，已说明' });
    expect(proposed.body).toMatchObject({ state: 'in_progress' });
    expect(await ticketNow(app, ticket.id)).toMatchObject({ proposedOutcome: 'explained', outcome: null });
    await post(head, ticket, 'resolve', { outcome: 'explained', note: '同意' }).expect(200);
    expect(await ticketNow(app, ticket.id)).toMatchObject({
      state: 'resolved',
      proposedOutcome: null,
      outcome: 'explained',
      outcomeWords: '解释',
    });
  });

  it('办成 needs that work has started; a helper of the crew may report it', async () => {
    const ticket = await open();
    await crewed(app, ticket);
    const early = await post(head, ticket, 'resolve', { outcome: 'done', note: '好了' });
    expect(early.body).toMatchObject({ status: 409, code: 'not-started' });
    await post(head, ticket, 'start').expect(200);
    const carpenter = await by(app, 'carpenter');
    expect((await post(carpenter, ticket, 'resolve', { outcome: 'done', note: '好了' })).body.state).toBe('resolved');
  });

  it('of head and deputy who report it at once, one is told what the other did', async () => {
    const ticket = await open();
    await started(app, ticket);
    const answers = await Promise.all([
      post(head, ticket, 'resolve', { outcome: 'done', note: '修好了' }),
      post(deputy, ticket, 'resolve', { outcome: 'not_possible', note: '修不了' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const lost = answers.find(({ status }) => status === 409)?.body;
    expect(lost).toMatchObject({ code: 'not-possible-now', state: 'resolved', last: { type: 'resolved' } });
    expect(lost.possible).toEqual(['reopen', 'comment', 'attach', 'materials']);
    expect(lost.last.by).toEqual(expect.stringMatching(/./));
    expect(JSON.stringify(lost)).toContain('待确认');
  });

  it('is confirmed by an operator for a call-back or a slip, never by crew or head; closed once', async () => {
    const ticket = await open();
    await resolved(app, ticket);
    for (const who of [head, deputy, await by(app, 'carpenter'), await by(app, 'leader')])
      await post(who, ticket, 'confirm', { way: 'slip' }).expect(403);
    await post(operator, ticket, 'confirm', { way: 'silence' }).expect(400);
    await post(operator, ticket, 'confirm', { way: 'call_back', channel: 'phone' }).expect(200);
    const again = await post(operator, ticket, 'confirm', { way: 'slip' });
    expect(again.body).toMatchObject({ status: 409, code: 'not-possible-now', state: 'closed' });
    expect(await ticketNow(app, ticket.id)).toMatchObject({ state: 'closed', confirmation: 'call_back' });
  });
});

describe('cancelling and comments', () => {
  it('a cancelled ticket is counted so, can be commented on, and nothing else', async () => {
    const own = await makeCategory(app);
    const ticket = await opened(app, { categoryId: own.id });
    await post(operator, ticket, 'cancel', { reason: '居民说不用了' }).expect(200);
    expect(await counted(own.id)).toMatchObject({ cancelled: 1 });
    await post(head, ticket, 'comments', { text: '记下了' }).expect(200);
    for (const step of ['take', 'start', 'resume']) await post(head, ticket, step).expect(409);
    const refused = await post(operator, ticket, 'reopen');
    expect(refused.body).toMatchObject({ code: 'not-possible-now', possible: ['comment'] });
  });

  it('a leader of the street comments and does nothing besides', async () => {
    const ticket = await open();
    const leader = await by(app, 'leader');
    await post(leader, ticket, 'comments', { text: '请尽快' }).expect(200);
    await post(leader, ticket, 'cancel', { reason: 'x' }).expect(403);
  });
});

describe('没好', () => {
  it('brings the same crew back, a new clock, and marks 返工; the completion is withdrawn and counted again', async () => {
    const own = await makeCategory(app);
    const ticket = await opened(app, { categoryId: own.id });
    await closed(app, ticket);
    const before = await ticketNow(app, ticket.id);
    expect(await counted(own.id)).toMatchObject({ link: 1, withdrawn: 0 });
    app.clock.advance(DAY);
    const { body } = await post(operator, ticket, 'reopen', { reason: '又松了' }).expect(200);
    expect(body.state).toBe('assigned');
    const after = await ticketNow(app, ticket.id);
    expect(after).toMatchObject({ rework: 1, outcome: null, resolvedAt: null, closedAt: null, startedAt: null });
    expect(after.crew).toEqual(before.crew);
    expect(new Date(after.resolveDue).getTime()).toBe(app.clock.now().getTime() + 3_600_000);
    expect(await counted(own.id)).toMatchObject({ link: 1, withdrawn: 1 });
    await post(head, ticket, 'resolve', { outcome: 'done', note: '好了' }).expect(409);
    await post(head, ticket, 'start').expect(200);
    await post(head, ticket, 'resolve', { outcome: 'done', note: '重做了' }).expect(200);
    await app.http
      .post('/links/confirm')
      .send({ token: await linkTokenOf(app, ticket.id) })
      .expect(200);
    expect(await counted(own.id)).toMatchObject({ link: 2, withdrawn: 1 });
  });

  it('before it was confirmed withdraws nothing', async () => {
    const own = await makeCategory(app);
    const ticket = await opened(app, { categoryId: own.id });
    await resolved(app, ticket);
    await post(operator, ticket, 'reopen').expect(200);
    expect(await counted(own.id)).toMatchObject({ link: 0, withdrawn: 0 });
    expect((await ticketNow(app, ticket.id)).rework).toBe(1);
  });

  it('comes too late 30 days after closing', async () => {
    const ticket = await open();
    await closed(app, ticket);
    app.clock.advance(30 * DAY + MINUTE);
    forgetSessions(app);
    const refused = await post(await by(app, 'operator'), ticket, 'reopen');
    expect(refused.body).toMatchObject({ status: 409, code: 'too-old-to-reopen' });
  });
});

describe('silence', () => {
  it('of seven days confirms, and is counted so; a day less does not', async () => {
    const own = await makeCategory(app);
    const ticket = await opened(app, { categoryId: own.id });
    await resolved(app, ticket);
    app.clock.advance(7 * DAY - MINUTE);
    await app.get(Sweeps).sweepOnce();
    expect((await ticketNow(app, ticket.id)).state).toBe('resolved');
    app.clock.advance(2 * MINUTE);
    await app.get(Sweeps).sweepOnce();
    await app.get(Sweeps).sweepOnce();
    expect(await ticketNow(app, ticket.id)).toMatchObject({ state: 'closed', confirmation: 'silence' });
    expect(await counted(own.id)).toMatchObject({ silence: 1 });
    const { body } = await head.get(`/tickets/${ticket.id}/events`);
    expect(body.at(-1)).toMatchObject({ type: 'confirmed', by: '系统', channel: 'system' });
  });

  it('begins when the outcome is entered: work recorded afterwards is not confirmed at once', async () => {
    const at = new Date(app.clock.now().getTime() - 7 * DAY + MINUTE).toISOString();
    const ticket = await opened(app, { categoryId: category.id, happenedAt: at });
    await resolved(app, ticket, { happenedAt: at });
    app.clock.advance(2 * MINUTE);
    await app.get(Sweeps).sweepOnce();
    expect((await ticketNow(app, ticket.id)).state).toBe('resolved');
  });
});

describe('a rating', () => {
  it('is given once a round, after closing, and never by crew or head', async () => {
    const own = await makeCategory(app);
    const ticket = await opened(app, { categoryId: own.id });
    await resolved(app, ticket);
    await post(operator, ticket, 'rating', { stars: 4 }).expect(409);
    await post(operator, ticket, 'confirm', { way: 'call_back' }).expect(200);
    for (const who of [head, await by(app, 'helper')]) await post(who, ticket, 'rating', { stars: 5 }).expect(403);
    for (const stars of [0, 6, 4.5]) await post(operator, ticket, 'rating', { stars }).expect(400);
    const answers = await Promise.all([4, 5].map((stars) => post(operator, ticket, 'rating', { stars })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('already-rated');
    const { stars } = await ticketNow(app, ticket.id);
    expect(await counted(own.id)).toMatchObject({ ratings: 1, stars });
    await post(operator, ticket, 'reopen').expect(200);
    await post(operator, ticket, 'rating', { stars: 5 }).expect(409);
    await post(head, ticket, 'start').expect(200);
    await post(head, ticket, 'resolve', { outcome: 'done', note: '重做了' }).expect(200);
    await post(operator, ticket, 'confirm', { way: 'call_back' }).expect(200);
    // the new work is rated anew, the old rating stays counted
    await post(operator, ticket, 'rating', { stars: 3 }).expect(200);
    expect(await counted(own.id)).toMatchObject({ ratings: 2, stars: (stars ?? 0) + 3 });
  });
});
