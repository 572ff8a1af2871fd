import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoadProcess, runCommand, startServer, type Running } from '../processes.js';
import { Sql, urlOf } from '../sql.js';
import { session } from '../street.js';
import { postgresWithCommitTimes } from '../world.js';
import type { MapFiles } from './map-files.js';

/** A database without any map, durable, and who works in it. */
export interface MapWorld {
  folder: string;
  url: string;
  sql: Sql;
  load: LoadProcess;
  /** of an administrator over the whole city, who takes calls as well */
  token: string;
  /** as `npm start` runs it: API and background work in one process */
  server(): Promise<Running>;
  stop(): Promise<void>;
}

export async function makeMapWorld(): Promise<MapWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'bangban-map-'));
  const stops: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const postgres = await postgresWithCommitTimes(folder);
    stops.push(() => postgres.stop());
    const admin = await Sql.on(postgres.url);
    await admin.run('CREATE DATABASE map');
    await admin.end();
    const url = urlOf(postgres.url, 'map');
    const root = ['--area-code', '3798', '--area-name', '临澜市'];
    await runCommand(
      'accounts/first-administrator.js',
      ['--phone', '+8617000000001', '--name', '管理员', ...root],
      envOf(url, folder),
    );
    const sql = await Sql.on(url);
    stops.push(() => sql.end());
    const { id } = await sql.one<{ id: string }>('SELECT account_id AS id FROM area_roles');
    const load = new LoadProcess();
    stops.push(() => load.stop());
    const server = async () => {
      const running = await startServer(envOf(url, folder));
      stops.push(() => running.stop());
      return running;
    };
    return { folder, url, sql, load, token: await session(sql, id), server, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

export function envOf(url: string, folder: string): Record<string, string> {
  return { DATABASE_URL: url, DATA_DIR: join(folder, 'files'), ROLE: 'all', DEMO: 'false' };
}

/** Before the first map there are no communities: all stations stand in the city. */
export async function addStations(sql: Sql, { stations }: MapFiles): Promise<void> {
  await sql.rows(
    `INSERT INTO stations (id, code, name, community_id, area_path, address, sign_text, phone, lng, lat, capacity, hours, opened_on)
     SELECT uuidv7(), s.code, s.code || '帮办站', a.id, a.path, '', '', '12345', s.lng, s.lat, 100, '[]', '2025-01-01'
       FROM areas a, jsonb_to_recordset($1::jsonb) AS s (code text, lng float8, lat float8) WHERE a.parent_id IS NULL`,
    [JSON.stringify(stations)],
  );
  await sql.run('UPDATE reference_revision SET revision = revision + 1');
}
