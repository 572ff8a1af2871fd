import { Injectable } from '@nestjs/common';
import type { Sql, Tx } from '../../platform/database/database.js';

@Injectable()
export class SlipsStore {
  /** False where the station's slip of this number was entered already; of two at once the second waits for the first. */
  async insert(tx: Tx, slip: { ticketId: string; stationId: string; number: string | null }): Promise<boolean> {
    const written = await tx.run(
      `INSERT INTO paper_slips (ticket_id, station_id, number) VALUES ($1, $2, $3)
       ON CONFLICT ON CONSTRAINT paper_slips_number_key DO NOTHING`,
      [slip.ticketId, slip.stationId, slip.number],
    );
    return written === 1;
  }

  async referenceOf(sql: Sql, stationId: string, number: string): Promise<string> {
    const row = await sql.one<{ reference: string }>(
      `SELECT t.reference FROM paper_slips s JOIN tickets t ON t.id = s.ticket_id WHERE s.station_id = $1 AND s.number = $2`,
      [stationId, number],
    );
    return row?.reference ?? '';
  }
}
