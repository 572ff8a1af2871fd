import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../figures.js';
import { openTargets } from '../parts/open.js';
import { say } from '../say.js';
import type { Part } from '../settings.js';
import { Sql } from '../sql.js';
import type { World } from '../world.js';

const TICKETS = 10_000;
const QUICK = 1_000;
const CONNECTIONS = 16;
/** Opening without dispatch is this fast at least; more is opened than is asked for, and all of it counts. */
const SLOWEST_OPEN = 150;
const EVERY_MS = 250;
const PATIENCE_MS = 300_000;
const GOAL_RATE = 500;
const JOBS_A_TICKET = 2;
/** Flat: after the last quarter of the storm no more than this much above what it was after the first. */
const FLAT = 1.2;

interface Drained {
  tickets: number;
  seconds: number;
  /** most jobs in the queue at once; NaN on Redis, where another process cannot count them by SQL */
  jobs: number;
  /** places that somebody was asked for, 0–1 */
  asked: number;
  firstMb: number;
  lastMb: number;
}

/**
 * Tickets that were opened while nobody dispatched, and then one process that does all of it: its relay, its queue, its
 * decisions. A ticket is drained when it was decided whom to ask for it; that somebody was asked for each of its places is told beside it: who
 * has been asked a moment ago is spared as long as there is time. With Redis as well where BENCH_REDIS_URL names one.
 */
export const storm: Part = async (world, settings) => {
  const wanted = settings.quick ? QUICK : TICKETS;
  await openAll(world, wanted);
  const figures = of('PostgreSQL', await drain(world, 'storm_postgres', {}));
  const redisUrl = process.env.BENCH_REDIS_URL;
  if (redisUrl === undefined) {
    say('storm: BENCH_REDIS_URL names no Redis; measured with PostgreSQL as the queue only');
    return figures;
  }
  return [...figures, ...of('Redis', await drain(world, 'storm_redis', { REDIS_URL: redisUrl }))];
};

/** The same tickets for whatever drains them. */
const OPENED = 'storm_opened';

async function openAll(world: World, wanted: number): Promise<void> {
  const url = await world.database(OPENED);
  const sql = await Sql.on(url);
  const api = await world.server(url, 'api');
  const job = { port: api.port, connections: CONNECTIONS, targets: openTargets(world), warmup: 0 };
  for (let opened = 0; opened < wanted; opened = await openTickets(sql)) {
    await world.load.run({ ...job, seconds: Math.max(1, Math.min(20, (wanted - opened) / SLOWEST_OPEN)) });
  }
  await api.stop();
  // as autovacuum has done long before so many are open
  await sql.run('ANALYZE');
  await sql.end();
}

async function drain(world: World, name: string, env: Record<string, string>): Promise<Drained> {
  const url = await world.database(name, OPENED);
  const sql = await Sql.on(url);
  try {
    const tickets = await openTickets(sql);
    const all = await world.server(url, 'all', env);
    try {
      return { tickets, ...(await watch(sql, tickets, () => all.residentMb())) };
    } finally {
      await all.stop();
    }
  } finally {
    await sql.end();
    await world.drop(name);
  }
}

async function watch(sql: Sql, tickets: number, residentMb: () => number): Promise<Omit<Drained, 'tickets'>> {
  const begin = performance.now();
  const memory: { left: number; mb: number }[] = [];
  let jobs = 0;
  for (let left = tickets; left > 0; await sleep(EVERY_MS)) {
    if (performance.now() - begin > PATIENCE_MS) throw new Error(`${left} of ${tickets} tickets are not drained`);
    const row = await sql.one<{ left: number; jobs: number }>(
      `SELECT (SELECT count(*) FROM dispatches WHERE rung_since IS NULL AND due_at IS NOT NULL)::int AS left,
              (SELECT count(*) FROM queue.job)::int AS jobs`,
    );
    ({ left } = row);
    jobs = Math.max(jobs, row.jobs);
    memory.push({ left, mb: residentMb() });
  }
  const seconds = (performance.now() - begin) / 1000;
  const { asked } = await sql.one<{ asked: number }>(
    `SELECT count(*) FILTER (WHERE c.id IN (SELECT place_id FROM offers))::float8 / count(*) AS asked FROM crew_places c`,
  );
  const first = memory.find(({ left }) => left <= tickets * 0.75)?.mb ?? NaN;
  return { seconds, jobs, asked, firstMb: first, lastMb: memory.at(-1)?.mb ?? NaN };
}

function of(queue: string, { tickets, seconds, jobs, asked, firstMb, lastMb }: Drained): Figure[] {
  const part = 'storm';
  const rate = tickets / seconds;
  say(
    `storm, ${queue}: ${tickets} tickets in ${seconds.toFixed(1)} s, ${rate.toFixed(0)} a second; ` +
      `asked for ${(asked * 100).toFixed(0)} % of the places`,
  );
  const figures: Figure[] = [
    {
      part,
      figure: `${tickets} open tickets drained, ${queue}`,
      value: rate,
      unit: '/s',
      goal: `≥ ${GOAL_RATE}`,
      met: rate >= GOAL_RATE,
      more: { tickets, seconds, asked },
    },
    {
      part,
      figure: `resident at its end by after a quarter, ${queue}`,
      value: lastMb / firstMb,
      unit: '×',
      goal: `≤ ${FLAT}`,
      met: lastMb <= firstMb * FLAT,
      more: { firstMb, lastMb },
    },
  ];
  if (queue !== 'PostgreSQL') return figures;
  const each = jobs / tickets;
  const most = { part, figure: 'jobs in the queue, most, a ticket', value: each, unit: '' };
  return [...figures, { ...most, goal: `≤ ${JOBS_A_TICKET}`, met: each <= JOBS_A_TICKET, more: { jobs } }];
}

async function openTickets(sql: Sql): Promise<number> {
  return (await sql.one<{ n: number }>(`SELECT count(*)::int AS n FROM tickets WHERE state = 'open'`)).n;
}
