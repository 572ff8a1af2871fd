import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_APP_KEY } from './support/app-key.mjs';
import { testDatabase, type TestDatabase } from './support/harness.js';
import { freePort, run, type Run } from './support/processes.js';
import { describeOnRedis, eventually } from './support/stores.js';

describeOnRedis('two API processes and two workers on one database and one Redis', (redisUrl) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bangban-fleet-'));
  let database: TestDatabase;
  let fleet: Run[] = [];

  beforeAll(async () => {
    database = await testDatabase('empty');
  });
  afterAll(async () => {
    for (const { child } of fleet) child.kill('SIGKILL');
    await Promise.all(fleet.map(({ ended }) => ended));
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('start together from nothing, and the story is told through either, also when a worker has died', async () => {
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: `${redisUrl()}/1`,
      APP_KEY: TEST_APP_KEY,
      DATA_DIR: dataDir,
      DEMO: 'true',
    };
    const ports = [await freePort(), await freePort()];
    const apis = ports.map((PORT) => run('dist/main.js', { ...env, ROLE: 'api', PORT }));
    const workers = [1, 2].map(() => run('dist/main.js', { ...env, ROLE: 'worker' }));
    fleet = [...apis, ...workers];
    for (const api of apis) await eventually('an API', () => api.output().includes('管理员'), 40);
    for (const worker of workers)
      await eventually('a worker', () => worker.output().includes('The worker is running'), 40);

    const told = async (port: string | undefined) => {
      const story = run('dist/demo/story.js', { BASE_URL: `http://127.0.0.1:${port}` });
      expect([await story.ended, story.output()]).toEqual([0, expect.stringContaining('故事讲完')]);
    };
    await told(ports[0]);
    workers[0]?.child.kill('SIGKILL');
    await told(ports[1]);

    for (const { child } of fleet.slice(0, 2)) child.kill('SIGTERM');
    workers[1]?.child.kill('SIGTERM');
    expect(await Promise.all([...apis, ...workers.slice(1)].map(({ ended }) => ended))).toEqual([0, 0, 0]);
  }, 180_000);
});
