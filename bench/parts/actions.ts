import type { ActionName } from '../bare/actions.js';
import { copyTickets } from '../copies.js';
import type { Figure } from '../figures.js';
import type { Load, Target } from '../load.types.js';
import { inTurns, type Pairs } from '../pairs.js';
import { pathOf, type Ready } from '../probe.js';
import type { Part, Settings } from '../settings.js';
import { Sql } from '../sql.js';
import type { World } from '../world.js';

/** Tickets for each second of a run: what runs out before the time is measured until it does. */
const READY_A_SECOND = 1_000;

/** One action on tickets that are ready for it; each ticket once. The hot count row is written as well. */
function action(name: ActionName): Part {
  return async (world, settings) => {
    const figures: Figure[] = [];
    for (const connections of settings.connections.filter((n) => n > 1 || settings.connections.length === 1)) {
      const what = `${name}, ${connections} connections`;
      const found = await measure(world, settings, name, what, connections, world.probe.ready[name]);
      const { ratio, realRate, bareRate, realP99, bareP99, errors } = found;
      figures.push(
        {
          part: name,
          figure: `tickets, ${connections} connections`,
          value: realRate,
          unit: '/s',
          limit: bareRate,
          ratio,
          goal: '≥ 0.5, no error',
          met: ratio >= 0.5 && errors === 0,
          more: found,
        },
        {
          part: name,
          figure: `p99, ${connections} connections`,
          value: realP99,
          unit: 'ms',
          limit: bareP99,
          ratio: realP99 / bareP99,
        },
      );
    }
    return figures;
  };
}

export const take = action('take');
export const accept = action('accept');
export const resolve = action('resolve');

/** And with all of it on one station and category: one count row for everybody. */
export const confirm: Part = async (world, settings) => {
  const figures = await action('confirm')(world, settings);
  const one = world.probe.ready.confirm.slice(0, 1);
  const found = await measure(world, settings, 'confirm', 'confirm, one station', 32, one);
  const shared = { part: 'confirm', more: found };
  const { ratio, realRate, bareRate, realP99, bareP99, errors } = found;
  figures.push(
    {
      ...shared,
      figure: 'one station and category, 32 connections',
      value: realRate,
      unit: '/s',
      limit: bareRate,
      ratio,
      goal: '≥ 500, no error',
      met: realRate >= 500 && errors === 0,
    },
    {
      part: 'confirm',
      figure: 'p99, one station and category',
      value: realP99,
      unit: 'ms',
      limit: bareP99,
      ratio: realP99 / bareP99,
      goal: '≤ 250 ms',
      met: realP99 <= 250,
    },
  );
  return figures;
};

async function measure(
  world: World,
  { seconds, pairs }: Settings,
  name: ActionName,
  what: string,
  connections: number,
  ready: readonly Ready[],
): Promise<Pairs> {
  const sides = { real: `${name}_real`, bare: `${name}_bare` };
  const urls = { real: await world.database(sides.real), bare: await world.database(sides.bare) };
  const real = await world.server(urls.real);
  const bare = await world.bare(urls.bare);
  const sql = { real: await Sql.on(urls.real), bare: await Sql.on(urls.bare) };
  const run = async (side: 'real' | 'bare'): Promise<Load> => {
    const copies = await copyTickets(sql[side], ready, Math.ceil(seconds * READY_A_SECOND));
    await sql[side].run('ANALYZE tickets, crew_places, offers, ticket_events, dispatches; CHECKPOINT');
    const targets: Target[] = copies.map(({ subjectId, body, token }) => ({
      path: pathOf(name, subjectId),
      body: JSON.stringify(body),
      token,
    }));
    const { port } = side === 'real' ? real : bare;
    return world.load.run({ port, connections, targets, once: true, seconds, warmup: 0 });
  };
  try {
    return await inTurns(
      what,
      pairs,
      () => run('real'),
      () => run('bare'),
    );
  } finally {
    for (const one of [sql.real, sql.bare]) await one.end();
    for (const one of [real, bare]) await one.stop();
    for (const one of [sides.real, sides.bare]) await world.drop(one);
  }
}
