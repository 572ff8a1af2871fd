import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import type { Sql } from '../../platform/database/database.js';
import { Parameters } from '../../platform/database/statement.js';
import type { State, Urgency } from '../ticket.js';
import type { LastUrging } from './callers.policy.js';
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

/** A building where a ticket of the resident's was, newest first. */
export interface VisitRow {
  buildingId: string;
  code: string;
  name: string;
  address: string;
  unit: string | null;
  languages: string[];
  at: Date;
  movedAt: Date | null;
}

/** What somebody waits for, with the number by which they asked. */
export interface AskedRow {
  id: string;
  no: number;
  reference: string;
  state: State;
  urgency: Urgency;
  buildingId: string | null;
  unit: string | null;
}

const MOST = 50;
const MOST_VISITS = 100;

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

  /**
   * What confirms where a resident is: what was opened at a building that stands and was not cancelled; of what came as a
   * message only where somebody has been there. `actor`: as far as they may see it.
   */
  visits(sql: Sql, residentId: string, now: Date, today: string, actor?: Actor): Promise<VisitRow[]> {
    const given = new Parameters();
    const resident = given.value(residentId);
    const seen = actor === undefined ? '' : ` AND ${visibility(actor, now, given)}`;
    return sql.rows<VisitRow>(
      `SELECT t.building_id AS "buildingId", b.code, b.name, b.address, t.unit, t.languages, t.opened_at AS at, m.at AS "movedAt"
         FROM requesters q JOIN residents r ON r.id = q.resident_id AND r.phone_verified
         LEFT JOIN resident_moves m ON m.resident_id = r.id
         JOIN tickets t ON t.id = q.ticket_id JOIN buildings b ON b.id = t.building_id
        WHERE q.resident_id = ${resident} AND q.left_at IS NULL AND q.from_ticket IS NULL AND t.state <> 'cancelled'
          AND (t.channel <> 'messages' OR t.started_at IS NOT NULL OR t.state = 'closed')
          AND (b.removed_on IS NULL OR b.removed_on > ${given.value(today)}::date)${seen}
        ORDER BY t.opened_at DESC, t.id DESC LIMIT ${MOST_VISITS}`,
      given.values,
    );
  }

  /** What a resident waits for, whoever asks: for what they write themselves; newest first. */
  askedBy(sql: Sql, residentId: string): Promise<AskedRow[]> {
    return sql.rows<AskedRow>(
      `SELECT t.id, q.no, t.reference, t.state, t.urgency, t.building_id AS "buildingId", t.unit
         FROM requesters q JOIN tickets t ON t.id = q.ticket_id
        WHERE q.resident_id = $1 AND q.left_at IS NULL AND t.state NOT IN ('closed', 'cancelled', 'merged')
        ORDER BY t.id DESC LIMIT ${MOST}`,
      [residentId],
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

  lastUrging(sql: Sql, ticketId: string): Promise<LastUrging | undefined> {
    return sql.one<LastUrging>(
      `SELECT type, CASE actor_kind WHEN 'account' THEN actor_id END AS "accountId", entered_at AS at,
              changes ->> 'lastUrgedAt' AS before
         FROM ticket_events WHERE ticket_id = $1 AND type IN ('urged', 'urge_withdrawn') ORDER BY version DESC LIMIT 1`,
      [ticketId],
    );
  }
}
