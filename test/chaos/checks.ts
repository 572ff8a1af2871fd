import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until, type Fleet } from './fleet.js';
import { UNSOUND } from '../support/sound.js';
import type { Ledger } from './ledger.js';

/** Nothing is under way any more: the outbox is empty, no offer has run out unseen, no dispatch is due. */
export async function quiet(fleet: Fleet): Promise<void> {
  // what a wiped queue lost is relayed again after a minute: it passes at once
  await fleet.sql(`UPDATE outbox SET relayed_at = relayed_at - interval '61 seconds' WHERE relayed_at IS NOT NULL`);
  let left: object = {};
  const settled = async () => {
    const [row] = await fleet.sql<Record<string, number>>(
      `SELECT (SELECT count(*)::int FROM outbox) AS outbox,
              (SELECT count(*)::int FROM offers WHERE state = 'offered' AND expires_at < now() - interval '2 seconds') AS offers,
              (SELECT count(*)::int FROM dispatches WHERE due_at < now() - interval '2 seconds') AS dispatches,
              (SELECT count(*)::int FROM tickets WHERE hold_until < now() - interval '2 seconds') AS holds`,
    );
    left = row ?? {};
    return Object.values(left).every((n) => n === 0);
  };
  await until('all is quiet', settled, 60).catch(() => {
    throw new Error(`it does not come to rest: ${JSON.stringify(left)}`);
  });
}

/** What was promised and is not there, or is there twice. */
export async function broken(fleet: Fleet, { entries }: Ledger): Promise<string[]> {
  const faults: string[] = [];
  const found = await fleet.sql<{ text: string; n: number }>(
    'SELECT text, count(*)::int AS n FROM ticket_texts WHERE text IS NOT NULL GROUP BY text',
  );
  const times = new Map(found.map(({ text, n }) => [text, n]));
  const events = await fleet.sql<{ at: string }>(`SELECT ticket_id || ' ' || version AS at FROM ticket_events`);
  const recorded = new Set(events.map(({ at }) => at));
  const promised = new Map<string, string>();
  for (const { key, path, words, outcome, doubted } of entries) {
    const n = times.get(words) ?? 0;
    const done = outcome.kind === 'done' || outcome.kind === 'done before';
    if (words !== '' && done && n !== 1) faults.push(`${key} POST ${path}: acknowledged, and there ${n} times`);
    // one that was under way when nobody answered may have had its effect after all, once
    if (words !== '' && !done && n > (doubted ? 1 : 0))
      faults.push(`${key} POST ${path}: refused, and there ${n} times`);
    // a resident is not told ids
    if (outcome.kind !== 'done' || outcome.ticketId === '') continue;
    const at = `${outcome.ticketId} ${outcome.version}`;
    if (!recorded.has(at)) faults.push(`${key} POST ${path}: acknowledged version ${at} is not recorded`);
    const other = promised.get(at);
    if (other !== undefined) faults.push(`${key} and ${other}: both were told version ${at}`);
    promised.set(at, key);
  }
  return [...faults, ...(await hanging(fleet)), ...(await unsound(fleet))];
}

/** Free places of open tickets that nobody is asked for, and nobody will be. */
async function hanging(fleet: Fleet): Promise<string[]> {
  const rows = await fleet.sql<{ id: string }>(
    `SELECT t.id FROM tickets t LEFT JOIN dispatches d ON d.ticket_id = t.id
      WHERE t.state = 'open' AND NOT coalesce(d.stopped, false) AND d.due_at IS NULL
        AND EXISTS (SELECT 1 FROM crew_places c WHERE c.ticket_id = t.id AND c.helper_id IS NULL
                       AND NOT EXISTS (SELECT 1 FROM offers o WHERE o.place_id = c.id AND o.state = 'offered'))`,
  );
  return rows.map(({ id }) => `ticket ${id}: a free place hangs`);
}

async function unsound(fleet: Fleet): Promise<string[]> {
  return (await fleet.sql<{ what: string; id: string }>(UNSOUND)).map(({ what, id }) => `${id}: ${what}`);
}

/** What `npm run verify` says; empty where all is alike. */
export async function differing(fleet: Fleet): Promise<string[]> {
  const env = { PATH: process.env.PATH, DATABASE_URL: fleet.databaseUrl, APP_KEY: fleet.appKey };
  const child = spawn(process.execPath, ['dist/reports/verify/command.js'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return code === 0 ? [] : said.trim().split('\n');
}
