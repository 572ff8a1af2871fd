import { nameSelect } from '../../accounts/accounts.js';
import type { Sql } from '../../platform/database/database.js';
import { prepare } from '../../platform/database/statement.js';

/** Who is on a ticket in triage, since when, and when that ends by itself. */
export interface Claim {
  ticketId: string;
  accountId: string;
  name: string;
  since: Date;
  until: Date;
}

const SELECTED = `c.ticket_id AS "ticketId", c.account_id AS "accountId", ${nameSelect('c.account_id')} AS name, c.since, c.until`;

export class ClaimsStore {
  /** Those that hold at `now`. */
  ofTickets(sql: Sql, ticketIds: string[], now: Date): Promise<Claim[]> {
    return sql.rows<Claim>(
      prepare(`SELECT ${SELECTED} FROM triage_claims c WHERE c.ticket_id = ANY ($1::uuid[]) AND c.until > $2`),
      [ticketIds, now],
    );
  }

  /**
   * Takes what is free, has run out or is one's own, which then holds longer; with `takeOver` also what somebody else has.
   * What stands afterwards: of two at once the second sees the first.
   */
  async claim(
    sql: Sql,
    given: { ticketId: string; accountId: string; now: Date; until: Date; takeOver: boolean },
  ): Promise<void> {
    const { ticketId, accountId, now, until, takeOver } = given;
    await sql.run(
      `INSERT INTO triage_claims AS c (ticket_id, account_id, since, until) VALUES ($1, $2, $3, $4)
       ON CONFLICT (ticket_id) DO UPDATE
          SET account_id = excluded.account_id, until = excluded.until,
              since = CASE WHEN c.account_id = excluded.account_id AND c.until > $3 THEN c.since ELSE excluded.since END
        WHERE c.account_id = excluded.account_id OR c.until <= $3 OR $5::boolean`,
      [ticketId, accountId, now, until, takeOver],
    );
  }

  async release(sql: Sql, ticketId: string, accountId: string): Promise<void> {
    await sql.run('DELETE FROM triage_claims WHERE ticket_id = $1 AND account_id = $2', [ticketId, accountId]);
  }
}
