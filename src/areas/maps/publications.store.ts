import type { Sql, Tx } from '../../platform/database/database.js';
import type { Publication } from './maps.types.js';

const PUBLICATION = `p.id, p.map_id AS "mapId", m.name AS "mapName", p.previous_id AS "previousId", p.kind, p.state,
  p.valid_from::text AS "validFrom", p.move_open_tickets AS "moveOpenTickets", p.requested_at AS "requestedAt",
  p.requested_by AS "requestedBy", p.due_at AS "dueAt", p.prepared_from AS "preparedFrom", p.published_at AS "publishedAt", p.fault`;

/** What was published, what is to be, and who is ready for it. */
export class PublicationsStore {
  async insert(
    tx: Tx,
    row: Pick<
      Publication,
      'id' | 'mapId' | 'kind' | 'validFrom' | 'moveOpenTickets' | 'requestedAt' | 'requestedBy' | 'dueAt'
    >,
    previousId: string | null,
  ): Promise<void> {
    await tx.run(
      `INSERT INTO map_publications (id, map_id, previous_id, kind, state, valid_from, move_open_tickets, requested_at,
                                     requested_by, due_at)
       VALUES ($1, $2, $3, $4, 'scheduled', $5, $6, $7, $8, $9)`,
      [
        row.id,
        row.mapId,
        previousId,
        row.kind,
        row.validFrom,
        row.moveOpenTickets,
        row.requestedAt,
        row.requestedBy,
        row.dueAt,
      ],
    );
  }

  /** Without being announced. */
  async insertPublished(tx: Tx, id: string, mapId: string, previousId: string | null, now: Date): Promise<void> {
    await tx.run(
      `INSERT INTO map_publications (id, map_id, previous_id, kind, state, valid_from, move_open_tickets, requested_at, due_at,
                                     published_at, ended_at)
       SELECT $1, id, $3, 'publish', 'published', valid_from, false, $4, $4, $4, $4 FROM grid_maps WHERE id = $2`,
      [id, mapId, previousId, now],
    );
  }

  one(sql: Sql, id: string): Promise<Publication | undefined> {
    return sql.one<Publication>(
      `SELECT ${PUBLICATION} FROM map_publications p JOIN grid_maps m ON m.id = p.map_id WHERE p.id = $1`,
      [id],
    );
  }

  /** Of this map, not over yet. */
  active(sql: Sql, mapId: string): Promise<Publication | undefined> {
    return sql.one<Publication>(
      `SELECT ${PUBLICATION} FROM map_publications p JOIN grid_maps m ON m.id = p.map_id
        WHERE p.map_id = $1 AND p.state IN ('scheduled', 'preparing')`,
      [mapId],
    );
  }

  /** Newest first. */
  page(sql: Sql, limit: number, before: string | null): Promise<Publication[]> {
    return sql.rows<Publication>(
      `SELECT ${PUBLICATION} FROM map_publications p JOIN grid_maps m ON m.id = p.map_id
        WHERE $2::uuid IS NULL OR p.id < $2 ORDER BY p.id DESC LIMIT $1`,
      [limit, before],
    );
  }

  /** The one that every process gets ready for. */
  preparing(sql: Sql): Promise<Publication | undefined> {
    return sql.one<Publication>(
      `SELECT ${PUBLICATION} FROM map_publications p JOIN grid_maps m ON m.id = p.map_id WHERE p.state = 'preparing'`,
    );
  }

  async isAnyDue(sql: Sql, before: Date): Promise<boolean> {
    const row = await sql.one(
      `SELECT 1 FROM map_publications WHERE state IN ('scheduled', 'preparing') AND due_at <= $1 LIMIT 1`,
      [before],
    );
    return row !== undefined;
  }

  /** The next that is due before this moment begins to be prepared, unless one is already; true: it does. */
  async prepareNext(sql: Sql, before: Date, now: Date): Promise<boolean> {
    const begun = await sql.run(
      `UPDATE map_publications SET state = 'preparing', prepared_from = $2
        WHERE id = (SELECT id FROM map_publications WHERE state = 'scheduled' AND due_at <= $1 ORDER BY due_at, id LIMIT 1
                       FOR UPDATE SKIP LOCKED)
          AND NOT EXISTS (SELECT FROM map_publications WHERE state = 'preparing')`,
      [before, now],
    );
    return begun === 1;
  }

  /** A process reads the coming map (`ready` false), or has read it. */
  async acknowledge(sql: Sql, publicationId: string, readerId: string, readyAt: Date | null): Promise<void> {
    await sql.run(
      `INSERT INTO map_readers AS r (publication_id, reader_id, ready_at)
       SELECT id, $2, $3 FROM map_publications WHERE id = $1 AND state = 'preparing'
       ON CONFLICT (publication_id, reader_id) DO UPDATE SET ready_at = coalesce(excluded.ready_at, r.ready_at)`,
      [publicationId, readerId, readyAt],
    );
  }

  /** How many processes there are (each listens on a connection of its own), and how many of them are ready. */
  async readers(sql: Sql, publicationId: string): Promise<{ ready: number; living: number }> {
    const row = await sql.one<{ ready: number; living: number }>(
      `SELECT (SELECT count(*)::int FROM map_readers WHERE publication_id = $1 AND ready_at IS NOT NULL) AS ready,
              (SELECT count(*)::int FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'bangban wake') AS living`,
      [publicationId],
    );
    return row ?? { ready: 0, living: 0 };
  }

  lock(tx: Tx, id: string): Promise<Publication | undefined> {
    return tx.one<Publication>(
      `SELECT ${PUBLICATION} FROM map_publications p JOIN grid_maps m ON m.id = p.map_id WHERE p.id = $1 FOR UPDATE OF p`,
      [id],
    );
  }

  async end(
    tx: Tx,
    id: string,
    state: 'published' | 'withdrawn' | 'failed',
    now: Date,
    previousId: string | null = null,
    fault: string | null = null,
  ): Promise<void> {
    await tx.run(
      `UPDATE map_publications
          SET state = $2, ended_at = $3, published_at = CASE WHEN $2 = 'published' THEN $3::timestamptz END,
              previous_id = coalesce($4, previous_id), fault = $5
        WHERE id = $1`,
      [id, state, now, previousId, fault],
    );
    await tx.run('DELETE FROM map_readers WHERE publication_id = $1', [id]);
  }

  /** Retires the map that was published before; its id. Undefined: this map cannot be published. */
  async flip(tx: Tx, mapId: string, now: Date): Promise<{ previousId: string | null } | undefined> {
    // another publication waits here
    const before = await tx.one<{ id: string }>(
      `UPDATE grid_maps SET state = 'retired' WHERE state = 'published' AND id <> $1 RETURNING id`,
      [mapId],
    );
    const published = await tx.run(
      `UPDATE grid_maps SET state = 'published', published_at = $2 WHERE id = $1 AND state IN ('draft', 'retired')`,
      [mapId, now],
    );
    return published === 1 ? { previousId: before?.id ?? null } : undefined;
  }

  /** Areas are now what the map says of them. `today`: the day on which those that are new begin, and others end. */
  async followAreas(tx: Tx, mapId: string, previousId: string | null, today: string): Promise<void> {
    const isAnother = `a.name <> m.name OR a.draft OR a.valid_to IS NOT NULL`;
    await tx.run(
      `UPDATE areas a SET name = m.name, draft = false, valid_to = NULL,
              valid_from = CASE WHEN a.draft THEN $2::date ELSE a.valid_from END
         FROM map_areas m WHERE m.map_id = $1 AND a.id = m.area_id AND (${isAnother})`,
      [mapId, today],
    );
    const moved = await tx.one(
      `SELECT 1 FROM map_areas m JOIN areas a ON a.id = m.area_id WHERE m.map_id = $1 AND a.path <> m.path LIMIT 1`,
      [mapId],
    );
    // raises the revision of what accounts may do, so only where there is something to follow
    if (moved !== undefined) {
      await tx.run(
        `UPDATE areas a SET path = m.path, parent_id = m.parent_id
           FROM map_areas m WHERE m.map_id = $1 AND a.id = m.area_id AND a.path <> m.path`,
        [mapId],
      );
    }
    // what began today and ends today never was
    await tx.run(
      `UPDATE areas a SET draft = a.valid_from >= $2::date,
              valid_to = CASE WHEN a.valid_from >= $2::date THEN NULL ELSE $2::date END
        WHERE NOT a.draft AND a.valid_to IS NULL
          AND NOT EXISTS (SELECT FROM map_areas m WHERE m.map_id = $1 AND m.area_id = a.id)
          AND EXISTS (SELECT FROM map_areas o WHERE o.map_id = $3 AND o.area_id = a.id)`,
      [mapId, today, previousId],
    );
  }

  /** Buildings have now the words and the grid that the map gives them; those that it has not are gone from today on. */
  async followBuildings(tx: Tx, mapId: string, previousId: string | null, today: string): Promise<void> {
    await tx.run(
      `UPDATE buildings b
          SET name = v.name, address = v.address, aliases = v.aliases, units = v.units, lng = v.lng, lat = v.lat,
              search_text = v.search_text, version_id = v.id, grid_id = m.grid_id, removed_on = NULL
         FROM map_buildings m JOIN building_versions v ON v.id = m.version_id
        WHERE m.map_id = $1 AND b.id = m.building_id
          AND ((b.version_id, b.grid_id) IS DISTINCT FROM (m.version_id, m.grid_id) OR b.removed_on IS NOT NULL)`,
      [mapId],
    );
    await tx.run(
      `UPDATE buildings b SET removed_on = $3
         FROM map_buildings o
        WHERE o.map_id = $2 AND b.id = o.building_id AND b.removed_on IS NULL
          AND NOT EXISTS (SELECT FROM map_buildings m WHERE m.map_id = $1 AND m.building_id = b.id)`,
      [mapId, previousId, today],
    );
  }
}
