import { randomUUID } from 'node:crypto';
import type { Row, Sql } from '../sql.js';

/** What one request of the real server wrote: the rows that it added, and the fields that it changed. */
export interface Written {
  /** the answer, as it was given */
  answer: Row;
  ticketId: string;
  /** by table */
  added: Record<Table, Row[]>;
  /** by table: of the rows that were changed, all alike, the columns that were */
  changed: Partial<Record<Table, Row>>;
  counts: { key: Row; add: Record<string, number> }[];
  times: Row[];
}

/** Where a request about one ticket leaves rows: those of the ticket `$1`, and the one of the request's key. */
const TABLES = {
  residents: 'SELECT * FROM residents WHERE id IN (SELECT resident_id FROM requesters WHERE ticket_id = $1)',
  tickets: 'SELECT * FROM tickets WHERE id = $1',
  crew_places: 'SELECT * FROM crew_places WHERE ticket_id = $1 ORDER BY skill NULLS FIRST, id',
  requesters: 'SELECT * FROM requesters WHERE ticket_id = $1 ORDER BY no',
  offers: 'SELECT * FROM offers WHERE ticket_id = $1 ORDER BY id',
  ticket_events: 'SELECT * FROM ticket_events WHERE ticket_id = $1 ORDER BY version',
  ticket_texts: 'SELECT * FROM ticket_texts WHERE ticket_id = $1 ORDER BY id',
  ticket_facts: 'SELECT f.*, f.day::text AS day FROM ticket_facts f WHERE f.ticket_id = $1 ORDER BY f.version, f.kind',
  outbox: `SELECT event_id, consumer FROM outbox
            WHERE event_id IN (SELECT id FROM ticket_events WHERE ticket_id = $1) ORDER BY consumer`,
  dispatches: 'SELECT * FROM dispatches WHERE ticket_id = $1',
  idempotency_keys: 'SELECT * FROM idempotency_keys WHERE key = $1',
} as const;
export type Table = keyof typeof TABLES;
export const TABLE_NAMES = Object.keys(TABLES) as Table[];

type Snapshot = Record<Table, Row[]>;

const COUNTS = 'SELECT c.*, c.day::text AS day FROM counts c';
const TIMES = 'SELECT t.*, t.day::text AS day FROM count_times t';
const COUNTS_KEY = ['holder_id', 'holder_kind', 'area_path', 'day', 'category_id'];

export interface Asked {
  path: string;
  body: object;
  token: string;
  /** the ticket that it changes; the one that it makes, if none is told */
  ticketId?: string;
}

/** Asks the real server once, and looks at what it wrote. Nothing else may be going on. */
export async function capture(sql: Sql, port: number, { path, body, token, ticketId }: Asked): Promise<Written> {
  const key = randomUUID();
  const before = await snapshot(sql, ticketId ?? NONE, key);
  const counted = await sql.rows(COUNTS);
  const timed = await sql.rows(TIMES);
  const answer = await ask(port, path, body, token, key);
  const id = ticketId ?? String(answer.id);
  const after = await snapshot(sql, id, key);
  return {
    answer,
    ticketId: id,
    added: tables((table) => after[table].filter((row) => twin(table, before[table], row) === undefined)),
    changed: changes(before, after),
    counts: (await sql.rows(COUNTS)).flatMap((row) => tally(row, same(counted, row, COUNTS_KEY))),
    times: (await sql.rows(TIMES)).filter(
      (row) => same(timed, row, ['holder_id', 'day', 'category_id', 'measure', 'bucket'])?.n !== row.n,
    ),
  };
}

const NONE = '00000000-0000-0000-0000-000000000000';

async function snapshot(sql: Sql, ticketId: string, key: string): Promise<Snapshot> {
  const found: Partial<Snapshot> = {};
  for (const table of TABLE_NAMES) {
    found[table] = await sql.rows(TABLES[table], [table === 'idempotency_keys' ? key : ticketId]);
  }
  return found as Snapshot;
}

function tables(of: (table: Table) => Row[]): Snapshot {
  return Object.fromEntries(TABLE_NAMES.map((table) => [table, of(table)])) as Snapshot;
}

const KEYS: Partial<Record<Table, string[]>> = {
  requesters: ['ticket_id', 'no'],
  ticket_facts: ['ticket_id', 'version', 'kind'],
  outbox: ['event_id', 'consumer'],
  dispatches: ['ticket_id'],
  idempotency_keys: ['key'],
};

function same(rows: Row[], row: Row, key: string[]): Row | undefined {
  return rows.find((each) => key.every((column) => each[column] === row[column]));
}

const twin = (table: Table, rows: Row[], row: Row) => same(rows, row, KEYS[table] ?? ['id']);

function changes(before: Snapshot, after: Snapshot): Written['changed'] {
  const changed: Written['changed'] = {};
  for (const table of TABLE_NAMES) {
    for (const row of after[table]) {
      const old = twin(table, before[table], row);
      if (old === undefined) continue;
      const columns = Object.keys(row).filter((column) => JSON.stringify(row[column]) !== JSON.stringify(old[column]));
      if (columns.length === 0) continue;
      const fields = Object.fromEntries(columns.map((column) => [column, row[column]]));
      if (changed[table] !== undefined && JSON.stringify(changed[table]) !== JSON.stringify(fields))
        throw new Error(`rows of ${table} were changed in more than one way: the bare one knows one`);
      changed[table] = fields;
    }
  }
  return changed;
}

function tally(row: Row, old: Row | undefined): Written['counts'] {
  const add = Object.entries(row)
    .filter(([, value]) => typeof value === 'number')
    .map(([column, value]) => [column, Number(value) - Number(old?.[column] ?? 0)] as const)
    .filter(([, value]) => value !== 0);
  // counted nothing, and yet a row of zeros was made
  if (add.length === 0 && old !== undefined) return [];
  return [{ key: Object.fromEntries(COUNTS_KEY.map((column) => [column, row[column]])), add: Object.fromEntries(add) }];
}

export async function ask(port: number, path: string, body: object, token: string, key = randomUUID()): Promise<Row> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Row;
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

export async function read(port: number, path: string, token: string): Promise<Row> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const answer = (await response.json()) as Row;
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}
