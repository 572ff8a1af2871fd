import { startTestApp, type TestApp } from './support/harness.js';

interface Schema {
  $ref?: string;
  [key: string]: unknown;
}

describe('OpenAPI', () => {
  let app: TestApp;
  let document: {
    openapi: string;
    security: object[];
    paths: Record<string, Record<string, Schema>>;
    components: { schemas: Record<string, Schema>; securitySchemes: object };
  };

  beforeAll(async () => {
    app = await startTestApp();
    document = (await app.http.get('/openapi.json').expect(200)).body;
  });
  afterAll(() => app.close());

  function* within(value: unknown): Generator<Schema> {
    if (typeof value !== 'object' || value === null) return;
    yield value as Schema;
    for (const part of Object.values(value)) yield* within(part);
  }

  it('is 3.1, and browsable at /docs', async () => {
    expect(document.openapi).toBe('3.1.0');
    const page = await app.http.get('/docs').expect(200);
    expect(page.text).toContain('swagger-ui');
  });

  it('every reference leads to a schema', () => {
    const known = new Set(Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`));
    const references = [...within(document)].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []));
    expect(references.length).toBeGreaterThan(50);
    expect(references.filter((reference) => !known.has(reference))).toEqual([]);
  });

  it('has no word of OpenAPI 3.0 that 3.1 does not know', () => {
    expect([...within(document.components.schemas)].filter((schema) => typeof schema.nullable === 'boolean')).toEqual(
      [],
    );
  });

  it('every endpoint says what it does, asks for no header that is optional, and every POST but one takes an Idempotency-Key', () => {
    for (const [path, item] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        const { summary, parameters = [] } = operation as unknown as {
          summary?: string;
          parameters?: { name: string; in: string; required: boolean }[];
        };
        const headers = parameters.filter((parameter) => parameter.in === 'header');
        const where = `${method} ${path}`;
        expect([where, typeof summary]).toEqual([where, 'string']);
        expect([where, headers.filter(({ required }) => required)]).toEqual([where, []]);
        const keyed = method === 'post' && path !== '/sessions' ? ['Idempotency-Key'] : [];
        expect([where, headers.map(({ name }) => name).filter((name) => name === 'Idempotency-Key')]).toEqual([
          where,
          keyed,
        ]);
      }
    }
  });

  it('every answer of JSON tells its shape', () => {
    const untold = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).flatMap(([method, operation]) => {
        const { responses } = operation as unknown as { responses: Record<string, { content?: object }> };
        const done = responses['200'] ?? responses['201'];
        return done !== undefined && done.content === undefined ? [`${method} ${path}`] : [];
      }),
    );
    // streams, and answers that are a status alone
    expect(untold.sort()).toEqual([
      'get /health/live',
      'get /health/ready',
      'get /offers/stream',
      'get /stations/{id}/stream',
      'get /tickets/stream',
    ]);
  });

  it('asks for a session everywhere but at the public endpoints, and has no marks of ours left', () => {
    expect(document.security).toEqual([{ bearer: [] }, { cookie: [] }]);
    expect(Object.keys(document.components.securitySchemes)).toEqual(['bearer', 'cookie']);
    const open = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).flatMap(([method, { security }]) =>
        security === undefined ? [] : [{ endpoint: `${method} ${path}`, security }],
      ),
    );
    expect(open.map(({ endpoint }) => endpoint).sort()).toEqual([
      'get /health/live',
      'get /health/ready',
      'get /p/{code}',
      'get /plates/{code}',
      'get /requests/categories',
      'get /requests/communities',
      'get /requests/communities/{code}/map',
      'post /channels/messages',
      'post /links/appointment',
      'post /links/comment',
      'post /links/confirm',
      'post /links/crew',
      'post /links/decline',
      'post /links/photos',
      'post /links/rate',
      'post /links/reopen',
      'post /links/urge',
      'post /links/view',
      'post /password-codes',
      'post /password-resets',
      'post /plates/{code}/requests',
      'post /requests',
      'post /requests/categories',
      'post /requests/places',
      'post /requests/similar',
      'post /sessions',
      'post /status',
    ]);
    expect(open.filter(({ security }) => JSON.stringify(security) !== '[]')).toEqual([]);
    expect(JSON.stringify(document.paths)).not.toContain('"x-');
  });

  it('names the shape of a fault for every endpoint, and a fault has that shape', async () => {
    const fault = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
    for (const [path, item] of Object.entries(document.paths)) {
      for (const [method, { responses }] of Object.entries(item)) {
        const where = `${method} ${path}`;
        expect([where, (responses as { default?: Schema }).default?.content]).toEqual([where, fault]);
      }
    }
    const { required, properties } = document.components.schemas.Problem as { required: string[]; properties: object };
    const { body } = await app.http.post('/sessions').send({}).expect(400);
    expect(
      Object.keys(body)
        .filter((name) => name !== 'errors')
        .sort(),
    ).toEqual([...required].sort());
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(body)));
  });
});
