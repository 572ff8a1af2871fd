import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { migrate } from '../../src/platform/database/migrations.js';
import { migrateQueues } from '../../src/platform/queue/queues.js';
import { Line } from '../chaos/line.js';

/** A durable PostgreSQL of the test's own, behind a port that stays while it is stopped and started. */
export class OwnPostgres {
  private readonly dir = mkdtempSync(join(tmpdir(), 'bangban-own-postgres-'));
  private readonly line = new Line();
  private postgres: EmbeddedPostgres | undefined;
  private port = 0;

  /** Migrated, and otherwise empty. */
  async start(): Promise<void> {
    this.port = await this.line.start();
    await this.run();
    await migrate(this.url);
    await migrateQueues({ databaseUrl: this.url });
  }

  get url(): string {
    const url = new URL(this.postgres?.url ?? '');
    url.port = String(this.port);
    return url.href;
  }

  /** As when the machine stops: nothing is written down in order. */
  async restart(awayMs: number): Promise<void> {
    const pid = Number(readFileSync(join(this.dir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGQUIT');
    await this.postgres?.stop();
    await sleep(awayMs);
    await this.run();
  }

  async close(): Promise<void> {
    this.line.close();
    await this.postgres?.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }

  private async run(): Promise<void> {
    this.postgres = await startEmbeddedPostgres({ dataDir: this.dir });
    this.line.target = Number(new URL(this.postgres.url).port);
  }
}
