import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '../../src/platform/database/database.js';
import { newId } from '../../src/platform/outbox.js';
import { MapDesk } from '../support/maps.js';
import { rowsOf, type Endpoints, type Prepare, type Size, type World } from './world.js';

/** Drafts and what is published; each on a draft of its own. */
export function ofMaps({ app, asking, fresh }: World): Endpoints {
  const database = app.get(Database);
  const desk = new MapDesk(app, asking.administrator);
  const grids = (size: Size) =>
    database.rows<{ code: string; ring: number[][] }>(
      `SELECT a.code, b.geometry -> 0 -> 0 AS ring FROM areas a JOIN boundaries b ON b.area_id = a.id
         JOIN grid_maps m ON m.id = b.map_id AND m.state = 'published' WHERE a.kind = 'grid' ORDER BY a.code LIMIT $1`,
      [rowsOf(size)],
    );
  /** Another name, in the boundary that they have: what the check finds does not grow with them. */
  const areas = async (size: Size) =>
    (await grids(size)).map(({ code, ring }) => ({ code, name: `网格${fresh()}`, ring }));
  const buildings = async (size: Size) => {
    const [grid] = await grids('few');
    return Array.from({ length: rowsOf(size) }, () => [
      `S-${fresh()}`,
      '新楼',
      '新路',
      '',
      '',
      grid?.code ?? '',
      '',
      '',
    ]);
  };
  const filled = async (size: Size, more: object = {}): Promise<string> => {
    const id = await desk.draft('新图', more);
    await desk.areas(id, await areas(size), { check: false }).expect(200);
    await desk.buildings(id, await buildings(size)).expect(200);
    return id;
  };
  const get =
    (path: string): Prepare =>
    async (size) => {
      const id = await filled(size);
      return () => asking.administrator.get(`/grid-maps/${id}${path}`);
    };
  /** On a day to come: what is announced now every process begins to read, and its statements would be counted too. */
  const later = { validFrom: '2100-01-01' };
  /** Nothing is on its way any more, and nobody reads what was. */
  const rest = async () => {
    const gone = `UPDATE map_publications SET state = 'withdrawn', ended_at = now() WHERE state IN ('scheduled', 'preparing')`;
    if ((await database.run(gone)) > 0) await sleep(700);
  };
  const published = async (): Promise<string> => {
    const row = await database.one<{ id: string }>(`SELECT id FROM map_publications WHERE state = 'published' LIMIT 1`);
    return row?.id ?? '';
  };
  return {
    'post /grid-maps': () => Promise.resolve(() => asking.administrator.post('/grid-maps', { name: '草稿' })),
    'get /grid-maps/{id}': get(''),
    'delete /grid-maps/{id}': async (size) => {
      const id = await filled(size);
      return () => desk.delete(id);
    },
    'put /grid-maps/{id}/areas': async (size) => {
      const [id, given] = [await desk.draft(), await areas(size)];
      return () => desk.areas(id, given);
    },
    'put /grid-maps/{id}/buildings': async (size) => {
      const [id, given] = [await desk.draft(), await buildings(size)];
      return () => desk.buildings(id, given);
    },
    'get /grid-maps/{id}/areas.geojson': get('/areas.geojson'),
    'get /grid-maps/{id}/imports': get('/imports'),
    'get /grid-maps/{id}/imports/{importId}': async (size) => {
      const id = await filled(size);
      const { body } = await asking.administrator.get(`/grid-maps/${id}/imports`).expect(200);
      return () => asking.administrator.get(`/grid-maps/${id}/imports/${body.items[0].id}`);
    },
    'delete /grid-maps/{id}/imports/{importId}': async (size) => {
      const id = await desk.draft();
      const { body } = await desk
        .buildings(
          id,
          (await buildings(size)).map(([code = '']) => [code]),
        )
        .expect(422);
      return () => desk.delete(`${id}/imports/${body.import.id}`);
    },
    'post /grid-maps/{id}/check': async (size) => {
      const id = await filled(size);
      return () => asking.administrator.post(`/grid-maps/${id}/check`);
    },
    'get /grid-maps/{id}/report': get('/report'),
    'get /grid-maps/{id}/report.geojson': get('/report.geojson'),
    'get /grid-maps/{id}/what-if': get('/what-if'),
    'get /grid-maps/{id}/what-if/tickets': get('/what-if/tickets'),
    'post /grid-maps/{id}/publish': async (size) => {
      const id = await filled(size, later);
      return () => asking.administrator.post(`/grid-maps/${id}/publish`, { acceptWarnings: true });
    },
    'delete /grid-maps/{id}/publication': async (size) => {
      const id = await filled(size, later);
      await asking.administrator.post(`/grid-maps/${id}/publish`, { acceptWarnings: true }).expect(202);
      return () => desk.delete(`${id}/publication`);
    },
    'post /grid-maps/{id}/rollback': async () => {
      const id = newId();
      await rest();
      await database.run(
        `INSERT INTO grid_maps (id, name, state, valid_from, source, published_at)
         VALUES ($1, '旧图', 'retired', '2026-01-01', '', now())`,
        [id],
      );
      return () => asking.administrator.post(`/grid-maps/${id}/rollback`);
    },
    'get /grid-maps/publications': () => Promise.resolve(() => asking.administrator.get('/grid-maps/publications')),
    'get /grid-maps/publications/{id}/moves': async () => {
      const id = await published();
      return () => asking.administrator.get(`/grid-maps/publications/${id}/moves`);
    },
  };
}
