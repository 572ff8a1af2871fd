import { Random } from '../demo/random.js';
import { Database } from '../platform/database/database.js';
import { asHelper, crewOf, everybodyOnDuty, liveOffers, offersOf, plainMembers } from '../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, makeCategory, openTicket, type Asking } from '../../test/support/people.js';
import { verify } from '../../test/support/verify.js';
import type { HelperDto } from '../stations/stations.dto.js';
import type { CategoryView, TicketView } from '../tickets/tickets.dto.js';
import { Dispatch } from './dispatch.js';
import type { OfferView } from './dispatch.dto.js';

/** Of each kind: what wins is left to chance, that the record and the counts are sound is not. */
const TIMES = 150;
/** told with each failure; another one by RACES_SEED */
const SEED = Number(process.env.RACES_SEED ?? Date.now() % 1_000_000);

let app: TestApp;
let head: Asking;
let operator: Asking;
let category: CategoryView;
let members: HelperDto[];
let otherStationId: string;
const sessions = new Map<string, Asking>();

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  [head, operator] = [await by(app, 'head'), await by(app, 'operator')];
  category = await makeCategory(app, { crew: [{ skill: null, size: 1 }] });
  members = await plainMembers(app, category.id);
  for (const { id } of members.slice(0, 2)) sessions.set(id, await asHelper(app, id));
  await everybodyOnDuty(app);
  const other = await app
    .get(Database)
    .one<{ id: string }>(
      `SELECT s.id FROM stations s JOIN station_heads h ON h.station_id = s.id AND h.role = 'head' WHERE s.id <> $1 LIMIT 1`,
      [members[0]?.stationId],
    );
  otherStationId = other?.id ?? '';
});
afterAll(() => app.close());

const open = () => openTicket(app, { categoryId: category.id });
const helper = (at: number) => members[at]?.id ?? '';
const told = async (asked: PromiseLike<{ status: number; body: { code?: string } }>): Promise<string> => {
  const { status, body } = await asked;
  return body.code ?? String(status);
};
const offer = async (ticket: TicketView): Promise<OfferView> =>
  (await head.post(`/tickets/${ticket.id}/offers`, { helperId: helper(0) }).expect(201)).body as OfferView;
const accept = ({ id, helperId }: OfferView) => told((sessions.get(helperId) ?? head).post(`/offers/${id}/accept`));
const step = (ticket: TicketView, name: string, body: object = {}, who = head) =>
  told(who.post(`/tickets/${ticket.id}/${name}`, body));
const cancel = (ticket: TicketView) => step(ticket, 'cancel', { reason: '重复' }, operator);
const resolve = (ticket: TicketView) => step(ticket, 'resolve', { outcome: 'explained', note: '已说明' });

const statesOfOffers = async ({ id }: TicketView) => (await offersOf(app, id)).map(({ state }) => state);

type Race = () => Promise<string[]>;

/** Both at once, one of them a moment later: by chance either. */
async function race(random: Random, one: () => Promise<string>, other: () => Promise<string>): Promise<string[]> {
  const [first, second] = [random.int(0, 6), random.int(0, 6)];
  const after = (ms: number, work: () => Promise<string>) =>
    new Promise<void>((go) => setTimeout(go, ms)).then(() => work());
  return Promise.all([after(first, one), after(second, other)]);
}

const RACES: [what: string, allowed: string[][], make: (random: Random) => Promise<Race>][] = [
  [
    'two for the last place',
    [
      ['200', 'crew-full'],
      ['200', 'not-possible-now'],
      ['offer-withdrawn', '200'],
    ],
    async (random) => {
      const ticket = await open();
      const given = await offer(ticket);
      return () =>
        race(
          random,
          () => accept(given),
          () => step(ticket, 'crew', { helperId: helper(1) }),
        );
    },
  ],
  [
    '好了 and 没好',
    // either, or both: what was confirmed first can be reopened, what was reopened first cannot be confirmed
    [
      ['200', '200'],
      ['not-possible-now', '200'],
    ],
    async (random) => {
      const ticket = await open();
      await resolve(ticket);
      const reopen = () => step(ticket, 'reopen', { reason: '没好' });
      return () => race(random, () => step(ticket, 'confirm', { way: 'call_back' }, operator), reopen);
    },
  ],
  [
    'two outcomes',
    [
      ['200', 'not-possible-now'],
      ['not-possible-now', '200'],
    ],
    async (random) => {
      const ticket = await open();
      return () =>
        race(
          random,
          () => resolve(ticket),
          () => cancel(ticket),
        );
    },
  ],
  [
    'a hand-over and an outcome, while somebody is asked',
    // the head who comes second sees the ticket no longer
    [
      ['200', 'not-found'],
      ['not-possible-now', '200'],
    ],
    async (random) => {
      const ticket = await open();
      await offer(ticket);
      return async () => {
        const outcome = await race(
          random,
          () => step(ticket, 'hand-over', { stationId: otherStationId, reason: '那里近' }, operator),
          () => resolve(ticket),
        );
        expect(await statesOfOffers(ticket)).toEqual(['withdrawn']);
        if (outcome[0] === '200') expect(await cancel(ticket)).toBe('200');
        return outcome;
      };
    },
  ],
  [
    'an accept and the end of its time',
    // what was read as run out may have been accepted when it is locked
    [
      ['200', '0 swept'],
      ['200', '1 swept'],
      ['offer-expired', '1 swept'],
    ],
    async (random) => {
      const ticket = await open();
      const given = await offer(ticket);
      return async () => {
        const outcome = await race(
          random,
          () => accept(given),
          async () => {
            app.clock.set(new Date(new Date(given.expiresAt).getTime() + random.int(0, 1)));
            return `${await app.get(Dispatch).expire()} swept`;
          },
        );
        const [first, next] = await offersOf(app, ticket.id);
        const [place] = await crewOf(app, ticket.id);
        if (outcome[0] === '200') {
          expect([first?.state, next, place?.helperId]).toEqual(['accepted', undefined, given.helperId]);
        } else {
          expect([first?.state, place?.helperId]).toEqual(['expired', null]);
          // somebody else was asked, and not the one whose time it was
          expect(next).toMatchObject({ state: 'offered' });
          expect(next?.helperId).not.toBe(given.helperId);
        }
        expect(await cancel(ticket)).toBe('200');
        return outcome;
      };
    },
  ],
];

describe(`at random, ${TIMES} times each, with seed ${SEED}:`, () => {
  it.each(RACES)(
    '%s',
    async (what, allowed, make) => {
      const random = new Random(SEED, what);
      const seen = new Map<string, number>();
      for (let n = 0; n < TIMES; n += 1) {
        const outcome = await (await make(random))();
        expect(allowed).toContainEqual(outcome);
        seen.set(outcome.join(), (seen.get(outcome.join()) ?? 0) + 1);
      }
      const { rows, tickets } = await verify(app);
      expect(rows).toEqual([]);
      expect(tickets).toBeGreaterThanOrEqual(TIMES);
    },
    90_000,
  );

  it('no offer hangs on a place that is taken, or on a ticket that has ended', async () => {
    const ended = await app
      .get(Database)
      .rows<{ id: string }>(`SELECT id FROM tickets WHERE state NOT IN ('open', 'in_progress', 'on_hold')`);
    expect(ended.length).toBeGreaterThan(TIMES);
    for (const { id } of ended) expect(await liveOffers(app, id)).toEqual([]);
  });
});
