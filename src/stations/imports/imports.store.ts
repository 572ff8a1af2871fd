import type { Tx } from '../../platform/database/database.js';

export class ImportsStore {
  /** Writing helpers waits until the transaction ends; reading and holding them does not. */
  async lock(tx: Tx): Promise<void> {
    await tx.run('LOCK TABLE helpers IN SHARE ROW EXCLUSIVE MODE');
  }
}
