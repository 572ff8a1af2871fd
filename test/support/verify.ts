import { Database } from '../../src/platform/database/database.js';
import type { Difference } from '../../src/reports/verify/compare.js';
import { Verification, type Verified } from '../../src/reports/verify/verification.js';
import type { TestApp } from './harness.js';

export interface Found extends Verified {
  rows: Difference[];
  ticketIdsNotChecked: string[];
}

/** All that is recorded, held against the rows and the counts. */
export async function verify(app: TestApp): Promise<Found> {
  const rows: Difference[] = [];
  const ticketIdsNotChecked: string[] = [];
  const verified = await new Verification(app.get(Database), {
    differs: (difference) => rows.push(difference),
    notChecked: (ticketId) => ticketIdsNotChecked.push(ticketId),
    progress: () => undefined,
  }).run();
  return { ...verified, rows, ticketIdsNotChecked };
}
