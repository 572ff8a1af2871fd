import { Database } from '../platform/database/database.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { asAccount, eventTypes, sweep } from '../../test/support/crew.js';
import { by, forgetSessions, makeCategory, openTicket, type Asking } from '../../test/support/people.js';
import { opened, started, ticketNow } from '../../test/support/tickets.js';
import { openStream } from '../../test/support/streams.js';
import { TicketsStore } from './tickets.store.js';
import type { TicketView } from './tickets.dto.js';

const HOUR = 3_600_000;

let app: TestApp;
let database: Database;
let head: Asking;
let operator: Asking;
let administrator: Asking;
let other: { id: string; headId: string };

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  database = app.get(Database);
  const { station } = await opened(app);
  const row = await database.one<{ id: string; headId: string }>(
    `SELECT s.id, h.account_id AS "headId" FROM stations s JOIN station_heads h ON h.station_id = s.id AND h.role = 'head'
      WHERE s.id <> $1 ORDER BY s.code LIMIT 1`,
    [station?.id],
  );
  if (row === undefined) throw new Error('the street has one station only');
  other = row;
});
beforeEach(async () => {
  app.clock.set(new Date());
  forgetSessions(app);
  head = await by(app, 'head');
  operator = await by(app, 'operator');
  administrator = await by(app, 'administrator');
});
afterAll(() => app.close());

const post = (who: Asking, ticket: { id: string }, step: string, body: object = {}) =>
  who.post(`/tickets/${ticket.id}/${step}`, body);
const row = async (id: string) => {
  const found = await app.get(TicketsStore).find(database, id);
  if (found === undefined) throw new Error('no such ticket');
  return found.ticket;
};
/** Who owns it now, for whoever it is. */
const owner = async ({ id }: { id: string }) => asAccount(app, (await row(id)).ownerId ?? '');
const onDutyFor = async (kind: string, ticket: TicketView) => {
  const found = await database.one<{ id: string }>(
    `SELECT o.account_id AS id FROM area_owners o JOIN areas a ON a.id = o.area_id JOIN tickets t ON starts_with(t.area_path, a.path)
      WHERE t.id = $1 AND a.kind = $2`,
    [ticket.id, kind],
  );
  return found?.id;
};
const counted = (categoryId: string) =>
  database.rows<{ holder: string; received: number; in: number; out: number }>(
    `SELECT holder_id AS holder, sum(received)::int AS received, sum(transferred_in)::int AS in,
            sum(transferred_out)::int AS out FROM counts WHERE category_id = $1 GROUP BY 1`,
    [categoryId],
  );
const changesOf = async (id: string, type: string) => {
  const rows = await database.rows<{ changes: Record<string, unknown> }>(
    'SELECT changes FROM ticket_events WHERE ticket_id = $1 AND type = $2 ORDER BY version',
    [id, type],
  );
  return rows.map(({ changes }) => changes);
};

describe('a hand-over', () => {
  it('gives the ticket to the other head: crew and offers gone, the clock goes on, counted out and in', async () => {
    const category = await makeCategory(app);
    const ticket = await opened(app, { categoryId: category.id });
    await started(app, ticket);
    const until = new Date(app.clock.now().getTime() + HOUR).toISOString();
    await post(head, ticket, 'hold', { until, reason: '等' }).expect(200);
    const { body } = await post(head, ticket, 'hand-over', { stationId: other.id, reason: '那里近' }).expect(200);
    expect(body.state).toBe('open');
    const after = await row(ticket.id);
    expect(after).toMatchObject({
      stationId: other.id,
      ownerId: other.headId,
      escalationLevel: 0,
      startedAt: null,
      holdUntil: null,
    });
    expect(Math.abs(after.resolveDue.getTime() - new Date(ticket.resolveDue).getTime())).toBeLessThan(60_000);
    const { body: seen } = await (await owner(ticket)).get(`/tickets/${ticket.id}`).expect(200);
    expect(seen.crew.every((place: { helperId: string | null }) => place.helperId === null)).toBe(true);
    await head.get(`/tickets/${ticket.id}`).expect(404);
    expect((await counted(category.id)).sort((a, b) => b.received - a.received)).toEqual([
      { holder: ticket.station?.id, received: 1, in: 0, out: 1 },
      { holder: other.id, received: 0, in: 1, out: 0 },
    ]);
  });

  it('withdraws the live offers, and dispatch begins anew at the new station', async () => {
    const ticket = await opened(app);
    await post(head, ticket, 'dispatch/start').expect(200);
    await post(head, ticket, 'dispatch/stop').expect(200);
    await post(head, ticket, 'hand-over', { stationId: other.id, reason: '转' }).expect(200);
    const states = await database.rows<{ state: string }>('SELECT DISTINCT state FROM offers WHERE ticket_id = $1', [
      ticket.id,
    ]);
    expect(states).toEqual([{ state: 'withdrawn' }]);
    const dispatch = await database.one(
      'SELECT stopped, due_at IS NOT NULL AS due FROM dispatches WHERE ticket_id = $1',
      [ticket.id],
    );
    expect(dispatch).toEqual({ stopped: false, due: true });
  });

  it('is refused where the station is unknown, the same, closed, or has no head', async () => {
    const ticket = await opened(app);
    const refusal = async (stationId: string) =>
      (await post(operator, ticket, 'hand-over', { stationId, reason: 'x' })).body;
    expect(await refusal(ticket.id)).toMatchObject({ code: 'unknown-station', errors: [{ field: 'stationId' }] });
    expect(await refusal(ticket.station?.id ?? '')).toMatchObject({ code: 'same-station' });
    await database.run(`UPDATE stations SET closed_on = opened_on + 1 WHERE id = $1`, [other.id]);
    expect(await refusal(other.id)).toMatchObject({ code: 'station-not-open' });
    await database.run('UPDATE stations SET closed_on = NULL WHERE id = $1', [other.id]);
    await database.run(`UPDATE station_heads SET role = 'deputy' WHERE account_id = $1`, [other.headId]);
    expect(await refusal(other.id)).toMatchObject({ code: 'station-without-head' });
    await database.run(`UPDATE station_heads SET role = 'head' WHERE account_id = $1`, [other.headId]);
  });

  it('against a resolve at once: one is told what the other did', async () => {
    for (let round = 0; round < 5; round += 1) {
      const ticket = await opened(app);
      const answers = await Promise.all([
        post(operator, ticket, 'hand-over', { stationId: other.id, reason: 'x' }),
        post(head, ticket, 'resolve', { outcome: 'explained', note: '已说明' }),
      ]);
      // the head who comes second sees the ticket no longer
      expect(answers.map(({ status }) => status).sort()[0]).toBe(200);
      expect([404, 409]).toContain(answers.map(({ status }) => status).sort()[1]);
      expect((await eventTypes(app, ticket.id)).filter((type) => !type.startsWith('offer_'))).toHaveLength(2);
    }
  });

  it('is heard on the boards of both stations; of a confidential one the deputy hears nothing', async () => {
    const secret = await makeCategory(app, { confidential: true });
    const [plain, hidden] = [await opened(app), await opened(app, { categoryId: secret.id })];
    const listen = (who: Asking, stationId: string | undefined) =>
      openStream(`${app.baseUrl}/stations/${stationId}/stream`, { authorization: `Bearer ${who.token}` });
    const newHead = await asAccount(app, other.headId);
    const deputy = await by(app, 'deputy');
    const streams = [
      await listen(head, plain.station?.id),
      await listen(deputy, plain.station?.id),
      await listen(newHead, other.id),
    ] as const;
    for (const ticket of [hidden, plain]) {
      await post(head, ticket, 'hand-over', { stationId: other.id, reason: 'x' }).expect(200);
    }
    for (const stream of streams) {
      await stream.until('the hand-over', ({ data }) => data.ticketId === plain.id && data.type === 'handed_over');
    }
    const heard = streams.map(({ messages }) => messages.some(({ data }) => data.ticketId === hidden.id));
    expect(heard).toEqual([true, false, true]);
    for (const stream of streams) await stream.close();
  });
});

describe('escalation', () => {
  it('goes up level by level to who is on duty, and comes back to the head; the station keeps it', async () => {
    const ticket = await opened(app);
    const levels: unknown[] = [];
    for (const who of [head, undefined, undefined, undefined]) {
      await post(who ?? (await owner(ticket)), ticket, 'escalate', { reason: '够不着' }).expect(200);
      const { escalationLevel, ownerId, stationId, ownerDue } = await row(ticket.id);
      levels.push([escalationLevel, ownerId]);
      expect(stationId).toBe(ticket.station?.id);
      expect(ownerDue?.getTime()).toBeGreaterThan(app.clock.now().getTime() + 590_000);
    }
    const duty = ['community', 'street', 'district', 'city'].map((kind) => onDutyFor(kind, ticket));
    expect(levels).toEqual((await Promise.all(duty)).map((id, at) => [at + 1, id]));
    const top = await post(await owner(ticket), ticket, 'escalate', { reason: 'x' });
    expect(top.body).toMatchObject({ status: 409, code: 'nobody-on-duty' });
    await post(head, ticket, 'return', { reason: 'x' }).expect(403);
    await post(await owner(ticket), ticket, 'return', { reason: '办得了' }).expect(200);
    const back = await ticketNow(app, ticket.id);
    expect(back).toMatchObject({ escalation: { level: 0, words: '帮办站' }, owner: { name: ticket.owner?.name } });
    expect((await post(administrator, ticket, 'return', { reason: 'x' })).body.code).toBe('not-escalated');
  });

  it('to a level that is named; not to one at or below the present', async () => {
    const ticket = await opened(app);
    await post(head, ticket, 'escalate', { level: 2, reason: 'x' }).expect(200);
    expect(await ticketNow(app, ticket.id)).toMatchObject({ escalation: { level: 2, words: '街道' } });
    const again = await post(head, ticket, 'escalate', { level: 2, reason: 'x' });
    expect(again.body).toMatchObject({ status: 422, code: 'level-not-above', errors: [{ field: 'level' }] });
  });

  it('the head who takes it meanwhile leaves it with its owner above', async () => {
    const ticket = await opened(app);
    await post(head, ticket, 'escalate', { reason: 'x' }).expect(200);
    const before = await row(ticket.id);
    await post(head, ticket, 'take').expect(200);
    expect(await row(ticket.id)).toMatchObject({ ownerId: before.ownerId, escalationLevel: 1 });
    expect((await row(ticket.id)).acceptedAt).not.toBeNull();
  });

  it('shows a confidential ticket to the owner above as long as they own it, and to no other leader', async () => {
    const secret = await makeCategory(app, { confidential: true });
    const ticket = await opened(app, { categoryId: secret.id });
    const street = await asAccount(app, (await onDutyFor('street', ticket)) ?? '');
    await post(head, ticket, 'escalate', { reason: 'x' }).expect(200);
    const above = await owner(ticket);
    await above.get(`/tickets/${ticket.id}`).expect(200);
    await street.get(`/tickets/${ticket.id}`).expect(404);
    await post(above, ticket, 'return', { reason: 'x' }).expect(200);
    await above.get(`/tickets/${ticket.id}`).expect(404);
  });

  it('in triage goes up from its area, and back to it', async () => {
    const category = await makeCategory(app);
    const ticket = await openTicket(app, { categoryId: category.id, place: { areaCode: '370203008' } });
    const first = (await row(ticket.id)).ownerId;
    await post(administrator, ticket, 'escalate', { reason: 'x' }).expect(200);
    const up = await row(ticket.id);
    expect(up.ownerId).not.toBe(first);
    expect(up.escalationLevel).toBe(4);
    await post(await owner(ticket), ticket, 'return', { reason: 'x' }).expect(200);
    expect(await row(ticket.id)).toMatchObject({ ownerId: first, escalationLevel: 0, state: 'triage' });
  });
});

describe('deadlines', () => {
  it('are told when near and when missed, each once; a missed one moves the owner up, level by level to the top', async () => {
    const category = await makeCategory(app, { acceptSeconds: 100, resolveSeconds: 10_000 });
    const ticket = await opened(app, { categoryId: category.id });
    app.clock.advance(85_000);
    await sweep(app);
    await sweep(app);
    expect(await changesOf(ticket.id, 'deadline_nearing')).toEqual([{ which: ['accept'] }]);
    expect(await ticketNow(app, ticket.id)).toMatchObject({ nearing: ['accept'], missed: [] });
    for (const level of [1, 2, 3, 4]) {
      app.clock.advance(101_000);
      await sweep(app);
      await sweep(app);
      expect((await row(ticket.id)).escalationLevel).toBe(level);
    }
    for (let late = 0; late < 3; late += 1) {
      app.clock.advance(101_000);
      await sweep(app);
    }
    const missed = await changesOf(ticket.id, 'deadline_missed');
    expect(missed.map(({ which, level }) => [which, level])).toEqual([
      [['accept', 'owner'], 1],
      [['owner'], 2],
      [['owner'], 3],
      [['owner'], 4],
      [['owner'], undefined],
    ]);
    expect(await ticketNow(app, ticket.id)).toMatchObject({ missed: ['accept', 'owner'] });
    expect((await row(ticket.id)).ownerDue).not.toBeNull();
  });

  it('that had run out when the ticket was entered are told, and its owner has their time from then on', async () => {
    const category = await makeCategory(app, { acceptSeconds: 600, resolveSeconds: 3_600 });
    const happenedAt = new Date(app.clock.now().getTime() - 5 * HOUR).toISOString();
    const ticket = await opened(app, { categoryId: category.id, happenedAt });
    expect(ticket.acceptDue).toBe(new Date(Date.parse(happenedAt) + 600_000).toISOString());
    await sweep(app);
    expect(await changesOf(ticket.id, 'deadline_missed')).toEqual([{ which: ['accept', 'resolve'] }]);
    expect(await row(ticket.id)).toMatchObject({ escalationLevel: 0, ownerMissedAt: null });
    expect(await ticketNow(app, ticket.id)).toMatchObject({ missed: ['accept', 'resolve'] });
    app.clock.advance(590_000);
    await sweep(app);
    expect((await row(ticket.id)).escalationLevel).toBe(0);
    app.clock.advance(20_000);
    await sweep(app);
    expect((await row(ticket.id)).escalationLevel).toBe(1);
  });

  it.each(['hand-over', 'escalate', 'return', 'reopen'])(
    'of an owner by a %s told afterwards run from now',
    async (step) => {
      const category = await makeCategory(app, { acceptSeconds: 600, resolveSeconds: 3_600 });
      const at = (hours: number) => new Date(app.clock.now().getTime() - hours * HOUR).toISOString();
      const ticket = await opened(app, { categoryId: category.id, happenedAt: at(5) });
      if (step === 'return') await post(head, ticket, 'escalate', { reason: 'x', happenedAt: at(4) }).expect(200);
      if (step === 'reopen') {
        await post(head, ticket, 'resolve', { outcome: 'explained', note: 'x', happenedAt: at(4) }).expect(200);
      }
      app.clock.advance(1_000);
      const who = step === 'return' ? administrator : step === 'reopen' ? operator : head;
      // an administrator tells nothing afterwards
      const told = step === 'return' ? {} : { happenedAt: at(3) };
      const where = step === 'hand-over' ? { stationId: other.id } : {};
      await post(who, ticket, step, { reason: 'x', ...where, ...told }).expect(200);
      const { ownerDue, ownerId, escalationLevel } = await row(ticket.id);
      expect(ownerDue).toEqual(new Date(app.clock.now().getTime() + 600_000));
      await sweep(app);
      expect(await row(ticket.id)).toMatchObject({ ownerId, escalationLevel });
    },
  );

  it('that two workers look at once, or late, move the owner up once', async () => {
    const ticket = await opened(app);
    app.clock.advance(10 * HOUR);
    await Promise.all([sweep(app), sweep(app), sweep(app)]);
    expect((await row(ticket.id)).escalationLevel).toBe(1);
    expect(await changesOf(ticket.id, 'deadline_missed')).toMatchObject([{ which: ['accept', 'resolve', 'owner'] }]);
    expect(await changesOf(ticket.id, 'deadline_nearing')).toEqual([]);
  });

  it('survive a clock that jumps an hour ahead and back', async () => {
    const category = await makeCategory(app, { acceptSeconds: 3_600, resolveSeconds: 36_000 });
    const ticket = await opened(app, { categoryId: category.id });
    app.clock.advance(HOUR + 1_000);
    await sweep(app);
    app.clock.advance(-HOUR);
    await sweep(app);
    await post(head, ticket, 'take').expect(200);
    const events = await eventTypes(app, ticket.id);
    expect(events.filter((type) => type === 'deadline_missed')).toHaveLength(1);
    app.clock.advance(HOUR);
    await sweep(app);
    expect(await changesOf(ticket.id, 'deadline_missed')).toHaveLength(1);
  });

  it('what a station does in time keeps its owner; what was recorded afterwards is not cut off by them', async () => {
    const category = await makeCategory(app, { acceptSeconds: 60, resolveSeconds: 36_000 });
    const ticket = await opened(app, { categoryId: category.id });
    const tookAt = new Date(app.clock.now().getTime() + 20_000).toISOString();
    app.clock.advance(50_000);
    await sweep(app);
    await post(head, ticket, 'take', { happenedAt: tookAt }).expect(200);
    app.clock.advance(5 * HOUR);
    await sweep(app);
    expect(await changesOf(ticket.id, 'deadline_missed')).toEqual([]);
    expect((await row(ticket.id)).ownerDue).toEqual((await row(ticket.id)).resolveDue);
  });

  it('a hold stops them all, and they move by its length', async () => {
    const ticket = await opened(app);
    const until = new Date(app.clock.now().getTime() + 48 * HOUR).toISOString();
    const held = app.clock.now().getTime();
    await post(head, ticket, 'hold', { until, reason: '等' }).expect(200);
    app.clock.advance(47 * HOUR);
    await sweep(app);
    expect(await changesOf(ticket.id, 'deadline_missed')).toEqual([]);
    await post(head, ticket, 'resume').expect(200);
    const moved = app.clock.now().getTime() - held;
    const after = await row(ticket.id);
    for (const which of ['acceptDue', 'resolveDue'] as const) {
      expect(Math.abs(after[which].getTime() - new Date(ticket[which]).getTime() - moved)).toBeLessThan(5_000);
    }
  });

  it('are those of the urgency that it was raised to, and never a lower one', async () => {
    const category = await makeCategory(app, {
      deadlines: { critical: { acceptSeconds: 30, resolveSeconds: 90 } },
    });
    const of = async (urgency: string) => opened(app, { categoryId: category.id, urgency });
    const seconds = (ticket: TicketView) =>
      (new Date(ticket.resolveDue).getTime() - new Date(ticket.openedAt).getTime()) / 1000;
    expect(seconds(await of('critical'))).toBe(90);
    expect(seconds(await of('urgent'))).toBe(3_600);
    const urgent = await makeCategory(app, { urgency: 'urgent', dispatch: 'auto' });
    const low = await operator.post('/tickets', {
      categoryId: urgent.id,
      urgency: 'normal',
      place: { areaCode: '370203008' },
      description: 'x',
      caller: { phone: null },
    });
    expect(low.body).toMatchObject({ status: 422, code: 'urgency-too-low', errors: [{ field: 'urgency' }] });
    const bad = { deadlines: { urgent: { acceptSeconds: 9, resolveSeconds: 3 } } };
    await expect(makeCategory(app, bad)).rejects.toThrow(/422/);
  });
});
