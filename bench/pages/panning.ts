import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser, type CDPSession } from 'playwright-core';
import { DEMO_PASSWORD, demoSignIns } from '../../src/demo/sign-ins.js';
import { Client, eventually } from '../../src/demo/story-client.js';
import { runningEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { copyTickets } from '../copies.js';
import type { Figure } from '../figures.js';
import { startServer } from '../processes.js';
import { say } from '../say.js';
import type { LonePart } from '../settings.js';
import { Sql } from '../sql.js';
import { quantile } from '../stats.js';
import { districtOf, type Grid } from './map-grids.js';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const COLUMNS = 50;
const ROWS = 40;
/** Open on the leaders' map, one in so many of them overdue; most of them in a part of the grids. */
const TICKETS = 4_000;
const LATE_EACH = 5;
/** Made up: the block of numbers that belongs to nobody. */
const CALLER = { phone: '+8619000099001', name: '宋奶奶' };
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
 * Maps of 2,000 grids, all of them in view, dragged with the mouse in Chromium: the administrator's, on which grids are drawn, and the
 * leaders', coloured by what is open and overdue. Main-thread time of each frame, from the trace of the browser: durations of RunTask on
 * the thread that makes the frames (BeginMainThreadFrame), summed up from the end of one frame's task to the end of the next one's.
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
    const administrator = await signIn(origin, 'administrator');
    const { id, vertices, community } = await draft(administrator);
    say(`${part}: ${COLUMNS * ROWS} grids with ${vertices} vertices`);
    const figures: Figure[] = [];
    const measure = async (where: Where) => {
      for (const slower of [1, SLOWER_PROCESSOR]) {
        const pan = { origin, token: administrator.token, where, slower, drags: quick ? DRAGS_QUICK : DRAGS };
        figures.push(...figuresOf(await framesOf(browser, pan), where.name, slower, vertices));
      }
    };
    await measure({ name: '', path: `/admin/maps/${id}/draw`, frame: '.admin-map', ready: '.found' });
    await publish(administrator, id);
    await openTickets(folder, origin, administrator, community);
    const { id: areaId } = await areaOf(administrator, community);
    await measure({
      name: ' of /command',
      path: `/command/map?area=${areaId}`,
      frame: '.command-map',
      ready: '.map-and-areas td.late',
    });
    return figures;
  } finally {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

interface SignedIn {
  origin: string;
  token: string;
  client: Client;
}

async function signIn(origin: string, who: 'administrator' | 'operator'): Promise<SignedIn> {
  const phone = demoSignIns().find((one) => one.who === who)?.phone;
  const { token } = await new Client(origin).post<{ token: string }>('/sessions', { phone, password: DEMO_PASSWORD });
  return { origin, token, client: new Client(origin, token) };
}

function figuresOf(frames: number[], name: string, slower: number, vertices: number): Figure[] {
  const of = `a frame while ${COLUMNS * ROWS} grids${name} are panned, main thread${slower === 1 ? '' : `, ${slower} × slower`}`;
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
async function draft({
  origin,
  token,
  client,
}: SignedIn): Promise<{ id: string; vertices: number; community: string }> {
  const { id } = await client.post<{ id: string }>('/grid-maps', { name: '两千网格' });
  const { features } = await client.get<{ features: AreaFeature[] }>(`/grid-maps/${id}/areas.geojson`);
  const community = features.find(({ properties }) => properties.level === 'community');
  if (community === undefined) throw new Error('the demo street has no community');
  const grids = districtOf(COLUMNS, ROWS, community.properties.code);
  const around = boxOf(grids);
  // what lies outside of what it belongs to is not published
  const above: AreaFeature[] = [];
  for (let at: AreaFeature | undefined = community; at !== undefined;) {
    if (at.geometry !== null) {
      const geometry = { ...at.geometry, coordinates: [...at.geometry.coordinates, around] };
      above.push({ ...at, geometry });
    }
    const parent: string | null = at.properties.parent;
    at = features.find(({ properties }) => properties.code === parent);
  }
  const imported = await fetch(`${origin}/grid-maps/${id}/areas?check=false`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/geo+json' },
    body: JSON.stringify({ type: 'FeatureCollection', features: [...above, ...grids] }),
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
  const vertices = grids.reduce((sum, grid) => sum + verticesOf(grid), 0);
  return { id, vertices, community: community.properties.code };
}

async function publish({ client }: SignedIn, id: string): Promise<void> {
  await client.post(`/grid-maps/${id}/check`, {});
  await client.post(`/grid-maps/${id}/publish`, { acceptWarnings: true });
  await eventually(
    'publication',
    async () => {
      const { state } = await client.get<{ state: string }>(`/grid-maps/${id}`);
      return state === 'published' ? state : undefined;
    },
    120,
  );
}

async function areaOf({ client }: SignedIn, code: string): Promise<{ id: string }> {
  const { items } = await client.get<{ items: { id: string; code: string }[] }>('/areas', { search: code });
  const found = items.find((area) => area.code === code);
  if (found === undefined) throw new Error(`no area ${code}`);
  return found;
}

/** Copies of one that the operator opens, spread over the grids of the district: thickly in some, none in others. */
async function openTickets(folder: string, origin: string, administrator: SignedIn, community: string): Promise<void> {
  const { client, token } = await signIn(origin, 'operator');
  const categories = await client.get<{ id: string; code: string }[]>('/categories');
  const [building] = (await client.get<{ items: { id: string }[] }>('/buildings', { limit: '1' })).items;
  const { id } = await client.post<{ id: string }>('/tickets', {
    categoryId: categories.find(({ code }) => code === 'house.handrail')?.id,
    place: { buildingId: building?.id },
    description: '楼道灯不亮',
    caller: CALLER,
  });
  const { id: parent } = await areaOf(administrator, community);
  const url = await runningEmbeddedPostgres({ dataDir: folder });
  if (url === undefined) throw new Error('the server has no PostgreSQL');
  const sql = await Sql.on(url);
  try {
    const place = (column: string) => (i: string) =>
      `(SELECT array_agg(${column} ORDER BY code) FROM areas WHERE parent_id = '${parent}' AND code LIKE '%-B%')[1 + floor(${COLUMNS * ROWS} * power(${i} * 0.618034 % 1, 2))::int]`;
    await copyTickets(sql, [{ ticketId: id, subjectId: id, body: {}, token }], TICKETS, {
      'tickets.area_id': place('id'),
      'tickets.area_path': place('path'),
      'tickets.resolve_due': (i) =>
        `now() + (CASE WHEN ${i} % ${LATE_EACH} = 0 THEN '-1 hour' ELSE '1 day' END)::interval`,
    });
  } finally {
    await sql.end();
  }
}

interface AreaFeature {
  type: 'Feature';
  properties: { code: string; level: string; parent: string | null };
  geometry: { type: 'MultiPolygon'; coordinates: number[][][][] } | null;
}

/** A polygon, some hundred metres wider than the grids on each side. */
function boxOf(grids: readonly Grid[]): number[][][] {
  const positions = grids.flatMap(({ geometry }) => geometry.coordinates.flat(2));
  const [lng, lat] = [0, 1].map((at) => positions.map((position) => position[at] ?? NaN));
  const AROUND = 0.002;
  const least = (all: readonly number[] = []) => all.reduce((a, b) => Math.min(a, b), Infinity) - AROUND;
  const most = (all: readonly number[] = []) => all.reduce((a, b) => Math.max(a, b), -Infinity) + AROUND;
  const [west, east, south, north] = [least(lng), most(lng), least(lat), most(lat)];
  return [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ];
}

/** Without the last position, which is the first again. */
const verticesOf = ({ geometry }: Grid) => geometry.coordinates.flat().reduce((sum, ring) => sum + ring.length - 1, 0);

interface Where {
  /** in the words of the figure */
  name: string;
  path: string;
  /** the map's element, and what there is once it is drawn */
  frame: string;
  ready: string;
}

interface Pan {
  origin: string;
  token: string;
  where: Where;
  /** how many times the processor is slowed down */
  slower: number;
  drags: number;
}

async function framesOf(
  browser: Browser,
  { origin, token, where: { path, frame, ready }, slower, drags }: Pan,
): Promise<number[]> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
  });
  try {
    await context.addCookies([{ name: 'session', value: token, url: origin, httpOnly: true }]);
    const page = await context.newPage();
    await page.goto(path);
    await page.locator(ready).first().waitFor({ timeout: 60_000 });
    await page.locator(`${frame} canvas`).waitFor({ state: 'attached' });
    await page.locator(frame).scrollIntoViewIfNeeded();
    const box = await page.locator(frame).boundingBox();
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
