import { faded, habitAt, withJob, withOffer, type EndedOffer, type Habits } from './habits.policy.js';

const NOBODY: Habits = {
  helperId: 'h',
  asked: Array<number>(24).fill(0),
  accepted: Array<number>(24).fill(0),
  offersLately: 0,
  jobsLately: 0,
  latelyAt: new Date(0),
  lastAskedAt: null,
  lastServedAt: null,
};
const DAY = 86_400_000;
/** 10:30 in Shanghai */
const AT = new Date('2026-07-06T02:30:00Z');
const offer = (state: EndedOffer['state'], offeredAt = AT): EndedOffer => ({
  helperId: 'h',
  state,
  offeredAt,
  answeredAt: new Date(offeredAt.getTime() + 60_000),
});

describe('habits', () => {
  it('hold what was answered by the hour at which it was asked, and what was taken back only as asked lately', () => {
    const habits = [offer('accepted'), offer('declined'), offer('expired'), offer('withdrawn')].reduce(
      withOffer,
      NOBODY,
    );
    expect([habits.asked[10], habits.accepted[10]]).toEqual([3, 1]);
    expect([habits.offersLately, habits.jobsLately]).toEqual([4, 1]);
    expect([habits.lastAskedAt, habits.lastServedAt]).toEqual([AT, new Date(AT.getTime() + 60_000)]);
  });

  it('are read at an hour with the ones beside it, over midnight as well', () => {
    const late = new Date('2026-07-06T15:59:00Z');
    const habits = [offer('accepted'), offer('declined', late)].reduce(withOffer, NOBODY);
    expect(habitAt(habits, 0)).toEqual({ asked: 2, accepted: 1, askedAtHour: 1, acceptedAtHour: 0 });
    expect(habitAt(habits, 11)).toEqual({ asked: 2, accepted: 1, askedAtHour: 1, acceptedAtHour: 1 });
    expect(habitAt(null, 11)).toEqual({ asked: 0, accepted: 0, askedAtHour: 0, acceptedAtHour: 0 });
  });

  it('fade to a third in 30 days, in whatever order the offers come', () => {
    expect(faded(9, AT, new Date(AT.getTime() + 30 * DAY))).toBeCloseTo(9 / Math.E);
    expect(faded(9, AT, new Date(AT.getTime() - DAY))).toBe(9);
    const before = offer('accepted', new Date(AT.getTime() - 30 * DAY));
    const habits = [before, offer('declined')].reduce(withOffer, NOBODY);
    expect(habits.offersLately).toBeCloseTo(1 + 1 / Math.E);
    expect(habits.jobsLately).toBeCloseTo(1 / Math.E);
    // one that is told late weighs as if it were new: by little, and it fades as well
    expect([offer('declined'), before].reduce(withOffer, NOBODY).lastAskedAt).toEqual(AT);
  });

  it('hold a job by the head’s hand, which nobody was asked for', () => {
    const habits = withJob(NOBODY, AT);
    expect(habits).toMatchObject({ jobsLately: 1, offersLately: 0, lastServedAt: AT, lastAskedAt: null });
  });
});
