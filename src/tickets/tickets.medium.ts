import { Database } from '../platform/database/database.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, crewFor, makeCategory, openTicket, type Asking } from '../../test/support/people.js';
import { crewed, opened, standardCrew, started, ticketNow } from '../../test/support/tickets.js';
import { readReference } from './reference.js';
import type { CategoryView, TicketView } from './tickets.dto.js';

const MINUTE = 60_000;

let app: TestApp;
let database: Database;
let category: CategoryView;
let head: Asking;
let deputy: Asking;
let operator: Asking;
let administrator: Asking;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  database = app.get(Database);
  category = await makeCategory(app);
  head = await by(app, 'head');
  deputy = await by(app, 'deputy');
  operator = await by(app, 'operator');
  administrator = await by(app, 'administrator');
});
afterAll(() => app.close());

const events = (ticketId: string) =>
  database.rows<{ type: string; version: number; happenedAt: Date; enteredAt: Date; channel: string }>(
    `SELECT type, version, happened_at AS "happenedAt", entered_at AS "enteredAt", channel, actor_kind, actor_id,
            on_behalf_of, changes FROM ticket_events WHERE ticket_id = $1 ORDER BY version`,
    [ticketId],
  );

describe('opening a ticket', () => {
  it('answers grid, station, head, reason, a reference that can be read out, and both deadlines', async () => {
    const ticket = await openTicket(app, { categoryId: category.id });
    expect(ticket).toMatchObject({
      state: 'open',
      version: 1,
      area: { code: '370203005011001', kind: 'grid' },
      station: {
        name: '贮水山社区登州路帮办站',
        head: expect.stringMatching(/./),
        phone: expect.stringMatching(/^\+86/),
      },
      route: {
        way: 'building',
        reason: expect.stringMatching(/登州路24号大院10号楼属于.*由贮水山社区登州路帮办站负责/),
      },
      owner: { name: ticket.station?.head },
      caller: { phone: '190****9001', name: '赵**' },
      request: '楼梯扶手有些松动，老人上下楼不安全',
      unit: '4单元',
      doorGiven: true,
    });
    expect(readReference(ticket.reference)).toBe(ticket.reference);
    const openedAt = new Date(ticket.openedAt).getTime();
    expect(new Date(ticket.acceptDue).getTime()).toBe(openedAt + 600_000);
    expect(new Date(ticket.resolveDue).getTime()).toBe(openedAt + 3_600_000);
    expect(ticket.crew.map(({ skill, skillName, helperId }) => [skill, skillName, helperId])).toEqual([
      [null, null, null],
      [null, null, null],
      ['carpentry', '木工', null],
    ]);
    const { body: seen } = await (await by(app, 'head')).get(`/tickets/${ticket.id}`).expect(200);
    expect(seen.crew).toEqual(ticket.crew);
  });

  it('tells reason, category and skills in English to who asks for it', async () => {
    const ticket = await openTicket(app, { categoryId: category.id, language: 'en' });
    expect(ticket.route.reason).toMatch(/^登州路24号大院10号楼 is in .*, which 贮水山社区登州路帮办站 looks after$/);
    expect(ticket.category.name).toBe('handrail');
    expect(ticket.crew.map(({ skillName }) => skillName)).toEqual([null, null, 'carpentry']);
  });

  it('gives every ticket a reference of its own, one after the other', async () => {
    const [one, two] = [await opened(app), await opened(app)];
    expect(Number(two.reference.slice(0, -1))).toBe(Number(one.reference.slice(0, -1)) + 1);
  });

  it("lets the clock run in the station's hours where the category is not round the clock", async () => {
    const { body: station } = await head.get(`/stations/${(await opened(app)).station?.id}`);
    expect(station.hours[0]).toMatchObject({ from: 480, to: 1200 });
    const byDay = await makeCategory(app, { roundTheClock: false, acceptSeconds: 1_800, resolveSeconds: 7_200 });
    // 19:30 in Shanghai, half an hour before the station closes
    const at = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10) + 'T11:30:00.000Z';
    const ticket = await openTicket(app, { categoryId: byDay.id, happenedAt: at });
    expect(ticket.openedAt).toBe(at);
    expect(ticket.acceptDue).toBe(at.replace('T11:30', 'T12:00'));
    // 90 minutes are left for the next morning, from 8:00
    expect(new Date(ticket.resolveDue).getTime() - new Date(at).getTime()).toBe((12 * 60 + 30 + 90) * MINUTE);
  });

  it('outside of the street goes to triage and says so; its owner places it, and the station takes it over', async () => {
    const ticket = await openTicket(app, { categoryId: category.id, place: { areaCode: '370203008' }, language: 'zh' });
    expect(ticket).toMatchObject({ state: 'triage', station: null, area: { code: '370203008', kind: 'street' } });
    expect(ticket.route.reason).toMatch(/^暂无帮办站覆盖此处（.+），转人工分派$/);
    expect(ticket.owner).not.toBeNull();

    const still = await administrator.post(`/tickets/${ticket.id}/place`, { place: { areaCode: '370203008' } });
    expect(still.body).toMatchObject({ status: 409, code: 'no-station-yet' });

    const { body: found } = await operator.get('/buildings', { search: '登州路24号大院10号楼', limit: 1 });
    const place = { buildingId: found.items[0].id };
    await administrator.post(`/tickets/${ticket.id}/place`, { place }).expect(200);
    const placed = await ticketNow(app, ticket.id);
    expect(placed).toMatchObject({
      state: 'open',
      station: { name: '贮水山社区登州路帮办站' },
      building: { id: place.buildingId },
    });
    expect(placed.owner?.name).toBe(placed.station?.head);
    // whom to ask is judged by how near they live
    expect(placed.point).not.toBeNull();
    const again = await administrator.post(`/tickets/${ticket.id}/place`, { place });
    expect(again.body).toMatchObject({ status: 409, code: 'not-possible-now', state: 'open' });
  });
});

describe('the record', () => {
  it('gains exactly one event a change, with actor, channel and both times; the version counts along', async () => {
    const ticket = await opened(app);
    const [carpenter, helper] = await standardCrew(app, ticket);
    const at = (minutes: number) => new Date(Date.now() - minutes * MINUTE).toISOString();
    // what happened yesterday cannot follow an opening of today
    const backdated = await openTicket(app, { categoryId: category.id, happenedAt: at(60) });
    const path = `/tickets/${backdated.id}`;
    const steps: [string, Record<string, unknown>, string, string][] = [
      ['take', { happenedAt: at(50), channel: 'phone' }, 'taken', 'phone'],
      ['crew', { happenedAt: at(45), helperId: carpenter?.id }, 'joined', 'web'],
      ['crew', { happenedAt: at(44), helperId: helper?.id }, 'joined', 'web'],
      ['start', { happenedAt: at(40), onBehalfOf: carpenter?.id, channel: 'phone' }, 'started', 'phone'],
      ['comments', { text: '需要两颗膨胀螺栓' }, 'commented', 'web'],
      ['resolve', { outcome: 'done', note: '已加固', onBehalfOf: carpenter?.id }, 'resolved', 'web'],
    ];
    for (const [step, body] of steps) await head.post(`${path}/${step}`, body).expect(200);
    const rows = await events(backdated.id);
    expect(rows.map(({ type, channel }) => [type, channel])).toEqual([
      ['opened', 'phone'],
      ...steps.map(([, , type, channel]) => [type, channel]),
    ]);
    expect(rows.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect((await ticketNow(app, backdated.id)).version).toBe(7);
    for (const [index, [, { happenedAt }]] of steps.entries()) {
      const row = rows[index + 1];
      if (happenedAt !== undefined) expect(row?.happenedAt.toISOString()).toBe(happenedAt);
      expect(Date.now() - (row?.enteredAt.getTime() ?? 0)).toBeLessThan(MINUTE);
    }
    const { body: me } = await head.get('/me');
    expect(rows[4]).toMatchObject({ actor_kind: 'account', actor_id: me.accountId, on_behalf_of: carpenter?.id });
    const { body: history } = await head.get(`${path}/events`).expect(200);
    expect(history[4]).toMatchObject({ words: '开始办理', by: me.name, onBehalfOf: carpenter?.name, channel: 'phone' });
    expect(history[6]).toMatchObject({
      type: 'resolved',
      texts: ['已加固'],
      changes: { outcome: 'done', state: 'resolved' },
    });
  });

  it('is neither changed nor deleted, even by hand', async () => {
    const { id } = await opened(app);
    await expect(database.run(`UPDATE ticket_events SET channel = 'web' WHERE ticket_id = $1`, [id])).rejects.toThrow();
    await expect(database.run('DELETE FROM ticket_events WHERE ticket_id = $1', [id])).rejects.toThrow();
    expect(await events(id)).toHaveLength(1);
  });

  it('of what is refused says nothing', async () => {
    const { id } = await opened(app);
    await head.post(`/tickets/${id}/start`).expect(409);
    await operator.post(`/tickets/${id}/take`).expect(403);
    await head.post(`/tickets/${id}/take`, { happenedAt: '2020-01-01T00:00:00Z' }).expect(422);
    expect(await events(id)).toHaveLength(1);
  });
});

describe('a crew', () => {
  it('is joined by the head who takes it: one place is filled, and the head owns it', async () => {
    const ticket = await opened(app);
    const { body: me } = await deputy.get('/me');
    expect(ticket.owner?.accountId).not.toBe(me.accountId);
    const taken = await deputy.post(`/tickets/${ticket.id}/take`).expect(200);
    expect(taken.body).toEqual({ id: ticket.id, state: 'open', version: 2 });
    const after = await ticketNow(app, ticket.id);
    expect(after.owner?.accountId).toBe(me.accountId);
    expect(after.crew.filter(({ helperId }) => helperId !== null)).toMatchObject([
      { helperId: me.helperId, skill: null },
    ]);
    expect(after.acceptedAt).not.toBeNull();
  });

  it('of head and deputy who take it at once one wins, the other is told by whom and what is possible now', async () => {
    for (let round = 0; round < 5; round += 1) {
      const ticket = await opened(app);
      const answers = await Promise.all([head, deputy].map((leader) => leader.post(`/tickets/${ticket.id}/take`)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      const lost = answers.find(({ status }) => status === 409);
      const winner = await ticketNow(app, ticket.id);
      expect(lost?.body).toMatchObject({
        code: 'not-possible-now',
        state: 'open',
        last: { type: 'taken', by: winner.owner?.name, at: expect.any(String) },
      });
      expect(lost?.body.possible).toContain('join');
      expect(lost?.body.possible).not.toContain('take');
      expect(winner.crew.filter(({ helperId }) => helperId !== null)).toHaveLength(1);
      expect(await events(ticket.id)).toHaveLength(2);
    }
  });

  it('is full when its places are filled, by skill; nobody more, nobody twice, nobody without the skill', async () => {
    const ticket = await opened(app);
    const members = await crewFor(app, ticket.station?.id ?? '');
    const carpenters = members.filter(({ skills }) => skills.some(({ skill }) => skill === 'carpentry'));
    const others = members.filter((member) => !carpenters.includes(member));
    const add = (helperId: string | undefined) => head.post(`/tickets/${ticket.id}/crew`, { helperId });
    await add(others[0]?.id).expect(200);
    expect((await add(others[0]?.id)).body).toMatchObject({ status: 409, code: 'already-in-crew' });
    await add(others[1]?.id).expect(200);
    expect((await add(others[2]?.id)).body).toMatchObject({
      status: 409,
      code: 'helper-not-qualified',
      errors: [{ field: 'helperId' }],
    });
    expect((await add(carpenters[0]?.id).expect(200)).body.state).toBe('assigned');
    expect((await add(carpenters[1]?.id)).body).toMatchObject({
      status: 409,
      code: 'not-possible-now',
      state: 'assigned',
    });
    expect((await ticketNow(app, ticket.id)).crew.every(({ helperId }) => helperId !== null)).toBe(true);
  });

  it('of twelve who are added at once never holds more than its places', async () => {
    const ticket = await opened(app);
    const members = (await crewFor(app, ticket.station?.id ?? '')).slice(0, 12);
    const answers = await Promise.all(
      members.map(({ id }) => head.post(`/tickets/${ticket.id}/crew`, { helperId: id })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect((await ticketNow(app, ticket.id)).crew).toHaveLength(3);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  });

  it('shrinks when the head lets somebody go, and is open again', async () => {
    const ticket = await opened(app);
    await crewed(app, ticket);
    const [carpenter] = await standardCrew(app, ticket);
    const removal = { helperId: carpenter?.id, reason: '临时有事' };
    const { body } = await head.post(`/tickets/${ticket.id}/crew/removals`, removal).expect(200);
    expect(body.state).toBe('open');
    const again = await head.post(`/tickets/${ticket.id}/crew/removals`, removal);
    expect(again.body).toMatchObject({ status: 409, code: 'not-in-crew' });
  });

  it('starts when it is full by any of its own; before that the head says so', async () => {
    const ticket = await opened(app);
    const carpenter = await by(app, 'carpenter');
    const [first, second] = await standardCrew(app, ticket);
    for (const helperId of [first?.id, second?.id])
      await head.post(`/tickets/${ticket.id}/crew`, { helperId }).expect(200);
    await carpenter.post(`/tickets/${ticket.id}/start`).expect(403);
    await head.post(`/tickets/${ticket.id}/take`).expect(200);
    expect((await carpenter.post(`/tickets/${ticket.id}/start`).expect(200)).body.state).toBe('in_progress');
  });

  it('is never recorded for somebody who is not in it', async () => {
    const ticket = await opened(app);
    await crewed(app, ticket);
    const members = await crewFor(app, ticket.station?.id ?? '');
    const inCrew = new Set((await ticketNow(app, ticket.id)).crew.map(({ helperId }) => helperId));
    const stranger = members.find(({ id }) => !inCrew.has(id))?.id;
    const start = await head.post(`/tickets/${ticket.id}/start`, { onBehalfOf: stranger });
    expect(start.body).toMatchObject({ status: 409, code: 'not-in-crew', errors: [{ field: 'onBehalfOf' }] });
    const unbegun: TicketView = await opened(app);
    await started(app, unbegun);
    const resolve = await head.post(`/tickets/${unbegun.id}/resolve`, {
      outcome: 'done',
      note: '好',
      onBehalfOf: stranger,
    });
    expect(resolve.body).toMatchObject({ status: 409, code: 'not-in-crew' });
  });
});
