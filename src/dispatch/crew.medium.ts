import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { as, by, makeCategory, openTicket, type Asking } from '../../test/support/people.js';
import {
  asHelper,
  crewOf,
  DAY,
  eventTypes,
  liveOffers,
  offersOf,
  plainMembers,
  sweep,
} from '../../test/support/crew.js';
import { Database } from '../platform/database/database.js';
import type { HelperDto } from '../stations/stations.dto.js';
import type { CategoryInput, TicketView } from '../tickets/tickets.dto.js';
import type { OfferView } from './dispatch.dto.js';

let test: TestApp;
let head: Asking;
let deputy: Asking;
let members: HelperDto[];
const sessions = new Map<string, Asking>();

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  head = await by(test, 'head');
  deputy = await by(test, 'deputy');
  members = await plainMembers(test, (await makeCategory(test)).id);
  for (const { id } of members) sessions.set(id, await asHelper(test, id));
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.get(Database).run(`UPDATE offers SET state = 'withdrawn', answered_at = now() WHERE state = 'offered'`);
  await test.get(Database).run('UPDATE dispatches SET due_at = NULL');
});

const ANYONE = { crew: [{ skill: null, size: 3 }] };
const opened = async (given: Partial<CategoryInput> = ANYONE): Promise<TicketView> =>
  openTicket(test, { categoryId: (await makeCategory(test, given)).id });
const helper = (at: number): HelperDto => members[at] ?? (members[0] as HelperDto);
const session = (helperId: string): Asking => sessions.get(helperId) ?? as(test, 'none');
const offer = async (ticket: TicketView, helperId: string): Promise<OfferView> =>
  (await head.post(`/tickets/${ticket.id}/offers`, { helperId }).expect(201)).body as OfferView;
/** 200, or the code of the problem. */
const told = async (asked: PromiseLike<{ status: number; body: { code?: string } }>): Promise<string | number> => {
  const { status, body } = await asked;
  return body.code ?? status;
};
const answer = (given: OfferView, what: 'accept' | 'decline' | 'withdraw', who = session(given.helperId), body = {}) =>
  told(who.post(`/offers/${given.id}/${what}`, what === 'decline' ? { reason: 'busy', ...body } : body));
const inCrew = async (ticket: TicketView) =>
  (await crewOf(test, ticket.id)).flatMap(({ helperId }) => helperId ?? []).sort();

describe('an offer', () => {
  it('accepted fills exactly the place that it was for', async () => {
    const ticket = await opened({
      crew: [
        { skill: null, size: 2 },
        { skill: 'carpentry', size: 1 },
      ],
    });
    const given = await offer(ticket, helper(0).id);
    const carpentry = ticket.crew.find(({ skill }) => skill === 'carpentry')?.placeId;
    expect(given.placeId).toBe(carpentry);
    expect(await answer(given, 'accept')).toBe(200);
    const filled = (await crewOf(test, ticket.id)).filter(({ helperId }) => helperId !== null);
    expect(filled).toEqual([{ placeId: carpentry, helperId: helper(0).id }]);
    expect(await answer(given, 'accept')).toBe('offer-answered');
    expect(await answer(given, 'decline')).toBe('offer-answered');
  });

  it("is the helper's own: another helper and another station's head are told that there is none", async () => {
    const ticket = await opened();
    const given = await offer(ticket, helper(0).id);
    expect(await answer(given, 'accept', session(helper(1).id))).toBe('not-found');
    expect(await answer(given, 'decline', session(helper(1).id))).toBe('not-found');
    expect(await answer(given, 'withdraw')).toBe('not-permitted');
    expect(await answer(given, 'accept', await by(test, 'operator'))).toBe('not-found');
    expect(await answer(given, 'accept', await by(test, 'leader'))).toBe('not-found');
    expect(await inCrew(ticket)).toEqual([]);
  });

  it('answered by the head on the phone is marked as on behalf of the helper', async () => {
    const ticket = await opened();
    expect(await answer(await offer(ticket, helper(0).id), 'accept', head, { channel: 'phone' })).toBe(200);
    expect(await answer(await offer(ticket, helper(1).id), 'decline', head, { channel: 'phone' })).toBe(200);
    expect(await told(head.post(`/tickets/${ticket.id}/crew`, { helperId: helper(2).id }))).toBe(200);
    const { body } = await head.get(`/tickets/${ticket.id}/events`).expect(200);
    const seen = body.map(({ type, onBehalfOf }: { type: string; onBehalfOf: string | null }) => [type, onBehalfOf]);
    expect(seen).toEqual(
      expect.arrayContaining([
        ['offer_accepted', helper(0).name],
        ['offer_declined', helper(1).name],
        ['joined', helper(2).name],
      ]),
    );
    const own = await opened();
    expect(await answer(await offer(own, helper(0).id), 'accept')).toBe(200);
    const { body: record } = await head.get(`/tickets/${own.id}/events`).expect(200);
    expect(record.at(-1)).toMatchObject({ type: 'offer_accepted', by: helper(0).name, onBehalfOf: null });
  });

  it('is recorded afterwards by the rules of any change: not ahead, not a month back, not by a helper', async () => {
    const ticket = await opened({ ...ANYONE, offerSeconds: 3_600 });
    const given = await offer(ticket, helper(0).id);
    test.clock.advance(10 * 60_000);
    const at = (milliseconds: number) => ({ happenedAt: new Date(test.clock.now().getTime() + milliseconds) });
    for (const what of ['accept', 'decline', 'withdraw'] as const) {
      expect(await answer(given, what, head, at(DAY))).toBe('happened-at-out-of-range');
      expect(await answer(given, what, head, at(-8 * DAY))).toBe('happened-at-out-of-range');
      // before the offer was made
      expect(await answer(given, what, head, at(-11 * 60_000))).toBe('happened-at-out-of-range');
      if (what !== 'withdraw') {
        const own = session(given.helperId);
        expect(await answer(given, what, own, at(-2 * 60_000))).toBe('happened-at-not-permitted');
      }
    }
    expect((await eventTypes(test, ticket.id)).at(-1)).toBe('offer_made');
    const { happenedAt } = at(-2 * 60_000);
    expect(await answer(given, 'decline', head, { happenedAt, channel: 'phone' })).toBe(200);
    const { body } = await head.get(`/tickets/${ticket.id}/events`).expect(200);
    const declined = body.find(({ type }: { type: string }) => type === 'offer_declined');
    expect(declined).toMatchObject({ happenedAt: happenedAt.toISOString(), channel: 'phone' });
  });

  it('is withdrawn by the head, and the helper is told so', async () => {
    const ticket = await opened();
    const given = await offer(ticket, helper(0).id);
    expect(await answer(given, 'withdraw', head)).toBe(200);
    expect(await answer(given, 'accept')).toBe('offer-withdrawn');
    expect((await eventTypes(test, ticket.id)).slice(-2)).toEqual(['offer_made', 'offer_withdrawn']);
  });

  it('cannot be made twice to a helper; the first to accept have the places', async () => {
    const ticket = await opened({ crew: [{ skill: null, size: 2 }] });
    const path = `/tickets/${ticket.id}/offers`;
    const given = await offer(ticket, helper(0).id);
    expect(await told(head.post(path, { helperId: helper(0).id }))).toBe('already-offered');
    const second = await offer(ticket, helper(1).id);
    const third = await offer(ticket, helper(2).id);
    expect(await answer(third, 'accept')).toBe(200);
    // its own place is filled, and the other one is alike
    expect(await answer(given, 'accept')).toBe(200);
    expect(new Set((await crewOf(test, ticket.id)).map(({ helperId }) => helperId))).toEqual(
      new Set([helper(0).id, helper(2).id]),
    );
    expect(await told(head.post(path, { helperId: helper(0).id }))).toBe('not-possible-now');
    expect(await answer(second, 'accept')).toBe('offer-withdrawn');
    const { body } = await session(helper(1).id).get('/offers').expect(200);
    expect(body.items[0]).toMatchObject({ state: 'withdrawn', reason: 'filled', words: '人手已齐，谢谢您' });
  });

  it('cannot be made to one in the crew', async () => {
    const ticket = await opened({ crew: [{ skill: null, size: 2 }] });
    expect(await answer(await offer(ticket, helper(0).id), 'accept')).toBe(200);
    expect(await told(head.post(`/tickets/${ticket.id}/offers`, { helperId: helper(0).id }))).toBe('already-in-crew');
  });

  it.each([
    ['resolved', (id: string) => head.post(`/tickets/${id}/resolve`, { outcome: 'explained', note: '已解释' })],
    ['cancelled', (id: string) => head.post(`/tickets/${id}/cancel`, { reason: '居民撤回' })],
  ])('is withdrawn when the ticket is %s', async (_, end) => {
    const ticket = await opened();
    const given = await offer(ticket, helper(0).id);
    await offer(ticket, helper(1).id);
    await end(ticket.id).expect(200);
    expect((await offersOf(test, ticket.id)).map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn']);
    expect(await answer(given, 'accept')).toBe('offer-withdrawn');
    await sweep(test);
    expect(await liveOffers(test, ticket.id)).toEqual([]);
  });

  it("of the head's own is withdrawn when the head takes the ticket", async () => {
    const ticket = await opened();
    const { body: me } = await head.get('/me').expect(200);
    const given = await offer(ticket, me.helperId);
    await offer(ticket, helper(0).id);
    await head.post(`/tickets/${ticket.id}/take`).expect(200);
    expect((await liveOffers(test, ticket.id)).map(({ helperId }) => helperId)).toEqual([helper(0).id]);
    expect(await answer(given, 'accept', head)).toBe('offer-withdrawn');
  });

  it('of a confidential ticket is not the deputy’s to answer', async () => {
    const ticket = await opened({ ...ANYONE, confidential: true });
    const given = await offer(ticket, helper(0).id);
    expect(await answer(given, 'accept', deputy)).toBe('not-found');
    expect(await answer(given, 'withdraw', deputy)).toBe('not-found');
    expect(await answer(given, 'accept', head)).toBe(200);
  });
});

describe("the head's hand", () => {
  it('takes the place of a live offer when it fills the crew, and of the helper’s own', async () => {
    const ticket = await opened({ crew: [{ skill: null, size: 1 }] });
    const given = await offer(ticket, helper(0).id);
    expect(await told(head.post(`/tickets/${ticket.id}/crew`, { helperId: helper(1).id }))).toBe(200);
    expect(await answer(given, 'accept')).toBe('offer-withdrawn');
    const other = await opened();
    await offer(other, helper(0).id);
    expect(await told(head.post(`/tickets/${other.id}/crew`, { helperId: helper(0).id }))).toBe(200);
    expect(await liveOffers(test, other.id)).toEqual([]);
    expect(await told(head.post(`/tickets/${other.id}/crew`, { helperId: helper(0).id }))).toBe('already-in-crew');
  });

  it('reads an id whatever its case', async () => {
    const ticket = await opened();
    expect(await told(head.post(`/tickets/${ticket.id}/crew`, { helperId: helper(0).id.toUpperCase() }))).toBe(200);
    expect(await inCrew(ticket)).toEqual([helper(0).id]);
  });

  it('borrows from the community’s stations and the street’s professionals, and nobody else', async () => {
    const ticket = await opened();
    const one = (sql: string) => test.get(Database).one<{ id: string }>(sql, [ticket.station?.id]);
    const elsewhere = `SELECT h.id FROM helpers h JOIN stations s ON s.id = h.station_id, stations me
       WHERE me.id = $1 AND s.community_id <> me.community_id
         AND NOT EXISTS (SELECT 1 FROM willing_stations w WHERE w.helper_id = h.id AND w.station_id = me.id)`;
    const skilled = 'EXISTS (SELECT 1 FROM helper_skills k WHERE k.helper_id = h.id)';
    const unskilled = await one(`${elsewhere} AND NOT ${skilled} LIMIT 1`);
    for (const path of ['crew', 'offers']) {
      const refused = await head.post(`/tickets/${ticket.id}/${path}`, { helperId: unskilled?.id });
      expect(refused.body).toMatchObject({
        status: 409,
        code: 'helper-not-of-station',
        errors: [{ field: 'helperId' }],
      });
    }
    const professional = await one(`${elsewhere} AND ${skilled} LIMIT 1`);
    const listed = async (ring: string) => {
      const { body } = await head.get(`/tickets/${ticket.id}/candidates`, { ring }).expect(200);
      return body.map(({ helperId }: { helperId: string }) => helperId) as string[];
    };
    expect(await listed('station')).not.toContain(professional?.id);
    expect(await listed('pool')).toContain(professional?.id);
    expect(await told(head.post(`/tickets/${ticket.id}/crew`, { helperId: professional?.id }))).toBe(200);
    expect(await listed('pool')).not.toContain(professional?.id);
    expect(await listed('pool')).not.toContain(unskilled?.id);
  });
});
