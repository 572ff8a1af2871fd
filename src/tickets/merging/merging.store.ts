import { Injectable } from '@nestjs/common';
import type { Sql, Tx } from '../../platform/database/database.js';

interface Step {
  ticketId: string;
  no: number;
}

/** Requesters beside the ticket's row: written here, in the transaction of the merge that the record tells. */
@Injectable()
export class MergingStore {
  /** Those who ask at `from` ask at `into` as well, under numbers that were never given; how many. */
  async carry(tx: Tx, from: string, into: string): Promise<number> {
    return tx.run(
      `INSERT INTO requesters (ticket_id, no, resident_id, language, from_ticket, from_no)
       SELECT $2, (SELECT max(no) FROM requesters WHERE ticket_id = $2) + row_number() OVER (ORDER BY q.no), q.resident_id, q.language,
              q.ticket_id, q.no
         FROM requesters q WHERE q.ticket_id = $1 AND q.left_at IS NULL`,
      [from, into],
    );
  }

  async takeBack(tx: Tx, from: string, into: string, at: Date): Promise<number> {
    return tx.run('UPDATE requesters SET left_at = $3 WHERE ticket_id = $2 AND from_ticket = $1 AND left_at IS NULL', [
      from,
      into,
      at,
    ]);
  }

  /** The highest number that was ever given at the ticket, and how many ask there now. */
  async numbers(sql: Sql, ticketId: string): Promise<{ last: number; asking: number }> {
    const row = await sql.one<{ last: number; asking: number }>(
      `SELECT coalesce(max(no), 0)::int AS last, count(*) FILTER (WHERE left_at IS NULL)::int AS asking
         FROM requesters WHERE ticket_id = $1`,
      [ticketId],
    );
    return row ?? { last: 0, asking: 0 };
  }

  /** Where this requester is answered now: step by step to the end. A chain ends: a ticket is merged into one that is not. */
  async answeredAt(sql: Sql, { ticketId, no }: Step): Promise<Step> {
    const last = await sql.one<Step>(
      `WITH RECURSIVE way AS (
         SELECT $1::uuid AS ticket_id, $2::smallint AS no, 0 AS step
          UNION ALL
         SELECT n.ticket_id, n.no, w.step + 1 FROM way w CROSS JOIN LATERAL (
           SELECT q.from_ticket AS ticket_id, q.from_no AS no FROM requesters q
            WHERE q.ticket_id = w.ticket_id AND q.no = w.no AND q.left_at IS NOT NULL
            UNION ALL
           SELECT c.ticket_id, c.no FROM tickets t JOIN requesters c ON c.ticket_id = t.merged_into
            WHERE t.id = w.ticket_id AND c.from_ticket = t.id AND c.from_no = w.no AND c.left_at IS NULL
            LIMIT 1) AS n)
       SELECT ticket_id AS "ticketId", no::int AS no FROM way ORDER BY step DESC LIMIT 1`,
      [ticketId, no],
    );
    return last ?? { ticketId, no };
  }

  async mergedBySystem(sql: Sql, ticketId: string): Promise<boolean> {
    const row = await sql.one<{ kind: string }>(
      `SELECT actor_kind AS kind FROM ticket_events WHERE ticket_id = $1 AND type = 'merged' ORDER BY version DESC LIMIT 1`,
      [ticketId],
    );
    return row?.kind === 'system';
  }

  async mergedInto(sql: Sql, ticketId: string): Promise<string | null> {
    const row = await sql.one<{ id: string | null }>('SELECT merged_into AS id FROM tickets WHERE id = $1', [ticketId]);
    return row?.id ?? null;
  }
}
