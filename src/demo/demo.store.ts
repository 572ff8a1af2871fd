import type { Sql, Tx } from '../platform/database/database.js';

// spells 'demo': two processes that start at once take turns, and the second finds the street there
const LOCK = 0x64656d6f;

export class DemoStore {
  /** Until the transaction ends. */
  async lock(tx: Tx): Promise<void> {
    await tx.run('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  }

  /** The story asks the same few again and again: they let themselves be asked more often than people do. */
  async askOften(tx: Tx): Promise<void> {
    await tx.run('UPDATE helpers SET max_offers_a_day = 100, rest_minutes = 0');
  }

  /** Who plays the month: an operator and an administrator over all, and each station with its head, buildings and helpers. */
  async monthPeople(sql: Sql): Promise<MonthPeople> {
    const staff = await sql.rows<MonthPeople['staff'][number]>(
      `SELECT DISTINCT ON (r.role) r.role, r.account_id AS "accountId", p.name, r.area_id AS "areaId", a.path
         FROM area_roles r JOIN areas a ON a.id = r.area_id JOIN accounts p ON p.id = r.account_id
        WHERE r.role IN ('operator', 'administrator') AND r.valid_to IS NULL ORDER BY r.role, length(a.path)`,
    );
    const stations = await sql.rows<MonthStation>(
      `SELECT s.id, h.account_id AS "headId", p.name AS "headName", l.id AS "headHelperId",
              ARRAY(SELECT b.id FROM coverage c JOIN grid_maps m ON m.id = c.map_id AND m.state = 'published'
                      JOIN buildings b ON b.grid_id = c.grid_id WHERE c.station_id = s.id ORDER BY b.code) AS "buildingIds",
              (SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'skills',
                        ARRAY(SELECT k.skill FROM helper_skills k WHERE k.helper_id = o.id)) ORDER BY o.id), '[]')
                 FROM helpers o WHERE o.station_id = s.id AND o.left_on IS NULL AND o.id IS DISTINCT FROM l.id) AS helpers
         FROM stations s JOIN station_heads h ON h.station_id = s.id AND h.role = 'head' AND h.valid_to IS NULL
         JOIN accounts p ON p.id = h.account_id LEFT JOIN helpers l ON l.account_id = h.account_id ORDER BY s.code`,
    );
    return { staff, stations };
  }

  /** Has the month been played already? By a ticket that is older than a story. */
  async hasPast(sql: Sql, before: Date): Promise<boolean> {
    return (await sql.one('SELECT 1 AS there FROM tickets WHERE opened_at < $1 LIMIT 1', [before])) !== undefined;
  }

  /** What is long over is told to nobody anew. */
  async forgetNews(sql: Sql, ticketId: string): Promise<void> {
    await sql.run('DELETE FROM outbox WHERE event_id IN (SELECT id FROM ticket_events WHERE ticket_id = $1)', [
      ticketId,
    ]);
  }
}

export interface MonthStation {
  id: string;
  headId: string;
  headName: string;
  headHelperId: string | null;
  buildingIds: string[];
  /** beside the head */
  helpers: { id: string; skills: string[] }[];
}

export interface MonthPeople {
  staff: { role: 'operator' | 'administrator'; accountId: string; name: string; areaId: string; path: string }[];
  stations: MonthStation[];
}
