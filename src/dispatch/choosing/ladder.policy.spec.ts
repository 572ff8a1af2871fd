import { aTicket, NOW } from '../../../test/support/situations.js';
import type { TicketNow } from './choosing.types.js';
import { climbOf, nextRung, rungEnds, type Standing } from './ladder.policy.js';
import { DEFAULT_WEIGHTS as WEIGHTS } from './weights.js';

const MINUTE = 60_000;
const fine: Standing = { short: false, empty: false, live: 1 };
const climb = (ticket: Partial<TicketNow>, standing: Partial<Standing>, now = NOW) =>
  climbOf(aTicket('t', [], ticket), { ...fine, ...standing }, now, WEIGHTS);

describe('the ladder', () => {
  it('stays while those who were asked may do', () => {
    expect(climb({}, {})).toBeNull();
  });

  it('goes on at once where there is nobody at all', () => {
    expect(climb({}, { short: true, empty: true, live: 0 })).toMatchObject({ to: 'neighbours', because: 'nobody' });
    expect(climb({ rung: 'pool' }, { short: true, empty: true, live: 0 })).toMatchObject({
      to: 'head',
      because: 'nobody',
    });
  });

  it('says what those have answered who were asked', () => {
    const answers = { offered: 3, declined: { away: 1 }, silent: 2 };
    expect(climb({ answers }, { short: true, empty: true, live: 0 })).toEqual({
      to: 'neighbours',
      because: 'exhausted',
      answers,
    });
  });

  it('widens the ring while offers wait, but does not call the head while somebody may accept', () => {
    expect(climb({ rung: 'neighbours' }, { short: true })).toMatchObject({ to: 'pool', because: 'exhausted' });
    expect(climb({ rung: 'pool' }, { short: true })).toBeNull();
  });

  it('each rung has its clock, by the time to accept', () => {
    expect(rungEnds(aTicket('t', []), WEIGHTS)).toBe(NOW + 30 * MINUTE);
    expect(climb({}, {}, NOW + 30 * MINUTE - 1)).toBeNull();
    expect(climb({}, {}, NOW + 30 * MINUTE)).toMatchObject({ to: 'neighbours', because: 'clock' });
    expect(climb({ rung: 'pool' }, {}, NOW + 30 * MINUTE)).toMatchObject({ to: 'head', because: 'clock' });
  });

  it('the head has a clock, and only that; above, the clock of the owner goes on', () => {
    const nobody = { short: true, empty: true, live: 0 };
    expect(climb({ rung: 'head' }, nobody)).toBeNull();
    expect(climb({ rung: 'head' }, nobody, NOW + 18 * MINUTE)).toMatchObject({ to: 'above', because: 'clock' });
    expect(climb({ rung: 'above' }, nobody, NOW + 999 * MINUTE)).toBeNull();
    expect(rungEnds(aTicket('t', [], { rung: 'above' }), WEIGHTS)).toBeNull();
    expect(nextRung('above')).toBeNull();
  });
});
