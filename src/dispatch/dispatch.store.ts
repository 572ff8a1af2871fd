import { Injectable } from '@nestjs/common';
import type { Sql, Tx } from '../platform/database/database.js';
import { prepare, type Writer } from '../platform/database/statement.js';
import type { TicketWithCrew } from '../tickets/tickets.js';
import type { NewOffer, Rung } from './choosing/choosing.types.js';

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
  /** why it was declined, or taken back: a code */
  reason: string | null;
  /** the rung of the ladder that it was made on, and what the choice was made of; null: by the head's hand */
  rung: Rung | null;
  chosen: NewOffer['chosen'] | null;
}

/** Why an offer was taken back. */
export const WITHDRAWN_FOR = ['filled', 'in_crew', 'by_head', 'ended', 'handed_over', 'helper_left'] as const;
export type WithdrawnFor = (typeof WITHDRAWN_FOR)[number];

const OFFER = `o.id, o.ticket_id AS "ticketId", o.place_id AS "placeId", o.helper_id AS "helperId", o.state,
  o.offered_at AS "offeredAt", o.expires_at AS "expiresAt", o.answered_at AS "answeredAt", o.reason, o.rung, o.chosen`;

/** What dispatch keeps of a ticket `t`, read with it: offers that wait for an answer, and where it stands on the ladder. */
export const DISPATCH_SELECT = `jsonb_build_object(
  'offers', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'placeId', o.place_id, 'helperId', o.helper_id,
                                                         'offeredAt', o.offered_at, 'expiresAt', o.expires_at,
                                                         'accepts', o.chosen #> '{score,accepts}')
                                       ORDER BY o.id), '[]')
               FROM offers o WHERE o.ticket_id = t.id AND o.state = 'offered'),
  'row', (SELECT jsonb_build_object('dueAt', d.due_at, 'stopped', d.stopped, 'rung', d.rung, 'rungSince', d.rung_since,
                                    'headOrder', coalesce(d.head_order, '{}'),
                                    'heldBack', coalesce(d.held_back, '{}'))
            FROM dispatches d WHERE d.ticket_id = t.id))`;

interface Row<Time> {
  /** when to look at it again; null: nothing is to come */
  dueAt: Time | null;
  /** the head picks by hand */
  stopped: boolean;
  rung: Rung;
  /** null: nobody was looked for on it yet */
  rungSince: Time | null;
  /** helpers whom the head wants asked first, in this order */
  headOrder: string[];
  /** helpers whom the head wants not to be asked by themselves */
  heldBack: string[];
}

/** One that waits for its answer. */
export type WaitingOffer = Offer & {
  /** how likely it was accepted when it was made, 0–1; null: by the head's hand */
  accepts: number | null;
};

export interface Kept extends Row<Date> {
  offers: WaitingOffer[];
}

const NOTHING: Row<Date> = {
  dueAt: null,
  stopped: false,
  rung: 'station',
  rungSince: null,
  headOrder: [],
  heldBack: [],
};

export function keptOf({ ticket, beside }: TicketWithCrew): Kept {
  const kept = beside?.dispatch as { offers: WaitingOffer[]; row: Row<string> | null } | undefined;
  if (kept === undefined) return { ...NOTHING, offers: [] };
  return {
    ...rowOf(kept.row),
    offers: kept.offers.map((offer) => ({
      ...offer,
      ticketId: ticket.id,
      state: 'offered',
      offeredAt: new Date(offer.offeredAt),
      expiresAt: new Date(offer.expiresAt),
      answeredAt: null,
      reason: null,
      rung: null,
      chosen: null,
    })),
  };
}

function rowOf(row: Row<string> | null): Row<Date> {
  if (row === null) return NOTHING;
  const time = (at: string | null) => (at === null ? null : new Date(at));
  return { ...row, dueAt: time(row.dueAt), rungSince: time(row.rungSince) };
}

/** The ticket as it is once these offers are live no longer. */
export function withoutOffers(current: TicketWithCrew, ended: (offer: Offer) => boolean): TicketWithCrew {
  const kept = current.beside?.dispatch as { offers: Offer[]; row: unknown } | undefined;
  if (kept === undefined) return current;
  const dispatch = { ...kept, offers: kept.offers.filter((offer) => !ended(offer)) };
  return { ...current, beside: { ...current.beside, dispatch } };
}

export const insertOffers: Writer<Omit<Offer, 'state' | 'answeredAt' | 'reason'>> = (statement, offers) => {
  const columns = {
    id: 'uuid',
    ticketId: 'uuid',
    placeId: 'uuid',
    helperId: 'uuid',
    offeredAt: 'timestamptz',
    expiresAt: 'timestamptz',
    rung: 'text',
    chosen: 'jsonb',
  };
  statement.part(
    `INSERT INTO offers (id, ticket_id, place_id, helper_id, state, offered_at, expires_at, rung, chosen)
     SELECT r.id, r."ticketId", r."placeId", r."helperId", 'offered', r."offeredAt", r."expiresAt", r.rung, r.chosen
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
  /** untold: as it is */
  rung?: { is: Rung; since: Date | null };
}

export const scheduleDispatch: Writer<Schedule> = (statement, schedules) => {
  // of a ticket that is scheduled twice in one change the last counts
  const last = new Map<string, Schedule>();
  for (const schedule of schedules) last.set(schedule.ticketId, { ...last.get(schedule.ticketId), ...schedule });
  const columns = { ticketId: 'uuid', dueAt: 'timestamptz', stopped: 'boolean', rung: 'text', since: 'timestamptz' };
  const write = (given: Schedule[], stopped: string, rung: string) => {
    if (given.length === 0) return;
    const rows = given.map(({ rung: at, ...row }) => ({ ...row, rung: at?.is, since: at?.since }));
    statement.part(
      `INSERT INTO dispatches AS d (ticket_id, due_at, stopped, rung, rung_since)
       SELECT r."ticketId", r."dueAt", coalesce(r.stopped, false), coalesce(r.rung, 'station'), r.since
         FROM ${statement.rows(rows, 'r', columns)}
       ON CONFLICT (ticket_id) DO UPDATE
         SET stopped = ${stopped}.stopped, due_at = CASE WHEN ${stopped}.stopped THEN NULL ELSE excluded.due_at END,
             rung = ${rung}.rung, rung_since = ${rung}.rung_since`,
    );
  };
  // a row that the statement inserts does not tell what was untold: each kind has its own part
  const all = [...last.values()];
  for (const stopped of [true, false]) {
    for (const rung of [true, false]) {
      write(
        all.filter((one) => (one.stopped !== undefined) === stopped && (one.rung !== undefined) === rung),
        stopped ? 'excluded' : 'd',
        rung ? 'excluded' : 'd',
      );
    }
  }
};

/** So many are looked up one by one; for more, all that is carried is read, which is what is being worked on just now. */
const MANY = 1_000;
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

export interface Asked {
  ticketId: string;
  helperId: string;
  state: OfferState | 'left';
  reason: string | null;
  rung: Rung | null;
  offeredAt: Date;
}

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

  /** Of these tickets: whom each was offered to, unless that was taken back, and what became of it; and whom the head let go. */
  asked(sql: Sql, ticketIds: string[]): Promise<Asked[]> {
    return sql.rows<Asked>(
      prepare(`SELECT ticket_id AS "ticketId", helper_id::text AS "helperId", state, reason, rung, offered_at AS "offeredAt"
         FROM offers WHERE ticket_id = ANY($1::uuid[]) AND state <> 'withdrawn'
       UNION ALL
       SELECT ticket_id, changes ->> 'helperId', 'left', NULL, NULL, happened_at
         FROM ticket_events WHERE ticket_id = ANY($1::uuid[]) AND type = 'left'`),
      [ticketIds],
    );
  }

  /** The events that tell why a rung failed, oldest first. */
  climbs(sql: Sql, ticketId: string): Promise<{ at: Date; changes: Record<string, unknown> }[]> {
    return sql.rows(
      `SELECT happened_at AS at, changes FROM ticket_events
        WHERE ticket_id = $1 AND type IN ('rung_climbed', 'escalated') AND changes ? 'fromRung' ORDER BY version`,
      [ticketId],
    );
  }

  /** What the head wants, for as long as the ticket lives. */
  async prefer(tx: Tx, ticketId: string, headOrder: string[], heldBack: string[]): Promise<void> {
    await tx.run(
      `INSERT INTO dispatches (ticket_id, head_order, held_back) VALUES ($1, $2, $3)
       ON CONFLICT (ticket_id) DO UPDATE SET head_order = excluded.head_order, held_back = excluded.held_back`,
      [ticketId, headOrder, heldBack],
    );
  }

  /** Of these buildings: who has helped there, on the newest 200 tickets of each. */
  async helpedIn(sql: Sql, buildingIds: string[]): Promise<Map<string, Set<string>>> {
    if (buildingIds.length === 0) return new Map();
    const rows = await sql.rows<{ buildingId: string; helperId: string }>(
      prepare(`SELECT DISTINCT b.id AS "buildingId", c.helper_id AS "helperId"
         FROM (SELECT DISTINCT unnest($1::uuid[]) AS id) AS b
         CROSS JOIN LATERAL (SELECT t.id FROM tickets t WHERE t.building_id = b.id AND t.outcome IS NOT NULL
                              ORDER BY t.id DESC LIMIT 200) AS t
         CROSS JOIN LATERAL (SELECT helper_id FROM crew_places WHERE ticket_id = t.id AND helper_id IS NOT NULL OFFSET 0) AS c`),
      [buildingIds],
    );
    const helped = new Map<string, Set<string>>();
    for (const { buildingId, helperId } of rows) {
      helped.set(buildingId, (helped.get(buildingId) ?? new Set()).add(helperId));
    }
    return helped;
  }

  /** Tickets in hand and offers waiting, by helper; who carries nothing is left out. */
  async load(sql: Sql, helperIds: string[]): Promise<Map<string, number>> {
    const rows = await sql.rows<{ id: string; n: number }>(helperIds.length > MANY ? LOAD_OF_MANY : LOAD_OF_FEW, [
      helperIds,
    ]);
    return new Map(rows.map(({ id, n }) => [id, n]));
  }
}
