import { asPhone } from './support/crew.js';
import { startTestApp, type TestApp } from './support/harness.js';
import { as, makeCategory, openTicket, PHONES, type Asking } from './support/people.js';

interface Operation {
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema?: { $ref?: string } }> };
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
}

let test: TestApp;
let document: Document;
let ticketId: string;
let who: Record<'operator' | 'head' | 'nobody', Asking>;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  document = (await test.http.get('/openapi.json').expect(200)).body as Document;
  ticketId = (await openTicket(test, { categoryId: (await makeCategory(test)).id })).id;
  who = {
    operator: await asPhone(test, PHONES.operator),
    head: await asPhone(test, PHONES.head),
    nobody: as(test, 'no-such-session'),
  };
});
afterAll(() => test.close());

const deep = '['.repeat(5_000) + ']'.repeat(5_000);
/** As they are sent. */
const BODIES = [
  '',
  'null',
  'true',
  '7',
  '"text"',
  '[]',
  '[null]',
  '{}',
  '{"',
  '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":{"a":1}}}',
  '{"a":1e999}',
  `{"a":${deep}}`,
  JSON.stringify({ ['k'.repeat(10_000)]: 1 }),
  JSON.stringify({ '': 1, toString: 2, hasOwnProperty: 3, length: -1 }),
];
/** What each field of the schema is given, one field after the other. */
const VALUES: unknown[] = [
  null,
  '',
  ' ',
  '\u0000',
  '\ud800',
  "' OR 1=1 --",
  'x'.repeat(20_000),
  '00000000-0000-0000-0000-000000000000',
  '9999-12-31T23:59:59+99:99',
  -1,
  1e308,
  2 ** 53,
  0.1,
  true,
  [],
  [[[]]],
  { a: { b: {} } },
  { length: 3 },
];
const TEXTS = VALUES.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
const IDS = [
  '00000000-0000-0000-0000-000000000000',
  '%00',
  '%2e%2e%2f',
  '%F0%9F%91%B5',
  '1',
  'x'.repeat(90),
  "'",
  '%ff',
];

/** Endpoints that answer, and do not stream or end the session that asks. */
function operations(name: string): { method: string; path: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
      // what a head does beside an operator is about the crew
      .filter(() => name !== 'head' || /^\/tickets\/\{id\}|^\/offers/.test(path))
      .filter(([method]) => !path.endsWith('/stream') && !(method === 'delete' && path === '/sessions/current'))
      .map(([method, operation]) => ({ method, path, operation })),
  );
}

function fieldsOf({ requestBody }: Operation): string[] {
  const ref = requestBody?.content['application/json']?.schema?.$ref?.split('/').at(-1) ?? '';
  return Object.keys(document.components.schemas[ref]?.properties ?? {});
}

const broken: unknown[] = [];
let asked = 0;

async function send(by: Asking, method: string, path: string, body?: string): Promise<void> {
  const answer = await fetch(new URL(path, test.baseUrl), {
    method: method.toUpperCase(),
    headers: {
      authorization: `Bearer ${by.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body,
  });
  const text = await answer.text();
  asked += 1;
  const problem = answer.status >= 400;
  const type = answer.headers.get('content-type') ?? '';
  const odd = problem && (!type.startsWith('application/problem+json') || !text.includes('requestId'));
  if (answer.status >= 500 || odd)
    broken.push([method, path.slice(0, 200), body?.slice(0, 100), answer.status, text.slice(0, 200)]);
}

beforeEach(() => {
  broken.length = 0;
  asked = 0;
});

describe.each(['operator', 'head', 'nobody'] as const)('whatever comes from %s', (name) => {
  it('as a body, it is no fault of ours', async () => {
    for (const { method, path, operation } of operations(name).filter(({ method }) => method !== 'get')) {
      const address = path.replace(/\{\w+\}/g, ticketId);
      await Promise.all(BODIES.map((body) => send(who[name], method, address, body)));
      if (operation.requestBody === undefined) continue;
      const fields = fieldsOf(operation);
      for (const field of fields)
        await Promise.all(VALUES.map((value) => send(who[name], method, address, JSON.stringify({ [field]: value }))));
      for (const value of VALUES)
        await send(
          who[name],
          method,
          address,
          JSON.stringify(Object.fromEntries(fields.map((field) => [field, value]))),
        );
    }
    expect(broken).toEqual([]);
    expect(asked).toBeGreaterThan(1_000);
    // thousands of requests, more with each endpoint
  }, 240_000);

  it('in an address, it is no fault of ours', async () => {
    for (const { method, path, operation } of operations(name)) {
      const body = method === 'get' ? undefined : '{}';
      if (path.includes('{')) {
        for (const id of IDS) await send(who[name], method, path.replace(/\{\w+\}/g, id), body);
      }
      const address = path.replace(/\{\w+\}/g, ticketId);
      for (const parameter of (operation.parameters ?? []).filter((each) => each.in === 'query')) {
        for (const value of TEXTS) {
          if (value.length > 10_000) continue;
          await send(
            who[name],
            method,
            `${address}?${parameter.name}=${encodeURIComponent(Buffer.from(value).toString())}`,
            body,
          );
        }
        await send(who[name], method, `${address}?${parameter.name}=1&${parameter.name}=2`, body);
        await send(who[name], method, `${address}?${parameter.name}[a]=1`, body);
        await send(who[name], method, `${address}?${parameter.name}=%FF%00`, body);
      }
      await send(who[name], method, `${address}?__proto__=1&constructor=2&toString=3`, body);
    }
    expect(broken).toEqual([]);
    expect(asked).toBeGreaterThan(200);
  });
});

it('nothing but what was asked for has come of it', async () => {
  const { body } = await who.operator.get('/tickets', { limit: 200 }).expect(200);
  expect(body.items).toHaveLength(1);
});
