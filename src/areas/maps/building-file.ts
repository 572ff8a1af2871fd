import { readList, type Columns, type CsvRow } from '../../platform/csv.js';
import type { BuildingGiven, MapFinding } from './maps.types.js';

export const BUILDING_COLUMNS = {
  code: { headers: ['代码', '编码', 'code'], required: true },
  name: { headers: ['名称', 'name'] },
  address: { headers: ['地址', 'address'] },
  aliases: { headers: ['别名', 'aliases'] },
  units: { headers: ['单元', 'units'] },
  grid: { headers: ['网格', 'grid'] },
  lng: { headers: ['经度', 'lng'] },
  lat: { headers: ['纬度', 'lat'] },
} as const satisfies Columns<string>;
export type BuildingColumn = keyof typeof BUILDING_COLUMNS;

/** A header and a building that is made up. */
export const BUILDING_TEMPLATE = [
  Object.values(BUILDING_COLUMNS).map(({ headers }) => headers[0]),
  [
    '370203005011-001',
    '登州路24号大院10号楼（示例）',
    '登州路24号大院10号楼',
    '24号院10号楼|军休大院10号楼',
    '1单元|2单元',
    '370203005011001',
    '120.3501',
    '36.0801',
  ],
];

const MAX = { code: 50, name: 100, address: 200, grid: 30 };
const LISTS = { aliases: { items: 50, max: 100 }, units: { items: 100, max: 50 } };
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\ufeff]|\p{Surrogate}/u;
const NUMBER = /^[+-]?\d{1,3}(\.\d{1,20})?$/;

/**
 * A row as far as it can be read without the draft, with every fault of it; undefined where it has one. A name stands for an address
 * that is not given, and an address for a name.
 */
export function readBuilding(
  { line, cells, tooLong }: CsvRow<BuildingColumn>,
  no: number,
): { building: BuildingGiven | undefined; faults: MapFinding[] } {
  const faults: MapFinding[] = [];
  const code = cells.code ?? '';
  const tell = (column: BuildingColumn | '', fault: string, args: Record<string, string> = {}): undefined => {
    faults.push({
      code: 'bad-cell',
      severity: 'error',
      features: [{ index: no, line, code: code.slice(0, MAX.code) }],
      args: { column, fault, ...args },
    });
  };
  const text = (column: keyof typeof MAX): string | undefined => {
    const value = cells[column] ?? '';
    if (FORBIDDEN.test(value)) return tell(column, 'forbidden-characters');
    const max = MAX[column];
    return [...value].length > max ? tell(column, 'too-long', { max: String(max) }) : value;
  };
  const list = (column: keyof typeof LISTS): string[] => {
    const { items, max } = LISTS[column];
    const value = cells[column] ?? '';
    if (FORBIDDEN.test(value)) tell(column, 'forbidden-characters');
    const all = [...new Set(readList(value))];
    if (all.length > items) tell(column, 'too-many', { max: String(items) });
    if (all.some((item) => [...item].length > max)) tell(column, 'too-long', { max: String(max) });
    return all;
  };
  const degrees = (column: 'lng' | 'lat', most: number): number | null => {
    const value = cells[column] ?? '';
    if (value === '') return null;
    const number = NUMBER.test(value) ? Number(value) : NaN;
    if (Number.isNaN(number)) tell(column, 'not-a-number');
    else if (number < -most) tell(column, 'too-small', { min: String(-most) });
    else if (number > most) tell(column, 'too-large', { max: String(most) });
    return number;
  };
  if (tooLong) tell('', 'too-many-cells');
  if (text('code') === '') tell('code', 'required');
  const [name = '', address = ''] = [text('name'), text('address')];
  if (name === '' && address === '' && faults.length === 0) tell('name', 'required');
  const grid = text('grid') ?? '';
  const [lng, lat] = [degrees('lng', 180), degrees('lat', 90)];
  if (lng === null && lat !== null) tell('lng', 'required');
  if (lat === null && lng !== null) tell('lat', 'required');
  if (grid === '' && lng === null && lat === null && faults.length === 0) {
    const args = { code };
    faults.push({ code: 'building-without-place', severity: 'error', features: [{ index: no, line, code }], args });
  }
  const [aliases, units] = [list('aliases'), list('units')];
  if (faults.length > 0) return { building: undefined, faults };
  const short = [...address].slice(0, MAX.name).join('');
  return {
    building: {
      no,
      line,
      code,
      name: name === '' ? short : name,
      address: address === '' ? name : address,
      aliases,
      units,
      grid: grid === '' ? null : grid,
      lng,
      lat,
    },
    faults,
  };
}
