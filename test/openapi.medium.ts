import { startTestApp, type TestApp } from './support/harness.js';

interface Schema {
  $ref?: string;
  [key: string]: unknown;
}

describe('OpenAPI', () => {
  let app: TestApp;
  let document: { openapi: string; paths: Record<string, Record<string, Schema>>; components: { schemas: object } };

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

  it('every endpoint says what it does, asks for no header that is optional, and every POST takes an Idempotency-Key', () => {
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
        if (method === 'post') expect([where, headers.map(({ name }) => name)]).toEqual([where, ['Idempotency-Key']]);
      }
    }
  });
});
