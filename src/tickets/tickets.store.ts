import { Injectable } from '@nestjs/common';
import { pathsOf, type Actor } from '../accounts/actor.js';
import type { Sql, Tx } from '../platform/database/database.js';
import type { CrewPlace, State, Ticket, TicketWithCrew } from './ticket.js';

/** One list drives SELECT, INSERT and UPDATE, so that none can forget a column. */
const COLUMNS: Record<keyof Ticket, string> = {
  id: 'id',
  reference: 'reference',
  state: 'state',
  categoryId: 'category_id',
  urgency: 'urgency',
  confidential: 'confidential',
  stationId: 'station_id',
  areaId: 'area_id',
  areaPath: 'area_path',
  mapId: 'map_id',
  routeWay: 'route_way',
  routeReason: 'route_reason',
  buildingId: 'building_id',
  unit: 'unit',
  lng: 'lng',
  lat: 'lat',
  doorEncrypted: 'door_encrypted',
  channel: 'channel',
  personHelpedId: 'person_helped_id',
  ownerId: 'owner_id',
  escalationLevel: 'escalation_level',
  acceptDue: 'accept_due',
  resolveDue: 'resolve_due',
  openedAt: 'opened_at',
  acceptedAt: 'accepted_at',
  startedAt: 'started_at',
  resolvedAt: 'resolved_at',
  closedAt: 'closed_at',
  roundStartedAt: 'round_started_at',
  heldFrom: 'held_from',
  holdStartedAt: 'hold_started_at',
  holdUntil: 'hold_until',
  heldSeconds: 'held_seconds',
  outcome: 'outcome',
  proposedOutcome: 'proposed_outcome',
  confirmation: 'confirmation',
  rework: 'rework',
  silenceDue: 'silence_due',
  stars: 'stars',
  mergedInto: 'merged_into',
  urged: 'urged',
  lastUrgedAt: 'last_urged_at',
  appointmentFrom: 'appointment_from',
  appointmentTo: 'appointment_to',
  nobodyHome: 'nobody_home',
  callAttempts: 'call_attempts',
  callAgainAt: 'call_again_at',
  checkedAt: 'checked_at',
  version: 'version',
};
const KEYS = Object.keys(COLUMNS) as (keyof Ticket)[];
export const SELECTED = KEYS.map((key) => `t.${COLUMNS[key]} AS "${key}"`).join(', ');
const WRITTEN = KEYS.filter((key) => !['id', 'reference', 'openedAt', 'channel'].includes(key));

function valueOf(ticket: Ticket, key: keyof Ticket): unknown {
  return key === 'routeReason' ? JSON.stringify(ticket.routeReason) : ticket[key];
}

/** A helper, and an owner who does not lead the station, sees nothing of a ticket once it has been closed for this long (docs/domain.md, Who may see). */
const AFTER_CLOSING = `interval '7 days'`;

/**
 * docs/domain.md, Who may see, as a condition on `t`; its parameters begin at `$first`. Confidential: crew, head and owner.
 */
export function visibility(actor: Actor, now: Date, first: number): { condition: string; parameters: unknown[] } {
  const at = (offset: number) => `$${first + offset}`;
  return {
    condition: `(
      (NOT t.confidential AND (t.station_id = ANY(${at(0)}::uuid[])
        OR EXISTS (SELECT 1 FROM unnest(${at(1)}::text[]) AS prefix WHERE starts_with(t.area_path, prefix))))
      OR t.station_id = ANY(${at(2)}::uuid[])
      OR ((t.closed_at IS NULL OR t.closed_at > ${at(5)}::timestamptz - ${AFTER_CLOSING})
        AND (t.owner_id = ${at(3)}
          OR EXISTS (SELECT 1 FROM ticket_readers r WHERE r.ticket_id = t.id AND r.helper_id = ${at(4)}::uuid))))`,
    parameters: [
      actor.stationRoles.map(({ stationId }) => stationId),
      pathsOf(actor, 'operator', 'leader', 'administrator'),
      actor.stationRoles.filter(({ role }) => role === 'head').map(({ stationId }) => stationId),
      actor.accountId,
      actor.helperId,
      now,
    ],
  };
}

export interface TicketFilter {
  stationId?: string;
  states?: State[];
  /** whose move is next */
  ownerId?: string;
  helperId?: string;
  reference?: string;
  categoryId?: string;
  buildingId?: string;
  urged?: boolean;
  /** the id of the last ticket of the page before: newest first */
  before?: string;
  limit: number;
}

@Injectable()
export class TicketsStore {
  async nextSequence(sql: Sql): Promise<string> {
    const row = await sql.one<{ n: string }>(`SELECT nextval('ticket_references')::text AS n`);
    return row?.n ?? '';
  }

  async insert(tx: Tx, ticket: Ticket, crew: CrewPlace[], residentId: string): Promise<void> {
    await tx.run(
      `INSERT INTO tickets (${KEYS.map((key) => COLUMNS[key]).join(', ')})
       VALUES (${KEYS.map((_, index) => `$${index + 1}`).join(', ')})`,
      KEYS.map((key) => valueOf(ticket, key)),
    );
    await tx.run(
      `WITH places AS (
         INSERT INTO crew_places (id, ticket_id, skill) SELECT id, $1, skill FROM unnest($2::uuid[], $3::text[]) AS p (id, skill)
       ) INSERT INTO requesters (ticket_id, no, resident_id) VALUES ($1, 1, $4)`,
      [ticket.id, crew.map(({ id }) => id), crew.map(({ skill }) => skill), residentId],
    );
  }

  async save(tx: Tx, ticket: Ticket): Promise<void> {
    await tx.run(
      `UPDATE tickets SET ${WRITTEN.map((key, index) => `${COLUMNS[key]} = $${index + 2}`).join(', ')} WHERE id = $1`,
      [ticket.id, ...WRITTEN.map((key) => valueOf(ticket, key))],
    );
  }

  /** The row is held until the transaction ends: of two who act at once, the second sees what the first did. */
  async lock(tx: Tx, id: string): Promise<TicketWithCrew | undefined> {
    const ticket = await tx.one<Ticket>(`SELECT ${SELECTED} FROM tickets t WHERE t.id = $1 FOR NO KEY UPDATE`, [id]);
    return ticket === undefined ? undefined : { ticket, crew: await this.crew(tx, id) };
  }

  async lockVisible(tx: Tx, id: string, actor: Actor, now: Date): Promise<TicketWithCrew | undefined> {
    const { condition, parameters } = visibility(actor, now, 2);
    const ticket = await tx.one<Ticket>(
      `SELECT ${SELECTED} FROM tickets t WHERE t.id = $1 AND ${condition} FOR NO KEY UPDATE OF t`,
      [id, ...parameters],
    );
    return ticket === undefined ? undefined : { ticket, crew: await this.crew(tx, id) };
  }

  async find(sql: Sql, id: string): Promise<TicketWithCrew | undefined> {
    const ticket = await sql.one<Ticket>(`SELECT ${SELECTED} FROM tickets t WHERE t.id = $1`, [id]);
    return ticket === undefined ? undefined : { ticket, crew: await this.crew(sql, id) };
  }

  async findVisible(sql: Sql, id: string, actor: Actor, now: Date): Promise<TicketWithCrew | undefined> {
    const { condition, parameters } = visibility(actor, now, 2);
    const ticket = await sql.one<Ticket>(`SELECT ${SELECTED} FROM tickets t WHERE t.id = $1 AND ${condition}`, [
      id,
      ...parameters,
    ]);
    return ticket === undefined ? undefined : { ticket, crew: await this.crew(sql, id) };
  }

  async page(sql: Sql, actor: Actor, now: Date, filter: TicketFilter): Promise<Ticket[]> {
    const { condition, parameters } = visibility(actor, now, 11);
    return sql.rows<Ticket>(
      `SELECT ${SELECTED} FROM tickets t
        WHERE ($1::uuid IS NULL OR t.station_id = $1) AND ($2::text[] IS NULL OR t.state = ANY($2))
          AND ($3::uuid IS NULL OR t.owner_id = $3) AND ($4::text IS NULL OR t.reference = $4)
          AND ($5::uuid IS NULL OR t.category_id = $5) AND ($6::uuid IS NULL OR t.id < $6)
          AND ($7::uuid IS NULL OR EXISTS (SELECT 1 FROM crew_places c WHERE c.ticket_id = t.id AND c.helper_id = $7))
          AND ($9::uuid IS NULL OR t.building_id = $9) AND ($10::boolean IS NULL OR (t.urged > 0) = $10)
          AND ${condition}
        ORDER BY t.id DESC LIMIT $8`,
      [
        filter.stationId ?? null,
        filter.states ?? null,
        filter.ownerId ?? null,
        filter.reference ?? null,
        filter.categoryId ?? null,
        filter.before ?? null,
        filter.helperId ?? null,
        filter.limit,
        filter.buildingId ?? null,
        filter.urged ?? null,
        ...parameters,
      ],
    );
  }

  async visibleAmong(sql: Sql, ids: string[], actor: Actor, now: Date): Promise<string[]> {
    const { condition, parameters } = visibility(actor, now, 2);
    const rows = await sql.rows<{ id: string }>(
      `SELECT t.id FROM tickets t WHERE t.id = ANY($1::uuid[]) AND ${condition}`,
      [ids, ...parameters],
    );
    return rows.map(({ id }) => id);
  }

  async byReference(sql: Sql, reference: string): Promise<Ticket | undefined> {
    return sql.one<Ticket>(`SELECT ${SELECTED} FROM tickets t WHERE t.reference = $1`, [reference]);
  }

  /** In a stable order: unskilled places first, as a head takes one of these before one that needs a skill. */
  crew(sql: Sql, ticketId: string): Promise<CrewPlace[]> {
    return sql.rows<CrewPlace>(
      `SELECT id, skill, helper_id AS "helperId", joined_at AS "joinedAt" FROM crew_places
        WHERE ticket_id = $1 ORDER BY skill NULLS FIRST, id`,
      [ticketId],
    );
  }

  async crewsOf(sql: Sql, ticketIds: string[]): Promise<Map<string, CrewPlace[]>> {
    const rows = await sql.rows<CrewPlace & { ticketId: string }>(
      `SELECT id, ticket_id AS "ticketId", skill, helper_id AS "helperId", joined_at AS "joinedAt" FROM crew_places
        WHERE ticket_id = ANY($1) ORDER BY skill NULLS FIRST, id`,
      [ticketIds],
    );
    const crews = new Map<string, CrewPlace[]>();
    for (const { ticketId, ...place } of rows) crews.set(ticketId, [...(crews.get(ticketId) ?? []), place]);
    return crews;
  }

  async fill(tx: Tx, { id, helperId, joinedAt }: CrewPlace): Promise<void> {
    await tx.run('UPDATE crew_places SET helper_id = $2, joined_at = $3 WHERE id = $1', [id, helperId, joinedAt]);
  }

  /** Those who ask now: without who went back to a ticket of their own. */
  requesters(sql: Sql, ticketId: string): Promise<{ no: number; residentId: string; linkVersion: number }[]> {
    return sql.rows(
      `SELECT no, resident_id AS "residentId", link_version AS "linkVersion" FROM requesters
        WHERE ticket_id = $1 AND left_at IS NULL ORDER BY no`,
      [ticketId],
    );
  }

  /** Also of who went back to a ticket of their own: their link leads there. */
  async linkVersion(sql: Sql, ticketId: string, no: number): Promise<number | null> {
    const row = await sql.one<{ version: number }>(
      'SELECT link_version AS version FROM requesters WHERE ticket_id = $1 AND no = $2',
      [ticketId, no],
    );
    return row?.version ?? null;
  }

  async holdsOver(sql: Sql, now: Date, limit: number): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      'SELECT id FROM tickets WHERE hold_until <= $1 ORDER BY hold_until LIMIT $2',
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Resolved, and silent until `now`: at most `limit`, those that nobody is working on. */
  async silent(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const rows = await tx.rows<{ id: string }>(
      `SELECT id FROM tickets WHERE silence_due <= $1 ORDER BY silence_due LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED`,
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }
}
