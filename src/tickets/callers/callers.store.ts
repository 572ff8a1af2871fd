import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import type { Sql } from '../../platform/database/database.js';
import { Parameters } from '../../platform/database/statement.js';
import type { State } from '../ticket.js';
import { visibility } from '../tickets.store.js';

export interface CallerRow {
  id: string;
  reference: string;
  state: State;
  categoryName: string;
  categoryNameEn: string;
  building: string | null;
  unit: string | null;
  openedAt: Date;
  urged: number;
  lastUrgedAt: Date | null;
}

const MOST = 50;

@Injectable()
export class CallersStore {
  /** What a resident waits for, as far as the actor may see it; newest first. */
  openOf(sql: Sql, residentId: string, actor: Actor, now: Date): Promise<CallerRow[]> {
    const given = new Parameters();
    const resident = given.value(residentId);
    return sql.rows<CallerRow>(
      `SELECT t.id, t.reference, t.state, c.name AS "categoryName", c.name_en AS "categoryNameEn", b.name AS building, t.unit,
              t.opened_at AS "openedAt", t.urged, t.last_urged_at AS "lastUrgedAt"
         FROM tickets t JOIN categories c ON c.id = t.category_id LEFT JOIN buildings b ON b.id = t.building_id
        WHERE t.state NOT IN ('closed', 'cancelled', 'merged') AND ${visibility(actor, now, given)}
          AND t.id IN (SELECT ticket_id FROM requesters WHERE resident_id = ${resident} AND left_at IS NULL)
        ORDER BY t.id DESC LIMIT ${MOST}`,
      given.values,
    );
  }

  /** When this requester last urged it by their link. */
  async lastUrge(sql: Sql, ticketId: string, no: number): Promise<Date | null> {
    const row = await sql.one<{ at: Date | null }>(
      `SELECT max(entered_at) AS at FROM ticket_events
        WHERE ticket_id = $1 AND type = 'urged' AND actor_kind = 'requester' AND changes ->> 'requester' = $2::text`,
      [ticketId, no],
    );
    return row?.at ?? null;
  }
}
