import { generateStreet } from '../../demo/street.js';
import { gazetteer } from '../../../test/addresses/gazetteer.js';
import { AddressBook } from './address-book.js';
import type { BookEntry } from './address.types.js';

const street = generateStreet();
const names = new Map(street.areas.map(({ code, name }) => [code, name]));
const entries = street.buildings.map(({ gridCode, ...building }): BookEntry => {
  const around = [4, 6, 9, 12].flatMap((length) => names.get(gridCode.slice(0, length)) ?? []);
  return { ...building, grid: gridCode, areas: around };
});

const plain = (code: string, name: string, address = ''): BookEntry => ({
  code,
  name,
  address,
  aliases: [],
  units: [],
  grid: null,
  areas: [],
  lng: null,
  lat: null,
});

describe('the address book of the demo street', () => {
  let book: AddressBook;
  beforeAll(async () => {
    book = await AddressBook.build([entries]);
  });

  it('finds every building by its own address with a unit, and leaves the trouble', () => {
    const missed = street.buildings.filter(({ code, address, units }) => {
      const unit = units.at(-1) ?? '';
      const { building, unit: said, rest } = book.resolve(`${address}${unit}楼道灯不亮`);
      return building !== code || said !== unit.replace('单元', '') || rest !== '楼道灯不亮';
    });
    expect(missed.map(({ address }) => address)).toEqual([]);
    expect(book.size).toBe(street.buildings.length);
  });

  it('finds the building of the story by its community, which has no other of that number', () => {
    const { building, unit } = book.resolve('贮水山社区10号楼4单元');
    expect(street.buildings.find(({ code }) => code === building)?.name).toBe('登州路24号大院10号楼');
    expect(unit).toBe('4');
  });

  it('tells the parts as they stand in the words, and in their one spelling', () => {
    const { parts } = book.resolve('市北区登州路二十四号大院１０#楼四单元，灯坏了');
    expect(parts).toEqual([
      { kind: 'district', text: '市北区', value: '市北区' },
      { kind: 'road', text: '登州路', value: '登州路' },
      { kind: 'number', text: '二十四', value: '24' },
      { kind: 'building', text: '１０', value: '10' },
      { kind: 'unit', text: '四', value: '4' },
    ]);
  });

  it('keeps a unit that the register does not have, and says so', () => {
    expect(book.resolve('登州路24号大院10号楼9单元')).toMatchObject({
      unit: '9',
      reason: { code: 'found', args: { building: '登州路24号大院10号楼', unknownUnit: '9' } },
    });
  });

  it('does not answer a building that stands no more', () => {
    const { building } = book.resolve('登州路24号大院10号楼');
    const gone = book.resolve('登州路24号大院10号楼', {}, (code) => code !== building);
    expect(gone.building).toBeNull();
    expect(gone.alternatives.map(({ code }) => code)).not.toContain(building);
  });

  it('looks through the longest and the strangest words in no time', () => {
    const words = ['1', '一', '小区', '10号楼', '登州路24号', '甲', 'a1', 'shi', '不对10号楼', '登', '-'];
    for (const word of words) {
      const text = word.repeat(Math.ceil(2000 / word.length));
      const since = performance.now();
      const { rest } = book.resolve(text);
      book.suggest(text, 20);
      expect(performance.now() - since).toBeLessThan(500);
      expect(rest.length).toBeLessThanOrEqual(text.length);
    }
  });
});

describe('what is known beside the words', () => {
  let book: AddressBook;
  const two = ['Q-江苏18-市北区', 'Q-江苏18-市南区'];
  beforeAll(async () => {
    const placed = gazetteer.map((entry) =>
      two.includes(entry.code)
        ? { ...entry, lng: 120.3 + two.indexOf(entry.code) / 10, lat: 36.06, path: `${entry.areas.join('.')}.` }
        : entry,
    );
    book = await AddressBook.build([placed]);
  });

  it('settles what the words leave open, and is asked for nothing else', () => {
    expect(book.resolve('江苏路18号').reason.code).toBe('several-fit');
    expect(book.resolve('江苏路18号', { known: [two[1] ?? ''] }).building).toBe(two[1]);
    expect(book.resolve('江苏路18号', { near: { lng: 120.3001, lat: 36.06 } }).building).toBe(two[0]);
    expect(book.resolve('江苏路18号', { area: '市南区' }).building).toBe(two[1]);
    expect(book.resolve('登州路26号', { known: [two[1] ?? ''] }).building).toBe('Q-登州26');
    expect(book.resolve('水管漏了', { known: [two[1] ?? ''] })).toMatchObject({
      building: null,
      reason: { code: 'no-place' },
    });
  });

  it('chooses among the buildings that may be meant, and among no others', () => {
    expect(book.resolve('江苏路18号', { among: [two[0] ?? '', 'Q-登州26'] }).building).toBe(two[0]);
    expect(book.resolve('江苏路18号', { among: two })).toMatchObject({
      building: null,
      reason: { code: 'several-fit' },
    });
    expect(book.resolve('登州路26号', { among: two })).toMatchObject({ building: null });
    expect(book.resolve('登州路26号', { among: [] })).toMatchObject({ building: null, alternatives: [] });
    expect(book.resolve('登州路26号', { among: ['nobody'] })).toMatchObject({ building: null });
  });
});

describe('a book of any lines', () => {
  it('tells apart rooms, shops and what stands in brackets', async () => {
    const book = await AddressBook.build([
      [
        plain('501', '', '杭州市西湖区翠苑街道翠苑一区12幢3单元501室'),
        plain('502', '', '杭州市西湖区翠苑街道翠苑一区12幢3单元502室'),
        plain('二', '', '杭州市西湖区翠苑街道翠苑二区12幢3单元501室'),
        plain('银泰', '海底捞火锅(西湖银泰店)', '浙江省杭州市上城区延安路98号西湖银泰城4楼'),
        plain('来福士', '海底捞火锅(来福士店)', '杭州市上城区新业路228号来福士中心B1层'),
        plain('玉泉', '浙江大学(玉泉校区)', '浙大路38号'),
        plain('图书馆', '浙江大学玉泉校区图书馆', '浙大路38号'),
      ],
    ]);
    expect(book.resolve('翠苑1区12-3-502').building).toBe('502');
    expect(book.resolve('翠苑一区12幢3单元').reason.code).toBe('several-fit');
    expect(book.resolve('海底捞火锅西湖银泰店').building).toBe('银泰');
    expect(book.resolve('浙江大学玉泉校区').building).toBe('玉泉');
    expect(book.resolve('西湖银泰的海底捞', { among: ['银泰', '来福士'] }).building).toBe('银泰');
    expect(book.resolve('浙大玉泉', { among: ['来福士', '玉泉'] }).building).toBe('玉泉');
    expect(book.resolve('海底捞', { among: ['银泰', '来福士'] }).reason.code).toBe('several-fit');
    expect(book.resolve('翠苑二区12幢3单元501', { among: ['501'] }).reason.code).toBe('no-such-building');
  });

  it('may be empty, or have nothing but codes', async () => {
    expect((await AddressBook.build([])).resolve('登州路24号')).toMatchObject({ building: null, rest: '登州路' });
    const bare = await AddressBook.build([[plain('a', ''), plain('b', '')]]);
    expect(bare.resolve('登州路24号', { among: ['a'] })).toMatchObject({ building: null });
    expect(bare.suggest('登', 5)).toEqual([]);
  });

  it('gives others their turn while it is built', async () => {
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 1);
    const many = Array.from({ length: 20 }, (_, copy) =>
      entries.map((entry) => ({ ...entry, code: `${copy}-${entry.code}`, name: `${copy}${entry.name}` })),
    );
    const book = await AddressBook.build(many);
    clearInterval(timer);
    expect(book.size).toBe(20 * entries.length);
    expect(ticks).toBeGreaterThan(5);
  });
});

describe('a misheard name', () => {
  it('is less sure than the name itself, and abstains where two sound so', async () => {
    const book = await AddressBook.build([
      [plain('登', '登州路24号'), plain('瑞', '瑞德路3号'), plain('睿', '睿德路5号'), plain('锐', '锐得路5号')],
    ]);
    const [exact, heard] = [book.resolve('登州路24号'), book.resolve('灯洲路24号')];
    expect([exact.building, heard.building]).toEqual(['登', '登']);
    expect(heard.confidence).toBeLessThan(exact.confidence);
    expect(book.resolve('蕊德路5号')).toMatchObject({ building: null, reason: { code: 'several-fit' } });
    expect(book.resolve('蕊德路3号').building).toBe('瑞');
  });
});
