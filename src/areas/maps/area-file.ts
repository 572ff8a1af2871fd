import { AREA_KINDS, type AreaKind } from '../areas.types.js';
import type { MultiPolygon } from '../geometry.js';
import type { AreaGiven, MapFinding } from './maps.types.js';

/** A feature of a file of areas; its geometry as it was read, and not trusted yet. */
export type ReadArea = { area: AreaGiven; geometry: MultiPolygon | null } | { fault: MapFinding };

const LEVELS: Record<string, AreaKind> = {
  ...Object.fromEntries(AREA_KINDS.map((kind) => [kind, kind])),
  市: 'city',
  区: 'district',
  县: 'district',
  街道: 'street',
  镇: 'street',
  乡: 'street',
  社区: 'community',
  村: 'community',
  网格: 'grid',
};
// a path is codes with dots between them
const CODE = /^[\w-]{1,30}$/;
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\ufeff]|\p{Surrogate}/u;
const NAME_MAX = 100;

/** Properties code, name, level, parent, station (codes as text or numbers); Polygon, MultiPolygon, or no geometry. */
export function readArea(text: string, { index, line }: { index: number; line: number }): ReadArea {
  const fault = (code: MapFinding['code'], args: Record<string, string> = {}, of = ''): ReadArea => ({
    fault: { code, severity: 'error', features: [{ index, line, code: of }], args },
  });
  const cell = (column: string, problem: string, of: string, args: Record<string, string> = {}) =>
    fault('bad-cell', { column, fault: problem, ...args }, of);
  const feature = parsed(text);
  const properties = objectOf(feature?.properties);
  const geometry = geometryOf(feature?.geometry);
  if (feature?.type !== 'Feature' || properties === undefined || geometry === undefined) {
    return fault('feature-unreadable');
  }
  const given = (name: string): string | null | undefined => textOf(properties[name]);
  const code = given('code') ?? '';
  if (code === '') return cell('code', 'required', '');
  if (!CODE.test(code)) return cell('code', 'wrong-format', code.slice(0, 50));
  const name = given('name') ?? undefined;
  if (name !== undefined && FORBIDDEN.test(name)) return cell('name', 'forbidden-characters', code);
  if (name !== undefined && [...name].length > NAME_MAX)
    return cell('name', 'too-long', code, { max: String(NAME_MAX) });
  const level = given('level') ?? undefined;
  const kind = level === undefined ? undefined : LEVELS[level.toLowerCase()];
  if (level !== undefined && kind === undefined) {
    return fault('level-unknown', { code, level: level.slice(0, 50) }, code);
  }
  return {
    area: {
      index,
      line,
      code,
      name,
      kind,
      parent: given('parent'),
      station: given('station'),
      hasGeometry: geometry !== null,
    },
    geometry,
  };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** Null where it is null or empty; undefined where it is not said. */
function textOf(value: unknown): string | null | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** Null: none; undefined: not of an area. Positions are looked at by the check, but they are lists of numbers. */
function geometryOf(value: unknown): MultiPolygon | null | undefined {
  if (value === null || value === undefined) return null;
  const { type, coordinates } = objectOf(value) ?? {};
  const polygons = type === 'Polygon' ? [coordinates] : type === 'MultiPolygon' ? coordinates : undefined;
  const isList = (list: unknown, of: (item: unknown) => boolean): boolean => Array.isArray(list) && list.every(of);
  const isPosition = (item: unknown) => isList(item, (number) => typeof number === 'number');
  return isList(polygons, (rings) => isList(rings, (ring) => isList(ring, isPosition)))
    ? (polygons as MultiPolygon)
    : undefined;
}
