import type { Test } from 'supertest';
import { Database } from '../../src/platform/database/database.js';
import type { TestApp } from './harness.js';

/** What a refused request may leave behind: that somebody looked, signed in, or guessed. */
const LOGS = ['personal_data_readings', 'sessions', 'sign_in_attempts', 'status_attempts', 'plate_attempts'];

/** Rows of every table of ours, by table. */
export async function rowCounts(app: TestApp): Promise<Record<string, number>> {
  const database = app.get(Database);
  const tables = await database.rows<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  const names = tables.map(({ name }) => name).filter((name) => !LOGS.includes(name));
  const counts = await database.rows<{ name: string; n: string }>(
    names.map((name) => `SELECT '${name}' AS name, count(*)::text AS n FROM "${name}"`).join(' UNION ALL '),
  );
  return Object.fromEntries(counts.map(({ name, n }) => [name, Number(n)]));
}

/** Asked in Chinese and in English: a problem with this status, code and field each time. */
export async function expectProblem(ask: () => Test, status: number, code: string, field?: string): Promise<void> {
  const words = new Set<string>();
  for (const language of ['zh', 'en']) {
    const answer = await ask().set('Accept-Language', language);
    const fields = (answer.body.errors ?? []).map((error: { field: string }) => error.field);
    expect({ status: answer.status, code: answer.body.code, field: field === undefined ? undefined : fields }).toEqual({
      status,
      code,
      field: field === undefined ? undefined : expect.arrayContaining([field]),
    });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['content-language']).toBe(language);
    expect(answer.body).toMatchObject({ status, type: `/problems/${code}`, requestId: answer.headers['x-request-id'] });
    expect(answer.body.requestId).toMatch(/^[\w.-]{8,}$/);
    words.add(String(answer.body.detail));
  }
  expect(words.size).toBe(2);
}

export type Refused = [what: string, ask: () => Test, status: number, code: string, field?: string];

/** Each of them is a test: refused, and nothing is written. */
export function eachRefused(app: () => TestApp, cases: Refused[]): void {
  // as objects: of a row that is too short jest would fill up the arguments with a callback
  const named = cases.map(([what, ask, status, code, field]) => ({ what, ask, status, code, field }));
  it.each(named)('$what', async ({ ask, status, code, field }) => {
    const before = await rowCounts(app());
    await expectProblem(ask, status, code, field);
    expect(await rowCounts(app())).toEqual(before);
  });
}
