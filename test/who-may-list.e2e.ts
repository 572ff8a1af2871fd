import { Database } from '../src/platform/database/database.js';
import type { HelperDto } from '../src/stations/stations.dto.js';
import type { TicketLine, TicketView } from '../src/tickets/views.dto.js';
import { peopleAround, type Person } from './support/around.js';
import { plainMembers } from './support/crew.js';
import { startTestApp, type TestApp } from './support/harness.js';
import { makeCategory, openTicket, type Asking } from './support/people.js';

let test: TestApp;
let members: HelperDto[];
let asking: Record<Person, Asking>;
let category: string;
let secret: string;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  const given = { crew: [{ skill: null, size: 2 }] };
  category = (await makeCategory(test, given)).id;
  secret = (await makeCategory(test, { ...given, confidential: true })).id;
  members = await plainMembers(test, category);
  asking = await peopleAround(test, members);
});
afterAll(() => test.close());

const open = (categoryId = category): Promise<TicketView> => openTicket(test, { categoryId });
const offer = (ticket: TicketView, at: number) =>
  asking.head.post(`/tickets/${ticket.id}/offers`, { helperId: members[at]?.id }).expect(201);
const join = (ticket: TicketView, at: number) =>
  asking.head.post(`/tickets/${ticket.id}/crew`, { helperId: members[at]?.id }).expect(200);

interface Filter {
  stationId?: string;
  states?: string;
  mine?: true;
  crew?: true;
  opened?: true;
  categoryId?: string;
}

describe('lists', () => {
  const FILTERS = (station: string): Filter[] => [
    {},
    { stationId: station },
    { states: 'open,assigned' },
    { states: 'closed,resolved,cancelled' },
    { mine: true },
    { crew: true },
    { opened: true },
    { categoryId: secret },
    { stationId: station, states: 'open', categoryId: category },
  ];

  it('hold exactly what each may read by itself, whatever the filter and the size of the page', async () => {
    const tickets: TicketView[] = [];
    for (let n = 0; n < 12; n += 1) tickets.push(await open(n % 3 === 0 ? secret : category));
    const elsewhere = await test
      .get(Database)
      .one<{ id: string }>(
        `SELECT b.id FROM buildings b JOIN coverage c ON c.grid_id = b.grid_id WHERE c.station_id <> $1 LIMIT 1`,
        [members[0]?.stationId],
      );
    tickets.push(await openTicket(test, { categoryId: category, place: { buildingId: elsewhere?.id } }));
    const [a, b, c, d, e] = tickets as [TicketView, TicketView, TicketView, TicketView, TicketView];
    await join(a, 0);
    await join(b, 0);
    await join(b, 1);
    await offer(c, 1);
    await offer(d, 2);
    await asking.head.post(`/tickets/${e.id}/take`).expect(200);
    await asking.head.post(`/tickets/${e.id}/resolve`, { outcome: 'explained', note: '已解释' }).expect(200);
    // the owner of one that is confidential sees it, wherever they are
    await test
      .get(Database)
      .run('UPDATE tickets SET owner_id = (SELECT account_id FROM helpers WHERE id = $2) WHERE id = $1', [
        tickets[6]?.id,
        members[2]?.id,
      ]);
    const station = members[0]?.stationId ?? '';
    const counts: Partial<Record<Person, number>> = {};
    for (const who of Object.keys(asking) as Person[]) {
      const seen = new Map<string, TicketView>();
      for (const { id } of tickets) {
        const { status, body } = await asking[who].get(`/tickets/${id}`);
        if (status === 200) seen.set(id, body as TicketView);
      }
      counts[who] = seen.size;
      const { body: me } = await asking[who].get('/me').expect(200);
      for (const filter of FILTERS(station)) {
        const listed: string[] = [];
        let after: string | undefined;
        do {
          const { body } = await asking[who].get('/tickets', { ...filter, limit: 5, after }).expect(200);
          listed.push(...body.items.map(({ id }: TicketLine) => id));
          after = body.next ?? undefined;
        } while (after !== undefined);
        const expected = [...seen.values()].filter(
          (ticket) =>
            (filter.stationId === undefined || ticket.station?.id === filter.stationId) &&
            (filter.states === undefined || filter.states.split(',').includes(ticket.state)) &&
            (filter.mine !== true || ticket.owner?.accountId === me.accountId) &&
            // the operator opened them all
            (filter.opened !== true || who === 'operator') &&
            (filter.crew !== true ||
              (me.helperId !== null && ticket.crew.some(({ helperId }) => helperId === me.helperId))) &&
            (filter.categoryId === undefined || ticket.category.id === filter.categoryId),
        );
        const here = new Set(tickets.map(({ id }) => id));
        expect({ who, filter, ids: listed.filter((id) => here.has(id)).sort() }).toEqual({
          who,
          filter,
          ids: expected.map(({ id }) => id).sort(),
        });
        expect(new Set(listed).size).toBe(listed.length);
      }
      for (const { id, reference } of tickets) {
        const { body } = await asking[who].get('/tickets', { reference }).expect(200);
        expect(body.items.map((line: TicketLine) => line.id)).toEqual(seen.has(id) ? [id] : []);
      }
    }
    // of twelve at the station four are confidential, and one is elsewhere
    expect(counts).toMatchObject({ head: 12, deputy: 8, operator: 9, leader: 9, administrator: 9 });
    expect(counts).toMatchObject({ first: 2, second: 2, stranger: 2 });
    expect([0, 1]).toContain(counts.otherLeader);
  });

  it('of offers hold one’s own only', async () => {
    for (const at of [0, 1, 2]) await offer(await open(), at);
    for (const [who, at] of [
      ['first', 0],
      ['second', 1],
      ['stranger', 2],
    ] as const) {
      const { body } = await asking[who].get('/offers').expect(200);
      expect(body.items.length).toBeGreaterThan(0);
      for (const { helperId } of body.items) expect(helperId).toBe(members[at]?.id);
    }
    expect((await asking.operator.get('/offers').expect(200)).body).toEqual({ items: [], next: null });
  });
});
