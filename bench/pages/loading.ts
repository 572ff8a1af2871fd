import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser } from 'playwright-core';
import { DEMO_PASSWORD, demoSignIns } from '../../src/demo/sign-ins.js';
import { Client } from '../../src/demo/story-client.js';
import type { Figure } from '../figures.js';
import { startServer } from '../processes.js';
import { say } from '../say.js';
import type { LonePart } from '../settings.js';
import { median } from '../stats.js';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const GOAL_MS = 2_500;
const LONGEST_MS = 60_000;
const RUNS = 7;
const RUNS_QUICK = 2;

/**
 * Lighthouse's "slow 4G" with its 4 × slower processor (core/config/constants.js of GoogleChrome/lighthouse, mobileSlow4G):
 * 150 ms a round trip and 1.6 Mbit/s down. Chromium holds each request back by the latency, where a real network does so several
 * times (connection, TLS, slow start); Lighthouse itself, where it throttles in this way, therefore takes 3.75 times the latency and
 * 0.9 of the throughput: told beside it, as `heavy`.
 */
const NETWORKS = {
  slow4g: { latency: 150, downloadThroughput: kilobits(1_638.4), uploadThroughput: kilobits(750) },
  heavy: { latency: 562.5, downloadThroughput: kilobits(1_474.56), uploadThroughput: kilobits(675) },
} as const;
const SLOWER_PROCESSOR = 4;

function kilobits(kilobitsASecond: number): number {
  return (kilobitsASecond * 1_000) / 8;
}

interface Page {
  name: string;
  path: string;
  /** what one begins with; there, the page is usable as soon as the main thread answers */
  field: string;
  signedIn: boolean;
}
const PAGES: Page[] = [
  { name: 'resident /', path: '/', field: 'input[type=search], main input', signedIn: false },
  { name: 'helper /helper', path: '/helper', field: '.duty button', signedIn: true },
  { name: 'helper /helper, signing in', path: '/helper', field: 'input[type=tel]', signedIn: false },
];

/** How long a telephone takes that was never here, from the address to the first field that can be used. */
export const loading: LonePart = async ({ quick }) => {
  if (!existsSync(CHROMIUM)) {
    say(`no Chromium at ${CHROMIUM}: the pages are left out`);
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'bangban-bench-'));
  const server = await startServer({ DATA_DIR: folder });
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  const figures: Figure[] = [];
  try {
    const origin = `http://127.0.0.1:${server.port}`;
    const phone = demoSignIns().find(({ who }) => who === 'helper')?.phone;
    const { token } = await new Client(origin).post<{ token: string }>('/sessions', { phone, password: DEMO_PASSWORD });
    // so that the server is warm, as it is for everybody but the first
    for (const page of PAGES) await load(browser, origin, page, token, null);
    for (const page of PAGES) {
      for (const [network, conditions] of Object.entries(NETWORKS)) {
        const runs: Loaded[] = [];
        for (let run = 0; run < (quick ? RUNS_QUICK : RUNS); run += 1)
          runs.push(await load(browser, origin, page, token, conditions));
        const value = median(runs.map(({ usable }) => usable));
        const held = network === 'slow4g' ? { goal: `≤ ${GOAL_MS} ms`, met: value <= GOAL_MS } : {};
        figures.push({ part: 'loading', figure: `${page.name}, ${network}`, value, unit: 'ms', ...held, more: runs });
        const { bytes, requests, turns } = runs[0] ?? { bytes: 0, requests: 0, turns: 0 };
        say(
          `${page.name}, ${network}: usable after ${value.toFixed(0)} ms; ${requests} requests in ${turns} turns, ${bytes} bytes`,
        );
      }
    }
    return figures;
  } finally {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

interface Loaded {
  /** ms from the start of the navigation */
  usable: number;
  painted: number;
  /** of all answers, as they came over the network, until it was usable */
  bytes: number;
  /** asked for until then, and how many of them at the least had to wait for one another: neither depends on the machine */
  requests: number;
  turns: number;
  /** ms in which scripts ran, slowed down as above */
  scripts: number;
}

/** When a request was made and when its answer was whole, in seconds; streams are never whole. */
interface Span {
  from: number;
  to: number;
}

/** The longest row of requests of which each was made after the one before had been answered. */
function turnsOf(spans: readonly Span[]): number {
  const depth: { to: number; turns: number }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const before = Math.max(0, ...depth.filter((each) => each.to <= from).map(({ turns }) => turns));
    depth.push({ to, turns: before + 1 });
  }
  return Math.max(0, ...depth.map(({ turns }) => turns));
}

async function load(
  browser: Browser,
  baseURL: string,
  { path, field, signedIn }: Page,
  token: string,
  conditions: (typeof NETWORKS)[keyof typeof NETWORKS] | null,
): Promise<Loaded> {
  const context = await browser.newContext({
    baseURL,
    viewport: { width: 375, height: 740 },
    locale: 'zh-CN',
    isMobile: true,
  });
  try {
    if (signedIn) await context.addCookies([{ name: 'session', value: token, url: baseURL, httpOnly: true }]);
    const page = await context.newPage();
    const debug = await context.newCDPSession(page);
    await debug.send('Network.enable');
    if (conditions !== null) {
      await debug.send('Network.emulateNetworkConditions', { offline: false, ...conditions });
      await debug.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_PROCESSOR });
    }
    await debug.send('Performance.enable');
    let bytes = 0;
    const spans = new Map<string, Span>();
    debug.on('Network.requestWillBeSent', ({ requestId, timestamp }) =>
      spans.set(requestId, { from: timestamp, to: Infinity }),
    );
    debug.on('Network.loadingFinished', ({ requestId, timestamp, encodedDataLength }) => {
      bytes += encodedDataLength;
      const span = spans.get(requestId);
      if (span !== undefined) span.to = timestamp;
    });
    // the frame after the one in which it stands there: then what was to be done before it is done
    await page.addInitScript(`(() => {
      const look = () => {
        const found = document.querySelector(${JSON.stringify(field)});
        if (found === null || found.disabled || found.getClientRects().length === 0) return requestAnimationFrame(look);
        requestAnimationFrame(() => setTimeout(() => { window.usableAt = performance.now(); }));
      };
      requestAnimationFrame(look);
    })()`);
    await page.goto(path, { waitUntil: 'commit' });
    for (const end = Date.now() + LONGEST_MS; !(await page.evaluate<boolean>('window.usableAt !== undefined'));) {
      if (Date.now() > end) throw new Error(`${path} was not usable after ${LONGEST_MS} ms`);
      await sleep(100);
    }
    const until = bytes;
    const { metrics } = await debug.send('Performance.getMetrics');
    const scripts = (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? NaN) * 1_000;
    const [usable, painted] = await page.evaluate<[number, number]>(
      `[window.usableAt, performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN]`,
    );
    const all = [...spans.values()];
    const usableAt = Math.min(...all.map(({ from }) => from)) + usable / 1_000;
    const before = all.filter(({ from }) => from < usableAt);
    const turns = turnsOf(before.filter(({ to }) => to < usableAt));
    return { usable, painted, bytes: until, requests: before.length, turns, scripts };
  } finally {
    await context.close();
  }
}
