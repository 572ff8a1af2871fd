import { aTicket, NOW } from '../../../test/support/situations.js';
import { chanceOfLive, chanceWanted, howMany } from './how-many.policy.js';
import { DEFAULT_WEIGHTS as WEIGHTS } from './weights.js';

describe('how many are asked at once', () => {
  it('the fewest that reach the chance', () => {
    expect(howMany([0.5, 0.5, 0.5, 0.5], 0, 0.8, 8)).toBe(3);
    expect(howMany([0.9, 0.5], 0, 0.8, 8)).toBe(1);
  });

  it('less for those who are asked already, none where they are enough', () => {
    expect(howMany([0.5, 0.5, 0.5], 0.5, 0.8, 8)).toBe(2);
    expect(howMany([0.5], 0.8, 0.8, 8)).toBe(0);
  });

  it('all where they do not reach it, never more than the most', () => {
    expect(howMany([0.1, 0.1], 0, 0.9, 8)).toBe(2);
    expect(
      howMany(
        Array.from({ length: 50 }, () => 0.05),
        0,
        0.99,
        8,
      ),
    ).toBe(8);
    expect(howMany([], 0, 0.99, 8)).toBe(0);
  });

  it('more for the urgent', () => {
    const wanted = (['normal', 'urgent', 'critical'] as const).map((urgency) =>
      chanceWanted(aTicket('t', [], { urgency }), NOW, WEIGHTS),
    );
    expect(wanted).toEqual([...wanted].sort((a, b) => a - b));
    expect(new Set(wanted).size).toBe(3);
  });

  it('more as the time to accept runs out', () => {
    const ticket = aTicket('t', []);
    const wanted = [0, 60, 100, 110, 119].map((minute) => chanceWanted(ticket, NOW + minute * 60_000, WEIGHTS));
    expect(wanted).toEqual([...wanted].sort((a, b) => a - b));
    expect(wanted.at(-1)).toBeCloseTo(WEIGHTS.chanceInTime);
    expect(chanceWanted(ticket, NOW + 999 * 60_000, WEIGHTS)).toBeCloseTo(WEIGHTS.chanceInTime);
  });

  it('who has waited long for an answer counts less than who was asked just now', () => {
    const live = (ago: number) => [
      { id: 'o', helperId: 'h', placeId: 'p', offeredAt: NOW - ago, expiresAt: NOW - ago + 600_000, accepts: 0.5 },
    ];
    const chance = (ago: number) => chanceOfLive(live(ago), NOW, WEIGHTS);
    expect(chance(0)).toBeCloseTo(0.5);
    expect(chance(300_000)).toBeLessThan(0.25);
    expect(chance(600_000)).toBe(0);
    expect(chanceOfLive([], NOW, WEIGHTS)).toBe(0);
  });
});
