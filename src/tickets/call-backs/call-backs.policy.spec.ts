import { isCheckable, isDrawn, mayCallAgainAt } from './call-backs.policy.js';

const NOW = new Date('2026-11-23T10:00:00Z');
const DAY = 86_400_000;

it('about one confirmation on behalf in ten is drawn, always the same', () => {
  const ids = Array.from(
    { length: 256 },
    (_, n) => `01995000-0000-7000-8000-0000000000${n.toString(16).padStart(2, '0')}`,
  );
  expect(ids.filter(isDrawn)).toHaveLength(26);
  expect(isDrawn(`${'0'.repeat(34)}0a`)).toBe(true);
  expect(isDrawn(`${'0'.repeat(34)}0b`)).toBe(false);
});

it('it is tried again within 14 days from now', () => {
  const again = (milliseconds: number) => mayCallAgainAt(new Date(NOW.getTime() + milliseconds), NOW);
  expect([again(1), again(14 * DAY), again(14 * DAY + 1), again(-60_000)]).toEqual([true, true, false, false]);
});

it('what the resident said, or silence, is not checked', () => {
  const checkable = (['link', 'call_back', 'slip', 'silence', null] as const).filter((confirmation) =>
    isCheckable({ confirmation }),
  );
  expect(checkable).toEqual(['call_back', 'slip']);
});
