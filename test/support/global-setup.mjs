import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The built code starts the database: a global set-up is not transformed (npm test builds first).
const dist = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);

/** One real PostgreSQL for all files, with two templates: migrated and empty, and with the demo street. */
export default async function setUp() {
  const { startEmbeddedPostgres } = await dist('platform/database/embedded-postgres.js');
  const { migrate } = await dist('platform/database/migrations.js');
  const { migrateQueues } = await dist('platform/queue/queues.js');
  const { default: pg } = await import('pg');

  const dataDir = mkdtempSync(join(tmpdir(), 'bangban-test-'));
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false });
  globalThis.__stopTestPostgres = async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const at = (database) => {
    const url = new URL(postgres.url);
    url.pathname = `/${database}`;
    return url.href;
  };
  await client.query('CREATE DATABASE template_empty');
  await migrate(at('template_empty'));
  await migrateQueues({ databaseUrl: at('template_empty') });
  await client.query('CREATE DATABASE template_street TEMPLATE template_empty');
  await client.end();
  await loadStreet(at('template_street'), dataDir);
  process.env.TEST_POSTGRES_URL = postgres.url;
}

async function loadStreet(databaseUrl, dataDir) {
  const { createApp } = await dist('app.js');
  const { readConfig } = await dist('platform/config.js');
  const { DemoLoader } = await dist('demo/load-street.js');
  const { TEST_APP_KEY } = await import('./app-key.mjs');
  const config = readConfig({
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    APP_KEY: TEST_APP_KEY,
    ROLE: 'api',
    LOG_LEVEL: 'silent',
  });
  const app = await createApp({ config, databaseUrl });
  await app.get(DemoLoader).load();
  await app.close();
}
