import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { dayOf } from '../../platform/calendar.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/outbox.js';
import { DAY, MINUTE, sweep } from '../../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import {
  by,
  forgetSessions,
  linkTokenOf,
  makeCategory,
  storyBuildingId,
  type Asking,
} from '../../../test/support/people.js';
import { opened } from '../../../test/support/tickets.js';
import { verify } from '../../../test/support/verify.js';
import type { TicketView } from '../../tickets/tickets.dto.js';
import { Facts } from './facts.js';
import { Filling } from './filling.js';
import { FillingStore } from './filling.store.js';
import type { IndicatorsView } from './indicators.dto.js';

let app: TestApp;
let database: Database;
let administrator: Asking;
let period: { from: string; to: string };
/** resolved, and waiting for somebody to say so */
let waiting: TicketView;
let lone: TicketView;
let before: Awaited<ReturnType<typeof all>>;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  database = app.get(Database);
  const from = dayOf(app.clock.now());
  const category = await makeCategory(app, { crew: [{ skill: null, size: 1 }] });
  const open = (given: object = {}) => opened(app, { categoryId: category.id, ...given });
  const post = async (
    who: 'head' | 'operator' | 'administrator',
    { id }: TicketView,
    step: string,
    body: object = {},
  ) => (await by(app, who)).post(`/tickets/${id}/${step}`, body).expect(200);
  const link = async ({ id }: TicketView, step: string, body: object = {}) =>
    app.http
      .post(`/links/${step}`)
      .send({ token: await linkTokenOf(app, id), ...body })
      .expect(200);

  const start = async (ticket: TicketView) => {
    await post('head', ticket, 'take');
    await post('head', ticket, 'start');
  };
  const resolve = (ticket: TicketView, outcome = 'done') => post('head', ticket, 'resolve', { outcome, note: '好了' });

  const late = await open();
  const [rated, reopened, held, other, cancelled] = [
    await open(),
    await open(),
    await open(),
    await open(),
    await open(),
  ];
  await start(rated);
  await resolve(rated);
  await link(rated, 'confirm');
  await link(rated, 'rate', { stars: 4 });
  await start(reopened);
  await resolve(reopened);
  await link(reopened, 'confirm');
  await link(reopened, 'reopen', { reason: '还是松' });
  await start(held);
  await post('head', held, 'hold', {
    until: new Date(app.clock.now().getTime() + DAY).toISOString(),
    reason: '等配件',
  });
  app.clock.advance(20 * MINUTE);
  await post('head', held, 'resume');
  await resolve(held);
  await post('operator', held, 'call-backs', { reached: false });
  await post('operator', held, 'confirm', { way: 'call_back' });
  await post('head', other, 'take');
  await resolve(other, 'explained');
  await post('operator', cancelled, 'cancel', { reason: '重复' });
  const placed = await open({ place: { areaCode: '370203008' } });
  await post('administrator', placed, 'place', { place: { buildingId: await storyBuildingId(app) } });
  const station = await database.one<{ id: string }>(
    `SELECT s.id FROM stations s JOIN station_heads h ON h.station_id = s.id AND h.role = 'head' WHERE s.id <> $1 LIMIT 1`,
    [late.station?.id],
  );
  await post('head', await open(), 'hand-over', { stationId: station?.id, reason: '更近' });
  await start(late);
  // a month that has ended, and late in it, with deadlines missed
  app.clock.advance(40 * 24 * 60 * MINUTE);
  forgetSessions(app);
  await sweep(app);
  await resolve(late);
  [waiting, lone] = [await open(), await open()];
  await start(waiting);
  await resolve(waiting);
  await sweep(app);
  administrator = await by(app, 'administrator');
  period = { from, to: dayOf(new Date(app.clock.now().getTime() + DAY)) };
  await foldAll();
  before = await all();
  expect(await problems()).toEqual([]);
  // nothing would be shown by a history in which nothing happens
  expect(new Set(before.facts.map(({ kind }) => kind)).size).toBeGreaterThan(15);
}, 180_000);
afterAll(() => app.close());

const problems = async () => (await verify(app)).rows;

/** Facts and figures, and what is answered about them. */
async function all() {
  const facts = await database.rows<{ kind: string }>(
    `SELECT ticket_id, version, kind, holder_id, area_path, area_id, category_id, day::text, happened_at, round(seconds * 1000) AS took
       FROM ticket_facts ORDER BY 1, 2, 3`,
  );
  return { facts, figures: await figures(), answers: await answers() };
}

async function figures() {
  return {
    sums: await database.rows('SELECT * FROM figures ORDER BY grain, category_id, area_path, holder_id, start'),
    times: await database.rows('SELECT * FROM figure_histograms ORDER BY grain, area_path, holder_id, start'),
  };
}

async function answers(): Promise<object[]> {
  const answered: object[] = [];
  for (const query of ['none', 'station', 'area', 'category', 'day', 'month']) {
    const { groups } = await report(query);
    answered.push(groups);
  }
  const month = { from: `${period.from.slice(0, 7)}-01`, to: period.to };
  for (const path of ['arrivals', 'times', 'signals']) {
    answered.push((await administrator.get(`/reports/${path}`, month).expect(200)).body as object);
  }
  return answered;
}

async function report(grouping = 'none'): Promise<IndicatorsView> {
  return (await administrator.get('/reports/indicators', { ...period, by: grouping }).expect(200))
    .body as IndicatorsView;
}

const countOf = async (kind: string) => (await report()).groups[0]?.counts[kind];

/** As a database is whose events are all from before there were facts. */
async function asBefore(): Promise<void> {
  await database.transaction(async (tx) => {
    for (const table of ['ticket_facts', 'figures', 'figure_histograms']) await tx.run(`DELETE FROM ${table}`);
    await tx.run(
      `UPDATE figures_mark SET xid = pg_current_xact_id(), since = pg_current_xact_id(), left_out_to = NULL,
              filled_to = '00000000-0000-0000-0000-000000000000', facts_from = $1::date`,
      [period.to],
    );
  });
}

/** It waits for transactions from before the mark: of other databases too, such as those of other tests. */
async function fillSome(limit: number): Promise<void> {
  while ((await app.get(Filling).fill(limit)) === 0) await sleep(5);
}

async function toTheEnd(of = app, limit = 2): Promise<void> {
  const { filling } = await of.get(FillingStore).completeness(database);
  if (!filling) return;
  if ((await of.get(Filling).fill(limit)) === 0) await sleep(5);
  await toTheEnd(of, limit);
}

/** Until it has come to the newest event. */
async function foldAll(): Promise<void> {
  await app.get(Facts).fold();
  const row = await database.one<{ done: boolean }>(
    'SELECT m.xid > (SELECT max(e.xid::text::bigint) FROM ticket_events e)::text::xid8 AS done FROM figures_mark m',
  );
  if (row?.done === true) return;
  await sleep(5);
  await foldAll();
}

/** What a process of an older version writes: a call that reached somebody, without its fact. */
async function callWithoutFact(
  sql: { run(sql: string, values: unknown[]): Promise<number> },
  { id }: TicketView,
): Promise<void> {
  await sql.run(
    `WITH t AS (UPDATE tickets SET version = version + 1, call_attempts = call_attempts + 1 WHERE id = $1 RETURNING *)
     INSERT INTO ticket_events (id, ticket_id, version, type, actor_kind, channel, happened_at, entered_at, changes, sets)
     SELECT $2, id, version, 'called_back', 'system', 'system', $3, $3, '{"reached": true}', jsonb_build_object('callAttempts', call_attempts)
       FROM t`,
    [id, newId(), app.clock.now()],
  );
}

/** A transaction beside the application's. */
const outside = (client: pg.Client) => ({
  run: async (sql: string, values: unknown[]) => (await client.query(sql, values)).rowCount ?? 0,
});

it('while older tickets lack their facts, answers say from which day on they are complete', async () => {
  await asBefore();
  expect(await report()).toMatchObject({ filling: true, completeFrom: period.to });
  expect(await countOf('received')).toBe(0);
  expect(await problems()).toEqual([]);
});

it('and so does every other answer that is made of facts, and every table that is taken away', async () => {
  await asBefore();
  const told = { filling: true, completeFrom: period.to };
  const { id: areaId } = (await database.one<{ id: string }>(`SELECT id FROM areas WHERE kind = 'grid' LIMIT 1`)) ?? {};
  for (const [path, query] of Object.entries({
    '/reports/indicators': { ...period, areaId },
    '/reports/rows': { ...period, kind: 'received' },
    '/reports/arrivals': period,
    '/reports/times': period,
    '/reports/stations': period,
    '/reports/helpers': period,
    '/reports/signals': period,
    '/reports/signals/rows': { ...period, signal: 'closed_in_bulk' },
    '/reports/monthly': { month: period.from.slice(0, 7) },
  })) {
    const { body } = await administrator.get(path, query).expect(200);
    expect([path, body]).toEqual([path, expect.objectContaining(told)]);
  }
  const firstLine = async (query: object) => {
    const { text } = await administrator.get('/reports/export', { ...period, format: 'csv', ...query }).expect(200);
    return text.replace('\ufeff', '').split('\r\n')[0];
  };
  const tables = [
    { report: 'indicators' },
    { report: 'counts' },
    { report: 'rows', kind: 'received' },
    { report: 'stations' },
    { report: 'spread' },
    { report: 'arrivals' },
    { report: 'arrivals_by_hour' },
    { report: 'times' },
    { report: 'helpers' },
    { report: 'signals', signal: 'closed_in_bulk' },
  ];
  const words = `注意：较早的事项还在补计，${period.to} 之前的数字可能偏少`;
  for (const table of tables) expect([table, await firstLine(table)]).toEqual([table, words]);
  // of how it stands now nothing is short, nor of a day that is complete
  expect(await firstLine({ report: 'now' })).not.toBe(words);
  expect(await firstLine({ report: 'counts', from: period.to })).not.toBe(words);
});

it('all is as it was once the facts of before are filled in', async () => {
  await asBefore();
  await toTheEnd();
  expect(await all()).toEqual(before);
  expect(await problems()).toEqual([]);
  expect(await report()).toMatchObject({ filling: false, completeFrom: null });
  await app.get(Facts).fold();
  expect(await all()).toEqual(before);
});

it('once it is complete, nothing is excused any more', async () => {
  const [fact] = await database.rows<{ key: string }>(
    `DELETE FROM ticket_facts WHERE kind LIKE 'rated%' RETURNING concat_ws(' ', ticket_id, version, kind) AS key`,
  );
  expect(await problems()).toContainEqual({
    table: 'ticket_facts',
    key: fact?.key,
    field: 'row',
    expected: 'there',
    found: null,
  });
});

it('broken off in the middle, it goes on where it was', async () => {
  await asBefore();
  await fillSome(3);
  const middle = await figures();
  expect(middle.sums.length).toBeGreaterThan(0);
  expect(middle).not.toEqual(before.figures);
  expect(await problems()).toEqual([]);
  const mark = 'ALTER TABLE figures_mark';
  await database.run(
    `${mark} ADD CONSTRAINT stuck CHECK (filled_to < '00000000-0000-0000-0000-000000000000') NOT VALID`,
  );
  await expect(fillSome(3)).rejects.toThrow('stuck');
  await database.run(`${mark} DROP CONSTRAINT stuck`);
  expect(await figures()).toEqual(middle);
  await toTheEnd();
  expect(await all()).toEqual(before);
  expect(await problems()).toEqual([]);
});

it('two processes at once, with the fold of both between, count each thing once', async () => {
  await asBefore();
  const other = await startTestApp({ databaseUrl: app.databaseUrl });
  try {
    const folds = async (of: TestApp) => {
      for (let n = 0; n < 10; n += 1) await of.get(Facts).fold();
    };
    await Promise.all([toTheEnd(app, 1), toTheEnd(other, 1), folds(app), folds(other)]);
  } finally {
    await other.close();
  }
  expect(await all()).toEqual(before);
  expect(await problems()).toEqual([]);
});

it('the sweep does it by itself', async () => {
  await asBefore();
  await sweep(app);
  expect((await all()).facts).toEqual(expect.arrayContaining(before.facts));
  expect(await report()).toMatchObject({ filling: false, completeFrom: null });
  expect(await problems()).toEqual([]);
});

describe('events that come meanwhile', () => {
  it('are counted once: with their facts, or without them from a process of an older version', async () => {
    const [received, reached, cancelled] = [
      await countOf('received'),
      await countOf('called_reached'),
      await countOf('cancelled'),
    ];
    await asBefore();
    await fillSome(3);
    await opened(app);
    // not come to yet, or already: each with its fact
    await (await by(app, 'operator')).post(`/tickets/${lone.id}/cancel`, { reason: '不用了' }).expect(200);
    await callWithoutFact(database, waiting);
    await foldAll();
    await callWithoutFact(database, waiting);
    await toTheEnd();
    await callWithoutFact(database, waiting);
    await foldAll();
    expect(await problems()).toEqual([]);
    expect([await countOf('received'), await countOf('called_reached'), await countOf('cancelled')]).toEqual([
      Number(received) + 1,
      Number(reached) + 3,
      Number(cancelled) + 1,
    ]);
  });

  it('that commit after their ticket was looked at are filled in by the fold', async () => {
    const reached = await countOf('called_reached');
    await asBefore();
    const client = new pg.Client({ connectionString: app.databaseUrl });
    await client.connect();
    try {
      await client.query('BEGIN');
      await callWithoutFact(outside(client), waiting);
      await toTheEnd();
      await app.get(Facts).fold();
      await client.query('COMMIT');
    } finally {
      await client.end();
    }
    await foldAll();
    expect(await problems()).toEqual([]);
    expect(await countOf('called_reached')).toBe(Number(reached) + 1);
  });

  it('of a transaction that began before there were facts hold it up until they are there', async () => {
    const reached = await countOf('called_reached');
    const client = new pg.Client({ connectionString: app.databaseUrl });
    await client.connect();
    try {
      await client.query('BEGIN');
      await callWithoutFact(outside(client), waiting);
      await asBefore();
      expect(await app.get(Filling).fill()).toBe(0);
      expect((await report()).filling).toBe(true);
      await client.query('COMMIT');
    } finally {
      await client.end();
    }
    await toTheEnd();
    expect(await problems()).toEqual([]);
    expect(await countOf('called_reached')).toBe(Number(reached) + 1);
  });
});

it('a ticket whose record does not say what its events set is left out, and answers say until when', async () => {
  const client = new pg.Client({ connectionString: app.databaseUrl });
  await client.connect();
  let events: { day: string }[];
  try {
    await client.query(`BEGIN; SET LOCAL session_replication_role = 'replica'`);
    const sql = `UPDATE ticket_events SET sets = NULL WHERE ticket_id = $1
      RETURNING (happened_at AT TIME ZONE 'Asia/Shanghai')::date::text AS day`;
    events = (await client.query<{ day: string }>(sql, [lone.id])).rows;
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
  const received = await countOf('received');
  await asBefore();
  await toTheEnd();
  const last =
    events
      .map(({ day }) => day)
      .sort()
      .at(-1) ?? '';
  const next = new Date(Date.parse(last) + DAY).toISOString().slice(0, 10);
  expect(await report()).toMatchObject({ filling: false, completeFrom: next });
  expect(await countOf('received')).toBe(Number(received) - 1);
  expect(await verify(app)).toMatchObject({ rows: [], ticketIdsNotChecked: [lone.id] });
});

describe('histograms that an older version kept as a row a bucket', () => {
  const TIMES = `INSERT INTO figure_times (holder_id, area_path, grain, start, measure, bucket, n)
    SELECT h.holder_id, h.area_path, h.grain, h.start, m.measure, b.bucket, div(m.n, power(10::numeric, 12 * b.bucket)) % 1e12
      FROM figure_histograms h CROSS JOIN LATERAL (VALUES ('accept', h.accept), ('resolve', h.resolve)) AS m (measure, n)
      CROSS JOIN generate_series(0, 250) AS b (bucket)
     WHERE h.grain <> 'day' AND div(m.n, power(10::numeric, 12 * b.bucket)) % 1e12 > 0`;

  it('are taken over as they are, and those of days are made of the facts', async () => {
    await app.get(Facts).fold();
    const { times } = await figures();
    const grains = new Set(times.map((row) => (row as { grain: string }).grain));
    expect([...grains].sort()).toEqual(['area_day', 'area_month', 'day', 'month']);
    const client = new pg.Client({ connectionString: app.databaseUrl });
    await client.connect();
    try {
      await client.query(`BEGIN; SET LOCAL session_replication_role = 'replica'`);
      await client.query(TIMES);
      await client.query(`${await takenOver()}; DELETE FROM figure_times; COMMIT`);
    } finally {
      await client.end();
    }
    expect((await figures()).times).toEqual(times);
    expect(await problems()).toEqual([]);
  });

  it('are not added to by an older version any more: the fold would move past what it added there', async () => {
    const [row] = await database.rows<{ key: string }>('SELECT holder_id AS key FROM figure_histograms LIMIT 1');
    const old = `INSERT INTO figure_times (holder_id, area_path, grain, start, measure, bucket, n)
      VALUES ($1, '3702.', 'month', '2026-01-01', 'accept', 1, 1)`;
    await expect(database.run(old, [row?.key])).rejects.toThrow('figure_histograms');
  });
});

/** What the migration fills the new table by, after what stands in it. */
async function takenOver(): Promise<string> {
  const file = (await readdir('migrations')).find((name) => name.endsWith('-histograms-as-numbers.sql')) ?? '';
  const text = await readFile(`migrations/${file}`, 'utf8');
  const inserts = text.slice(text.indexOf('SELECT FROM figures_mark'), text.indexOf('CREATE FUNCTION'));
  expect(inserts.match(/INSERT INTO figure_histograms/g)).toHaveLength(2);
  return `DELETE FROM figure_histograms; ${inserts.replace(/;\s*(--.*\s*)*$/, '')}`;
}
