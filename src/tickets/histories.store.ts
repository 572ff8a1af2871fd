import type { Sql } from '../platform/database/database.js';
import type { KeptHold } from './holds/holds.replay.js';
import { HoldsStore } from './holds/holds.store.js';
import type { HistoryEvent, KeptTicket, PlaceRow } from './ticket.kept.js';
import { SELECTED } from './tickets.store.js';

/** A ticket's row with its crew, and all that its record says. */
export interface History {
  /** as it is now, in the form in which events keep it */
  ticket: KeptTicket;
  crew: PlaceRow[];
  events: HistoryEvent[];
  holds: KeptHold[];
  /** every station that an event names */
  stationIds: string[];
}

type Of<Row> = Row & { ticketId: string };

/** FRONT DOOR: whole histories in pages, for who reads all of them. */
export class HistoriesStore {
  private readonly holds = new HoldsStore();

  /** Tickets after this id, in the order of their ids; none is the end. */
  async after(sql: Sql, ticketId: string, limit: number): Promise<History[]> {
    const rows = await sql.rows<{ id: string }>('SELECT id FROM tickets WHERE id > $1 ORDER BY id LIMIT $2', [
      ticketId,
      limit,
    ]);
    return this.of(
      sql,
      rows.map(({ id }) => id),
    );
  }

  /** Of these tickets, in the order of their ids. */
  async of(sql: Sql, ids: string[]): Promise<History[]> {
    const tickets = await sql.rows<{ id: string; doorEncrypted?: unknown }>(
      `SELECT ${SELECTED} FROM tickets t WHERE t.id = ANY($1) ORDER BY t.id`,
      [ids],
    );
    const crews = byTicket(
      await sql.rows<Of<PlaceRow>>(
        `SELECT id, ticket_id AS "ticketId", skill, helper_id AS "helperId", joined_at AS "joinedAt", live
           FROM crew_places WHERE ticket_id = ANY($1)`,
        [ids],
      ),
    );
    const events = byTicket(
      await sql.rows<Of<HistoryEvent>>(
        `SELECT id, ticket_id AS "ticketId", actor_id AS "actorId", version, type, happened_at AS "happenedAt", changes, sets,
                xid::text AS xid, station_id AS "stationId"
           FROM ticket_events WHERE ticket_id = ANY($1) ORDER BY ticket_id, version`,
        [ids],
      ),
    );
    const holds = await this.holds.of(sql, ids);
    return tickets.map(({ doorEncrypted: _, ...ticket }) => ({
      ticket: asKept(ticket) as KeptTicket,
      crew: asKept(crews.get(ticket.id) ?? []) as PlaceRow[],
      events: events.get(ticket.id) ?? [],
      holds: asKept(holds.filter(({ ticketId: of }) => of === ticket.id)) as KeptHold[],
      stationIds: [...new Set((events.get(ticket.id) ?? []).flatMap(({ stationId }) => stationId ?? []))],
    }));
  }
}

function byTicket<Row>(rows: Of<Row>[]): Map<string, Row[]> {
  const grouped = new Map<string, Row[]>();
  for (const { ticketId, ...row } of rows) {
    const known = grouped.get(ticketId);
    if (known === undefined) grouped.set(ticketId, [row as Row]);
    else known.push(row as Row);
  }
  return grouped;
}

/** Times as text, as in the record. */
function asKept(row: unknown): unknown {
  return JSON.parse(JSON.stringify(row));
}
