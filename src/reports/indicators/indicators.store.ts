import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import type { Sql } from '../../platform/database/database.js';
import { Parameters } from '../../platform/database/statement.js';
import { visibility, type State } from '../../tickets/tickets.js';
import type { FactKind } from './fact.js';
import type { Indicator } from './indicators.policy.js';
import type { Period } from './period.js';
import { holdersIn, inScope, type FigureScope } from './scope.sql.js';

export interface RowsQuestion extends Period {
  scope: FigureScope;
  categoryId?: string;
  kinds: readonly FactKind[];
}

/** Of the last row of the page before: newest first. */
export interface RowKey {
  day: string;
  ticketId: string;
  version: number;
  kind: string;
}

/** One fact that a figure is made of. Of a ticket that the reader may not open: on which day it counted for whom, and nothing else. */
export interface FigureFact extends RowKey {
  kind: FactKind;
  holderId: string;
  holderName: string | null;
  ticket: TicketOfFact | null;
}

export interface TicketOfFact {
  reference: string;
  state: State;
  happenedAt: Date;
  seconds: number | null;
  areaId: string;
  areaName: string | null;
  categoryId: string;
  categoryName: string;
  categoryNameEn: string;
}

export interface Chosen {
  areaId: string;
  areaName: string;
  indicator: Indicator;
  formula: string;
}

@Injectable()
export class IndicatorsStore {
  /** One statement, whatever the size of the scope: of each who is counted there the newest few, and of these the newest. */
  async rows(
    sql: Sql,
    question: RowsQuestion,
    reader: { actor: Actor; now: Date },
    after: RowKey | null,
    limit: number,
  ): Promise<FigureFact[]> {
    const given = new Parameters();
    const { scope, kinds, categoryId, from, to } = question;
    const conditions = [
      `f.kind = k.kind AND f.day BETWEEN ${given.value(from)}::date AND ${given.value(to)}::date`,
      inScope('f', scope, given),
      ...(categoryId === undefined ? [] : [`f.category_id = ${given.value(categoryId)}::uuid`]),
      ...(after === null
        ? []
        : [
            `(f.day, f.ticket_id, f.version, f.kind) < (${given.value(after.day)}::date, ${given.value(after.ticketId)}::uuid,
              ${given.value(after.version)}::int, ${given.value(after.kind)}::text)`,
          ]),
    ];
    const places =
      scope.gridId === undefined ? `(${holdersIn(scope, given)})` : `(SELECT ${given.value(scope.gridId)}::uuid)`;
    const place = scope.gridId === undefined ? 'f.holder_id' : 'f.area_id';
    const most = given.value(limit);
    const order = 'f.day DESC, f.ticket_id DESC, f.version DESC, f.kind DESC';
    const rows = await sql.rows<Omit<FigureFact, 'ticket'> & TicketOfFact & { seen: boolean }>(
      `SELECT f.ticket_id AS "ticketId", f.version, f.kind, f.day::text AS day, f.happened_at AS "happenedAt", f.seconds,
              f.holder_id AS "holderId", coalesce(s.name, h.name) AS "holderName", f.area_id AS "areaId", a.name AS "areaName",
              f.category_id AS "categoryId", c.name AS "categoryName", c.name_en AS "categoryNameEn",
              ${visibility(reader.actor, reader.now, given)} AS seen, t.reference, t.state
         FROM (SELECT f.* FROM ${places} AS p (id) CROSS JOIN unnest(${given.value(kinds)}::text[]) AS k (kind)
                CROSS JOIN LATERAL (SELECT f.* FROM ticket_facts f WHERE ${place} = p.id AND ${conditions.join(' AND ')}
                                     ORDER BY ${order} LIMIT ${most}) AS f
                ORDER BY ${order} LIMIT ${most}) AS f
         JOIN tickets t ON t.id = f.ticket_id JOIN categories c ON c.id = f.category_id
         LEFT JOIN stations s ON s.id = f.holder_id LEFT JOIN areas h ON h.id = f.holder_id LEFT JOIN areas a ON a.id = f.area_id
        ORDER BY ${order}`,
      given.values,
    );
    return rows.map(({ day, ticketId, version, kind, holderId, holderName, seen, ...ticket }) => ({
      day,
      ticketId,
      version,
      kind,
      holderId,
      holderName,
      ticket: seen ? ticket : null,
    }));
  }

  /** How holders, areas and categories are called. */
  names(sql: Sql, ids: string[]): Promise<{ id: string; name: string; nameEn: string | null; kind: string }[]> {
    return sql.rows(
      `SELECT id, name, NULL AS "nameEn", 'station' AS kind FROM stations WHERE id = ANY ($1::uuid[])
       UNION ALL SELECT id, name, NULL, kind FROM areas WHERE id = ANY ($1::uuid[])
       UNION ALL SELECT id, name, name_en, 'category' FROM categories WHERE id = ANY ($1::uuid[])`,
      [ids],
    );
  }

  areasByPaths(sql: Sql, paths: string[]): Promise<{ id: string; name: string; kind: string; path: string }[]> {
    return sql.rows('SELECT id, name, kind, path FROM areas WHERE path = ANY ($1::text[])', [paths]);
  }

  /** What was chosen at a place and above it, from the root down. */
  chosen(sql: Sql, path: string): Promise<Chosen[]> {
    return sql.rows<Chosen>(
      `SELECT f.area_id AS "areaId", a.name AS "areaName", f.indicator, f.formula
         FROM indicator_formulas f JOIN areas a ON a.id = f.area_id WHERE $1 ^@ a.path ORDER BY length(a.path), f.indicator`,
      [path],
    );
  }

  async choose(
    sql: Sql,
    row: { areaId: string; indicator: Indicator; formula: string | null; by: string; at: Date },
  ): Promise<void> {
    if (row.formula === null) {
      await sql.run('DELETE FROM indicator_formulas WHERE area_id = $1 AND indicator = $2', [
        row.areaId,
        row.indicator,
      ]);
      return;
    }
    await sql.run(
      `INSERT INTO indicator_formulas (area_id, indicator, formula, chosen_by, chosen_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT indicator_formulas_pkey
       DO UPDATE SET formula = excluded.formula, chosen_by = excluded.chosen_by, chosen_at = excluded.chosen_at`,
      [row.areaId, row.indicator, row.formula, row.by, row.at],
    );
  }
}
