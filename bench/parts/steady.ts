import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../figures.js';
import type { Load } from '../load.types.js';
import { complaints } from '../pairs.js';
import { say } from '../say.js';
import type { Part } from '../settings.js';
import { Sql } from '../sql.js';
import { quantile, slope } from '../stats.js';
import type { World } from '../world.js';
import { openTargets } from './open.js';

const GOAL_RATE = 300;
const CONNECTIONS = 64;
const WARMUP_S = 5;
const BACKLOG = 300;
/** A backlog that grows slower than this, in tickets a second, only varies. */
const GROWING = 3;
const OPEN_P99_MS = 100;
const OFFER_P99_MS = 250;
/** The search for the highest rate: each step by this much, at most so many steps. */
const STEP = 1.25;
const STEPS = 5;
/** What is left after the load is waited for this long. */
const DRAIN_MS = 10_000;
/** And before the next rate is tried, for this long. */
const SETTLE_MS = 60_000;

interface Held {
  rate: number;
  load: Load;
  backlog: number[];
  offerP50: number;
  offerP99: number;
  unoffered: number;
  holds: boolean;
}

/** Opening with worker and dispatch in the same process, which must keep up: every ticket's offers go out. */
export const steady: Part = async (world, settings) => {
  const url = await world.database('steady');
  const server = await world.server(url, 'all');
  const sql = await Sql.on(url);
  try {
    const targets = openTargets(world);
    const long = settings.seconds < 3 ? settings.seconds * 4 : 30;
    const at = (rate: number, seconds: number) => hold(world, sql, server.port, targets, rate, seconds);
    const goal = await at(GOAL_RATE, long);
    const highest = await search(
      goal,
      () => drained(sql, SETTLE_MS),
      (rate) => at(rate, Math.max(4, long / 3)),
    );
    const part = 'steady';
    const more = goal;
    return [
      {
        part,
        figure: `${GOAL_RATE} a second for ${long} s: answered`,
        value: goal.load.rate,
        unit: '/s',
        goal: `${GOAL_RATE}, no error`,
        met: goal.load.rate >= GOAL_RATE * 0.98 && goal.load.errors === 0,
        more,
      },
      {
        part,
        figure: 'backlog, most',
        value: Math.max(...goal.backlog),
        unit: 'tickets',
        goal: `≤ ${BACKLOG}, not growing`,
        met: Math.max(...goal.backlog) <= BACKLOG && slope(goal.backlog) <= GROWING,
      },
      {
        part,
        figure: 'open, p99',
        value: goal.load.p99,
        unit: 'ms',
        goal: `≤ ${OPEN_P99_MS}`,
        met: goal.load.p99 <= OPEN_P99_MS,
      },
      {
        part,
        figure: 'open → offer, p99',
        value: goal.offerP99,
        unit: 'ms',
        goal: `≤ ${OFFER_P99_MS}, none without`,
        met: goal.offerP99 <= OFFER_P99_MS && goal.unoffered === 0,
      },
      { part, figure: 'highest rate that it holds', value: highest, unit: '/s' },
      memory('api and worker after it', server.residentMb()),
    ];
  } finally {
    await sql.end();
    await server.stop();
    await world.drop('steady');
  }
};

export function memory(figure: string, value: number): Figure {
  return { part: 'memory', figure, value, unit: 'MB', goal: '≤ 250', met: value <= 250 };
}

async function search(goal: Held, settle: () => Promise<void>, at: (rate: number) => Promise<Held>): Promise<number> {
  let { rate } = goal;
  let highest = goal.holds ? rate : 0;
  for (let step = 0; step < STEPS; step += 1) {
    // up until it does not hold, or down until it does
    rate = Math.round(goal.holds ? rate * STEP : rate / STEP ** 2);
    await settle();
    const { holds } = await at(rate);
    if (holds) highest = rate;
    if (holds !== goal.holds) break;
  }
  return highest;
}

async function hold(
  world: World,
  sql: Sql,
  port: number,
  targets: ReturnType<typeof openTargets>,
  rate: number,
  seconds: number,
): Promise<Held> {
  const { id: from } = await sql.one<{ id: string }>('SELECT uuidv7() AS id');
  const backlog: number[] = [];
  let looking = Promise.resolve();
  const sampling = setInterval(() => {
    looking = looking.then(async () => void backlog.push(await backlogOf(sql)));
  }, 1_000);
  const load = await world.load.run({ port, connections: CONNECTIONS, targets, rate, seconds, warmup: WARMUP_S });
  clearInterval(sampling);
  await looking;
  await drained(sql, DRAIN_MS);
  const { latencies, unoffered } = await offerTimes(sql, from);
  const held: Held = {
    rate,
    load,
    backlog: backlog.slice(WARMUP_S),
    offerP50: quantile(latencies, 0.5),
    offerP99: quantile(latencies, 0.99),
    unoffered,
    holds: false,
  };
  const most = Math.max(0, ...held.backlog);
  held.holds =
    load.errors === 0 &&
    load.rate >= rate * 0.98 &&
    most <= BACKLOG &&
    slope(held.backlog) <= GROWING &&
    load.p99 <= OPEN_P99_MS &&
    held.offerP99 <= OFFER_P99_MS &&
    unoffered === 0;
  say(
    `steady ${rate}/s: answered ${load.rate.toFixed(0)}, open p99 ${load.p99.toFixed(0)} ms, offer p99 ` +
      `${held.offerP99.toFixed(0)} ms, backlog ${most}, without offers ${unoffered}: ${held.holds ? 'holds' : 'does not hold'}` +
      complaints(load),
  );
  return held;
}

async function drained(sql: Sql, within: number): Promise<void> {
  const end = Date.now() + within;
  while (Date.now() < end && (await backlogOf(sql)) > 0) await sleep(200);
}

/** Tickets that dispatch still has to look at, or rows of the outbox that nobody has handled: whichever is more. */
async function backlogOf(sql: Sql): Promise<number> {
  const { n } = await sql.one<{ n: number }>(
    `SELECT greatest((SELECT count(*) FROM dispatches WHERE due_at <= now()),
                     (SELECT count(*) FROM outbox))::int AS n`,
  );
  return n;
}

/**
 * From the commit of the opening, which comes before its answer, to the commit that shows the last of the ticket's first offers: by
 * PostgreSQL's own commit times, so that neither a poll nor the application's clock stands between.
 */
async function offerTimes(sql: Sql, from: string): Promise<{ latencies: number[]; unoffered: number }> {
  const rows = await sql.rows<{ ms: number | null }>(
    `SELECT extract(epoch FROM max(pg_xact_commit_timestamp(o.xmin)) - min(pg_xact_commit_timestamp(e.xmin)))::float8 * 1000 AS ms
       FROM ticket_events e LEFT JOIN offers o ON o.ticket_id = e.ticket_id
      WHERE e.type = 'opened' AND e.id > $1 GROUP BY e.ticket_id`,
    [from],
  );
  const latencies = rows.flatMap(({ ms }) => ms ?? []);
  return { latencies, unoffered: rows.length - latencies.length };
}
