import { Database } from '../src/platform/database/database.js';
import { Sweeps } from '../src/platform/queue/sweeps.js';
import { makeWorld, type World } from './statements/world.js';
import { listenToSql, type AskedSql, type Listening } from './support/asked-sql.js';
import { copies } from './support/grown.js';
import { startTestApp, type TestApp } from './support/harness.js';

const TICKETS = 20_000;
/** What grows with the years: no list and no sweep reads all of it. */
const GROWING = ['tickets', 'ticket_events', 'offers', 'crew_places', 'requesters', 'outbox'];

let test: TestApp;
let world: World;
let sql: Listening;
let database: Database;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  database = test.get(Database);
  world = await makeWorld(test);
  await world.resolved('few');
  const ticket = await world.resolved('few');
  await world.step('operator', ticket, 'confirm', { way: 'call_back' });
  const ids = await copies(
    test,
    ticket.id,
    TICKETS,
    `jsonb_build_object('closed_at', now() - interval '60 days', 'checked_at', now(), 'owner_id', NULL)`,
  );
  // over all stations, each ticket with an event, a place of its crew, an offer and what is relayed of it
  await database.run(
    `UPDATE tickets t SET station_id = s.id, area_path = s.area_path
       FROM (SELECT id, area_path, row_number() OVER (ORDER BY id) - 1 AS no, count(*) OVER () AS n FROM stations) AS s
      WHERE t.id = ANY ($1::uuid[]) AND abs(hashtext(t.id::text)) % s.n = s.no`,
    [ids],
  );
  await database.run(
    `INSERT INTO ticket_events (id, ticket_id, version, type, actor_kind, channel, happened_at, entered_at, changes, station_id)
     SELECT gen_random_uuid(), t.id, 1, 'confirmed', 'system', 'web', now(), now(), '{}', t.station_id
       FROM tickets t WHERE t.id = ANY ($1::uuid[])`,
    [ids],
  );
  await database.run(
    `INSERT INTO crew_places (id, ticket_id, helper_id, joined_at, live)
     SELECT gen_random_uuid(), t.id, h.id, now(), false FROM tickets t
       JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS no, count(*) OVER () AS n FROM helpers) AS h
         ON abs(hashtext(t.id::text)) % h.n = h.no
      WHERE t.id = ANY ($1::uuid[])`,
    [ids],
  );
  await database.run(
    `INSERT INTO offers (id, ticket_id, place_id, helper_id, state, offered_at, expires_at, answered_at, counted)
     SELECT gen_random_uuid(), c.ticket_id, c.id, c.helper_id, 'accepted', now() - interval '1 hour', now(), now(), true
       FROM crew_places c WHERE c.ticket_id = ANY ($1::uuid[])`,
    [ids],
  );
  await database.run('ANALYZE');
  sql = listenToSql(test);
}, 180_000);
afterAll(async () => {
  sql.stop();
  await test.close();
});

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** Tables of those that grow which one of the statements would read from end to end. */
async function readWhole(asked: AskedSql[]): Promise<string[]> {
  const found: string[] = [];
  for (const { text, values } of asked) {
    if (!/^\s*(SELECT|WITH|UPDATE|DELETE)/.test(text)) continue;
    const [row] = await database.rows<{ 'QUERY PLAN': { Plan: Plan }[] }>(`EXPLAIN (FORMAT JSON) ${text}`, values);
    for (const { 'Node Type': type, 'Relation Name': table = '' } of nodesOf(row?.['QUERY PLAN'][0]?.Plan as Plan))
      if (type === 'Seq Scan' && GROWING.includes(table))
        found.push(`${table}: ${text.replace(/\s+/g, ' ').slice(0, 200)}`);
  }
  return found;
}

it.each([
  ['tickets of a head', 'head', '/tickets', {}],
  ['tickets of a head that are open', 'head', '/tickets', { states: 'open,assigned' }],
  ['tickets of an operator', 'operator', '/tickets', {}],
  ['tickets that an operator opened', 'operator', '/tickets', { opened: true }],
  ['tickets of a leader', 'leader', '/tickets', {}],
  ['call-backs', 'operator', '/call-backs', {}],
  ['checks of confirmations', 'operator', '/call-backs', { kind: 'check' }],
] as const)('%s are read by an index', async (_, who, path, query) => {
  const asked = await sql.during(async () => world.asking[who].get(path, { ...query }).expect(200));
  expect(asked.length).toBeGreaterThan(0);
  expect(await readWhole(asked)).toEqual([]);
});

it.each(['/tickets', '/offers'])('%s of a helper are read by an index', async (path) => {
  const helper = await world.member(0);
  const asked = await sql.during(async () => helper.get(path).expect(200));
  expect(await readWhole(asked)).toEqual([]);
});

it('candidates are read by an index', async () => {
  const ticket = await world.open('few');
  const asked = await sql.during(async () => world.asking.head.get(`/tickets/${ticket.id}/candidates`).expect(200));
  expect(await readWhole(asked)).toEqual([]);
});

it('sweeps read by an index', async () => {
  // what was made all at once is folded all at once; from then on what has come since
  await test.get(Sweeps).sweepOnce();
  await world.open('few');
  const asked = await sql.during(() => test.get(Sweeps).sweepOnce());
  expect(asked.length).toBeGreaterThan(5);
  expect(await readWhole(asked)).toEqual([]);
});
