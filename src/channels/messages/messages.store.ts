import { Injectable } from '@nestjs/common';
import type { Sql, Tx } from '../../platform/database/database.js';
import { newId } from '../../platform/outbox.js';

export type Template =
  | 'receipt'
  | 'please-confirm'
  | 'reopened'
  | 'cancelled'
  | 'merged'
  | 'appointment'
  | 'appointment-cancelled'
  | 'nobody-home'
  | 'one-time-code';

export interface OutgoingMessage {
  id: string;
  template: Template;
  ticketId: string | null;
  requester: number | null;
  accountId: string | null;
  eventId: string | null;
  createdAt: Date;
  sentAt: Date | null;
}

const MESSAGE = `id, template, ticket_id AS "ticketId", requester, account_id AS "accountId", event_id AS "eventId", created_at AS "createdAt",
  sent_at AS "sentAt"`;

/** What a slip that was signed on paper needs no message for. */
const NOT_OF_SLIPS: Template[] = ['receipt', 'please-confirm'];

@Injectable()
export class MessagesStore {
  /**
   * One to each requester of the ticket who left a phone number, once where they asked twice; nothing of what a slip closed
   * the moment it was entered.
   */
  async toRequesters(
    tx: Tx,
    rows: { template: Template; ticketId: string; eventId: string }[],
    at: Date,
  ): Promise<void> {
    // who asked twice is told once, and of a slip that closed its ticket there is nothing to tell
    const people = await tx.rows<{ ticketId: string; no: number; slip: boolean }>(
      `SELECT q.ticket_id AS "ticketId", min(q.no)::int AS no, t.confirmation IS NOT DISTINCT FROM 'slip' AS slip
         FROM requesters q JOIN residents r ON r.id = q.resident_id JOIN tickets t ON t.id = q.ticket_id
        WHERE q.ticket_id = ANY ($1::uuid[]) AND q.left_at IS NULL AND r.phone_encrypted IS NOT NULL
        GROUP BY q.ticket_id, q.resident_id, t.confirmation ORDER BY q.ticket_id, 2`,
      [rows.map(({ ticketId }) => ticketId)],
    );
    const messages = rows.flatMap((row) =>
      people
        .filter(({ ticketId, slip }) => ticketId === row.ticketId && !(slip && NOT_OF_SLIPS.includes(row.template)))
        .map(({ no }) => ({ ...row, id: newId(), no, at })),
    );
    await tx.run(
      `INSERT INTO outgoing_messages (id, template, ticket_id, requester, event_id, created_at)
       SELECT r.id, r.template, r."ticketId", r.no, r."eventId", r.at FROM jsonb_to_recordset($1::jsonb)
         AS r (id uuid, template text, "ticketId" uuid, no smallint, "eventId" uuid, at timestamptz)`,
      [JSON.stringify(messages)],
    );
  }

  async toAccount(tx: Tx, message: { id: string; template: Template; accountId: string; at: Date }): Promise<void> {
    await tx.run('INSERT INTO outgoing_messages (id, template, account_id, created_at) VALUES ($1, $2, $3, $4)', [
      message.id,
      message.template,
      message.accountId,
      message.at,
    ]);
  }

  ofTicket(sql: Sql, ticketId: string): Promise<OutgoingMessage[]> {
    return sql.rows(`SELECT ${MESSAGE} FROM outgoing_messages WHERE ticket_id = $1 ORDER BY id`, [ticketId]);
  }

  latest(sql: Sql, limit: number): Promise<OutgoingMessage[]> {
    return sql.rows(`SELECT ${MESSAGE} FROM outgoing_messages ORDER BY id DESC LIMIT $1`, [limit]);
  }

  takeUnsent(sql: Sql, now: Date, limit: number): Promise<{ id: string; template: Template }[]> {
    return sql.rows(
      `UPDATE outgoing_messages SET sent_at = $1 WHERE id IN (
         SELECT id FROM outgoing_messages WHERE sent_at IS NULL ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id, template`,
      [now, limit],
    );
  }
}
