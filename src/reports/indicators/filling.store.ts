import { Injectable } from '@nestjs/common';
import { ZONE } from '../../platform/calendar.js';
import type { Sql, Tx } from '../../platform/database/database.js';
import type { FactKey } from './fact.js';
import type { ReplayedFact } from './facts.replay.js';
import type { XidRange } from './figures.store.js';

export interface Completeness {
  /** facts of older tickets are still being written */
  filling: boolean;
  /** local day from which on nothing is missing in the figures; null: nothing is missing at all */
  completeFrom: string | null;
}

/** An event that may count, and has no fact. */
export interface LackingEvent {
  ticketId: string;
  version: number;
  /** local day on which it happened */
  day: string;
}

/** Events that may count: by their type, by the acceptance that they set, and older ones that do not say what they set. */
const MAY_COUNT = `(e.type IN ('opened', 'placed', 'handed_over', 'deadline_missed', 'resolved', 'confirmed', 'reopened', 'cancelled',
    'held', 'hold_approved', 'called_back', 'rated') OR e.sets ? 'acceptedAt' OR e.sets IS NULL)`;
const LACKING = `SELECT e.ticket_id AS "ticketId", e.version, (e.happened_at AT TIME ZONE '${ZONE}')::date::text AS day
    FROM ticket_events e WHERE ${MAY_COUNT}
     AND NOT EXISTS (SELECT FROM ticket_facts f WHERE f.ticket_id = e.ticket_id AND f.version = e.version)`;

/** Which events still lack their facts, and how far that was looked at. */
@Injectable()
export class FillingStore {
  async completeness(sql: Sql): Promise<Completeness> {
    const row = await sql.one<Completeness>(
      `SELECT filled_to IS NOT NULL AS filling,
              greatest(CASE WHEN filled_to IS NOT NULL THEN facts_from END, left_out_to + 1)::text AS "completeFrom" FROM figures_mark`,
    );
    return row ?? { filling: false, completeFrom: null };
  }

  /**
   * Locks the mark and reads how far tickets were filled. Undefined: all of them; or a transaction from before the mark still runs, whose
   * events neither this would see nor the fold come to.
   */
  async lock(tx: Tx): Promise<string | undefined> {
    const mark = await tx.one<{ xid: string; filledTo: string | null }>(
      'SELECT xid::text AS xid, filled_to AS "filledTo" FROM figures_mark FOR UPDATE',
    );
    // by a snapshot from after the lock: the mark may have moved while it was waited for
    const row = await tx.one<{ settled: boolean }>(
      'SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 AS settled',
      [mark?.xid],
    );
    return row?.settled === true ? (mark?.filledTo ?? undefined) : undefined;
  }

  async after(tx: Tx, ticketId: string, limit: number): Promise<string[]> {
    const rows = await tx.rows<{ id: string }>('SELECT id FROM tickets WHERE id > $1 ORDER BY id LIMIT $2', [
      ticketId,
      limit,
    ]);
    return rows.map(({ id }) => id);
  }

  /** null: all tickets are. */
  async filledTo(tx: Tx, ticketId: string | null): Promise<void> {
    await tx.run('UPDATE figures_mark SET filled_to = $1', [ticketId]);
  }

  async leftOut(tx: Tx, day: string): Promise<void> {
    await tx.run('UPDATE figures_mark SET left_out_to = greatest(left_out_to, $1::date)', [day]);
  }

  lackingOf(tx: Tx, ticketIds: string[]): Promise<LackingEvent[]> {
    return tx.rows(`${LACKING} AND e.ticket_id = ANY ($1::uuid[])`, [ticketIds]);
  }

  lackingBetween(tx: Tx, { from, to }: XidRange): Promise<LackingEvent[]> {
    return tx.rows(`${LACKING} AND e.xid >= $1::xid8 AND e.xid < $2::xid8`, [from, to]);
  }

  /** Those that were not there, and are now. A station stood where it was counted last before, else first after, else where it is. */
  insert(tx: Tx, facts: ReplayedFact[]): Promise<FactKey[]> {
    return tx.rows(
      `INSERT INTO ticket_facts (ticket_id, version, kind, holder_id, area_path, area_id, category_id, day, happened_at, seconds)
       SELECT r."ticketId", r.version, r.kind, r."holderId",
              coalesce(r."areaPath",
                (SELECT c.area_path FROM counts c WHERE c.holder_id = r."holderId" AND c.day <= r.day ORDER BY c.day DESC LIMIT 1),
                (SELECT c.area_path FROM counts c WHERE c.holder_id = r."holderId" AND c.day > r.day ORDER BY c.day LIMIT 1),
                (SELECT s.area_path FROM stations s WHERE s.id = r."holderId")),
              r."areaId", r."categoryId", r.day, r."happenedAt", r.took / 1000
         FROM jsonb_to_recordset($1::jsonb) AS r ("ticketId" uuid, version int, kind text, "holderId" uuid, "areaPath" text, "areaId" uuid,
              "categoryId" uuid, day date, "happenedAt" timestamptz, took double precision)
       ON CONFLICT ON CONSTRAINT ticket_facts_pkey DO NOTHING RETURNING ticket_id AS "ticketId", version, kind`,
      [JSON.stringify(facts)],
    );
  }
}
