import { Database } from '../src/platform/database/database.js';
import { Routing } from '../src/routing/routing.js';
import { listenToSql, type AskedSql, type Listening } from './support/asked-sql.js';
import { MESSAGE_KEYS } from './support/gateway.js';
import { startTestApp, type TestApp } from './support/harness.js';
import { ofMaps } from './statements/of-maps.js';
import { ofOffice } from './statements/of-office.js';
import { ofResidents } from './statements/of-residents.js';
import { ofStations } from './statements/of-stations.js';
import { ofTickets } from './statements/of-tickets.js';
import { makeWorld, type Endpoints, type Prepare, type Size } from './statements/world.js';

/** What is not counted, and why. */
const NOT_COUNTED: Record<string, string> = {
  'get /offers/stream': 'ends when the reader leaves: a stream asks for as long as it lives',
  'get /p/{code}': 'asks nothing: it leads on',
  'get /plates/sheet': 'asks for each two hundred buildings again, so that a district takes no more room than a page',
  'get /stations/{id}/stream': 'ends when the reader leaves: a stream asks for as long as it lives',
  'get /tickets/stream': 'ends when the reader leaves: a stream asks for as long as it lives',
};

/** What happens at every call and every job: never more, however many rows. */
const AT_MOST: Record<string, number> = {
  'post /tickets': 3,
  'post /tickets/{id}/take': 3,
  'post /offers/{id}/accept': 3,
  'post /tickets/{id}/resolve': 3,
  'post /tickets/{id}/confirm': 3,
  'get /tickets/{id}': 2,
  'get /tickets': 2,
};

let test: TestApp;
let sql: Listening;
let endpoints: Endpoints;
const table: string[] = [];

beforeAll(async () => {
  test = await startTestApp({ template: 'street', env: { MESSAGE_KEYS } });
  const world = await makeWorld(test);
  endpoints = {
    ...ofTickets(world),
    ...ofResidents(world),
    ...ofStations(world),
    ...ofMaps(world),
    ...ofOffice(world),
  };
  sql = listenToSql(test);
}, 120_000);
afterAll(async () => {
  sql.stop();
  await test.close();
  // the table of counts, for who asks for it
  if (process.env.PRINT_STATEMENTS !== undefined) process.stdout.write(`${table.sort().join('\n')}\n`);
});

/** A station that is made or changed has the map read anew beside the requests, and that is nobody's count. */
const QUIET_MS = 300;
let mapRevision: string | undefined;
async function mapIsRead(): Promise<void> {
  const row = await test
    .get(Database)
    .one<{ revision: string }>('SELECT revision::text AS revision FROM reference_revision');
  if (row?.revision === mapRevision) return;
  mapRevision = row?.revision;
  await test.get(Routing).reload();
  // one that was begun by itself meanwhile
  await sql.quiet(QUIET_MS);
}

/** Each time prepared anew. */
async function askedFor(prepare: Prepare, size: Size): Promise<AskedSql[]> {
  const send = await prepare(size);
  await mapIsRead();
  return sql.during(async () => {
    const answer = await send();
    if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
  });
}

/** Once what is kept in memory is there: few are asked for twice; many as well, unless they asked for no more than few at once. */
async function askedOnceWarm(prepare: Prepare): Promise<{ few: AskedSql[]; many: AskedSql[] }> {
  await askedFor(prepare, 'few');
  const few = await askedFor(prepare, 'few');
  const many = await askedFor(prepare, 'many');
  return { few, many: many.length === few.length ? many : await askedFor(prepare, 'many') };
}

const brief = (asked: AskedSql[]) => asked.map(({ text }) => text.replace(/\s+/g, ' ').slice(0, 160));

it('every endpoint asks for as many statements with many rows as with few', async () => {
  const { body } = await test.http.get('/openapi.json').expect(200);
  const documented = Object.entries(body.paths as Record<string, object>).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  );
  const grows: unknown[] = [];
  const missing: string[] = [];
  for (const endpoint of documented) {
    const prepare = endpoints[endpoint];
    if (prepare === undefined) {
      if (NOT_COUNTED[endpoint] === undefined) missing.push(endpoint);
      continue;
    }
    try {
      const { few, many } = await askedOnceWarm(prepare);
      table.push(`${endpoint.padEnd(56)} ${few.length} ${many.length}`);
      if (few.length !== many.length) grows.push({ endpoint, few: brief(few), many: brief(many) });
      else if (few.length > (AT_MOST[endpoint] ?? Infinity)) grows.push({ endpoint, tooMany: brief(few) });
    } catch (thrown) {
      grows.push({ endpoint, thrown: String(thrown) });
    }
  }
  expect({ missing, grows }).toEqual({ missing: [], grows: [] });
  const unknown = [...Object.keys(endpoints), ...Object.keys(NOT_COUNTED)].filter((each) => !documented.includes(each));
  expect(unknown).toEqual([]);
}, 480_000);
