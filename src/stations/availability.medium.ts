import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { asHelper } from '../../test/support/crew.js';
import { by, type Asking } from '../../test/support/people.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/outbox.js';
import { Stations, type Helper } from './stations.js';

let test: TestApp;
let stations: Stations;
let database: Database;
let head: Asking;
let helper: Asking;
let stationId: string;
let helperId: string;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  test.clock.set('2026-11-23T10:00:00+08:00'); // a Monday
  stations = test.get(Stations);
  database = test.get(Database);
  head = await by(test, 'head');
  const { body: me } = await head.get('/me').expect(200);
  stationId = String(me.stationRoles[0].stationId);
  const members = await stations.helpersOf(database, stationId);
  helperId = members.find(({ id }) => id !== me.helperId)?.id ?? '';
  helper = await asHelper(test, helperId);
});
afterAll(() => test.close());

/** As dispatch has it: from memory. */
async function known(): Promise<Helper> {
  await stations.look(database);
  const found = (await stations.serving(database, stationId)).find(({ id }) => id === helperId);
  if (found === undefined) throw new Error('not serving');
  return found;
}

describe('what is kept of a helper in memory', () => {
  it('has sensible figures of who has said nothing', async () => {
    // the demo's helpers let themselves be asked more often
    await test.get(Database).run('UPDATE helpers SET max_offers_a_day = DEFAULT, rest_minutes = DEFAULT');
    expect(await known()).toMatchObject({
      maxOffersADay: 6,
      restMinutes: 15,
      quiet: null,
      leaves: [],
      tapped: null,
      shift: null,
    });
  });

  it.each([
    [
      'quiet hours',
      'UPDATE helpers SET quiet_from = 1320, quiet_to = 420 WHERE id = $1',
      { quiet: { from: 1320, to: 420 } },
    ],
    [
      'a tap',
      `UPDATE helpers SET tapped_available = true, tapped_until = '2026-11-23T15:00:00Z' WHERE id = $1`,
      { tapped: { available: true, until: new Date('2026-11-23T15:00:00Z') } },
    ],
    [
      'where the shift is',
      `UPDATE helpers SET shift_lng = 120.35, shift_lat = 36.08, shift_until = '2026-11-23T12:00:00Z' WHERE id = $1`,
      { shift: { lng: 120.35, lat: 36.08, until: new Date('2026-11-23T12:00:00Z') } },
    ],
    ['tools', `UPDATE helpers SET tools = '{ladder,drill}' WHERE id = $1`, { tools: ['ladder', 'drill'] }],
  ])('hears of %s at once', async (_, statement, expected) => {
    await known();
    await database.run(statement, [helperId]);
    expect(await known()).toMatchObject(expected);
  });

  it('has leaves that are not over, in the order of their days', async () => {
    const { accountId } = await known();
    const add = (from: string, to: string) =>
      database.run(
        'INSERT INTO helper_leaves (id, helper_id, from_day, to_day, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, now())',
        [newId(), helperId, from, to, accountId],
      );
    await add('2026-12-24', '2026-12-26');
    await add('2026-11-20', '2026-11-22');
    await add('2026-11-01', '2026-11-23');
    const days = (found: Helper) => found.leaves.map(({ from, to }) => `${from} ${to}`);
    expect(days(await known())).toEqual(['2026-11-01 2026-11-23', '2026-12-24 2026-12-26']);
    test.clock.set('2026-11-24T00:00:00+08:00');
    expect(days(await known())).toEqual(['2026-12-24 2026-12-26']);
    test.clock.set('2026-11-23T10:00:00+08:00');
  });

  it.each([
    ['half of the quiet hours', 'UPDATE helpers SET quiet_from = NULL, quiet_to = 10', 'helpers_quiet_check'],
    ['quiet hours without a length', 'UPDATE helpers SET quiet_from = 10, quiet_to = 10', 'helpers_quiet_check'],
    ['a tap without an end', 'UPDATE helpers SET tapped_available = true, tapped_until = NULL', 'helpers_tapped_check'],
    ['no offer at all', 'UPDATE helpers SET max_offers_a_day = 0', 'helpers_max_offers_check'],
    ['a proof without its time', 'UPDATE helper_skills SET proven_at = NULL', 'helper_skills_proof_check'],
  ])('is never %s', async (_, statement, constraint) => {
    await expect(database.run(statement)).rejects.toMatchObject({ constraint });
  });
});

describe('what others read of a helper', () => {
  it('leaves out what has ended by itself, and says where the shift is to about 100 m', async () => {
    const read = async (who: Asking) => (await who.get(`/helpers/${helperId}`).expect(200)).body;
    await database.run(
      `UPDATE helpers SET tapped_available = false, tapped_until = '2026-11-23T12:00:00+08:00', shift_lng = 120.351234,
         shift_lat = 36.081234, shift_until = '2026-11-23T12:00:00+08:00' WHERE id = $1`,
      [helperId],
    );
    await database.run('DELETE FROM helper_leaves WHERE helper_id = $1', [helperId]);
    for (const who of [head, helper]) {
      test.clock.set('2026-11-23T11:59:00+08:00');
      expect(await read(who)).toMatchObject({
        unavailableNow: 'tapped_off',
        tapped: { available: false },
        shift: { lng: 120.351, lat: 36.081 },
      });
      test.clock.set('2026-11-23T12:00:00+08:00');
      expect(await read(who)).toMatchObject({ tapped: null, shift: null });
    }
    test.clock.set('2026-11-23T10:00:00+08:00');
  });
});

describe('a skill that needs a licence', () => {
  const on = '2026-11-23';
  const qualified = async () =>
    (await stations.qualified(database, { helperIds: [helperId] }, 'electrical', on)).length > 0;

  it('counts where it is proven, and all that was there before is', async () => {
    expect(await database.rows('SELECT DISTINCT proof FROM helper_skills')).toEqual([{ proof: 'register' }]);
    await database.run(`DELETE FROM helper_skills WHERE helper_id = $1`, [helperId]);
    await database.run(
      `INSERT INTO helper_skills (helper_id, skill, licence_no, valid_until, proof, proven_at)
       VALUES ($1, 'electrical', 'T-1', $2, NULL, NULL)`,
      [helperId, on],
    );
    expect(await qualified()).toBe(false);
    expect((await known()).skills).toMatchObject([{ skill: 'electrical', proof: null, provenAt: null }]);
    await database.run(
      `UPDATE helper_skills SET proof = 'certificate', proven_at = '2026-11-20T02:00:00Z' WHERE helper_id = $1`,
      [helperId],
    );
    expect(await qualified()).toBe(true);
    expect((await known()).skills).toMatchObject([
      { proof: 'certificate', provenAt: new Date('2026-11-20T02:00:00Z'), refusedAt: null },
    ]);
  });
});
