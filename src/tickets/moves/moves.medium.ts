import { generateStreet } from '../../demo/street.js';
import { Database } from '../../platform/database/database.js';
import { asAccount, asPhone, eventTypes, sweep } from '../../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { eventually, MapDesk } from '../../../test/support/maps.js';
import { makeCategory, PHONES, type Asking } from '../../../test/support/people.js';
import { closed, crewed, opened, started } from '../../../test/support/tickets.js';
import { verify } from '../../../test/support/verify.js';
import { Publishing } from '../../routing/maps/publishing.js';
import { Routing } from '../../routing/routing.js';
import type { TicketView } from '../tickets.dto.js';
import { Moves } from './moves.js';

const street = generateStreet();
const story = street.buildings.find(({ name }) => name === '登州路24号大院10号楼');
const grid = story?.gridCode ?? '';
const own = street.stations.find(({ gridCodes }) => gridCodes.includes(grid));
const [other, third] = street.stations.filter(
  ({ code, communityCode }) => code !== own?.code && communityCode !== own?.communityCode,
);

let test: TestApp;
let desk: MapDesk;
let head: Asking;
let administrator: Asking;
const ids: Record<string, string> = {};

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  administrator = await asPhone(test, PHONES.administrator);
  desk = new MapDesk(test, administrator);
  head = await asPhone(test, PHONES.head);
  for (const { id, code } of await test
    .get(Database)
    .rows<{ id: string; code: string }>('SELECT id, code FROM stations')) {
    ids[code] = id;
  }
});
afterAll(() => test.close());

const row = async (id: string) =>
  test
    .get(Database)
    .one<{ state: string; station: string | null; area: string; map: string; owner: string; level: number }>(
      `SELECT t.state, s.code AS station, a.code AS area, t.map_id AS map, t.owner_id AS owner, t.escalation_level AS level
       FROM tickets t LEFT JOIN stations s ON s.id = t.station_id JOIN areas a ON a.id = t.area_id WHERE t.id = $1`,
      [id],
    );
const headOf = async (stationId = '') =>
  (
    await test
      .get(Database)
      .one<{ id: string }>(
        `SELECT account_id AS id FROM station_heads WHERE station_id = $1 AND role = 'head' AND valid_to IS NULL`,
        [stationId],
      )
  )?.id ?? '';
const counted = async (stationId = '', column: string) =>
  (
    await test
      .get(Database)
      .one<{ n: number }>(`SELECT coalesce(sum(${column}), 0)::int AS n FROM counts WHERE holder_id = $1`, [stationId])
  )?.n;

async function draftTo(station: string | undefined): Promise<string> {
  const id = await desk.draft();
  await desk.areas(id, [{ code: grid, station: station ?? '' }]).expect(200);
  return id;
}

/** Every move of a publication is done. */
async function settled(): Promise<{ moved: number; stayed: number; waiting: number }> {
  const { body } = await desk.by.get('/grid-maps/publications', { limit: 1 }).expect(200);
  let progress;
  await eventually('the tickets have followed', async () => {
    await sweep(test);
    progress = (await desk.by.get(`/grid-maps/publications/${body.items[0].id}/moves`).expect(200)).body;
    return progress.endedAt !== null;
  });
  return progress as unknown as { moved: number; stayed: number; waiting: number };
}

describe('open tickets of a grid that goes to another station', () => {
  const made: Record<string, TicketView> = {};
  let draft: string;

  beforeAll(async () => {
    const secret = (await makeCategory(test, { confidential: true })).id;
    made.open = await opened(test);
    made.secret = await opened(test, { categoryId: secret });
    made.assigned = await opened(test);
    await crewed(test, made.assigned);
    made.begun = await opened(test);
    await started(test, made.begun);
    made.held = await opened(test);
    const until = new Date(test.clock.now().getTime() + 3_600_000).toISOString();
    await head.post(`/tickets/${made.held.id}/hold`, { until, reason: '等配件' }).expect(200);
    made.given = await opened(test);
    await head
      .post(`/tickets/${made.given.id}/hand-over`, { stationId: ids[third?.code ?? ''], reason: '那边有人会修' })
      .expect(200);
    made.escalated = await opened(test);
    await head.post(`/tickets/${made.escalated.id}/escalate`, { reason: '办不了' }).expect(200);
    made.done = await opened(test);
    await closed(test, made.done);
    draft = await draftTo(other?.code);
  });

  it('are foretold by the draft: how many, and which of them would go along', async () => {
    const { body } = await desk.by.get(`/grid-maps/${draft}/what-if`).expect(200);
    const buildings = street.buildings.filter(({ gridCode }) => gridCode === grid).length;
    const ends = { from: { code: own?.code }, to: { code: other?.code } };
    expect(body.buildings).toMatchObject([{ ...ends, buildings }]);
    expect(body.tickets).toMatchObject([
      {
        ...{ ...ends, open: 7, move: 4 },
        work: [
          { days: 30, received: 8, completed: 1 },
          { days: 90, received: 8, completed: 1 },
        ],
      },
    ]);
    const first = await desk.by.get(`/grid-maps/${draft}/what-if/tickets`, { limit: 4 }).expect(200);
    const rest = await desk.by.get(`/grid-maps/${draft}/what-if/tickets`, { after: first.body.next }).expect(200);
    const told = [...first.body.items, ...rest.body.items];
    expect(Object.fromEntries(told.map(({ id, moves, reason }) => [id, moves ? 'moves' : reason]))).toEqual({
      [made.open?.id ?? '']: 'moves',
      [made.secret?.id ?? '']: 'moves',
      [made.assigned?.id ?? '']: 'moves',
      [made.escalated?.id ?? '']: 'moves',
      [made.begun?.id ?? '']: 'in-progress',
      [made.held?.id ?? '']: 'on-hold',
      [made.given?.id ?? '']: 'elsewhere',
    });
    // of a confidential one nobody but its head and crew is told the number
    expect(told.find(({ id }) => id === made.secret?.id).reference).toBeNull();
    expect(told.find(({ id }) => id === made.open?.id).reference).toBe(made.open?.reference);
    for (const path of ['what-if', 'what-if/tickets']) await head.get(`/grid-maps/${draft}/${path}`).expect(403);
  });

  it('stay where they are unless the publisher says so', async () => {
    await desk.publish(draft);
    await sweep(test);
    expect(await row(made.open?.id ?? '')).toMatchObject({ station: own?.code, state: 'open' });
    const { body } = await desk.by.get('/grid-maps/publications', { limit: 1 }).expect(200);
    const progress = await desk.by.get(`/grid-maps/publications/${body.items[0].id}/moves`).expect(200);
    expect(progress.body).toMatchObject({ wanted: false, waiting: 0, moved: 0 });
    await head.get(`/grid-maps/publications/${body.items[0].id}/moves`).expect(403);
    // back to where it was, for the next test
    await desk.by.post(`/grid-maps/${body.items[0].previousId}/rollback`).expect(202);
    await desk.published(body.items[0].previousId);
  });

  it('go along with an event each where the publisher says so, exactly as foretold', async () => {
    const [owner, newHead] = [await row(made.escalated?.id ?? ''), await headOf(ids[other?.code ?? ''])];
    const again = await draftTo(other?.code);
    await desk.publish(again, { moveOpenTickets: true });
    expect(await settled()).toMatchObject({ moved: 4, stayed: 0, waiting: 0 });
    for (const key of ['open', 'secret', 'assigned', 'escalated']) {
      const id = made[key]?.id ?? '';
      expect([key, await row(id)]).toEqual([
        key,
        expect.objectContaining({ station: other?.code, state: 'open', area: grid, map: again }),
      ]);
      const types = await eventTypes(test, id);
      expect(types.filter((type) => type === 'handed_over')).toHaveLength(1);
      expect([key, (await row(id))?.owner]).toEqual([key, key === 'escalated' ? owner?.owner : newHead]);
    }
    expect((await row(made.escalated?.id ?? ''))?.level).toBe(1);
    expect(await row(made.begun?.id ?? '')).toMatchObject({ station: own?.code, state: 'in_progress' });
    expect(await row(made.held?.id ?? '')).toMatchObject({ station: own?.code, state: 'on_hold' });
    expect(await row(made.given?.id ?? '')).toMatchObject({ station: third?.code });
    // the crew that was full is asked for anew; both deadlines stay
    const moved = await asAccount(test, newHead);
    const { body } = await moved.get(`/tickets/${made.assigned?.id}`).expect(200);
    expect(body.crew.every(({ helperId }: { helperId: string | null }) => helperId === null)).toBe(true);
    expect([body.acceptDue, body.resolveDue]).toEqual([made.assigned?.acceptDue, made.assigned?.resolveDue]);
    const record = await moved.get(`/tickets/${made.open?.id}/events`).expect(200);
    expect(record.body.items?.at(-1) ?? record.body.at(-1)).toMatchObject({ words: '网格调整，改派帮办站' });
    await moved.get(`/tickets/${made.secret?.id}`).expect(200);
    await head.get(`/tickets/${made.secret?.id}`).expect(404);
  });

  it('leave the completions with the station that earned them, and the record and the counts agree', async () => {
    expect(await counted(ids[own?.code ?? ''], 'completed_link')).toBe(1);
    expect(await counted(ids[other?.code ?? ''], 'completed_link')).toBe(0);
    expect(await counted(ids[own?.code ?? ''], 'transferred_out')).toBe(5);
    expect(await counted(ids[other?.code ?? ''], 'transferred_in')).toBe(4);
    const found = await verify(test);
    expect([found.rows, found.ticketIdsNotChecked]).toEqual([[], []]);
  });

  it('that a person has given to somebody meanwhile stay there, and it is said why', async () => {
    const back = await draftTo(own?.code);
    await desk.by.post(`/grid-maps/${back}/publish`, { acceptWarnings: true, moveOpenTickets: true }).expect(202);
    await eventually('it is published', () => test.get(Publishing).advance());
    await eventually('it is read', () => test.get(Routing).published?.snapshot.mapId === back);
    await test.get(Moves).goOn();
    const waiting = `SELECT count(*)::int AS n FROM map_moves WHERE state = 'waiting'`;
    await eventually('it is planned', async () => (await test.get(Database).one<{ n: number }>(waiting))?.n === 4);
    const newHead = await asAccount(test, await headOf(ids[other?.code ?? '']));
    const handOver = { stationId: ids[third?.code ?? ''], reason: '那边近' };
    await newHead.post(`/tickets/${made.open?.id}/hand-over`, handOver).expect(200);
    expect(await settled()).toMatchObject({ moved: 3, stayed: 1 });
    expect(await row(made.open?.id ?? '')).toMatchObject({ station: third?.code });
    expect(await row(made.assigned?.id ?? '')).toMatchObject({ station: own?.code, map: back });
    const stayed = await test
      .get(Database)
      .rows(`SELECT ticket_id AS id, reason FROM map_moves WHERE state = 'stayed'`);
    expect(stayed).toEqual([{ id: made.open?.id, reason: 'changed-meanwhile' }]);
    expect((await verify(test)).rows).toEqual([]);
  });
});

describe('a ticket that waits for a station', () => {
  it('gets it with the map that has one for its place', async () => {
    const none = await desk.draft();
    await desk.areas(none, [{ code: grid, station: null }]).expect(200);
    await desk.publish(none);
    const ticket = await opened(test);
    expect(ticket).toMatchObject({ state: 'triage', station: null });
    const again = await draftTo(own?.code);
    const { body } = await desk.by.get(`/grid-maps/${again}/what-if`).expect(200);
    expect(body.tickets).toMatchObject([{ from: null, to: { code: own?.code }, open: expect.any(Number), move: 1 }]);
    await desk.publish(again, { moveOpenTickets: true });
    expect(await settled()).toMatchObject({ moved: 1, stayed: 0 });
    expect(await row(ticket.id)).toMatchObject({ state: 'open', station: own?.code, map: again, level: 0 });
    expect(await eventTypes(test, ticket.id)).toEqual(['opened', 'placed']);
    expect((await verify(test)).rows).toEqual([]);
  });
});
