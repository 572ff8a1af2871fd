import { COORDINATE_SYSTEMS, toWgs84, type CoordinateSystem, type Point } from '../coordinates.js';

/** One line of the file of queries, read. */
export interface Query {
  id: unknown;
  text: string;
  /** WGS-84 */
  point: Point | undefined;
  among: string[] | undefined;
}

const SYSTEMS: Readonly<Record<string, CoordinateSystem>> = {
  ...Object.fromEntries(COORDINATE_SYSTEMS.map((system) => [system, system])),
  epsg4326: 'wgs84',
  crs84: 'wgs84',
  '4326': 'wgs84',
};

/** The query, or what is wrong with the line, for people. */
export function readQuery(line: string): Query | { id: unknown; error: string } {
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    return { id: null, error: '这一行不是 JSON / the line is no JSON' };
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { id: null, error: '这一行不是 JSON 对象 / the line is no JSON object' };
  }
  const { id = null, text, lng, lat, crs, among } = given as Record<string, unknown>;
  const wrong = (error: string) => ({ id, error });
  if (text !== undefined && text !== null && typeof text !== 'string') return wrong('text 应为文字 / text is no text');
  const system = crs === undefined || crs === null || crs === '' ? 'wgs84' : SYSTEMS[named(crs)];
  if (system === undefined) return wrong(`crs 应为 ${COORDINATE_SYSTEMS.join('、')} 之一 / crs is none of these`);
  const hasPoint = (lng ?? lat ?? null) !== null;
  const [x, y] = [numberOf(lng), numberOf(lat)];
  if (hasPoint && (x === undefined || y === undefined)) return wrong('lng、lat 应为数字 / lng and lat are no numbers');
  if (hasPoint && (Math.abs(x ?? 0) > 180 || Math.abs(y ?? 0) > 90)) {
    return wrong('lng、lat 超出范围，是否填反了 / lng or lat out of range: are they swapped?');
  }
  if (among !== undefined && among !== null && !Array.isArray(among)) return wrong('among 应为列表 / among is no list');
  return {
    id,
    text: text ?? '',
    point: x === undefined || y === undefined ? undefined : toWgs84({ lng: x, lat: y }, system),
    among: Array.isArray(among) ? among.map(String) : undefined,
  };
}

function named(crs: unknown): string {
  return String(crs)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
