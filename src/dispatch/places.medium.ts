import { Database } from '../platform/database/database.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import {
  asHelper,
  crewOf,
  DAY,
  everybodyOnDuty,
  liveOffers,
  MINUTE,
  plainMembers,
  sweep,
} from '../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, makeCategory, openTicket } from '../../test/support/people.js';
import type { HelperDto } from '../stations/stations.dto.js';

let test: TestApp;
let members: HelperDto[];

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  members = await plainMembers(test, (await makeCategory(test)).id);
  // at whatever hour: the station's, and nobody else, so that there is an end to whom is asked
  await everybodyOnDuty(test);
  await test
    .get(Database)
    .run('DELETE FROM rosters r USING helpers h WHERE h.id = r.helper_id AND h.station_id <> $1', [
      members[0]?.stationId,
    ]);
});
afterAll(() => test.close());

/** Whom earlier tests asked just now would change whom the next one asks. */
beforeEach(async () => {
  const database = test.get(Database);
  await database.run(
    `UPDATE offers SET offered_at = offered_at - interval '2 days', counted = true WHERE state <> 'offered'`,
  );
  await database.run('DELETE FROM helper_habits');
});

const anyone = (size: number) => makeCategory(test, { dispatch: 'auto', crew: [{ skill: null, size }] });

describe('a place of the crew', () => {
  it('stays offered when somebody else who was asked comes by the head’s hand', async () => {
    const ticket = await openTicket(test, { categoryId: (await anyone(2)).id });
    await sweep(test);
    const [one, other] = await liveOffers(test, ticket.id);
    await (await by(test, 'head')).post(`/tickets/${ticket.id}/crew`, { helperId: one?.helperId }).expect(200);
    expect((await liveOffers(test, ticket.id)).map(({ id }) => id)).toEqual([other?.id]);
    const crew = await crewOf(test, ticket.id);
    expect(crew.find(({ placeId }) => placeId === one?.placeId)?.helperId).toBe(one?.helperId);
  });

  it('whose offer falls because its helper came to another one is offered again', async () => {
    const ticket = await openTicket(test, {
      categoryId: (await makeCategory(test, { crew: [{ skill: null, size: 2 }] })).id,
    });
    const head = await by(test, 'head');
    const { body: me } = await head.get('/me').expect(200);
    // the head is asked for one place, and takes the ticket by the other
    const { body: offer } = await head.post(`/tickets/${ticket.id}/offers`, { helperId: me.helperId }).expect(201);
    await head.post(`/tickets/${ticket.id}/take`).expect(200);
    const crew = await crewOf(test, ticket.id);
    expect(crew.find(({ helperId }) => helperId === me.helperId)?.placeId).not.toBe(offer.placeId);
    await sweep(test);
    expect((await liveOffers(test, ticket.id)).map(({ placeId }) => placeId)).toEqual([offer.placeId]);
  });
});

describe('a helper whom the head let go', () => {
  it('is not asked again for this ticket, but may be by the head', async () => {
    const ticket = await openTicket(test, { categoryId: (await anyone(1)).id });
    const head = await by(test, 'head');
    await sweep(test);
    const [offer] = await liveOffers(test, ticket.id);
    await head.post(`/tickets/${ticket.id}/crew`, { helperId: members[1]?.id }).expect(200);
    await head
      .post(`/tickets/${ticket.id}/crew/removals`, { helperId: members[1]?.id, reason: '另有急事' })
      .expect(200);
    for (let round = 0; round < 40; round += 1) {
      await sweep(test);
      const [next] = await liveOffers(test, ticket.id);
      if (next === undefined) break;
      expect(next.helperId).not.toBe(members[1]?.id);
      await (await asHelper(test, next.helperId)).post(`/offers/${next.id}/decline`, { reason: 'busy' }).expect(200);
    }
    expect(offer).toBeDefined();
    expect(await liveOffers(test, ticket.id)).toEqual([]);
    await head.post(`/tickets/${ticket.id}/offers`, { helperId: members[1]?.id }).expect(201);
  });
});

describe('a ticket on hold', () => {
  it('is not dispatched until it is resumed', async () => {
    const ticket = await openTicket(test, { categoryId: (await anyone(1)).id });
    const head = await by(test, 'head');
    const until = new Date(test.clock.now().getTime() + DAY).toISOString();
    await head.post(`/tickets/${ticket.id}/hold`, { until, reason: '等配件' }).expect(200);
    await sweep(test);
    expect(await liveOffers(test, ticket.id)).toEqual([]);
    await head.post(`/tickets/${ticket.id}/resume`).expect(200);
    await sweep(test);
    expect(await liveOffers(test, ticket.id)).toHaveLength(1);
  });
});

describe('what is recorded afterwards', () => {
  it('may lie before what dispatch did by itself meanwhile', async () => {
    const yesterday = test.clock.now().getTime() - DAY;
    const at = (minutes: number) => ({ happenedAt: new Date(yesterday + minutes * MINUTE).toISOString() });
    const ticket = await openTicket(test, { categoryId: (await anyone(2)).id, ...at(0) });
    await sweep(test);
    expect(await liveOffers(test, ticket.id)).toHaveLength(2);
    const head = await by(test, 'head');
    const [one] = members;
    await head.post(`/tickets/${ticket.id}/crew`, { helperId: one?.id, ...at(5) }).expect(200);
    await head.post(`/tickets/${ticket.id}/start`, at(10)).expect(200);
    // what people did still bounds it
    const { body } = await head
      .post(`/tickets/${ticket.id}/resolve`, { outcome: 'done', note: '好', ...at(9) })
      .expect(422);
    expect(body.code).toBe('happened-at-out-of-range');
    await head.post(`/tickets/${ticket.id}/resolve`, { outcome: 'done', note: '好', ...at(30) }).expect(200);
    expect(await liveOffers(test, ticket.id)).toEqual([]);
  });
});

describe('a helper who is only asked', () => {
  it('sees where and what it is, and nothing that others wrote or photographed', async () => {
    const ticket = await openTicket(test, { categoryId: (await anyone(1)).id });
    await sweep(test);
    const [offer] = await liveOffers(test, ticket.id);
    const asked = await asHelper(test, offer?.helperId ?? '');
    const { body } = await asked.get(`/tickets/${ticket.id}`).expect(200);
    expect(body).toMatchObject({ request: ticket.request, building: ticket.building, caller: null, photoIds: [] });
    await asked.get(`/tickets/${ticket.id}/events`).expect(404);
    await asked.post(`/offers/${offer?.id}/accept`).expect(200);
    await asked.get(`/tickets/${ticket.id}/events`).expect(200);
  });

  it('for something confidential, is not told what the request is before accepting', async () => {
    const category = await makeCategory(test, {
      dispatch: 'auto',
      confidential: true,
      crew: [{ skill: null, size: 1 }],
    });
    const ticket = await openTicket(test, { categoryId: category.id });
    await sweep(test);
    const [offer] = await liveOffers(test, ticket.id);
    const asked = await asHelper(test, offer?.helperId ?? '');
    expect((await asked.get(`/tickets/${ticket.id}`).expect(200)).body).toMatchObject({ request: null, caller: null });
    await asked.post(`/offers/${offer?.id}/accept`).expect(200);
    expect((await asked.get(`/tickets/${ticket.id}`).expect(200)).body.request).toContain('扶手');
  });
});

describe('a sweep', () => {
  it('that stumbles over one item does the others', async () => {
    const done: number[] = [];
    const count = await test.get(Sweeps).each([1, 2, 3], (item) => {
      if (item === 2) return Promise.reject(new Error('this one is broken'));
      done.push(item);
      return Promise.resolve();
    });
    expect({ done, count }).toEqual({ done: [1, 3], count: 2 });
  });
});
