import { peopleAround, type Person } from '../../test/support/around.js';
import {
  asAccount,
  asHelper,
  crewOf,
  DAY,
  eventTypes,
  liveOffers,
  MINUTE,
  plainMembers,
  sweep,
} from '../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { makeCategory, openTicket, type Asking } from '../../test/support/people.js';
import type { Actor } from '../accounts/actor.js';
import { Database } from '../platform/database/database.js';
import { isRefusal } from '../platform/http/refusal.js';
import { Departures } from '../stations/departures.js';
import type { HelperDto } from '../stations/stations.dto.js';
import type { TicketView } from '../tickets/tickets.dto.js';
import { Leavers, type Left } from './leavers.js';

let test: TestApp;
let asking: Record<Person, Asking>;
let members: HelperDto[];
let category: string;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  category = (await makeCategory(test, { crew: [{ skill: null, size: 2 }] })).id;
  members = await plainMembers(test, category);
  asking = await peopleAround(test, members);
  await test.get(Database).run('UPDATE helpers SET capacity = 1000');
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.get(Database).run(`UPDATE offers SET state = 'withdrawn', answered_at = now() WHERE state = 'offered'`);
  await test.get(Database).run('UPDATE dispatches SET due_at = NULL');
});

const idOf = (at: number) => members[at]?.id ?? '';
const open = (): Promise<TicketView> => openTicket(test, { categoryId: category });
const join = (ticket: TicketView, helperId: string, by = asking.head) =>
  by.post(`/tickets/${ticket.id}/crew`, { helperId }).expect(200);
const offer = async (ticket: TicketView, helperId: string): Promise<string> =>
  String((await asking.head.post(`/tickets/${ticket.id}/offers`, { helperId }).expect(201)).body.id);
const leave = (helperId: string, by = asking.head, given: object = {}) =>
  by.post(`/helpers/${helperId}/leave`, { reason: '搬家了', ...given });
const left = async (helperId: string, by = asking.head, given: object = {}): Promise<Left> =>
  (await leave(helperId, by, given).expect(200)).body as Left;
const comeBack = (helperId: string) => asking.head.post(`/helpers/${helperId}/return`).expect(200);
const inCrew = async (ticket: TicketView) => (await crewOf(test, ticket.id)).flatMap(({ helperId }) => helperId ?? []);
const read = async (ticket: TicketView) =>
  (await asking.head.get(`/tickets/${ticket.id}`).expect(200)).body as TicketView;
const holdsNothing = async (helperId: string) =>
  test.get(Database).rows(
    `SELECT c.ticket_id FROM crew_places c JOIN tickets t ON t.id = c.ticket_id
      WHERE c.helper_id = $1 AND t.state IN ('open', 'assigned', 'in_progress', 'on_hold')
      UNION SELECT ticket_id FROM offers WHERE helper_id = $1 AND state = 'offered'`,
    [helperId],
  );

describe('a helper who leaves', () => {
  it('leaves every crew and offer, the places are asked for again, and work without a crew is the head’s', async () => {
    const [leaver, other] = [idOf(0), idOf(1)];
    const [asked, waiting, full, begun, alone, held] = await Promise.all([1, 2, 3, 4, 5, 6].map(open));
    if (!asked || !waiting || !full || !begun || !alone || !held) throw new Error('six were opened');
    await offer(asked, leaver);
    for (const ticket of [waiting, full, begun, alone, held]) await join(ticket, leaver);
    for (const ticket of [full, begun]) await join(ticket, other);
    for (const ticket of [begun, alone]) await asking.head.post(`/tickets/${ticket.id}/start`).expect(200);
    await asking.head
      .post(`/tickets/${held.id}/hold`, { until: new Date(Date.now() + DAY), reason: '等材料' })
      .expect(200);
    await test.get(Database).run('UPDATE tickets SET owner_id = NULL WHERE id = $1', [alone.id]);

    expect(await left(leaver)).toMatchObject({ helperId: leaver, wentBack: 6, remaining: 0 });

    expect(await holdsNothing(leaver)).toEqual([]);
    const states = await Promise.all(
      [asked, waiting, full, begun, alone, held].map(async (t) => (await read(t)).state),
    );
    expect(states).toEqual(['open', 'open', 'open', 'in_progress', 'in_progress', 'on_hold']);
    expect([await inCrew(full), await inCrew(begun), await inCrew(alone)]).toEqual([[other], [other], []]);
    const head = (await asking.head.get('/me').expect(200)).body.accountId;
    expect((await read(alone)).owner?.accountId).toBe(head);
    const event = await test
      .get(Database)
      .one(`SELECT changes, actor_kind FROM ticket_events WHERE type = 'left' AND ticket_id = $1`, [alone.id]);
    expect(event).toMatchObject({
      actor_kind: 'system',
      changes: { helperId: leaver, reason: 'helper_left', ownerId: head },
    });
    expect(await eventTypes(test, asked.id)).toContain('offer_withdrawn');

    // the head has a day in this category; then it is asked by itself, and never the one who left
    test.clock.advance(86_400_000 + MINUTE);
    await sweep(test);
    for (const ticket of [waiting, full, begun, alone]) {
      const offers = await liveOffers(test, ticket.id);
      expect(offers.length).toBeGreaterThan(0);
      expect(offers.map(({ helperId }) => helperId)).not.toContain(leaver);
    }
  });

  it('has no helper’s rights from then on, and the same again is no fault', async () => {
    const session = await asHelper(test, idOf(0));
    expect((await session.get('/me').expect(200)).body.helperId).toBeNull();
    const ticket = await open();
    const { body } = await asking.head.post(`/tickets/${ticket.id}/crew`, { helperId: idOf(0) }).expect(409);
    expect(body.code).toBe('helper-not-of-station');
    expect(await left(idOf(0), asking.administrator, { on: await leftOn(idOf(0)) })).toMatchObject({
      wentBack: 0,
      remaining: 0,
    });
    expect((await leave(idOf(0), asking.head, { on: '2199-01-01' }).expect(409)).body.code).toBe('helper-left-already');
  });

  it('comes back by the head’s hand, without the jobs that went', async () => {
    await comeBack(idOf(0));
    const session = await asHelper(test, idOf(0));
    expect((await session.get('/me').expect(200)).body.helperId).toBe(idOf(0));
    expect(await holdsNothing(idOf(0))).toEqual([]);
    await join(await open(), idOf(0));
    expect((await asking.head.post(`/helpers/${idOf(0)}/return`).expect(409)).body.code).toBe('helper-not-left');
  });

  it('on a day to come stays until then', async () => {
    const ticket = await open();
    await join(ticket, idOf(3));
    const tomorrow = await dayAfter(1);
    expect(await left(idOf(3), asking.head, { on: tomorrow })).toMatchObject({
      leftOn: tomorrow,
      wentBack: 0,
      remaining: 1,
    });
    await sweep(test);
    expect(await inCrew(ticket)).toEqual([idOf(3)]);
    test.clock.advance(DAY);
    await sweep(test);
    expect(await inCrew(ticket)).toEqual([]);
    await comeBack(idOf(3));
  });

  it('whose process died in the middle is finished by the background', async () => {
    const tickets = await Promise.all([1, 2, 3].map(open));
    for (const ticket of tickets) await join(ticket, idOf(4));
    const by = {
      accountId: (await asking.head.get('/me').expect(200)).body.accountId,
      stationRoles: [{ role: 'head', stationId: members[4]?.stationId }],
      areaRoles: [],
    };
    const only = await test
      .get(Database)
      .transaction((tx) =>
        test.get(Departures).leave(tx, by as unknown as Actor, idOf(4), { on: undefined, reason: '搬家' }),
      );
    expect(isRefusal(only)).toBe(false);
    expect(await holdsNothing(idOf(4))).toHaveLength(3);
    await sweep(test);
    expect(await holdsNothing(idOf(4))).toEqual([]);
    test.clock.advance(2 * MINUTE);
    await sweep(test);
    const unfinished = await test
      .get(Database)
      .rows('SELECT 1 FROM helper_departures WHERE done_at IS NULL AND helper_id = $1', [idOf(4)]);
    expect(unfinished).toEqual([]);
    await comeBack(idOf(4));
  });

  it('leaves a ticket that comes to life again', async () => {
    const ticket = await open();
    await join(ticket, idOf(5));
    await join(ticket, idOf(6));
    await asking.head.post(`/tickets/${ticket.id}/start`).expect(200);
    await asking.head.post(`/tickets/${ticket.id}/resolve`, { outcome: 'done', note: '好了' }).expect(200);
    await left(idOf(5));
    expect(await inCrew(ticket)).toHaveLength(2);
    test.clock.advance(2 * MINUTE);
    await sweep(test);
    await asking.head.post(`/tickets/${ticket.id}/reopen`, { reason: '又松了' }).expect(200);
    await sweep(test);
    expect(await inCrew(ticket)).toEqual([idOf(6)]);
    await comeBack(idOf(5));
  });

  it('whose station has another head by then, leaves their jobs to that one, also where no request tells of it', async () => {
    const ticket = await open();
    await join(ticket, idOf(4));
    await asking.head.post(`/tickets/${ticket.id}/start`).expect(200);
    await left(idOf(4), asking.head, { on: await dayAfter(1) });
    test.clock.advance(DAY);
    await test.get(Leavers).goOn();
    await comeBack(idOf(4));
    const database = test.get(Database);
    const again = await open();
    await join(again, idOf(4));
    await asking.head.post(`/tickets/${again.id}/start`).expect(200);
    await database.run('UPDATE helpers SET left_on = current_date WHERE id = $1', [idOf(4)]);
    await database.run(
      `INSERT INTO helper_departures (id, helper_id, left_on, reason_encrypted, entered_by, entered_at)
       SELECT gen_random_uuid(), id, current_date, 'x', account_id, now() FROM helpers WHERE id = $1`,
      [idOf(4)],
    );
    const [head, next] = [
      await database.one<{ id: string }>(
        `SELECT account_id AS id FROM station_heads WHERE station_id = $1 AND role = 'head' AND valid_to IS NULL`,
        [members[0]?.stationId],
      ),
      await database.one<{ id: string }>('SELECT account_id AS id FROM helpers WHERE id = $1', [idOf(10)]),
    ];
    const lead = (from: string | undefined, to: string | undefined) =>
      database.run(
        `UPDATE station_heads SET account_id = $2 WHERE account_id = $1 AND role = 'head' AND valid_to IS NULL`,
        [from, to],
      );
    await lead(head?.id, next?.id);
    await test.get(Leavers).goOn();
    const owner = await database.one<{ id: string }>('SELECT owner_id AS id FROM tickets WHERE id = $1', [again.id]);
    await lead(next?.id, head?.id);
    expect(owner).toEqual(next);
    await comeBack(idOf(4));
  });

  it('leaves the crews of other stations too', async () => {
    const lent = await test.get(Database).one<{ id: string; station: string; home: string }>(
      `SELECT h.id, w.station_id AS station, h.station_id AS home FROM willing_stations w JOIN helpers h ON h.id = w.helper_id
        WHERE w.station_id = $1 AND h.account_id NOT IN (SELECT account_id FROM station_heads) LIMIT 1`,
      [members[0]?.stationId],
    );
    if (lent === undefined) throw new Error('nobody is willing to serve the station');
    const ticket = await open();
    await join(ticket, lent.id);
    // the station that borrows does not say who leaves; the home station does
    await leave(lent.id, asking.head).expect(404);
    const home = await test
      .get(Database)
      .one<{ id: string }>(
        `SELECT account_id AS id FROM station_heads WHERE station_id = $1 AND role = 'head' AND valid_to IS NULL`,
        [lent.home],
      );
    expect(await left(lent.id, await asAccount(test, home?.id ?? ''))).toMatchObject({ wentBack: 1 });
    expect(await inCrew(ticket)).toEqual([]);
  });
});

describe('who says so', () => {
  it('is the home station’s head or deputy, or an administrator over it; for all others there is nobody', async () => {
    for (const who of ['operator', 'leader', 'otherHead', 'otherLeader', 'first', 'stranger'] as const) {
      await leave(idOf(7), asking[who]).expect(404);
      await asking[who].post(`/helpers/${idOf(7)}/return`).expect(404);
    }
    for (const who of ['deputy', 'administrator', 'head'] as const) {
      await left(idOf(7), asking[who]);
      await comeBack(idOf(7));
    }
  });

  it('says a day that is not past, and why', async () => {
    expect((await leave(idOf(7), asking.head, { on: '2020-01-01' }).expect(422)).body.code).toBe(
      'leave-day-in-the-past',
    );
    await leave(idOf(7), asking.head, { reason: '' }).expect(400);
    expect(await leftOn(idOf(7))).toBeNull();
  });

  it('replaces a head first; a deputy is deputy no more, and what they owned is the head’s', async () => {
    const { body: station } = await asking.head.get(`/stations/${members[0]?.stationId}`).expect(200);
    expect((await leave(station.head.helperId, asking.administrator).expect(409)).body.code).toBe('helper-is-head');
    const ticket = await open();
    await asking.deputy.post(`/tickets/${ticket.id}/take`).expect(200);
    const deputy = station.deputies[0];
    expect((await read(ticket)).owner?.accountId).toBe(deputy.accountId);
    await left(deputy.helperId, asking.administrator);
    expect((await read(ticket)).owner?.accountId).toBe(station.head.accountId);
    // nor is what they owned and comes to life again later
    const over = await closedOwnedBy(deputy.accountId);
    test.clock.advance(2 * MINUTE);
    await sweep(test);
    await asking.head.post(`/tickets/${over.id}/reopen`, { reason: '又松了' }).expect(200);
    await sweep(test);
    expect((await read(over)).owner?.accountId).toBe(station.head.accountId);
    const me = (await asking.deputy.get('/me').expect(200)).body;
    expect([me.stationRoles, me.helperId]).toEqual([[], null]);
  });
});

describe('of many jobs', () => {
  it('a bounded number goes back at once, and the rest within a sweep', async () => {
    const tickets: TicketView[] = [];
    for (let n = 0; n < 70; n += 1) tickets.push(await open());
    for (const ticket of tickets) await join(ticket, idOf(8));
    expect(await left(idOf(8))).toMatchObject({ wentBack: 50, remaining: 20 });
    await sweep(test);
    expect(await holdsNothing(idOf(8))).toEqual([]);
    await comeBack(idOf(8));
  });

  it.each(['accepted', 'given by hand'])(
    '%s at the very moment of leaving none stays, a hundred times',
    async (way) => {
      const helperId = idOf(9);
      const session = await asHelper(test, helperId);
      const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      const outcomes: Record<string, number> = {};
      for (let round = 0; round < 100; round += 1) {
        const ticket = await open();
        const offerId = way === 'accepted' ? await offer(ticket, helperId) : null;
        const [came, gone] = await Promise.all([
          pause(Math.random() * 8).then(() =>
            offerId === null
              ? asking.head.post(`/tickets/${ticket.id}/crew`, { helperId })
              : session.post(`/offers/${offerId}/accept`),
          ),
          pause(Math.random() * 8).then(() => leave(helperId)),
        ]);
        expect(gone.status).toBe(200);
        const told = came.status === 200 ? 'came' : String(came.body.code);
        outcomes[told] = (outcomes[told] ?? 0) + 1;
        expect(await holdsNothing(helperId)).toEqual([]);
        await comeBack(helperId);
      }
      // each was first at times
      expect(outcomes.came).toBeGreaterThan(0);
      expect(Object.keys(outcomes).length).toBeGreaterThan(1);
    },
  );
});

/** Reported by the head while somebody else owned it. */
async function closedOwnedBy(accountId: string): Promise<TicketView> {
  const ticket = await open();
  await asking.head.post(`/tickets/${ticket.id}/resolve`, { outcome: 'explained', note: '已说明' }).expect(200);
  await test.get(Database).run('UPDATE tickets SET owner_id = $2 WHERE id = $1', [ticket.id, accountId]);
  return ticket;
}

async function leftOn(helperId: string): Promise<string | null> {
  const row = await test
    .get(Database)
    .one<{ day: string | null }>('SELECT left_on::text AS day FROM helpers WHERE id = $1', [helperId]);
  return row?.day ?? null;
}

function dayAfter(days: number): Promise<string> {
  const at = new Date(test.clock.now().getTime() + days * DAY + 8 * 3_600_000);
  return Promise.resolve(at.toISOString().slice(0, 10));
}
