import { Database } from '../../src/platform/database/database.js';
import type { TestApp } from './harness.js';

/** More than any ticket of the street has of anything. */
export const MANY = 25;
/** As many as a ticket may have, with room for one more. */
const PHOTOS = 19;

/** A copy of a ticket's row with other values, `given` as an SQL expression of a jsonb; `n` copies; their ids. */
export async function copies(app: TestApp, ticketId: string, n: number, given = `'{}'::jsonb`): Promise<string[]> {
  const rows = await app.get(Database).rows<{ id: string }>(
    `WITH made AS MATERIALIZED (SELECT gen_random_uuid() AS id, n FROM generate_series(1, $2::int) AS n)
     INSERT INTO tickets
     SELECT c.* FROM tickets t CROSS JOIN made CROSS JOIN LATERAL jsonb_populate_record(t,
        jsonb_build_object('id', made.id, 'reference', 'T' || replace(made.id::text, '-', '')) || ${given}) AS c
      WHERE t.id = $1
     RETURNING id`,
    [ticketId, n],
  );
  const ids = rows.map(({ id }) => id);
  await app.get(Database).run(
    `INSERT INTO requesters (ticket_id, no, resident_id)
     SELECT c.id, 1, (SELECT q.resident_id FROM requesters q WHERE q.ticket_id = $1 AND q.no = 1)
       FROM unnest($2::uuid[]) AS c (id)`,
    [ticketId, ids],
  );
  return ids;
}

/** What stands in the database of a ticket that much has happened to: of everything as many rows as `n`. */
export async function grow(app: TestApp, ticketId: string, n: number): Promise<void> {
  const database = app.get(Database);
  const merged = await copies(app, ticketId, n, `jsonb_build_object('state', 'merged', 'merged_into', t.id)`);
  await database.run(
    `INSERT INTO requesters (ticket_id, no, resident_id, from_ticket, from_no)
     SELECT $1, 1 + row_number() OVER (), q.resident_id, q.ticket_id, q.no FROM requesters q WHERE q.ticket_id = ANY ($2::uuid[])`,
    [ticketId, merged],
  );
  const events = await database.rows<{ id: string }>(
    `INSERT INTO ticket_events (id, ticket_id, version, type, actor_kind, actor_id, on_behalf_of, channel, happened_at,
       entered_at, changes, station_id)
     SELECT gen_random_uuid(), t.id, t.version + n, 'commented', 'account', a.id, h.id, 'web', t.opened_at, t.opened_at,
            jsonb_build_object('helperId', h.id), t.station_id
       FROM tickets t CROSS JOIN generate_series(1, $2::int) AS n
       JOIN (SELECT id, account_id, row_number() OVER (ORDER BY id) AS no FROM helpers) AS h ON h.no = n
       JOIN accounts a ON a.id = h.account_id
      WHERE t.id = $1
     RETURNING id`,
    [ticketId, n],
  );
  const ids = events.map(({ id }) => id);
  await database.run('UPDATE tickets SET version = version + $2 WHERE id = $1', [ticketId, n]);
  await database.run(
    `INSERT INTO ticket_texts (id, ticket_id, event_id, kind, text)
     SELECT gen_random_uuid(), $1, e.id, k.kind, '说明' FROM unnest($2::uuid[]) AS e (id)
      CROSS JOIN (VALUES ('comment'), ('note'), ('reason')) AS k (kind)`,
    [ticketId, ids],
  );
  await database.run(
    `INSERT INTO photos (id, ticket_id, event_id, width, height, bytes)
     SELECT gen_random_uuid(), $1, e.id, 8, 8, 800 FROM unnest($2::uuid[]) AS e (id) LIMIT $3`,
    [ticketId, ids, PHOTOS],
  );
  await database.run(
    `INSERT INTO ticket_materials (id, ticket_id, event_id, name, quantity, unit, cost, paid_by)
     SELECT gen_random_uuid(), $1, e.id, '螺丝', 2, '颗', 100, 'station' FROM unnest($2::uuid[]) AS e (id)`,
    [ticketId, ids],
  );
  await database.run(
    `INSERT INTO offers (id, ticket_id, place_id, helper_id, state, offered_at, expires_at, answered_at, counted)
     SELECT gen_random_uuid(), $1, (SELECT c.id FROM crew_places c WHERE c.ticket_id = $1 LIMIT 1), h.id, 'withdrawn',
            now() - interval '1 hour', now(), now() - interval '1 hour', true
       FROM (SELECT id FROM helpers ORDER BY id LIMIT $2) AS h`,
    [ticketId, n],
  );
  await database.run(
    `INSERT INTO outgoing_messages (id, template, ticket_id, requester, event_id, created_at)
     SELECT gen_random_uuid(), 'appointment', $1, 1, e.id, now() FROM unnest($2::uuid[]) AS e (id)`,
    [ticketId, ids],
  );
}

/** Merged `n` times over, each time into the next, at last into this one: where the first requester asked. */
export async function mergedInto(app: TestApp, ticketId: string, n: number): Promise<string> {
  const database = app.get(Database);
  const chain = await copies(
    app,
    ticketId,
    n,
    `jsonb_build_object('state', 'merged', 'merged_into', t.id, 'outcome', NULL, 'confirmation', NULL)`,
  );
  for (const [at, from] of chain.entries()) {
    const into = chain[at + 1] ?? ticketId;
    await database.run('UPDATE tickets SET merged_into = $2 WHERE id = $1', [from, into]);
    await database.run(
      `INSERT INTO requesters (ticket_id, no, resident_id, from_ticket, from_no)
       SELECT $1, (SELECT max(no) FROM requesters WHERE ticket_id = $1) + row_number() OVER (ORDER BY q.no),
              q.resident_id, q.ticket_id, q.no
         FROM requesters q WHERE q.ticket_id = $2`,
      [into, from],
    );
  }
  return chain[0] ?? ticketId;
}

/** Wait for this helper's answer: as many offers, each of a ticket of its own. */
export async function offersTo(app: TestApp, helperId: string, ticketId: string, n: number): Promise<string[]> {
  const ids = await copies(app, ticketId, n);
  const database = app.get(Database);
  await database.run(
    `INSERT INTO crew_places (id, ticket_id, skill) SELECT gen_random_uuid(), t.id, NULL FROM unnest($1::uuid[]) AS t (id)`,
    [ids],
  );
  await database.run(
    `INSERT INTO offers (id, ticket_id, place_id, helper_id, state, offered_at, expires_at)
     SELECT gen_random_uuid(), c.ticket_id, c.id, $2, 'offered', now(), now() + interval '1 day'
       FROM crew_places c WHERE c.ticket_id = ANY ($1::uuid[])`,
    [ids, helperId],
  );
  return ids;
}
