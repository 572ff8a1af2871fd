import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import serveStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What `npm run build` makes of web/; from dist/ and from src/ alike. */
const BUILT = fileURLToPath(new URL('../../../web/dist/', import.meta.url));

/** Addresses that are pages; every other one is the API's, and unknown there means 404. */
export const PAGES = [
  '/',
  '/r',
  '/desk',
  '/desk/*',
  '/station',
  '/station/*',
  '/owner',
  '/owner/*',
  '/command',
  '/command/*',
  '/helper',
  '/helper/*',
  '/admin',
  '/admin/*',
] as const;

/** What helpers' telephones need to install their pages, beside the document; names that stay, so never from a cache unasked. */
const OF_THE_APP: Readonly<Record<string, string>> = {
  '/manifest.webmanifest': 'application/manifest+json',
  '/helper-worker.js': 'text/javascript; charset=utf-8',
  '/icon-192.png': 'image/png',
  '/icon-512.png': 'image/png',
  '/icon-maskable-512.png': 'image/png',
};

/** Nothing is loaded from elsewhere, nothing runs that stands in the page itself, and no other site frames it. */
const POLICY = [
  "default-src 'self'",
  // pictures chosen and not sent yet; the icon font stands in its style sheet
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Parts have their content's hash in their names: whoever has one has it for good. */
const A_YEAR_S = 31_536_000;

/**
 * The pages: one document for all of them, never from a cache unasked, and its parts, immutable and compressed when they were built.
 * Before the application is initialised, so that the API's answer to unknown addresses comes after. False: web/ is not built.
 */
export async function setUpPages(app: NestFastifyApplication, built = BUILT): Promise<boolean> {
  if (!existsSync(join(built, 'index.html'))) return false;
  await app.register(serveStatic, {
    root: join(built, 'assets'),
    prefix: '/assets/',
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: A_YEAR_S * 1_000,
  });
  const early = JSON.parse(readFileSync(join(built, 'early.json'), 'utf8')) as Record<string, string[]>;
  const document = (request: FastifyRequest, reply: FastifyReply) =>
    reply
      .headers(linksTo(early[request.routeOptions.url ?? ''] ?? []))
      .header('content-security-policy', POLICY)
      .header('permissions-policy', 'camera=(self), geolocation=(self), microphone=()')
      .header('cache-control', 'no-cache')
      .sendFile('index.html', built, { cacheControl: false });
  const fastify = app.getHttpAdapter().getInstance();
  for (const page of PAGES) fastify.get(page, document);
  for (const [path, type] of Object.entries(OF_THE_APP)) {
    fastify.get(path, (_request, reply: FastifyReply) =>
      reply
        .header('cache-control', 'no-cache')
        .header('content-security-policy', POLICY)
        .type(type)
        .sendFile(path.slice(1), built, { cacheControl: false }),
    );
  }
  return true;
}

/** For the browser to ask for these parts with those that the document names, and not only once those have run. */
function linksTo(parts: readonly string[]): { link?: string } {
  if (parts.length === 0) return {};
  const links = parts.map((part) =>
    part.endsWith('.css') ? `<${part}>; rel=preload; as=style; crossorigin` : `<${part}>; rel=modulepreload`,
  );
  return { link: links.join(', ') };
}
