import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import type { Sql, Tx } from '../../platform/database/database.js';
import { Parameters } from '../../platform/database/statement.js';
import { visibility } from '../../tickets/tickets.js';
import { FACT_KINDS } from './fact.js';
import type { Period } from './period.js';
import { holdersIn, inScope, type FigureScope } from './scope.sql.js';
import { THRESHOLDS, type Signal } from './signals.policy.js';

export interface SignalQuestion extends Period {
  scope: FigureScope;
  categoryId?: string;
  /** stations whose head the reader is: they see at once */
  headed: string[];
  /** where they are leader or administrator: they see later */
  paths: string[];
  actor: Actor;
  now: Date;
}

export interface SignalSum {
  signal: Signal;
  holderId: string;
  holderName: string | null;
  n: number;
  answered: number;
}

export interface SignalRow {
  signal: Signal;
  ticketId: string;
  version: number;
  happenedAt: Date;
  enteredAt: Date;
  holderId: string;
  holderName: string | null;
  categoryId: string;
  seen: boolean;
  reference: string;
  answer: string | null;
  answeredAt: Date | null;
}

const kinds = (pattern: RegExp) =>
  `(${FACT_KINDS.filter((kind) => pattern.test(kind))
    .map((kind) => `'${kind}'`)
    .join(', ')})`;
const RESOLVED = kinds(/^resolved_/);
const REOPENED = kinds(/^reopened_/);
const CLOSED = kinds(/^closed_/);
const GOOD = kinds(new RegExp(`^rated_[${THRESHOLDS.goodStars}-5]$`));
const T = THRESHOLDS;

/** Signals of a period, found when they are asked for: what is kept is only the heads' answers. */
@Injectable()
export class SignalsStore {
  sums(sql: Sql, question: SignalQuestion): Promise<SignalSum[]> {
    const given = new Parameters();
    return sql.rows<SignalSum>(
      `${this.shown(question, given)}
       SELECT x.signal, x.holder_id AS "holderId", coalesce(s.name, a.name) AS "holderName", count(*)::int AS n,
              count(x.answered_at)::int AS answered
         FROM shown x LEFT JOIN stations s ON s.id = x.holder_id LEFT JOIN areas a ON a.id = x.holder_id
        GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC, 2`,
      given.values,
    );
  }

  /** Newest first by when it was entered. */
  rows(
    sql: Sql,
    question: SignalQuestion,
    signal: Signal,
    after: { enteredAt: string; ticketId: string; version: number } | null,
    limit: number,
    one?: { ticketId: string; version: number },
  ): Promise<SignalRow[]> {
    const given = new Parameters();
    const shown = this.shown(question, given, signal);
    const later =
      after === null
        ? 'true'
        : `(x.entered_at, x.ticket_id, x.version) < (${given.value(after.enteredAt)}::timestamptz, ${given.value(after.ticketId)}::uuid, ${given.value(after.version)}::int)`;
    const only =
      one === undefined
        ? 'true'
        : `x.ticket_id = ${given.value(one.ticketId)}::uuid AND x.version = ${given.value(one.version)}::int`;
    return sql.rows<SignalRow>(
      `${shown}
       SELECT x.signal, x.ticket_id AS "ticketId", x.version, x.happened_at AS "happenedAt", x.entered_at AS "enteredAt",
              x.holder_id AS "holderId", coalesce(s.name, a.name) AS "holderName", x.category_id AS "categoryId",
              ${visibility(question.actor, question.now, given)} AS seen, t.reference, x.answer, x.answered_at AS "answeredAt"
         FROM shown x JOIN tickets t ON t.id = x.ticket_id
         LEFT JOIN stations s ON s.id = x.holder_id LEFT JOIN areas a ON a.id = x.holder_id
        WHERE ${later} AND ${only} ORDER BY x.entered_at DESC, x.ticket_id DESC, x.version DESC LIMIT ${given.value(limit)}`,
      given.values,
    );
  }

  /** False where it was answered already: the first word stays. */
  async answer(
    sql: Sql,
    row: { ticketId: string; signal: Signal; version: number; answer: string; by: string; at: Date },
  ): Promise<boolean> {
    const written = await sql.run(
      `INSERT INTO signal_answers (ticket_id, signal, version, answer, answered_by, answered_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ON CONSTRAINT signal_answers_pkey DO NOTHING`,
      [row.ticketId, row.signal, row.version, row.answer, row.by, row.at],
    );
    return written > 0;
  }

  /** Who is counted by what happened there, and when: by the head of that station it may be answered. */
  holder(sql: Sql, ticketId: string, version: number): Promise<{ holderId: string; day: string } | undefined> {
    return sql.one(
      `SELECT holder_id AS "holderId", day::text AS day FROM ticket_facts
        WHERE ticket_id = $1 AND version = $2 AND kind <> 'transferred_out' LIMIT 1`,
      [ticketId, version],
    );
  }

  /** What heads said of tickets that somebody asked for, or is helped by. */
  async erase(tx: Tx, residentId: string, at: Date): Promise<void> {
    await tx.run(
      `UPDATE signal_answers SET answer = NULL, erased_at = $2 WHERE erased_at IS NULL
          AND ticket_id IN (SELECT r.ticket_id FROM requesters r WHERE r.resident_id = $1
                      UNION SELECT t.id FROM tickets t WHERE t.person_helped_id = $1)`,
      [residentId, at],
    );
  }

  private shown(question: SignalQuestion, given: Parameters, only?: Signal): string {
    const { scope, categoryId, from, to, headed, paths, now } = question;
    const place =
      scope.gridId === undefined
        ? `f.holder_id IN (${holdersIn(scope, given)})`
        : `f.area_id = ${given.value(scope.gridId)}::uuid`;
    const category = categoryId === undefined ? 'true' : `f.category_id = ${given.value(categoryId)}::uuid`;
    const where = `${place} AND ${inScope('f', scope, given)} AND ${category}`;
    const days = `f.day BETWEEN ${given.value(from)}::date AND ${given.value(to)}::date`;
    const found: Record<Signal, string> = {
      closed_within_a_minute: `SELECT * FROM facts f WHERE f.kind IN ${RESOLVED} AND f.seconds <= ${T.withinSeconds}`,
      closed_in_bulk: `SELECT * FROM facts f WHERE f.kind IN ${RESOLVED} AND f.actor_id IS NOT NULL AND f.channel <> 'paper'
          AND f.at_once >= ${T.bulkTickets}`,
      raised_and_closed_by_one: `SELECT f.* FROM facts f JOIN ticket_events o ON o.ticket_id = f.ticket_id AND o.version = 1
          AND o.actor_kind = 'account' AND o.actor_id = f.actor_id WHERE f.kind IN ${RESOLVED}`,
      reopened_after_rating: `SELECT * FROM facts f WHERE f.kind IN ${REOPENED} AND EXISTS (SELECT 1 FROM ticket_facts r
          WHERE r.ticket_id = f.ticket_id AND r.version < f.version AND r.kind IN ${GOOD})`,
      only_silence: `SELECT f.* FROM facts f JOIN (SELECT holder_id FROM facts WHERE kind IN ${CLOSED} GROUP BY 1
            HAVING count(*) >= ${T.silenceOf} AND count(*) FILTER (WHERE kind LIKE '%\\_silence') >= ${T.silenceShare} * count(*)) AS h
          ON h.holder_id = f.holder_id WHERE f.kind LIKE 'closed\\_%\\_silence'`,
    };
    const parts = Object.entries(found)
      .filter(([signal]) => only === undefined || signal === only)
      .map(([signal, sql]) => `SELECT '${signal}' AS signal, i.* FROM (${sql}) AS i`);
    // one pass over each account's outcomes in their order, instead of a look at all others for each
    return `WITH facts AS MATERIALIZED (
         SELECT n.*, count(*) FILTER (WHERE n.kind IN ${RESOLVED} AND n.channel <> 'paper')
                  OVER (PARTITION BY n.actor_id ORDER BY n.entered_at RANGE BETWEEN interval '${T.bulkSeconds} seconds' PRECEDING
                          AND interval '${T.bulkSeconds} seconds' FOLLOWING) AS at_once
           FROM (SELECT f.*, e.entered_at, e.channel, CASE WHEN e.actor_kind = 'account' THEN e.actor_id END AS actor_id
                   FROM ticket_facts f JOIN ticket_events e ON e.ticket_id = f.ticket_id AND e.version = f.version
                  WHERE ${where} AND ${days} AND (f.kind IN ${RESOLVED} OR f.kind IN ${REOPENED} OR f.kind IN ${CLOSED})) AS n),
       shown AS (
         SELECT i.*, w.answer, w.answered_at FROM (${parts.join('\nUNION ALL\n')}) AS i
           LEFT JOIN signal_answers w ON w.ticket_id = i.ticket_id AND w.version = i.version AND w.signal = i.signal
          WHERE i.holder_id = ANY (${given.value(headed)}::uuid[])
             OR (i.area_path ^@ ANY (${given.value(paths)}::text[]) AND (w.answered_at IS NOT NULL
               OR i.entered_at <= ${given.value(now)}::timestamptz - interval '${T.headFirstHours} hours')))`;
  }
}
