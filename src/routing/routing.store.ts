import type { Tx } from '../platform/database/database.js';

export class RoutingStore {
  /** The statements of this transaction all see the same moment: a snapshot never mixes two maps. First in the transaction. */
  async freeze(tx: Tx): Promise<void> {
    await tx.run('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  }
}
