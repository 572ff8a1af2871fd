import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.js';
import type { Writer } from '../../platform/database/statement.js';
import type { Material, MaterialGiven } from './material.js';

export interface NewMaterial extends MaterialGiven {
  id: string;
  ticketId: string;
  eventId: string;
}

export const insertMaterials: Writer<NewMaterial> = (statement, lines) => {
  const columns = {
    id: 'uuid',
    ticketId: 'uuid',
    eventId: 'uuid',
    name: 'text',
    quantity: 'numeric',
    unit: 'text',
    cost: 'int',
    paidBy: 'text',
  };
  statement.part(
    `INSERT INTO ticket_materials (id, ticket_id, event_id, name, quantity, unit, cost, paid_by)
     SELECT r.id, r."ticketId", r."eventId", r.name, r.quantity, r.unit, r.cost, r."paidBy"
       FROM ${statement.rows(lines, 'r', columns)}`,
  );
};

/** Never deleted: the event that cancelled it is named. */
export const cancelMaterials: Writer<{ id: string; eventId: string }> = (statement, lines) => {
  statement.part(
    `UPDATE ticket_materials m SET cancelled_event_id = r."eventId"
       FROM ${statement.rows(lines, 'r', { id: 'uuid', eventId: 'uuid' })} WHERE m.id = r.id`,
  );
};

/** Of a ticket `t`, as JSON. */
export const MATERIALS_SELECT = `(
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name, 'quantity', m.quantity::float8, 'unit', m.unit,
           'cost', m.cost, 'paidBy', m.paid_by, 'cancelled', m.cancelled_event_id IS NOT NULL) ORDER BY m.id), '[]')
    FROM ticket_materials m WHERE m.ticket_id = t.id)`;

@Injectable()
export class MaterialsStore {
  async of(sql: Sql, ticketId: string): Promise<Material[]> {
    const row = await sql.one<{ lines: Material[] }>(
      `SELECT ${MATERIALS_SELECT} AS lines FROM tickets t WHERE t.id = $1`,
      [ticketId],
    );
    return row?.lines ?? [];
  }
}
