import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../src/demo/random.js';
import { DEMO_PASSWORD, demoSignIns, STORY_BUILDING } from '../../src/demo/sign-ins.js';
import { linkToken } from '../../src/channels/links/link-token.js';
import { randomToken, Secrets, tokenHash } from '../../src/platform/secrets.js';
import type { Fleet } from './fleet.js';
import type { Ledger } from './ledger.js';

export interface People {
  operator: string;
  head: string;
  /** tokens by helper */
  helpers: Map<string, string>;
  categoryId: string;
  buildingId: string;
}

/** The demo street's people around the story's building, and a category whose offers run out quickly. */
export async function meet(fleet: Fleet, ledger: Ledger): Promise<People> {
  const phones = new Map(demoSignIns().map(({ who, phone }) => [who, phone]));
  const post = async (path: string, body: object, token = '') => {
    const answer = await fetch(`${fleet.addresses[0]}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { token: string; id: string };
  };
  const signIn = async (who: 'operator' | 'head' | 'administrator') =>
    (await post('/sessions', { phone: phones.get(who), password: DEMO_PASSWORD })).token;
  const [operator, head, administrator] = [
    await signIn('operator'),
    await signIn('head'),
    await signIn('administrator'),
  ];
  const category = await post(
    '/categories',
    {
      code: `chaos-${Date.now()}`,
      parentId: null,
      name: '楼梯扶手',
      nameEn: 'handrail',
      selectable: true,
      urgency: 'normal',
      dispatch: 'auto',
      confidential: false,
      acceptSeconds: 600,
      resolveSeconds: 3_600,
      roundTheClock: true,
      offerSeconds: 2,
      headSeconds: 60,
      crew: [{ skill: null, size: 2 }],
    },
    administrator,
  );
  const search = new URLSearchParams({ search: STORY_BUILDING, limit: '1' }).toString();
  const found = await ledger.get<{ items: { id: string }[] }>(`/buildings?${search}`, operator);
  return {
    operator,
    head,
    helpers: await helpersOf(fleet),
    categoryId: category.id,
    buildingId: found?.items[0]?.id ?? '',
  };
}

/** Everybody who may be asked, with a session of their own: without the slow password, also who only answers the phone. */
async function helpersOf(fleet: Fleet): Promise<Map<string, string>> {
  await fleet.sql('UPDATE helpers SET capacity = 1000');
  const tokens = new Map<string, string>();
  for (const { id, accountId } of await fleet.sql<{ id: string; accountId: string }>(
    'SELECT id, account_id AS "accountId" FROM helpers WHERE account_id IS NOT NULL',
  )) {
    const token = randomToken();
    await fleet.sql(
      `INSERT INTO sessions (token_hash, account_id, created_at, expires_at) VALUES ($1, $2, now(), '2999-01-01')`,
      [tokenHash(token), accountId],
    );
    tokens.set(id, token);
  }
  return tokens;
}

/** What people do at random until the round ends: everything over HTTP, each with a stream of numbers of their own. */
export class Bustle {
  private made = 0;
  private readonly ticketIds: string[] = [];
  private readonly secrets: Secrets;
  private end = 0;

  constructor(
    fleet: Fleet,
    private readonly ledger: Ledger,
    private readonly people: People,
    private readonly name: string,
  ) {
    this.secrets = new Secrets(fleet.appKey);
  }

  async run(forMs: number, stream: (name: string) => Random): Promise<void> {
    this.end = Date.now() + forMs;
    await Promise.all([
      ...[1, 2].map((n) => this.until(() => this.open(stream(`operator ${n}`)))),
      ...[1, 2].map((n) => this.until(() => this.lead(stream(`head ${n}`)))),
      ...[1, 2, 3].map((n) => this.until(() => this.answer(stream(`helper ${n}`)))),
      this.until(() => this.resident(stream('resident'))),
    ]);
  }

  private async until(step: () => Promise<unknown>): Promise<void> {
    while (Date.now() < this.end) {
      await step();
      await sleep(10);
    }
  }

  private ask(token: string, path: string, body: Record<string, unknown> = {}, worded?: string) {
    this.made += 1;
    const key = `${this.name}-${this.made}`;
    const words = worded === undefined ? '' : `乱中 ${key}`;
    return this.ledger.ask({
      key,
      token,
      path,
      words,
      body: worded === undefined ? body : { ...body, [worded]: words },
    });
  }

  private async open(random: Random): Promise<void> {
    const { operator, categoryId, buildingId } = this.people;
    const pause = random.int(20, 150);
    const request = { categoryId, place: { buildingId }, caller: { phone: '+8619000099001' } };
    const outcome = await this.ask(operator, '/tickets', request, 'description');
    if (outcome.kind === 'done') this.ticketIds.push(outcome.ticketId);
    await sleep(pause);
  }

  private async lead(random: Random): Promise<unknown> {
    const id = this.ticket(random);
    const what = random.int(0, 9);
    if (id === undefined) return;
    const { head, operator } = this.people;
    const path = `/tickets/${id}`;
    switch (what) {
      case 0:
      case 1:
        return this.ask(head, `${path}/take`);
      case 2:
      case 3:
        return this.ask(head, `${path}/start`);
      case 4:
      case 5:
        return this.ask(head, `${path}/resolve`, { outcome: random.chance(0.7) ? 'done' : 'explained' }, 'note');
      case 6: {
        const until = new Date(Date.now() + random.int(1_000, 60_000)).toISOString();
        return this.ask(head, `${path}/hold`, { until }, 'reason');
      }
      case 7:
        return this.ask(head, `${path}/resume`);
      case 8:
        return this.ask(operator, `${path}/confirm`, { way: random.pick(['call_back', 'slip']) });
      default:
        return random.chance(0.3)
          ? this.ask(operator, `${path}/cancel`, {}, 'reason')
          : this.ask(head, `${path}/comments`, {}, 'text');
    }
  }

  /** Accepts, declines, or lets it run out. */
  private async answer(random: Random): Promise<void> {
    const id = this.ticket(random);
    const [what, nth] = [random.next(), random.int(0, 3)];
    if (id === undefined) return;
    type Offer = { id: string; state: string; helperId: string; helper?: { id: string } };
    const offers = (await this.ledger.get<Offer[]>(`/tickets/${id}/offers`, this.people.head)) ?? [];
    const live = offers.filter(({ state }) => state === 'offered');
    const offer = live[nth % Math.max(1, live.length)];
    const token = this.people.helpers.get(offer?.helper?.id ?? offer?.helperId ?? '');
    if (offer === undefined || token === undefined || what > 0.8) return;
    if (what < 0.6) await this.ask(token, `/offers/${offer.id}/accept`);
    else await this.ask(token, `/offers/${offer.id}/decline`, { reason: 'busy' });
  }

  private async resident(random: Random): Promise<void> {
    const id = this.ticket(random);
    const [what, stars] = [random.next(), random.int(1, 5)];
    if (id === undefined) return;
    const token = linkToken(
      { ticketId: id, no: 1, version: 1, expiresAt: new Date(Date.now() + 86_400_000) },
      this.secrets,
    );
    if (what < 0.5) await this.ask('', '/links/confirm', { token });
    else if (what < 0.8) await this.ask('', '/links/reopen', { token }, 'reason');
    else await this.ask('', '/links/rate', { token, stars });
    await sleep(30);
  }

  /** One of the latest: those are contended. */
  private ticket(random: Random): string | undefined {
    return this.ticketIds[this.ticketIds.length - random.int(1, 8)];
  }
}
