import { Readable } from 'node:stream';
import { writeXlsxStream } from 'hucre/xlsx';

export type Cell = string | number | null;
export const TABLE_FORMATS = ['csv', 'xlsx'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

export const TABLE_TYPES: Record<TableFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/**
 * Text that a spreadsheet would run as a formula: it begins with = + - @, a tab or a line end, also after blanks, or with the wide forms
 * of these signs, which some spreadsheets take for them (OWASP, CSV Injection).
 */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠]/;

/** The text as it may stand in a cell: nothing of it is run. Numbers are no text, and stay. */
export function safeCell(cell: Cell): Cell {
  return typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : cell;
}

/** A file of any length, written as its rows come: memory does not grow with them. The first row is the header. */
export function tableFile(rows: AsyncIterable<Cell[]>, format: TableFormat): Readable {
  if (format === 'csv') return Readable.from(csv(rows));
  const bytes = writeXlsxStream(safe(rows), { name: 'Sheet1', freezePane: { rows: 1 } });
  return Readable.fromWeb(bytes);
}

async function* safe(rows: AsyncIterable<Cell[]>): AsyncGenerator<Cell[]> {
  for await (const row of rows) yield row.map(safeCell);
}

async function* csv(rows: AsyncIterable<Cell[]>): AsyncGenerator<string> {
  // the mark by which spreadsheets know UTF-8
  yield '\ufeff';
  for await (const row of safe(rows)) yield `${row.map(cellOf).join(',')}\r\n`;
}

function cellOf(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
