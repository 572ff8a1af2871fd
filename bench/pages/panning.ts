import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser, type CDPSession } from 'playwright-core';
import { DEMO_PASSWORD, demoSignIns } from '../../src/demo/sign-ins.js';
import { Client, eventually } from '../../src/demo/story-client.js';
import type { Figure } from '../figures.js';
import { startServer } from '../processes.js';
import { say } from '../say.js';
import type { LonePart } from '../settings.js';
import { quantile } from '../stats.js';
import { districtOf, type Grid } from './map-grids.js';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const COLUMNS = 50;
const ROWS = 40;
const GOAL_MS = 33;
const MOVE_MS = 16;
/** A drag is half a second long: where each ends, the map is drawn anew, which is counted as well. */
const MOVES = 31;
const DRAGS = 8;
const DRAGS_QUICK = 2;
/** After a drag the map glides on for a moment. */
const GLIDE_MS = 400;
const SLOWER_PROCESSOR = 4;
const part = 'panning';

/**
 * The administrator's map of 2,000 grids, all of them in view, dragged with the mouse in Chromium: main-thread time of each frame. From
 * the trace of the browser: durations of RunTask on the thread that makes the frames (BeginMainThreadFrame), summed up from the end of
 * one frame's task to the end of the next one's.
 */
export const panning: LonePart = async ({ quick }) => {
  if (!existsSync(CHROMIUM)) {
    say(`no Chromium at ${CHROMIUM}: ${part} is left out`);
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'bangban-bench-'));
  const server = await startServer({ DATA_DIR: folder });
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  try {
    const origin = `http://127.0.0.1:${server.port}`;
    const phone = demoSignIns().find(({ who }) => who === 'administrator')?.phone;
    const { token } = await new Client(origin).post<{ token: string }>('/sessions', { phone, password: DEMO_PASSWORD });
    const { id, vertices } = await draft(origin, token);
    say(`${part}: ${COLUMNS * ROWS} grids with ${vertices} vertices`);
    const figures: Figure[] = [];
    for (const slower of [1, SLOWER_PROCESSOR]) {
      const pan = { origin, token, path: `/admin/maps/${id}/draw`, slower, drags: quick ? DRAGS_QUICK : DRAGS };
      figures.push(...figuresOf(await framesOf(browser, pan), slower, vertices));
    }
    return figures;
  } finally {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

function figuresOf(frames: number[], slower: number, vertices: number): Figure[] {
  const of = `a frame while ${COLUMNS * ROWS} grids are panned, main thread${slower === 1 ? '' : `, ${slower} × slower`}`;
  const [p50, p95, max] = [quantile(frames, 0.5), quantile(frames, 0.95), Math.max(...frames)];
  say(`${of}: p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)}, worst ${max.toFixed(1)} ms of ${frames.length} frames`);
  const held = slower === 1 ? { goal: `≤ ${GOAL_MS}`, met: p95 <= GOAL_MS } : {};
  return [
    { part, figure: `${of}, p95`, value: p95, unit: 'ms', ...held, more: { frames, vertices } },
    { part, figure: 'the same, p50', value: p50, unit: 'ms' },
    { part, figure: 'the same, worst', value: max, unit: 'ms' },
  ];
}

/** A draft of the demo street's map with the made-up district besides. */
async function draft(origin: string, token: string): Promise<{ id: string; vertices: number }> {
  const client = new Client(origin, token);
  const { id } = await client.post<{ id: string }>('/grid-maps', { name: '两千网格' });
  const { features } = await client.get<{ features: { properties: { code: string; level: string } }[] }>(
    `/grid-maps/${id}/areas.geojson`,
  );
  const community = features.find(({ properties }) => properties.level === 'community');
  if (community === undefined) throw new Error('the demo street has no community');
  const grids = districtOf(COLUMNS, ROWS, community.properties.code);
  const imported = await fetch(`${origin}/grid-maps/${id}/areas?check=false`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/geo+json' },
    body: JSON.stringify({ type: 'FeatureCollection', features: grids }),
  });
  if (!imported.ok) throw new Error(`the grids were answered with ${imported.status} ${await imported.text()}`);
  const path = `/grid-maps/${id}/imports/${((await imported.json()) as { id: string }).id}`;
  const ended = await eventually(
    'import',
    async () => {
      const now = await client.get<{ state: string; found: unknown }>(path);
      return now.state === 'reading' || now.state === 'writing' ? undefined : now;
    },
    120,
  );
  if (ended.state !== 'done') throw new Error(`the grids were ${ended.state}: ${JSON.stringify(ended.found)}`);
  return { id, vertices: grids.reduce((sum, grid) => sum + verticesOf(grid), 0) };
}

/** Without the last position, which is the first again. */
const verticesOf = ({ geometry }: Grid) => geometry.coordinates.flat().reduce((sum, ring) => sum + ring.length - 1, 0);

interface Pan {
  origin: string;
  token: string;
  path: string;
  /** how many times the processor is slowed down */
  slower: number;
  drags: number;
}

async function framesOf(browser: Browser, { origin, token, path, slower, drags }: Pan): Promise<number[]> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
  });
  try {
    await context.addCookies([{ name: 'session', value: token, url: origin, httpOnly: true }]);
    const page = await context.newPage();
    await page.goto(path);
    await page.locator('.found').first().waitFor({ timeout: 60_000 });
    await page.locator('.admin-map canvas').waitFor({ state: 'attached' });
    await page.locator('.admin-map').scrollIntoViewIfNeeded();
    const box = await page.locator('.admin-map').boundingBox();
    if (box === null) throw new Error('the map is not to be seen');
    const middle = { x: box.x + box.width / 2, y: Math.min(box.y + box.height, 900) / 2 + box.y / 2 };
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });
    // not counted: code that runs for the first time
    await drag(devtools, middle, 1);
    const whereIsIt = () => page.evaluate<string>(`document.querySelector('.leaflet-map-pane').style.transform`);
    const before = await whereIsIt();
    await browser.startTracing(page, { categories: CATEGORIES });
    // there and back, so that the grids stay in view
    for (let n = 0; n < drags; n += 1) await drag(devtools, middle, n % 2 === 0 ? -1 : 1);
    const trace = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: TraceEvent[] };
    await drag(devtools, middle, 1);
    // a map that stands still costs nothing
    if ((await whereIsIt()) === before) throw new Error('the map was not moved');
    return perFrame(trace.traceEvents);
  } finally {
    await context.close();
  }
}

/** From the middle to one side, a move each 16 ms whether the page has answered the one before or not, as a hand does. */
async function drag(devtools: CDPSession, { x, y }: { x: number; y: number }, sign: 1 | -1): Promise<void> {
  const sent: Promise<unknown>[] = [];
  const mouse = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', step: number) =>
    sent.push(
      devtools.send('Input.dispatchMouseEvent', {
        type,
        x: x + sign * step * 8,
        y: y + sign * step * 3,
        button: 'left',
        buttons: type === 'mouseReleased' ? 0 : 1,
        clickCount: 1,
      }),
    );
  mouse('mousePressed', 0);
  for (let step = 1; step <= MOVES; step += 1) {
    await sleep(MOVE_MS);
    mouse('mouseMoved', step);
  }
  mouse('mouseReleased', MOVES);
  await Promise.all(sent);
  await sleep(GLIDE_MS);
}

/** Of the Trace Event Format: times in microseconds; RunTask is a complete event ('X'). */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
}
const CATEGORIES = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-devtools.timeline.frame',
  'devtools.timeline.frame',
];

/** Ms of the main thread, each frame by itself. */
function perFrame(events: readonly TraceEvent[]): number[] {
  const begun = events.filter(({ name }) => name === 'BeginMainThreadFrame');
  const threads = new Set(begun.map(({ pid, tid }) => `${pid} ${tid}`));
  if (threads.size !== 1) throw new Error(`${threads.size} threads make frames`);
  const tasks = events
    .filter(({ name, ph, pid, tid }) => name === 'RunTask' && ph === 'X' && threads.has(`${pid} ${tid}`))
    .sort((a, b) => a.ts - b.ts);
  const starts = begun.map(({ ts }) => ts).sort((a, b) => a - b);
  const spent: number[] = [];
  let [sum, next] = [0, 0];
  for (const { ts, dur = 0 } of tasks) {
    sum += dur;
    const before = next;
    while (next < starts.length && (starts[next] ?? Infinity) < ts + dur) next += 1;
    if (next === before) continue;
    spent.push(Math.round(sum / 10) / 100);
    sum = 0;
  }
  if (spent.length < MOVES) throw new Error(`the trace has ${spent.length} frames`);
  return spent;
}
