import type { Ready } from './probe.js';
import type { Sql } from './sql.js';

/** What a ticket consists of, with the columns that are another ticket's own. */
const PARTS = {
  tickets: ['id'],
  crew_places: ['id', 'ticket_id'],
  requesters: ['ticket_id'],
  offers: ['id', 'ticket_id', 'place_id'],
  ticket_events: ['id', 'ticket_id'],
  ticket_texts: ['id', 'ticket_id', 'event_id'],
  dispatches: ['ticket_id'],
};

const TICKET: Record<string, string> = { tickets: 'id' };

/** Numbers of copies: none is given out twice. */
let next = 1;

/**
 * The id of copy `n` of what has the id `template`: in the order of the copies, older than any ticket that is opened, and the
 * same wherever it is named.
 */
const ID_FUNCTION = `
  CREATE OR REPLACE FUNCTION copied_id(template uuid, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex(1700000000000 + n), 12, '0') || '7' || substr(md5(template::text || n), 1, 3) || '9'
            || substr(md5(template::text || n), 4, 15))::uuid
  $$`;

/** Column (`tickets.state`) → its SQL in the copies; `i` is SQL for the how manieth of its template a copy is, from 0. */
export type Instead = Record<string, (i: string) => string>;

/** `count` copies of the tickets, in turns; with all that belongs to each but its residents, who are shared. */
export async function copyTickets(
  sql: Sql,
  ready: readonly Ready[],
  count: number,
  instead: Instead = {},
): Promise<Ready[]> {
  await sql.run(ID_FUNCTION);
  const first = next;
  next += count;
  const templates = ready.map(({ ticketId }) => ticketId);
  await sql.run('BEGIN; SET LOCAL session_replication_role = replica');
  for (const [table, own] of Object.entries(PARTS)) await copyRows(sql, table, own, templates, first, count, instead);
  await sql.run('COMMIT');
  // of each template's subject the ids of its copies
  const ids = await sql.rows<{ id: string }>(
    `SELECT copied_id(($1::uuid[])[1 + (n - $2) % $3], n) AS id FROM generate_series($2::bigint, $2 + $4 - 1) AS n ORDER BY n`,
    [ready.map(({ subjectId }) => subjectId), first, ready.length, count],
  );
  return ids.flatMap(({ id }, index) => {
    const from = ready[index % ready.length];
    // the copy's subject; its ticket is not needed any more
    return from === undefined ? [] : [{ ...from, subjectId: id }];
  });
}

async function copyRows(
  sql: Sql,
  table: string,
  own: string[],
  templates: string[],
  first: number,
  count: number,
  instead: Instead,
): Promise<void> {
  const columns = await sql.rows<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'xid' AND attgenerated = ''`,
    [table],
  );
  const names = columns.map(({ name }) => name);
  const values = names.map((name) => {
    const other = instead[`${table}.${name}`];
    if (other !== undefined) return other('((n - $2) / $4)');
    if (own.includes(name)) return `copied_id(t.${name}, n)`;
    if (table === 'tickets' && name === 'reference') return `'C' || n`;
    // no offer runs out while it is measured
    if (table === 'offers' && name === 'expires_at') return `now() + interval '1 day'`;
    return `t.${name}`;
  });
  await sql.rows(
    `INSERT INTO ${table} (${names.join(', ')})
     SELECT ${values.join(', ')} FROM generate_series($2::bigint, $2 + $3 - 1) AS n
       JOIN ${table} t ON t.${TICKET[table] ?? 'ticket_id'} = ($1::uuid[])[1 + (n - $2) % $4]`,
    [templates, first, count, templates.length],
  );
}
