import { Spelling } from './spelling.js';

const spelling = new Spelling();
const spelled = (text: string, pinyin = false) => {
  const { length } = spelling.spell(text, pinyin);
  return spelling.text(0, length);
};

describe('the one spelling of an address', () => {
  it.each([
    ['登州路　２４号　１０＃楼', '登州路24号10#楼'],
    ['一百二十四号', '124号'],
    ['一二四号', '124号'],
    ['廿四号', '24号'],
    ['二〇三室', '203室'],
    ['二十四号十号楼', '24号10号楼'],
    ['二十四十号楼', '24,10号楼'],
    ['10四单元', '10,4单元'],
    ['十杠四', '10-4'],
    ['八/一', '8-1'],
    ['两单元', '2单元'],
    ['幺零二室', '102室'],
    ['壹号楼', '1号楼'],
    ['莱芜二路', '莱芜2路'],
    ['沧口十路', '沧口10路'],
    ['10 4 301', '10,4,301'],
    ['A 座 ③号樓', 'a座3号楼'],
  ])('of %s is %s', (text, one) => expect(spelled(text)).toBe(one));

  it.each(['两路口', '零陵路', '陆家嘴', '百花街', '千佛山', '十里堡'])('leaves %s, which is a name', (name) =>
    expect(spelled(name)).toBe(name),
  );

  it('remembers where each character stood', () => {
    spelling.spell('在 二十四号');
    expect([spelling.from[1], spelling.to[1], spelling.from[3], spelling.to[3]]).toEqual([2, 5, 5, 6]);
  });

  it('makes syllables beside characters into characters, where it is asked to', () => {
    expect(spelled('chengdu街')).toBe('chengdu街');
    expect(spelled('chengdu街', true)).toHaveLength(3);
    expect(spelled('望京soho', true)).toBe('望京soho');
    expect(spelled('A座', true)).toBe('a座');
  });
});
