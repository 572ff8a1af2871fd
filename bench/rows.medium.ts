import { startTestApp, type TestApp } from '../test/support/harness.js';
import { compareRows, type Compared } from './rows.js';
import { Sql } from './sql.js';
import { addHelpers, readStreet } from './street.js';

let app: TestApp;
let compared: Compared[];

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  const sql = await Sql.on(app.databaseUrl);
  await addHelpers(sql, 2_000);
  const street = await readStreet(sql);
  await sql.end();
  compared = await compareRows(app.databaseUrl, Number(new URL(app.baseUrl).port), street);
});
afterAll(() => app.close());

describe('the bare server of the benchmark', () => {
  it.each(['open', 'take', 'accept', 'resolve', 'confirm'])('writes as many rows as the real one: %s', (what) => {
    const found = compared.find((each) => each.what === what);
    expect(found?.real.ticket_events).toBeGreaterThan(0);
    expect(found?.bare).toEqual(found?.real);
  });
});
