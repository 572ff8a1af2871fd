import { Injectable } from '@nestjs/common';
import type { Sql, Tx } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import type {
  Conversation,
  ConversationState,
  MessageOutcome,
  Position,
  Question,
  StoredMessage,
} from './conversation.js';

const CONVERSATION = `c.id, c.gateway, c.resident_id AS "residentId", c.state, c.language, c.question, c.ticket_id AS "ticketId",
  c.last_at AS "lastAt"`;
const MESSAGE = `m.id, m.conversation_id AS "conversationId", c.resident_id AS "residentId", m.text_encrypted AS "textEncrypted",
  CASE WHEN m.lng IS NOT NULL THEN jsonb_build_object('lng', m.lng, 'lat', m.lat, 'system', m.coordinates) END AS position,
  m.received_at AS "receivedAt", m.decided_at AS "decidedAt", m.outcome, m.ticket_id AS "ticketId",
  m.reply_encrypted AS "replyEncrypted", m.tries`;
const MESSAGES = 'conversation_messages m JOIN conversations c ON c.id = m.conversation_id';

export interface NewMessage {
  id: string;
  conversationId: string;
  gateway: string;
  externalId: string;
  textEncrypted: Buffer;
  position: Position | null;
  at: Date;
  lookAt: Date;
}

export interface Change {
  state: ConversationState;
  language: Language;
  question: Question | null;
  ticketId: string | null;
  lookAt: Date | null;
  at: Date;
}

/** What was written in a conversation that a ticket came of. */
export interface TicketConversation {
  id: string;
  ticketId: string;
  language: Language;
  question: Question | null;
  asked: boolean;
  messages: { id: string; at: string; text: string | null; reply: string | null }[];
}

@Injectable()
export class ConversationsStore {
  /** All that one person writes is decided one after the other. */
  async takeTurns(tx: Tx, residentId: string): Promise<void> {
    await tx.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`conversations ${residentId}`]);
  }

  async idOf(sql: Sql, gateway: string, externalId: string): Promise<string | undefined> {
    const row = await sql.one<{ id: string }>(
      'SELECT id FROM conversation_messages WHERE gateway = $1 AND external_id = $2',
      [gateway, externalId],
    );
    return row?.id;
  }

  /** The live one of a number; a new one (`id`) where there is none. Of two at once there is one. */
  async live(
    tx: Tx,
    made: { id: string; gateway: string; residentId: string; language: Language; at: Date },
  ): Promise<string> {
    const { id, gateway, residentId, language, at } = made;
    await tx.run(
      `INSERT INTO conversations (id, gateway, resident_id, state, language, begun_at, last_at)
       VALUES ($1, $2, $3, 'listening', $4, $5, $5)
       ON CONFLICT (gateway, resident_id) WHERE state <> 'over' DO NOTHING`,
      [id, gateway, residentId, language, at],
    );
    const row = await tx.one<{ id: string }>(
      `SELECT id FROM conversations WHERE gateway = $1 AND resident_id = $2 AND state <> 'over'`,
      [gateway, residentId],
    );
    return row?.id ?? id;
  }

  /** A message that was there before stays as it was. */
  async insertMessage(tx: Tx, message: NewMessage): Promise<void> {
    const { position } = message;
    await tx.run(
      `INSERT INTO conversation_messages (id, conversation_id, gateway, external_id, text_encrypted, lng, lat, coordinates,
         received_at, look_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (gateway, external_id) DO NOTHING`,
      [
        message.id,
        message.conversationId,
        message.gateway,
        message.externalId,
        message.textEncrypted,
        position?.lng ?? null,
        position?.lat ?? null,
        position === null ? null : (position.system ?? 'wgs84'),
        message.at,
        message.lookAt,
      ],
    );
  }

  message(sql: Sql, id: string): Promise<StoredMessage | undefined> {
    return sql.one(`SELECT ${MESSAGE} FROM ${MESSAGES} WHERE m.id = $1`, [id]);
  }

  conversation(sql: Sql, id: string): Promise<Conversation | undefined> {
    return sql.one(`SELECT ${CONVERSATION} FROM conversations c WHERE c.id = $1`, [id]);
  }

  /** What was written in it, in order; without what was erased. */
  async texts(sql: Sql, conversationId: string): Promise<Buffer[]> {
    const rows = await sql.rows<{ text: Buffer }>(
      `SELECT text_encrypted AS text FROM conversation_messages
        WHERE conversation_id = $1 AND text_encrypted IS NOT NULL ORDER BY received_at, id`,
      [conversationId],
    );
    return rows.map(({ text }) => text);
  }

  /** Where the telephone was last, as far as it was told in this conversation. */
  async position(sql: Sql, conversationId: string): Promise<Position | null> {
    const row = await sql.one<{ position: Position }>(
      `SELECT jsonb_build_object('lng', m.lng, 'lat', m.lat, 'system', m.coordinates) AS position
         FROM conversation_messages m WHERE m.conversation_id = $1 AND m.lng IS NOT NULL
        ORDER BY m.received_at DESC, m.id DESC LIMIT 1`,
      [conversationId],
    );
    return row?.position ?? null;
  }

  async change(tx: Tx, id: string, { state, language, question, ticketId, lookAt, at }: Change): Promise<void> {
    await tx.run(
      `UPDATE conversations SET state = $2, language = $3, question = $4, ticket_id = $5, look_at = $6, last_at = $7
        WHERE id = $1`,
      [id, state, language, question === null ? null : JSON.stringify(question), ticketId, lookAt, at],
    );
  }

  async end(tx: Tx, id: string): Promise<void> {
    await tx.run(`UPDATE conversations SET state = 'over', look_at = NULL WHERE id = $1`, [id]);
  }

  async moveMessage(tx: Tx, messageId: string, conversationId: string): Promise<void> {
    await tx.run('UPDATE conversation_messages SET conversation_id = $2 WHERE id = $1', [messageId, conversationId]);
  }

  async decided(
    tx: Tx,
    id: string,
    {
      at,
      outcome,
      ticketId,
      reply,
    }: { at: Date; outcome: MessageOutcome; ticketId: string | null; reply: Buffer | null },
  ): Promise<void> {
    await tx.run(
      `UPDATE conversation_messages SET decided_at = $2, outcome = $3, ticket_id = $4, reply_encrypted = $5, look_at = NULL
        WHERE id = $1`,
      [id, at, outcome, ticketId, reply],
    );
  }

  /** Could not be decided: again a little later each time, an hour at most. */
  async failed(sql: Sql, id: string, now: Date): Promise<void> {
    await sql.run(
      `UPDATE conversation_messages
          SET tries = tries + 1, look_at = $2::timestamptz + least(interval '1 hour', interval '30 seconds' * 2 ^ least(tries, 10))
        WHERE id = $1 AND decided_at IS NULL`,
      [id, now],
    );
  }

  async undecided(sql: Sql, now: Date, limit: number): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      `SELECT id FROM conversation_messages WHERE decided_at IS NULL AND look_at <= $1 ORDER BY look_at LIMIT $2`,
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }

  async unanswered(sql: Sql, now: Date, limit: number): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      `SELECT id FROM conversations WHERE state = 'asked' AND look_at <= $1 ORDER BY look_at LIMIT $2`,
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** A question that cannot be given to the desk yet waits a minute more. */
  async lookLater(sql: Sql, id: string, now: Date): Promise<void> {
    await sql.run(
      `UPDATE conversations SET look_at = $2::timestamptz + interval '1 minute' WHERE id = $1 AND state = 'asked'`,
      [id, now],
    );
  }

  /** Words, places and answers of a person; what came of them stays. */

  /** Of all their conversations, in order; without what was erased. */
  writtenBy(
    sql: Sql,
    residentId: string,
  ): Promise<
    { at: Date; gateway: string; text: Buffer | null; reply: Buffer | null; lng: number | null; lat: number | null }[]
  > {
    return sql.rows(
      `SELECT m.received_at AS at, m.gateway, m.text_encrypted AS text, m.reply_encrypted AS reply, m.lng, m.lat
         FROM conversation_messages m JOIN conversations c ON c.id = m.conversation_id
        WHERE c.resident_id = $1 AND m.erased_at IS NULL ORDER BY m.received_at, m.id`,
      [residentId],
    );
  }

  async erase(tx: Tx, residentId: string, at: Date): Promise<void> {
    await tx.run(
      `UPDATE conversation_messages m
          SET text_encrypted = NULL, reply_encrypted = NULL, lng = NULL, lat = NULL, coordinates = NULL, erased_at = $2
         FROM conversations c WHERE c.id = m.conversation_id AND c.resident_id = $1 AND m.erased_at IS NULL`,
      [residentId, at],
    );
    await tx.run(`UPDATE conversations SET question = NULL, state = 'over', look_at = NULL WHERE resident_id = $1`, [
      residentId,
    ]);
  }

  /** The smallest area that holds all others. */
  async rootCode(sql: Sql): Promise<string | undefined> {
    const row = await sql.one<{ code: string }>('SELECT code FROM areas WHERE parent_id IS NULL ORDER BY path LIMIT 1');
    return row?.code;
  }

  /** By ticket; texts and answers are encrypted, in base64. */
  ofTickets(sql: Sql, ticketIds: string[]): Promise<TicketConversation[]> {
    return sql.rows(
      `SELECT c.id, c.ticket_id AS "ticketId", c.language, c.question,
              EXISTS (SELECT 1 FROM conversation_messages a WHERE a.conversation_id = c.id AND a.outcome = 'asked') AS asked,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'at', m.received_at,
                        'text', encode(m.text_encrypted, 'base64'), 'reply', encode(m.reply_encrypted, 'base64'))
                        ORDER BY m.received_at, m.id), '[]')
                 FROM conversation_messages m WHERE m.conversation_id = c.id) AS messages
         FROM conversations c WHERE c.ticket_id = ANY ($1::uuid[])`,
      [ticketIds],
    );
  }
}
