/**
 * `npm run screens`: a picture of each page in both languages and two sizes, of the demo street on a PostgreSQL of its own, in
 * docs/screens/. `-- helper-work sign-in`: of some scenes only.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import sharp from 'sharp';
import { startServer } from '../../bench/processes.js';
import { DEMO_PASSWORD, demoSignIns } from '../../src/demo/sign-ins.js';
import { Client } from '../../src/demo/story-client.js';
import { prepare, SCENES, type Language, type Scene, type World } from './scenes.js';

/** Compiled, this file stands in dist/screens/test/screens. */
const FOLDER = fileURLToPath(new URL('../../../../docs/screens/', import.meta.url));
const MONTH = fileURLToPath(new URL('../../bench/month/main.js', import.meta.url));
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const SIZES = [
  { width: 375, height: 812 },
  { width: 1440, height: 900 },
] as const;
const LANGUAGES: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' };
/** Pages are flat colours and sharp words: so few colours, kept without loss, are smaller than any lossy picture, and sharper. */
const COLOURS = 16;
/** Of all of them together: they lie in the repository. */
const MOST_BYTES = 2 * 2 ** 20;

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const scenes = SCENES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  if (scenes.length === 0) throw new Error(`no such scene; there are ${SCENES.map(({ name }) => name).join(', ')}`);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'],
  });
  mkdirSync(FOLDER, { recursive: true });
  try {
    for (const month of [false, true]) {
      const together = scenes.filter((scene) => (scene.month ?? false) === month);
      if (together.length > 0) await takeAll(browser, together, month);
    }
  } finally {
    await browser.close();
  }
  const bytes = readdirSync(FOLDER).reduce((sum, name) => sum + statSync(join(FOLDER, name)).size, 0);
  process.stdout.write(`docs/screens/: ${(bytes / 1_024).toFixed(0)} KiB\n`);
  if (bytes > MOST_BYTES) throw new Error(`more than ${MOST_BYTES / 1_024} KiB: lower COLOURS, or show less`);
}

/** Of one street: as it begins, or with a month behind it. */
async function takeAll(browser: Browser, scenes: readonly Scene[], month: boolean): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'bangban-screens-'));
  const env = { DATA_DIR: data, APP_KEY: randomBytes(32).toString('base64') };
  try {
    if (month) await playMonth(env);
    const server = await startServer(env);
    try {
      const baseUrl = `http://127.0.0.1:${server.port}`;
      const phones = new Map(demoSignIns().map(({ who, phone }) => [who, phone]));
      const clients = new Map<string, Promise<Client>>();
      const world = await prepare((who) => {
        const known = clients.get(who) ?? Client.signIn(baseUrl, phones.get(who) ?? '', DEMO_PASSWORD);
        clients.set(who, known);
        return known;
      });
      for (const scene of scenes) {
        // one signing in a scene: passwords are slow on purpose
        const cookies = scene.role === null ? [] : [await session(baseUrl, phones.get(scene.role) ?? '')];
        for (const language of Object.keys(LANGUAGES) as Language[])
          for (const size of SIZES) await take(browser, baseUrl, scene, world, { language, size, cookies });
        process.stdout.write(`${scene.name}\n`);
      }
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** The street has to be there first, and no server may look on while its past is played. */
async function playMonth(env: Record<string, string>): Promise<void> {
  await (await startServer(env)).stop();
  const child = spawn(process.execPath, ['--enable-source-maps', MONTH], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', DEMO: 'true', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the month ended with ${code}`);
}

interface Cookie {
  name: string;
  value: string;
  url: string;
}

async function session(baseUrl: string, phone: string): Promise<Cookie> {
  const { token } = await new Client(baseUrl).post<{ token: string }>('/sessions', { phone, password: DEMO_PASSWORD });
  return { name: 'session', value: token, url: baseUrl };
}

async function take(
  browser: Browser,
  baseURL: string,
  { name, path, steps }: Scene,
  world: World,
  { language, size, cookies }: { language: Language; size: (typeof SIZES)[number]; cookies: Cookie[] },
): Promise<void> {
  const context = await browser.newContext({
    baseURL,
    viewport: size,
    locale: LANGUAGES[language],
    timezoneId: 'Asia/Shanghai',
    // what moves would differ from time to time
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(20_000);
  try {
    await context.addCookies(cookies);
    const page = await context.newPage();
    await page.goto(typeof path === 'string' ? path : await path(world));
    await steps(page, world);
    await page.evaluate('document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 300)))');
    const file = `${name}-${language}-${size.width}`;
    const few = await sharp(await page.screenshot())
      .png({ palette: true, colours: COLOURS, dither: 0 })
      .toBuffer();
    await sharp(few)
      .webp({ lossless: true, effort: 6 })
      .toFile(join(FOLDER, `${file}.webp`));
  } catch (thrown) {
    throw new Error(`${name}, ${language}, ${size.width} px`, { cause: thrown });
  } finally {
    await context.close();
  }
}

main().catch((thrown: unknown) => {
  // with its cause: which scene, and what it waited for
  process.stderr.write(`${inspect(thrown)}\n`);
  process.exitCode = 1;
});
