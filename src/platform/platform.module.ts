import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from './clock.js';
import { Config } from './config.js';
import { Database } from './database/database.js';
import { dataSource } from './database/migrations.js';
import { Wake } from './database/wake.js';
import { IdempotencyInterceptor } from './http/idempotency.js';
import { Log } from './log.js';
import { Outbox } from './outbox.js';
import { Queues } from './queue/queues.js';
import { Relay } from './queue/relay.js';
import { Sweeps } from './queue/sweeps.js';
import { Secrets } from './secrets.js';
import { Files } from './storage.js';
import { Threads } from './threads.js';

export interface PlatformOptions {
  config: Config;
  databaseUrl: string;
  clock?: Clock;
  /** keeps the queues of tests that share one Redis apart */
  queuePrefix?: string;
}

/** Everything below the features; one instance of each a process. */
@Global()
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Relay) private readonly relay: Relay,
    @Inject(Sweeps) private readonly sweeps: Sweeps,
    @Inject(Threads) private readonly threads: Threads,
    @Inject(Wake) private readonly wake: Wake,
    @Inject(Database) private readonly database: Database,
  ) {}

  static async with(options: PlatformOptions): Promise<DynamicModule> {
    const { config, databaseUrl } = options;
    const log = new Log(config.logLevel);
    const wake = new Wake(databaseUrl, log);
    const source = await dataSource(databaseUrl).initialize();
    await wake.start();
    const database = new Database(source, wake);
    const outbox = new Outbox();
    const queues = new Queues({ databaseUrl, redisUrl: config.redisUrl, prefix: options.queuePrefix }, log);
    const sweeps = new Sweeps(queues, log);
    sweeps.register({ name: 'idempotency keys', run: () => forgetKeys(database) });
    const values: [unknown, unknown][] = [
      [Config, config],
      [Log, log],
      [Clock, options.clock ?? new Clock()],
      [Secrets, new Secrets(config.appKey)],
      [Files, new Files(config.dataDir)],
      [Wake, wake],
      [Database, database],
      [Outbox, outbox],
      [Queues, queues],
      [Relay, new Relay(database, outbox, queues, wake, log)],
      [Sweeps, sweeps],
      [Threads, new Threads()],
    ];
    return PlatformModule.providing(values);
  }

  /** Nothing behind it: for who reads what the application is, and starts none (openapi.ts). */
  static described(): DynamicModule {
    const all = [Config, Log, Clock, Secrets, Files, Wake, Database, Outbox, Queues, Relay, Sweeps, Threads];
    return PlatformModule.providing(all.map((each) => [each, null]));
  }

  private static providing(values: [unknown, unknown][]): DynamicModule {
    const providers = values.map(([provide, useValue]) => ({ provide: provide as typeof Config, useValue }));
    return {
      module: PlatformModule,
      providers: [...providers, IdempotencyInterceptor],
      exports: [...providers.map(({ provide }) => provide), IdempotencyInterceptor],
    };
  }

  /** Starts what works in the background; called once everything is registered. */
  async work(): Promise<void> {
    this.relay.start();
    await this.sweeps.start();
  }

  /** HTTP has ended by now: relay and workers, then wake-ups, the pool last. */
  async onApplicationShutdown(): Promise<void> {
    this.sweeps.stop();
    await this.relay.stop();
    await this.queues.close();
    await this.threads.stop();
    await this.wake.stop();
    await this.database.source.destroy();
  }
}

/** A key counts for 24 hours (platform/http/idempotency.ts); one bounded batch of those that are older. */
function forgetKeys(database: Database): Promise<number> {
  return database.run(
    `DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM idempotency_keys WHERE created_at <= now() - interval '24 hours' ORDER BY created_at LIMIT 500))`,
  );
}
