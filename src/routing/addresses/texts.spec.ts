import { Texts } from './texts.js';

describe('packed texts', () => {
  it('come back as they were, also where a block is full and where they are long or empty', () => {
    const given = Array.from({ length: 10_000 }, (_, at) => (at % 7 === 0 ? '' : `${at}号楼😀`.repeat((at % 5) + 1)));
    given[4_095] = '长'.repeat(100_000);
    const texts = new Texts();
    given.forEach((text, at) => expect(texts.push(text)).toBe(at));
    expect(texts.length).toBe(given.length);
    expect(given.map((_, at) => texts.at(at))).toEqual(given);
  });

  it('has none elsewhere', () => {
    const texts = new Texts();
    texts.push('一');
    expect([texts.at(-1), texts.at(1), texts.at(NaN)]).toEqual([undefined, undefined, undefined]);
  });
});
