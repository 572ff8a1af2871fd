import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/outbox.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { Secrets } from '../../platform/secrets.js';

const HOUR_MS = 3_600_000;
const BATCH = 500;

/** What is counted, and how often it may be in an hour. */
const AT_MOST = {
  /** codes that are none of ours, by an address: a neighbourhood may share one */
  guess: 30,
  /** requests by one plate: a house where the water comes in from above asks several times */
  plate: 20,
  /** requests without an account, by an address */
  address: 20,
  /** looks at what others ask for near a place, by an address */
  look: 120,
  /** comments by one link */
  comment: 20,
} as const;
export type Counted = keyof typeof AT_MOST;

/** Residents do not sign in: how often somebody may guess codes of doors, ask for help, look around and comment. */
@Injectable()
export class Attempts implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly sweeps: Sweeps,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.sweeps.register({ name: 'channels: plates', run: () => this.sweep() });
  }

  /** Is there room for one more? Looks only. */
  async hasRoom(what: Counted, who: string): Promise<boolean> {
    const row = await this.database.one<{ n: number }>(
      'SELECT count(*)::int AS n FROM plate_attempts WHERE key_hash = $1 AND at > $2',
      [this.hashOf(what, who), this.hourAgo()],
    );
    return (row?.n ?? 0) < AT_MOST[what];
  }

  /** Counts one; false where that was too many. Those at once are counted one after the other. */
  async admit(what: Counted, who: string): Promise<boolean> {
    const hash = this.hashOf(what, who);
    return this.database.transaction(async (tx) => {
      await tx.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`plates ${hash.toString('hex')}`]);
      const counted = await tx.run(
        `INSERT INTO plate_attempts (id, key_hash, at) SELECT $1, $2, $3
          WHERE (SELECT count(*) < $5 FROM plate_attempts WHERE key_hash = $2 AND at > $4)`,
        [newId(), hash, this.clock.now(), this.hourAgo(), AT_MOST[what]],
      );
      return counted > 0;
    });
  }

  private hashOf(what: Counted, who: string): Buffer {
    return this.secrets.hash(`plate ${what}`, who);
  }

  private hourAgo(): Date {
    return new Date(this.clock.now().getTime() - HOUR_MS);
  }

  private sweep(): Promise<number> {
    return this.database.run(
      `DELETE FROM plate_attempts WHERE id = ANY (ARRAY(SELECT id FROM plate_attempts WHERE at <= $1 ORDER BY at LIMIT $2))`,
      [this.hourAgo(), BATCH],
    );
  }
}
