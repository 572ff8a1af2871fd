import type { Sql } from '../platform/database/database.js';

const LIVE = `('open', 'assigned', 'in_progress', 'on_hold')`;
/** In a crew, asked, or owner as the station's deputy; what an area owns stays with its person. */
const HELD = `
  SELECT ticket_id FROM offers WHERE helper_id = $1 AND state = 'offered'
   UNION
  SELECT c.ticket_id FROM crew_places c JOIN tickets t ON t.id = c.ticket_id WHERE c.helper_id = $1 AND t.state IN ${LIVE}
   UNION
  SELECT id FROM tickets
   WHERE owner_id = $2 AND state IN ${LIVE} AND station_id IS NOT NULL AND escalation_level = 0`;

/** What a helper who leaves still holds. */
export class LeaversStore {
  async tickets(sql: Sql, helperId: string, accountId: string, limit: number): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(`SELECT ticket_id AS id FROM (${HELD}) AS held ORDER BY 1 LIMIT $3`, [
      helperId,
      accountId,
      limit,
    ]);
    return rows.map(({ id }) => id);
  }

  async count(sql: Sql, helperId: string, accountId: string): Promise<number> {
    const row = await sql.one<{ n: number }>(`SELECT count(*)::int AS n FROM (${HELD}) AS held`, [helperId, accountId]);
    return row?.n ?? 0;
  }
}
