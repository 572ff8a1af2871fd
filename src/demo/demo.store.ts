import type { Tx } from '../platform/database/database.js';

// spells 'demo': two processes that start at once take turns, and the second finds the street there
const LOCK = 0x64656d6f;

export class DemoStore {
  /** Until the transaction ends. */
  async lock(tx: Tx): Promise<void> {
    await tx.run('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  }

  /** The story asks the same few again and again: they let themselves be asked more often than people do. */
  async askOften(tx: Tx): Promise<void> {
    await tx.run('UPDATE helpers SET max_offers_a_day = 100, rest_minutes = 0');
  }
}
