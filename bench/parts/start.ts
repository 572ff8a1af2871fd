import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from '../figures.js';
import { startServer } from '../processes.js';
import { say } from '../say.js';
import type { Part } from '../settings.js';

/** As `npm start` does it once it is built: with its own PostgreSQL, in a new folder, and then in the same one again. */
export const start: Part = async ({ folder }) => {
  const dataDir = join(folder, 'started');
  const figures: Figure[] = [];
  for (const [figure, most] of [
    ['first start, with the demo street', 20],
    ['start with existing data', 5],
  ] as const) {
    const server = await startServer({ DATA_DIR: dataDir });
    const seconds = server.startedInMs / 1000;
    say(`${figure}: ${seconds.toFixed(1)} s`);
    figures.push({ part: 'start', figure, value: seconds, unit: 's', goal: `≤ ${most}`, met: seconds <= most });
    await server.stop();
  }
  rmSync(dataDir, { recursive: true, force: true });
  return figures;
};
