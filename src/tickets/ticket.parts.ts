import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database/database.js';
import { totalsOf } from './materials/materials.policy.js';
import { MaterialsStore } from './materials/materials.store.js';
import type { MaterialsPart, TicketRef } from './views.dto.js';

interface Parts {
  /** the ticket that answers for this one */
  mergedInto: TicketRef | null;
  /** those that this one answers for */
  absorbed: TicketRef[];
  /** of the station's pad, where it was entered from one */
  slipNumber: string | null;
  materials: MaterialsPart;
}

/** What hangs on a ticket in tables beside its row, for who may read it. */
@Injectable()
export class TicketParts {
  constructor(private readonly materials: MaterialsStore) {}

  async of(sql: Sql, ticketId: string): Promise<Parts> {
    const lines = await this.materials.of(sql, ticketId);
    const row = await sql.one<Pick<Parts, 'mergedInto' | 'absorbed' | 'slipNumber'>>(
      `SELECT (SELECT jsonb_build_object('id', p.id, 'reference', p.reference) FROM tickets p WHERE p.id = t.merged_into)
                AS "mergedInto",
              coalesce((SELECT jsonb_agg(jsonb_build_object('id', m.id, 'reference', m.reference) ORDER BY m.id)
                FROM tickets m WHERE m.merged_into = t.id), '[]') AS absorbed,
              (SELECT number FROM paper_slips s WHERE s.ticket_id = t.id) AS "slipNumber"
         FROM tickets t WHERE t.id = $1`,
      [ticketId],
    );
    return {
      mergedInto: row?.mergedInto ?? null,
      absorbed: row?.absorbed ?? [],
      slipNumber: row?.slipNumber ?? null,
      materials: { lines, totals: totalsOf(lines) },
    };
  }
}
