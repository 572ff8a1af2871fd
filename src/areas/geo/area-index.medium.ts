import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { feature } from 'topojson-client';
import { OwnPostgis } from '../../../test/support/own-postgis.js';
import { describeOnPostgis } from '../../../test/support/postgis.js';
import { tiling } from '../../../test/support/tilings.js';
import { Random } from '../../demo/random.js';
import type { MultiPolygon } from '../geometry.js';
import { AreaIndex } from './area-index.js';

interface Area {
  code: string;
  geometry: MultiPolygon;
}

/** Of one map; in all a million. */
const POINTS = { counties: 400_000, tilings: 200_000 };
const BATCH = 50_000;
/** Nearer than this, in degrees, is on the border: a ten-thousandth of a millimetre. */
const BORDER = 1e-12;

const compare = (a: string, b: string) => (a < b ? -1 : 1);

function counties(): Area[] {
  const file = createRequire(import.meta.url).resolve('us-atlas/counties-10m.json');
  const topology = JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof feature>[0];
  const found = feature(topology, topology.objects.counties ?? { type: 'GeometryCollection', geometries: [] });
  return ('features' in found ? found.features : []).flatMap(({ id, geometry }) => {
    if (geometry.type === 'Polygon') return [{ code: String(id), geometry: [geometry.coordinates] }];
    return geometry.type === 'MultiPolygon' ? [{ code: String(id), geometry: geometry.coordinates }] : [];
  });
}

/** Anywhere in the box around all of it; every third within a hair of a position of some border. */
function randomPoints(areas: Area[], count: number, seed: number): { lngs: number[]; lats: number[] } {
  const random = new Random(seed, 'points');
  const positions = areas.flatMap(({ geometry }) => geometry.flat(2));
  const lngs = positions.map(([lng = 0]) => lng).sort((a, b) => a - b);
  const lats = positions.map(([, lat = 0]) => lat).sort((a, b) => a - b);
  const [west = 0, east = 0, south = 0, north = 0] = [lngs[0], lngs.at(-1), lats[0], lats.at(-1)];
  const found = { lngs: [] as number[], lats: [] as number[] };
  for (let n = 0; n < count; n += 1) {
    const near = n % 3 === 0 ? random.pick(positions) : undefined;
    const far = 10 ** -random.between(1, 14);
    found.lngs.push(near === undefined ? random.between(west, east) : (near[0] ?? 0) + random.between(-far, far));
    found.lats.push(near === undefined ? random.between(south, north) : (near[1] ?? 0) + random.between(-far, far));
  }
  return found;
}

describeOnPostgis('points in areas, beside ST_Covers', () => {
  let postgis: OwnPostgis;

  beforeAll(async () => {
    postgis = await OwnPostgis.start();
  });
  afterAll(() => postgis.close());

  /** Rings that PostGIS calls invalid are repaired by it, and both sides read the same repaired text. */
  async function stored(areas: Area[]): Promise<Area[]> {
    const { client } = postgis;
    await client.query('DROP TABLE IF EXISTS areas; CREATE TABLE areas (code text, geom geometry)');
    await client.query(
      `INSERT INTO areas SELECT r.code, ST_GeomFromGeoJSON(json_build_object('type', 'MultiPolygon', 'coordinates', r.geometry)::text)
         FROM json_to_recordset($1) AS r (code text, geometry json)`,
      [JSON.stringify(areas)],
    );
    const { rows } = await client.query<{ code: string; coordinates: MultiPolygon }>(
      `WITH repaired AS (
         UPDATE areas SET geom = ST_GeomFromGeoJSON(ST_AsGeoJSON(ST_Multi(ST_CollectionExtract(ST_MakeValid(geom), 3)), 17))
          WHERE NOT ST_IsValid(geom) RETURNING code, geom)
       SELECT code, ST_AsGeoJSON(geom, 17)::json -> 'coordinates' AS coordinates FROM repaired`,
    );
    const repaired = new Map(rows.map(({ code, coordinates }) => [code, coordinates]));
    const invalid = await client.query('SELECT code FROM areas WHERE NOT ST_IsValid(geom)');
    expect(invalid.rows).toEqual([]);
    return areas.map(({ code, geometry }) => ({ code, geometry: repaired.get(code) ?? geometry }));
  }

  /** The areas that hold each point, by PostGIS: codes joined by commas; nothing for a point that none holds. */
  async function covered({ lngs, lats }: { lngs: number[]; lats: number[] }): Promise<Map<number, string>> {
    const { client } = postgis;
    await client.query('DROP TABLE IF EXISTS points; CREATE TABLE points (n int, geom geometry)');
    for (let from = 0; from < lngs.length; from += BATCH) {
      await client.query(
        `INSERT INTO points SELECT $1::int + p.n - 1, ST_Point(p.lng, p.lat, 4326)
           FROM unnest($2::float8[], $3::float8[]) WITH ORDINALITY AS p (lng, lat, n)`,
        [from, lngs.slice(from, from + BATCH), lats.slice(from, from + BATCH)],
      );
    }
    await client.query('CREATE INDEX ON points USING gist (geom); ANALYZE points; ANALYZE areas');
    const { rows } = await client.query<{ n: number; codes: string }>(
      `SELECT p.n, string_agg(a.code, ',' ORDER BY a.code COLLATE "C") AS codes
         FROM areas a JOIN points p ON ST_Covers(a.geom, p.geom) GROUP BY p.n`,
    );
    return new Map(rows.map(({ n, codes }) => [n, codes]));
  }

  const onBorder = async (code: string, lng: number, lat: number) => {
    const { rows } = await postgis.client.query<{ near: boolean }>(
      'SELECT ST_Distance(ST_Boundary(geom), ST_Point($2, $3, 4326)) < $4 AS near FROM areas WHERE code = $1',
      [code, lng, lat, BORDER],
    );
    return rows[0]?.near === true;
  };

  it.each([
    ['counties of a whole country, with holes, parts and shared borders', counties, POINTS.counties],
    ['a tiling with holes, islands and far parts', () => tiling({ side: 40, steps: 12, pieces: true }), POINTS.tilings],
    [
      'a fine tiling far from the origin',
      () => tiling({ side: 60, steps: 5, at: { lng: 120.3, lat: 36.05, cell: 0.0005 }, seed: 7, pieces: true }),
      POINTS.tilings,
    ],
    ['a coarse tiling', () => tiling({ side: 6, steps: 400, seed: 11, pieces: true }), POINTS.tilings],
  ] as const)(
    'are the same in %s',
    async (_, make, count) => {
      const areas = await stored(make());
      const index = AreaIndex.of(areas.map((area) => ({ ...area, kind: 'grid' as const })));
      const { lngs, lats } = randomPoints(areas, count, 1);
      const theirs = await covered({ lngs, lats });
      let held = 0;
      const unlike: number[] = [];
      const differing: { code: string; lng: number; lat: number }[] = [];
      for (let n = 0; n < count; n += 1) {
        const [lng = 0, lat = 0] = [lngs[n], lats[n]];
        const numbers = index.allAt(lng, lat);
        if (numbers[0] !== index.at(lng, lat)) unlike.push(n);
        const codes = numbers.map((number) => areas[number]?.code ?? '').sort(compare);
        const told = theirs.get(n) ?? '';
        if (told !== '') held += 1;
        if (codes.join() === told) continue;
        const others = told.split(',').filter((code) => code !== '');
        const either = [
          ...codes.filter((code) => !others.includes(code)),
          ...others.filter((code) => !codes.includes(code)),
        ];
        differing.push(...either.map((code) => ({ code, lng, lat })));
      }
      expect(unlike).toEqual([]);
      for (const { code, lng, lat } of differing) {
        expect({ code, lng, lat, onBorder: await onBorder(code, lng, lat) }).toEqual({
          code,
          lng,
          lat,
          onBorder: true,
        });
      }
      // the comparison is of points that are somewhere, and of points that are nowhere
      expect(held).toBeGreaterThan(count / 10);
      expect(held).toBeLessThan(count);
    },
    300_000,
  );
});
