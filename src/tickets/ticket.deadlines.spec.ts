import type { WorkingCalendar } from '../platform/calendar.js';
import { Random } from '../demo/random.js';
import {
  clocksOf,
  CLOCKS,
  dispatchOf,
  dues,
  duesAnew,
  hasActed,
  isOnTime,
  later,
  secondsOf,
  told,
  toTell,
  wound,
  type ClockName,
} from './ticket.deadlines.js';
import type { Category, Ticket } from './ticket.js';

const FROM = new Date('2026-11-23T02:00:00Z');
const CALENDAR: WorkingCalendar = { special: new Map(), knownThrough: '2026-12-31' };
const after = (seconds: number) => new Date(FROM.getTime() + seconds * 1000);

const CATEGORY = {
  urgency: 'normal',
  dispatch: 'head',
  acceptSeconds: 100,
  arriveSeconds: 300,
  resolveSeconds: 1_000,
  roundTheClock: true,
  deadlines: { critical: { acceptSeconds: 10, arriveSeconds: 20, resolveSeconds: 50 } },
} as Category;

const OPEN = wound(
  undefined,
  {
    state: 'open',
    ownerId: 'head',
    escalationLevel: 0,
    ...dues(CATEGORY, 'normal', undefined, CALENDAR, FROM),
    ownerDue: after(100),
    ownerMissedAt: null,
    acceptMissedAt: null,
    arriveMissedAt: null,
    arrivedAt: null,
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
    expect(secondsOf(CATEGORY, 'critical').arriveSeconds).toBe(20);
    const shorter = { ...CATEGORY, deadlines: { urgent: { acceptSeconds: 50, resolveSeconds: 400 } } };
    expect(secondsOf(shorter, 'urgent')).toEqual({ acceptSeconds: 50, arriveSeconds: 300, resolveSeconds: 400 });
    expect(secondsOf({ ...CATEGORY, arriveSeconds: null }, 'urgent').arriveSeconds).toBeNull();
  });

  it('what is urgent is dispatched automatically', () => {
    expect(['normal', 'urgent', 'critical'].map((each) => dispatchOf(CATEGORY, each as 'normal'))).toEqual([
      'head',
      'auto',
      'auto',
    ]);
  });

  it('are near when 80 % of their opening time is gone', () => {
    expect(dues(CATEGORY, 'normal', undefined, CALENDAR, FROM)).toMatchObject({
      acceptNear: after(80),
      arriveNear: after(240),
      resolveNear: after(800),
    });
    const byDay = { ...CATEGORY, roundTheClock: false, acceptSeconds: 7_200 };
    // open 10:00 to 11:00 in Shanghai each day: the first hour today, the second tomorrow
    const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: 600, to: 660 }));
    const { acceptNear, acceptDue } = dues(byDay, 'normal', { hours }, CALENDAR, FROM);
    expect(acceptDue).toEqual(after(25 * 3_600));
    expect(acceptNear).toEqual(after(24 * 3_600 + 0.6 * 3_600));
  });
});

describe('the clocks of a ticket', () => {
  it('are looked at when the first of them comes; not on hold, nor when it is resolved', () => {
    expect(OPEN.clockAt).toEqual(after(80));
    expect(wound(OPEN, { ...OPEN, acceptedAt: FROM }, false, FROM).clockAt).toEqual(after(100));
    const accepted = { ...OPEN, acceptedAt: FROM, ownerDue: after(1_000) };
    expect(wound(OPEN, accepted, false, FROM).clockAt).toEqual(after(240));
    expect(wound(OPEN, { ...accepted, arrivedAt: FROM }, false, FROM).clockAt).toEqual(after(800));
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
    expect(toTell(OPEN, after(900))).toMatchObject({ missed: ['accept', 'arrive', 'owner'], near: ['resolve'] });
    expect(toTell(OPEN, after(250))).toMatchObject({ missed: ['accept', 'owner'], near: ['arrive'] });
    expect(toTell({ ...OPEN, arrivedAt: after(200) }, after(900)).missed).toEqual(['accept', 'owner']);
    expect(toTell(OPEN, after(5_000))).toMatchObject({ missed: ['accept', 'arrive', 'resolve', 'owner'], near: [] });
    const all = { ...OPEN, ...told(['accept', 'arrive', 'resolve', 'owner'], [], after(5_000)) };
    expect(toTell(all, after(9_000))).toEqual({ missed: [], near: [], holdLapsed: false });
    expect(wound(OPEN, all, false, after(5_000)).clockAt).toBeNull();
  });
});

describe('deadlines past what the calendar knows', () => {
  const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: 600, to: 660 }));
  const byDay = { ...CATEGORY, roundTheClock: false, acceptSeconds: 1_800, resolveSeconds: 3 * 3_600 };
  /** one hour of opening a day, and three to resolve: 23, 24 and 25 November, of which the first is known */
  const short: WorkingCalendar = { special: new Map(), knownThrough: '2026-11-23' };
  const set = dues(byDay, 'normal', { hours }, short, FROM);
  const ticket = wound(
    undefined,
    { ...OPEN, ...set, ownerDue: set.resolveDue, heldSeconds: 0, extendedSeconds: 0 },
    false,
    FROM,
  );
  const midnight = new Date('2026-11-23T16:00:00Z');

  it('are the earliest that they can be, and marked', () => {
    expect(set).toMatchObject({ acceptDue: after(1_800), provisionalFrom: midnight });
    expect(set.resolveDue).toEqual(new Date('2026-11-23T18:00:00Z'));
    expect(dues(byDay, 'normal', { hours }, CALENDAR, FROM).provisionalFrom).toBeNull();
    expect(dues({ ...byDay, roundTheClock: true }, 'normal', { hours }, short, FROM).provisionalFrom).toBeNull();
  });

  it('are set anew once it knows more, and what was told too early is taken back', () => {
    const night = new Date('2026-11-23T18:30:00Z');
    const missed = { ...ticket, ...told(['resolve', 'owner'], [], night) };
    const anew = duesAnew(missed, byDay, { hours }, CALENDAR, night);
    const due = new Date('2026-11-25T03:00:00Z');
    expect(anew).toMatchObject({ provisionalFrom: null, resolveDue: due, ownerDue: due, resolveMissedAt: null });
    expect(anew?.resolveNear).toEqual(new Date(due.getTime() - 0.6 * 3_600_000));
    expect(wound(missed, { ...missed, ...anew }, false, night)).toMatchObject({ ownerDue: due, ownerMissedAt: null });
  });

  it('with what was held, and a holiday among the days that are known now', () => {
    const holiday = { day: '2026-11-24', kind: 'holiday', hoursOf: null, name: '节' } as const;
    const calendar = { ...CALENDAR, special: new Map([[holiday.day, holiday]]) };
    const anew = duesAnew({ ...ticket, heldSeconds: 60 }, byDay, { hours }, calendar, FROM);
    expect(anew?.resolveDue).toEqual(new Date('2026-11-26T03:01:00Z'));
    // an extension is of the deadline to resolve alone
    const longer = duesAnew({ ...ticket, heldSeconds: 60, extendedSeconds: 3_600 }, byDay, { hours }, calendar, FROM);
    expect(longer?.resolveDue).toEqual(new Date('2026-11-26T04:01:00Z'));
    expect(longer?.acceptDue).toEqual(anew?.acceptDue);
  });

  it('stay where they are with a calendar that knows no more, and where they were final', () => {
    expect(duesAnew(ticket, byDay, { hours }, short, FROM)).toBeUndefined();
    expect(duesAnew({ ...ticket, provisionalFrom: null }, byDay, { hours }, CALENDAR, FROM)).toBeUndefined();
  });

  it('make nothing late that cannot be shown to be', () => {
    const late = new Date('2026-11-23T19:00:00Z');
    expect(isOnTime(late, ticket)).toBe(true);
    expect(isOnTime(late, { ...ticket, provisionalFrom: null })).toBe(false);
    expect(isOnTime(ticket.resolveDue, { ...ticket, provisionalFrom: null })).toBe(true);
  });
});

describe('two clocks', () => {
  const FIELDS = {
    accept: ['acceptDue', 'acceptNear', 'acceptMissedAt'],
    arrive: ['arriveDue', 'arriveNear', 'arriveMissedAt'],
    resolve: ['resolveDue', 'resolveNear', 'resolveMissedAt'],
    owner: ['ownerDue', 'ownerMissedAt'],
  } as const;
  const differing = (a: Ticket, b: Ticket) =>
    CLOCKS.filter((clock) => FIELDS[clock].some((field) => a[field]?.getTime() !== b[field]?.getTime()));

  /** What a step makes of the ticket, and the clocks that it is about: no other one may differ. */
  const STEPS = {
    missed: (ticket: Ticket, now: Date, clock: ClockName) => [{ ...ticket, ...told([clock], [], now) }, [clock]],
    near: (ticket, now, clock) => [{ ...ticket, ...told([], [clock], now) }, [clock]],
    // whoever acts gets a new time as the owner, and nothing else
    accepted: (ticket, now) => [
      wound(ticket, { ...ticket, acceptedAt: ticket.acceptedAt ?? now }, true, now),
      ['owner'],
    ],
    arrived: (ticket, now) => [wound(ticket, { ...ticket, arrivedAt: ticket.arrivedAt ?? now }, true, now), ['owner']],
    owned: (ticket, now) => [wound(ticket, { ...ticket, ownerDue: now }, false, now), ['owner']],
    looked: (ticket, now) => {
      const { missed, near } = toTell(ticket, now);
      return [{ ...ticket, ...told(missed, near, now) }, [...missed, ...near]];
    },
    held: (ticket) => {
      const met = [...(ticket.acceptedAt ? ['accept'] : []), ...(ticket.arrivedAt ? ['arrive'] : [])];
      return [{ ...ticket, ...later(ticket, 60_000) }, CLOCKS.filter((each) => !met.includes(each))];
    },
  } satisfies Record<string, (ticket: Ticket, now: Date, clock: ClockName) => [Ticket, ClockName[]]>;
  const names = Object.keys(STEPS) as (keyof typeof STEPS)[];

  it.each(Array.from({ length: 100 }, (_, seed) => seed + 1))('never overwrite each other (seed %i)', (seed) => {
    const random = new Random(seed, 'clocks');
    let [before, now] = [OPEN, FROM];
    for (let at = 0; at < 60; at += 1) {
      now = new Date(now.getTime() + random.int(0, 60) * 1000);
      const name = random.pick(names);
      const [ticket, about] = STEPS[name](before, now, random.pick(CLOCKS)) as [Ticket, ClockName[]];
      const others = differing(before, ticket).filter((clock) => !about.includes(clock));
      expect({ at, name, others }).toEqual({ at, name, others: [] });
      // each moves by the whole length, and what was told stays told
      for (const clock of name === 'held' ? about : []) {
        const [due] = FIELDS[clock];
        expect(ticket[due]?.getTime()).toBe((before[due]?.getTime() ?? NaN) + 60_000);
        expect(clocksOf(ticket).missed).toEqual(clocksOf(before).missed);
      }
      if (name === 'looked') expect(toTell(ticket, now)).toMatchObject({ missed: [], near: [] });
      before = ticket;
    }
  });

  it('where nobody has to come nothing of it is near or missed', () => {
    const none = wound(OPEN, { ...OPEN, arriveDue: null, arriveNear: null }, false, FROM);
    expect(toTell(none, after(5_000)).missed).toEqual(['accept', 'resolve', 'owner']);
    expect(clocksOf(none)).toEqual({ missed: [], nearing: [] });
    expect(later(none, 1_000)).not.toHaveProperty('arriveDue');
  });
});
