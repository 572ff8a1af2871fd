import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, makeCategory, openTicket, type Asking } from '../../test/support/people.js';
import {
  asHelper,
  crewOf,
  eventTypes,
  liveOffers,
  MINUTE,
  offersOf,
  plainMembers,
  sweep,
} from '../../test/support/crew.js';
import { eventually } from '../../test/support/stores.js';
import { Database } from '../platform/database/database.js';
import { Outbox } from '../platform/outbox.js';
import type { HelperDto } from '../stations/stations.dto.js';
import type { CategoryInput, CategoryView, TicketView } from '../tickets/tickets.dto.js';

let test: TestApp;
let head: Asking;
let members: HelperDto[];
let categories: Record<'auto' | 'head' | 'urgent', CategoryView>;

const isCarpenter = (helper: HelperDto) => helper.skills.some(({ skill }) => skill === 'carpentry');

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  head = await by(test, 'head');
  categories = {
    auto: await makeCategory(test, { dispatch: 'auto' }),
    head: await makeCategory(test, { dispatch: 'head', headSeconds: 600 }),
    urgent: await makeCategory(test, { dispatch: 'auto', urgency: 'urgent' }),
  };
  members = await plainMembers(test, categories.head.id);
});
afterAll(() => test.close());

/** What earlier tests left in hand, and whom they asked just now, would change whom the next one asks. */
beforeEach(async () => {
  await test.get(Database).run(`UPDATE offers SET state = 'withdrawn', answered_at = now() WHERE state = 'offered'`);
  await test.get(Database).run(`UPDATE offers SET offered_at = offered_at - interval '2 days', counted = true`);
  await test.get(Database).run('DELETE FROM helper_habits');
  await test.get(Database).run('UPDATE dispatches SET due_at = NULL');
  await test.get(Database).run('UPDATE crew_places SET helper_id = NULL, joined_at = NULL');
});

const open = (kind: keyof typeof categories, more: object = {}): Promise<TicketView> =>
  openTicket(test, { categoryId: categories[kind].id, ...more });
const opened = async (given: Partial<CategoryInput>) =>
  openTicket(test, { categoryId: (await makeCategory(test, given)).id });
const acting = async (offer: { helperId: string; id: string }, what: 'accept' | 'decline', body = {}) =>
  answered(await (await asHelper(test, offer.helperId)).post(`/offers/${offer.id}/${what}`, body));
const answered = ({ status, body }: { status: number; body: { code?: string } }) => body.code ?? status;

async function firstOffer(ticketId: string) {
  const [offer] = await liveOffers(test, ticketId);
  if (offer === undefined) throw new Error('nobody was asked');
  return offer;
}

describe('a category that dispatches by itself', () => {
  it('asks one helper of the station for each place, qualified where the place asks for it, as the head sees them', async () => {
    const busy = members.filter(isCarpenter).slice(1);
    for (const { id } of busy) {
      const other = await open('head');
      await head.post(`/tickets/${other.id}/crew`, { helperId: id }).expect(200);
    }
    const ticket = await open('auto');
    const { body: candidates } = await head.get(`/tickets/${ticket.id}/candidates`).expect(200);
    await sweep(test);
    const offers = await liveOffers(test, ticket.id);
    expect(offers).toHaveLength(3);
    expect(new Set(offers.map(({ placeId }) => placeId)).size).toBe(3);
    expect(new Set(offers.map(({ helperId }) => helperId)).size).toBe(3);
    const ids = members.map(({ id }) => id);
    expect(offers.every(({ helperId }) => ids.includes(helperId))).toBe(true);
    const carpentry = ticket.crew.find(({ skill }) => skill === 'carpentry');
    const best = candidates.find(({ skills }: { skills: string[] }) => skills.includes('carpentry'));
    expect(best).toMatchObject({
      limit: null,
      reasons: expect.arrayContaining([expect.objectContaining({ code: 'distance' })]),
    });
    expect(offers.find(({ placeId }) => placeId === carpentry?.placeId)?.helperId).toBe(best.helperId);
    const idle = candidates.find(({ helperId }: { helperId: string }) => helperId === members.find(isCarpenter)?.id);
    expect(idle.load).toBe(0);
    expect(candidates.filter(({ load }: { load: number }) => load === 1)).toHaveLength(busy.length);
    expect(await eventTypes(test, ticket.id)).toEqual(['opened', 'offer_made', 'offer_made', 'offer_made']);
  });

  it('does not wait for a ticket that somebody else holds: the next sweep finds it', async () => {
    const ticket = await open('auto');
    const database = test.get(Database);
    await database.transaction(async (tx) => {
      await tx.rows('SELECT FROM tickets WHERE id = $1 FOR UPDATE', [ticket.id]);
      await sweep(test);
      expect(await liveOffers(test, ticket.id)).toEqual([]);
    });
    await sweep(test);
    expect(await liveOffers(test, ticket.id)).toHaveLength(3);
  });

  it('tells the head who speaks the language of whoever is helped, and who does not', async () => {
    const [fluent, other] = members;
    const speak = (id: string | undefined, languages: string[]) =>
      test.get(Database).run('UPDATE helpers SET languages = $2 WHERE id = $1', [id, languages]);
    await speak(fluent?.id, ['zh', 'ko']);
    await speak(other?.id, ['zh']);
    const ticket = await open('head', { languages: ['ko-KR'] });
    expect(ticket.languages).toEqual(['ko-KR']);
    const { body: candidates } = await head.get(`/tickets/${ticket.id}/candidates`).expect(200);
    const pointsOf = (id: string | undefined) =>
      candidates
        .find(({ helperId }: { helperId: string }) => helperId === id)
        .reasons.find(({ code }: { code: string }) => code === 'language')?.points;
    expect(pointsOf(fluent?.id)).toBeGreaterThan(0);
    expect(pointsOf(other?.id)).toBeLessThan(0);
  });

  it('also when it is urgent, which a head may not hold back', async () => {
    const ticket = await open('urgent');
    await sweep(test);
    expect(await liveOffers(test, ticket.id)).toHaveLength(3);
    await (
      await by(test, 'administrator')
    )
      .post('/categories', {
        ...categories.urgent,
        id: undefined,
        version: undefined,
        code: `x-${Date.now()}`,
        dispatch: 'head',
      })
      .expect(422);
  });

  it('asks again, for the same place, when an offer runs out', async () => {
    const ticket = await open('auto');
    await sweep(test);
    const offer = await firstOffer(ticket.id);
    const others = (await liveOffers(test, ticket.id)).slice(1);
    for (const other of others) expect(await acting(other, 'accept')).toBe(200);
    test.clock.advance(59_000);
    await sweep(test);
    expect(await liveOffers(test, ticket.id)).toHaveLength(1);
    test.clock.advance(2_000);
    expect(await acting(offer, 'accept')).toBe('offer-expired');
    await sweep(test);
    const next = await firstOffer(ticket.id);
    expect(next.placeId).toBe(offer.placeId);
    expect(next.helperId).not.toBe(offer.helperId);
    expect((await offersOf(test, ticket.id)).find(({ id }) => id === offer.id)?.state).toBe('expired');
    expect((await eventTypes(test, ticket.id)).slice(-2)).toEqual(['offer_expired', 'offer_made']);
    expect(await acting(offer, 'accept')).toBe('offer-expired');
  });

  it('replaces who declines, keeps the reason, and does not ask them again for this ticket', async () => {
    const ticket = await open('auto');
    await sweep(test);
    const declined: string[] = [];
    for (let round = 0; round < members.length; round += 1) {
      const [offer] = await liveOffers(test, ticket.id);
      if (offer === undefined) break;
      expect(declined).not.toContain(offer.helperId);
      declined.push(offer.helperId);
      expect(await acting(offer, 'decline', { reason: 'busy', words: '在上班' })).toBe(200);
    }
    const offers = await offersOf(test, ticket.id);
    expect(new Set(offers.map(({ helperId }) => helperId)).size).toBe(offers.length);
    expect(offers.filter(({ state, reason }) => state === 'declined' && reason === 'busy').length).toBeGreaterThan(8);
    const { body } = await head.get(`/tickets/${ticket.id}/events`).expect(200);
    const event = body.find(({ type }: { type: string }) => type === 'offer_declined');
    expect(event).toMatchObject({ texts: ['在上班'], changes: { reason: 'busy', helperId: declined[0] } });
  });

  it('says that nobody is free, and asks as soon as somebody is, a minute later', async () => {
    await onDuty(false);
    const ticket = await open('auto');
    await sweep(test);
    expect(await offersOf(test, ticket.id)).toEqual([]);
    // nothing waits at a rung that has nobody
    expect(await eventTypes(test, ticket.id)).toEqual(['opened', ...Array(3).fill('rung_climbed')]);
    await onDuty(true);
    test.clock.advance(59_000);
    await sweep(test);
    expect(await offersOf(test, ticket.id)).toEqual([]);
    test.clock.advance(2_000);
    await sweep(test);
    expect(await liveOffers(test, ticket.id)).toHaveLength(3);
  });

  it('says so once, however long nobody is', async () => {
    await onDuty(false);
    const ticket = await open('auto');
    for (let minute = 0; minute < 5; minute += 1) {
      await sweep(test);
      test.clock.advance(MINUTE + 1);
    }
    await onDuty(true);
    // from the head, who has a clock as well, to the community
    expect(await eventTypes(test, ticket.id)).toEqual(['opened', ...Array(3).fill('rung_climbed'), 'escalated']);
    const { body } = await head.get(`/tickets/${ticket.id}/dispatch`).expect(200);
    expect(body).toMatchObject({ rung: 'above', rungWords: '社区及以上', chosen: [] });
    expect(body.climbs.map(({ words }: { words: string }) => words)).toEqual([
      '本站帮办员：没有可派的人；转本社区邻站帮办员',
      '本社区邻站帮办员：没有可派的人；转街道专业人员',
      '街道专业人员：没有可派的人；转站长本人',
      '站长本人：到时无人接办；转社区及以上',
    ]);
  });

  it('gives nobody more than they can carry, however many tickets come at once', async () => {
    const stationId = members[0]?.stationId;
    const capacity = (each: number) =>
      test.get(Database).run('UPDATE helpers SET capacity = $2 WHERE station_id = $1', [stationId, each]);
    await capacity(1);
    try {
      const tickets = await Promise.all(Array.from({ length: 6 }, () => open('auto')));
      await Promise.all(tickets.map(({ id }) => consume(id)));
      const offers = (await Promise.all(tickets.map(({ id }) => liveOffers(test, id)))).flat();
      const own = offers.map(({ helperId }) => helperId).filter((one) => members.some(({ id }) => id === one));
      expect(own).toHaveLength(members.length);
      expect(new Set(own).size).toBe(own.length);
    } finally {
      await capacity(5);
    }
  });

  it('does not ask whose licence has run out, and they cannot be put there by hand either', async () => {
    const skill = 'welding';
    const [welder] = members;
    const run = (sql: string, parameters: unknown[]) => test.get(Database).run(sql, parameters);
    await run(`DELETE FROM helper_skills WHERE skill = $1`, [skill]);
    await run(`INSERT INTO helper_skills VALUES ($1, $2, '虚构-1', $3)`, [welder?.id, skill, '2020-01-01']);
    const ticket = await opened({ dispatch: 'auto', crew: [{ skill, size: 1 }] });
    await sweep(test);
    expect(await offersOf(test, ticket.id)).toEqual([]);
    for (const path of ['crew', 'offers']) {
      expect(answered(await head.post(`/tickets/${ticket.id}/${path}`, { helperId: welder?.id }))).toBe(
        'helper-not-qualified',
      );
    }
    await run('UPDATE helper_skills SET valid_until = $2 WHERE skill = $1', [skill, '2099-01-01']);
    test.clock.advance(MINUTE + 1);
    await sweep(test);
    expect((await firstOffer(ticket.id)).helperId).toBe(welder?.id);
  });
});

describe('a category that waits for the head', () => {
  it('asks nobody for as long as the head has, then by itself', async () => {
    const ticket = await open('head');
    await sweep(test);
    test.clock.advance(9 * MINUTE + 59_000);
    await sweep(test);
    expect(await offersOf(test, ticket.id)).toEqual([]);
    test.clock.advance(2_000);
    await sweep(test);
    expect(await liveOffers(test, ticket.id)).toHaveLength(3);
  });

  it('asks nobody once the head has stopped it, and everybody at once when it is started', async () => {
    const ticket = await open('head');
    await head.post(`/tickets/${ticket.id}/dispatch/stop`).expect(200);
    test.clock.advance(11 * MINUTE);
    await sweep(test);
    expect(await offersOf(test, ticket.id)).toEqual([]);
    await head.post(`/tickets/${ticket.id}/offers`, { helperId: members[0]?.id }).expect(201);
    expect(await acting(await firstOffer(ticket.id), 'decline', { reason: 'away' })).toBe(200);
    expect(await liveOffers(test, ticket.id)).toEqual([]);
    await head.post(`/tickets/${ticket.id}/dispatch/start`).expect(200);
    const offers = await liveOffers(test, ticket.id);
    expect(offers).toHaveLength(3);
    expect(offers.some(({ helperId }) => helperId === members[0]?.id)).toBe(false);
  });

  it('asks for the places that are left when the head has filled some', async () => {
    const ticket = await open('head');
    await head.post(`/tickets/${ticket.id}/take`).expect(200);
    test.clock.advance(11 * MINUTE);
    await sweep(test);
    expect(await liveOffers(test, ticket.id)).toHaveLength(2);
  });

  it('keeps the crew of a ticket that is 没好, and asks nobody', async () => {
    const ticket = await opened({ headSeconds: 1, crew: [{ skill: null, size: 1 }] });
    await head.post(`/tickets/${ticket.id}/crew`, { helperId: members[0]?.id }).expect(200);
    await head.post(`/tickets/${ticket.id}/start`).expect(200);
    await head.post(`/tickets/${ticket.id}/resolve`, { outcome: 'done', note: '修好了' }).expect(200);
    await head.post(`/tickets/${ticket.id}/reopen`, { reason: '又松了' }).expect(200);
    test.clock.advance(MINUTE);
    await sweep(test);
    expect((await crewOf(test, ticket.id)).map(({ helperId }) => helperId)).toEqual([members[0]?.id]);
    expect(await offersOf(test, ticket.id)).toEqual([]);
  });
});

describe('through the outbox', () => {
  it('the offers are there before any sweep', async () => {
    const ticket = await open('auto');
    await consume(ticket.id);
    expect(await liveOffers(test, ticket.id)).toHaveLength(3);
  });

  it('relay, queue and consumer do it within a moment', async () => {
    const working = await startTestApp({ databaseUrl: test.databaseUrl, work: true });
    working.clock.set(test.clock.now());
    try {
      const ticket = await open('auto');
      const left = () => test.get(Database).rows('SELECT 1 FROM outbox WHERE consumer = $1', ['dispatch']);
      await eventually('the outbox is empty', async () => (await left()).length === 0, 10);
      expect(await liveOffers(test, ticket.id)).toHaveLength(3);
    } finally {
      await working.close();
    }
  });
});

/** What the relay does with the event that opened the ticket. */
async function consume(ticketId: string): Promise<void> {
  const database = test.get(Database);
  const events = await database.rows<{ id: string }>('SELECT id FROM ticket_events WHERE ticket_id = $1', [ticketId]);
  const consumer = test.get(Outbox).consumer('dispatch');
  await database.transaction(async (tx) =>
    consumer?.handle(
      tx,
      events.map(({ id }) => id),
    ),
  );
}

/** The rosters of everybody who serves the station. */
async function onDuty(duty: boolean): Promise<void> {
  const run = (sql: string) => test.get(Database).run(sql);
  await run('DELETE FROM rosters');
  if (duty) {
    await run(`INSERT INTO rosters SELECT h.id, d, 0, 1440 FROM helpers h, generate_series(1, 7) AS d`);
  }
}
