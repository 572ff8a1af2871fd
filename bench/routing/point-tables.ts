import pg from 'pg';
import type { Tile } from '../../test/support/tilings.js';

/** Areas in a database, asked point by point. */
export interface PointTable {
  /** codes of the areas that hold the point, in order; each client has a connection of its own (0–7) */
  at(client: number, lng: number, lat: number): Promise<string[]>;
  /** so near to a border that this table may answer otherwise than exactly */
  isAtBorder(lng: number, lat: number): Promise<boolean>;
  stop(): Promise<void>;
}

const CLIENTS = 8;
const BATCH = 500;
/** PostGIS reckons its positions in the same doubles: only what rounding can move differs. */
const ROUNDING = 1e-12;
/**
 * PostgreSQL's polygons take a point for one on an edge where a product of differences is below 1e-6: beside a short edge that is as far as
 * the edge is long. An edge of the tiling is shorter than this, in degrees. There they name both neighbours.
 */
const FUZZY = 3e-4;

/**
 * PostGIS: geometries of 4326 with a GiST index, and ST_Covers, which counts the border as the index in memory does. A row a part, as that
 * index has them: an area with parts far from each other has a box around both, and such rows took nine times as long.
 */
export function covering(url: string, tiles: readonly Tile[], stop: () => Promise<void>): Promise<PointTable> {
  return tableOf(url, stop, {
    create: 'CREATE TABLE areas (code text, shape geometry)',
    insert: `INSERT INTO areas SELECT r.code, ST_SetSRID(ST_GeomFromGeoJSON(json_build_object('type', 'Polygon', 'coordinates', r.shape)::text), 4326)
               FROM json_to_recordset($1) AS r (code text, shape json)`,
    rows: tiles.flatMap(({ code, geometry }) => geometry.map((shape) => ({ code, shape }))),
    index: 'CREATE INDEX ON areas USING gist (shape)',
    at: 'SELECT code FROM areas WHERE ST_Covers(shape, ST_Point($1, $2, 4326))',
    near: `SELECT EXISTS (SELECT FROM areas WHERE ST_DWithin(ST_Boundary(shape), ST_Point($1, $2, 4326), ${ROUNDING})
                             AND shape && ST_Expand(ST_Point($1, $2, 4326), ${ROUNDING})) AS near`,
  });
}

/**
 * PostgreSQL's polygons, one for each ring. Its GiST class for polygons answers for other polygons only, and those it compares edge by
 * edge; an index of the boxes around them was faster, so that is what is measured.
 */
export function outerRings(url: string, rings: readonly Tile[], stop: () => Promise<void>): Promise<PointTable> {
  return tableOf(url, stop, {
    create: 'CREATE TABLE areas (code text, shape polygon)',
    insert: 'INSERT INTO areas SELECT r.code, r.shape::polygon FROM json_to_recordset($1) AS r (code text, shape text)',
    rows: rings.map(({ code, geometry }) => ({ code, shape: polygonOf(geometry[0]?.[0] ?? []) })),
    index: 'CREATE INDEX ON areas USING gist (box(shape))',
    at: 'SELECT code FROM areas WHERE box(shape) @> box(point($1, $2), point($1, $2)) AND shape @> point($1, $2)',
    near: `SELECT EXISTS (SELECT FROM areas
             WHERE box(shape) && box(point($1 - ${FUZZY}, $2 - ${FUZZY}), point($1 + ${FUZZY}, $2 + ${FUZZY}))
               AND point($1, $2) <-> path(shape) <= ${FUZZY}) AS near`,
  });
}

function polygonOf(ring: readonly number[][]): string {
  // closed by itself: the last position would be there twice
  const positions = ring.slice(0, -1).map(([lng, lat]) => `(${lng},${lat})`);
  return `(${positions.join()})`;
}

interface Wanted {
  create: string;
  insert: string;
  rows: object[];
  index: string;
  at: string;
  near: string;
}

async function tableOf(url: string, stop: () => Promise<void>, wanted: Wanted): Promise<PointTable> {
  const clients: pg.Client[] = [];
  const end = async () => {
    for (const client of clients) await client.end();
    await stop();
  };
  try {
    for (let n = 0; n < CLIENTS; n += 1) {
      const client = new pg.Client({ connectionString: url });
      client.on('error', () => undefined);
      await client.connect();
      clients.push(client);
    }
    const [first] = clients as [pg.Client];
    await first.query(wanted.create);
    for (let from = 0; from < wanted.rows.length; from += BATCH) {
      await first.query(wanted.insert, [JSON.stringify(wanted.rows.slice(from, from + BATCH))]);
    }
    await first.query(wanted.index);
    await first.query('VACUUM ANALYZE areas');
    return {
      at: async (number, lng, lat) => {
        const query = { name: 'at', text: wanted.at, values: [lng, lat] };
        const found = await clients[number]?.query<{ code: string }>(query);
        const codes = found?.rows.map(({ code }) => code) ?? [];
        return codes.length > 1 ? codes.sort((a, b) => (a < b ? -1 : 1)) : codes;
      },
      isAtBorder: async (lng, lat) => {
        const { rows } = await first.query<{ near: boolean }>(wanted.near, [lng, lat]);
        return rows[0]?.near === true;
      },
      stop: end,
    };
  } catch (thrown) {
    await end();
    throw thrown;
  }
}
