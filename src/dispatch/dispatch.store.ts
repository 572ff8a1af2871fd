import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database/database.js';
import { prepare, type Writer } from '../platform/database/statement.js';
import type { TicketWithCrew } from '../tickets/tickets.js';

export const OFFER_STATES = ['offered', 'accepted', 'declined', 'expired', 'withdrawn'] as const;
export type OfferState = (typeof OFFER_STATES)[number];

export interface Offer {
  id: string;
  ticketId: string;
  placeId: string;
  helperId: string;
  state: OfferState;
  offeredAt: Date;
  expiresAt: Date;
  answeredAt: Date | null;
  reason: string | null;
}

const OFFER = `o.id, o.ticket_id AS "ticketId", o.place_id AS "placeId", o.helper_id AS "helperId", o.state,
  o.offered_at AS "offeredAt", o.expires_at AS "expiresAt", o.answered_at AS "answeredAt", o.reason`;

/** What dispatch keeps of a ticket `t`, read with it: offers that wait for an answer, when to look again, and `stopped`. */
export const DISPATCH_SELECT = `jsonb_build_object(
  'offers', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'placeId', o.place_id, 'helperId', o.helper_id,
                                                         'offeredAt', o.offered_at, 'expiresAt', o.expires_at)
                                       ORDER BY o.id), '[]')
               FROM offers o WHERE o.ticket_id = t.id AND o.state = 'offered'),
  'dueAt', (SELECT d.due_at FROM dispatches d WHERE d.ticket_id = t.id),
  'stopped', coalesce((SELECT d.stopped FROM dispatches d WHERE d.ticket_id = t.id), false))`;

interface Kept {
  offers: Offer[];
  dueAt: Date | null;
  stopped: boolean;
}

export function keptOf({ ticket, beside }: TicketWithCrew): Kept {
  const kept = beside?.dispatch as (Omit<Kept, 'dueAt'> & { dueAt: string | null }) | undefined;
  if (kept === undefined) return { offers: [], dueAt: null, stopped: false };
  return {
    offers: kept.offers.map((offer) => ({
      ...offer,
      ticketId: ticket.id,
      state: 'offered',
      offeredAt: new Date(offer.offeredAt),
      expiresAt: new Date(offer.expiresAt),
      answeredAt: null,
      reason: null,
    })),
    dueAt: kept.dueAt === null ? null : new Date(kept.dueAt),
    stopped: kept.stopped,
  };
}

export const insertOffers: Writer<Omit<Offer, 'state' | 'answeredAt' | 'reason'>> = (statement, offers) => {
  const columns = {
    id: 'uuid',
    ticketId: 'uuid',
    placeId: 'uuid',
    helperId: 'uuid',
    offeredAt: 'timestamptz',
    expiresAt: 'timestamptz',
  };
  statement.part(
    `INSERT INTO offers (id, ticket_id, place_id, helper_id, state, offered_at, expires_at)
     SELECT r.id, r."ticketId", r."placeId", r."helperId", 'offered', r."offeredAt", r."expiresAt"
       FROM ${statement.rows(offers, 'r', columns)}`,
  );
};

export const endOffers: Writer<{ id: string; state: OfferState; at: Date; reason: string | null }> = (
  statement,
  offers,
) => {
  statement.part(
    `UPDATE offers o SET state = r.state, answered_at = r.at, reason = r.reason
       FROM ${statement.rows(offers, 'r', { id: 'uuid', state: 'text', at: 'timestamptz', reason: 'text' })}
      WHERE o.id = r.id AND o.state = 'offered'${statement.among(
        'o.id',
        offers.map(({ id }) => id),
      )}`,
  );
};

export interface Schedule {
  ticketId: string;
  dueAt: Date | null;
  /** the head picks by hand from now on, or no longer; untold: as it is */
  stopped?: boolean;
}

export const scheduleDispatch: Writer<Schedule> = (statement, schedules) => {
  // of a ticket that is scheduled twice in one change the last counts
  const last = new Map<string, Schedule>();
  for (const schedule of schedules) last.set(schedule.ticketId, { ...last.get(schedule.ticketId), ...schedule });
  const columns = { ticketId: 'uuid', dueAt: 'timestamptz', stopped: 'boolean' };
  const write = (rows: Schedule[], stopped: string) => {
    if (rows.length === 0) return;
    statement.part(
      `INSERT INTO dispatches AS d (ticket_id, due_at, stopped) SELECT r."ticketId", r."dueAt", coalesce(r.stopped, false)
         FROM ${statement.rows(rows, 'r', columns)}
       ON CONFLICT (ticket_id) DO UPDATE
         SET stopped = ${stopped}, due_at = CASE WHEN ${stopped} THEN NULL ELSE excluded.due_at END`,
    );
  };
  const all = [...last.values()];
  write(
    all.filter(({ stopped }) => stopped === undefined),
    'd.stopped',
  );
  write(
    all.filter(({ stopped }) => stopped !== undefined),
    'excluded.stopped',
  );
};

/** So many are looked up one by one; for more, all that is carried is read, which is what is being worked on just now. */
const MANY = 200;
const LOAD_OF_FEW = prepare(`SELECT helper_id AS id, count(*)::int AS n FROM (
    SELECT helper_id FROM crew_places WHERE helper_id = ANY($1::uuid[]) AND live
    UNION ALL
    SELECT helper_id FROM offers WHERE helper_id = ANY($1::uuid[]) AND state = 'offered') AS held
  GROUP BY helper_id`);
const LOAD_OF_MANY = prepare(`WITH held AS MATERIALIZED (
    SELECT helper_id FROM crew_places WHERE live AND helper_id IS NOT NULL
    UNION ALL
    SELECT helper_id FROM offers WHERE state = 'offered'
  ), wanted AS MATERIALIZED (SELECT unnest($1::uuid[]) AS id)
  SELECT w.id, count(*)::int AS n FROM wanted w JOIN held h ON h.helper_id = w.id GROUP BY w.id`);

@Injectable()
export class DispatchStore {
  byId(sql: Sql, id: string): Promise<Offer | undefined> {
    return sql.one<Offer>(`SELECT ${OFFER} FROM offers o WHERE o.id = $1`, [id]);
  }

  ofTicket(sql: Sql, ticketId: string): Promise<Offer[]> {
    return sql.rows<Offer>(`SELECT ${OFFER} FROM offers o WHERE o.ticket_id = $1 ORDER BY o.id`, [ticketId]);
  }

  /** Newest first; `before` is the id of the last one of the page before. */
  ofHelper(sql: Sql, helperId: string, live: boolean, before: string | null, limit: number): Promise<Offer[]> {
    return sql.rows<Offer>(
      `SELECT ${OFFER} FROM offers o
        WHERE o.helper_id = $1 AND (NOT $2 OR o.state = 'offered') AND ($3::uuid IS NULL OR o.id < $3)
        ORDER BY o.id DESC LIMIT $4`,
      [helperId, live, before, limit],
    );
  }

  /** Tickets with offers that ran out; at most `limit`. */
  async expired(sql: Sql, now: Date, limit: number): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      `SELECT DISTINCT ticket_id AS id FROM (
         SELECT ticket_id FROM offers WHERE state = 'offered' AND expires_at <= $1 ORDER BY expires_at LIMIT $2) AS due`,
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }

  async due(sql: Sql, now: Date, limit: number): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      `SELECT d.ticket_id AS id FROM dispatches d WHERE d.due_at <= $1
          AND NOT EXISTS (SELECT 1 FROM ticket_events e JOIN outbox o ON o.event_id = e.id AND o.consumer = 'dispatch'
                           WHERE e.ticket_id = d.ticket_id AND o.relayed_at > now() - interval '5 seconds')
        ORDER BY d.due_at LIMIT $2`,
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }

  async ticketsOfEvents(sql: Sql, eventIds: string[]): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      prepare('SELECT DISTINCT ticket_id AS id FROM ticket_events WHERE id = ANY($1::uuid[]) ORDER BY 1'),
      [eventIds],
    );
    return rows.map(({ id }) => id);
  }

  /** By ticket: whom it was offered to, unless that was taken back, and whom the head let go. They are not asked again by themselves. */
  async asked(sql: Sql, ticketIds: string[]): Promise<Map<string, Set<string>>> {
    const rows = await sql.rows<{ ticketId: string; helperId: string }>(
      prepare(`SELECT ticket_id AS "ticketId", helper_id::text AS "helperId" FROM offers
        WHERE ticket_id = ANY($1::uuid[]) AND state <> 'withdrawn'
       UNION ALL
       SELECT ticket_id, changes ->> 'helperId' FROM ticket_events WHERE ticket_id = ANY($1::uuid[]) AND type = 'left'`),
      [ticketIds],
    );
    const asked = new Map<string, Set<string>>();
    for (const { ticketId, helperId } of rows) {
      asked.set(ticketId, (asked.get(ticketId) ?? new Set()).add(helperId));
    }
    return asked;
  }

  /** Tickets in hand and offers waiting, by helper; who carries nothing is left out. */
  async load(sql: Sql, helperIds: string[]): Promise<Map<string, number>> {
    const rows = await sql.rows<{ id: string; n: number }>(helperIds.length > MANY ? LOAD_OF_MANY : LOAD_OF_FEW, [
      helperIds,
    ]);
    return new Map(rows.map(({ id, n }) => [id, n]));
  }
}
