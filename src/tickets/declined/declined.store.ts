import type { Sql, Tx } from '../../platform/database/database.js';
import { prepare } from '../../platform/database/statement.js';

export const SIDES = ['resident', 'helper'] as const;
/** Who declined the other. */
export type Side = (typeof SIDES)[number];

export interface DeclinedPair {
  helperId: string;
  name: string;
  declinedBy: Side;
  declinedAt: Date;
}

/** Those who asked for the tickets $1, and those who are helped there. */
const RESIDENTS = `SELECT q.ticket_id, q.resident_id FROM requesters q WHERE q.ticket_id = ANY ($1::uuid[])
  UNION SELECT t.id, t.person_helped_id FROM tickets t WHERE t.id = ANY ($1::uuid[]) AND t.person_helped_id IS NOT NULL`;

/** Helpers who are in the crew of ticket $1, or have been. */
const MET = `SELECT c.helper_id AS id FROM crew_places c WHERE c.ticket_id = $1 AND c.helper_id IS NOT NULL
  UNION SELECT (e.changes ->> 'helperId')::uuid FROM ticket_events e
   WHERE e.ticket_id = $1 AND e.type IN ('joined', 'taken', 'left') AND e.changes ->> 'helperId' IS NOT NULL`;

export class DeclinedStore {
  ofTickets(sql: Sql, ticketIds: string[]): Promise<{ ticketId: string; helperId: string }[]> {
    return sql.rows(
      prepare(`SELECT DISTINCT r.ticket_id AS "ticketId", p.helper_id AS "helperId"
                 FROM (${RESIDENTS}) AS r JOIN declined_pairs p ON p.resident_id = r.resident_id`),
      [ticketIds],
    );
  }

  /** Of the residents of a ticket, by helper. */
  pairs(sql: Sql, ticketId: string): Promise<DeclinedPair[]> {
    return sql.rows(
      `SELECT p.helper_id AS "helperId", a.name, p.declined_by AS "declinedBy", max(p.declined_at) AS "declinedAt"
         FROM (${RESIDENTS}) AS r JOIN declined_pairs p ON p.resident_id = r.resident_id
         JOIN helpers h ON h.id = p.helper_id JOIN accounts a ON a.id = h.account_id
        GROUP BY p.helper_id, a.name, p.declined_by ORDER BY p.helper_id, p.declined_by`,
      [[ticketId]],
    );
  }

  /** Who came, or was to come, with whether this resident has declined them; by name. */
  met(
    sql: Sql,
    ticketId: string,
    residentId: string | null,
  ): Promise<{ helperId: string; name: string; declined: boolean }[]> {
    return sql.rows(
      `SELECT h.id AS "helperId", a.name,
              EXISTS (SELECT FROM declined_pairs p
                       WHERE p.resident_id = $2 AND p.helper_id = h.id AND p.declined_by = 'resident') AS declined
         FROM (${MET}) AS m JOIN helpers h ON h.id = m.id JOIN accounts a ON a.id = h.account_id ORDER BY a.name, h.id`,
      [ticketId, residentId],
    );
  }

  /** The resident who asked as this number, and who is helped: whom the crew meets. */
  async residents(
    sql: Sql,
    ticketId: string,
    no: number,
  ): Promise<{ requesterId: string | null; helpedId: string | null }> {
    const row = await sql.one<{ requesterId: string | null; helpedId: string | null }>(
      `SELECT (SELECT resident_id FROM requesters WHERE ticket_id = $1 AND no = $2) AS "requesterId",
              (SELECT person_helped_id FROM tickets WHERE id = $1) AS "helpedId"`,
      [ticketId, no],
    );
    return row ?? { requesterId: null, helpedId: null };
  }

  async decline(
    tx: Tx,
    pair: { residentId: string; helperId: string; declinedBy: Side; at: Date; enteredBy: string | null },
  ): Promise<void> {
    await tx.run(
      `INSERT INTO declined_pairs (resident_id, helper_id, declined_by, declined_at, entered_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING`,
      [pair.residentId, pair.helperId, pair.declinedBy, pair.at, pair.enteredBy],
    );
  }

  async undo(tx: Tx, pair: { residentId: string; helperId: string; declinedBy: Side }): Promise<void> {
    await tx.run('DELETE FROM declined_pairs WHERE resident_id = $1 AND helper_id = $2 AND declined_by = $3', [
      pair.residentId,
      pair.helperId,
      pair.declinedBy,
    ]);
  }
}
