import { asAccount, plainMembers, sweep } from '../../../test/support/crew.js';
import { peopleAround, type Person } from '../../../test/support/around.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, forgetSessions, makeCategory, type Asking } from '../../../test/support/people.js';
import { crewed, opened, ticketNow } from '../../../test/support/tickets.js';
import { verify } from '../../../test/support/verify.js';
import type { CategoryView, TicketView } from '../tickets.dto.js';
import type { HoldLine } from './holds.dto.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let app: TestApp;
let head: Asking;
let administrator: Asking;
let category: CategoryView;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
});
beforeEach(async () => {
  app.clock.set(new Date());
  forgetSessions(app);
  [head, administrator] = [await by(app, 'head'), await by(app, 'administrator')];
  category = await makeCategory(app, { acceptSeconds: 20 * 86_400, resolveSeconds: 21 * 86_400 });
});
afterEach(async () => {
  expect((await verify(app)).rows).toEqual([]);
});
afterAll(() => app.close());

const open = () => opened(app, { categoryId: category.id });
const inDays = (days: number) => new Date(app.clock.now().getTime() + days * DAY).toISOString();
const post = (who: Asking, { id }: { id: string }, step: string, body: object = {}) =>
  who.post(`/tickets/${id}/${step}`, body);
const hold = (ticket: TicketView, days: number, given: object = {}) =>
  post(head, ticket, 'hold', { until: inDays(days), reason: '等厂家配件', ...given });

async function page(who: Asking, query: object = {}): Promise<HoldLine[]> {
  return (await who.get('/holds', { limit: 200, ...query }).expect(200)).body.items as HoldLine[];
}
/** The ticket's lines, the first one first. */
async function linesOf({ id }: { id: string }): Promise<HoldLine[]> {
  return (await page(administrator)).filter(({ ticketId }) => ticketId === id).reverse();
}
async function approverOf({ id }: TicketView): Promise<Asking> {
  return asAccount(app, (await ticketNow(app, id)).pendingHold?.approver.accountId ?? '');
}

describe('the ledger of holds', () => {
  it('has a line for a hold that needs no approval, with its reason, until it is resumed', async () => {
    const ticket = await open();
    const until = inDays(2);
    await hold(ticket, 2, { reasonCode: 'waiting_for_material' }).expect(200);
    const { body: me } = await head.get('/me').expect(200);
    const from = app.clock.now().toISOString();
    const line = {
      kind: 'hold',
      reasonCode: 'waiting_for_material',
      reasonWords: '等材料',
      askedBy: me.name,
      from,
      until,
    };
    expect(await linesOf(ticket)).toMatchObject([
      { ...line, state: 'running', approver: null, endedAt: null, how: null },
    ]);
    app.clock.advance(HOUR);
    await post(head, ticket, 'resume').expect(200);
    const endedAt = app.clock.now().toISOString();
    expect(await linesOf(ticket)).toMatchObject([{ ...line, state: 'ended', endedAt, how: 'resumed' }]);
  });

  it('ends a line when its time is over, not when somebody looks', async () => {
    const ticket = await open();
    await hold(ticket, 1).expect(200);
    const until = inDays(1);
    app.clock.advance(DAY + HOUR);
    await sweep(app);
    expect(await linesOf(ticket)).toMatchObject([
      { reasonCode: 'other', state: 'ended', how: 'over', howWords: '到期', endedAt: until },
    ]);
  });

  it('tells who approved, and who refused', async () => {
    const [approved, refused] = [await open(), await open()];
    for (const ticket of [approved, refused]) await hold(ticket, 5).expect(200);
    expect(await linesOf(approved)).toMatchObject([{ state: 'asked', from: null, decidedAt: null }]);
    app.clock.advance(HOUR);
    const at = app.clock.now().toISOString();
    const approver = await approverOf(approved);
    const { body: me } = await approver.get('/me').expect(200);
    await post(approver, approved, 'hold/approve').expect(200);
    await post(approver, refused, 'hold/refuse', { reason: '换一家' }).expect(200);
    const decided = { approver: me.name, decidedBy: me.name, decidedAt: at };
    expect(await linesOf(approved)).toMatchObject([{ ...decided, state: 'running', from: at, endedAt: null }]);
    expect(await linesOf(refused)).toMatchObject([
      { ...decided, state: 'refused', from: null, endedAt: at, how: 'refused' },
    ]);
  });

  it.each([
    ['resolve', { outcome: 'explained', note: '不用等了' }, 'resolved'],
    ['cancel', { reason: '重复' }, 'cancelled'],
  ] as const)('ends what runs, and lapses what waits, with the ticket: %s', async (step, body, how) => {
    const [runs, waits] = [await open(), await open()];
    await hold(runs, 1).expect(200);
    await hold(waits, 5).expect(200);
    for (const ticket of [runs, waits]) await post(head, ticket, step, body).expect(200);
    expect(await linesOf(runs)).toMatchObject([{ state: 'ended', how }]);
    expect(await linesOf(waits)).toMatchObject([{ state: 'lapsed', how }]);
  });

  it('lapses what nobody decides in time, and what a hold without approval takes the place of', async () => {
    const [undecided, replaced] = [await open(), await open()];
    for (const ticket of [undecided, replaced]) await hold(ticket, 5).expect(200);
    await hold(replaced, 1).expect(200);
    expect((await linesOf(replaced)).map(({ state, how }) => [state, how])).toEqual([
      ['lapsed', 'replaced'],
      ['running', null],
    ]);
    const until = inDays(5);
    app.clock.advance(6 * DAY);
    await sweep(app);
    await sweep(app);
    forgetSessions(app);
    administrator = await by(app, 'administrator');
    expect(await linesOf(undecided)).toMatchObject([{ state: 'lapsed', how: 'undecided', endedAt: until }]);
  });
});

describe('an extension', () => {
  it('is always approved, moves the deadline to resolve alone, and work goes on', async () => {
    const ticket = await open();
    await crewed(app, ticket);
    await post(head, ticket, 'start').expect(200);
    const was = await ticketNow(app, ticket.id);
    const until = new Date(new Date(was.resolveDue).getTime() + DAY).toISOString();
    await post(head, ticket, 'hold', { kind: 'extension', until: was.resolveDue, reason: 'x' })
      .expect(422)
      .expect(({ body }) => expect([body.code, body.errors[0].field]).toEqual(['extension-not-later', 'until']));
    const asked = { kind: 'extension', until, reasonCode: 'needs_budget', reason: '等拨款' };
    expect((await post(head, ticket, 'hold', asked).expect(200)).body.state).toBe('in_progress');
    expect(await ticketNow(app, ticket.id)).toMatchObject({
      resolveDue: was.resolveDue,
      pendingHold: { kind: 'extension', until },
    });
    await post(head, ticket, 'hold/approve').expect(403);
    const { body } = await post(await approverOf(ticket), ticket, 'hold/approve').expect(200);
    expect(body.state).toBe('in_progress');
    const now = await ticketNow(app, ticket.id);
    expect(now).toMatchObject({ resolveDue: until, acceptDue: was.acceptDue, pendingHold: null, holdUntil: null });
    expect(await linesOf(ticket)).toMatchObject([
      { kind: 'extension', kindWords: '延期', state: 'ended', how: 'extended', from: was.resolveDue, until },
    ]);
    const { body: record } = await head.get(`/tickets/${ticket.id}/events`).expect(200);
    expect((record as { words: string }[]).map(({ words }) => words).slice(-2)).toEqual(['申请延期', '批准延期']);
    // by the deadline that was moved it is on time
    app.clock.set(new Date(Date.parse(until) - HOUR));
    forgetSessions(app);
    head = await by(app, 'head');
    await post(head, ticket, 'resolve', { outcome: 'done', note: '好了' }).expect(200);
    const { body: after } = await head.get(`/tickets/${ticket.id}/events`).expect(200);
    expect(
      (after as { type: string; changes: object }[]).find(({ type }) => type === 'resolved')?.changes,
    ).toMatchObject({
      onTime: true,
    });
    forgetSessions(app);
    administrator = await by(app, 'administrator');
  });
});

describe('of one round', () => {
  it('there are four holds at most, of either kind; reopened it may be held again', async () => {
    const ticket = await open();
    for (let n = 1; n <= 4; n += 1) {
      const extension = n === 4 ? { kind: 'extension', until: inDays(40) } : {};
      await hold(ticket, 1, extension).expect(200);
      if (n > 2) await post(await approverOf(ticket), ticket, 'hold/approve').expect(200);
      if (n < 4) await post(head, ticket, 'resume').expect(200);
    }
    for (const kind of ['hold', 'extension']) {
      const { body } = await hold(ticket, 60, { kind }).expect(409);
      expect([body.code, body.errors[0].field]).toEqual(['too-many-holds', 'until']);
    }
    expect(await linesOf(ticket)).toHaveLength(4);
    await post(head, ticket, 'resolve', { outcome: 'explained', note: 'x' }).expect(200);
    await post(await by(app, 'operator'), ticket, 'reopen', { reason: '没好' }).expect(200);
    expect((await hold(ticket, 1).expect(200)).body.state).toBe('on_hold');
  });

  it.each([
    ['that need no approval', 1, 'not-possible-now'],
    ['that are only asked for', 5, 'hold-requested-already'],
  ])('of holds %s, asked for at once, one is there', async (_, days, code) => {
    for (let n = 0; n < 5; n += 1) {
      const ticket = await open();
      const deputy = await by(app, 'deputy');
      const answers = await Promise.all(
        [head, deputy, head, deputy].map((who) =>
          post(who, ticket, 'hold', { until: inDays(days), reason: '等' }).then(({ status, body }) => [
            status,
            body.code,
          ]),
        ),
      );
      expect(answers.filter(([status]) => status === 200)).toHaveLength(1);
      expect(answers.filter(([status]) => status !== 200)).toEqual(Array.from({ length: 3 }, () => [409, code]));
      expect(await linesOf(ticket)).toHaveLength(1);
    }
  });

  it('approved and refused at once, it is one of them', async () => {
    for (let n = 0; n < 5; n += 1) {
      const ticket = await open();
      await hold(ticket, 5).expect(200);
      const approver = await approverOf(ticket);
      const answers = await Promise.all([
        post(approver, ticket, 'hold/approve'),
        post(await by(app, 'leader'), ticket, 'hold/refuse', { reason: 'x' }),
      ]);
      const wins = answers.map(({ status }) => status === 200);
      expect(wins.filter(Boolean)).toHaveLength(1);
      expect((await linesOf(ticket)).map(({ state }) => state)).toEqual([wins[0] === true ? 'running' : 'refused']);
    }
  });
});

describe('the ledger shows', () => {
  it('nobody what is not theirs: helpers none of it, of a confidential ticket its head and who approves', async () => {
    const members = await plainMembers(app, category.id);
    const people = await peopleAround(app, members);
    const secret = await makeCategory(app, { confidential: true, resolveSeconds: 21 * 86_400, acceptSeconds: 86_400 });
    const [plain, confidential] = [await open(), await opened(app, { categoryId: secret.id })];
    for (const ticket of [plain, confidential])
      await post(people.head, ticket, 'hold', { until: inDays(5), reason: '等' });
    // in the crew, and offered: neither reads the ledger
    await people.head.post(`/tickets/${plain.id}/crew`, { helperId: members[0]?.id }).expect(200);
    const seen = async (who: Asking) =>
      (await page(who)).filter(({ ticketId }) => [plain.id, confidential.id].includes(ticketId)).length;
    const counts = Object.fromEntries(
      await Promise.all(Object.entries(people).map(async ([name, who]) => [name, await seen(who)])),
    ) as Record<Person, number>;
    expect(counts).toMatchObject({ head: 2, deputy: 1, operator: 1, administrator: 1 });
    expect(counts).toMatchObject({ first: 0, second: 0, stranger: 0, otherHead: 0, otherLeader: 0 });
    expect(await seen(await approverOf(plain))).toBe(2);
    for (const who of Object.values(people)) {
      for (const { ticketId } of await page(who)) await who.get(`/tickets/${ticketId}`).expect(200);
    }
  });

  it('what is asked for: by state, station, area and day, page by page', async () => {
    const tickets = [await open(), await open(), await open()];
    for (const ticket of tickets) await hold(ticket, 1).expect(200);
    await hold(await open(), 5).expect(200);
    const stationId = tickets[0]?.station?.id;
    const all = await page(administrator);
    const pages: HoldLine[] = [];
    for (let after: string | undefined; ;) {
      const { body } = await administrator.get('/holds', { limit: 2, after }).expect(200);
      pages.push(...(body.items as HoldLine[]));
      after = body.next ?? undefined;
      if (after === undefined) break;
    }
    expect(pages.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(new Set(pages.map(({ id }) => id)).size).toBe(pages.length);
    for (const state of ['asked', 'running', 'ended', 'refused', 'lapsed']) {
      const expected = all.filter((line) => line.state === state);
      expect((await page(administrator, { state })).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      expect(expected.length).toBeGreaterThan(0);
    }
    expect(await page(administrator, { stationId })).toHaveLength(all.length);
    expect(await page(administrator, { stationId: tickets[0]?.id })).toEqual([]);
    const areaId = tickets[0]?.area.id;
    expect((await page(administrator, { areaId })).length).toBe(all.length);
    const elsewhere = (await administrator.get('/areas', { limit: 200 }).expect(200)).body.items as {
      id: string;
      kind: string;
    }[];
    const other = elsewhere.find(({ id, kind }) => kind === 'grid' && id !== areaId);
    expect(await page(administrator, { areaId: other?.id })).toEqual([]);
    await administrator.get('/holds', { areaId: tickets[0]?.id }).expect(422);
    const day = (offset: number) =>
      new Date(app.clock.now().getTime() + offset * DAY + 8 * HOUR).toISOString().slice(0, 10);
    expect(await page(administrator, { from: day(0), to: day(0) })).not.toEqual([]);
    expect(await page(administrator, { from: day(60) })).toEqual([]);
    expect(await page(administrator, { to: day(-1) })).toEqual([]);
  });
});
