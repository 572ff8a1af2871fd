import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { copyTickets } from '../copies.js';
import type { Figure } from '../figures.js';
import { say } from '../say.js';
import type { Part } from '../settings.js';
import { Sql } from '../sql.js';
import { quantile } from '../stats.js';
import type { Place } from '../street.js';

const TICKETS = 500;
const FEW = 10;
const CHANGES = 40;
/** A change, its way over the stream, the reading of the line, and all that is drawn after it. */
const WATCHED_MS = 700;
const GOAL_MS = 50;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

interface Spent {
  /** ms of the main thread, each change by itself */
  changes: number[];
  /** as long a watch in which nothing changed */
  idle: number[];
}

/**
 * The head's board in Chromium, with 500 open tickets: what of the main thread a change costs that comes over the stream, from the
 * message to the last pixel, as the browser itself sums up its tasks (CDP, Performance.getMetrics, TaskDuration). The limit is
 * the same board with 10 tickets.
 */
export const liveBoard: Part = async (world, settings) => {
  const url = await world.database('live_board');
  const sql = await Sql.on(url);
  const [many, few] = world.probe.ready.take;
  if (many === undefined || few === undefined) throw new Error('the street has no two stations');
  // what the probe left open is not of them
  await sql.run(
    `UPDATE tickets SET state = 'cancelled', outcome = NULL, confirmation = NULL WHERE state NOT IN ('resolved', 'closed')`,
  );
  const instead = { 'tickets.state': () => `'open'`, 'dispatches.due_at': () => 'NULL' };
  const ofMany = await copyTickets(sql, [many], TICKETS, instead);
  const ofFew = await copyTickets(sql, [few], FEW, instead);
  await sql.run('VACUUM ANALYZE');
  const place = async (ticketId: string): Promise<Place> => {
    const { id } = await sql.one<{ id: string }>('SELECT station_id AS id FROM tickets WHERE id = $1', [ticketId]);
    const found = world.street.places.find(({ stationId }) => stationId === id);
    if (found === undefined) throw new Error('a ticket of no station');
    return found;
  };
  const server = await world.server(url);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  try {
    const count = settings.quick ? 5 : CHANGES;
    const run = async (ready: typeof ofMany) => {
      const ids = ready.map(({ subjectId }) => subjectId);
      return changesOn(browser, server.port, await place(ids[0] ?? ''), ids, count);
    };
    const limit = await run(ofFew);
    const real = await run(ofMany);
    const [median, bare] = [quantile(real.changes, 0.5), quantile(limit.changes, 0.5)];
    const worst = Math.max(...real.changes);
    say(
      `live-board: a change on a board of ${TICKETS}: ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms; of ${FEW}: ${bare.toFixed(1)} ms`,
    );
    const part = 'live-board';
    return [
      {
        part,
        figure: `a change on a board of ${TICKETS} tickets, main thread`,
        value: median,
        unit: 'ms',
        limit: bare,
        ratio: median / bare,
        goal: `≤ ${GOAL_MS}`,
        met: median <= GOAL_MS,
        more: { real, limit },
      },
      {
        part,
        figure: 'the same, p90',
        value: quantile(real.changes, 0.9),
        unit: 'ms',
        limit: quantile(limit.changes, 0.9),
      },
      { part, figure: 'the same, worst', value: worst, unit: 'ms', limit: Math.max(...limit.changes) },
      {
        part,
        figure: `as long without a change`,
        value: quantile(real.idle, 0.5),
        unit: 'ms',
        limit: quantile(limit.idle, 0.5),
      },
    ] satisfies Figure[];
  } finally {
    await browser.close();
    await sql.end();
    await server.stop();
    await world.drop('live_board');
  }
};

async function changesOn(
  browser: Browser,
  port: number,
  { headToken }: Place,
  ids: readonly string[],
  count: number,
): Promise<Spent> {
  const baseURL = `http://127.0.0.1:${port}`;
  const context = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  try {
    await context.addCookies([{ name: 'session', value: headToken, url: baseURL }]);
    const page = await context.newPage();
    await page.goto('/station');
    await page
      .locator('.ticket-card')
      .nth(ids.length - 1)
      .waitFor({ state: 'attached', timeout: 30_000 });
    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable');
    const spent: Spent = { changes: [], idle: [] };
    // not counted: code that runs for the first time
    for (let n = 0; n < count + 2; n += 1) {
      const idle = await watched(devtools, () => Promise.resolve());
      const id = ids[(n * 7) % ids.length] ?? '';
      const change = await watched(devtools, () => urge(baseURL, headToken, id));
      await isShown(page, id);
      if (n < 2) continue;
      spent.idle.push(idle);
      spent.changes.push(change);
    }
    return spent;
  } finally {
    await context.close();
  }
}

/** Ms of the main thread while it is done and drawn. Nothing is asked of the page meanwhile. */
async function watched(devtools: CDPSession, work: () => Promise<unknown>): Promise<number> {
  const before = await taskSeconds(devtools);
  await work();
  await sleep(WATCHED_MS);
  return ((await taskSeconds(devtools)) - before) * 1_000;
}

async function taskSeconds(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const found = metrics.find(({ name }) => name === 'TaskDuration');
  if (found === undefined) throw new Error('this browser does not sum up its tasks');
  return found.value;
}

async function urge(baseURL: string, token: string, id: string): Promise<void> {
  const { status } = await fetch(`${baseURL}/tickets/${id}/urge`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  });
  if (status !== 200) throw new Error(`urging was answered with ${status}`);
}

/** A change that never came costs nothing: it has to be there. */
async function isShown(page: Page, id: string): Promise<void> {
  await page
    .locator(`.ticket-card[href="/station/tickets/${id}"] .tag`, { hasText: '催办' })
    .waitFor({ state: 'attached', timeout: 5_000 });
}
