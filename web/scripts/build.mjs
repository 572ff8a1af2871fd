/**
 * Builds the pages where anything that they are made of has changed since, else does nothing. The types of the API's client come
 * from the API's code (dist/openapi.js): run `nest build` before.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import openapiTypescript, { astToString } from 'openapi-typescript';
import sharp from 'sharp';
import { build } from 'vite';

const web = fileURLToPath(new URL('..', import.meta.url));
const built = join(web, 'dist');
const stamp = join(built, '.made-from');
const types = join(web, 'src/api/schema.d.ts');
const COMPRESSED = new Set(['.js', '.css', '.html', '.svg', '.json', '.webmanifest']);
/** Below that a compressed file is hardly smaller, and a packet holds either. */
const LEAST_BYTES = 1_024;

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** Only where it differs: tools look at a file's time. */
function write(file, text) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}

async function makeTypes() {
  const description = execFileSync(process.execPath, [join(web, '../dist/openapi.js')], { maxBuffer: 64 * 2 ** 20 });
  write(types, astToString(await openapiTypescript(JSON.parse(description.toString()))));
}

function madeFrom() {
  const hash = createHash('sha256');
  const own = ['index.html', 'package.json', 'vite.config.ts', 'scripts/build.mjs'].map((file) => join(web, file));
  const files = [...own, ...['src', 'public'].flatMap((folder) => filesIn(join(web, folder)))];
  files.push(join(web, '../package-lock.json'));
  // types leave nothing in what is built
  for (const file of files.filter((each) => each !== types)) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

function compress() {
  for (const file of filesIn(join(built, 'assets'))) {
    const bytes = readFileSync(file);
    if (!COMPRESSED.has(extname(file)) || bytes.length < LEAST_BYTES) continue;
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    const size = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: size }));
  }
}

const readManifest = () => JSON.parse(readFileSync(join(built, 'manifest.json'), 'utf8'));

/** Addresses of all parts that the named ones load at once. */
function partsOf(manifest, names) {
  const parts = new Set();
  const add = (key) => {
    const { file, css = [], assets = [], imports = [] } = manifest[key];
    if (parts.has(file)) return;
    for (const part of [file, ...css, ...assets]) parts.add(part);
    imports.forEach(add);
  };
  for (const wanted of names) {
    const found = Object.keys(manifest).find((key) => manifest[key].name === wanted);
    if (found === undefined) throw new Error(`no part is named ${wanted}: see vite.config.ts`);
    add(found);
  }
  return [...parts].sort().map((part) => `/${part}`);
}

/** What the document itself names. */
const ENTRY = ['base'];
/** By address of a page: what it loads beside the entry, for the browser to ask for together with that (pages.ts). */
const EARLY = {
  '/': ['ReportPage'],
  '/r': ['LinkPage'],
  '/helper': ['helper'],
  '/helper/*': ['helper'],
};
/** What a helper's telephone keeps. */
const OF_HELPERS = [...ENTRY, 'helper', 'JobPage', 'OwnPage'];

function makeEarly() {
  const manifest = readManifest();
  const entry = partsOf(manifest, ENTRY);
  const early = Object.entries(EARLY).map(([page, names]) => [
    page,
    partsOf(manifest, names).filter((part) => !entry.includes(part)),
  ]);
  write(join(built, 'early.json'), JSON.stringify(Object.fromEntries(early)));
}

/** The service worker with the list of what it keeps; anew wherever one of that, or the document, has changed. */
function makeWorker() {
  const parts = partsOf(readManifest(), OF_HELPERS);
  const hash = createHash('sha256').update(readFileSync(join(built, 'index.html')));
  const version = hash.update(parts.join()).digest('hex').slice(0, 12);
  const source = readFileSync(join(web, 'src/helper/worker.js'), 'utf8');
  write(join(built, 'helper-worker.js'), `const SHELL = ${JSON.stringify({ version, parts })};\n${source}`);
}

/** The sign of the pages as an app's icon. Maskable: the ground reaches the edges, and the sign stays within the safe zone. */
async function makeIcons() {
  const svg = readFileSync(join(web, 'src/icon.svg'));
  const icon = (side) =>
    sharp(svg, { density: (72 * side) / 32 })
      .resize(side, side)
      .png({ palette: true });
  for (const side of [192, 512]) await icon(side).toFile(join(built, `icon-${side}.png`));
  const inner = await icon(360).toBuffer();
  const ground = { width: 512, height: 512, channels: 3, background: '#0b57a4' };
  await sharp({ create: ground })
    .composite([{ input: inner }])
    .png({ palette: true })
    .toFile(join(built, 'icon-maskable-512.png'));
}

await makeTypes();
if (process.argv.includes('--types')) process.exit();
const from = madeFrom();
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === from) process.exit();
await build({ root: web, logLevel: 'warn' });
compress();
makeEarly();
makeWorker();
await makeIcons();
// last: what was broken off is built anew
writeFileSync(stamp, from);
