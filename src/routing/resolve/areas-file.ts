import { createReadStream } from 'node:fs';
import type { MultiPolygon } from '../../areas/areas.js';
import { featuresOf } from '../../platform/geojson-stream.js';
import { textOf } from '../../platform/text-stream.js';
import { AreaMap } from './area-map.js';

type Fields = Record<string, unknown>;

/** A GeoJSON FeatureCollection with properties code, name, level, parent, station. What is no area of such a kind is passed over, and counted. */
export async function readAreas(file: string): Promise<{ areas: AreaMap; skipped: number }> {
  const areas = new AreaMap();
  let skipped = 0;
  for await (const { text, index } of featuresOf(textOf(createReadStream(file)))) {
    const feature = fieldsOf(parsed(text));
    const geometry = geometryOf(fieldsOf(feature?.['geometry']));
    const properties = fieldsOf(feature?.['properties']) ?? {};
    const code = word(properties['code']) ?? word(feature?.['id']) ?? String(index + 1);
    if (feature === undefined || geometry === undefined) {
      skipped += 1;
      continue;
    }
    const name = word(properties['name']) ?? code;
    const [level, parent, station] = ['level', 'parent', 'station'].map((key) => word(properties[key]));
    areas.add({ code, name, level: level ?? null, parent: parent ?? null, station: station ?? null }, geometry);
  }
  areas.finish();
  return { areas, skipped };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** Codes are text or numbers. */
function word(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** An area without a boundary is still a parent. */
function geometryOf(geometry: Fields | undefined): MultiPolygon | undefined {
  if (geometry === undefined) return [];
  const { type, coordinates, geometries } = geometry;
  if (type === 'GeometryCollection' && Array.isArray(geometries)) {
    return geometries.flatMap((each) => geometryOf(fieldsOf(each)) ?? []);
  }
  const polygons: unknown = type === 'Polygon' ? [coordinates] : type === 'MultiPolygon' ? coordinates : undefined;
  const isPosition = (item: unknown) =>
    Array.isArray(item) && typeof item[0] === 'number' && typeof item[1] === 'number';
  const isRing = (ring: unknown) => Array.isArray(ring) && ring.every(isPosition);
  const isPolygon = (rings: unknown) => Array.isArray(rings) && rings.every(isRing);
  if (!Array.isArray(polygons) || !polygons.every(isPolygon)) return undefined;
  return (polygons as MultiPolygon).map((rings) => rings.map(closed));
}

/** Two numbers a position, the first again at the end. */
function closed(ring: number[][]): number[][] {
  const flat = ring.map(([lng = 0, lat = 0]) => [lng, lat]);
  const [first, last] = [flat[0], flat.at(-1)];
  if (first === undefined || last === undefined) return flat;
  return first[0] === last[0] && first[1] === last[1] ? flat : [...flat, first];
}
