import { aHelper, NOW } from '../../../test/support/situations.js';
import { chanceStill, chanceToAccept, forgotten, habitAtHour, normalBelow } from './accepts.policy.js';
import { DEFAULT_WEIGHTS as WEIGHTS } from './weights.js';

const HOUR = 3_600_000;

describe('the chance to accept', () => {
  it('is the prior of whom nothing is known, and near the habit of whom much is known', () => {
    expect(habitAtHour({ asked: 0, accepted: 0, askedAtHour: 0, acceptedAtHour: 0 }, WEIGHTS)).toBeCloseTo(
      WEIGHTS.priorAccepts,
    );
    const often = habitAtHour({ asked: 1000, accepted: 700, askedAtHour: 0, acceptedAtHour: 0 }, WEIGHTS);
    expect(often).toBeGreaterThan(0.68);
    expect(often).toBeLessThan(0.7);
  });

  it('one answer of a newcomer does not settle it', () => {
    const once = habitAtHour({ asked: 1, accepted: 1, askedAtHour: 1, acceptedAtHour: 1 }, WEIGHTS);
    expect(once).toBeGreaterThan(WEIGHTS.priorAccepts);
    expect(once).toBeLessThan(0.5);
  });

  it('an hour that differs from the day counts', () => {
    const day = { asked: 100, accepted: 30 };
    const good = habitAtHour({ ...day, askedAtHour: 20, acceptedAtHour: 16 }, WEIGHTS);
    const bad = habitAtHour({ ...day, askedAtHour: 20, acceptedAtHour: 1 }, WEIGHTS);
    expect(good).toBeGreaterThan(0.5);
    expect(bad).toBeLessThan(0.2);
  });

  it('falls with distance, with load, and just after being asked', () => {
    const fresh = chanceToAccept(aHelper('h'), 100, NOW, WEIGHTS);
    expect(chanceToAccept(aHelper('h'), 2000, NOW, WEIGHTS)).toBeLessThan(fresh);
    expect(chanceToAccept(aHelper('h', { load: 1 }), 100, NOW, WEIGHTS)).toBeLessThan(fresh);
    const asked = (ago: number) => chanceToAccept(aHelper('h', { lastAskedAt: NOW - ago }), 100, NOW, WEIGHTS);
    expect(asked(0)).toBe(0);
    expect(asked(HOUR / 4)).toBeLessThan(asked(HOUR));
    expect(asked(24 * HOUR)).toBeCloseTo(fresh);
  });

  it('stays between 0 and 1 whatever the clock and the distance say', () => {
    const always = { asked: 1e6, accepted: 1e6, askedAtHour: 1e5, acceptedAtHour: 1e5 };
    expect(chanceToAccept(aHelper('h', { habit: always }), 0, NOW, WEIGHTS)).toBeLessThanOrEqual(0.95);
    expect(forgotten(NOW + HOUR, NOW, 60)).toBe(0);
  });
});

describe('an offer that waits', () => {
  const still = (waited: number) => chanceStill(0.4, waited, 600, WEIGHTS);

  it('is as likely as it was at first, less with every minute, and nothing at its end', () => {
    expect(still(0)).toBeCloseTo(0.4);
    const minutes = [0, 60, 120, 240, 480, 599].map(still);
    expect(minutes).toEqual([...minutes].sort((a, b) => b - a));
    expect(still(300)).toBeLessThan(0.2);
    expect(still(600)).toBe(0);
  });

  it('distribution function of the normal, by table', () => {
    expect(normalBelow(0)).toBeCloseTo(0.5, 6);
    expect(normalBelow(1.96)).toBeCloseTo(0.9750021, 6);
    expect(normalBelow(-1)).toBeCloseTo(0.1586553, 6);
    expect(normalBelow(-Infinity)).toBe(0);
  });
});
