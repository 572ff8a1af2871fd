import { newId } from '../src/platform/outbox.js';
import type { CategoryView, TicketView } from '../src/tickets/tickets.dto.js';
import { eachRefused, expectProblem, type Refused } from './support/bad.js';
import { startTestApp, type TestApp } from './support/harness.js';
import { as, by, CALLER, makeCategory, openTicket, storyBuildingId, type Asking } from './support/people.js';

let test: TestApp;
let operator: Asking;
let head: Asking;
let nobody: Asking;
let category: CategoryView;
let ticket: TicketView;
let buildingId: string;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  operator = await by(test, 'operator');
  head = await by(test, 'head');
  nobody = as(test, 'no-such-session');
  category = await makeCategory(test);
  buildingId = await storyBuildingId(test);
  ticket = await openTicket(test, { categoryId: category.id });
});
afterAll(() => test.close());

/** A good request, changed. */
const request = (change: Record<string, unknown> = {}) => ({
  categoryId: category.id,
  place: { buildingId },
  unit: '4单元',
  door: '302',
  description: '楼梯扶手有些松动',
  caller: { phone: CALLER, name: '赵奶奶' },
  ...change,
});
const open = (change: Record<string, unknown>) => operator.post('/tickets', request(change));
const deep = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;
const raw = (who: Asking, path: string, body: string, type = 'application/json') =>
  test.http.post(path).set('Authorization', `Bearer ${who.token}`).set('Content-Type', type).send(body);

const each = (cases: Refused[]) => eachRefused(() => test, cases);

describe('a place', () => {
  const at = (place: unknown) => () => open({ place });
  each([
    ['with an unknown building', at({ buildingId: newId() }), 422, 'unknown-building', 'place.buildingId'],
    ['with an unknown grid', at({ gridCode: '370203005999999' }), 422, 'unknown-grid', 'place.gridCode'],
    ['with an unknown area', at({ areaCode: '999' }), 422, 'unknown-area', 'place.areaCode'],
    ['that is nowhere', at({}), 422, 'place-missing', 'place'],
    ['outside every grid', at({ point: { lng: 121.47, lat: 31.23 } }), 422, 'outside-every-grid', 'place.point'],
    [
      'with the coordinates swapped',
      at({ point: { lng: 36.08, lat: 120.35 } }),
      422,
      'coordinates-swapped',
      'place.point',
    ],
    [
      'with a latitude that is none',
      at({ point: { lng: 0, lat: 91 } }),
      422,
      'latitude-out-of-range',
      'place.point.lat',
    ],
    ['with coordinates as text', at({ point: { lng: '120.35', lat: 36 } }), 400, 'invalid-input', 'place.point.lng'],
    ['with NaN as text', at({ point: { lng: 'NaN', lat: 36 } }), 400, 'invalid-input', 'place.point.lng'],
    [
      'with a number that is too large',
      at({ point: { lng: 1e308, lat: 36 } }),
      400,
      'invalid-input',
      'place.point.lng',
    ],
    [
      'with a number that is infinite in JSON',
      () =>
        raw(
          operator,
          '/tickets',
          JSON.stringify(request()).replace(/"place":\{[^}]*\}/, '"place":{"point":{"lng":1e999,"lat":36}}'),
        ),
      400,
      'invalid-input',
      'place.point.lng',
    ],
    ['with half a point', at({ point: { lng: 120.35 } }), 400, 'invalid-input', 'place.point.lat'],
    ['with a point that is a list', at({ point: [120.35, 36.08] }), 400, 'invalid-input', 'place.point'],
    [
      'in a system nobody knows',
      at({ point: { lng: 120.35, lat: 36.08, system: 'utm' } }),
      400,
      'invalid-input',
      'place.point.system',
    ],
    ['that is text', at('登州路'), 400, 'invalid-input', 'place'],
    ['that is null', at(null), 400, 'invalid-input', 'place'],
    ['that is a list', at([{ buildingId: newId() }]), 400, 'invalid-input', 'place'],
  ]);
});

describe('text', () => {
  const long = '长'.repeat(20_000);
  const zero = '扶手\u0000松动';
  const comment = (text: unknown) => () => operator.post(`/tickets/${ticket.id}/comments`, { text });
  each([
    ['of 20,000 characters as the request', () => open({ description: long }), 400, 'invalid-input', 'description'],
    ['of 2,001 characters as a comment', comment('长'.repeat(2_001)), 400, 'invalid-input', 'text'],
    ['that is only space', comment(' \n　 '), 400, 'invalid-input', 'text'],
    ['with U+0000 as the request', () => open({ description: zero }), 400, 'invalid-input', 'description'],
    ['with U+0000 as the unit', () => open({ unit: zero }), 400, 'invalid-input', 'unit'],
    ['with U+0000 as the door', () => open({ door: zero }), 400, 'invalid-input', 'door'],
    [
      'with U+0000 as a name',
      () => open({ caller: { phone: CALLER, name: zero } }),
      400,
      'invalid-input',
      'caller.name',
    ],
    [
      'with U+0000 as a phone',
      () => open({ caller: { phone: '+8619099990001\u0000' } }),
      400,
      'invalid-input',
      'caller.phone',
    ],
    [
      'with U+0000 as the helped one',
      () => open({ personHelped: { name: zero } }),
      400,
      'invalid-input',
      'personHelped.name',
    ],
    ['with U+0000 as a grid', () => open({ place: { gridCode: zero } }), 400, 'invalid-input', 'place.gridCode'],
    ['with U+0000 as an area', () => open({ place: { areaCode: zero } }), 400, 'invalid-input', 'place.areaCode'],
    ['with U+0000 as a category', () => open({ categoryId: zero }), 400, 'invalid-input', 'categoryId'],
    ['with U+0000 as a comment', comment(zero), 400, 'invalid-input', 'text'],
    [
      'with U+0000 as a note',
      () => head.post(`/tickets/${ticket.id}/resolve`, { outcome: 'explained', note: zero }),
      400,
      'invalid-input',
      'note',
    ],
    [
      'with U+0000 as a reason',
      () => head.post(`/tickets/${ticket.id}/cancel`, { reason: zero }),
      400,
      'invalid-input',
      'reason',
    ],
    [
      'with U+0000 in a search for buildings',
      () => operator.get('/buildings', { search: zero }),
      400,
      'invalid-input',
      'search',
    ],
    [
      'with U+0000 in a search for areas',
      () => operator.get('/areas', { search: zero }),
      400,
      'invalid-input',
      'search',
    ],
    [
      'with U+0000 in a search for stations',
      () => operator.get('/stations', { search: zero }),
      400,
      'invalid-input',
      'search',
    ],
    [
      'with U+0000 as a reference',
      () => operator.get('/tickets', { reference: zero }),
      400,
      'invalid-input',
      'reference',
    ],
    [
      'with U+0000 as a reference by phone',
      () => nobody.post('/status', { reference: zero, phone: CALLER }),
      400,
      'invalid-input',
      'reference',
    ],
    ['with half a character', comment('\ud83d'), 400, 'invalid-input', 'text'],
  ]);

  it.each([
    ['emoji and rare characters', '👵🏻𠮷野家的𪚥家门口🧯'],
    ['2,000 characters outside the basic plane', '𠮷'.repeat(2_000)],
    ['what looks like a query or a page', `'; DROP TABLE tickets; -- <script>alert(1)</script> %s \${x} {{y}}`],
  ])('of %s comes back unchanged', async (_, text) => {
    const { body } = await open({ description: text, door: '𠮷301' }).expect(201);
    expect(body.request).toBe(text);
    const { body: contact } = await operator.get(`/tickets/${body.id}/contact`).expect(200);
    expect(contact.door).toBe('𠮷301');
    await operator.post(`/tickets/${body.id}/comments`, { text }).expect(200);
    const { body: events } = await operator.get(`/tickets/${body.id}/events`).expect(200);
    expect(events.at(-1).texts).toEqual([text]);
  });
});

describe('fields of a new ticket', () => {
  const wrong: [string, unknown][] = [
    ['null', null],
    ['a number', 7],
    ['a list', ['x']],
    ['an object', { a: 1 }],
    ['true', true],
    ['nested forty deep', deep(40)],
  ];
  const top = ['categoryId', 'description', 'place', 'unit', 'door', 'caller', 'personHelped', 'channel', 'happenedAt'];
  const objects = ['place', 'caller', 'personHelped'];
  const cases = top.flatMap((field) =>
    wrong
      .filter(([what]) => what !== 'an object' || !objects.includes(field))
      .map(([what, value]): Refused => [
        `${field} is ${what}`,
        () => open({ [field]: value }),
        400,
        'invalid-input',
        field,
      ]),
  );
  each([
    ...cases,
    ['phone is none', () => open({ caller: { phone: '12345' } }), 400, 'invalid-input', 'caller.phone'],
    ['phone is words', () => open({ caller: { phone: '没有' } }), 400, 'invalid-input', 'caller.phone'],
    ['phone is left out', () => open({ caller: { name: '赵奶奶' } }), 400, 'invalid-input', 'caller.phone'],
    ['an unknown field', () => open({ priority: 1 }), 400, 'invalid-input', 'priority'],
    [
      'an unknown field further in',
      () => open({ place: { buildingId, floor: 3 } }),
      400,
      'invalid-input',
      'place.floor',
    ],
    ['an unknown category', () => open({ categoryId: newId() }), 422, 'unknown-category', 'categoryId'],
    ['an id that is none', () => open({ categoryId: '楼道' }), 400, 'invalid-input', 'categoryId'],
    [
      'a day that does not exist',
      () => open({ happenedAt: '2026-02-30T10:00:00+08:00' }),
      400,
      'invalid-input',
      'happenedAt',
    ],
    [
      'a moment without its offset',
      () => open({ happenedAt: '2026-11-20T10:00:00' }),
      400,
      'invalid-input',
      'happenedAt',
    ],
    [
      'an offset that does not exist',
      () => open({ happenedAt: '2026-11-20T10:00:00+99:00' }),
      400,
      'invalid-input',
      'happenedAt',
    ],
    ['the hour 25', () => open({ happenedAt: '2026-11-20T25:00:00+08:00' }), 400, 'invalid-input', 'happenedAt'],
    [
      'in the year 0',
      () => open({ happenedAt: '0000-01-01T00:00:00Z' }),
      422,
      'happened-at-out-of-range',
      'happenedAt',
    ],
    [
      'tomorrow',
      () => open({ happenedAt: new Date(Date.now() + 86_400_000) }),
      422,
      'happened-at-out-of-range',
      'happenedAt',
    ],
    [
      '8 days ago',
      () => open({ happenedAt: new Date(Date.now() - 8 * 86_400_000) }),
      422,
      'happened-at-out-of-range',
      'happenedAt',
    ],
  ]);

  it('a root of the categories only sorts: no ticket is about it', async () => {
    const { body } = await operator.get('/categories').expect(200);
    const root = body.find(({ selectable }: CategoryView) => !selectable);
    await expectProblem(() => open({ categoryId: root.id }), 422, 'unknown-category', 'categoryId');
  });
});
