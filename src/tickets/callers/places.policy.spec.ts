import { asks, placesOf, type Visit } from './places.policy.js';

/** Newest first: a letter a building, a number the day. */
const visits = (...told: string[]): Visit[] =>
  told.map((each) => ({
    buildingId: each[0] ?? '',
    unit: null,
    at: new Date(`2026-11-${each.slice(1).padStart(2, '0')}T10:00:00+08:00`),
    day: `2026-11-${each.slice(1).padStart(2, '0')}`,
  }));
const shown = (...told: string[]) =>
  placesOf(visits(...told), null).map(({ buildingId, former }) => (former ? `(${buildingId})` : buildingId));

describe('the places of a number', () => {
  it('are its last confirmed buildings, the newest first', () => {
    expect(shown('a9', 'a5', 'a1')).toEqual(['a']);
    expect(shown('b9', 'a8', 'a1')).toEqual(['b', 'a']);
    expect(placesOf(visits('a9', 'a5', 'a1'), null)).toMatchObject([{ times: 3 }]);
    expect(placesOf([], null)).toEqual([]);
  });

  it('a move is noticed once two tickets in a row, on different days, are at a building that is new', () => {
    expect(shown('b9', 'a1')).toEqual(['b', 'a']);
    expect(shown('b9', 'b9', 'a1')).toEqual(['b', 'a']);
    expect(shown('b9', 'b8', 'a7', 'c1')).toEqual(['b', '(a)', '(c)']);
  });

  it('who goes to and fro between addresses has moved nowhere', () => {
    expect(shown('b9', 'b8', 'a7', 'b6', 'a5')).toEqual(['b', 'a']);
  });

  it('a caller who says that they have moved leaves all that is older behind', () => {
    const [first, second] = placesOf(visits('b9', 'a1'), new Date('2026-11-05T00:00:00+08:00'));
    expect([first, second]).toMatchObject([
      { buildingId: 'b', former: false },
      { buildingId: 'a', former: true },
    ]);
  });

  it('are asked about where there is more than one', () => {
    expect(asks(placesOf(visits('b9', 'a8'), null))).toBe(true);
    expect(asks(placesOf(visits('b9', 'b8', 'a7'), null))).toBe(false);
  });

  it('keep the last unit that was told', () => {
    const [newest, older] = visits('a9', 'a1') as [Visit, Visit];
    expect(placesOf([newest, { ...older, unit: '4单元' }], null)).toMatchObject([{ unit: '4单元' }]);
  });
});
