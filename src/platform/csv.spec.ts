import { decodeText, readCsv, readDay, readList, writeCsv } from './csv.js';

const COLUMNS = { name: { headers: ['姓名', 'name'], required: true }, note: { headers: ['备注', 'note'] } } as const;
const read = (text: string | Uint8Array, max?: number) =>
  readCsv(typeof text === 'string' ? Buffer.from(text) : text, COLUMNS, max);
// 姓名,备注 / 张三,好 as Excel in China writes it
const GB18030 = Buffer.from([
  0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xb1, 0xb8, 0xd7, 0xa2, 0x0d, 0x0a, 0xd5, 0xc5, 0xc8, 0xfd, 0x2c, 0xba, 0xc3, 0x0d,
  0x0a,
]);

describe('a file of rows', () => {
  it.each([
    ['UTF-8', Buffer.from('姓名,备注\n张三,好\n')],
    ['UTF-8 with its mark', Buffer.from('\ufeff姓名,备注\n张三,好\n')],
    ['UTF-8 with CRLF and no end of line', Buffer.from('姓名,备注\r\n张三,好')],
    ['GB18030', GB18030],
    ['English headers in capitals', Buffer.from('Name,NOTE\n张三,好\n')],
    ['empty cells behind the header', Buffer.from('姓名,备注,,\n张三,好,,\n')],
    ['the columns the other way round', Buffer.from('备注,姓名\n好,张三\n')],
  ])('%s is read', (_, bytes) => {
    expect(read(bytes)).toEqual([{ line: 2, cells: { name: '张三', note: '好' }, tooLong: false }]);
  });

  it('keeps commas, quotes, line ends and formulas in quoted cells as they are, and says in which line a row ends', () => {
    expect(read('name,note\n"张,三","说""好""\n了"\n\n,\n李四,=1+1|cmd\n')).toEqual([
      { line: 3, cells: { name: '张,三', note: '说"好"\n了' }, tooLong: false },
      { line: 6, cells: { name: '李四', note: '=1+1|cmd' }, tooLong: false },
    ]);
  });

  it('tells a row that is longer than the header, and fills one that is shorter', () => {
    expect(read('name,note\n张三,好,又\n李四\n')).toEqual([
      { line: 2, cells: { name: '张三', note: '好' }, tooLong: true },
      { line: 3, cells: { name: '李四', note: '' }, tooLong: false },
    ]);
  });

  it.each([
    ['nothing in it', '', 'csv-no-header', undefined],
    ['only empty lines', '\n,\n', 'csv-no-header', undefined],
    ['a header nobody knows', '姓名,星座\n张三,x', 'csv-unknown-header', { header: '星座', known: '姓名、备注' }],
    ['no header at all', '张三,好\n', 'csv-unknown-header', { header: '张三', known: '姓名、备注' }],
    ['a hole in the header', '姓名,,备注\n', 'csv-unknown-header', { header: '', known: '姓名、备注' }],
    ['a header twice, once in each language', '姓名,name\n', 'csv-header-twice', { header: 'name' }],
    ['a column missing that must be there', '备注\n好\n', 'csv-header-missing', { header: '姓名 / name' }],
    ['a quote that does not end', '姓名\n张三\n"李四\n', 'csv-unreadable', { line: 3 }],
    ['one row too many', '姓名\na\nb\nc\n', 'csv-too-many-rows', { max: 2 }],
  ])('with %s is refused as a whole', (_, text, refused, args) => {
    expect(read(text, 2)).toEqual({ refused, ...(args === undefined ? {} : { args }) });
  });

  it('as large as allowed is read', () => {
    expect(read('姓名\na\nb\n', 2)).toHaveLength(2);
  });

  it.each([
    ['UTF-16', Buffer.from('\ufeff姓名\n张三', 'utf16le')],
    ['a picture', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a])],
    ['half a character', Buffer.concat([Buffer.from('姓名\n张'), Buffer.from([0xff])])],
  ])('that is %s has the wrong encoding', (_, bytes) => {
    expect(read(bytes)).toEqual({ refused: 'csv-wrong-encoding' });
  });
});

describe('a cell', () => {
  it.each([
    ['2026-01-05', '2026-01-05'],
    ['2026/1/5', '2026-01-05'],
    ['２０２６.１.５', '2026-01-05'],
    ['2026-02-30', undefined],
    ['5.1.2026', undefined],
    ['46027', undefined],
  ])('%s as a day is %s', (text, day) => {
    expect(readDay(text)).toBe(day);
  });

  it('holds a list, with either sign between', () => {
    expect(readList('水暖 | 电工、木工｜')).toEqual(['水暖', '电工', '木工']);
  });

  it('is written so that it is read again', () => {
    const row = ['a,b', 'say "x"', '两\n行', '=1+1'];
    const text = writeCsv([['姓名', '备注'], row.slice(0, 2)]);
    expect(decodeText(Buffer.from(text))).toContain('"say ""x"""');
    expect(read(text)).toEqual([{ line: 2, cells: { name: 'a,b', note: 'say "x"' }, tooLong: false }]);
  });
});
