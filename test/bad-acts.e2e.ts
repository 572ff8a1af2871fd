import type { Test } from 'supertest';
import { Database } from '../src/platform/database/database.js';
import { newId } from '../src/platform/outbox.js';
import type { CategoryView, TicketView } from '../src/tickets/tickets.dto.js';
import { eachRefused, expectProblem, rowCounts, type Refused } from './support/bad.js';
import { asAccount, asHelper, liveOffers, offersOf, plainMembers } from './support/crew.js';
import { startTestApp, type TestApp } from './support/harness.js';
import { as, by, CALLER, linkTokenOf, makeCategory, openTicket, PHONES, type Asking } from './support/people.js';

let test: TestApp;
let operator: Asking;
let head: Asking;
let helper: Asking;
let nobody: Asking;
let category: CategoryView;
let ticket: TicketView;
let members: string[];

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  operator = await by(test, 'operator');
  head = await by(test, 'head');
  nobody = as(test, 'no-such-session');
  category = await makeCategory(test, { crew: [{ skill: null, size: 2 }] });
  members = (await plainMembers(test, category.id)).map(({ id }) => id);
  helper = await asHelper(test, members[0] ?? '');
  ticket = await openTicket(test, { categoryId: category.id });
});
afterAll(() => test.close());

const each = (cases: Refused[]) => eachRefused(() => test, cases);
const raw = (who: Asking, path: string, body: Buffer, type: string) =>
  test.http.post(path).set('Authorization', `Bearer ${who.token}`).set('Content-Type', type).send(body);

describe('who asks', () => {
  each([
    ['without a session', () => nobody.get('/tickets'), 401, 'not-signed-in'],
    ['without a session, and with a bad body', () => nobody.post('/tickets', { x: 1 }), 401, 'not-signed-in'],
    [
      'a helper opens a ticket',
      () =>
        helper.post('/tickets', {
          categoryId: category.id,
          place: { gridCode: '1' },
          description: 'x',
          caller: { phone: CALLER },
        }),
      403,
      'not-permitted',
    ],
    ["a helper reads another's ticket", () => helper.get(`/tickets/${ticket.id}`), 404, 'not-found'],
    [
      'a helper makes a category',
      () => helper.post('/categories', { ...category, id: undefined, version: undefined }),
      403,
      'whole-installation-only',
    ],
    [
      'signs in with a wrong password',
      () => nobody.post('/sessions', { phone: PHONES.helper, password: 'wrong password' }),
      401,
      'wrong-phone-or-password',
    ],
  ]);

  it('a link of another ticket, tampered with, cut off or expired', async () => {
    const token = await linkTokenOf(test, ticket.id);
    const other = await linkTokenOf(test, (await openTicket(test, { categoryId: category.id })).id);
    const before = await rowCounts(test);
    for (const bad of [
      token.slice(0, 30) + other.slice(30),
      `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
      token.slice(1),
      'x',
    ])
      for (const what of ['view', 'confirm', 'reopen'])
        await expectProblem(() => nobody.post(`/links/${what}`, { token: bad }), 404, 'link-invalid', 'token');
    await expectProblem(() => nobody.post('/links/rate', { token: 'x', stars: 6 }), 400, 'invalid-input', 'stars');
    test.clock.advance(31 * 86_400_000);
    for (const what of ['view', 'confirm', 'reopen'])
      await expectProblem(() => nobody.post(`/links/${what}`, { token }), 410, 'link-expired', 'token');
    test.clock.advance(-31 * 86_400_000);
    expect(await rowCounts(test)).toEqual(before);
  });
});

describe('a ticket', () => {
  const change =
    (who: () => Asking, what: string, body: object = {}) =>
    () =>
      who().post(`/tickets/${ticket.id}/${what}`, body);
  const elsewhere = () => otherHead;
  let otherHead: Asking;
  let closed: TicketView;
  beforeAll(async () => {
    const row = await test
      .get(Database)
      .one<{ id: string }>(
        `SELECT account_id AS id FROM station_heads WHERE role = 'head' AND station_id <> $1 LIMIT 1`,
        [ticket.station?.id],
      );
    otherHead = await asAccount(test, row?.id ?? '');
    closed = await openTicket(test, { categoryId: category.id });
    await head.post(`/tickets/${closed.id}/resolve`, { outcome: 'explained', note: '已解释' }).expect(200);
    await operator.post(`/tickets/${closed.id}/confirm`, { way: 'call_back' }).expect(200);
  });
  const acts: [string, object][] = [
    ['take', {}],
    ['crew', { helperId: newId() }],
    ['crew/removals', { helperId: newId(), reason: 'x' }],
    ['offers', { helperId: newId() }],
    ['dispatch/stop', {}],
    ['dispatch/start', {}],
    ['start', {}],
    ['hold', { until: '2099-01-01T00:00:00Z', reason: 'x' }],
    ['resolve', { outcome: 'explained', note: 'x' }],
    ['confirm', { way: 'slip' }],
    ['reopen', {}],
    ['cancel', { reason: 'x' }],
    ['comments', { text: 'x' }],
    ['rating', { stars: 5 }],
    ['hand-over', { stationId: newId(), reason: 'x' }],
    ['escalate', { reason: 'x' }],
    ['return', { reason: 'x' }],
    ['merge', { into: newId() }],
    ['unmerge', { reason: 'x' }],
    ['urge', {}],
    ['urge/withdraw', {}],
    ['nobody-home', {}],
    ['appointment/cancel', {}],
    ['call-backs', { reached: false }],
    ['checks', { agrees: true }],
  ];
  const soon = (seconds: number) => ({ happenedAt: new Date(Date.now() + seconds * 1000).toISOString() });
  each([
    ...acts.map(([what, body]): Refused => [
      `of another station: ${what}`,
      change(elsewhere, what, body),
      404,
      'not-found',
    ]),
    ...acts.map(([what, body]): Refused => [
      `of others, for a helper: ${what}`,
      change(() => helper, what, body),
      404,
      'not-found',
    ]),
    [
      'that is closed is closed again',
      () => operator.post(`/tickets/${closed.id}/confirm`, { way: 'slip' }),
      409,
      'not-possible-now',
    ],
    [
      'that is closed is resolved',
      () => head.post(`/tickets/${closed.id}/resolve`, { outcome: 'done', note: 'x' }),
      409,
      'not-possible-now',
    ],
    [
      'that is closed is cancelled',
      () => head.post(`/tickets/${closed.id}/cancel`, { reason: 'x' }),
      409,
      'not-possible-now',
    ],
    ['is confirmed by its head', change(() => head, 'confirm', { way: 'slip' }), 403, 'not-permitted'],
    ['is taken tomorrow', change(() => head, 'take', soon(86_400)), 422, 'happened-at-out-of-range', 'happenedAt'],
    [
      'is taken 8 days ago',
      change(() => head, 'take', soon(-8 * 86_400)),
      422,
      'happened-at-out-of-range',
      'happenedAt',
    ],
    [
      'is taken before it was opened',
      change(() => head, 'take', soon(-3_600)),
      422,
      'happened-at-out-of-range',
      'happenedAt',
    ],
    [
      'is held until yesterday',
      change(() => head, 'hold', { until: '2020-01-01T00:00:00Z', reason: 'x' }),
      422,
      'hold-until-in-the-past',
      'until',
    ],
    [
      'gets a helper that nobody knows',
      change(() => head, 'crew', { helperId: newId() }),
      422,
      'unknown-helper',
      'helperId',
    ],
    ['gets six stars', change(() => operator, 'rating', { stars: 6 }), 400, 'invalid-input', 'stars'],
    ['gets half a star', change(() => operator, 'rating', { stars: 0.5 }), 400, 'invalid-input', 'stars'],
    [
      'gets a star too large for a number',
      change(() => operator, 'rating', { stars: 1e300 }),
      400,
      'invalid-input',
      'stars',
    ],
    [
      'gets a photo that is none',
      () => raw(head, `/tickets/${ticket.id}/photos`, Buffer.from('no photo'), 'image/jpeg'),
      422,
      'not-a-photo',
      'photo',
    ],
    ['gets a photo that is JSON', change(() => head, 'photos', { photo: 'x' }), 422, 'not-a-photo', 'photo'],
    [
      'gets a photo that is cut off',
      () =>
        raw(head, `/tickets/${ticket.id}/photos`, Buffer.from('/9j/4AAQSkZJRgABAQEASABIAAD', 'base64'), 'image/jpeg'),
      422,
      'not-a-photo',
      'photo',
    ],
    [
      'gets a photo over the limit',
      () => raw(head, `/tickets/${ticket.id}/photos`, Buffer.alloc(12 * 1024 * 1024 + 1), 'image/jpeg'),
      413,
      'body-too-large',
    ],
  ]);

  it('is told by a helper as if it had been an hour ago', async () => {
    const own = await openTicket(test, { categoryId: category.id, happenedAt: new Date(Date.now() - 7_200_000) });
    await head.post(`/tickets/${own.id}/crew`, { helperId: members[0], ...soon(-7_000) }).expect(200);
    const text = { text: 'x', ...soon(-3_600) };
    await expectProblem(
      () => helper.post(`/tickets/${own.id}/comments`, text),
      403,
      'happened-at-not-permitted',
      'happenedAt',
    );
  });
});

describe('an offer', () => {
  const offered = async () => {
    const own = await openTicket(test, { categoryId: category.id });
    await head.post(`/tickets/${own.id}/offers`, { helperId: members[0] }).expect(201);
    const [offer] = await liveOffers(test, own.id);
    return { own, path: `/offers/${offer?.id}/accept` };
  };
  const unchanged = async (status: number, code: string, ask: () => Test) => {
    const before = await rowCounts(test);
    await expectProblem(ask, status, code);
    expect(await rowCounts(test)).toEqual(before);
  };

  it('accepted by the wrong helper, twice, or as an offer of nobody', async () => {
    const { path } = await offered();
    const other = await asHelper(test, members[1] ?? '');
    await unchanged(404, 'not-found', () => other.post(path));
    await unchanged(404, 'not-found', () => helper.post(`/offers/${newId()}/accept`));
    await helper.post(path).expect(200);
    await unchanged(409, 'offer-answered', () => helper.post(path));
  });

  it('accepted with a full crew', async () => {
    const { own, path } = await offered();
    for (const helperId of members.slice(1, 3)) await head.post(`/tickets/${own.id}/crew`, { helperId }).expect(200);
    await unchanged(409, 'offer-withdrawn', () => helper.post(path));
    await unchanged(409, 'not-possible-now', () => head.post(`/tickets/${own.id}/crew`, { helperId: members[3] }));
    await unchanged(409, 'not-possible-now', () => head.post(`/tickets/${own.id}/offers`, { helperId: members[3] }));
    await head.post(`/tickets/${own.id}/start`).expect(200);
    await unchanged(409, 'crew-full', () => head.post(`/tickets/${own.id}/crew`, { helperId: members[3] }));
    await unchanged(409, 'crew-full', () => head.post(`/tickets/${own.id}/offers`, { helperId: members[3] }));
  });

  it('accepted after it ran out', async () => {
    const { own, path } = await offered();
    test.clock.advance(61_000);
    await unchanged(409, 'offer-expired', () => helper.post(path));
    expect((await offersOf(test, own.id)).map(({ state }) => state)).toEqual(['offered']);
  });
});

describe('an Idempotency-Key', () => {
  const comment = (key: string, text: string) =>
    operator.post(`/tickets/${ticket.id}/comments`, { text }).set('Idempotency-Key', key);

  it('with another body, or malformed', async () => {
    const key = newId();
    await comment(key, '一').expect(200);
    const before = await rowCounts(test);
    await comment(key, '一').expect(200);
    await expectProblem(() => comment(key, '二'), 422, 'idempotency-key-reused');
    for (const bad of ['x'.repeat(201), 'a b', '\u00e9'])
      await expectProblem(() => comment(bad, '三'), 400, 'idempotency-key-malformed');
    expect(await rowCounts(test)).toEqual(before);
  });

  it('of a refused request is free again', async () => {
    const key = newId();
    await expectProblem(() => comment(key, ''), 400, 'invalid-input', 'text');
    await comment(key, '好').expect(200);
  });
});
