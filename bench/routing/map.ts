import { createReadStream, statSync } from 'node:fs';
import { request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../figures.js';
import type { Job, Load } from '../load.types.js';
import { runCommand, type Running } from '../processes.js';
import { say } from '../say.js';
import type { LonePart } from '../settings.js';
import { writeMaps, type MapFiles } from './map-files.js';
import { addStations, envOf, makeMapWorld, type MapWorld } from './map-world.js';

const part = 'map';
const LEAST = { readyS: 15, residentMb: 700, slowestMs: 100, newAnswersS: 2 };
/** Of the open loop, a second. */
const RATE = 50;
const CONNECTIONS = 16;
/** Longer than any work under load takes. */
const LONGEST_S = 900;
const POLL_MS = 20;
/** Under load after the swap, for what it leaves behind. */
const AFTER_MS = 3_000;

/** A map of a whole city in a real database and a real server: start, memory, import, check, and a second map while requests come in. */
export const map: LonePart = async ({ buildings, quick }) => {
  const world = await makeMapWorld();
  try {
    const files = await writeMaps(world.folder, buildings);
    files.targets.forEach((target) => (target.token = world.token));
    say(`a map of ${files.grids} grids and ${files.buildings} buildings`);
    const seconds = quick ? 3 : 10;
    const without = await residentMb(world, await world.server(), files, seconds);
    await addStations(world.sql, files);
    const imported = await importFirst(world, files);
    const server = await world.server();
    const readyS = server.startedInMs / 1000;
    say(`ready after ${readyS.toFixed(1)} s`);
    const quiet = await world.load.run({ ...jobOf(server, files), seconds, warmup: 2 });
    noErrors(quiet);
    const more = server.residentMb() - without;
    const second = await publishSecond(world, server, files);
    const resident = server.residentMb() - without;
    await server.stop();
    return [
      ...imported,
      atMost('start until ready, with the map', readyS, 's', LEAST.readyS),
      atMost('more resident memory than without a map', more, 'MB', LEAST.residentMb, { without }),
      { part, figure: 'more resident memory after a second map', value: resident, unit: 'MB' },
      { part, figure: `${RATE} requests a second, slowest`, value: quiet.max, unit: 'ms', more: quiet },
      ...second,
    ];
  } finally {
    await world.stop();
  }
};

function atMost(figure: string, value: number, unit: string, goal: number, more?: unknown): Figure {
  return { part, figure, value, unit, goal: `≤ ${goal}`, met: value <= goal, more };
}

function jobOf({ port }: Running, { targets }: MapFiles): Job {
  return { port, connections: CONNECTIONS, targets, rate: RATE, seconds: LONGEST_S, warmup: 0 };
}

function noErrors({ errors, said }: Load): void {
  if (errors > 0) throw new Error(`${errors} requests were refused: ${said.join('; ')}`);
}

/** Of a server that is asked a while, whatever it answers. */
async function residentMb({ load }: MapWorld, server: Running, files: MapFiles, seconds: number): Promise<number> {
  await load.run({ ...jobOf(server, files), seconds, warmup: 0 });
  const resident = server.residentMb();
  await server.stop();
  return resident;
}

/** By the command, without a server beside it. */
async function importFirst({ url, folder }: MapWorld, { first, buildings, grids }: MapFiles): Promise<Figure[]> {
  const args = ['--areas', first.areas, '--buildings', first.buildings, '--yes', '--publish'];
  const { lines } = await runCommand('routing/import-map.js', args, envOf(url, folder));
  const at = (begin: string) => {
    const line = lines.find(({ text }) => text.startsWith(begin));
    if (line === undefined) throw new Error(`import:map does not say ${begin}: ${lines.at(-1)?.text}`);
    return line.ms / 1000;
  };
  const [areas, all, checked, published] = [at('区域 areas'), at('楼栋 buildings'), at('错误'), at('已发布')];
  say(
    `import:map: areas ${areas.toFixed(1)} s, buildings ${(all - areas).toFixed(1)} s, check ${(checked - all).toFixed(1)} s, publishing ${(published - checked).toFixed(1)} s`,
  );
  return [
    { part, figure: `import:map, ${grids} grids`, value: areas, unit: 's' },
    { part, figure: `import:map, ${buildings} buildings`, value: all - areas, unit: 's' },
    { part, figure: 'import:map, buildings a second', value: buildings / (all - areas), unit: '/s' },
    { part, figure: 'import:map, check of all of it', value: checked - all, unit: 's' },
    { part, figure: 'import:map, publishing', value: published - checked, unit: 's' },
  ];
}

/** By the API, while requests come in: files, check, publishing. */
async function publishSecond(world: MapWorld, server: Running, files: MapFiles): Promise<Figure[]> {
  const { load, token } = world;
  const { port } = server;
  const job = jobOf(server, files);
  const { id } = await send<{ id: string }>(port, token, 'POST', '/grid-maps', { name: '第二版' });
  const slowest: Figure[] = [];
  const phase = async <Result>(name: string, work: () => Promise<Result>): Promise<{ result: Result; s: number }> => {
    const begin = performance.now();
    const measured = await load.during(job, work);
    const s = (performance.now() - begin) / 1000;
    noErrors(measured.load);
    const { max, p99 } = measured.load;
    say(`${name}: ${s.toFixed(1)} s, slowest request ${max.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`);
    slowest.push(atMost(`slowest request while ${name}`, max, 'ms', LEAST.slowestMs, measured.load));
    return { result: measured.result, s };
  };
  const put = (kind: 'areas' | 'buildings', path: string) =>
    sendFile(port, token, `/grid-maps/${id}/${kind}?check=false`, kind, path);
  await phase('areas come in', () => put('areas', files.second.areas));
  const came = await phase('buildings come in', () => put('buildings', files.second.buildings));
  const checked = await phase('the map is checked', () => send(port, token, 'POST', `/grid-maps/${id}/check`, {}));
  const published = await phase('the map is published', async () => {
    const newAnswersS = await publish(world, port, id, files);
    await sleep(AFTER_MS);
    return newAnswersS;
  });
  return [
    { part, figure: 'second map by the API, buildings a second', value: files.buildings / came.s, unit: '/s' },
    { part, figure: 'second map, check of all of it', value: checked.s, unit: 's' },
    ...slowest,
    atMost('from the commit of a publication to its answers', published.result, 's', LEAST.newAnswersS),
  ];
}

/** From the commit by PostgreSQL's own clock to the first answer by the new map, in seconds. */
async function publish({ sql, token }: MapWorld, port: number, id: string, { moved }: MapFiles): Promise<number> {
  const ask = () => send<Answer>(port, token, 'POST', '/routes', { place: { point: moved } });
  const before = await ask();
  const accept = { acceptWarnings: true };
  const { id: publication } = await send<{ id: string }>(port, token, 'POST', `/grid-maps/${id}/publish`, accept);
  for (const end = Date.now() + LONGEST_S * 1000; Date.now() < end; await sleep(POLL_MS)) {
    const { mapId, station } = await ask();
    const now = Date.now();
    if (mapId !== id) continue;
    if (station?.code === before.station?.code) throw new Error('the second map answers as the first one did');
    const { ms } = await sql.one<{ ms: number }>(
      `SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 * 1000 AS ms FROM map_publications
        WHERE id = $1 AND state = 'published'`,
      [publication],
    );
    return (now - ms) / 1000;
  }
  throw new Error('the second map is not published');
}

interface Answer {
  mapId: string;
  station: { code: string } | null;
}

async function send<Result>(port: number, token: string, method: string, path: string, body: object): Promise<Result> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    ...{ method, body: JSON.stringify(body) },
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': newKey() },
    // a check of all of it takes longer than fetch waits by itself
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Result;
}

let keys = 0;
const newKey = () => `map-${process.pid}-${(keys += 1)}`;

function sendFile(port: number, token: string, path: string, kind: string, file: string): Promise<void> {
  const headers = {
    'content-type': kind === 'areas' ? 'application/geo+json' : 'text/csv',
    'content-length': statSync(file).size,
    authorization: `Bearer ${token}`,
  };
  return new Promise((done, failed) => {
    const sending = request({ host: '127.0.0.1', port, method: 'PUT', path, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      answer.on('end', () => {
        if (answer.statusCode === 200) done();
        else failed(new Error(`${path}: ${answer.statusCode} ${text.slice(0, 500)}`));
      });
    });
    sending.on('error', failed);
    createReadStream(file).pipe(sending);
  });
}
