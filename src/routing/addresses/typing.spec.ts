import { gazetteer } from '../../../test/addresses/gazetteer.js';
import { AddressBook } from './address-book.js';

let book: AddressBook;
beforeAll(async () => {
  book = await AddressBook.build([gazetteer]);
});

describe('what is suggested while somebody types', () => {
  const first = (text: string, limit = 3) => book.suggest(text, limit).map(({ code }) => code);

  it.each(['登州路24', 'dzl24', 'dengzhoulu24', 'dengzl24', '登州24'])('%s leads into the courtyard', (text) => {
    const codes = first(text, 14);
    expect(codes).toContain('Q-登州24-10');
    expect(codes).toContain('Q-登州24之1');
    expect(codes).not.toContain('Q-登州124');
  });

  it.each([
    ['登州路24号大院1', ['Q-登州24-1', 'Q-登州24-10', 'Q-登州24-11']],
    ['曲阳路100弄1', ['S-曲阳100-12', 'S-曲阳100-15']],
    ['望京s', ['B-SOHO-T1', 'B-SOHO-T2', 'B-SOHO-T3']],
    ['wjsoho', ['B-SOHO-T1', 'B-SOHO-T2', 'B-SOHO-T3']],
    ['西溪园区', ['H-阿里-3', 'H-阿里-5', 'H-阿里-8']],
    ['登州路二十六号', ['Q-登州26']],
  ])('%s', (text, codes) => expect(first(text, codes.length)).toEqual(codes));

  it('is nothing where nothing begins so, and no more than is asked for', () => {
    expect(book.suggest('qqqq', 8)).toEqual([]);
    expect(book.suggest('，', 8)).toEqual([]);
    expect(book.suggest('登', 4)).toHaveLength(4);
  });

  it('is only what stands', () => {
    expect(book.suggest('登州路26', 8, {}, () => false)).toEqual([]);
  });
});
