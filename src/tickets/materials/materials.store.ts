import { Injectable } from '@nestjs/common';
import type { Sql, Tx } from '../../platform/database/database.js';
import type { Material, MaterialGiven } from './material.js';

/** Lines beside the ticket's row: written here, in the transaction of the event that tells their ids and totals. */
@Injectable()
export class MaterialsStore {
  async insert(tx: Tx, ticketId: string, eventId: string, lines: (MaterialGiven & { id: string })[]): Promise<void> {
    await tx.run(
      `INSERT INTO ticket_materials (id, ticket_id, event_id, name, quantity, unit, cost, paid_by)
       SELECT m.id, $1, $2, m.name, m.quantity, m.unit, m.cost, m."paidBy"
         FROM jsonb_to_recordset($3) AS m (id uuid, name text, quantity numeric, unit text, cost int, "paidBy" text)`,
      [ticketId, eventId, JSON.stringify(lines)],
    );
  }

  async cancel(tx: Tx, id: string, eventId: string): Promise<void> {
    await tx.run('UPDATE ticket_materials SET cancelled_event_id = $2 WHERE id = $1', [id, eventId]);
  }

  of(sql: Sql, ticketId: string): Promise<Material[]> {
    return sql.rows<Material>(
      `SELECT id, name, quantity::float8 AS quantity, unit, cost, paid_by AS "paidBy", cancelled_event_id IS NOT NULL AS cancelled
         FROM ticket_materials WHERE ticket_id = $1 ORDER BY id`,
      [ticketId],
    );
  }
}
