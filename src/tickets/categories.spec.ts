import type { Clock } from '../platform/clock.js';
import type { Database, Sql } from '../platform/database/database.js';
import type { Stations } from '../stations/stations.js';
import { Categories } from './categories.js';

it('a category that is changed while it is read is read anew, not kept as it was', async () => {
  const stations = { version: '1' };
  let name = 'before';
  const sql = {
    rows: () => {
      const read = [{ id: 'c1', name }];
      // another request hears of a change before this answer is there
      name = 'after';
      stations.version = '2';
      return Promise.resolve(read);
    },
  } as unknown as Sql;
  const categories = new Categories({} as Database, stations as Stations, {} as Clock);
  expect((await categories.byId(sql, 'c1'))?.name).toBe('before');
  expect((await categories.byId(sql, 'c1'))?.name).toBe('after');
});
