import { Database } from '../../platform/database/database.js';
import { eventTypes, liveOffers, offersOf } from '../../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, CALLER, crewFor, linkTokenOf, makeCategory, type Asking } from '../../../test/support/people.js';
import { crewed, opened, resolved, started, ticketNow } from '../../../test/support/tickets.js';
import type { TicketView } from '../tickets.dto.js';

const SECOND = '+8619000099002';
const THIRD = '+8619000099003';
const HOUR = 3_600_000;

let app: TestApp;
let operator: Asking;
let head: Asking;
let categoryId: string;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  operator = await by(app, 'operator');
  head = await by(app, 'head');
  categoryId = (await makeCategory(app)).id;
});
afterEach(() => app.clock.set(new Date()));
afterAll(() => app.close());

const open = (phone = CALLER) => opened(app, { categoryId, caller: { phone, name: '李阿姨' } });
const merge = (from: TicketView, into: TicketView, who = operator) =>
  who.post(`/tickets/${from.id}/merge`, { into: into.id, reason: '同一处扶手' });
const link = (what: string, token: string, body: object = {}) =>
  app.http.post(`/links/${what}`).send({ token, ...body });

describe('a merged ticket', () => {
  it('loses its crew and its offers, is received and never completed, and both tell of each other', async () => {
    const own = (await makeCategory(app)).id;
    const [primary, other] = [await opened(app, { categoryId: own }), await opened(app, { categoryId: own })];
    await head.post(`/tickets/${other.id}/take`).expect(200);
    const [asked] = await crewFor(app, other.station?.id ?? '');
    await head.post(`/tickets/${other.id}/offers`, { helperId: asked?.id }).expect(201);
    const found = await operator.get('/tickets', { buildingId: other.building?.id, categoryId: own }).expect(200);
    expect(found.body.items).toHaveLength(2);
    const { body } = await merge(other, primary).expect(200);
    expect(body).toMatchObject({ id: other.id, state: 'merged' });
    expect(await liveOffers(app, other.id)).toEqual([]);
    expect((await offersOf(app, other.id)).map(({ state }) => state)).toEqual(['withdrawn']);
    const merged = await ticketNow(app, other.id);
    expect(merged).toMatchObject({ state: 'merged', mergedInto: { id: primary.id, reference: primary.reference } });
    expect(merged.crew.every(({ helperId }) => helperId === null)).toBe(true);
    expect(merged.closedAt).not.toBeNull();
    const carried = () =>
      app
        .get(Database)
        .rows<{ live: boolean }>('SELECT DISTINCT live FROM crew_places WHERE ticket_id = $1', [other.id]);
    expect(await carried()).toEqual([{ live: false }]);
    expect(merged.possible).toEqual(['comment', 'unmerge']);
    expect((await ticketNow(app, primary.id)).absorbed).toEqual([{ id: other.id, reference: other.reference }]);
    expect(await eventTypes(app, primary.id)).toEqual(['opened', 'absorbed']);
    const counts = await app.get(Database).one(
      `SELECT sum(received)::int AS received, sum(cancelled)::int AS cancelled, sum(transferred_out)::int AS out,
              sum(completed_link + completed_call_back)::int AS completed FROM counts WHERE category_id = $1`,
      [own],
    );
    expect(counts).toEqual({ received: 2, cancelled: 0, out: 0, completed: 0 });
  });

  it('answers by its old link with the primary: shown, confirmed, rated, and 没好', async () => {
    const [primary, other] = [await open(), await open(SECOND)];
    const token = await linkTokenOf(app, other.id);
    await merge(other, primary).expect(200);
    const seen = await link('view', token).expect(200);
    expect(seen.body).toMatchObject({ reference: primary.reference, mergedFrom: other.reference, state: 'open' });
    const status = await app.http.post('/status').send({ reference: other.reference, phone: SECOND }).expect(200);
    expect(status.body).toMatchObject({ reference: primary.reference, mergedFrom: other.reference });
    await resolved(app, primary);
    expect((await link('confirm', token).expect(200)).body).toMatchObject({ state: 'closed' });
    expect((await link('rate', token, { stars: 4 }).expect(200)).body).toMatchObject({ stars: 4 });
    expect((await link('reopen', token, { reason: '又松了' }).expect(200)).body).toMatchObject({ state: 'assigned' });
    const { body: events } = await head.get(`/tickets/${primary.id}/events`).expect(200);
    expect(events.at(-1)).toMatchObject({ type: 'reopened', changes: { requester: 2 } });
    expect((await ticketNow(app, other.id)).state).toBe('merged');
    // the one who asked first is a requester as before
    expect((await link('view', await linkTokenOf(app, primary.id)).expect(200)).body.mergedFrom).toBeNull();
  });

  it('goes on with what it was merged into: a chain carries everybody', async () => {
    const [last, middle, first] = [await open(), await open(SECOND), await open(THIRD)];
    const token = await linkTokenOf(app, first.id);
    await merge(first, middle).expect(200);
    await merge(middle, last).expect(200);
    const asking = await app
      .get(Database)
      .rows('SELECT no FROM requesters WHERE ticket_id = $1 ORDER BY no', [last.id]);
    expect(asking).toEqual([{ no: 1 }, { no: 2 }, { no: 3 }]);
    await resolved(app, last);
    expect((await link('reopen', token).expect(200)).body).toMatchObject({ reference: last.reference });
    expect((await ticketNow(app, last.id)).rework).toBe(1);
  });

  it('of two merged into each other at once, one is', async () => {
    const [a, b] = [await open(), await open(SECOND)];
    const answers = await Promise.all([merge(a, b), merge(b, a)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const lost = answers.find(({ status }) => status === 409)?.body;
    expect(lost).toMatchObject({ code: 'not-possible-now' });
    const states = [(await ticketNow(app, a.id)).state, (await ticketNow(app, b.id)).state];
    expect(states.sort()).toEqual(['merged', 'open']);
  });

  it('and resolved at once, is one of both', async () => {
    const [primary, other] = [await open(), await open(SECOND)];
    await started(app, other);
    const [merging, resolving] = await Promise.all([
      merge(other, primary),
      head.post(`/tickets/${other.id}/resolve`, { outcome: 'done', note: '好了' }),
    ]);
    expect([merging.status, resolving.status].sort()).toEqual([200, 409]);
    expect((await ticketNow(app, other.id)).state).toBe(merging.status === 200 ? 'merged' : 'resolved');
  });

  it('goes into no ticket that is reported, merged, itself, unseen, or confidential where it is not', async () => {
    const [primary, other, third] = [await open(), await open(SECOND), await open(THIRD)];
    const secret = await opened(app, { categoryId: (await makeCategory(app, { confidential: true })).id });
    await merge(third, primary).expect(200);
    const refused = async (into: TicketView, status: number, code: string, who = operator) => {
      const { body } = await merge(other, into, who);
      expect(body).toMatchObject({ status, code });
    };
    await refused(other, 422, 'merge-into-itself');
    await refused(third, 409, 'not-possible-now');
    await refused(secret, 404, 'not-found');
    await refused(secret, 409, 'merge-confidential', head);
    await refused(primary, 403, 'not-permitted', await by(app, 'leader'));
    await resolved(app, primary);
    await refused(primary, 409, 'not-possible-now');
    expect((await ticketNow(app, other.id)).version).toBe(1);
  });
});

describe('a merge that is undone', () => {
  const undo = (ticket: TicketView) => operator.post(`/tickets/${ticket.id}/unmerge`, { reason: '不是一处' });

  it('gives the ticket its own life and its own requester back, and is dispatched anew', async () => {
    const [primary, other] = [await open(), await open(SECOND)];
    await crewed(app, other);
    const token = await linkTokenOf(app, other.id);
    await merge(other, primary).expect(200);
    const carried = await linkTokenOf(app, primary.id, 2);
    expect((await undo(other).expect(200)).body.state).toBe('open');
    expect(await ticketNow(app, other.id)).toMatchObject({ mergedInto: null, closedAt: null });
    expect((await ticketNow(app, primary.id)).absorbed).toEqual([]);
    for (const each of [token, carried]) {
      expect((await link('view', each).expect(200)).body.reference).toBe(other.reference);
    }
    const due = await app.get(Database).one('SELECT due_at AS at FROM dispatches WHERE ticket_id = $1', [other.id]);
    expect(due).toMatchObject({ at: expect.any(Date) });
    // whoever took it before went with the crew: it can be taken again
    expect((await head.post(`/tickets/${other.id}/take`).expect(200)).body.state).toBe('open');
    // merged again, the number that was given is not given to anybody else
    await merge(other, primary).expect(200);
    expect((await link('view', carried).expect(200)).body.reference).toBe(primary.reference);
    const numbers = await app
      .get(Database)
      .rows('SELECT no FROM requesters WHERE ticket_id = $1 AND left_at IS NULL ORDER BY no', [primary.id]);
    expect(numbers).toEqual([{ no: 1 }, { no: 3 }]);
  });

  it('is too late after a day, or once the primary is reported', async () => {
    const [primary, other, third] = [await open(), await open(SECOND), await open(THIRD)];
    await merge(other, primary).expect(200);
    app.clock.advance(24 * HOUR + 1_000);
    operator = await by(app, 'operator');
    expect((await undo(other)).body).toMatchObject({ status: 409, code: 'unmerge-too-late' });
    app.clock.set(new Date());
    await merge(third, primary).expect(200);
    await resolved(app, primary);
    expect((await undo(third)).body).toMatchObject({ status: 409, code: 'unmerge-too-late' });
    expect((await undo(primary)).body).toMatchObject({ status: 409, code: 'not-possible-now' });
  });
});
