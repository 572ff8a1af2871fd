import { Injectable } from '@nestjs/common';
import { nameSelect } from '../../accounts/accounts.js';
import type { Actor } from '../../accounts/actor.js';
import type { Sql } from '../../platform/database/database.js';
import { Parameters, prepare, type Writer } from '../../platform/database/statement.js';
import { visibility } from '../tickets.store.js';
import type { Hold, HoldState } from './hold.js';

const COLUMNS: Record<keyof Hold, [column: string, type: string]> = {
  id: ['id', 'uuid'],
  ticketId: ['ticket_id', 'uuid'],
  kind: ['kind', 'text'],
  reasonCode: ['reason_code', 'text'],
  state: ['state', 'text'],
  stationId: ['station_id', 'uuid'],
  askedAt: ['asked_at', 'timestamptz'],
  askedBy: ['asked_by', 'uuid'],
  from: ['from_at', 'timestamptz'],
  until: ['until_at', 'timestamptz'],
  approverId: ['approver_id', 'uuid'],
  decidedAt: ['decided_at', 'timestamptz'],
  decidedBy: ['decided_by', 'uuid'],
  endedAt: ['ended_at', 'timestamptz'],
  how: ['how', 'text'],
};
const KEYS = Object.keys(COLUMNS) as (keyof Hold)[];
const SELECTED = KEYS.map((key) => `h.${COLUMNS[key][0]} AS "${key}"`).join(', ');
const typesOf = (keys: readonly (keyof Hold)[]) => Object.fromEntries(keys.map((key) => [key, COLUMNS[key][1]]));

export const insertHolds: Writer<Hold> = (statement, holds) => {
  statement.part(
    `INSERT INTO holds (${KEYS.map((key) => COLUMNS[key][0]).join(', ')})
     SELECT ${KEYS.map((key) => `r."${key}"`).join(', ')} FROM ${statement.rows(holds, 'r', typesOf(KEYS))}`,
  );
};

export type HoldChange = Pick<Hold, 'ticketId' | 'state' | 'from' | 'decidedAt' | 'decidedBy' | 'endedAt' | 'how'>;

/** The one of the ticket that has not ended; one that began before there was a ledger has no line. */
export const updateHolds: Writer<HoldChange> = (statement, changes) => {
  const keys = ['ticketId', 'state', 'from', 'decidedAt', 'decidedBy', 'endedAt', 'how'] as const;
  const kept = ['from', 'decidedAt', 'decidedBy'] as const;
  const set = kept.map((key) => `${COLUMNS[key][0]} = coalesce(r."${key}", h.${COLUMNS[key][0]})`);
  statement.part(
    `UPDATE holds h SET state = r.state, ended_at = r."endedAt", how = r.how, ${set.join(', ')}
       FROM ${statement.rows(changes, 'r', typesOf(keys))} WHERE h.ticket_id = r."ticketId" AND h.ended_at IS NULL${statement.among(
         'h.ticket_id',
         changes.map(({ ticketId }) => ticketId),
       )}`,
  );
};

export interface HoldFilter {
  state?: HoldState;
  stationId?: string;
  areaPath?: string;
  /** asked for from then on, and before */
  from?: Date;
  before?: Date;
  /** the last line of the page before: newest first */
  after?: string;
  limit: number;
}

export interface ListedHold extends Hold {
  reference: string;
  stationName: string | null;
  askedByName: string | null;
  approverName: string | null;
  decidedByName: string | null;
}

@Injectable()
export class HoldsStore {
  /** Of tickets that the actor sees otherwise than as one of their helpers; newest first. */
  page(sql: Sql, actor: Actor, now: Date, filter: HoldFilter): Promise<ListedHold[]> {
    const given = new Parameters();
    const { state, stationId, areaPath, from, before, after, limit } = filter;
    const conditions = [
      visibility({ ...actor, helperId: null }, now, given),
      // a literal: the planner can tell that the partial index serves
      ...(state === undefined ? [] : [`h.state = '${state}'`]),
      ...(stationId === undefined ? [] : [`h.station_id = ${given.value(stationId)}::uuid`]),
      ...(areaPath === undefined ? [] : [`t.area_path ^@ ${given.value(areaPath)}`]),
      ...(from === undefined ? [] : [`h.asked_at >= ${given.value(from)}::timestamptz`]),
      ...(before === undefined ? [] : [`h.asked_at < ${given.value(before)}::timestamptz`]),
      ...(after === undefined ? [] : [`h.id < ${given.value(after)}::uuid`]),
    ];
    return sql.rows<ListedHold>(
      prepare(`SELECT ${SELECTED}, t.reference, s.name AS "stationName", ${nameSelect('h.asked_by')} AS "askedByName",
          ${nameSelect('h.approver_id')} AS "approverName", ${nameSelect('h.decided_by')} AS "decidedByName"
         FROM holds h JOIN tickets t ON t.id = h.ticket_id LEFT JOIN stations s ON s.id = h.station_id
        WHERE ${conditions.join(' AND ')} ORDER BY h.id DESC LIMIT ${given.value(limit)}`),
      given.values,
    );
  }

  /** The ledger of these tickets. */
  of(sql: Sql, ticketIds: string[]): Promise<Hold[]> {
    return sql.rows<Hold>(`SELECT ${SELECTED} FROM holds h WHERE h.ticket_id = ANY ($1::uuid[])`, [ticketIds]);
  }
}
