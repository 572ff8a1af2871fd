import { Random } from '../../demo/random.js';
import { dayOf } from '../../platform/calendar.js';
import { Database } from '../../platform/database/database.js';
import { everybodyOnDuty, MINUTE, sweep } from '../../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import {
  by,
  forgetSessions,
  linkTokenOf,
  makeCategory,
  openTicket,
  type Asking,
} from '../../../test/support/people.js';
import { verify } from '../../../test/support/verify.js';
import type { TicketView } from '../../tickets/tickets.dto.js';
import { FACT_KINDS } from './fact.js';
import { Facts } from './facts.js';
import { Filling } from './filling.js';
import type { FigureRowView, IndicatorsView } from './indicators.dto.js';
import { FORMULAS, INDICATORS } from './indicators.policy.js';
import { periodBefore } from './period.js';

/** told with each failure; another one by FIGURES_SEED */
const SEED = Number(process.env.FIGURES_SEED ?? Date.now() % 1_000_000);
const TICKETS = 24;
const ACTS = 9;

const RESOLVED_ON_TIME = FACT_KINDS.filter((kind) => /^resolved_.*_on_time/.test(kind));

let app: TestApp;
let database: Database;
let head: Asking;
let operator: Asking;
let administrator: Asking;
let leader: Asking;
let categoryIds: string[];
let areas: Record<'city' | 'district' | 'street' | 'community' | 'grid', string>;
let stationId: string;
let otherStationId: string;
let first: string;
let last: string;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  database = app.get(Database);
  // a fact that is not written with its event is to be found, not filled in
  app.get(Filling).between = () => Promise.resolve(0);
  await signInAll();
  const crew = [{ skill: null, size: 1 }];
  const [open, secret] = [await makeCategory(app, { crew }), await makeCategory(app, { crew, confidential: true })];
  categoryIds = [open.id, secret.id];
  await everybodyOnDuty(app);
  const sample = await openTicket(app, { categoryId: open.id });
  stationId = sample.station?.id ?? '';
  const { body } = await administrator.get(`/areas/${sample.area.id}`).expect(200);
  const above = (body.ancestors as { id: string; kind: string }[]).map(({ id, kind }) => [kind, id] as const);
  areas = Object.fromEntries([...above, ['grid', sample.area.id]]) as typeof areas;
  const other = await database.one<{ id: string }>(
    `SELECT s.id FROM stations s JOIN station_heads h ON h.station_id = s.id AND h.role = 'head' WHERE s.id <> $1 LIMIT 1`,
    [stationId],
  );
  otherStationId = other?.id ?? '';
  first = dayOf(app.clock.now());
  await play(new Random(SEED, 'figures'));
  await signInAll();
  last = dayOf(app.clock.now());
}, 180_000);
afterAll(() => app.close());

/** Sessions do not last as long as these histories. */
async function signInAll(): Promise<void> {
  forgetSessions(app);
  [head, operator] = [await by(app, 'head'), await by(app, 'operator')];
  [administrator, leader] = [await by(app, 'administrator'), await by(app, 'leader')];
}

/** Tickets live at random; what is refused is not done. */
async function play(random: Random): Promise<void> {
  const tickets: TicketView[] = [];
  const act = (ticket: TicketView): (() => PromiseLike<unknown>)[] => {
    const post = (who: Asking, step: string, body: object = {}) => who.post(`/tickets/${ticket.id}/${step}`, body);
    const link = async (what: string, body: object = {}) =>
      app.http.post(`/links/${what}`).send({ token: await linkTokenOf(app, ticket.id), ...body });
    const soon = new Date(app.clock.now().getTime() + random.int(1, 30) * 60 * MINUTE).toISOString();
    return [
      () => post(head, 'take'),
      () => post(head, 'start'),
      () => post(head, 'resolve', { outcome: 'done', note: '好了' }),
      () => post(head, 'resolve', { outcome: random.int(0, 1) === 0 ? 'explained' : 'referred', note: '已说明' }),
      () => post(operator, 'confirm', { way: random.int(0, 1) === 0 ? 'call_back' : 'slip' }),
      () => link('confirm'),
      () => link('reopen', { reason: '没好' }),
      () => link('rate', { stars: random.int(1, 5) }),
      () => post(operator, 'call-backs', { reached: random.int(0, 1) === 0 }),
      () => post(head, 'hold', { until: soon, reason: '等配件' }),
      () => post(head, 'resume'),
      () => post(head, 'hand-over', { stationId: otherStationId, reason: '更近' }),
      () => post(operator, 'cancel', { reason: '不用了' }),
    ];
  };
  for (let n = 0; n < TICKETS; n += 1) {
    const place = random.int(0, 5) === 0 ? { place: { areaCode: '370203008' } } : {};
    tickets.push(await openTicket(app, { categoryId: categoryIds[random.int(0, 1)] ?? '', ...place }));
  }
  for (let n = 0; n < TICKETS * ACTS; n += 1) {
    const ticket = tickets[random.int(0, TICKETS - 1)];
    if (ticket === undefined) continue;
    const acts = act(ticket);
    // what begins and ends a ticket, more often than the rest
    await acts[random.int(0, 1) === 0 ? random.int(0, 2) : random.int(0, acts.length - 1)]?.();
    app.clock.advance((n === (TICKETS * ACTS) / 2 ? 8 * 24 * 60 : random.int(1, 60)) * MINUTE);
    if (n % 8 === 0 || n === (TICKETS * ACTS) / 2 + 1) await signInAll();
    if (random.int(0, 3) === 0) await sweep(app);
  }
  // some of it is not in the figures yet
  for (const ticket of tickets.slice(0, 4)) await act(ticket)[random.int(0, 2)]?.();
}

async function figures(query: object, who = administrator): Promise<IndicatorsView> {
  return (await who.get('/reports/indicators', { ...query }).expect(200)).body as IndicatorsView;
}

async function rows(query: object, who = administrator): Promise<FigureRowView[]> {
  const all: FigureRowView[] = [];
  for (let after: string | undefined; ;) {
    const page = { ...query, limit: 7, ...(after === undefined ? {} : { after }) };
    const { body } = await who.get('/reports/rows', page).expect(200);
    all.push(...(body.items as FigureRowView[]));
    if (body.next === null) return all;
    after = String(body.next);
  }
}

const halves = () => {
  const middle = dayOf(new Date((Date.parse(first) + Date.parse(last)) / 2));
  const past = periodBefore({ from: first, to: last });
  return [{ from: first, to: last }, { from: first, to: middle }, { from: middle, to: last }, past];
};

describe(`figures of random histories (FIGURES_SEED=${SEED})`, () => {
  it('are as many as their rows: every indicator, numerator and denominator, of every area and period', async () => {
    const places: object[] = [...Object.values(areas).map((areaId) => ({ areaId })), { stationId }, {}];
    const differ: unknown[] = [];
    let compared = 0;
    for (const place of places) {
      for (const period of halves()) {
        const [group] = (await figures({ ...place, ...period })).groups;
        for (const { indicator, ...figure } of group?.indicators ?? []) {
          for (const part of ['numerator', 'denominator'] as const) {
            const made = await rows({ ...place, ...period, indicator, part });
            compared += 1;
            if (made.length !== figure[part])
              differ.push({ place, period, indicator, part, figure, rows: made.length });
            expect(new Set(made.map((row) => JSON.stringify(row))).size).toBeLessThanOrEqual(made.length);
          }
        }
      }
    }
    expect(differ).toEqual([]);
    expect(compared).toBe(places.length * 4 * INDICATORS.length * 2);
  }, 120_000);

  it('and so are their counts of each kind, before and after they were added up', async () => {
    const count = async () => (await figures({ from: first, to: last })).groups[0]?.counts ?? {};
    const before = await count();
    await app.get(Facts).fold();
    expect(await count()).toEqual(before);
    for (const kind of FACT_KINDS) {
      expect([kind, (await rows({ from: first, to: last, kind })).length]).toEqual([kind, before[kind]]);
    }
    // nothing would be shown by histories in which nothing happens
    expect(Object.values(before).filter((n) => n > 0).length).toBeGreaterThan(10);
  }, 60_000);

  it.each(['station', 'area', 'category', 'day', 'month'])('add up to the whole, by %s', async (grouping) => {
    for (const place of [{}, { areaId: areas.street }, { areaId: areas.community }]) {
      const [whole] = (await figures({ ...place, from: first, to: last })).groups;
      const { groups } = await figures({ ...place, from: first, to: last, by: grouping });
      for (const kind of FACT_KINDS) {
        const sum = groups.reduce((all, { counts }) => all + (counts[kind] ?? 0), 0);
        expect([kind, sum]).toEqual([kind, whole?.counts[kind]]);
      }
    }
  });

  it('are what the counts of stations say, which are kept by themselves', async () => {
    const period = { from: first, to: last };
    const [counted] = (await administrator.get('/reports/counts', period).expect(200)).body;
    const c = (await figures(period)).groups[0]?.counts ?? {};
    const sum = (...kinds: string[]) => kinds.reduce((all, kind) => all + (c[kind] ?? 0), 0);
    expect(counted).toMatchObject({
      received: c.received,
      cancelled: c.cancelled,
      transferredIn: c.transferred_in,
      transferredOut: c.transferred_out,
      ratings: sum('rated_1', 'rated_2', 'rated_3', 'rated_4', 'rated_5'),
    });
    expect(counted.resolved.done).toBe(
      sum(...RESOLVED_ON_TIME.filter((kind) => kind.includes('done')), 'resolved_done_late'),
    );
    expect(counted.resolved.onTime).toBe(sum(...RESOLVED_ON_TIME));
    expect(counted.completed).toMatchObject({ link: c.closed_done_link, silence: c.closed_done_silence });
  });

  it('stand to the record as it is verified', async () => {
    expect((await verify(app)).rows).toEqual([]);
  });

  it('name no ticket that the reader may not open, and count it all the same', async () => {
    const query = { from: first, to: last, kind: 'received', categoryId: categoryIds[1] };
    const counted = await database.rows<{ id: string }>(
      `SELECT ticket_id AS id FROM ticket_facts WHERE kind = 'received' AND holder_id = $1 AND category_id = $2`,
      [stationId, categoryIds[1]],
    );
    const untold = {
      ...{ ticketId: null, reference: null, state: null, happenedAt: null },
      ...{ seconds: null, area: null, category: null },
    };
    // what was handed over is no longer the head's, what has climbed up to the leader is theirs
    for (const who of [head, leader]) {
      const read = await rows({ ...query, stationId }, who);
      expect(read).toHaveLength(counted.length);
      const may: string[] = [];
      for (const { id } of counted) if ((await who.get(`/tickets/${id}`)).status === 200) may.push(id);
      const shown = read.filter(({ ticketId }) => ticketId !== null);
      expect(shown.map(({ ticketId }) => ticketId).sort()).toEqual(may.sort());
      expect(shown.every(({ area, category }) => area !== null && category !== null)).toBe(true);
      for (const row of read) if (row.ticketId === null) expect(row).toMatchObject(untold);
      if (who === head) expect(shown.length).toBeGreaterThan(0);
      else expect(shown.length).toBeLessThan(read.length);
    }
  });
});

it('a deadline that was noticed as missed, and was kept after all, is due once', async () => {
  const ticket = await openTicket(app, { categoryId: categoryIds[0] ?? '' });
  const post = (who: Asking, step: string, body: object = {}) =>
    who.post(`/tickets/${ticket.id}/${step}`, body).expect(200);
  await post(head, 'take');
  await post(head, 'start');
  app.clock.set(new Date(new Date(ticket.resolveDue).getTime() + MINUTE));
  await signInAll();
  await sweep(app);
  const until = new Date(app.clock.now().getTime() + 24 * 60 * MINUTE).toISOString();
  await post(head, 'hold', { kind: 'extension', until, reason: '要等物业' });
  await post(administrator, 'hold/approve');
  app.clock.advance(MINUTE);
  await post(head, 'resolve', { outcome: 'done', note: '好了' });
  const kinds = await database.rows<{ kind: string }>(
    `SELECT kind FROM ticket_facts WHERE ticket_id = $1 AND kind LIKE 'resolve%' ORDER BY kind`,
    [ticket.id],
  );
  expect(kinds.map(({ kind }) => kind)).toEqual(['resolve_missed', 'resolved_done_on_time_cleared']);
  const of = FORMULAS.on_time.due;
  const part = (among: readonly string[]) => kinds.filter(({ kind }) => among.includes(kind)).length;
  expect([part(of.numerator), part(of.denominator)]).toEqual([1, 1]);
  expect((await verify(app)).rows).toEqual([]);
});

describe('a formula', () => {
  const inUse = async (areaId: string, who = administrator) =>
    (
      (await who.get('/reports/formulas', { areaId }).expect(200)).body as { indicator: string; formula: string }[]
    ).find(({ indicator }) => indicator === 'on_time')?.formula;

  it('is chosen for an area, holds below it, and another one chosen below is stronger', async () => {
    const choose = (areaId: string, formula: string | null, who = administrator) =>
      who.put(`/reports/formulas/${areaId}`, { indicator: 'on_time', formula });
    expect(await inUse(areas.street)).toBe(Object.keys(FORMULAS.on_time)[0]);
    await choose(areas.district, 'resolved').expect(200);
    expect([await inUse(areas.city), await inUse(areas.street)]).toEqual(['due', 'resolved']);
    await choose(areas.street, 'received').expect(200);
    expect([await inUse(areas.district), await inUse(areas.community)]).toEqual(['resolved', 'received']);
    const { formulas, groups } = await figures({ areaId: areas.street, from: first, to: last });
    expect(formulas.find(({ indicator }) => indicator === 'on_time')).toMatchObject({
      formula: 'received',
      formulaWords: '期内按期办结 ÷ 期内受理',
    });
    const [group] = groups;
    expect(group?.indicators.find(({ indicator }) => indicator === 'on_time')?.denominator).toBe(
      group?.counts.received,
    );
    await choose(areas.street, null).expect(200);
    await choose(areas.district, null).expect(200);
    expect(await inUse(areas.community)).toBe('due');
  });

  it('is chosen by administrators of the area, of those that are known', async () => {
    const choose = async (who: Asking, body: object) =>
      (await who.put(`/reports/formulas/${areas.street}`, body)).body.code as string;
    expect(await choose(leader, { indicator: 'on_time', formula: 'due' })).toBe('administrators-only');
    expect(await choose(head, { indicator: 'on_time', formula: 'due' })).toBe('not-found');
    expect(await choose(administrator, { indicator: 'on_time', formula: 'x' })).toBe('formula-not-known');
  });
});

it('a share of nothing is not 0: it has no value', async () => {
  const period = { from: '2001-01-01', to: '2001-01-31' };
  const { groups, before } = await figures(period);
  expect(groups[0]?.indicators.map(({ value, denominator }) => [value, denominator])).toEqual(
    INDICATORS.map(() => [null, 0]),
  );
  expect(before).toEqual({ from: '2000-12-01', to: '2000-12-31' });
});

it('asks which figure, for which days, of whose', async () => {
  const period = { from: first, to: last };
  const code = async (path: string, query: object, who = administrator) =>
    (await who.get(path, { ...query })).body.code as string;
  expect(await code('/reports/rows', period)).toBe('which-figure');
  expect(await code('/reports/indicators', { from: last, to: '2001-01-01' })).toBe('period-backwards');
  expect(await code('/reports/indicators', { from: '1990-01-01', to: last })).toBe('period-too-long');
  expect(await code('/reports/indicators', { ...period, stationId: otherStationId }, head)).toBe('not-found');
  expect(await code('/reports/rows', { ...period, kind: 'received', areaId: areas.street }, head)).toBe('not-found');
});
