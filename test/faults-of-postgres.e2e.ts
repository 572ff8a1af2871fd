import { setTimeout as sleep } from 'node:timers/promises';
import { DemoLoader } from '../src/demo/load-street.js';
import { Random } from '../src/demo/random.js';
import { Database } from '../src/platform/database/database.js';
import type { OfferView } from '../src/dispatch/dispatch.dto.js';
import { everybodyOnDuty, hanging } from './support/crew.js';
import { startTestApp, type TestApp } from './support/harness.js';
import { OwnPostgres } from './support/own-postgres.js';
import { by, CALLER, makeCategory, storyBuildingId, type Asking } from './support/people.js';
import { eventually } from './support/stores.js';
import { verify } from './support/verify.js';

/** told with each failure; another one by RACES_SEED */
const SEED = Number(process.env.RACES_SEED ?? Date.now() % 1_000_000);
const OPENERS = 3;
const HELPERS = 3;
const QUIET_S = 30;

const postgres = new OwnPostgres();
let app: TestApp;
let database: Database;
let operator: Asking;
let head: Asking;
let request: object;

beforeAll(async () => {
  await postgres.start();
  app = await startTestApp({ template: 'street', work: true, databaseUrl: postgres.url });
  await app.get(DemoLoader).load();
  database = app.get(Database);
  await everybodyOnDuty(app);
  [operator, head] = [await by(app, 'operator'), await by(app, 'head')];
  const category = await makeCategory(app, {
    dispatch: 'auto',
    offerSeconds: 5,
    // so little time is left that whoever was asked just now is asked again
    acceptSeconds: 10,
    crew: [{ skill: null, size: 2 }],
  });
  request = { categoryId: category.id, place: { buildingId: await storyBuildingId(app) }, caller: { phone: CALLER } };
});
afterAll(async () => {
  await app.close();
  await postgres.close();
});

let unanswered = 0;

/** With its key again and again until it is answered: what was acknowledged is known, and nothing else. */
async function insist(who: Asking, path: string, key: string, body: object): Promise<{ ok: boolean; id: string }> {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(50)) {
    try {
      const answer = await fetch(`${app.baseUrl}${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${who.token}`,
          'idempotency-key': key,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(5_000),
      });
      if (answer.status < 500) return { ok: answer.ok, id: String(((await answer.json()) as { id?: string }).id) };
    } catch {
      // cut
    }
    unanswered += 1;
  }
  throw new Error(`not answered within 30 s: ${path}`);
}

/** What people do until told to stop: each request by a key of its own. */
class Bustle {
  /** ticket by the key that opened it */
  readonly opened = new Map<string, string>();
  /** offers whose acceptance was acknowledged */
  readonly accepted: string[] = [];
  private over = false;

  constructor(private readonly name: string) {}

  async during(faults: () => Promise<void>): Promise<void> {
    const people = [
      ...Array.from({ length: OPENERS }, (_, n) => this.open(`${this.name}-opener-${n}`)),
      ...Array.from({ length: HELPERS }, (_, n) => this.accept(`${this.name}-helper-${n}`)),
    ];
    try {
      await faults();
    } finally {
      this.over = true;
      await Promise.all(people);
    }
  }

  private async open(who: string): Promise<void> {
    const random = new Random(SEED, who);
    for (let n = 0; !this.over; n += 1, await sleep(random.int(5, 60))) {
      const key = `${who}-${n}`;
      const { ok, id } = await insist(operator, '/tickets', key, { ...request, description: key });
      if (ok) this.opened.set(key, id);
    }
  }

  private async accept(who: string): Promise<void> {
    const random = new Random(SEED, who);
    for (let n = 0; !this.over; n += 1, await sleep(random.int(5, 60))) {
      // any of them: dispatch may be behind while the database is away
      const all = [...this.opened.values()];
      const ticketId = all.at(-random.int(1, Math.max(1, all.length)));
      const answer = await fetch(`${app.baseUrl}/tickets/${ticketId}/offers`, {
        headers: { authorization: `Bearer ${head.token}` },
      }).catch(() => undefined);
      if (answer?.ok !== true) continue;
      const live = ((await answer.json()) as OfferView[]).filter(({ state }) => state === 'offered');
      const offer = live[random.int(0, 1)];
      if (offer === undefined) continue;
      if ((await insist(head, `/offers/${offer.id}/accept`, `${who}-${n}`, {})).ok) this.accepted.push(offer.id);
    }
  }
}

async function expectAllThere({ opened, accepted }: Bustle, name: string): Promise<void> {
  await eventually(
    'the outbox is empty and nothing hangs',
    async () => {
      const left = await database.one('SELECT 1 FROM outbox');
      return left === undefined && (await hanging(app, new Date(Date.now() - 2_000))).length === 0;
    },
    QUIET_S,
  );
  const tickets = await database.rows<{ key: string; id: string }>(
    `SELECT key, subject AS id FROM idempotency_keys k JOIN tickets t ON t.id = k.subject WHERE key LIKE $1 || '-opener-%'`,
    [name],
  );
  // each that was acknowledged, with its id, and no other
  expect(new Map(tickets.map(({ key, id }) => [key, id]))).toEqual(opened);
  const made = await database.one<{ n: number }>(
    `SELECT count(*)::int AS n FROM tickets t WHERE t.id NOT IN (SELECT subject FROM idempotency_keys WHERE subject IS NOT NULL)`,
  );
  expect(made?.n).toBe(0);
  const filled = await database.rows<{ id: string }>(
    `SELECT o.id FROM offers o JOIN crew_places c ON c.id = o.place_id AND c.helper_id = o.helper_id
      WHERE o.state = 'accepted' AND o.id = ANY($1)`,
    [accepted],
  );
  expect(filled.map(({ id }) => id).sort()).toEqual([...new Set(accepted)].sort());
  expect(opened.size).toBeGreaterThan(10);
  expect(accepted.length).toBeGreaterThan(3);
  expect((await verify(app)).rows).toEqual([]);
}

describe(`under load, with seed ${SEED}: every acknowledged ticket is there once, and the same process goes on, when`, () => {
  it('PostgreSQL stops at once and comes back', async () => {
    const bustle = new Bustle('restart');
    unanswered = 0;
    await bustle.during(async () => {
      await sleep(1_500);
      await postgres.restart(500);
      await sleep(2_500);
    });
    expect(unanswered).toBeGreaterThan(0);
    await expectAllThere(bustle, 'restart');
  });

  it('all connections are cut, three times', async () => {
    const bustle = new Bustle('cut');
    await bustle.during(async () => {
      for (let time = 0; time < 3; time += 1) {
        await sleep(1_200);
        const cut = await database.rows(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        );
        expect(cut.length).toBeGreaterThan(3);
      }
      await sleep(1_500);
    });
    await expectAllThere(bustle, 'cut');
  });
});
