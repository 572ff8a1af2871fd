import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { textOf } from '../../platform/text-stream.js';
import type { BookEntry } from '../addresses/address.types.js';
import type { AreaMap } from './area-map.js';

type Column = 'code' | 'name' | 'address' | 'aliases' | 'grid' | 'lng' | 'lat' | 'units';

/** Headers as files have them; what is not here is passed over. */
const HEADERS: Readonly<Record<string, Column>> = {
  code: 'code',
  id: 'code',
  代码: 'code',
  编码: 'code',
  编号: 'code',
  name: 'name',
  名称: 'name',
  楼栋: 'name',
  address: 'address',
  地址: 'address',
  aliases: 'aliases',
  alias: 'aliases',
  别名: 'aliases',
  grid: 'grid',
  网格: 'grid',
  lng: 'lng',
  lon: 'lng',
  longitude: 'lng',
  经度: 'lng',
  lat: 'lat',
  latitude: 'lat',
  纬度: 'lat',
  units: 'units',
  单元: 'units',
};
const BATCH = 1_000;

/** Rows as an address book takes them, a thousand at a time; a building without a grid has that of the area that it stands in. */
export async function* buildingsOf(file: string, areas: AreaMap): AsyncGenerator<BookEntry[]> {
  const parser = parse({
    bom: true,
    delimiter: [',', '\t', ';'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    trim: true,
  });
  const source = Readable.from(textOf(createReadStream(file)));
  source.on('error', (fault) => parser.destroy(fault));
  const names = namesAround(areas);
  let columns: (Column | undefined)[] | undefined;
  let batch: BookEntry[] = [];
  let row = 1;
  for await (const record of source.pipe(parser) as AsyncIterable<string[]>) {
    row += 1;
    if (columns === undefined) {
      columns = record.map((header) => HEADERS[header.toLowerCase()]);
      continue;
    }
    batch.push(entryOf(record, columns, row - 1, areas, names));
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function entryOf(
  record: readonly string[],
  columns: readonly (Column | undefined)[],
  row: number,
  areas: AreaMap,
  names: (code: string) => readonly string[],
): BookEntry {
  const cell = (column: Column) => record[columns.indexOf(column)] ?? '';
  const list = (column: Column) =>
    cell(column)
      .split(/[|｜]/)
      .map((item) => item.trim())
      .filter((item) => item !== '');
  const [lng, lat] = [degrees(cell('lng')), degrees(cell('lat'))];
  const point = lng === null || lat === null ? null : { lng, lat };
  const grid = cell('grid') || (point === null ? undefined : areas.placeOf(point)?.area.code) || null;
  return {
    code: cell('code') || String(row),
    name: cell('name'),
    address: cell('address'),
    aliases: list('aliases'),
    units: list('units'),
    grid,
    areas: grid === null ? [] : names(grid),
    lng: point?.lng ?? null,
    lat: point?.lat ?? null,
  };
}

function degrees(text: string): number | null {
  const number = text === '' ? NaN : Number(text);
  return Number.isFinite(number) && Math.abs(number) <= 180 ? number : null;
}

/** One list a grid, however many buildings it has. */
function namesAround(areas: AreaMap): (code: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (code) => {
    const before = known.get(code);
    if (before !== undefined) return before;
    const around = areas.path(code).map(({ name }) => name);
    known.set(code, around);
    return around;
  };
}
