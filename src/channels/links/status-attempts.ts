import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/outbox.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { Secrets } from '../../platform/secrets.js';

const HOUR_MS = 3_600_000;
/** Enough for somebody who mistypes; a stranger's questions take nothing of the resident's own. */
const A_NUMBER = 10;
/** Guessing numbers at one reference: at most 1,440 a day of a thousand million. */
const A_REFERENCE = 60;
const BATCH = 500;

/** References can be guessed, and so can phone numbers: how often one may be asked about in an hour. */
@Injectable()
export class StatusAttempts implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly sweeps: Sweeps,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.sweeps.register({ name: 'channels: questions by reference', run: () => this.sweep() });
  }

  /**
   * False: too often. Counted before the answer, so that guessing in parallel gains nothing, and by what was asked: whether
   * the reference is anybody's shows nowhere. `phone`: E.164.
   */
  async admit(reference: string, phone: string): Promise<boolean> {
    const now = this.clock.now();
    const [referenceHash, phoneHash] = [this.secrets.hash('reference', reference), this.secrets.hash('phone', phone)];
    return this.database.transaction(async (tx) => {
      await tx.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `status ${referenceHash.toString('hex')}`,
      ]);
      const asked = await tx.run(
        `INSERT INTO status_attempts (id, reference_hash, phone_hash, at)
         SELECT $1, $2, $3, $4
          WHERE (SELECT count(*) < $6 AND count(*) FILTER (WHERE phone_hash = $3) < $7
                   FROM status_attempts WHERE reference_hash = $2 AND at > $5)`,
        [newId(), referenceHash, phoneHash, now, new Date(now.getTime() - HOUR_MS), A_REFERENCE, A_NUMBER],
      );
      return asked > 0;
    });
  }

  private sweep(): Promise<number> {
    return this.database.run(
      `DELETE FROM status_attempts WHERE id = ANY (ARRAY(
         SELECT id FROM status_attempts WHERE at <= $1 ORDER BY at LIMIT $2))`,
      [new Date(this.clock.now().getTime() - HOUR_MS), BATCH],
    );
  }
}
