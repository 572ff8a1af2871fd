import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import type { TestApp } from '../support/harness.js';

/** Debian's; another one by its path. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const isThere = existsSync(CHROMIUM);

if (!isThere && process.env.REQUIRE_SERVICES?.split(',').includes('chromium') === true)
  throw new Error(`no Chromium at ${CHROMIUM}`);

/** Each with its pages: what a test leaves open goes on drawing and listening beside the next one. */
const contexts: BrowserContext[] = [];

/** A suite in a real browser, whose pages end with each test; skipped by name where there is none. */
export const describeInBrowser = (title: string, suite: () => void): void =>
  (isThere ? describe : describe.skip)(`${title} [needs chromium]`, () => {
    afterEach(async () => {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
    });
    suite();
  });

export function launch(): Promise<Browser> {
  // in a container there is no room of its own in /dev/shm, and root has no sandbox
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** A telephone held upright, unless told. */
export async function phone(
  browser: Browser,
  app: TestApp,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: app.baseUrl,
    viewport: { width: 375, height: 740 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    ...options,
  });
  contexts.push(context);
  context.setDefaultTimeout(15_000);
  return context;
}

/** What the browser itself complains of: scripts that fail, and what the policy of the page forbids. */
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', (error) => heard.push(String(error)));
  page.on('console', (message) => {
    // an answer of 4xx is the page's to tell
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) heard.push(message.text());
  });
  return heard;
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string }[];
}

/** A button that fades in from disabled to enabled has, half way, colours that nobody reads: what ends is let end first. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(
    `Promise.allSettled(document.getAnimations()
      .filter((each) => each.playState === 'running' && each.effect.getComputedTiming().endTime !== Infinity)
      .map((each) => each.finished))`,
  );
}

/** What axe-core finds serious or critical; evaluated by the debugger, since the page's policy lets no script in. */
export async function findings(page: Page): Promise<string[]> {
  await atRest(page);
  await page.evaluate(axe);
  const violations = await page.evaluate<Violation[]>(
    'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)',
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** Nothing is cut off at the right, and nobody has to scroll sideways. */
function overflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** To be looked at, where SCREENS names a folder. */
async function screen(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** From now on: a page is held against axe-core, the width of its screen and what the browser complains of, whenever this is called. */
export function lookingAt(page: Page): (name: string) => Promise<void> {
  const heard = complaints(page);
  return async (name) => {
    await screen(page, name);
    expect({ name, findings: await findings(page), overflow: await overflow(page), heard }).toEqual({
      name,
      findings: [],
      overflow: 0,
      heard: [],
    });
  };
}
