import { dayOf } from '../../platform/calendar.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, makeCategory, openTicket, type Asking } from '../../../test/support/people.js';
import { Facts } from './facts.js';
import { FiguresStore } from './figures.store.js';
import { SeriesStore } from './series.store.js';

let app: TestApp;
let administrator: Asking;
let categoryId: string;
let today: string;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  administrator = await by(app, 'administrator');
  categoryId = (await makeCategory(app)).id;
  today = dayOf(app.clock.now());
  for (let n = 0; n < 2; n += 1) await openTicket(app, { categoryId });
});
afterAll(() => app.close());

/** Something is counted, and added up, right after the first time that this is called. */
function meanwhile<Store extends object>(store: Store, method: keyof Store & string): { happened: () => boolean } {
  const own = (store[method] as (...given: unknown[]) => Promise<unknown>).bind(store);
  let happened = false;
  const between = async (...given: unknown[]) => {
    const answer = await own(...given);
    if (!happened) {
      happened = true;
      await openTicket(app, { categoryId });
      await app.get(Facts).fold();
    }
    return answer;
  };
  Object.assign(store, { [method]: between });
  return { happened: () => happened };
}

const sum = (all: number[]) => all.reduce((whole, n) => whole + n, 0);
const received = (groups: { counts: { received: number } }[]) => sum(groups.map(({ counts }) => counts.received));

describe('an answer of several statements is of one moment', () => {
  it('the report of a month: whole, categories, stations, hours and days agree', async () => {
    const { happened } = meanwhile(app.get(FiguresStore), 'sums');
    const read = async () => {
      const { body } = await administrator.get('/reports/monthly', { month: today.slice(0, 7) }).expect(200);
      const { whole, categories, stations, arrivals } = body;
      return [
        received(whole.groups),
        received(categories),
        received(stations.stations),
        sum(arrivals.byHour),
        sum(arrivals.byDay.map((day: { received: number }) => day.received)),
      ];
    };
    const meant = await read();
    expect(happened()).toBe(true);
    expect(meant).toEqual([2, 2, 2, 2, 2]);
    expect(await read()).toEqual([3, 3, 3, 3, 3]);
  });

  it('arrivals: hours and days agree', async () => {
    const { happened } = meanwhile(app.get(FiguresStore), 'sums');
    const { body } = await administrator.get('/reports/arrivals', { from: today, to: today }).expect(200);
    expect(happened()).toBe(true);
    expect([sum(body.byHour), body.byDay[0].received]).toEqual([3, 3]);
  });

  it('how it stands now is what its revision says, so it is asked for again when something has happened', async () => {
    const now = async () => (await administrator.get('/reports/now').expect(200)).body;
    const open = ({ rows }: { rows: { open: number }[] }) => sum(rows.map((row) => row.open));
    const before = await now();
    const { happened } = meanwhile(app.get(SeriesStore), 'revision');
    const during = await now();
    expect(happened()).toBe(true);
    expect([during.revision, open(during)]).toEqual([before.revision, open(before)]);
    const after = await now();
    expect(after.revision).not.toBe(before.revision);
    expect(open(after)).toBe(open(before) + 1);
  });

  it('nothing is written in it', async () => {
    const { Database } = await import('../../platform/database/database.js');
    const database = app.get(Database);
    const write = database.snapshot((tx) => tx.run('UPDATE figures_mark SET xid = xid'));
    await expect(write).rejects.toThrow('read-only transaction');
    // and its connection can be used again
    expect(await database.one('SELECT 1 AS one')).toEqual({ one: 1 });
  });
});
