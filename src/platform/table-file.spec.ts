import { readXlsx } from 'hucre/xlsx';
import { safeCell, tableFile, type Cell } from './table-file.js';

async function* some(rows: Cell[][]): AsyncGenerator<Cell[]> {
  for (const row of rows) yield await Promise.resolve(row);
}

async function bytesOf(file: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of file)
    parts.push(typeof part === 'string' ? Buffer.from(part) : Buffer.from(part as Uint8Array));
  return Buffer.concat(parts);
}

const RUN = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', "=cmd|' /C calc'!A0"];

it.each(RUN)('a cell that a spreadsheet would run is text: %j', async (text) => {
  expect(safeCell(text)).toBe(`'${text}`);
  const csv = (await bytesOf(tableFile(some([[text, 'x']]), 'csv'))).toString();
  expect(csv.replace('\ufeff', '').replace(/^"/, '').startsWith("'")).toBe(true);
  const { sheets } = await readXlsx(await bytesOf(tableFile(some([['a'], [text]]), 'xlsx')));
  expect(String(sheets[0]?.rows[1]?.[0]).startsWith("'")).toBe(true);
});

it('plain text and numbers stay what they are, in both formats', async () => {
  const rows: Cell[][] = [
    ['名称', 'a,b "c"\n d', 'n'],
    ['李沧', null, -3.5],
  ];
  const csv = (await bytesOf(tableFile(some(rows), 'csv'))).toString();
  expect(csv).toBe('\ufeff名称,"a,b ""c""\n d",n\r\n李沧,,-3.5\r\n');
  const { sheets } = await readXlsx(await bytesOf(tableFile(some(rows), 'xlsx')));
  expect(sheets[0]?.rows[0]).toEqual(rows[0]);
  expect([sheets[0]?.rows[1]?.[0], sheets[0]?.rows[1]?.[2]]).toEqual(['李沧', -3.5]);
});

it('rows are asked for as they are written, not all at once', async () => {
  let asked = 0;
  async function* endless(): AsyncGenerator<Cell[]> {
    for (;;) {
      asked += 1;
      yield await Promise.resolve(['行', asked]);
    }
  }
  for (const format of ['csv', 'xlsx'] as const) {
    asked = 0;
    const file = tableFile(endless(), format);
    let read = 0;
    for await (const part of file) {
      read += (part as Uint8Array | string).length;
      if (read > 100_000) break;
    }
    expect(asked).toBeGreaterThan(100);
    expect(asked).toBeLessThan(2_000_000);
    file.destroy();
  }
}, 30_000);
