import type { Actor } from '../../accounts/actor.js';
import type { Sql, Tx } from '../../platform/database/database.js';
import { Parameters } from '../../platform/database/statement.js';
import type { Routed } from '../../routing/routing.js';
import { visibility } from '../tickets.store.js';
import type { MovingTicket } from './moves.policy.js';

const LIVE = `('triage', 'open', 'assigned', 'in_progress', 'on_hold')`;
const MOVING = `t.id, t.state, t.station_id AS "stationId", t.building_id AS "buildingId", t.lng, t.lat, a.code AS "areaCode",
  a.kind = 'grid' AS "isGrid"`;
const PAGE = 1_000;
/** Whoever plans says so again before this is over. */
const CLAIMED = `interval '60 seconds'`;

export interface PlannedMove {
  ticketId: string;
  fromStationId: string | null;
  toStationId: string;
  place: Pick<Routed, 'mapId' | 'areaId' | 'gridPath' | 'way' | 'reason'>;
}

/** A ticket of the last days, with what was counted of it. */
export interface WorkedTicket extends MovingTicket {
  isLive: boolean;
  receivedAt: Date;
  completedAt: Date | null;
}

export interface MoveRun {
  publicationId: string;
  mapId: string;
  previousId: string | null;
}

/** Open tickets that follow a map, and what a draft would make of them. */
export class MovesStore {
  /** All that are open, after this id; in the order of their ids. */
  open(sql: Sql, after: string | null): Promise<MovingTicket[]> {
    return sql.rows(
      `SELECT ${MOVING} FROM tickets t JOIN areas a ON a.id = t.area_id
        WHERE t.state IN ${LIVE} AND ($1::uuid IS NULL OR t.id > $1) ORDER BY t.id LIMIT ${PAGE}`,
      [after],
    );
  }

  /** Open ones, and those that came or were completed since then; by a cursor. */
  async *worked(tx: Tx, since: Date): AsyncGenerator<WorkedTicket[]> {
    await tx.run(
      `DECLARE read_worked NO SCROLL CURSOR FOR
       SELECT ${MOVING}, t.state IN ${LIVE} AS "isLive", t.opened_at AS "receivedAt",
              CASE WHEN t.outcome = 'done' AND t.state = 'closed' THEN t.closed_at END AS "completedAt"
         FROM tickets t JOIN areas a ON a.id = t.area_id
        WHERE t.state <> 'merged' AND (t.state IN ${LIVE} OR t.opened_at >= $1 OR t.closed_at >= $1)`,
      [since],
    );
    for (;;) {
      const rows = await tx.rows<WorkedTicket>(`FETCH FORWARD ${PAGE} FROM read_worked`);
      yield rows;
      if (rows.length < PAGE) break;
    }
    await tx.run('CLOSE read_worked');
  }

  /** Those of the ids that the actor may see, with their numbers. */
  async named(sql: Sql, ids: string[], actor: Actor, now: Date): Promise<Map<string, string>> {
    const given = new Parameters();
    const rows = await sql.rows<{ id: string; reference: string }>(
      `SELECT t.id, t.reference FROM tickets t
        WHERE t.id = ANY (${given.value(ids)}::uuid[]) AND ${visibility(actor, now, given)}`,
      given.values,
    );
    return new Map(rows.map(({ id, reference }) => [id, reference]));
  }

  /** A published map whose open tickets are to follow, and which nobody is planning; from now on somebody is. */
  claim(sql: Sql, now: Date): Promise<MoveRun | undefined> {
    return sql.one<MoveRun>(
      `WITH due AS (
         SELECT p.id, p.map_id, p.previous_id FROM map_publications p LEFT JOIN map_move_runs r ON r.publication_id = p.id
          WHERE p.state = 'published' AND p.move_open_tickets
            AND (r.publication_id IS NULL OR (r.planned_at IS NULL AND r.claimed_at < $1::timestamptz - ${CLAIMED}))
          ORDER BY p.id LIMIT 1
       ), claimed AS (
         INSERT INTO map_move_runs AS r (publication_id, claimed_at) SELECT id, $1 FROM due
         ON CONFLICT (publication_id) DO UPDATE SET claimed_at = excluded.claimed_at
          WHERE r.planned_at IS NULL AND r.claimed_at < excluded.claimed_at - ${CLAIMED}
         RETURNING publication_id)
       SELECT due.id AS "publicationId", due.map_id AS "mapId", due.previous_id AS "previousId"
         FROM due JOIN claimed ON claimed.publication_id = due.id`,
      [now],
    );
  }

  /** Is there anything to plan or to move? Asked each second, so without writing. */
  async isAnyDue(sql: Sql): Promise<boolean> {
    const row = await sql.one(
      `SELECT 1 FROM map_publications p LEFT JOIN map_move_runs r ON r.publication_id = p.id
        WHERE p.state = 'published' AND p.move_open_tickets AND r.ended_at IS NULL LIMIT 1`,
    );
    return row !== undefined;
  }

  async plan(sql: Sql, publicationId: string, moves: PlannedMove[], now: Date): Promise<void> {
    await sql.run(
      `WITH planned AS (
         INSERT INTO map_moves (publication_id, ticket_id, from_station_id, to_station_id, place)
         SELECT $1, "ticketId", "fromStationId", "toStationId", place FROM jsonb_to_recordset($2::jsonb)
           AS r ("ticketId" uuid, "fromStationId" uuid, "toStationId" uuid, place jsonb)
         ON CONFLICT (publication_id, ticket_id) DO NOTHING)
       UPDATE map_move_runs SET claimed_at = $3 WHERE publication_id = $1`,
      [publicationId, JSON.stringify(moves), now],
    );
  }

  async planned(sql: Sql, publicationId: string, now: Date): Promise<void> {
    await sql.run('UPDATE map_move_runs SET planned_at = $2 WHERE publication_id = $1 AND planned_at IS NULL', [
      publicationId,
      now,
    ]);
  }

  waiting(sql: Sql, limit: number): Promise<(PlannedMove & { publicationId: string })[]> {
    return sql.rows(
      `SELECT publication_id AS "publicationId", ticket_id AS "ticketId", from_station_id AS "fromStationId",
              to_station_id AS "toStationId", place
         FROM map_moves WHERE state = 'waiting' ORDER BY publication_id, ticket_id LIMIT $1`,
      [limit],
    );
  }

  /** `reason` null: it has moved. */
  async settle(tx: Tx, rows: { publicationId: string; ticketId: string; reason: string | null }[]): Promise<void> {
    await tx.run(
      `UPDATE map_moves m SET state = CASE WHEN r.reason IS NULL THEN 'moved' ELSE 'stayed' END, reason = r.reason
         FROM jsonb_to_recordset($1::jsonb) AS r ("publicationId" uuid, "ticketId" uuid, reason text)
        WHERE m.publication_id = r."publicationId" AND m.ticket_id = r."ticketId" AND m.state = 'waiting'`,
      [JSON.stringify(rows)],
    );
  }

  /** Runs whose tickets have all gone or stay. */
  async end(sql: Sql, now: Date): Promise<number> {
    return sql.run(
      `UPDATE map_move_runs r SET ended_at = $1
        WHERE r.planned_at IS NOT NULL AND r.ended_at IS NULL
          AND NOT EXISTS (SELECT FROM map_moves m WHERE m.publication_id = r.publication_id AND m.state = 'waiting')`,
      [now],
    );
  }

  /** How far it has come with the tickets of a publication. */
  async progress(sql: Sql, publicationId: string): Promise<MoveProgress | undefined> {
    return sql.one<MoveProgress>(
      `SELECT p.move_open_tickets AS wanted, r.planned_at IS NOT NULL AS planned, r.ended_at AS "endedAt",
              count(m.ticket_id) FILTER (WHERE m.state = 'waiting')::int AS waiting,
              count(m.ticket_id) FILTER (WHERE m.state = 'moved')::int AS moved,
              count(m.ticket_id) FILTER (WHERE m.state = 'stayed')::int AS stayed
         FROM map_publications p LEFT JOIN map_move_runs r ON r.publication_id = p.id
         LEFT JOIN map_moves m ON m.publication_id = p.id
        WHERE p.id = $1 GROUP BY p.id, r.publication_id`,
      [publicationId],
    );
  }
}

export interface MoveProgress {
  wanted: boolean;
  planned: boolean;
  endedAt: Date | null;
  waiting: number;
  moved: number;
  stayed: number;
}
