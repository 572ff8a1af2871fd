import type { Sql } from '../../platform/database/database.js';
import { ZONE } from '../../platform/calendar.js';
import type { Step } from '../../tickets/tickets.js';
import { FACT_KINDS } from '../indicators/fact.js';
import { replayFacts } from '../indicators/facts.replay.js';
import { bucketsOf } from '../indicators/histogram.js';
import type { Difference } from './compare.js';

/** A fact by what tells it apart: `id` is ticket, version and kind. */
export interface KeptFact {
  id: string;
  holderId: string;
  areaId: string;
  categoryId: string;
  day: string;
  happenedAt: string;
  /** in milliseconds, so that fractions compare */
  took: number | null;
}

/** Which facts of before there were facts are there by now. */
export interface Standing {
  /** the transaction from which on they were written with their events */
  since: bigint;
  /** tickets up to this id have all of theirs; null: all tickets */
  filledTo: string | null;
}

const NIL = '00000000-0000-0000-0000-000000000000';
/** Which sums a fact `f` belongs to, said apart from the fold: of its holder, and (holder nil) of each area whose path its own begins with. */
const GRAINS = `SELECT p.grain, p.start, f.holder_id, f.area_path FROM (VALUES ('day', f.day), ('month', to_char(f.day, 'YYYY-MM-01')::date)) AS p (grain, start)
  UNION ALL
  SELECT p.grain, p.start, '${NIL}'::uuid, left(f.area_path, dot) FROM generate_series(1, length(f.area_path)) AS dot,
         (VALUES ('area_day', f.day), ('area_month', to_char(f.day, 'YYYY-MM-01')::date)) AS p (grain, start)
   WHERE substr(f.area_path, dot, 1) = '.'`;

/** What must have been written of a ticket by now. */
export function factsDue(ticketId: string, steps: Step[], { since, filledTo }: Standing): KeptFact[] {
  const filled = filledTo === null || ticketId <= filledTo;
  const due = filled ? steps : steps.filter(({ event }) => BigInt(event.xid) >= since);
  return replayFacts(due).map(({ ticketId: of, version, kind, areaPath: _, happenedAt, ...fact }) => ({
    id: `${of} ${version} ${kind}`,
    ...fact,
    happenedAt: happenedAt.toISOString(),
  }));
}

/** Facts as they were written. */
export class FactsOf {
  async standing(sql: Sql): Promise<Standing> {
    const row = await sql.one<{ since: string; filledTo: string | null }>(
      'SELECT since::text AS since, filled_to AS "filledTo" FROM figures_mark',
    );
    return { since: BigInt(row?.since ?? 0), filledTo: row?.filledTo ?? null };
  }

  async of(sql: Sql, ticketIds: string[]): Promise<Map<string, KeptFact[]>> {
    const rows = await sql.rows<
      Omit<KeptFact, 'id' | 'happenedAt'> & { ticketId: string; version: number; kind: string; happenedAt: Date }
    >(
      `SELECT ticket_id AS "ticketId", version, kind, holder_id AS "holderId", area_id AS "areaId", category_id AS "categoryId",
              day::text AS day, happened_at AS "happenedAt", round(seconds * 1000)::float8 AS took
         FROM ticket_facts WHERE ticket_id = ANY ($1)`,
      [ticketIds],
    );
    const grouped = new Map<string, KeptFact[]>();
    for (const { ticketId, version, kind, happenedAt, ...row } of rows) {
      const fact = { id: `${ticketId} ${version} ${kind}`, ...row, happenedAt: happenedAt.toISOString() };
      grouped.set(ticketId, [...(grouped.get(ticketId) ?? []), fact]);
    }
    return grouped;
  }
}

/** Figures that are not the sum of the facts that were folded into them: of each day and month, category and all. */
export async function figureDifferences(sql: Sql): Promise<Difference[]> {
  const kinds = FACT_KINDS.map((kind) => `'${kind}'`).join(', ');
  const rows = await sql.rows<{ key: string; field: string; expected: number; found: number }>(
    `WITH made AS (
       SELECT g.holder_id, g.area_path, g.grain, g.start, c.id AS category_id, f.kind, count(*) AS n
         FROM ticket_facts f LEFT JOIN ticket_events e ON e.ticket_id = f.ticket_id AND e.version = f.version
         CROSS JOIN LATERAL (${GRAINS}) AS g
         CROSS JOIN LATERAL (VALUES (f.category_id), ('${NIL}'::uuid)) AS c (id)
        -- an event that is gone is told by itself
        WHERE e.xid IS NULL OR e.xid < (SELECT xid FROM figures_mark) GROUP BY 1, 2, 3, 4, 5, 6),
     kept AS (
       SELECT f.holder_id, f.area_path, f.grain, f.start, f.category_id, k.kind, (to_jsonb(f) ->> k.kind)::bigint AS n
         FROM figures f CROSS JOIN unnest(ARRAY[${kinds}]) AS k (kind) WHERE to_jsonb(f) ->> k.kind IS NOT NULL)
     SELECT concat_ws(' ', grain, category_id, area_path, holder_id, start) AS key, kind AS field,
            coalesce(m.n, 0)::int AS expected, coalesce(k.n, 0)::int AS found
       FROM made m FULL JOIN kept k USING (holder_id, area_path, grain, start, category_id, kind)
      WHERE m.n IS DISTINCT FROM k.n ORDER BY 1, 2`,
  );
  return [
    ...rows.map((row) => ({ table: 'figures', ...row })),
    ...(await hourDifferences(sql)),
    ...(await timeDifferences(sql)),
  ];
}

/** Arrivals by the hour that are not those of the facts: a figure of hours tells how many were received in all. */
async function hourDifferences(sql: Sql): Promise<Difference[]> {
  const rows = await sql.rows<{ key: string; field: string; expected: number; found: number }>(
    `WITH made AS (
       SELECT g.holder_id, g.area_path, g.grain, g.start, c.id AS category_id,
              'received_' || to_char(f.happened_at AT TIME ZONE '${ZONE}', 'HH24') AS hour, count(*) AS n
         FROM ticket_facts f LEFT JOIN ticket_events e ON e.ticket_id = f.ticket_id AND e.version = f.version
         CROSS JOIN LATERAL (${GRAINS}) AS g
         CROSS JOIN LATERAL (VALUES (f.category_id), ('${NIL}'::uuid)) AS c (id)
        WHERE f.kind = 'received' AND (e.xid IS NULL OR e.xid < (SELECT xid FROM figures_mark)) GROUP BY 1, 2, 3, 4, 5, 6),
     kept AS (
       SELECT f.holder_id, f.area_path, f.grain, f.start, f.category_id, h.key AS hour, h.value::bigint AS n
         FROM figures f CROSS JOIN LATERAL jsonb_each_text(jsonb_strip_nulls(to_jsonb(f))) AS h (key, value)
        WHERE h.key ~ '^received_[0-9]{2}$')
     SELECT concat_ws(' ', grain, category_id, area_path, holder_id, start) AS key, hour AS field,
            coalesce(m.n, 0)::int AS expected, coalesce(k.n, 0)::int AS found
       FROM made m FULL JOIN kept k USING (holder_id, area_path, grain, start, category_id, hour)
      WHERE m.n IS DISTINCT FROM k.n ORDER BY 1, 2`,
  );
  return rows.map((row) => ({ table: 'figures', ...row }));
}

/** Histograms that are not those of the facts, by their buckets. */
async function timeDifferences(sql: Sql): Promise<Difference[]> {
  const one = `('1' || repeat('0', 12 * bucket))::numeric`;
  const rows = await sql.rows<{ key: string; measure: string; expected: string; found: string }>(
    `WITH times AS (
       SELECT g.holder_id, g.area_path, g.grain, g.start, f.kind ^@ 'accepted' AS accepted,
              greatest(0, ceil(ln(greatest(f.seconds, 1)) / ln(1.1::float8) - 1e-9))::int AS bucket, count(*) AS n
         FROM ticket_facts f LEFT JOIN ticket_events e ON e.ticket_id = f.ticket_id AND e.version = f.version
         CROSS JOIN LATERAL (${GRAINS}) AS g
        WHERE f.seconds IS NOT NULL AND (e.xid IS NULL OR e.xid < (SELECT xid FROM figures_mark))
        GROUP BY 1, 2, 3, 4, 5, 6),
     made AS (
       SELECT holder_id, area_path, grain, start, coalesce(sum(n * ${one}) FILTER (WHERE accepted), 0) AS accept,
              coalesce(sum(n * ${one}) FILTER (WHERE NOT accepted), 0) AS resolve
         FROM times GROUP BY 1, 2, 3, 4)
     SELECT concat_ws(' ', grain, area_path, holder_id, start) AS key, v.measure,
            coalesce(v.made, 0) AS expected, coalesce(v.kept, 0) AS found
       FROM made AS m FULL JOIN figure_histograms k USING (holder_id, area_path, grain, start)
       CROSS JOIN LATERAL (VALUES ('accept', m.accept, k.accept), ('resolve', m.resolve, k.resolve)) AS v (measure, made, kept)
      WHERE coalesce(v.made, 0) <> coalesce(v.kept, 0) ORDER BY 1, 2`,
  );
  return rows.flatMap(({ key, measure, expected, found }) => {
    const [due, kept] = [expected, found].map((of) => new Map(bucketsOf(of).map(({ bucket, n }) => [bucket, n])));
    return [...new Set([...(due?.keys() ?? []), ...(kept?.keys() ?? [])])]
      .sort((a, b) => a - b)
      .map((bucket) => ({ bucket, expected: due?.get(bucket) ?? 0, found: kept?.get(bucket) ?? 0 }))
      .filter((row) => row.expected !== row.found)
      .map(({ bucket, ...row }) => ({ table: 'figure_histograms', key, field: `${measure}[${bucket}]`, ...row }));
  });
}
