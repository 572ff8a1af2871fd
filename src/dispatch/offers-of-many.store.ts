import type { Sql } from '../platform/database/database.js';
import type { OfferState } from './dispatch.store.js';

/** An offer's row as far as the record tells it. */
export interface KeptOffer {
  id: string;
  placeId: string;
  helperId: string;
  state: OfferState;
  expiresAt: string;
  /** why it was declined, or taken back: a code */
  reason: string | null;
}

/** FRONT DOOR: the offers of many tickets at once, for who reads all of them. */
export class OffersOfMany {
  async of(sql: Sql, ticketIds: string[]): Promise<Map<string, KeptOffer[]>> {
    const rows = await sql.rows<Omit<KeptOffer, 'expiresAt'> & { ticketId: string; expiresAt: Date }>(
      `SELECT id, ticket_id AS "ticketId", place_id AS "placeId", helper_id AS "helperId", state,
              expires_at AS "expiresAt", reason
         FROM offers WHERE ticket_id = ANY($1)`,
      [ticketIds],
    );
    const offers = new Map<string, KeptOffer[]>();
    for (const { ticketId, expiresAt, ...row } of rows) {
      const offer = { ...row, expiresAt: expiresAt.toISOString() };
      const known = offers.get(ticketId);
      if (known === undefined) offers.set(ticketId, [offer]);
      else known.push(offer);
    }
    return offers;
  }
}
