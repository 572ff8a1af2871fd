import { newId } from '../src/platform/outbox.js';
import type { TicketView } from '../src/tickets/tickets.dto.js';
import { eachRefused, type Refused } from './support/bad.js';
import { asHelper, plainMembers } from './support/crew.js';
import { startTestApp, type TestApp } from './support/harness.js';
import { by, makeCategory, openTicket, type Asking } from './support/people.js';

let test: TestApp;
let operator: Asking;
let head: Asking;
let helper: Asking;
let administrator: Asking;
let ticket: TicketView;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  operator = await by(test, 'operator');
  head = await by(test, 'head');
  administrator = await by(test, 'administrator');
  const category = await makeCategory(test);
  helper = await asHelper(test, (await plainMembers(test, category.id))[0]?.id ?? '');
  ticket = await openTicket(test, { categoryId: category.id });
});
afterAll(() => test.close());

const each = (cases: Refused[]) => eachRefused(() => test, cases);
const raw = (who: Asking, path: string, body: string, type = 'application/json') =>
  test.http.post(path).set('Authorization', `Bearer ${who.token}`).set('Content-Type', type).send(body);

describe('a body', () => {
  const proto = '{"__proto__":{"admin":true},"text":"x"}';
  const comments = () => `/tickets/${ticket.id}/comments`;
  each([
    ['that is not JSON', () => raw(operator, '/tickets', '{"categoryId": '), 400, 'invalid-json'],
    ['that ends after it began', () => raw(operator, '/tickets', ''), 400, 'invalid-json'],
    ['that is null', () => raw(operator, comments(), 'null'), 400, 'invalid-input', 'text'],
    ['that is text', () => raw(operator, comments(), '"text"'), 400, 'invalid-input', 'text'],
    ['that is a number', () => raw(operator, comments(), '7'), 400, 'invalid-input', 'text'],
    ['that is a list', () => raw(operator, comments(), '[{"text":"x"}]'), 400, 'invalid-input', 'text'],
    ['with __proto__', () => raw(operator, comments(), proto), 400, 'invalid-json'],
    [
      'nested 100,000 deep',
      () => raw(operator, comments(), `{"text":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
      400,
      'invalid-json',
    ],
    [
      'over the limit',
      () => raw(operator, comments(), JSON.stringify({ text: 'x'.repeat(300_000) })),
      413,
      'body-too-large',
    ],
    [
      'of another type',
      () => raw(operator, comments(), '<text>x</text>', 'application/xml'),
      415,
      'unsupported-media-type',
    ],
    ['of a type that is none', () => raw(operator, comments(), 'text', 'x'), 415, 'unsupported-media-type'],
    [
      'that is a form',
      () => raw(operator, comments(), 'text=x', 'application/x-www-form-urlencoded'),
      415,
      'unsupported-media-type',
    ],
    ['that is plain text', () => raw(operator, comments(), 'text', 'text/plain'), 415, 'unsupported-media-type'],
    ['that is a picture', () => raw(operator, comments(), 'JFIF', 'image/jpeg'), 415, 'unsupported-media-type'],
  ]);
});

describe('an address', () => {
  const get = (path: string) => () => operator.get(path);
  const by36 = Buffer.from(JSON.stringify(['-'.repeat(36)])).toString('base64url');
  const paged = ['/tickets', '/offers', '/holds', '/areas', '/buildings', '/grid-maps', '/stations'];
  const pages = paged.flatMap((path): Refused[] => [
    ...['0', '1000', 'x', '1.5', '-1', '', 'Infinity', '1e999'].map((limit): Refused => [
      `${path} limit=${limit}`,
      () => operator.get(path, { limit }),
      400,
      'invalid-input',
      'limit',
    ]),
    [`${path} with two limits`, get(`${path}?limit=1&limit=2`), 400, 'invalid-input', 'limit'],
    [`${path} with an unknown filter`, get(`${path}?colour=red`), 400, 'invalid-input', 'colour'],
  ]);
  const cursors = [...paged, '/accounts'].flatMap((path) =>
    [
      'x',
      'e30',
      'W10',
      'WzFd',
      Buffer.from('["\\u0000"]').toString('base64url'),
      ...(/tickets|offers|maps|holds/.test(path) ? [by36] : []),
    ].map((after): Refused => [
      `${path} after=${after}`,
      () => (path === '/accounts' ? administrator : path === '/offers' ? helper : operator).get(path, { after }),
      400,
      'cursor-malformed',
      'after',
    ]),
  );
  each([
    ['that nobody serves', get('/nothing'), 404, 'no-such-endpoint'],
    ['with a method that nobody serves', () => test.http.put('/tickets').send({}), 404, 'no-such-endpoint'],
    ['with %00', get('/tickets/%00'), 400, 'invalid-input', 'id'],
    ['with %ff', get('/tickets/%ff'), 400, 'malformed-address'],
    ['with half an escape', get('/tickets/%'), 400, 'malformed-address'],
    ['with an id that is none', get('/tickets/1'), 400, 'invalid-input', 'id'],
    ['with an id that is one but for a letter', get(`/tickets/${newId().slice(0, -1)}g`), 400, 'invalid-input', 'id'],
    ['with an id of nobody', get(`/tickets/${newId()}`), 404, 'not-found'],
    ['with 5,000 characters', get(`/tickets/${'a'.repeat(5_000)}`), 414, 'address-too-long'],
    [
      'with a filter that is no id',
      () => operator.get('/tickets', { stationId: "' OR 1=1" }),
      400,
      'invalid-input',
      'stationId',
    ],
    [
      'with a state that is none',
      () => operator.get('/tickets', { states: 'open,lost' }),
      400,
      'invalid-input',
      'states',
    ],
    ['with a flag that is neither', () => operator.get('/tickets', { mine: 'maybe' }), 400, 'invalid-input', 'mine'],
    [
      'with a day that does not exist',
      () => head.get('/reports/counts', { from: '2026-02-30', to: '2026-03-01' }),
      400,
      'invalid-input',
      'from',
    ],
    [
      'with a period that ends before it begins',
      () => head.get('/reports/counts', { from: '2026-03-02', to: '2026-03-01' }),
      422,
      'period-backwards',
      'to',
    ],
    ...pages,
    ...cursors,
  ]);
});
