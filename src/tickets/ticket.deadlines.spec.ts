import { dispatchOf, dues, hasActed, secondsOf, told, toTell, wound } from './ticket.deadlines.js';
import type { Category, Ticket } from './ticket.js';

const FROM = new Date('2026-11-23T02:00:00Z');
const after = (seconds: number) => new Date(FROM.getTime() + seconds * 1000);

const CATEGORY = {
  urgency: 'normal',
  dispatch: 'head',
  acceptSeconds: 100,
  resolveSeconds: 1_000,
  roundTheClock: true,
  deadlines: { critical: { acceptSeconds: 10, resolveSeconds: 50 } },
} as Category;

const OPEN = wound(
  undefined,
  {
    state: 'open',
    ownerId: 'head',
    escalationLevel: 0,
    ...dues(CATEGORY, 'normal', undefined, FROM),
    ownerDue: after(100),
    ownerMissedAt: null,
    acceptMissedAt: null,
    resolveMissedAt: null,
    acceptedAt: null,
    roundStartedAt: FROM,
    holdRequestedUntil: null,
  } as Ticket,
  false,
  FROM,
);
const ACCOUNT = { kind: 'account', accountId: 'head' } as const;

describe('deadlines by category and urgency', () => {
  it('of a raised urgency are its own where the category says so, else the category’s', () => {
    expect(secondsOf(CATEGORY, 'critical').acceptSeconds).toBe(10);
    expect(secondsOf(CATEGORY, 'urgent').acceptSeconds).toBe(100);
    expect(secondsOf(CATEGORY, 'normal').acceptSeconds).toBe(100);
  });

  it('what is urgent is dispatched automatically', () => {
    expect(['normal', 'urgent', 'critical'].map((each) => dispatchOf(CATEGORY, each as 'normal'))).toEqual([
      'head',
      'auto',
      'auto',
    ]);
  });

  it('are near when 80 % of their opening time is gone', () => {
    expect(dues(CATEGORY, 'normal', undefined, FROM)).toMatchObject({ acceptNear: after(80), resolveNear: after(800) });
    const byDay = { ...CATEGORY, roundTheClock: false, acceptSeconds: 7_200 };
    // open 10:00 to 11:00 in Shanghai each day: the first hour today, the second tomorrow
    const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: 600, to: 660 }));
    const { acceptNear, acceptDue } = dues(byDay, 'normal', { hours }, FROM);
    expect(acceptDue).toEqual(after(25 * 3_600));
    expect(acceptNear).toEqual(after(24 * 3_600 + 0.6 * 3_600));
  });
});

describe('the clocks of a ticket', () => {
  it('are looked at when the first of them comes; not on hold, nor when it is resolved', () => {
    expect(OPEN.clockAt).toEqual(after(80));
    expect(wound(OPEN, { ...OPEN, acceptedAt: FROM }, false, FROM).clockAt).toEqual(after(100));
    for (const state of ['on_hold', 'resolved', 'closed', 'cancelled', 'merged'] as const) {
      expect(wound(OPEN, { ...OPEN, state }, false, FROM).clockAt).toBeNull();
    }
  });

  it('the owner has one as long as there is something to do', () => {
    expect(wound(OPEN, { ...OPEN, state: 'on_hold' }, false, FROM).ownerDue).toEqual(after(100));
    expect(wound(OPEN, { ...OPEN, state: 'resolved' }, true, FROM).ownerDue).toBeNull();
  });

  it('who has acted has until it is to be resolved, and after that as long again', () => {
    expect(wound(OPEN, { ...OPEN }, true, after(50)).ownerDue).toEqual(after(1_000));
    expect(wound(OPEN, { ...OPEN }, true, after(1_500)).ownerDue).toEqual(after(2_500));
    // a new owner's time stands, whoever put them there
    expect(wound(OPEN, { ...OPEN, ownerDue: after(150) }, true, after(50)).ownerDue).toEqual(after(150));
  });

  it('a station acts as one, above it the owner alone; words, pictures and a decline are no act', () => {
    const helper = { kind: 'account', accountId: 'helper' } as const;
    expect(hasActed(OPEN, ACCOUNT, 'taken')).toBe(true);
    expect(hasActed(OPEN, helper, 'offer_accepted')).toBe(true);
    expect(hasActed({ ...OPEN, escalationLevel: 1 }, helper, 'started')).toBe(false);
    expect(hasActed({ ...OPEN, escalationLevel: 1 }, ACCOUNT, 'held')).toBe(true);
    for (const type of ['commented', 'photo_attached', 'offer_declined', 'hold_approved'] as const) {
      expect(hasActed(OPEN, ACCOUNT, type)).toBe(false);
    }
    expect(hasActed(OPEN, { kind: 'system' }, 'offer_made')).toBe(false);
  });

  it('tell each thing once, and after a late look only what was missed', () => {
    expect(toTell(OPEN, after(79))).toEqual({ missed: [], near: [], holdLapsed: false });
    expect(toTell(OPEN, after(80))).toMatchObject({ missed: [], near: ['accept'] });
    expect(toTell({ ...OPEN, ...told([], ['accept'], after(80)) }, after(99))).toMatchObject({ missed: [], near: [] });
    expect(toTell(OPEN, after(900))).toMatchObject({ missed: ['accept', 'owner'], near: ['resolve'] });
    expect(toTell(OPEN, after(5_000))).toMatchObject({ missed: ['accept', 'resolve', 'owner'], near: [] });
    const all = { ...OPEN, ...told(['accept', 'resolve', 'owner'], [], after(5_000)) };
    expect(toTell(all, after(9_000))).toEqual({ missed: [], near: [], holdLapsed: false });
    expect(wound(OPEN, all, false, after(5_000)).clockAt).toBeNull();
  });
});
