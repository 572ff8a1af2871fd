import { aHelper, aTicket, NOW } from '../../../test/support/situations.js';
import type { HelperNow, Reason, TicketNow } from './choosing.types.js';
import { metresFrom } from './distance.policy.js';
import type { Distance } from './distance.policy.js';
import { explained, scoreOf, together, usualMetresOf, usualOf, type Scoring } from './score.policy.js';
import { DEFAULT_WEIGHTS as weights } from './weights.js';

const DAY = 86_400_000;

function scoring(more: Partial<TicketNow> = {}, rest: Partial<Scoring> = {}): Scoring {
  const ticket = aTicket('t', [], more);
  return {
    now: NOW,
    ticket,
    place: { skill: null },
    distance: metresFrom(ticket.at),
    usualMetres: 400,
    usual: { offers: 10, jobs: 4, of: 1 },
    neededElsewhere: new Set(),
    weights,
    ...rest,
  };
}

const reason = (helper: Partial<HelperNow>, code: Reason['code'], where = scoring()) =>
  explained(aHelper('h', helper), where).reasons.find((each) => each.code === code);
const total = (helper: Partial<HelperNow>, where = scoring()) => scoreOf(aHelper('h', helper), where).total;

describe('the score', () => {
  it('is the sum of its reasons, told or not', () => {
    const helper = aHelper('h', { load: 1, lastAskedAt: NOW - DAY, skills: ['carpenter'], offersLately: 30 });
    const where = scoring({ knowsBuilding: new Set(['h']) }, { neededElsewhere: new Set(['carpenter']) });
    const told = explained(helper, where);
    expect(told.total).toBeCloseTo(told.reasons.reduce((sum, { points }) => sum + points, 0));
    expect(scoreOf(helper, where)).toEqual({ total: told.total, accepts: told.accepts });
  });

  it('tells metres, and takes them off', () => {
    expect(reason({ at: { lng: 120.3, lat: 36.11 } }, 'distance')).toMatchObject({ value: 1112 });
    expect(total({ at: { lng: 120.3, lat: 36.11 } })).toBeLessThan(total({}));
    expect(reason({ at: null }, 'distance')).toMatchObject({ value: null });
  });

  it.each<[string, Partial<HelperNow>, Partial<HelperNow>]>([
    ['who has nothing in hand', {}, { load: 1 }],
    ['whose last offer is long ago', { lastAskedAt: NOW - DAY }, { lastAskedAt: NOW - 600_000 }],
    ['who was never asked', {}, { lastAskedAt: NOW - 600_000 }],
    ['whose last job is long ago', { lastServedAt: NOW - 9 * DAY }, { lastServedAt: NOW - 600_000 }],
    [
      'who mostly accepts',
      { habit: { asked: 50, accepted: 30, askedAtHour: 5, acceptedAtHour: 3 } },
      { habit: { asked: 50, accepted: 5, askedAtHour: 5, acceptedAtHour: 0 } },
    ],
    ['who speaks the language', { languages: ['ko', 'zh'] }, { languages: ['zh'] }],
    ['of the station itself', {}, { stationId: 's2' }],
    ['whose skill nobody else needs', {}, { skills: ['carpenter'] }],
    ['who was asked less than others', { offersLately: 2 }, { offersLately: 20 }],
    ['who served less than others', { jobsLately: 1 }, { jobsLately: 9 }],
  ])('prefers %s', (_, better, worse) => {
    const where = scoring({ languages: ['ko-KR'] }, { neededElsewhere: new Set(['carpenter']) });
    expect(total(better, where)).toBeGreaterThan(total(worse, where));
  });

  it('prefers who knows the building', () => {
    expect(total({}, scoring({ knowsBuilding: new Set(['h']) }))).toBeGreaterThan(total({}));
  });

  it('a skill is not spared where it is what the place needs', () => {
    const where = scoring({}, { place: { skill: 'carpenter' }, neededElsewhere: new Set(['carpenter']) });
    expect(reason({ skills: ['carpenter'] }, 'spared_skill', where)).toBeUndefined();
  });

  it('a language that is not known is no reason', () => {
    expect(reason({ languages: ['zh'] }, 'language')).toBeUndefined();
    expect(reason({}, 'language', scoring({ languages: ['zh'] }))).toBeUndefined();
  });

  it('the usual of an empty ring is nothing', () => {
    expect(usualOf([])).toEqual({ offers: 0, jobs: 0, of: 0 });
    expect(usualOf([aHelper('a', { offersLately: 4 }), aHelper('b', { jobsLately: 3 })])).toEqual({
      offers: 2,
      jobs: 1.5,
      of: 2,
    });
  });

  it('the usual of several lists is that of all their helpers', () => {
    const a = usualOf([aHelper('a', { offersLately: 6, jobsLately: 3 })]);
    const b = usualOf([aHelper('b'), aHelper('c')]);
    expect(together([a, b])).toEqual({ offers: 2, jobs: 1, of: 3 });
  });

  it('the mean way of thousands is that of every so many of them, through all lists', () => {
    const at = (metres: number) => aHelper(`h${metres}`, { at: { lng: metres, lat: 0 } });
    const first = Array.from({ length: 400 }, () => at(100));
    const second = Array.from({ length: 800 }, () => at(400));
    let measured = 0;
    const distance: Distance = (to) => {
      measured += 1;
      return to?.lng ?? null;
    };
    expect(usualMetresOf([first, second], distance)).toBe(300);
    expect(measured).toBe(300);
    expect(usualMetresOf([[at(100)], [at(400)]], distance)).toBe(250);
  });

  it('puts whom the head wants asked first before all others, in the head’s order', () => {
    const where = scoring({ headOrder: ['second', 'h'] });
    expect(reason({}, 'head_order', where)?.points).toBeGreaterThan(900);
    expect(total({ load: 1, lastAskedAt: NOW - 60_000 }, where)).toBeGreaterThan(total({ id: 'other' }, where) + 500);
    expect(total({ id: 'second', load: 1 }, where)).toBeGreaterThan(total({}, where));
  });
});
