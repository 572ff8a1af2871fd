import { mergeFault, unmergeFault } from './merging.policy.js';

const NOW = new Date('2026-11-23T10:00:00Z');
const DAY = 86_400_000;

it('confidential and open tickets are not merged, whichever way', () => {
  const merging = (merged: boolean, primary: boolean) =>
    mergeFault({ confidential: merged }, { confidential: primary })?.refused;
  expect([merging(true, true), merging(false, false)]).toEqual([undefined, undefined]);
  expect([merging(true, false), merging(false, true)]).toEqual(['merge-confidential', 'merge-confidential']);
});

it('a merge is undone within a day', () => {
  const undoing = (ago: number) => unmergeFault(new Date(NOW.getTime() - ago), NOW)?.refused;
  expect([undoing(DAY), undoing(DAY + 1)]).toEqual([undefined, 'unmerge-too-late']);
  expect(unmergeFault(null, NOW)?.refused).toBe('unmerge-too-late');
});
