import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database/database.js';
import { hex, type Writer } from '../platform/database/statement.js';
import type { Channel } from './ticket.js';
import type { TicketEvent, TicketEventType } from './tickets.events.js';

export type TextKind = 'request' | 'comment' | 'note' | 'reason';

export interface Photo {
  id: string;
  width: number;
  height: number;
  bytes: number;
}

interface EventRow {
  id: string;
  ticketId: string;
  version: number;
  type: TicketEventType;
  actorKind: 'account' | 'requester' | 'system';
  actorId: string | null;
  onBehalfOf: string | null;
  channel: Channel;
  happenedAt: Date;
  enteredAt: Date;
  changes: Record<string, unknown>;
  stationId: string | null;
  sets: Record<string, unknown> | null;
  xid: string;
}

const SELECTED = `e.id, e.ticket_id AS "ticketId", e.version, e.type, e.actor_kind AS "actorKind", e.actor_id AS "actorId",
  e.on_behalf_of AS "onBehalfOf", e.channel, e.happened_at AS "happenedAt", e.entered_at AS "enteredAt", e.changes,
  e.station_id AS "stationId", e.sets, e.xid::text AS xid`;

/** What a reader follows: a station's board, a helper's offers and jobs, or what is below the areas of an operator. */
export interface RecordPart {
  stationId?: string;
  helperId?: string;
  areaPaths?: string[];
}

const PAGE = 1_000;
const NO_ID = '00000000-0000-0000-0000-000000000000';

export type RecordedEvent = TicketEvent & { xid: string };
/** With the helpers who are in the ticket's crew, and its area, when it is read. */
export type FollowedEvent = RecordedEvent & { crew: string[]; areaPath: string };

const EVENT_COLUMNS = {
  id: 'uuid',
  ticketId: 'uuid',
  version: 'int',
  type: 'text',
  actorKind: 'text',
  actorId: 'uuid',
  onBehalfOf: 'uuid',
  channel: 'text',
  happenedAt: 'timestamptz',
  enteredAt: 'timestamptz',
  changes: 'jsonb',
  stationId: 'uuid',
  sets: 'jsonb',
};

export const insertEvents: Writer<TicketEvent> = (statement, events) => {
  const rows = events.map(({ doer, ...event }) => ({
    ...event,
    actorKind: doer.kind,
    actorId: doer.kind === 'account' ? doer.accountId : null,
    onBehalfOf: doer.kind === 'account' ? (doer.onBehalfOf ?? null) : null,
    changes: doer.kind === 'requester' ? { ...event.changes, requester: doer.no } : event.changes,
  }));
  statement.part(
    `INSERT INTO ticket_events (id, ticket_id, version, type, actor_kind, actor_id, on_behalf_of, channel, happened_at,
       entered_at, changes, station_id, sets)
     SELECT ${Object.keys(EVENT_COLUMNS)
       .map((name) => `r."${name}"`)
       .join(', ')} FROM ${statement.rows(rows, 'r', EVENT_COLUMNS)}`,
  );
};

export interface NewText {
  id: string;
  ticketId: string;
  eventId: string;
  kind: TextKind;
  text: string;
  /** of a request: what was asked beside it (questions/answers.ts, docs/domain.md) */
  answersEncrypted?: Buffer | null;
}

export const insertTexts: Writer<NewText> = (statement, texts) => {
  const columns = { id: 'uuid', ticketId: 'uuid', eventId: 'uuid', kind: 'text', text: 'text', answers: 'bytea' };
  const rows = texts.map(({ answersEncrypted = null, ...text }) => ({ ...text, answers: hex(answersEncrypted) }));
  statement.part(
    `INSERT INTO ticket_texts (id, ticket_id, event_id, kind, text, answers_encrypted)
     SELECT r.id, r."ticketId", r."eventId", r.kind, r.text, r.answers FROM ${statement.rows(rows, 'r', columns)}`,
  );
};

export const insertPhotos: Writer<Photo & { ticketId: string; eventId: string }> = (statement, photos) => {
  const columns = { id: 'uuid', ticketId: 'uuid', eventId: 'uuid', width: 'int', height: 'int', bytes: 'int' };
  statement.part(
    `INSERT INTO photos (id, ticket_id, event_id, width, height, bytes)
     SELECT r.id, r."ticketId", r."eventId", r.width, r.height, r.bytes FROM ${statement.rows(photos, 'r', columns)}`,
  );
};

/** The record (全程纪实): events that only grow, and beside them the words and pictures that can be erased. */
@Injectable()
export class RecordStore {
  async events(sql: Sql, ticketId: string): Promise<RecordedEvent[]> {
    const rows = await sql.rows<EventRow>(
      `SELECT ${SELECTED} FROM ticket_events e WHERE e.ticket_id = $1 ORDER BY e.version`,
      [ticketId],
    );
    return rows.map(eventOf);
  }

  /** The last event, of one type where it is told. */
  async last(sql: Sql, ticketId: string, type?: TicketEventType): Promise<RecordedEvent | undefined> {
    const row = await sql.one<EventRow>(
      `SELECT ${SELECTED} FROM ticket_events e
        WHERE e.ticket_id = $1 AND ($2::text IS NULL OR e.type = $2) ORDER BY e.version DESC LIMIT 1`,
      [ticketId, type ?? null],
    );
    return row === undefined ? undefined : eventOf(row);
  }

  /** How many photos one requester has attached. */
  async photosBy(sql: Sql, ticketId: string, no: number): Promise<number> {
    const row = await sql.one<{ n: number }>(
      `SELECT count(*)::int AS n FROM photos p JOIN ticket_events e ON e.id = p.event_id
        WHERE p.ticket_id = $1 AND e.actor_kind = 'requester' AND (e.changes->>'requester')::int = $2`,
      [ticketId, no],
    );
    return row?.n ?? 0;
  }

  /** When it was entered that the present owner has it: with this round, or later. */
  async ownedSince(sql: Sql, ticketId: string): Promise<Date> {
    const row = await sql.one<{ at: Date | null }>(
      `SELECT max(entered_at) AS at FROM ticket_events
        WHERE ticket_id = $1 AND (type IN ('opened', 'reopened') OR sets ? 'ownerId')`,
      [ticketId],
    );
    return row?.at ?? new Date(0);
  }

  async byIds(sql: Sql, ids: string[]): Promise<RecordedEvent[]> {
    const rows = await sql.rows<EventRow>(
      `SELECT ${SELECTED} FROM ticket_events e WHERE e.id = ANY($1) ORDER BY e.id`,
      [ids],
    );
    return rows.map(eventOf);
  }

  /** Where the record stands: everything that is not committed yet lies at or above it. */
  async mark(sql: Sql): Promise<string> {
    const row = await sql.one<{ mark: string }>('SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS mark');
    return row?.mark ?? '0';
  }

  /**
   * What committed at or above the mark, and the mark to go on from: the snapshot of the first page, so that nothing that
   * commits late, or while the pages are read, is missed. `events` null: more than `most`.
   */
  async since(
    sql: Sql,
    mark: string,
    of: RecordPart = {},
    most = Infinity,
  ): Promise<{ events: FollowedEvent[] | null; mark: string }> {
    const events: FollowedEvent[] = [];
    let next: string | undefined;
    let after = { xid: mark, id: NO_ID };
    for (;;) {
      const rows = await sql.rows<EventRow & { mark: string; crew: string[]; areaPath: string }>(
        `SELECT m.mark, ${SELECTED}, ARRAY(SELECT c.helper_id FROM crew_places c
                                            WHERE c.ticket_id = e.ticket_id AND c.helper_id IS NOT NULL) AS crew,
                t.area_path AS "areaPath" FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS mark) AS m
           LEFT JOIN ticket_events e ON e.xid >= $1::xid8 AND (e.xid > $1::xid8 OR e.id > $2)
            AND ($3::uuid IS NULL OR e.station_id = $3
              OR (e.type = 'handed_over' AND e.changes ->> 'fromStationId' = $3::text))
            AND ($4::uuid IS NULL
              OR e.changes ->> 'helperId' = $4::text AND e.ticket_id IN (SELECT ticket_id FROM offers WHERE helper_id = $4)
              OR e.ticket_id IN (SELECT ticket_id FROM crew_places WHERE helper_id = $4))
            AND ($5::text[] IS NULL OR e.ticket_id IN (SELECT a.id FROM tickets a WHERE a.area_path ^@ ANY ($5)))
           LEFT JOIN tickets t ON t.id = e.ticket_id
          ORDER BY e.xid, e.id LIMIT ${PAGE}`,
        [after.xid, after.id, of.stationId ?? null, of.helperId ?? null, of.areaPaths ?? null],
      );
      next ??= rows[0]?.mark;
      const page = rows
        .filter((row) => row.id !== null)
        .map((row) => ({ ...eventOf(row), crew: row.crew, areaPath: row.areaPath }));
      events.push(...page);
      if (events.length > most) return { events: null, mark: next ?? mark };
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return { events, mark: next ?? mark };
      after = { xid: last.xid, id: last.id };
    }
  }

  texts(sql: Sql, ticketId: string): Promise<{ eventId: string; kind: TextKind; text: string | null }[]> {
    return sql.rows('SELECT event_id AS "eventId", kind, text FROM ticket_texts WHERE ticket_id = $1 ORDER BY id', [
      ticketId,
    ]);
  }

  photos(sql: Sql, ticketId: string): Promise<(Photo & { eventId: string })[]> {
    return sql.rows(
      'SELECT id, event_id AS "eventId", width, height, bytes FROM photos WHERE ticket_id = $1 ORDER BY id',
      [ticketId],
    );
  }
}

function eventOf({ actorKind, actorId, onBehalfOf, ...row }: EventRow): RecordedEvent {
  switch (actorKind) {
    case 'account':
      return { ...row, doer: { kind: 'account', accountId: actorId ?? '', onBehalfOf: onBehalfOf ?? undefined } };
    case 'requester':
      return { ...row, doer: { kind: 'requester', no: Number(row.changes.requester ?? 1) } };
    case 'system':
      return { ...row, doer: { kind: 'system' } };
  }
}
