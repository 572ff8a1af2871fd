import { Injectable } from '@nestjs/common';
import { ZONE } from '../platform/calendar.js';
import type { Sql } from '../platform/database/database.js';
import { firstIdAt } from '../platform/outbox.js';

const DAY_MS = 86_400_000;

/** What a helper did in one month, 'YYYY-MM' of the local calendar. */
export interface MonthOfHelper {
  month: string;
  /** offers, by the day on which they were made */
  asked: number;
  accepted: number;
  declined: number;
  expired: number;
  /** tickets with them in the crew, by the day on which the outcome was reported; `done`: of them 办成 */
  resolved: number;
  done: number;
  /** from the start of work to the outcome, of the last round of a ticket that came back */
  seconds: number;
}

/** A helper's own numbers. */
@Injectable()
export class FiguresStore {
  /** From `since` on, the newest month first; a month without anything is left out. */
  async months(sql: Sql, helperId: string, since: Date): Promise<MonthOfHelper[]> {
    return sql.rows(
      `WITH asked AS (
         SELECT to_char(offered_at AT TIME ZONE $4, 'YYYY-MM') AS month, count(*)::int AS asked,
                count(*) FILTER (WHERE state = 'accepted')::int AS accepted,
                count(*) FILTER (WHERE state = 'declined')::int AS declined,
                count(*) FILTER (WHERE state = 'expired')::int AS expired
           FROM offers WHERE helper_id = $1 AND id >= $3 AND offered_at >= $2 GROUP BY 1),
       jobs AS (
         SELECT to_char(t.resolved_at AT TIME ZONE $4, 'YYYY-MM') AS month, count(*)::int AS resolved,
                count(*) FILTER (WHERE t.outcome = 'done')::int AS done,
                coalesce(sum(extract(epoch FROM t.resolved_at - t.started_at)), 0)::int AS seconds
           FROM crew_places c JOIN tickets t ON t.id = c.ticket_id
          WHERE c.helper_id = $1 AND t.state IN ('resolved', 'closed') AND t.resolved_at >= $2 GROUP BY 1)
       SELECT month, coalesce(asked, 0) AS asked, coalesce(accepted, 0) AS accepted, coalesce(declined, 0) AS declined,
              coalesce(expired, 0) AS expired, coalesce(resolved, 0) AS resolved, coalesce(done, 0) AS done,
              coalesce(seconds, 0) AS seconds
         FROM asked FULL JOIN jobs USING (month) ORDER BY month DESC`,
      // ids are in order of time; clocks of two processes may differ by hours, not by days
      [helperId, since, firstIdAt(new Date(since.getTime() - DAY_MS)), ZONE],
    );
  }
}
