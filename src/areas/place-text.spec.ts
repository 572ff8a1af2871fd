import { placeSearch, searchText, spell } from './place-text.js';

/** What PostgreSQL does with the patterns, near enough for these. */
function finds(text: string, forms: string[]): boolean {
  const spelled = searchText(forms);
  return placeSearch(text).patterns.every((pattern) =>
    spelled.includes(pattern.slice(1, -1).replace(/\\([\\%_])/g, '$1')),
  );
}

const BUILDING = ['登州路24号大院10号楼', '10号楼', '24号大院10号楼', '登州路24号10号楼'];

describe('the spelling of a place', () => {
  it.each(['10号楼', '10#楼', '10 # 楼', '10#', '10栋', '10幢', '10号栋', '１０号楼', '１０＃楼', '10 号 楼'])(
    'takes %s for 10号楼',
    (written) => expect(spell(written)).toBe('10号楼'),
  );

  it('keeps 10楼, which is a floor, and 10号, which is a house number', () => {
    expect(spell('10楼')).toBe('10楼');
    expect(spell('登州路10号')).toBe('登州路10号');
  });

  it('does not tell capitals apart', () => expect(spell('Ｂ座 b座')).toBe('b座b座'));
});

describe('asking for a building', () => {
  it.each([
    '10号楼',
    '10#楼4单元',
    '10 号楼 4 单元 502 室',
    '10号楼四单元',
    '登州路10号楼',
    '登州路 10栋',
    '登州路24号10号楼',
    '24号大院',
  ])('finds 登州路24号大院10号楼 by %s', (text) => expect(finds(text, BUILDING)).toBe(true));

  it.each(['11号楼', '登州路25号10号楼', '辽宁路10号楼'])('does not find it by %s', (text) =>
    expect(finds(text, BUILDING)).toBe(false),
  );

  it('takes a unit alone as what is asked for, rather than asking for everything', () => {
    expect(placeSearch('4单元').patterns).toEqual(['%4单元%']);
  });

  it('takes the signs of LIKE and of regular expressions as they are written', () => {
    expect(placeSearch('50%_\\').patterns).toEqual(['%50\\%\\_\\\\%']);
    expect(placeSearch('a.b(c').ending).toBe('a\\.b\\(c\n');
  });

  it('asks for numbers that are not cut in two', () => {
    const [whole = ''] = placeSearch('0号楼').wholes;
    expect(new RegExp(whole).test(searchText(['10号楼']))).toBe(false);
    expect(new RegExp(whole).test(searchText(['登州路0号楼']))).toBe(true);
    expect(new RegExp(whole).test(searchText(['0号楼']))).toBe(true);
  });
});
