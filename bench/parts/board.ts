import { performance } from 'node:perf_hooks';
import { copyTickets } from '../copies.js';
import type { Figure } from '../figures.js';
import type { Job, Target } from '../load.types.js';
import { inTurns } from '../pairs.js';
import { STATES } from '../probe.js';
import type { Running } from '../processes.js';
import { say } from '../say.js';
import type { Part, Settings } from '../settings.js';
import { Sql } from '../sql.js';
import type { World } from '../world.js';
import { spans } from './open.js';

const FEW = 10_000;
/** Of each station: half of them the newest, half of them scattered over all the years. */
const OPEN = 50;
/** Tickets that are read one by one. */
const READ = 2_000;
/** How much longer it may take with many. */
const LONGER = 1.3;

interface Filled {
  ids: string[];
  server: Running;
  bare: Running;
}

/** One ticket, and a station's board of 50 open ones, among few and among many; beside bare, and many beside few. */
export const board: Part = async (world, settings) => {
  const databases = ['board_few', 'board_many'];
  const few = await fill(world, 'board_few', FEW);
  const many = await fill(world, 'board_many', settings.tickets);
  const figures: Figure[] = [];
  try {
    for (const what of ['ticket', 'board'] as const) {
      const run =
        ({ port }: Running, { ids }: Filled, connections: number) =>
        () =>
          world.load.run({ ...job(world, what, ids, connections, settings), port });
      const beside = await inTurns(
        `${what}, 8 connections`,
        settings.pairs,
        run(few.server, few, 8),
        run(few.bare, few, 8),
      );
      const grown = await inTurns(
        `${what}, ${settings.tickets} beside ${FEW}`,
        settings.pairs,
        run(many.server, many, 1),
        run(few.server, few, 1),
      );
      const longer = grown.realP50 / grown.bareP50;
      const part = 'board';
      figures.push(
        {
          part,
          figure: `${what} among ${FEW}, 8 connections`,
          value: beside.realRate,
          unit: '/s',
          limit: beside.bareRate,
          ratio: beside.ratio,
          goal: '≥ 0.5, no error',
          met: beside.ratio >= 0.5 && beside.errors === 0,
          more: beside,
        },
        {
          part,
          figure: `${what} among ${settings.tickets}, median time`,
          value: grown.realP50,
          unit: 'ms',
          limit: grown.bareP50,
          ratio: longer,
          goal: `≤ ${LONGER} × among ${FEW}`,
          met: longer <= LONGER && grown.errors === 0,
          more: grown,
        },
        {
          part,
          figure: `${what} among ${settings.tickets}, p99`,
          value: grown.realP99,
          unit: 'ms',
          limit: grown.bareP99,
        },
      );
    }
  } finally {
    for (const { server, bare } of [few, many]) {
      await server.stop();
      await bare.stop();
    }
    for (const name of databases) await world.drop(name);
  }
  return figures;
};

async function fill(world: World, name: string, count: number): Promise<Filled> {
  const begin = performance.now();
  const url = await world.database(name);
  const sql = await Sql.on(url);
  const ready = world.probe.ready.take;
  const each = Math.floor(count / ready.length);
  const half = OPEN / 2;
  const gap = Math.floor((each - half) / half);
  // the how manieth of its station a copy is: `i`
  const isOpen = (i: string) => `(${i} >= ${each - half} OR (${i} % ${gap} = 0 AND ${i} < ${half * gap}))`;
  const closed = (value: string) => (i: string) => `CASE WHEN NOT ${isOpen(i)} THEN ${value} END`;
  // what the probe left open at these stations is not of the 50
  await sql.run(
    `UPDATE tickets SET state = 'cancelled', outcome = NULL, confirmation = NULL WHERE state NOT IN ('resolved', 'closed')`,
  );
  const copies = await copyTickets(sql, ready, each * ready.length, {
    'tickets.state': (i) => `CASE WHEN ${isOpen(i)} THEN 'open' ELSE 'closed' END`,
    'tickets.outcome': closed(`'done'`),
    'tickets.confirmation': closed(`'call_back'`),
    'tickets.resolved_at': closed('t.opened_at'),
    'tickets.closed_at': closed('t.opened_at'),
    'dispatches.due_at': () => 'NULL',
  });
  await sql.run('VACUUM ANALYZE');
  await sql.run('CHECKPOINT');
  await sql.end();
  say(`${copies.length} tickets were made in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  const gapOfRead = Math.max(1, Math.floor(copies.length / READ));
  return {
    ids: copies.filter((_, index) => index % gapOfRead === 0).map(({ subjectId }) => subjectId),
    server: await world.server(url),
    bare: await world.bare(url),
  };
}

function job(
  { street, probe }: World,
  what: 'ticket' | 'board',
  ids: string[],
  connections: number,
  settings: Settings,
): Omit<Job, 'port'> {
  const token = street.operatorToken;
  const stations = street.places.slice(0, probe.ready.take.length);
  const targets: Target[] =
    what === 'ticket'
      ? ids.map((id) => ({ path: `/tickets/${id}`, token }))
      : stations.map(({ stationId, headToken }) => ({
          path: `/tickets?stationId=${stationId}&states=${STATES}&limit=50`,
          token: headToken,
        }));
  return { connections, targets, ...spans(settings) };
}
