import { Injectable } from '@nestjs/common';
import type { Sql, Tx } from '../platform/database/database.js';
import { prepare } from '../platform/database/statement.js';
import { firstIdAt } from '../platform/outbox.js';
import type { EndedOffer, Habits } from './habits.policy.js';

const DAY_MS = 86_400_000;

const HABITS = `b.helper_id AS "helperId", b.asked, b.accepted, b.offers_lately AS "offersLately",
  b.jobs_lately AS "jobsLately", b.lately_at AS "latelyAt", b.last_asked_at AS "lastAskedAt",
  b.last_served_at AS "lastServedAt"`;

/** A helper as far as others' doings tell. */
export interface Standing {
  habits: Habits | null;
  askedToday: number;
  /** today */
  lastAskedAt: Date | null;
  doneAt: Date | null;
}

/** From JSON. */
function habitsOf(row: Habits | null): Habits | null {
  if (row === null) return null;
  const time = (at: Date | string | null) => (at === null ? null : new Date(at));
  const { latelyAt, lastAskedAt, lastServedAt } = row;
  return { ...row, latelyAt: new Date(latelyAt), lastAskedAt: time(lastAskedAt), lastServedAt: time(lastServedAt) };
}

/** What is known of helpers besides what they say themselves. */
@Injectable()
export class HabitsStore {
  async of(sql: Sql, helperIds: string[]): Promise<Map<string, Habits>> {
    const rows = await sql.rows<Habits>(`SELECT ${HABITS} FROM helper_habits b WHERE b.helper_id = ANY ($1::uuid[])`, [
      helperIds,
    ]);
    return new Map(rows.map((row) => [row.helperId, row]));
  }

  /**
   * How these helpers stand: habits, offers of the local day that began at `today`, and when the last job of those was done
   * who served on a ticket of the last three days. One who was never asked and has done nothing is left out.
   */
  async standing(sql: Sql, helperIds: string[], today: Date, now: Date): Promise<Map<string, Standing>> {
    // ids are in order of time, so that the indexes tell the newest; clocks of two processes may differ by hours, not by days
    const rows = await sql.rows<Standing & { helperId: string }>(
      prepare(`SELECT w.id AS "helperId", (SELECT row_to_json(b) FROM (
                SELECT ${HABITS} FROM helper_habits b WHERE b.helper_id = w.id) AS b) AS habits,
              o.n AS "askedToday", o.last_at AS "lastAskedAt", d.done_at AS "doneAt"
         FROM unnest($1::uuid[]) AS w (id)
         CROSS JOIN LATERAL (SELECT count(*)::int AS n, max(offered_at) AS last_at FROM offers
                              WHERE helper_id = w.id AND id >= $2 AND offered_at >= $3) AS o
         CROSS JOIN LATERAL (SELECT max((SELECT t.resolved_at FROM tickets t WHERE t.id = c.ticket_id)) AS done_at
                               FROM crew_places c WHERE c.helper_id = w.id AND c.ticket_id >= $4 AND NOT c.live) AS d`),
      [
        helperIds,
        firstIdAt(new Date(today.getTime() - DAY_MS)),
        today,
        firstIdAt(new Date(now.getTime() - 3 * DAY_MS)),
      ],
    );
    return new Map(rows.map(({ helperId, habits, ...row }) => [helperId, { ...row, habits: habitsOf(habits) }]));
  }

  /** Ended offers that no habit holds yet, marked as held from now on; the transaction writes what they make. */
  async takeUncounted(tx: Tx, limit: number): Promise<EndedOffer[]> {
    return tx.rows<EndedOffer>(
      `WITH due AS (SELECT id FROM offers WHERE state <> 'offered' AND NOT counted ORDER BY id LIMIT $1
                     FOR NO KEY UPDATE SKIP LOCKED)
       UPDATE offers o SET counted = true FROM due WHERE o.id = due.id
       RETURNING o.helper_id AS "helperId", o.state, o.offered_at AS "offeredAt", o.answered_at AS "answeredAt"`,
      [limit],
    );
  }

  /** So that of two who count at once the second sees what the first has made; in the order of the ids. */
  async hold(tx: Tx, helperIds: string[]): Promise<void> {
    await tx.run(
      `INSERT INTO helper_habits (helper_id, asked, accepted, offers_lately, jobs_lately, lately_at)
       SELECT id, array_fill(0, ARRAY[24]), array_fill(0, ARRAY[24]), 0, 0, 'epoch' FROM unnest($1::uuid[]) AS id ORDER BY id
       ON CONFLICT (helper_id) DO NOTHING`,
      [helperIds],
    );
    await tx.run('SELECT FROM helper_habits WHERE helper_id = ANY ($1::uuid[]) ORDER BY helper_id FOR NO KEY UPDATE', [
      helperIds,
    ]);
  }

  async save(tx: Tx, habits: Habits[]): Promise<void> {
    await tx.run(
      `UPDATE helper_habits h
          SET asked = r.asked, accepted = r.accepted, offers_lately = r."offersLately", jobs_lately = r."jobsLately",
              lately_at = r."latelyAt", last_asked_at = r."lastAskedAt", last_served_at = r."lastServedAt"
         FROM jsonb_to_recordset($1::jsonb) AS r ("helperId" uuid, asked int[], accepted int[], "offersLately" real,
              "jobsLately" real, "latelyAt" timestamptz, "lastAskedAt" timestamptz, "lastServedAt" timestamptz)
        WHERE h.helper_id = r."helperId"`,
      [JSON.stringify(habits)],
    );
  }

  /** Whom these events brought into a crew without an offer, and when. */
  async joined(sql: Sql, eventIds: string[]): Promise<{ helperId: string; at: Date }[]> {
    return sql.rows(
      `SELECT changes ->> 'helperId' AS "helperId", happened_at AS at FROM ticket_events
        WHERE id = ANY ($1::uuid[]) AND type = 'joined' AND changes ->> 'helperId' IS NOT NULL`,
      [eventIds],
    );
  }
}
