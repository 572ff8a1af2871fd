import {
  asHelper,
  crewOf,
  DAY,
  eventTypes,
  liveOffers,
  MINUTE,
  offersOf,
  plainMembers,
  sweep,
} from '../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, makeCategory, openTicket, type Asking } from '../../test/support/people.js';
import { Database } from '../platform/database/database.js';
import type { HelperDto } from '../stations/stations.dto.js';
import type { CategoryInput, TicketView } from '../tickets/tickets.dto.js';
import type { CandidateView, DispatchView, OfferView } from './dispatch.dto.js';

let test: TestApp;
let head: Asking;
let members: HelperDto[];

beforeAll(async () => {
  test = await startTestApp({ template: 'street', env: { OFFERS_AT_ONCE: '5' } });
  head = await by(test, 'head');
  members = await plainMembers(test, (await makeCategory(test)).id);
  await onDuty();
});
afterAll(() => test.close());

/** Whom earlier tests asked would change whom the next one asks. */
beforeEach(undoAsking);
async function undoAsking(): Promise<void> {
  const database = test.get(Database);
  await database.run(`UPDATE offers SET state = 'withdrawn', answered_at = now() WHERE state = 'offered'`);
  await database.run(`UPDATE offers SET offered_at = offered_at - interval '2 days', counted = true`);
  await database.run('DELETE FROM helper_habits');
  await database.run('UPDATE dispatches SET due_at = NULL');
  await database.run('UPDATE tickets SET clock_at = NULL');
}

const run = (sql: string, values: unknown[] = []) => test.get(Database).run(sql, values);
const ONE = { dispatch: 'auto' as const, crew: [{ skill: null, size: 1 }] };
const opened = async (given: Partial<CategoryInput> = ONE): Promise<TicketView> =>
  openTicket(test, { categoryId: (await makeCategory(test, given)).id });
const dispatchOf = async ({ id }: TicketView): Promise<DispatchView> =>
  (await head.get(`/tickets/${id}/dispatch`).expect(200)).body as DispatchView;
const candidates = async ({ id }: TicketView, ring = 'station'): Promise<CandidateView[]> =>
  (await head.get(`/tickets/${id}/candidates`, { ring }).expect(200)).body as CandidateView[];
const answer = async (offer: OfferView, what: 'accept' | 'decline', body: object = {}) => {
  const { status, body: told } = await (await asHelper(test, offer.helperId)).post(`/offers/${offer.id}/${what}`, body);
  return (told.code as string | undefined) ?? status;
};

/** Everybody, or only those whom the condition on helpers `h` holds for. */
async function onDuty(only = 'true'): Promise<void> {
  await run('DELETE FROM rosters');
  await run(`INSERT INTO rosters SELECT h.id, d, 0, 1440 FROM helpers h, generate_series(1, 7) AS d WHERE ${only}`);
}
const ofStation = () => `h.station_id = '${members[0]?.stationId}'`;

async function stationsOf(offers: OfferView[]): Promise<{ own: number; community: number; street: number }> {
  const rows = await test.get(Database).rows<{ near: string }>(
    `SELECT CASE WHEN s.id = me.id THEN 'own' WHEN s.community_id = me.community_id THEN 'community' ELSE 'street' END AS near
       FROM unnest($1::uuid[]) AS o (helper_id) JOIN helpers h ON h.id = o.helper_id JOIN stations s ON s.id = h.station_id, stations me
      WHERE me.id = $2`,
    [offers.map(({ helperId }) => helperId), members[0]?.stationId],
  );
  const count = (what: string) => rows.filter(({ near }) => near === what).length;
  return { own: count('own'), community: count('community'), street: count('street') };
}

describe('several at once', () => {
  it('are asked for one place; the first has it, the others are thanked, and nobody comes too much', async () => {
    const ticket = await opened();
    await sweep(test);
    const offers = await liveOffers(test, ticket.id);
    expect(offers.length).toBeGreaterThan(1);
    expect(offers.length).toBeLessThanOrEqual(5);
    const [first, ...others] = offers as [OfferView, ...OfferView[]];
    expect(await answer(first, 'accept')).toBe(200);
    for (const other of others) expect(await answer(other, 'accept')).toBe('offer-withdrawn');
    const states = (await offersOf(test, ticket.id)).map(({ state, reason }) => `${state} ${reason}`).sort();
    expect(states).toEqual(['accepted null', ...others.map(() => 'withdrawn filled')]);
    expect((await crewOf(test, ticket.id)).map(({ helperId }) => helperId)).toEqual([first.helperId]);
    const { body } = await (await asHelper(test, others[0]?.helperId ?? '')).get('/offers').expect(200);
    expect(body.items[0]).toMatchObject({ words: '人手已齐，谢谢您', ticket: null });
  });

  it('who declines is replaced, as far as it takes for the place to be filled', async () => {
    const ticket = await opened();
    await sweep(test);
    const before = await liveOffers(test, ticket.id);
    const [one] = before as [OfferView];
    expect(await answer(one, 'decline', { reason: 'away' })).toBe(200);
    const after = await liveOffers(test, ticket.id);
    expect(after.map(({ helperId }) => helperId)).not.toContain(one.helperId);
    expect(after.length).toBeGreaterThanOrEqual(before.length - 1);
    expect(after.some(({ id }) => before.every((offer) => offer.id !== id))).toBe(true);
  });

  it('of a crew of two that needs a licence, only who has a valid one is asked for that place', async () => {
    const ticket = await opened({
      dispatch: 'auto',
      crew: [
        { skill: 'electrical', size: 1 },
        { skill: null, size: 1 },
      ],
    });
    await sweep(test);
    const place = ticket.crew.find(({ skill }) => skill === 'electrical')?.placeId;
    const asked = (await liveOffers(test, ticket.id)).filter(({ placeId }) => placeId === place);
    const valid = await test.get(Database).rows<{ id: string }>(
      `SELECT helper_id AS id FROM helper_skills
        WHERE skill = 'electrical' AND proof IS NOT NULL AND valid_until >= current_date`,
    );
    expect(asked.length).toBeGreaterThan(0);
    for (const { helperId } of asked) expect(valid.map(({ id }) => id)).toContain(helperId);
  });

  it('keeps with each offer what the choice was made of, in words', async () => {
    const ticket = await opened();
    await sweep(test);
    const offers = await liveOffers(test, ticket.id);
    const { chosen, rung } = await dispatchOf(ticket);
    expect(rung).toBe('station');
    expect(chosen.map(({ offerId }) => offerId).sort()).toEqual(offers.map(({ id }) => id).sort());
    for (const one of chosen) {
      expect(one).toMatchObject({ rung: 'station', atOnce: offers.length });
      expect(one.candidates).toBeGreaterThan(offers.length);
      expect(one.reasons.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(one.score);
      expect(one.reasons.every(({ words }) => words.length > 0)).toBe(true);
    }
  });
});

describe('the rungs', () => {
  it('widen from the station to the community and to the street’s professionals, and say why', async () => {
    const ticket = await opened();
    await onDuty(ofStation());
    const seen = new Set<string>();
    let climbs: string[] = [];
    for (let round = 0; round < 60; round += 1) {
      await sweep(test);
      for (const offer of await liveOffers(test, ticket.id)) {
        seen.add(offer.helperId);
        await answer(offer, 'decline', { reason: 'busy' });
      }
      climbs = (await dispatchOf(ticket)).climbs.map(({ to }) => to);
      if (climbs.length > 0) break;
    }
    expect(climbs[0]).toBe('neighbours');
    const { climbs: told } = await dispatchOf(ticket);
    expect(told[0]?.words).toMatch(/^本站帮办员：派出 \d+ 人：.*婉拒（在忙×\d+）.*；转本社区邻站帮办员$/);
    await onDuty();
    test.clock.advance(MINUTE + 1);
    await sweep(test);
    const offers = await liveOffers(test, ticket.id);
    expect(offers.length).toBeGreaterThan(0);
    for (const { helperId } of offers) expect(seen).not.toContain(helperId);
    const { community, street } = await stationsOf(offers);
    expect(community + street).toBeGreaterThan(0);
  });

  it('asks at a wider rung at once where nobody of the one below is on duty', async () => {
    await onDuty(`NOT ${ofStation()} AND EXISTS (SELECT 1 FROM helper_skills k WHERE k.helper_id = h.id)
      AND h.station_id NOT IN (SELECT o.id FROM stations o JOIN stations me USING (community_id) WHERE me.id = '${members[0]?.stationId}')`);
    try {
      const ticket = await opened();
      await sweep(test);
      const offers = await liveOffers(test, ticket.id);
      expect(offers.length).toBeGreaterThan(0);
      expect((await dispatchOf(ticket)).climbs.at(-1)?.words).toContain('没有可派的人');
      expect((await eventTypes(test, ticket.id)).slice(0, 2)).toEqual(['opened', 'rung_climbed']);
      const { body } = await head.get(`/tickets/${ticket.id}/events`).expect(200);
      const climbed = body.find(({ type }: { type: string }) => type === 'rung_climbed');
      expect(climbed.words ?? climbed.type).toBeDefined();
    } finally {
      await onDuty();
    }
  });

  it('ends with the head, who has a clock, then with the community; whoever comes on duty is asked all the same', async () => {
    await onDuty('false');
    const ticket = await opened({ ...ONE, acceptSeconds: 6_000, resolveSeconds: 36_000 });
    await sweep(test);
    expect(await dispatchOf(ticket)).toMatchObject({ rung: 'head', rungWords: '站长本人' });
    const owned = async () => (await head.get(`/tickets/${ticket.id}`).expect(200)).body as TicketView;
    const before = await owned();
    expect(before.escalation.level).toBe(0);
    for (let minute = 0; minute < 16; minute += 1) {
      test.clock.advance(MINUTE + 1);
      await sweep(test);
    }
    const after = await owned();
    expect(after.escalation.level).toBe(1);
    expect(after.owner?.accountId).not.toBe(before.owner?.accountId);
    expect((await eventTypes(test, ticket.id)).at(-1)).toBe('escalated');
    expect((await dispatchOf(ticket)).rung).toBe('above');
    await onDuty();
    test.clock.advance(MINUTE + 1);
    await sweep(test);
    expect((await liveOffers(test, ticket.id)).length).toBeGreaterThan(0);
  });

  it('does not wait for a head who is on leave and has no deputy', async () => {
    const stationId = members[0]?.stationId;
    const leads = await test
      .get(Database)
      .rows<{ id: string }>(
        `SELECT h.id FROM station_heads d JOIN helpers h ON h.account_id = d.account_id WHERE d.station_id = $1`,
        [stationId],
      );
    const until = new Date(test.clock.now().getTime() + DAY);
    for (const { id } of leads) {
      await run('UPDATE helpers SET tapped_available = false, tapped_until = $2 WHERE id = $1', [id, until]);
    }
    await onDuty('false');
    try {
      const ticket = await opened();
      await sweep(test);
      expect((await dispatchOf(ticket)).rung).toBe('above');
      // a head whose ten minutes nobody would use
      const waiting = await opened({ ...ONE, dispatch: 'head' });
      await sweep(test);
      expect((await dispatchOf(waiting)).rung).toBe('above');
    } finally {
      await run('UPDATE helpers SET tapped_available = NULL, tapped_until = NULL');
      await onDuty();
    }
  });
});

describe('the head', () => {
  it('says whom to ask first and whom not', async () => {
    const ticket = await opened({ ...ONE, dispatch: 'head' });
    const listed = (await candidates(ticket)).filter(({ limit }) => limit === null);
    const order = listed.slice(-2).map(({ helperId }) => helperId);
    const heldBack = listed.slice(0, 2).map(({ helperId }) => helperId);
    await head.put(`/tickets/${ticket.id}/dispatch/preferences`, { order, heldBack }).expect(200);
    const now = await candidates(ticket);
    expect(now.slice(0, 2).map(({ helperId }) => helperId)).toEqual(order);
    expect(
      now
        .filter(({ limit }) => limit === 'held_back')
        .map(({ helperId }) => helperId)
        .sort(),
    ).toEqual([...heldBack].sort());
    await head.post(`/tickets/${ticket.id}/dispatch/start`).expect(200);
    const asked = (await liveOffers(test, ticket.id)).map(({ helperId }) => helperId);
    expect(asked).toEqual(expect.arrayContaining(order.slice(0, Math.min(2, asked.length))));
    for (const helperId of heldBack) expect(asked).not.toContain(helperId);
    expect(await dispatchOf(ticket)).toMatchObject({ order, heldBack });
    expect((await eventTypes(test, ticket.id)).slice(0, 2)).toEqual(['opened', 'dispatch_preferred']);
  });

  it('is told which helper cannot be meant', async () => {
    const ticket = await opened({ ...ONE, dispatch: 'head' });
    const put = (body: object) => head.put(`/tickets/${ticket.id}/dispatch/preferences`, body);
    const [one] = members as [HelperDto];
    expect((await put({ order: [one.id], heldBack: [one.id] }).expect(422)).body).toMatchObject({
      code: 'ordered-and-held-back',
      errors: [{ field: 'heldBack' }],
    });
    const nobody = '01a20000-0000-7000-8000-000000000000';
    await head.post(`/tickets/${ticket.id}/comments`, { text: '先等一等' }).expect(200);
    const stale = { order: [one.id], heldBack: [], version: ticket.version };
    expect((await put(stale).expect(409)).body).toMatchObject({ code: 'changed-meanwhile' });
    expect(await dispatchOf(ticket)).toMatchObject({ order: [] });
    await put({ ...stale, version: ticket.version + 1 }).expect(200);
    const { body } = await put({ order: [], heldBack: [nobody] });
    expect(body).toMatchObject({ code: 'unknown-helper', errors: [{ field: 'heldBack' }] });
  });

  it('has the ten minutes for the other places, however often one that was asked by hand declines', async () => {
    const ticket = await opened({ dispatch: 'head', headSeconds: 600, crew: [{ skill: null, size: 2 }] });
    const [one] = (await candidates(ticket)).filter(({ limit }) => limit === null) as [CandidateView];
    const { body: offer } = await head.post(`/tickets/${ticket.id}/offers`, { helperId: one.helperId }).expect(201);
    expect(await answer(offer as OfferView, 'decline', { reason: 'away' })).toBe(200);
    const places = async () => new Set((await liveOffers(test, ticket.id)).map(({ placeId }) => placeId));
    expect(await places()).toEqual(new Set([offer.placeId]));
    for (const next of await liveOffers(test, ticket.id)) await answer(next, 'decline', { reason: 'away' });
    await sweep(test);
    expect(await places()).toEqual(new Set([offer.placeId]));
    expect(await dispatchOf(ticket)).toMatchObject({ rungSince: null });
    test.clock.advance(11 * MINUTE);
    await sweep(test);
    expect((await places()).size).toBe(2);
  });

  it('asks everybody of the rung at once', async () => {
    const ticket = await opened({ ...ONE, dispatch: 'head' });
    const able = (await candidates(ticket)).filter(({ limit }) => limit === null);
    await head.post(`/tickets/${ticket.id}/dispatch/start`, { everybody: true }).expect(200);
    const asked = (await liveOffers(test, ticket.id)).map(({ helperId }) => helperId);
    expect(asked.sort()).toEqual(able.map(({ helperId }) => helperId).sort());
    expect((await dispatchOf(ticket)).climbs).toEqual([]);
  });

  it('who asks everybody where nobody is left does not silence the ticket', async () => {
    await onDuty('false');
    try {
      const ticket = await opened({ ...ONE, dispatch: 'head' });
      await head.post(`/tickets/${ticket.id}/dispatch/start`, { everybody: true }).expect(200);
      expect(await liveOffers(test, ticket.id)).toEqual([]);
      expect((await dispatchOf(ticket)).lookAgainAt).not.toBeNull();
      await onDuty();
      test.clock.advance(MINUTE + 1);
      await sweep(test);
      expect((await liveOffers(test, ticket.id)).length).toBeGreaterThan(0);
    } finally {
      await onDuty();
    }
  });
});

describe('what was asked of a helper', () => {
  it('is kept as a habit once, and changes whom is asked next', async () => {
    const ticket = await opened();
    await sweep(test);
    for (const offer of await liveOffers(test, ticket.id)) await answer(offer, 'decline', { reason: 'busy' });
    await run('UPDATE dispatches SET due_at = NULL');
    await sweep(test);
    await sweep(test);
    const asked = await test
      .get(Database)
      .rows<{ n: number; lately: number }>(
        `SELECT (SELECT sum(n) FROM unnest(asked) AS n)::int AS n, offers_lately AS lately FROM helper_habits`,
      );
    const ended = (await offersOf(test, ticket.id)).filter(({ state }) => state === 'declined').length;
    expect(asked.reduce((sum, { n }) => sum + n, 0)).toBe(ended);
    const next = await opened();
    const listed = await candidates(next);
    const declined = (await offersOf(test, ticket.id)).map(({ helperId }) => helperId);
    const first = listed[0];
    expect(declined).not.toContain(first?.helperId);
  });

  it('is no more than they allow on a day, also in a storm, where what was read a moment ago is used again', async () => {
    await run('UPDATE helpers SET max_offers_a_day = 1, capacity = 100');
    await onDuty(ofStation());
    try {
      // so urgent that nobody is spared for what they carry
      const category = await makeCategory(test, { ...ONE, acceptSeconds: 100 });
      const tickets: string[] = [];
      for (let n = 0; n < 90; n += 1) tickets.push((await openTicket(test, { categoryId: category.id })).id);
      // each was decided as it was opened: that is undone, and all are decided in two batches
      await undoAsking();
      await run('UPDATE dispatches SET due_at = $2 WHERE ticket_id = ANY ($1)', [tickets, test.clock.now()]);
      await sweep(test);
      const rows = await test
        .get(Database)
        .rows<{ n: number }>(`SELECT count(*)::int AS n FROM offers WHERE state = 'offered' GROUP BY helper_id`);
      expect(rows.map(({ n }) => n)).toEqual(members.map(() => 1));
    } finally {
      await run('UPDATE helpers SET max_offers_a_day = 6, capacity = 3');
      await onDuty();
    }
  });

  it('is no more than they allow on a day', async () => {
    await run('UPDATE helpers h SET max_offers_a_day = 1 WHERE ' + ofStation());
    try {
      const one = await opened();
      await sweep(test);
      const asked = (await liveOffers(test, one.id)).map(({ helperId }) => helperId);
      const next = await opened();
      const limits = (await candidates(next)).filter(({ helperId }) => asked.includes(helperId));
      expect(limits.map(({ limit }) => limit)).toEqual(limits.map(() => 'asked_enough_today'));
      expect(limits.length).toBeGreaterThan(0);
      expect(limits[0]?.limitWords).toBe('今日派单已达上限');
      await sweep(test);
      const again = (await liveOffers(test, next.id)).map(({ helperId }) => helperId);
      for (const id of limits.map(({ helperId }) => helperId)) expect(again).not.toContain(id);
    } finally {
      await run('UPDATE helpers SET max_offers_a_day = 6');
    }
  });
});
