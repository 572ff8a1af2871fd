import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { as, by, CALLER, makeCategory, openTicket, storyBuildingId, type Asking } from '../../test/support/people.js';
import { asHelper, crewOf, eventTypes, liveOffers, offersOf, plainMembers, sweep } from '../../test/support/crew.js';
import { Database } from '../platform/database/database.js';
import { Outbox } from '../platform/outbox.js';
import type { HelperDto } from '../stations/stations.dto.js';
import type { CategoryView, TicketView } from '../tickets/tickets.dto.js';
import type { OfferView } from './dispatch.dto.js';

let test: TestApp;
let head: Asking;
let members: HelperDto[];
let category: CategoryView;
const sessions = new Map<string, Asking>();

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  head = await by(test, 'head');
  category = await makeCategory(test, { crew: [{ skill: null, size: 3 }] });
  members = await plainMembers(test, category.id);
  for (const { id } of members) sessions.set(id, await asHelper(test, id));
  await test.get(Database).run('UPDATE helpers SET capacity = 1000');
});
afterAll(() => test.close());

const open = (): Promise<TicketView> => openTicket(test, { categoryId: category.id });
const session = (helperId: string): Asking => sessions.get(helperId) ?? as(test, 'none');
const ids = () => members.map(({ id }) => id);
const offer = async (ticket: TicketView, helperId: string): Promise<OfferView> =>
  (await head.post(`/tickets/${ticket.id}/offers`, { helperId }).expect(201)).body as OfferView;
const told = async (asked: PromiseLike<{ status: number; body: { code?: string } }>): Promise<string | number> => {
  const { status, body } = await asked;
  return body.code ?? status;
};
const accept = (given: OfferView) => told(session(given.helperId).post(`/offers/${given.id}/accept`));
const byHand = (ticket: TicketView, helperId: string) =>
  told(head.post(`/tickets/${ticket.id}/crew`, { helperId, channel: 'phone' }));
const joined = async (ticket: TicketView) => (await crewOf(test, ticket.id)).flatMap(({ helperId }) => helperId ?? []);

/** Crew, offers and record tell the same story. */
async function expectSound(ticket: TicketView): Promise<void> {
  const crew = await crewOf(test, ticket.id);
  const helpers = crew.flatMap(({ helperId }) => helperId ?? []);
  expect(crew).toHaveLength(3);
  expect(new Set(helpers).size).toBe(helpers.length);
  const types = await eventTypes(test, ticket.id);
  expect(types.filter((type) => type === 'joined' || type === 'offer_accepted')).toHaveLength(helpers.length);
  const offers = await offersOf(test, ticket.id);
  expect(offers.filter(({ state }) => state === 'accepted').length).toBe(
    types.filter((type) => type === 'offer_accepted').length,
  );
  for (const { state, placeId, helperId } of offers) {
    if (state !== 'offered') continue;
    // where its own place was filled it is good for another that needs the same: these are all alike
    expect(crew.map((place) => place.placeId)).toContain(placeId);
    expect(crew.some((place) => place.helperId === null)).toBe(true);
    expect(helpers).not.toContain(helperId);
  }
  const { body } = await head.get(`/tickets/${ticket.id}`).expect(200);
  expect(body.state === 'assigned').toBe(helpers.length === 3);
}

describe('of many at once', () => {
  it.each([1, 2, 3, 4])(
    'three join a crew of three, each once, and every other is told why not (round %i)',
    async () => {
      const ticket = await open();
      const offers = [];
      for (const id of ids().slice(0, 3)) offers.push(await offer(ticket, id));
      const asked = [
        ...offers.flatMap((given) => [accept(given), accept(given)]),
        ...ids()
          .slice(0, 7)
          .flatMap((id) => [byHand(ticket, id), byHand(ticket, id)]),
      ];
      expect(asked).toHaveLength(20);
      const answers = await Promise.all(asked);
      expect(answers.filter((one) => one === 200)).toHaveLength(3);
      for (const one of answers) {
        expect([
          200,
          'crew-full',
          'already-in-crew',
          'not-possible-now',
          'offer-answered',
          'offer-withdrawn',
        ]).toContain(one);
      }
      expect(await joined(ticket)).toHaveLength(3);
      expect(await liveOffers(test, ticket.id)).toEqual([]);
      await expectSound(ticket);
    },
  );

  it('each is asked once, however often two heads ask, and no more come than there are places', async () => {
    const deputy = await by(test, 'deputy');
    const ticket = await open();
    const asked = ids()
      .slice(0, 5)
      .flatMap((helperId) => [head, deputy].map((who) => told(who.post(`/tickets/${ticket.id}/offers`, { helperId }))));
    const answers = await Promise.all(asked);
    expect(answers.filter((one) => one === 201)).toHaveLength(5);
    expect(answers.filter((one) => one === 'already-offered')).toHaveLength(5);
    const offers = await liveOffers(test, ticket.id);
    expect(new Set(offers.map(({ helperId }) => helperId)).size).toBe(5);
    await expectSound(ticket);
    const accepted = await Promise.all(offers.map(accept));
    expect(accepted.filter((one) => one === 200)).toHaveLength(3);
    expect(await liveOffers(test, ticket.id)).toEqual([]);
    await expectSound(ticket);
  });
});

describe('of two at once one wins, and the other is told', () => {
  const rounds = [1, 2, 3, 4, 5];

  it.each(rounds)('an accept and the sweep of what ran out (round %i)', async () => {
    const ticket = await open();
    const given = await offer(ticket, ids()[0] ?? '');
    test.clock.set(new Date(new Date(given.expiresAt).getTime() - 10));
    const late = new Promise<void>((resolve) => setTimeout(resolve, 5)).then(async () => {
      test.clock.advance(20);
      await sweep(test);
    });
    const [answer] = await Promise.all([accept(given), late]);
    const state = (await offersOf(test, ticket.id)).find(({ id }) => id === given.id)?.state;
    expect([answer, state]).toEqual(answer === 200 ? [200, 'accepted'] : ['offer-expired', 'expired']);
    await expectSound(ticket);
  });

  it.each(rounds)('an accept and a withdrawal (round %i)', async (round) => {
    const ticket = await open();
    const given = await offer(ticket, ids()[0] ?? '');
    const withdraw = () => told(head.post(`/offers/${given.id}/withdraw`));
    const answers =
      round % 2 === 0
        ? await Promise.all([accept(given), withdraw()])
        : await Promise.all([withdraw(), accept(given)]).then((both) => both.reverse());
    expect([
      [200, 'offer-answered'],
      ['offer-withdrawn', 200],
    ]).toContainEqual(answers);
    expect(await joined(ticket)).toHaveLength(answers[0] === 200 ? 1 : 0);
    await expectSound(ticket);
  });

  it.each(rounds)('an accept and a cancellation (round %i)', async (round) => {
    const ticket = await open();
    const given = await offer(ticket, ids()[0] ?? '');
    const cancel = () => told(head.post(`/tickets/${ticket.id}/cancel`, { reason: '居民撤回' }));
    const [answer, cancelled] =
      round % 2 === 0
        ? await Promise.all([accept(given), cancel()])
        : await Promise.all([cancel(), accept(given)]).then((both) => both.reverse());
    // a ticket that has a crew can be cancelled as well: the accept is either before it, or told that it is too late
    expect(cancelled).toBe(200);
    expect([200, 'offer-withdrawn']).toContain(answer);
    const types = await eventTypes(test, ticket.id);
    if (answer === 200) expect(types.indexOf('offer_accepted')).toBeLessThan(types.indexOf('cancelled'));
    else expect(types).not.toContain('offer_accepted');
    expect(await liveOffers(test, ticket.id)).toEqual([]);
  });

  it.each(rounds)('a helper who accepts and declines (round %i)', async () => {
    const ticket = await open();
    const given = await offer(ticket, ids()[0] ?? '');
    const decline = told(session(given.helperId).post(`/offers/${given.id}/decline`, { reason: 'busy' }));
    const answers = await Promise.all([accept(given), decline]);
    expect(answers.filter((one) => one === 200)).toHaveLength(1);
    expect(answers).toContain('offer-answered');
    await expectSound(ticket);
  });
});

describe('everything at once', () => {
  it('opens, relays, sweeps, accepts, declines and hands: nothing breaks, and every crew is sound', async () => {
    const auto = await makeCategory(test, { dispatch: 'auto', offerSeconds: 1, crew: [{ skill: null, size: 3 }] });
    const buildingId = await storyBuildingId(test);
    const operator = await by(test, 'operator');
    const tickets: TicketView[] = [];
    const broken: unknown[] = [];
    const end = Date.now() + 4_000;
    const until = async (work: () => Promise<void>) => {
      while (Date.now() < end) await work();
    };
    const seen = async (asked: PromiseLike<{ status: number; body: unknown }>) => {
      const { status, body } = await asked;
      if (status >= 500) broken.push(body);
      return { status, body };
    };
    const database = test.get(Database);
    const consumer = test.get(Outbox).consumer('dispatch');
    let turn = 0;
    await Promise.all([
      ...[1, 2].map(() =>
        until(async () => {
          const request = {
            categoryId: auto.id,
            place: { buildingId },
            description: '扶手松动',
            caller: { phone: CALLER },
          };
          const { status, body } = await seen(operator.post('/tickets', request));
          if (status === 201) tickets.push(body as TicketView);
        }),
      ),
      ...[1, 2].map(() =>
        until(async () => {
          const latest = tickets.slice(-6).map(({ id }) => id);
          const rows = await database.rows<{ id: string }>(
            `SELECT id FROM ticket_events WHERE ticket_id = ANY($1) AND type = 'opened' ORDER BY id DESC`,
            [latest],
          );
          await database
            .transaction(async (tx) =>
              consumer?.handle(
                tx,
                rows.map(({ id }) => id),
              ),
            )
            .catch((thrown: unknown) => broken.push(thrown));
        }),
      ),
      until(() => sweep(test)),
      ...[1, 2, 3].map(() =>
        until(async () => {
          turn += 1;
          const at = turn;
          const [given] = await database.rows<OfferView>(
            `SELECT id, helper_id AS "helperId" FROM offers WHERE state = 'offered' ORDER BY id DESC OFFSET $1 LIMIT 1`,
            [at % 4],
          );
          if (given === undefined || !sessions.has(given.helperId)) return;
          const what = at % 3 === 0 ? 'decline' : 'accept';
          const body = what === 'decline' ? { reason: 'busy' } : {};
          await seen(session(given.helperId).post(`/offers/${given.id}/${what}`, body));
        }),
      ),
      until(async () => {
        const ticket = tickets.at(-1);
        const helperId = ids()[turn % members.length];
        if (ticket !== undefined) await seen(head.post(`/tickets/${ticket.id}/crew`, { helperId }));
        else await new Promise((resolve) => setTimeout(resolve, 10));
      }),
    ]);
    expect(broken).toEqual([]);
    expect(tickets.length).toBeGreaterThan(10);
    let filled = 0;
    for (const ticket of tickets) {
      await expectSound(ticket);
      filled += (await joined(ticket)).length;
    }
    expect(filled).toBeGreaterThan(10);
  });
});
