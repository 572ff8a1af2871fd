import pg from 'pg';
import { Database } from '../../platform/database/database.js';
import { asHelper, DAY, MINUTE, plainMembers, sweep } from '../../../test/support/crew.js';
import { TEST_APP_KEY } from '../../../test/support/app-key.mjs';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, linkTokenOf, makeCategory, storyBuildingId, type Asking } from '../../../test/support/people.js';
import { run } from '../../../test/support/processes.js';
import { closed, opened, resolved, started } from '../../../test/support/tickets.js';
import { verify, type Found } from '../../../test/support/verify.js';
import type { OfferView } from '../../dispatch/dispatch.dto.js';
import type { TicketView } from '../../tickets/tickets.dto.js';
import { Filling } from '../indicators/filling.js';

let app: TestApp;
let database: Database;
let head: Asking;
let operator: Asking;
/** the ticket of each play */
let tickets: Record<
  'rated' | 'reopened' | 'held' | 'cancelled' | 'offered' | 'withdrawn' | 'asked' | 'placed',
  TicketView
>;

const post = (who: Asking, ticket: TicketView, step: string, body: object = {}) =>
  who.post(`/tickets/${ticket.id}/${step}`, body).expect(200);
const byLink = async ({ id }: TicketView, what: string, body: object = {}) =>
  app.http
    .post(`/links/${what}`)
    .send({ token: await linkTokenOf(app, id), ...body })
    .expect(200);

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  database = app.get(Database);
  // a fact that is not written with its event is to be found, not filled in
  app.get(Filling).between = () => Promise.resolve(0);
  [head, operator] = [await by(app, 'head'), await by(app, 'operator')];
  const category = await makeCategory(app);
  const open = () => opened(app, { categoryId: category.id });

  const rated = await open();
  await closed(app, rated);
  await byLink(rated, 'rate', { stars: 5 });

  const reopened = await open();
  await closed(app, reopened);
  await byLink(reopened, 'reopen', { reason: '还是松' });

  const held = await open();
  await started(app, held);
  const until = new Date(app.clock.now().getTime() + DAY).toISOString();
  await post(head, held, 'hold', { until, reason: '等配件' });
  app.clock.advance(20 * MINUTE);
  await post(head, held, 'resume');
  app.clock.advance(30 * MINUTE);
  await post(head, held, 'resolve', { outcome: 'done', note: '好了' });
  await post(operator, held, 'confirm', { way: 'call_back' });

  const cancelled = await open();
  await post(operator, cancelled, 'cancel', { reason: '重复' });

  const explained = await open();
  await resolved(app, explained, {}, 'explained');

  // offers that were made, ran out, were declined and accepted
  const members = await plainMembers(app, category.id);
  const offer = async (ticket: TicketView, at: number): Promise<OfferView> => {
    const { body } = await head.post(`/tickets/${ticket.id}/offers`, { helperId: members[at]?.id }).expect(201);
    return body as OfferView;
  };
  const asked = await open();
  const [accepted, declined] = [await offer(asked, 0), await offer(asked, 1)];
  await (await asHelper(app, accepted.helperId)).post(`/offers/${accepted.id}/accept`).expect(200);
  await (await asHelper(app, declined.helperId)).post(`/offers/${declined.id}/decline`, { reason: 'busy' }).expect(200);
  app.clock.advance(30 * MINUTE);
  await sweep(app);

  const offered = await open();
  await offer(offered, 3);

  const withdrawn = await open();
  await offer(withdrawn, 4);
  await post(operator, withdrawn, 'cancel', { reason: '不用了' });

  const placed = await opened(app, { categoryId: category.id, place: { areaCode: '370203008' } });
  await post(await by(app, 'administrator'), placed, 'place', { place: { buildingId: await storyBuildingId(app) } });
  tickets = { rated, reopened, held, cancelled, offered, withdrawn, asked, placed };
});
afterAll(() => app.close());

/** What the command says of this database. */
async function command(...args: string[]): Promise<{ code: number | null; lines: string[] }> {
  const { output, ended } = run(
    'dist/reports/verify/command.js',
    { DATABASE_URL: app.databaseUrl, APP_KEY: TEST_APP_KEY },
    args,
  );
  return { code: await ended, lines: output().trim().split('\n') };
}

/** As somebody could who is at the database: past triggers and foreign keys. */
async function atTheDatabase<Row>(...statements: string[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: app.databaseUrl });
  await client.connect();
  try {
    await client.query("BEGIN; SET LOCAL session_replication_role = 'replica'");
    let rows: Row[] = [];
    for (const sql of statements) rows = (await client.query(sql)).rows as Row[];
    await client.query('COMMIT');
    return rows;
  } finally {
    await client.end();
  }
}

/** Spoils a row, looks, and puts the table back as it was. */
async function spoiled(table: string, sql: string): Promise<{ key: string | undefined; found: Found }> {
  await atTheDatabase('DROP TABLE IF EXISTS before_spoiling', `CREATE TABLE before_spoiling AS TABLE ${table}`);
  const rows = await atTheDatabase<{ key: string }>(sql);
  expect(rows).toHaveLength(1);
  const found = await verify(app);
  await atTheDatabase(
    `DELETE FROM ${table}`,
    `INSERT INTO ${table} SELECT * FROM before_spoiling`,
    'DROP TABLE before_spoiling',
  );
  expect((await verify(app)).rows).toEqual([]);
  return { key: rows[0]?.key, found };
}

it('finds nothing in what the application wrote, and says how much it looked at', async () => {
  const { rows, tickets: seen, events, counts, ticketsNotChecked } = await verify(app);
  expect(rows).toEqual([]);
  const count = async (table: string) =>
    (await database.one<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))?.n;
  expect([seen, events, ticketsNotChecked]).toEqual([await count('tickets'), await count('ticket_events'), 0]);
  expect(counts).toBe(Number(await count('counts')) + Number(await count('count_times')));
});

type Spoil = [what: string, table: string, field: string, sql: () => string];

/** the key as it is told */
const COUNTS_KEY = `concat_ws(' ', holder_id, day, category_id)`;
/** The longest time of a fact's bucket. */
const EDGE = 'power(1.1, greatest(0, ceil(ln(greatest(seconds, 1)) / ln(1.1::float8) - 1e-9)))';
const first = (table: string, where: string) => `ctid = (SELECT min(ctid) FROM ${table} WHERE ${where})`;
const ofTicket = (name: keyof typeof tickets, field: string, set: string): Spoil => [
  `${field} of a ticket (${set})`,
  'tickets',
  field,
  () => `UPDATE tickets SET ${set} WHERE id = '${tickets[name].id}' RETURNING id AS key`,
];
const ofCounts = (field: string): Spoil => [
  `${field} of a count`,
  'counts',
  field,
  () =>
    `UPDATE counts SET ${field} = ${field} + 1 WHERE ${first('counts', `${field} > 0`)} RETURNING ${COUNTS_KEY} AS key`,
];

it.each<Spoil>([
  ofTicket('offered', 'state', `state = 'in_progress'`),
  ofTicket('offered', 'ownerId', 'owner_id = (SELECT id FROM accounts a WHERE a.id <> owner_id LIMIT 1)'),
  ofTicket('offered', 'ownerId', 'owner_id = NULL'),
  ofTicket('held', 'resolveDue', `resolve_due = resolve_due + interval '1 second'`),
  ofTicket('held', 'acceptDue', `accept_due = accept_due - interval '1 day'`),
  ofTicket('held', 'heldSeconds', 'held_seconds = 0'),
  ofTicket('reopened', 'roundStartedAt', 'round_started_at = opened_at'),
  ofTicket('reopened', 'rework', 'rework = 0'),
  ofTicket('rated', 'stars', 'stars = 4'),
  ofTicket('rated', 'confirmation', `confirmation = 'slip'`),
  ofTicket('rated', 'closedAt', 'closed_at = NULL'),
  ofTicket('placed', 'stationId', 'station_id = (SELECT id FROM stations s WHERE s.id <> station_id LIMIT 1)'),
  ofTicket('cancelled', 'version', 'version = version + 1'),
  [
    'a place of a crew that lost its helper',
    'crew_places',
    'helperId joinedAt',
    () => `UPDATE crew_places SET helper_id = NULL, joined_at = NULL WHERE
      ${first('crew_places', `helper_id IS NOT NULL AND ticket_id = '${tickets.held.id}'`)} RETURNING id AS key`,
  ],
  [
    'a place too many',
    'crew_places',
    'row',
    () =>
      `INSERT INTO crew_places (id, ticket_id) VALUES (gen_random_uuid(), '${tickets.offered.id}') RETURNING id AS key`,
  ],
  ...(['offered', 'cancelled'] as const).map((name): Spoil => [
    `a place that weighs on its helper as it should not (${name})`,
    'crew_places',
    'live',
    () => `UPDATE crew_places SET live = NOT live WHERE
      ${first('crew_places', `ticket_id = '${tickets[name].id}'`)} RETURNING id AS key`,
  ]),
  [
    'an answered offer that is live again',
    'offers',
    'state',
    () => `UPDATE offers SET state = 'offered', answered_at = NULL
            WHERE ${first('offers', `state = 'accepted'`)} RETURNING id AS key`,
  ],
  [
    'an offer that runs longer',
    'offers',
    'expiresAt',
    () => `UPDATE offers SET expires_at = expires_at + interval '1 hour'
            WHERE ${first('offers', `state = 'offered'`)} RETURNING id AS key`,
  ],
  [
    'an offer that is gone',
    'offers',
    'row',
    () => `DELETE FROM offers WHERE ${first('offers', `state = 'declined'`)} RETURNING id AS key`,
  ],
  [
    'a hold that is said to have ended otherwise',
    'holds',
    'how',
    () => `UPDATE holds SET how = 'over' WHERE ticket_id = '${tickets.held.id}' RETURNING id AS key`,
  ],
  [
    'a hold that is gone from the ledger',
    'holds',
    'row',
    () => `DELETE FROM holds WHERE ticket_id = '${tickets.held.id}' RETURNING id AS key`,
  ],
  ...[
    'received',
    'resolved_done',
    'resolved_explained',
    'resolved_on_time',
    'completed_link',
    'completed_call_back',
    'withdrawn',
    'cancelled',
    'transferred_in',
    'transferred_out',
    'ratings',
    'stars',
  ].map(ofCounts),
  [
    'a count that nobody earned',
    'counts',
    'completed_slip',
    () => `INSERT INTO counts (holder_id, holder_kind, area_path, day, category_id, completed_slip) VALUES
      (gen_random_uuid(), 'station', '3702.', '2026-01-01', gen_random_uuid(), 1) RETURNING ${COUNTS_KEY} AS key`,
  ],
  [
    'a count that is gone',
    'counts',
    'received transferred_out',
    () => `DELETE FROM counts WHERE holder_kind = 'area' RETURNING ${COUNTS_KEY} AS key`,
  ],
  ...['accept', 'resolve'].map((measure): Spoil => [
    `a time (${measure})`,
    'count_times',
    'n',
    () => `UPDATE count_times SET n = n + 1 WHERE ${first('count_times', `measure = '${measure}'`)}
      RETURNING concat_ws(' ', holder_id, day, category_id, measure, bucket) AS key`,
  ]),
  ...(
    [
      ['areaId', 'area_id = gen_random_uuid()', 'true'],
      // within its bucket: else its histogram is not that of the facts either
      ['took', `seconds = (seconds + ${EDGE}) / 2`, `${EDGE} - seconds > 0.01`],
    ] as const
  ).map(([field, set, where]): Spoil => [
    `a fact (${field})`,
    'ticket_facts',
    field,
    () => `UPDATE ticket_facts SET ${set} WHERE ${first('ticket_facts', where)}
      RETURNING concat_ws(' ', ticket_id, version, kind) AS key`,
  ]),
  ...['day', 'month'].map((grain): Spoil => [
    `a figure of a ${grain}`,
    'figures',
    'received',
    () => `UPDATE figures SET received = received + 1 WHERE ${first('figures', `grain = '${grain}' AND received > 0`)}
      RETURNING concat_ws(' ', grain, category_id, area_path, holder_id, start) AS key`,
  ]),
  [
    'arrivals of an hour',
    'figures',
    'received_03',
    () => `UPDATE figures SET received_03 = coalesce(received_03, 0) + 1 WHERE ${first('figures', `grain = 'day'`)}
      RETURNING concat_ws(' ', grain, category_id, area_path, holder_id, start) AS key`,
  ],
  [
    'a figure of all below an area',
    'figures',
    'received',
    () => `UPDATE figures SET received = received + 1 WHERE ${first('figures', `grain = 'area_month' AND received > 0`)}
      RETURNING concat_ws(' ', grain, category_id, area_path, holder_id, start) AS key`,
  ],
  ...['day', 'month', 'area_day', 'area_month'].map((grain): Spoil => [
    `a time of the histogram of a ${grain}`,
    'figure_histograms',
    'resolve[7]',
    () => `UPDATE figure_histograms SET resolve = resolve + 1e84 WHERE ${first('figure_histograms', `grain = '${grain}'`)}
      RETURNING concat_ws(' ', grain, area_path, holder_id, start) AS key`,
  ]),
  [
    'a time that went from one bucket to the next',
    'figure_histograms',
    'accept[0] accept[1]',
    () => `UPDATE figure_histograms SET accept = accept - 1 + 1e12
      WHERE ${first('figure_histograms', `grain = 'month' AND mod(accept, 1e12) > 0`)}
      RETURNING concat_ws(' ', grain, area_path, holder_id, start) AS key`,
  ],
  [
    'a histogram that nobody had times for',
    'figure_histograms',
    'accept[3]',
    () => `INSERT INTO figure_histograms (holder_id, area_path, grain, start, accept, resolve)
      VALUES (gen_random_uuid(), '3702.', 'day', '2026-01-01', 2e36, 0)
      RETURNING concat_ws(' ', grain, area_path, holder_id, start) AS key`,
  ],
  [
    'a time that is gone',
    'count_times',
    'n',
    () => `DELETE FROM count_times WHERE ${first('count_times', `measure = 'resolve'`)}
      RETURNING concat_ws(' ', holder_id, day, category_id, measure, bucket) AS key`,
  ],
])('names what was spoiled, and nothing else: %s', async (_, table, fields, sql) => {
  const { key, found } = await spoiled(table, sql());
  expect(found.rows.map((row) => `${row.table} ${row.key} ${row.field}`).sort()).toEqual(
    fields.split(' ').map((field) => `${table} ${key} ${field}`),
  );
});

describe('a record that was spoiled', () => {
  const event = (type: string) =>
    `ticket_id = '${tickets.rated.id}' AND type = '${type}' RETURNING ticket_id || ' ' || version AS key`;

  it('lacks an event: its version is named, and what the ticket was counted by is left out, not guessed', async () => {
    const { key, found } = await spoiled('ticket_events', `DELETE FROM ticket_events WHERE ${event('taken')}`);
    expect(found.rows).toEqual([{ table: 'ticket_events', key, field: 'row', expected: 'there', found: null }]);
    expect(found.countsNotChecked).toBeGreaterThan(0);
  });

  it('tells another state than the lifecycle leads to', async () => {
    const set = `sets = sets || '{"state": "assigned"}'`;
    const { key, found } = await spoiled('ticket_events', `UPDATE ticket_events SET ${set} WHERE ${event('started')}`);
    expect(found.rows[0]).toMatchObject({ table: 'ticket_events', key, field: 'state', expected: 'in_progress' });
  });

  it('says that it was on time when it was not', async () => {
    const set = `changes = changes || '{"onTime": false}'`;
    const { key, found } = await spoiled('ticket_events', `UPDATE ticket_events SET ${set} WHERE ${event('resolved')}`);
    expect(found.rows).toEqual([{ table: 'ticket_events', key, field: 'onTime', expected: true, found: false }]);
  });

  it('tells of an offer that outlived its ticket', async () => {
    const { id } = tickets.withdrawn;
    const cancelled = await database.one<{ version: number; offerId: string }>(
      `SELECT version, (SELECT changes ->> 'offerId' FROM ticket_events WHERE ticket_id = $1 AND type = 'offer_made') AS "offerId"
         FROM ticket_events WHERE ticket_id = $1 AND type = 'cancelled'`,
      [id],
    );
    const later = `UPDATE ticket_events SET xid = pg_current_xact_id() WHERE ticket_id = '${id}' AND type = 'offer_withdrawn'`;
    const { found } = await spoiled('ticket_events', `${later} RETURNING id AS key`);
    expect(found.rows).toEqual([
      {
        table: 'ticket_events',
        key: `${id} ${cancelled?.version}`,
        field: `offer ${cancelled?.offerId}`,
        expected: 'ended',
        found: 'offered',
      },
    ]);
  });

  it('was kept before events said what they set: told as such, not as different', async () => {
    const { found } = await spoiled('ticket_events', `UPDATE ticket_events SET sets = NULL WHERE ${event('opened')}`);
    expect(found.rows).toEqual([]);
    expect(found.ticketIdsNotChecked).toEqual([tickets.rated.id]);
    expect(found.countsNotChecked).toBeGreaterThan(0);
  });
});

describe('the command', () => {
  it('ends with 0 where all is alike', async () => {
    const { code, lines } = await command();
    expect([code, lines]).toEqual([
      0,
      [expect.stringMatching(/^一致：事项 \d+，/), expect.stringMatching(/^All alike: /)],
    ]);
  });

  it('ends with 1 and names each row that differs; as JSON where asked', async () => {
    await database.run('UPDATE tickets SET rework = rework + 1, unit = $2 WHERE id = $1', [tickets.rated.id, '9单元']);
    const { code, lines } = await command();
    const json = await command('--json');
    await database.run('UPDATE tickets SET rework = rework - 1, unit = $2 WHERE id = $1', [tickets.rated.id, '4单元']);
    expect(code).toBe(1);
    expect(lines).toContain(`tickets ${tickets.rated.id} rework：应为 expected 0，实为 found 1`);
    expect(lines.join()).not.toContain('9单元');
    expect(json.code).toBe(1);
    expect(json.lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { table: 'tickets', key: tickets.rated.id, field: 'unit', expected: '…', found: '…' },
      { table: 'tickets', key: tickets.rated.id, field: 'rework', expected: 0, found: 1 },
      expect.objectContaining({ differences: 2 }),
    ]);
  });

  it('ends with 2 where it could not verify', async () => {
    const nowhere = new URL(app.databaseUrl);
    nowhere.pathname = '/no_such_database';
    const lost = run('dist/reports/verify/command.js', { DATABASE_URL: nowhere.href, APP_KEY: TEST_APP_KEY });
    expect([await lost.ended, lost.output()]).toEqual([2, expect.stringContaining('no such database')]);
  });
});
