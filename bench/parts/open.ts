import type { Figure } from '../figures.js';
import type { Job } from '../load.types.js';
import { inTurns } from '../pairs.js';
import { openBody } from '../probe.js';
import type { Part, Settings } from '../settings.js';
import type { World } from '../world.js';

/** Opening a ticket: validated, authorised, routed, idempotent, all rows; the answer has station and deadlines. */
export const open: Part = async (world, settings) => {
  const [realUrl, bareUrl] = [await world.database('open_real'), await world.database('open_bare')];
  const real = await world.server(realUrl);
  const bare = await world.bare(bareUrl);
  const figures: Figure[] = [await generator(world, bare.port, settings)];
  try {
    for (const connections of settings.connections) {
      const job = (port: number): Job => ({ port, connections, targets: openTargets(world), ...spans(settings) });
      const found = await inTurns(
        `open, ${connections} connections`,
        settings.pairs,
        () => world.load.run(job(real.port)),
        () => world.load.run(job(bare.port)),
      );
      const { ratio, realRate, bareRate, realP99, bareP99, errors } = found;
      const part = 'open';
      const n = `${connections} connections`;
      const good = errors === 0;
      figures.push({
        part,
        figure: `tickets, ${n}`,
        value: realRate,
        unit: '/s',
        limit: bareRate,
        ratio,
        goal: '≥ 0.5, no error',
        met: ratio >= 0.5 && good,
        more: found,
      });
      const p99 = { part, figure: `p99, ${n}`, value: realP99, unit: 'ms', limit: bareP99, ratio: realP99 / bareP99 };
      if (connections === 8) figures.push({ ...p99, goal: '≤ 60 ms', met: realP99 <= 60 });
      else if (connections === 32) figures.push({ ...p99, goal: '≤ 2.5 × bare', met: realP99 <= 2.5 * bareP99 });
      else figures.push(p99);
    }
    figures.push({
      part: 'memory',
      figure: 'api after opening',
      value: real.residentMb(),
      unit: 'MB',
      goal: '≤ 250',
      met: real.residentMb() <= 250,
    });
  } finally {
    await real.stop();
    await bare.stop();
  }
  return figures;
};

export function openTargets({ street }: World): Job['targets'] {
  return street.places.map((place) => ({
    path: '/tickets',
    body: JSON.stringify(openBody(street, place)),
    token: street.operatorToken,
  }));
}

export const spans = ({ seconds }: Settings) => ({ seconds, warmup: Math.min(1, seconds / 3) });

/** Is the load itself in the way? Against a route that does nothing. */
async function generator(world: World, port: number, settings: Settings): Promise<Figure> {
  const { rate } = await world.load.run({ port, connections: 32, targets: [{ path: '/empty' }], ...spans(settings) });
  return {
    part: 'load',
    figure: 'an empty Fastify route, 32 connections',
    value: rate,
    unit: '/s',
    goal: '≥ 15000',
    met: rate >= 15_000,
  };
}
