/**
 * The service worker of the helpers' pages, by which they open without network. It keeps the shell alone: the document and its
 * parts. No answer of the API is kept: on a telephone that is lost nobody reads who was helped.
 *
 * `SHELL` is filled in by scripts/build.mjs: a version made of what it names, and the parts.
 */
const { version, parts } = SHELL;
const CACHE = `bangban-helper-${version}`;
const DOCUMENT = '/helper';
/** A document that takes longer is taken from what is kept; it is the same on all pages. */
const PATIENCE_MS = 3_000;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([DOCUMENT, ...parts])));
});

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('bangban-helper-') && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(documentFor(request));
  // a part is named by its content: the one that is kept is the one
  else if (parts.includes(pathname)) event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(request)));
});

async function documentFor(request) {
  const fresh = fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)).then(() => caches.match(DOCUMENT));
  try {
    return (await Promise.race([fresh, late])) ?? (await fresh);
  } catch {
    return (await caches.match(DOCUMENT)) ?? Response.error();
  }
}
