import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { NOT_KEPT_EXTENSION } from './idempotency.js';
import { allProblems } from './problems.js';
import { PUBLIC_EXTENSION } from './public.js';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
/** With the marks that decorators left. */
type MarkedOperation = Operation & { [PUBLIC_EXTENSION]?: true; [NOT_KEPT_EXTENSION]?: true };
type SchemaObject = Exclude<NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string], { $ref: string }>;

const text = (description: string): SchemaObject => ({ type: 'string', description });
/** See problems.ts. */
const PROBLEM: SchemaObject = {
  type: 'object',
  description: 'RFC 9457; a code may add members of its own',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  properties: {
    type: text('/problems/ and the code'),
    title: text('in the reader’s language'),
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: text('stable; the table above names all of them'),
    detail: text('in the reader’s language'),
    requestId: text('also in the header x-request-id: quote it when you ask for help'),
    errors: {
      type: 'array',
      description: 'the fields of the input that are at fault',
      items: {
        type: 'object',
        required: ['field', 'code', 'message'],
        properties: {
          field: text('from the root, with dots: place.point.lng, roles.0.areaId'),
          code: text('stable'),
          message: text('in the reader’s language'),
        },
      },
    },
  },
  additionalProperties: true,
};

/** What is alike for every endpoint: how a fault looks, who needs no sign-in, the header that makes a POST repeatable. */
function complete(operation: MarkedOperation, method: (typeof METHODS)[number]): void {
  const { [PUBLIC_EXTENSION]: isPublic, [NOT_KEPT_EXTENSION]: notKept } = operation;
  delete operation[PUBLIC_EXTENSION];
  delete operation[NOT_KEPT_EXTENSION];
  // without a word of its own the document's holds
  if (isPublic === true) operation.security = [];
  else delete operation.security;
  operation.responses.default = {
    description: '出错 / A fault',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  if (method !== 'post' || notKept === true) return;
  operation.parameters = [
    ...(operation.parameters ?? []),
    { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 200 } },
  ];
}

/** The page at /docs, the file at /openapi.json; made when somebody first asks, since most processes are never asked. */
export function setUpDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: '帮办 Bangban API',
  });
}

/** OpenAPI 3.1 from the code. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const problems = allProblems()
    .map(([code, { status, zh, en }]) => `| \`${code}\` | ${status} | ${zh} | ${en} |`)
    .join('\n');
  const document = SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setOpenAPIVersion('3.1.0')
      .setTitle('帮办 Bangban')
      .setVersion('0.1.0')
      .setDescription(
        [
          '居民求助、帮办站派单、帮办员上门、居民确认、计一件。 A resident asks, the station sends helpers, the resident confirms, one is counted.',
          'Every POST but that of a session takes `Idempotency-Key`: the same key and body get the same answer for 24 hours, another body 422.',
          'Faults are `application/problem+json` (RFC 9457) with a stable `code`, in Chinese, or in English by `Accept-Language`.',
          'Lists are paged by `limit` and `after`. Times are RFC 3339, days are local (Asia/Shanghai), coordinates WGS-84 degrees.',
          `\n| code | status | 中文 | English |\n|---|---|---|---|\n${problems}`,
        ].join('\n\n'),
      )
      .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'a session token of POST /sessions' })
      .addCookieAuth('session')
      .addSecurityRequirements('bearer')
      .addSecurityRequirements('cookie')
      .build(),
  );
  document.components = { ...document.components, schemas: { ...document.components?.schemas, Problem: PROBLEM } };
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation: MarkedOperation | undefined = item[method];
      if (operation !== undefined) complete(operation, method);
    }
  }
  return document;
}
