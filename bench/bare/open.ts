import { v7 as uuidv7 } from 'uuid';
import type { Row } from '../sql.js';
import type { Written } from './capture.js';
import { asParameter, insert, Statement, type Query, type Types } from './statement.js';

export interface Opening {
  written: Written;
  ids: string[];
  phoneHash: Buffer;
  key: string;
}

/**
 * Opening a ticket as one statement that writes what the real server wrote for one: the rows captured, with ids of its own.
 * All tickets of a category have the same shape, so one statement serves them all.
 */
export function openStatement(types: Types, shape: Written): Query<Opening> {
  const statement = new Statement<Opening>('open', types);
  const made = madeIds(shape);
  const cell = (table: keyof Written['added']) => (row: number, column: string) => {
    const captured = shape.added[table][row]?.[column];
    const id = made.indexOf(String(captured));
    if (id !== -1) return ({ ids }: Opening) => ids[id];
    return ({ written }: Opening) => asParameter(written.added[table][row]?.[column], types[`${table}.${column}`]);
  };
  const plain = (table: keyof Written['added'], instead: Record<string, string> = {}) =>
    insert(statement, table, shape.added[table], cell(table), () => instead);

  const hash = statement.parameter('residents.phone_hash', ({ phoneHash }) => phoneHash);
  const caller = '(SELECT id FROM caller)';
  statement
    .with(
      'caller',
      `${plain('residents', { phone_hash: hash })}
       ON CONFLICT (phone_hash) WHERE phone_verified DO UPDATE SET name_encrypted = excluded.name_encrypted RETURNING id`,
    )
    .with(
      'ticket',
      `${plain('tickets', { reference: `nextval('ticket_references')::text || '0'`, person_helped_id: caller })}
       RETURNING reference`,
    )
    .with('crew', plain('crew_places'))
    .with('requester', plain('requesters', { resident_id: caller }))
    .with('event', plain('ticket_events'))
    .with('words', plain('ticket_texts'))
    .with('facts', plain('ticket_facts'))
    .with('outgoing', plain('outbox'))
    .with('dispatch', plain('dispatches'));
  const key = statement.parameter('idempotency_keys.key', ({ key: given }) => given);
  statement.with('once', plain('idempotency_keys', { key }));

  const [count] = shape.counts;
  if (count === undefined || shape.counts.length !== 1) throw new Error('opening counts in one row');
  const columns = { ...count.key, ...count.add };
  const counted = Object.keys(columns).map((column) =>
    statement.parameter(
      `counts.${column}`,
      ({ written }) => ({ ...written.counts[0]?.key, ...written.counts[0]?.add })[column],
    ),
  );
  statement.with(
    'counted',
    `INSERT INTO counts AS c (${Object.keys(columns).join(', ')}) VALUES (${counted.join(', ')})
     ON CONFLICT ON CONSTRAINT counts_pkey DO UPDATE
       SET ${Object.keys(count.add)
         .map((column) => `${column} = c.${column} + excluded.${column}`)
         .join(', ')}`,
  );
  return statement.finish('SELECT reference FROM ticket');
}

/** The ids that the request made, the ticket's first. */
export function madeIds({ ticketId, added }: Written): string[] {
  const ids = Object.values(added).flatMap((rows) => rows.map((row) => row.id).filter((id) => typeof id === 'string'));
  return [ticketId, ...ids.filter((id) => id !== ticketId)];
}

export function newIds(count: number): string[] {
  return Array.from({ length: count }, () => uuidv7());
}

/** The answer of the real server, for another ticket. */
export function answerOf(answer: Row, own: Row): Row {
  return { ...answer, ...own };
}
