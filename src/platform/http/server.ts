import { type INestApplication } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { IncomingMessage } from 'node:http';
import cookie from '@fastify/cookie';
import { Log } from '../log.js';
import { newId } from '../outbox.js';
import './http.problems.js';
import { IdempotencyInterceptor } from './idempotency.js';
import { ProblemFilter } from './problem.filter.js';
import { allProblems } from './problems.js';
import { RefusalInterceptor } from './refusal.interceptor.js';
import { validationPipe } from './validation.js';

/** 256 KiB: 2,000 characters of text and a long list of ids fit; a photo has its own limit. */
const JSON_LIMIT = 256 * 1024;
/** 12 MiB: what a phone's camera makes. */
export const PHOTO_LIMIT = 12 * 1024 * 1024;

export function fastifyAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: JSON_LIMIT,
    // behind a proxy the caller's address is in its header; only a proxy on this machine is believed
    trustProxy: 'loopback',
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\w.-]{8,100}$/.test(given) ? given : newId();
    },
    forceCloseConnections: true,
  });
}

/** Everything that any endpoint goes through, alike in the server and in tests. */
export async function setUpHttp(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  await app.register(cookie);
  fastify.addContentTypeParser(/^image\//, { parseAs: 'buffer', bodyLimit: PHOTO_LIMIT }, (_request, body, done) => {
    done(null, body);
  });
  const log = app.get(Log);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply
      .header('x-request-id', request.id)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-store');
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    log.info('request', {
      requestId: request.id,
      method: request.method,
      // the pattern, not the address: no ids of persons and no query reach the log
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
    done();
  });
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter(log));
  app.useGlobalInterceptors(new RefusalInterceptor(), app.get(IdempotencyInterceptor));
}

/** OpenAPI 3.1 from the code: the page at /docs, the file at /openapi.json. */
export function setUpDocs(app: INestApplication): OpenAPIObject {
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
          'Every POST takes `Idempotency-Key`: the same key and body get the same answer for 24 hours, another body 422.',
          'Faults are `application/problem+json` (RFC 9457) with a stable `code`, in Chinese, or in English by `Accept-Language`.',
          'Lists are paged by `limit` and `after`. Times are RFC 3339, days are local (Asia/Shanghai), coordinates WGS-84 degrees.',
          `\n| code | status | 中文 | English |\n|---|---|---|---|\n${problems}`,
        ].join('\n\n'),
      )
      .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'a session token of POST /sessions' })
      .addCookieAuth('session')
      .build(),
  );
  for (const item of Object.values(document.paths)) {
    if (item.post === undefined) continue;
    item.post.parameters = [
      ...(item.post.parameters ?? []),
      { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 200 } },
    ];
  }
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'openapi.json', customSiteTitle: '帮办 Bangban API' });
  return document;
}
