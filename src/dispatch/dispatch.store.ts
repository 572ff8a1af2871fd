import { Injectable } from '@nestjs/common';
import type { Sql, Tx } from '../platform/database/database.js';

export const OFFER_STATES = ['offered', 'accepted', 'declined', 'expired', 'withdrawn'] as const;
export type OfferState = (typeof OFFER_STATES)[number];

export interface Offer {
  id: string;
  ticketId: string;
  placeId: string;
  helperId: string;
  state: OfferState;
  offeredAt: Date;
  expiresAt: Date;
  answeredAt: Date | null;
  reason: string | null;
}

const OFFER = `o.id, o.ticket_id AS "ticketId", o.place_id AS "placeId", o.helper_id AS "helperId", o.state,
  o.offered_at AS "offeredAt", o.expires_at AS "expiresAt", o.answered_at AS "answeredAt", o.reason`;

@Injectable()
export class DispatchStore {
  async insert(tx: Tx, offer: Omit<Offer, 'state' | 'answeredAt' | 'reason'>): Promise<void> {
    await tx.run(
      `INSERT INTO offers (id, ticket_id, place_id, helper_id, state, offered_at, expires_at)
       VALUES ($1, $2, $3, $4, 'offered', $5, $6)`,
      [offer.id, offer.ticketId, offer.placeId, offer.helperId, offer.offeredAt, offer.expiresAt],
    );
  }

  byId(sql: Sql, id: string): Promise<Offer | undefined> {
    return sql.one<Offer>(`SELECT ${OFFER} FROM offers o WHERE o.id = $1`, [id]);
  }

  ofTicket(sql: Sql, ticketId: string): Promise<Offer[]> {
    return sql.rows<Offer>(`SELECT ${OFFER} FROM offers o WHERE o.ticket_id = $1 ORDER BY o.id`, [ticketId]);
  }

  /** Newest first; `before` is the id of the last one of the page before. */
  ofHelper(sql: Sql, helperId: string, live: boolean, before: string | null, limit: number): Promise<Offer[]> {
    return sql.rows<Offer>(
      `SELECT ${OFFER} FROM offers o
        WHERE o.helper_id = $1 AND (NOT $2 OR o.state = 'offered') AND ($3::uuid IS NULL OR o.id < $3)
        ORDER BY o.id DESC LIMIT $4`,
      [helperId, live, before, limit],
    );
  }

  async answer(tx: Tx, id: string, state: OfferState, at: Date, reason: string | null = null): Promise<void> {
    await tx.run(`UPDATE offers SET state = $2, answered_at = $3, reason = $4 WHERE id = $1 AND state = 'offered'`, [
      id,
      state,
      at,
      reason,
    ]);
  }

  /** Tickets with offers that ran out; at most `limit`. */
  async expired(sql: Sql, now: Date, limit: number): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      `SELECT DISTINCT ticket_id AS id FROM (
         SELECT ticket_id FROM offers WHERE state = 'offered' AND expires_at <= $1 ORDER BY expires_at LIMIT $2) AS due`,
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }

  async schedule(tx: Tx, ticketId: string, dueAt: Date | null): Promise<void> {
    await tx.run(
      `INSERT INTO dispatches AS d (ticket_id, due_at) VALUES ($1, $2)
       ON CONFLICT (ticket_id) DO UPDATE SET due_at = CASE WHEN d.stopped THEN NULL ELSE excluded.due_at END`,
      [ticketId, dueAt],
    );
  }

  async setStopped(tx: Tx, ticketId: string, stopped: boolean, dueAt: Date | null): Promise<void> {
    await tx.run(
      `INSERT INTO dispatches (ticket_id, stopped, due_at) VALUES ($1, $2, $3)
       ON CONFLICT (ticket_id) DO UPDATE SET stopped = excluded.stopped, due_at = excluded.due_at`,
      [ticketId, stopped, dueAt],
    );
  }

  async isStopped(sql: Sql, ticketId: string): Promise<boolean> {
    const row = await sql.one<{ stopped: boolean }>('SELECT stopped FROM dispatches WHERE ticket_id = $1', [ticketId]);
    return row?.stopped ?? false;
  }

  async due(sql: Sql, now: Date, limit: number): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      'SELECT ticket_id AS id FROM dispatches WHERE due_at <= $1 ORDER BY due_at LIMIT $2',
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }

  async isDue(tx: Tx, ticketId: string, now: Date): Promise<boolean> {
    const row = await tx.one('SELECT 1 FROM dispatches WHERE ticket_id = $1 AND due_at <= $2', [ticketId, now]);
    return row !== undefined;
  }

  async ticketsOfEvents(sql: Sql, eventIds: string[]): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      'SELECT DISTINCT ticket_id AS id FROM ticket_events WHERE id = ANY($1) ORDER BY 1',
      [eventIds],
    );
    return rows.map(({ id }) => id);
  }

  /** Whom the head let go from the crew: they are not asked again by themselves. */
  async left(sql: Sql, ticketId: string): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      `SELECT changes ->> 'helperId' AS id FROM ticket_events WHERE ticket_id = $1 AND type = 'left'`,
      [ticketId],
    );
    return rows.map(({ id }) => id);
  }

  /** Tickets in hand and offers waiting, by helper. */
  async load(sql: Sql, helperIds: string[]): Promise<Map<string, number>> {
    const rows = await sql.rows<{ id: string; n: number }>(
      `SELECT helper_id AS id, count(*)::int AS n FROM (
         SELECT c.helper_id FROM crew_places c JOIN tickets t ON t.id = c.ticket_id
          WHERE c.helper_id = ANY($1) AND t.state IN ('open', 'assigned', 'in_progress', 'on_hold')
         UNION ALL
         SELECT helper_id FROM offers WHERE helper_id = ANY($1) AND state = 'offered') AS held
       GROUP BY helper_id`,
      [helperIds],
    );
    return new Map(rows.map(({ id, n }) => [id, n]));
  }
}
