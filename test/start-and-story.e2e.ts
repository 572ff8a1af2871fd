import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, run, type Run } from './support/processes.js';
import { eventually } from './support/stores.js';

/** Every process whose command line names the folder: the embedded PostgreSQL among them. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(folder) ? [line] : [];
      } catch {
        return []; // it has just ended
      }
    });
}

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('a fresh machine', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bangban-e2e-'));
  let env: Record<string, string>;
  let server: Run;

  async function start(): Promise<void> {
    server = run('dist/main.js', env);
    await eventually(
      'the demo sign-ins',
      () => server.output().includes('管理员') || server.child.exitCode !== null,
      40,
    );
    expect(server.child.exitCode).toBeNull();
  }

  async function tellStory(): Promise<string> {
    const story = run('dist/demo/story.js', { BASE_URL: `http://127.0.0.1:${env.PORT}` });
    const code = await story.ended;
    expect([code, story.output()]).toEqual([0, expect.stringContaining('故事讲完，每一步、每个数都对。')]);
    return story.output();
  }

  /** Beside the running server, on its own PostgreSQL. */
  async function expectVerified(): Promise<void> {
    const verify = run('dist/reports/verify/command.js', env);
    expect([await verify.ended, verify.output()]).toEqual([0, expect.stringContaining('一致：事项 14，')]);
  }

  beforeAll(async () => {
    env = { DATA_DIR: dataDir, PORT: await freePort() };
  });

  afterAll(() => {
    server.child.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('starts with nothing set up, and the story is told, twice', async () => {
    await start();
    const first = await tellStory();
    expect(first).toContain('10号楼4单元的楼梯扶手有些松动，老人上下楼不安全，您看能派人来修修吗？');
    await tellStory();
    await expectVerified();
  }, 120_000);

  it('a second server on the same port, or on the same folder, is told so in one line', async () => {
    const samePort = run('dist/main.js', { ...env, DATA_DIR: join(dataDir, 'other') });
    expect(await samePort.ended).toBe(1);
    expect(samePort.output().trim().split('\n')).toEqual([expect.stringContaining(`Port ${env.PORT} is in use`)]);
    const sameFolder = run('dist/main.js', { ...env, PORT: await freePort() });
    expect(await sameFolder.ended).toBe(1);
    expect(sameFolder.output().trim().split('\n')).toHaveLength(1);
  });

  it('Ctrl-C ends everything in order and leaves no process', async () => {
    server.child.kill('SIGINT');
    expect(await server.ended).toBe(0);
    expect(processesOf(dataDir)).toEqual([]);
  });

  it('a restart keeps the data', async () => {
    await start();
    await tellStory();
  }, 60_000);

  it('after kill -9 nothing is left running, and the next start recovers with the data', async () => {
    server.child.kill('SIGKILL');
    await server.ended;
    await eventually('PostgreSQL to end', () => processesOf(dataDir).length === 0, 40);
    await start();
    await tellStory();
    server.child.kill('SIGINT');
    expect(await server.ended).toBe(0);
  }, 90_000);

  it('a story whose server is away ends non-zero', async () => {
    const story = run('dist/demo/story.js', { BASE_URL: `http://127.0.0.1:${env.PORT}` });
    expect(await story.ended).toBe(1);
  });
});
