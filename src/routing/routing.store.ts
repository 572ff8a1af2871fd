import type { Sql, Tx } from '../platform/database/database.js';

/** What a look at the database tells: is what is in memory still so, and is another map coming? */
export interface MapSigns {
  revision: string;
  mapId: string | null;
  coming: { id: string; mapId: string } | null;
}

export class RoutingStore {
  /** The statements of this transaction all see the same moment: a snapshot never mixes two maps. First in the transaction. */
  async freeze(tx: Tx): Promise<void> {
    await tx.run('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  }

  async signs(sql: Sql): Promise<MapSigns> {
    const signs = await sql.one<MapSigns>(
      `SELECT coalesce((SELECT revision::text FROM reference_revision), '0') AS revision,
              (SELECT id FROM grid_maps WHERE state = 'published') AS "mapId",
              (SELECT jsonb_build_object('id', id, 'mapId', map_id) FROM map_publications WHERE state = 'preparing') AS coming`,
    );
    return signs ?? { revision: '0', mapId: null, coming: null };
  }
}
