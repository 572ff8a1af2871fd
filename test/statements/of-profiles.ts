import { Database } from '../../src/platform/database/database.js';
import { newId } from '../../src/platform/outbox.js';
import { rowsOf, type Endpoints, type Size, type World } from './world.js';

/** What a helper says of themselves, who has as much of everything as there are rows. */
export function ofProfiles(world: World): Endpoints {
  const { app, asking, members, stationId } = world;
  const database = app.get(Database);
  const licence = { licenceNo: 'DG-1', validUntil: '2099-12-31' };
  const id = members[11]?.id ?? '';
  const path = `/helpers/${id}`;
  const grown = async (size: Size) => {
    await database.run('DELETE FROM helper_skills WHERE helper_id = $1', [id]);
    await database.run(
      `INSERT INTO helper_skills (helper_id, skill, proof, proven_at, claimed_licence_no, claimed_valid_until)
       SELECT $1, code, NULL, NULL, $3, $4 FROM skills WHERE licensed ORDER BY code = 'electrical' DESC LIMIT $2`,
      [id, rowsOf(size), licence.licenceNo, licence.validUntil],
    );
    await database.run('DELETE FROM helper_leaves WHERE helper_id = $1', [id]);
    for (let n = 0; n < (size === 'few' ? 1 : 20); n += 1)
      await asking.head.post(`${path}/leaves`, { from: `2080-01-${10 + n}`, to: `2080-01-${10 + n}` }).expect(201);
  };
  const roster = (size: Size) =>
    Array.from({ length: size === 'few' ? 1 : 7 }, (_, at) => ({ weekday: at + 1, from: 0, to: 1440 }));
  return {
    'patch /helpers/{id}': async (size) => {
      await grown(size);
      return () => asking.head.patch(path, { tools: ['ladder'], roster: roster(size), willingStationIds: [] });
    },
    'put /helpers/{id}/availability': async (size) => {
      await grown(size);
      return () => asking.head.put(`${path}/availability`, { available: true });
    },
    'delete /helpers/{id}/availability': async (size) => {
      await grown(size);
      return () => asking.head.delete(`${path}/availability`);
    },
    'post /helpers/{id}/leaves': async (size) => {
      await grown(size);
      return () => asking.head.post(`${path}/leaves`, { from: '2081-01-01', to: '2081-01-02' });
    },
    'delete /helpers/{id}/leaves/{leaveId}': async (size) => {
      await grown(size);
      const leave = newId();
      await database.run(
        `INSERT INTO helper_leaves (id, helper_id, from_day, to_day, entered_by, entered_at)
         SELECT $1, id, '2082-01-01', '2082-01-01', account_id, now() FROM helpers WHERE id = $2`,
        [leave, id],
      );
      return () => asking.head.delete(`${path}/leaves/${leave}`);
    },
    'put /helpers/{id}/shift': async (size) => {
      await grown(size);
      return () => asking.head.put(`${path}/shift`, { lng: 120.35, lat: 36.08 });
    },
    'delete /helpers/{id}/shift': async (size) => {
      await grown(size);
      return () => asking.head.delete(`${path}/shift`);
    },
    'put /helpers/{id}/skills/{code}': async (size) => {
      await grown(size);
      return () => asking.head.put(`${path}/skills/electrical`, licence);
    },
    'put /helpers/{id}/skills/{code}/proof': async (size) => {
      await grown(size);
      return () => asking.head.put(`${path}/skills/electrical/proof`, { ...licence, verdict: 'certificate' });
    },
    'delete /helpers/{id}/skills/{code}': async (size) => {
      await grown(size);
      return () => asking.head.delete(`${path}/skills/electrical`);
    },
    'get /stations/{id}/licences': async (size) => {
      await grown(size);
      return () => asking.head.get(`/stations/${stationId}/licences`, { limit: size === 'few' ? 1 : 100 });
    },
  };
}
