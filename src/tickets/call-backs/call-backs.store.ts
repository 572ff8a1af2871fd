import { Injectable } from '@nestjs/common';
import { pathsOf, type Actor } from '../../accounts/actor.js';
import type { Sql } from '../../platform/database/database.js';
import type { Confirmation, Outcome } from '../ticket.js';
import { checkedFrom, DRAWN_ONE_IN } from './call-backs.policy.js';

export interface CallBackFilter {
  kind: 'confirm' | 'check';
  stationId?: string;
  categoryId?: string;
  /** only those whose next try has come */
  due?: boolean;
  /** the last one of the page before */
  after?: { at: string; id: string };
  limit: number;
}

export interface CallBackRow {
  id: string;
  reference: string;
  categoryName: string;
  categoryNameEn: string;
  stationId: string | null;
  stationName: string | null;
  outcome: Outcome;
  confirmation: Confirmation | null;
  /** resolved, or confirmed on behalf */
  at: Date;
  residentId: string | null;
  attempts: number;
  callAgainAt: Date | null;
  silenceDue: Date | null;
}

/** Resolved and not confirmed. */
const TO_CONFIRM = `t.state = 'resolved'`;
/** Confirmed on behalf by somebody else, and drawn (call-backs.policy.ts). */
const TO_CHECK = `t.state = 'closed' AND t.confirmation IN ('call_back', 'slip') AND t.checked_at IS NULL AND t.closed_at > $8
  AND EXISTS (SELECT 1 FROM ticket_events e WHERE e.ticket_id = t.id AND e.type = 'confirmed'
    AND e.version = (SELECT max(l.version) FROM ticket_events l WHERE l.ticket_id = t.id AND l.type = 'confirmed')
    AND get_byte(uuid_send(e.id), 15) % ${DRAWN_ONE_IN} = 0 AND e.actor_id IS DISTINCT FROM $9)`;

@Injectable()
export class CallBacksStore {
  /** Over the operator's areas, oldest first; confidential ones are not shown to operators at all. */
  page(sql: Sql, by: Actor, now: Date, filter: CallBackFilter): Promise<CallBackRow[]> {
    const check = filter.kind === 'check';
    const at = check ? 't.closed_at' : 't.resolved_at';
    return sql.rows<CallBackRow>(
      `SELECT t.id, t.reference, c.name AS "categoryName", c.name_en AS "categoryNameEn", t.station_id AS "stationId",
              s.name AS "stationName", t.outcome, t.confirmation, ${at} AS at, t.call_attempts AS attempts,
              t.call_again_at AS "callAgainAt", t.silence_due AS "silenceDue",
              (SELECT q.resident_id FROM requesters q WHERE q.ticket_id = t.id AND q.left_at IS NULL ORDER BY q.no LIMIT 1)
                AS "residentId"
         FROM tickets t JOIN categories c ON c.id = t.category_id LEFT JOIN stations s ON s.id = t.station_id
        WHERE ${check ? TO_CHECK : TO_CONFIRM} AND NOT t.confidential
          AND EXISTS (SELECT 1 FROM unnest($1::text[]) AS prefix WHERE starts_with(t.area_path, prefix))
          AND ($2::uuid IS NULL OR t.station_id = $2) AND ($3::uuid IS NULL OR t.category_id = $3)
          AND ($4::timestamptz IS NULL OR t.call_again_at IS NULL OR t.call_again_at <= $4)
          AND ($5::timestamptz IS NULL OR (${at}, t.id) > ($5, $6))
        ORDER BY ${at}, t.id LIMIT $7`,
      [
        pathsOf(by, 'operator'),
        filter.stationId ?? null,
        filter.categoryId ?? null,
        filter.due === true ? now : null,
        filter.after?.at ?? null,
        filter.after?.id ?? null,
        filter.limit,
        ...(check ? [checkedFrom(now), by.accountId] : []),
      ],
    );
  }
}
