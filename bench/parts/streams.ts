import { setTimeout as sleep } from 'node:timers/promises';
import { complaints } from '../pairs.js';
import { say } from '../say.js';
import type { Part } from '../settings.js';
import { Sql } from '../sql.js';
import { quantile } from '../stats.js';
import { StreamClient } from '../stream-client.js';
import type { Place } from '../street.js';
import { openTargets } from './open.js';

const RATE = 50;
const P99_MS = 50;
const STATIONS = 8;
/** A transaction that commits this long after its event was written, one after the other. */
const LATE_MS = 300;
/** How long one that comes and goes stays. */
const STAYS_MS = 2_000;
/** What was committed last is waited for this long. */
const LAST_MS = 3_000;

interface Committed {
  id: string;
  stationId: string;
  late: boolean;
  /** Unix time, ms */
  at: number;
}

/**
 * From a commit, by PostgreSQL's own commit time, to its arrival at a client of the station's board. That time is taken as the commit
 * begins, so the wait for the disk is in it. Each board has a client that stays, and one that comes again with its Last-Event-ID.
 */
export const streams: Part = async (world, settings) => {
  const url = await world.database('streams');
  const server = await world.server(url);
  const sql = await Sql.on(url);
  const places = world.street.places.slice(0, STATIONS);
  const staying = places.map((place) => client(server.port, place));
  const returning = places.map((place) => client(server.port, place, STAYS_MS));
  const clients = [...staying, ...returning];
  try {
    await Promise.all(clients.map((each) => each.ready));
    const { id: from } = await sql.one<{ id: string }>('SELECT uuidv7() AS id');
    const late = new LateCommits(await Sql.on(url), places);
    const seconds = settings.seconds < 3 ? 5 : 20;
    const targets = openTargets(world).slice(0, STATIONS);
    const job = { port: server.port, connections: 16, targets, rate: RATE, seconds, warmup: 1 };
    const load = await world.load.run(job);
    await late.stop();
    await sleep(LAST_MS);
    const committed = await sql.rows<Committed>(
      `SELECT id, station_id AS "stationId", type = 'commented' AS late,
              extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 * 1000 AS at
         FROM ticket_events WHERE id > $1 AND station_id = ANY ($2)`,
      [from, places.map(({ stationId }) => stationId)],
    );
    const latencies = staying.flatMap(({ stationId, arrived }) =>
      committed
        .filter((event) => event.stationId === stationId && !event.late)
        .flatMap(({ id, at }) => (arrived.has(id) ? [(arrived.get(id) ?? 0) - at] : [])),
    );
    const lost = clients.reduce(
      (sum, { stationId, arrived }) =>
        sum + committed.filter((event) => event.stationId === stationId && !arrived.has(event.id)).length,
      0,
    );
    const p99 = quantile(latencies, 0.99);
    const returns = returning.reduce((sum, { connected }) => sum + connected - 1, 0);
    const lateOnes = committed.filter((event) => event.late).length;
    say(
      `streams: ${committed.length} events, ${lateOnes} of them late, ${returns} returns, p99 ${p99.toFixed(1)} ms, lost ${lost}` +
        complaints(load),
    );
    const part = 'streams';
    return [
      {
        part,
        figure: `committed → on a stream at ${RATE} a second, p99`,
        value: p99,
        unit: 'ms',
        goal: `≤ ${P99_MS}`,
        met: p99 <= P99_MS && load.errors === 0,
        more: { load, p50: quantile(latencies, 0.5), events: committed.length, late: lateOnes, returns },
      },
      {
        part,
        figure: 'lost, with late commits and clients that return',
        value: lost,
        unit: '',
        goal: '0',
        met: lost === 0 && lateOnes > 0 && returns > 0 && latencies.length > 0,
      },
    ];
  } finally {
    for (const each of clients) each.stop();
    await sql.end();
    await server.stop();
    await world.drop('streams');
  }
};

function client(port: number, { stationId, headToken }: Place, staysMs?: number): StreamClient {
  return new StreamClient({ port, path: `/stations/${stationId}/stream`, token: headToken, stationId, staysMs });
}

/** Events that commit long after later ones: a reader that goes by their order misses them. */
class LateCommits {
  private stopped = false;
  private readonly working: Promise<void>;
  private version = 1_000_000;

  constructor(
    private readonly sql: Sql,
    places: Place[],
  ) {
    this.working = this.work(places);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.working;
    await this.sql.end();
  }

  private async work(places: Place[]): Promise<void> {
    while (!this.stopped) {
      const place = places[this.version % places.length];
      this.version += 1;
      await this.sql.run('BEGIN');
      await this.sql.rows(
        `INSERT INTO ticket_events (id, ticket_id, version, type, actor_kind, channel, happened_at, entered_at, changes, station_id)
         SELECT uuidv7(), t.id, $2, 'commented', 'system', 'system', now(), now(), '{}', t.station_id
           FROM tickets t WHERE t.station_id = $1 ORDER BY t.id LIMIT 1`,
        [place?.stationId, this.version],
      );
      await sleep(LATE_MS);
      await this.sql.run('COMMIT');
    }
  }
}
