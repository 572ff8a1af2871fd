import { CsvError, parse } from 'csv-parse/sync';
import './csv.problems.js';
import type { Refusal } from './http/refusal.js';

/** A file's columns by the names that the code gives them: what their headers may be, in Chinese and in English. */
export type Columns<Column extends string> = Record<Column, { headers: readonly string[]; required?: true }>;

export interface CsvRow<Column extends string> {
  /** of the file, where the row ends; the header is line 1 */
  line: number;
  /** without space at the ends; only columns that the file has */
  cells: Partial<Record<Column, string>>;
  /** more cells than headers: what they mean cannot be told */
  tooLong: boolean;
}

/** A fault of one row, before it is put into words. */
export interface RowFault {
  line: number;
  field: string;
  code: string;
  args?: Record<string, string | number>;
}

interface Parsed {
  record: string[];
  info: { lines: number };
}

/** 5 MiB: ten thousand rows of five hundred characters. */
export const CSV_LIMIT = 5 * 1024 * 1024;
export const CSV_ROWS = 10_000;

// C0 controls but tab, newline and carriage return, and what stands for bytes that could not be read
const UNREADABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/;

/** UTF-8, with its mark or without, or GB18030, as Excel in China writes it; undefined where it is neither. */
export function decodeText(bytes: Uint8Array): string | undefined {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return UNREADABLE.test(text) ? undefined : text;
    } catch {
      // the next one may fit
    }
  }
  return undefined;
}

/** The rows of a file, or what is wrong with all of it. Rows without any text are left out. */
export function readCsv<Column extends string>(
  bytes: Uint8Array,
  columns: Columns<Column>,
  max = CSV_ROWS,
): CsvRow<Column>[] | Refusal {
  const text = decodeText(bytes);
  if (text === undefined) return { refused: 'csv-wrong-encoding' };
  let parsed: Parsed[];
  try {
    parsed = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      // one more than allowed tells that there are too many
      to: max + 2,
    }) as unknown as Parsed[];
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    return { refused: 'csv-unreadable', args: { line: Number(thrown.lines ?? 1) } };
  }
  const [header, ...rows] = parsed;
  if (header === undefined) return { refused: 'csv-no-header' };
  const names = readHeader(header.record, columns);
  if (!Array.isArray(names)) return names;
  if (rows.length > max) return { refused: 'csv-too-many-rows', args: { max } };
  return rows.map(({ record, info }) => csvRow(record, info.lines, names));
}

/** A record as a row of these columns. */
export function csvRow<Column extends string>(record: string[], line: number, names: Column[]): CsvRow<Column> {
  return {
    line,
    cells: Object.fromEntries(names.map((name, at) => [name, record[at] ?? ''])) as CsvRow<Column>['cells'],
    tooLong: record.slice(names.length).some((cell) => cell !== ''),
  };
}

/** The names of the columns that the file has, in its order. */
export function readHeader<Column extends string>(record: string[], columns: Columns<Column>): Column[] | Refusal {
  const known = Object.entries(columns) as [Column, Columns<Column>[Column]][];
  const names: Column[] = [];
  // Excel leaves empty cells behind at the end
  const given = record.slice(0, record.findLastIndex((cell) => cell !== '') + 1);
  for (const header of given) {
    const found = known.find(([, { headers }]) => headers.includes(header.toLowerCase()))?.[0];
    if (found === undefined) {
      const all = known.map(([, { headers }]) => headers[0]).join('、');
      return { refused: 'csv-unknown-header', args: { header: header.slice(0, 50), known: all } };
    }
    if (names.includes(found)) return { refused: 'csv-header-twice', args: { header } };
    names.push(found);
  }
  const missing = known.find(([name, { required }]) => required === true && !names.includes(name));
  if (missing === undefined) return names;
  return { refused: 'csv-header-missing', args: { header: missing[1].headers.join(' / ') } };
}

/** Wide digits and signs as Chinese keyboards write them, as the narrow ones. */
export function narrow(text: string): string {
  return text.normalize('NFKC').replace(/[–—−~]/g, '-');
}

/** YYYY-MM-DD, also from 2026/1/5 as spreadsheets write it; undefined where it is no day. */
export function readDay(text: string): string | undefined {
  const match = /^((?:19|20|21)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(narrow(text));
  if (match === null) return undefined;
  const [, year = '', month = '', day = ''] = match;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : undefined;
}

/** The items of a list in one cell. */
export function readList(text: string): string[] {
  return text
    .split(/[|｜、]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** A file for spreadsheets: with the mark by which they know UTF-8. */
export function writeCsv(rows: string[][]): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
