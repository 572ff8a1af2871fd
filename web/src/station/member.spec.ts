import { fieldOf, licenceStanding, minuteOf, type Helper } from './member';

type Skill = Helper['skills'][number];
const skill = (given: Partial<Skill>): Skill => ({
  skill: 'electrical',
  name: '电工',
  licensed: true,
  licenceNo: 'E-1',
  validUntil: '2026-12-31',
  valid: true,
  proof: 'certificate',
  provenBy: null,
  provenAt: null,
  refusedAt: null,
  claimed: null,
  ...given,
});

describe('how a licence stands', () => {
  it('is told from 30 days ahead of its last day, and counts on that day', () => {
    expect(licenceStanding(skill({}), '2026-11-30')).toBe('proven');
    expect(licenceStanding(skill({}), '2026-12-01')).toBe('expiring');
    expect(licenceStanding(skill({}), '2026-12-31')).toBe('expiring');
    expect(licenceStanding(skill({}), '2027-01-01')).toBe('expired');
  });

  it('is to be looked at first where one is claimed, and is nothing where none is needed', () => {
    const claimed = { licenceNo: 'E-2', validUntil: '2028-01-01' };
    expect(licenceStanding(skill({ claimed }), '2027-01-01')).toBe('claimed');
    expect(licenceStanding(skill({ proof: null }), '2026-11-30')).toBe('unproven');
    expect(licenceStanding(skill({ refusedAt: '2026-11-01T00:00:00Z' }), '2026-11-30')).toBe('refused');
    expect(licenceStanding(skill({ licensed: false }), '2026-11-30')).toBeNull();
  });
});

describe('the end of a day', () => {
  it('is 24:00 to the roster and 00:00 in a field', () => {
    expect(fieldOf(1_440)).toBe('00:00');
    expect(minuteOf('00:00', true)).toBe(1_440);
    expect(minuteOf('00:00')).toBe(0);
    expect(minuteOf(fieldOf(18 * 60 + 30), true)).toBe(18 * 60 + 30);
  });
});
