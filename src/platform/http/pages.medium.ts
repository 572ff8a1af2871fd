import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';

const BUILT = join(import.meta.dirname, '../../../web/dist');
/** Kilobytes of a thousand, as telephones' plans count them. */
const FIRST_LOAD = 200_000;

let app: TestApp;
let document: string;

beforeAll(async () => {
  // `npm test` builds them before
  expect(existsSync(join(BUILT, 'index.html'))).toBe(true);
  app = await startTestApp();
  document = (await app.http.get('/').expect(200)).text;
});
afterAll(() => app.close());

const assets = () => [...document.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);

describe('the pages', () => {
  it('are one document, asked for anew each time, with a policy that lets in nothing but our own files', async () => {
    for (const path of ['/', '/?step=what', '/r', '/desk', '/desk/any/thing', '/station', '/helper/jobs']) {
      const { headers, text } = await app.http.get(path).expect(200);
      expect(text).toBe(document);
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      const policy = headers['content-security-policy'];
      expect(policy).toMatch(/default-src 'self'.*frame-ancestors 'none'/);
      expect(policy).not.toMatch(/unsafe|https?:/);
    }
    // what the policy would not run
    expect(document).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
  });

  it('do not stand in for the API: what is unknown there is a problem, also for a browser', async () => {
    for (const path of [
      '/nowhere',
      '/requests/nowhere',
      '/links/view',
      '/tickets/1/nowhere',
      '/r/nowhere/else',
      '/assets/none.js',
    ]) {
      const { body, headers } = await app.http.get(path).set('Accept', 'text/html').expect(404);
      expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(body.code).toBe('no-such-endpoint');
    }
    for (const path of ['/assets/../package.json', '/assets/..%2f..%2fpackage.json', '/assets/%2e%2e/index.html']) {
      expect((await app.http.get(path)).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('have parts with their hash in the name, kept for good and sent compressed', async () => {
    const paths = assets();
    expect(paths.length).toBeGreaterThanOrEqual(3);
    for (const path of paths) {
      expect(path).toMatch(/-[\w-]{8}\.(js|css|svg)$/);
      const { headers } = await app.http.get(path).set('Accept-Encoding', 'br').expect(200);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      if (/\.(js|css)$/.test(path) && existsSync(join(BUILT, `${path}.br`)))
        expect(headers['content-encoding']).toBe('br');
    }
    const large = paths.find((path) => existsSync(join(BUILT, `${path}.br`))) ?? '';
    expect((await app.http.get(large).set('Accept-Encoding', 'gzip').expect(200)).headers['content-encoding']).toBe(
      'gzip',
    );
    expect(
      (await app.http.get(large).set('Accept-Encoding', 'identity').expect(200)).headers['content-encoding'],
    ).toBeUndefined();
  });

  /** What a browser asks for when it opens a page: the document names the parts, and so does its head for those of this page. */
  async function atFirst(path: string): Promise<{ parts: string[]; bytes: number }> {
    const { headers } = await app.http.get(path).expect(200);
    const early = [...(headers.link ?? '').matchAll(/<(\/assets\/[^>]+)>/g)].map(([, part = '']) => part);
    const parts = [...assets(), ...early];
    const size = (part: string) => {
      const packed = join(BUILT, `${part}.gz`);
      return statSync(existsSync(packed) ? packed : join(BUILT, part)).size;
    };
    return { parts, bytes: parts.reduce((sum, part) => sum + size(part), Buffer.byteLength(document)) };
  }

  it.each(['/', '/r', '/helper'])(
    '%s asks at once for all that it shows first: at most 200 KB, also by the weaker compression',
    async (path) => {
      const { parts, bytes } = await atFirst(path);
      expect(parts.length).toBeGreaterThan(3);
      // six at a time; an icon waits
      expect(parts.filter((part) => /\.(js|css)$/.test(part)).length).toBeLessThanOrEqual(6);
      expect(bytes).toBeGreaterThan(50_000);
      expect(bytes).toBeLessThanOrEqual(FIRST_LOAD);
      const listed = new Set(parts.map((part) => part.replace('/assets/', '')));
      for (const name of [...listed].filter((each) => each.endsWith('.js'))) {
        const source = readFileSync(join(BUILT, 'assets', name), 'utf8');
        for (const [, imported = ''] of source.matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g))
          expect(listed).toContain(imported);
      }
    },
  );

  it('of helpers are an app by a manifest, icons and a service worker', async () => {
    const { body: manifest, headers } = await app.http.get('/manifest.webmanifest').expect(200);
    expect(headers['content-type']).toMatch(/^application\/manifest\+json/);
    for (const { src } of manifest.icons as { src: string }[])
      expect((await app.http.get(src).expect(200)).headers['content-type']).toBe('image/png');
    const worker = await app.http.get('/helper-worker.js').expect(200);
    expect(worker.headers).toMatchObject({ 'cache-control': 'no-cache' });
    // all of what the pages of helpers load, at first and later
    const { parts } = await atFirst('/helper');
    for (const part of parts.filter((each) => !each.endsWith('.svg'))) expect(worker.text).toContain(`"${part}"`);
    for (const page of ['JobPage', 'OwnPage'])
      expect(worker.text).toMatch(new RegExp(`"/assets/${page}-[\\w-]{8}\\.js"`));
  });
});
