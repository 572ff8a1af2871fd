import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BookEntry } from '../../src/routing/addresses/address.types.js';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { Sql, urlOf } from '../sql.js';
import { formsOf, plain } from './forms.js';
import type { Ranked } from './jaccard.js';

export interface Trigrams {
  best: (text: string) => Promise<Ranked>;
  stop: () => Promise<void>;
}

// with pg_trgm's own 0.3 most spoken sentences find nothing
const LEAST = 0.2;

/** pg_trgm with a GIN index over the same forms, in the PostgreSQL from npm, in a database that knows Chinese letters. */
export async function trigrams(entries: Iterable<readonly BookEntry[]>): Promise<Trigrams> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bangban-trigrams-'));
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false });
  let sql: Sql | undefined;
  const stop = async () => {
    await sql?.end();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const admin = await Sql.on(postgres.url);
    await admin.run(`CREATE DATABASE trigrams TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'`);
    await admin.end();
    const db = await Sql.on(urlOf(postgres.url, 'trigrams'));
    sql = db;
    await db.run('CREATE EXTENSION pg_trgm');
    const { seen } = await db.one<{ seen: number }>(`SELECT cardinality(show_trgm('登州路')) AS seen`);
    if (seen === 0) throw new Error('pg_trgm is blind to Chinese here');
    await db.run(`CREATE UNLOGGED TABLE forms (code text, form text); SET maintenance_work_mem = '512MB'`);
    for (const batch of entries) {
      const rows = batch.flatMap((entry) => formsOf(entry).map((form) => [entry.code, form] as const));
      const columns = [rows.map(([code]) => code), rows.map(([, form]) => form)];
      await db.rows('INSERT INTO forms SELECT * FROM unnest($1::text[], $2::text[])', columns);
    }
    await db.run('CREATE INDEX ON forms USING gin (form gin_trgm_ops)');
    await db.run(`ANALYZE forms; SET pg_trgm.similarity_threshold = ${LEAST}`);
    const best = async (text: string): Promise<Ranked> => {
      const [first, second] = await db.rows<{ code: string; score: number }>(
        `SELECT code, max(similarity(form, $1)) AS score FROM forms WHERE form % $1
         GROUP BY code ORDER BY score DESC, code LIMIT 2`,
        [plain(text)],
      );
      return { code: first?.code ?? null, score: first?.score ?? 0, next: second?.score ?? 0 };
    };
    return { best, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}
