import { readCsv, type CsvRow } from './csv.js';
import { csvRowsOf } from './csv-stream.js';

const COLUMNS = { code: { headers: ['代码', 'code'], required: true }, name: { headers: ['名称', 'name'] } } as const;
type Column = keyof typeof COLUMNS;

async function read(text: string, cut = 5): Promise<CsvRow<Column>[]> {
  async function* chunks() {
    for (let at = 0; at < text.length; at += cut) yield await Promise.resolve(text.slice(at, at + cut));
  }
  const rows: CsvRow<Column>[] = [];
  for await (const batch of csvRowsOf(chunks(), COLUMNS)) rows.push(...batch);
  return rows;
}

describe('the rows of a file that streams', () => {
  const text = '代码,名称\r\n a ,"x, ""y""\n z"\r\n\r\n,,\r\nb,c,,\r\nd,e,f\r\n';

  it('are those of a file that is read at once', async () => {
    const whole = readCsv(Buffer.from(text), COLUMNS);
    expect(await read(text)).toEqual(whole);
    expect(await read(text)).toMatchObject([
      { cells: { code: 'a', name: 'x, "y"\n z' } },
      { line: 6, cells: { code: 'b', name: 'c' }, tooLong: false },
      { line: 7, tooLong: true },
    ]);
  });

  it('come a batch at a time', async () => {
    async function* chunks() {
      yield 'code\n';
      for (let n = 0; n < 2_500; n += 1) yield await Promise.resolve(`c${n}\n`);
    }
    const sizes: number[] = [];
    for await (const batch of csvRowsOf(chunks(), COLUMNS)) sizes.push(batch.length);
    expect(sizes).toEqual(Array.from({ length: 10 }, () => 250));
  });

  it.each([
    ['an unknown header', 'code,colour\n', 'csv-unknown-header'],
    ['no code', 'name\nx\n', 'csv-header-missing'],
    ['nothing', '', 'csv-no-header'],
    ['a quote that stays open', `code,name\na,"${'x\n'.repeat(200_000)}`, 'csv-unreadable'],
    ['a quote that stays open at the end', 'code,name\na,"x\n', 'csv-unreadable'],
  ])('of a file with %s are refused', async (_, given, refused) => {
    await expect(read(given, 10_000)).rejects.toMatchObject({ refusal: { refused } });
  });

  it('end with what their source ends with', async () => {
    async function* broken() {
      yield 'code\na\n';
      await Promise.resolve();
      throw new Error('cut off');
    }
    const reading = (async () => {
      for await (const each of csvRowsOf(broken(), COLUMNS)) void each;
    })();
    await expect(reading).rejects.toThrow('cut off');
  });
});
