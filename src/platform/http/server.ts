import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CSV_LIMIT } from '../csv.js';
import { Log } from '../log.js';
import { newId } from '../outbox.js';
import './http.problems.js';
import { IdempotencyInterceptor } from './idempotency.js';
import { ProblemFilter, sendProblem } from './problem.filter.js';
import { problemOf } from './problems.js';
import { RefusedError } from './refusal.js';
import { RefusalInterceptor } from './refusal.interceptor.js';
import './streamed.js';
import { validationPipe } from './validation.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** a JSON body before it was read */
    rawBody?: string;
  }
}

/** 256 KiB: 2,000 characters of text and a long list of ids fit; a photo has its own limit. */
const JSON_LIMIT = 256 * 1024;
const JSON_DEPTH = 50;
/** 12 MiB: what a phone's camera makes. */
export const PHOTO_LIMIT = 12 * 1024 * 1024;

/** `log` names the requests that no hook sees. */
export function fastifyAdapter(log: Log): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: JSON_LIMIT,
    // behind a proxy the caller's address is in its header; only a proxy on this machine is believed
    trustProxy: 'loopback',
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\w.-]{8,100}$/.test(given) ? given : newId();
    },
    forceCloseConnections: true,
    // an address that no route can be looked up by comes past hooks and filters
    frameworkErrors: (error: { statusCode?: number }, request: FastifyRequest, reply: FastifyReply) => {
      setHeaders(request, reply);
      sendProblem({ refused: error.statusCode === 414 ? 'address-too-long' : 'malformed-address' }, request, reply);
      const { method } = request.raw;
      log.info('request', { requestId: request.id, method, route: 'none', status: reply.statusCode });
    },
    clientErrorHandler: (error, socket) => {
      const id = newId();
      log.info('unreadable request', { requestId: id, code: error.code });
      refuseUnread(error, socket, id);
    },
  });
}

function setHeaders(request: FastifyRequest, reply: FastifyReply): void {
  void reply
    .header('x-request-id', request.id)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cache-control', 'no-store');
}

/** What is no HTTP at all: nothing of it was read, so there is no reader's language. */
function refuseUnread(error: Error & { code?: string }, socket: Socket, requestId: string): void {
  if (error.code !== 'ECONNRESET' && socket.writable) {
    const refused =
      error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? 'request-too-slow'
        : error.code === 'HPE_HEADER_OVERFLOW'
          ? 'headers-too-large'
          : 'malformed-request';
    const problem = problemOf({ refused }, 'zh', requestId);
    const body = JSON.stringify(problem);
    socket.write(
      [
        `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
        'Content-Type: application/problem+json; charset=utf-8',
        'Content-Language: zh',
        `Content-Length: ${Buffer.byteLength(body)}`,
        `X-Request-Id: ${requestId}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  }
  socket.destroy();
}

/** JSON, pictures and files of rows. A form, or plain text, is what a page of another site could send without asking. */
function setUpBodies(fastify: FastifyInstance): void {
  const readJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // kept as it came: what signs a request signs its bytes
    request.rawBody = String(body);
    void readJson(request, request.rawBody, (fault, read: unknown) => {
      if (fault === null && isNestedDeeply(read)) done(new RefusedError({ refused: 'invalid-json' }));
      else done(fault, read);
    });
  });
  fastify.addContentTypeParser(/^image\//, { parseAs: 'buffer', bodyLimit: PHOTO_LIMIT }, (_request, body, done) => {
    done(null, body);
  });
  fastify.addContentTypeParser('text/csv', (request: FastifyRequest, body: IncomingMessage) =>
    isStreamed(request, 'text/csv') ? Promise.resolve(body) : wholeOf(body, CSV_LIMIT),
  );
  fastify.addContentTypeParser('application/geo+json', (_request: FastifyRequest, body: IncomingMessage) =>
    Promise.resolve(body),
  );
  // before the body is read: a picture, or a file of rows, has room where one is asked for
  fastify.addHook('onRequest', (request, reply, done) => {
    const type = request.headers['content-type'] ?? '';
    const large = /^\s*(image\/|text\/csv|application\/geo\+json)/i.exec(type)?.[1]?.toLowerCase();
    const asked = large === 'image/' ? '/photos' : large === 'text/csv' ? '/imports' : undefined;
    const streamed = isStreamed(request, large);
    // whoever is refused need not send the rest
    if (large !== undefined && streamed) void reply.header('connection', 'close');
    if (large === undefined || streamed) return done();
    if (asked !== undefined && request.routeOptions.url?.endsWith(asked) === true) return done();
    void reply.header('connection', 'close');
    done(new RefusedError({ refused: request.is404 ? 'no-such-endpoint' : 'unsupported-media-type' }));
  });
}

function isStreamed(request: FastifyRequest, type: string | undefined): boolean {
  return request.routeOptions.config.streamed === type;
}

async function wholeOf(body: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > limit) throw new RefusedError({ refused: 'body-too-large' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What walks through a body afterwards does so by recursion: here level by level. */
function isNestedDeeply(body: unknown): boolean {
  let level = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > JSON_DEPTH) return true;
    level = level.flatMap((value): unknown[] =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return false;
}

/** Everything that any endpoint goes through, alike in the server and in tests. */
export async function setUpHttp(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  await app.register(cookie);
  const log = app.get(Log);
  fastify.addHook('onRequest', (request, reply, done) => {
    setHeaders(request, reply);
    done();
  });
  setUpBodies(fastify);
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
