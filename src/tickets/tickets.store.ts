import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { ACCESS_SELECT, confirmAccess } from '../accounts/access.js';
import { pathsOf, type Access, type Actor } from '../accounts/actor.js';
import { ZONE } from '../platform/calendar.js';
import type { Sql, Tx } from '../platform/database/database.js';
import { hex, Parameters, prepare, type Writer } from '../platform/database/statement.js';
import type { Language } from '../platform/http/language.js';
import { STATES, type CrewPlace, type State, type Ticket, type TicketWithCrew } from './ticket.js';

/** One list drives SELECT, INSERT and UPDATE, so that none can forget a column: its name and type. */
const COLUMNS: Record<keyof Ticket, [column: string, type: string]> = {
  id: ['id', 'uuid'],
  reference: ['reference', 'text'],
  state: ['state', 'text'],
  categoryId: ['category_id', 'uuid'],
  urgency: ['urgency', 'text'],
  confidential: ['confidential', 'boolean'],
  stationId: ['station_id', 'uuid'],
  areaId: ['area_id', 'uuid'],
  areaPath: ['area_path', 'text'],
  mapId: ['map_id', 'uuid'],
  routeWay: ['route_way', 'text'],
  routeReason: ['route_reason', 'jsonb'],
  buildingId: ['building_id', 'uuid'],
  unit: ['unit', 'text'],
  lng: ['lng', 'double precision'],
  lat: ['lat', 'double precision'],
  givenPoint: ['given_point', 'jsonb'],
  doorEncrypted: ['door_encrypted', 'bytea'],
  channel: ['channel', 'text'],
  personHelpedId: ['person_helped_id', 'uuid'],
  languages: ['languages', 'text[]'],
  ownerId: ['owner_id', 'uuid'],
  escalationLevel: ['escalation_level', 'int'],
  acceptDue: ['accept_due', 'timestamptz'],
  arriveDue: ['arrive_due', 'timestamptz'],
  resolveDue: ['resolve_due', 'timestamptz'],
  ownerDue: ['owner_due', 'timestamptz'],
  ownerMissedAt: ['owner_missed_at', 'timestamptz'],
  acceptNear: ['accept_near', 'timestamptz'],
  arriveNear: ['arrive_near', 'timestamptz'],
  resolveNear: ['resolve_near', 'timestamptz'],
  acceptMissedAt: ['accept_missed_at', 'timestamptz'],
  arriveMissedAt: ['arrive_missed_at', 'timestamptz'],
  resolveMissedAt: ['resolve_missed_at', 'timestamptz'],
  provisionalFrom: ['provisional_from', 'timestamptz'],
  clockAt: ['clock_at', 'timestamptz'],
  openedAt: ['opened_at', 'timestamptz'],
  acceptedAt: ['accepted_at', 'timestamptz'],
  arrivedAt: ['arrived_at', 'timestamptz'],
  startedAt: ['started_at', 'timestamptz'],
  resolvedAt: ['resolved_at', 'timestamptz'],
  closedAt: ['closed_at', 'timestamptz'],
  roundStartedAt: ['round_started_at', 'timestamptz'],
  heldFrom: ['held_from', 'text'],
  holdStartedAt: ['hold_started_at', 'timestamptz'],
  holdUntil: ['hold_until', 'timestamptz'],
  heldSeconds: ['held_seconds', 'int'],
  holds: ['holds', 'int'],
  extendedSeconds: ['extended_seconds', 'int'],
  holdRequestedKind: ['hold_requested_kind', 'text'],
  holdRequestedUntil: ['hold_requested_until', 'timestamptz'],
  holdRequestedBy: ['hold_requested_by', 'uuid'],
  holdApproverId: ['hold_approver_id', 'uuid'],
  outcome: ['outcome', 'text'],
  proposedOutcome: ['proposed_outcome', 'text'],
  confirmation: ['confirmation', 'text'],
  rework: ['rework', 'int'],
  silenceDue: ['silence_due', 'timestamptz'],
  stars: ['stars', 'smallint'],
  lastHappenedAt: ['last_happened_at', 'timestamptz'],
  takenById: ['taken_by_id', 'uuid'],
  mergedInto: ['merged_into', 'uuid'],
  urged: ['urged', 'int'],
  lastUrgedAt: ['last_urged_at', 'timestamptz'],
  appointmentFrom: ['appointment_from', 'timestamptz'],
  appointmentTo: ['appointment_to', 'timestamptz'],
  nobodyHome: ['nobody_home', 'int'],
  callAttempts: ['call_attempts', 'int'],
  callAgainAt: ['call_again_at', 'timestamptz'],
  checkedAt: ['checked_at', 'timestamptz'],
  version: ['version', 'int'],
};
const KEYS = Object.keys(COLUMNS) as (keyof Ticket)[];
export const SELECTED = KEYS.map((key) => `t.${COLUMNS[key][0]} AS "${key}"`).join(', ');
const CREW = `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'skill', c.skill, 'helperId', c.helper_id,
                                                           'joinedAt', c.joined_at) ORDER BY c.skill NULLS FIRST, c.id), '[]')
    FROM crew_places c WHERE c.ticket_id = t.id) AS crew`;

const TIMES = KEYS.filter((key) => COLUMNS[key][1] === 'timestamptz');

/** As JSON: times are text, and so are bytes. */
type Row = Record<string, unknown> & { crew: (Omit<CrewPlace, 'joinedAt'> & { joinedAt: string | null })[] };

/** `beside`: what was selected beside the ticket, by its name. */
function ticketOf({ crew, ...row }: Row, beside: string[]): TicketWithCrew {
  const found: Record<string, unknown> = {};
  for (const name of beside) {
    found[name] = row[name];
    delete row[name];
  }
  for (const key of TIMES) row[key] = timeOf(row[key] as string | null);
  row.doorEncrypted = bytesOf(row.doorEncrypted as string | null);
  return {
    ticket: row as unknown as Ticket,
    crew: crew.map((place) => ({ ...place, joinedAt: timeOf(place.joinedAt) })),
    beside: found,
  };
}

function timeOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

function bytesOf(text: string | null): Buffer | null {
  return text === null ? null : Buffer.from(text.slice(2), 'hex');
}

function rowOf(ticket: Ticket): object {
  return { ...ticket, doorEncrypted: hex(ticket.doorEncrypted) };
}

const columnsOf = (keys: (keyof Ticket)[]) => Object.fromEntries(keys.map((key) => [key, COLUMNS[key][1]]));

/** Who asks for a new ticket, and in which language they are written to. */
export interface NewRequester {
  residentId: string;
  language: Language;
}

export interface NewTicket extends NewRequester {
  ticket: Ticket;
}

export const insertTickets: Writer<NewTicket> = (statement, made) => {
  const rows = made.map(({ ticket }) => rowOf(ticket));
  statement.part(
    `INSERT INTO tickets (${KEYS.map((key) => COLUMNS[key][0]).join(', ')})
     SELECT ${KEYS.map((key) => `r."${key}"`).join(', ')} FROM ${statement.rows(rows, 'r', columnsOf(KEYS))}`,
  );
  const requesters = made.map(({ ticket, residentId, language }) => ({ ticketId: ticket.id, residentId, language }));
  const types = { ticketId: 'uuid', residentId: 'uuid', language: 'text' };
  statement.part(
    `INSERT INTO requesters (ticket_id, no, resident_id, language)
     SELECT r."ticketId", 1, r."residentId", r.language FROM ${statement.rows(requesters, 'r', types)}`,
  );
};

export interface ChangedTicket {
  before: Ticket;
  after: Ticket;
}

/** Only what differs is written, and only to the version that was read. */
export const updateTickets: Writer<ChangedTicket> = (statement, changed) => {
  const byKeys = new Map<string, { keys: (keyof Ticket)[]; rows: object[] }>();
  for (const { before, after } of changed) {
    const keys = KEYS.filter((key) => !isDeepStrictEqual(before[key], after[key]));
    const same = byKeys.get(keys.join()) ?? { keys, rows: [] };
    same.rows.push({ ...rowOf(after), was: before.version });
    byKeys.set(keys.join(), same);
  }
  for (const { keys, rows } of byKeys.values()) {
    const columns = { ...columnsOf(['id', ...keys]), was: 'int' };
    const ids = rows.map((row) => (row as Ticket).id);
    const written = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => key in columns)));
    statement.part(
      `UPDATE tickets t SET ${keys.map((key) => `${COLUMNS[key][0]} = r."${key}"`).join(', ')}
         FROM ${statement.rows(written, 'r', columns)} WHERE t.id = r.id AND t.version = r.was${statement.among('t.id', ids)}`,
    );
  }
};

export const insertPlaces: Writer<{ ticketId: string; place: CrewPlace }> = (statement, rows) => {
  const places = rows.map(({ ticketId, place }) => ({ id: place.id, ticketId, skill: place.skill }));
  statement.part(
    `INSERT INTO crew_places (id, ticket_id, skill) SELECT r.id, r."ticketId", r.skill
       FROM ${statement.rows(places, 'r', { id: 'uuid', ticketId: 'uuid', skill: 'text' })}`,
  );
};

export const fillPlaces: Writer<CrewPlace & { live: boolean }> = (statement, places) => {
  const columns = { id: 'uuid', helperId: 'uuid', joinedAt: 'timestamptz', live: 'boolean' };
  statement.part(
    `UPDATE crew_places c SET helper_id = r."helperId", joined_at = r."joinedAt", live = r.live
       FROM ${statement.rows(places, 'r', columns)} WHERE c.id = r.id${statement.among(
         'c.id',
         places.map(({ id }) => id),
       )}`,
  );
};

/** With the ticket its places (by their ids) count as carried, or no longer. */
export const setLive: Writer<{ id: string; live: boolean }> = (statement, rows) => {
  statement.part(
    `UPDATE crew_places c SET live = r.live
       FROM ${statement.rows(rows, 'r', { id: 'uuid', live: 'boolean' })} WHERE c.id = r.id${statement.among(
         'c.id',
         rows.map(({ id }) => id),
       )}`,
  );
};

/** A helper, and an owner who does not lead the station, sees nothing of a ticket once it has been closed for this long (docs/domain.md, Who may see). */
const AFTER_CLOSING = `interval '7 days'`;

/**
 * docs/domain.md, Who may see, as a condition on `t`. Confidential: crew, head,
 * owner, and who is to approve a hold. Only what the actor is asks anything.
 */
export function visibility(actor: Actor, now: Date, given: Parameters): string {
  const led = actor.stationRoles.map(({ stationId }) => stationId);
  const headed = actor.stationRoles.filter(({ role }) => role === 'head').map(({ stationId }) => stationId);
  const paths = pathsOf(actor, 'operator', 'leader', 'administrator');
  const open = [
    ...(led.length > 0 ? [`t.station_id = ANY (${given.value(led)}::uuid[])`] : []),
    ...(paths.length > 0 ? [`t.area_path ^@ ANY (${given.value(paths)}::text[])`] : []),
  ];
  const self = `${given.value(actor.accountId)}::uuid`;
  const mine = [
    `t.owner_id = ${self} OR t.hold_approver_id = ${self}`,
    ...(actor.helperId === null
      ? []
      : [
          `t.id IN (SELECT r.ticket_id FROM ticket_readers r WHERE r.helper_id = ${given.value(actor.helperId)}::uuid)`,
        ]),
  ];
  const ways = [
    ...(open.length > 0 ? [`(NOT t.confidential AND (${open.join(' OR ')}))`] : []),
    ...(headed.length > 0 ? [`t.station_id = ANY (${given.value(headed)}::uuid[])`] : []),
    `((t.closed_at IS NULL OR t.closed_at > ${given.value(now)}::timestamptz - ${AFTER_CLOSING}) AND (${mine.join(' OR ')}))`,
  ];
  return `(${ways.join('\n OR ')})`;
}

/** Holds that the actor may approve, as a condition on `t` beside what they may see (ticket.policy.ts). */
function awaitingApproval(actor: Actor, given: Parameters): string {
  const self = `${given.value(actor.accountId)}::uuid`;
  const led = given.value(actor.stationRoles.map(({ stationId }) => stationId));
  const paths = given.value(pathsOf(actor, 'leader', 'administrator'));
  return `(t.hold_requested_until IS NOT NULL AND t.hold_requested_by <> ${self} AND t.station_id <> ALL (${led}::uuid[])
    AND (t.hold_approver_id = ${self} OR (t.owner_id = ${self} AND t.escalation_level > 0)
      OR t.area_path ^@ ANY (${paths}::text[])))`;
}

export interface TicketFilter {
  stationId?: string;
  states?: State[];
  /** whose move is next */
  ownerId?: string;
  /** the account that entered it */
  openedBy?: string;
  helperId?: string;
  reference?: string;
  categoryId?: string;
  /** only those with a hold that the reader may approve */
  awaitingApproval?: boolean;
  buildingId?: string;
  urged?: boolean;
  /** whose outcome was reported then or later */
  resolvedSince?: Date;
  /** the id of the last ticket of the page before: newest first */
  before?: string;
  limit: number;
}

/** A requester of a ticket, with the version of their link. */
export interface Asker {
  ticketId: string;
  reference: string;
  no: number;
  residentId: string;
  /** in which they are written to */
  language: Language;
  version: number;
  /** went back to a ticket of their own */
  left: boolean;
}

/** What a list tells of a ticket: less than half of its row. */
const LISTED_KEYS = [
  'id',
  'reference',
  'state',
  'categoryId',
  'urgency',
  'confidential',
  'stationId',
  'areaId',
  'buildingId',
  'unit',
  'lng',
  'lat',
  'openedAt',
  'acceptedAt',
  'acceptDue',
  'acceptNear',
  'acceptMissedAt',
  'arrivedAt',
  'arriveDue',
  'arriveNear',
  'arriveMissedAt',
  'resolveDue',
  'resolveNear',
  'resolveMissedAt',
  'provisionalFrom',
  'ownerDue',
  'ownerMissedAt',
  'escalationLevel',
  'holdRequestedUntil',
  'rework',
  'urged',
  'lastUrgedAt',
  'appointmentFrom',
  'appointmentTo',
  'nobodyHome',
  'resolvedAt',
  'version',
] as const satisfies (keyof Ticket)[];

export type ListedTicket = Pick<Ticket, (typeof LISTED_KEYS)[number]> & {
  crewSize: number;
  crewJoined: number;
} & Record<string, unknown>;

const LISTED = `${LISTED_KEYS.map((key) => `t.${COLUMNS[key][0]} AS "${key}"`).join(', ')},
  (SELECT count(*)::int FROM crew_places c WHERE c.ticket_id = t.id) AS "crewSize",
  (SELECT count(c.helper_id)::int FROM crew_places c WHERE c.ticket_id = t.id) AS "crewJoined"`;

/** What is read beside a ticket `t`: SQL expressions by name. */
export type Selects = ReadonlyMap<string, string>;

@Injectable()
export class TicketsStore {
  /** What higher features read beside a ticket `t`: SQL expressions by name. */
  readonly beside = new Map<string, string>();

  /** Numbers of their own for as many tickets. A number that is not used is a gap, not a fault. */
  async nextSequences(sql: Sql, count: number): Promise<string[]> {
    const rows = await sql.rows<{ n: string }>(
      `SELECT nextval('ticket_references')::text AS n FROM generate_series(1, $1::int)`,
      [count],
    );
    return rows.map(({ n }) => n);
  }

  /**
   * The row is held until the transaction ends: of two who act at once, the second sees what the first did. What stands
   * beside it is read afterwards: a statement that waits for a row sees the rest as it was before.
   */
  async lock(tx: Tx, ids: string[]): Promise<void> {
    await tx.run(prepare('SELECT FROM tickets t WHERE t.id = ANY ($1::uuid[]) ORDER BY t.id FOR NO KEY UPDATE'), [ids]);
  }

  /** Of these the ones that nobody else holds. */
  async lockFree(tx: Tx, ids: string[]): Promise<string[]> {
    const rows = await tx.rows<{ id: string }>(
      prepare(`SELECT t.id FROM tickets t WHERE t.id = ANY ($1::uuid[]) ORDER BY t.id FOR NO KEY UPDATE SKIP LOCKED`),
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  /** With crew and what higher features keep beside it; by id. `actor`: as far as they may see it. */
  async find(sql: Sql, id: string, actor?: Actor, now?: Date): Promise<TicketWithCrew | undefined> {
    return (await this.findAll(sql, [id], actor, now))[0];
  }

  findAll(sql: Sql, ids: string[], actor?: Actor, now = new Date()): Promise<TicketWithCrew[]> {
    const given = new Parameters();
    const wanted = among(ids, given);
    const seen = actor === undefined ? '' : ` AND ${visibility(actor, now, given)}`;
    return this.read(sql, `${wanted}${seen} ORDER BY t.id`, given, this.beside, actor?.access);
  }

  /** The ticket that a higher feature's row belongs to: `idOf` is an SQL expression of `$1` …, which are `values`. */
  async findBy(
    sql: Sql,
    idOf: string,
    values: unknown[],
    actor?: Actor,
    now?: Date,
    access = actor?.access,
  ): Promise<TicketWithCrew | undefined> {
    const given = new Parameters();
    for (const value of values) given.value(value);
    const seen = actor === undefined || now === undefined ? '' : ` AND ${visibility(actor, now, given)}`;
    return (await this.read(sql, `t.id = (${idOf})${seen}`, given, this.beside, access))[0];
  }

  /** As `findAll`, with what a view needs of it. */
  seen(sql: Sql, ids: string[], selects: Selects, actor?: Actor, now = new Date()): Promise<TicketWithCrew[]> {
    const given = new Parameters();
    const wanted = among(ids, given);
    const seen = actor === undefined ? '' : ` AND ${visibility(actor, now, given)}`;
    return this.read(sql, `${wanted}${seen}`, given, selects, actor?.access);
  }

  /** A page for a list: newest first. */
  async page(sql: Sql, actor: Actor, now: Date, filter: TicketFilter, selects: Selects): Promise<ListedTicket[]> {
    const given = new Parameters();
    const conditions = [
      ...(filter.stationId === undefined ? [] : [`t.station_id = ${given.value(filter.stationId)}::uuid`]),
      ...(filter.states === undefined ? [] : [`t.state IN (${filter.states.map(quoted).join(', ')})`]),
      ...(filter.ownerId === undefined ? [] : [`t.owner_id = ${given.value(filter.ownerId)}::uuid`]),
      ...(filter.openedBy === undefined
        ? []
        : [
            `t.id IN (SELECT e.ticket_id FROM ticket_events e WHERE e.type = 'opened' AND e.actor_id = ${given.value(filter.openedBy)}::uuid)`,
          ]),
      ...(filter.reference === undefined ? [] : [`t.reference = ${given.value(filter.reference)}`]),
      ...(filter.categoryId === undefined ? [] : [`t.category_id = ${given.value(filter.categoryId)}::uuid`]),
      ...(filter.buildingId === undefined ? [] : [`t.building_id = ${given.value(filter.buildingId)}::uuid`]),
      ...(filter.urged === undefined ? [] : [filter.urged ? 't.urged > 0' : 't.urged = 0']),
      ...(filter.resolvedSince === undefined
        ? []
        : [`t.resolved_at >= ${given.value(filter.resolvedSince)}::timestamptz`]),
      ...(filter.before === undefined ? [] : [`t.id < ${given.value(filter.before)}::uuid`]),
      ...(filter.helperId === undefined
        ? []
        : [
            `t.id IN (SELECT c.ticket_id FROM crew_places c WHERE c.helper_id = ${given.value(filter.helperId)}::uuid)`,
          ]),
      visibility(actor, now, given),
      ...(filter.awaitingApproval === true ? [awaitingApproval(actor, given)] : []),
    ];
    // who has no area and no station sees few tickets of many: they are found by whose they are, first, and then by their ids
    if (actor.stationRoles.length === 0 && pathsOf(actor, 'operator', 'leader', 'administrator').length === 0) {
      const helper = given.value(actor.helperId);
      const self = `${given.value(actor.accountId)}::uuid`;
      conditions.unshift(`t.id = ANY (ARRAY(SELECT r.ticket_id FROM ticket_readers r WHERE r.helper_id = ${helper}::uuid
        UNION SELECT o.id FROM tickets o WHERE o.owner_id = ${self} OR o.hold_approver_id = ${self}))`);
    }
    const limit = given.value(filter.limit);
    const { access } = actor;
    const beside = [...selects].map(([name, expression]) => `, ${expression} AS "${name}"`).join('');
    const checked = access === undefined ? '' : `, ${ACCESS_SELECT} AS access`;
    const rows = await sql.rows<ListedTicket & { access?: string }>(
      prepare(`SELECT ${LISTED}${beside}${checked} FROM tickets t
        WHERE ${conditions.join(' AND ')} ORDER BY t.id DESC LIMIT ${limit}`),
      given.values,
    );
    if (access !== undefined && rows[0] !== undefined) confirmAccess(access, String(rows[0].access));
    return rows;
  }

  /** `access`: of an actor from memory, checked with the first row. */
  private async read(
    sql: Sql,
    where: string,
    given: Parameters,
    selects: Selects,
    access?: Access,
  ): Promise<TicketWithCrew[]> {
    const beside = [...selects].map(([name, expression]) => `, ${expression} AS "${name}"`).join('');
    const checked = access === undefined ? '' : `, ${ACCESS_SELECT} AS access`;
    // one column of JSON: 65 columns cost the driver more than the row costs Postgres
    const rows = await sql.rows<{ row: Row; access?: string }>(
      prepare(`SELECT row_to_json(r) AS row${checked}
        FROM (SELECT ${SELECTED}, ${CREW}${beside} FROM tickets t WHERE ${where}) r`),
      given.values,
    );
    if (access !== undefined && rows[0] !== undefined) confirmAccess(access, String(rows[0].access));
    const names = [...selects.keys()];
    return rows.map(({ row }) => ticketOf(row, names));
  }

  async visibleAmong(sql: Sql, ids: string[], actor: Actor, now: Date): Promise<string[]> {
    const given = new Parameters();
    const rows = await sql.rows<{ id: string }>(
      prepare(
        `SELECT t.id FROM tickets t WHERE t.id = ANY (${given.value(ids)}::uuid[]) AND ${visibility(actor, now, given)}`,
      ),
      given.values,
    );
    return rows.map(({ id }) => id);
  }

  async idOf(sql: Sql, reference: string): Promise<string | null> {
    const row = await sql.one<{ id: string }>('SELECT id FROM tickets WHERE reference = $1', [reference]);
    return row?.id ?? null;
  }

  /** Those who ask now: without who went back to a ticket of their own. */
  requesters(sql: Sql, ticketId: string): Promise<{ no: number; residentId: string; linkVersion: number }[]> {
    return sql.rows(
      `SELECT no, resident_id AS "residentId", link_version AS "linkVersion" FROM requesters
        WHERE ticket_id = $1 AND left_at IS NULL ORDER BY no`,
      [ticketId],
    );
  }

  askers(sql: Sql, ticketIds: string[]): Promise<Asker[]> {
    return sql.rows(
      `SELECT q.ticket_id AS "ticketId", t.reference, q.no, q.resident_id AS "residentId", q.language, q.link_version AS version,
              q.left_at IS NOT NULL AS left
         FROM requesters q JOIN tickets t ON t.id = q.ticket_id WHERE q.ticket_id = ANY ($1::uuid[])`,
      [ticketIds],
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

  /** Tickets whose clocks need looking at. */
  async clocksDue(sql: Sql, now: Date, limit: number): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      'SELECT id FROM tickets WHERE clock_at <= $1 ORDER BY clock_at LIMIT $2',
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Those whose deadlines were set by a calendar that knew less than it does now; not on hold, where no clock runs. */
  async provisional(sql: Sql, limit: number): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      `SELECT id FROM tickets
        WHERE provisional_from IS NOT NULL AND state IN ('triage', 'open', 'assigned', 'in_progress')
          AND provisional_from < (SELECT (day + 1)::timestamp AT TIME ZONE '${ZONE}' FROM calendar_known_through)
        ORDER BY provisional_from LIMIT $1`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Resolved, and silent until `now`: at most `limit`. */
  async silent(sql: Sql, now: Date, limit: number): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      `SELECT id FROM tickets WHERE silence_due <= $1 ORDER BY silence_due LIMIT $2`,
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }
}

/** One id is found by `=`: for a list the planner would expect more rows, and plan anew each time. */
function among(ids: string[], given: Parameters): string {
  return ids.length === 1 ? `t.id = ${given.value(ids[0])}::uuid` : `t.id = ANY (${given.value(ids)}::uuid[])`;
}

/** A word of ours as a literal: with it the planner can tell that a partial index serves. */
function quoted(state: State): string {
  if (!STATES.includes(state)) throw new Error(`no state '${String(state)}'`);
  return `'${state}'`;
}
