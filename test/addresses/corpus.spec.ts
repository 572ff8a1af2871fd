import { AddressBook } from '../../src/routing/addresses/address-book.js';
import { ABSTAINED, FOUND } from './corpus.js';
import { gazetteer } from './gazetteer.js';

let book: AddressBook;
beforeAll(async () => {
  book = await AddressBook.build([gazetteer]);
});

describe('what people say of a place', () => {
  it.each(FOUND)('$text', ({ text, building, unit, rest }) => {
    const found = book.resolve(text);
    expect([found.building, found.reason.code]).toEqual([building, 'found']);
    if (unit !== undefined) expect(found.unit).toBe(unit);
    if (rest !== undefined) expect(found.rest).toBe(rest);
    expect(found.confidence).toBeGreaterThan(0.3);
  });
});

describe('what is not enough', () => {
  it.each(ABSTAINED)('%s: %s', (text, why) => {
    const found = book.resolve(text);
    expect([found.building, found.confidence, found.reason.code]).toEqual([null, 0, why]);
  });
});
