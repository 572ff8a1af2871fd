import { clockOf, inOrder, spanOf } from './clocks';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
type Line = Parameters<typeof inOrder>[0][number];
const line = (given: Partial<Line> = {}): Line => ({
  id: 'a',
  reference: '1',
  state: 'open',
  stateWords: '',
  categoryId: '',
  categoryName: '',
  urgency: 'normal',
  confidential: false,
  stationId: null,
  buildingId: null,
  place: '',
  unit: null,
  point: null,
  ownerName: null,
  crewSize: 1,
  crewJoined: 0,
  crew: [],
  openedAt: at(-60),
  acceptedAt: null,
  acceptDue: at(10),
  arrivedAt: null,
  arriveDue: at(60),
  resolvedAt: null,
  resolveDue: at(120),
  dueProvisional: false,
  ownerDue: null,
  nearing: [],
  missed: [],
  escalationLevel: 0,
  escalationWords: '',
  holdRequestedUntil: null,
  rework: 0,
  urged: 0,
  lastUrgedAt: null,
  appointmentFrom: null,
  appointmentTo: null,
  nobodyHome: 0,
  version: 1,
  ...given,
});

describe('the clock of a ticket', () => {
  it('is the first that is not met', () => {
    expect(clockOf(line(), NOW)).toMatchObject({ name: 'accept', standing: 'calm', due: Date.parse(at(10)) });
    expect(clockOf(line({ acceptedAt: at(-1) }), NOW).name).toBe('arrive');
    expect(clockOf(line({ acceptedAt: at(-1), arriveDue: null }), NOW).name).toBe('resolve');
    expect(clockOf(line({ acceptedAt: at(-1), arrivedAt: at(-1) }), NOW).name).toBe('resolve');
  });

  it('is past when its time has come, also before the server has told so, and near when the server says so', () => {
    expect(clockOf(line({ acceptDue: at(0) }), NOW).standing).toBe('past');
    expect(clockOf(line({ nearing: ['accept'] }), NOW).standing).toBe('near');
    expect(clockOf(line({ nearing: ['resolve'] }), NOW).standing).toBe('calm');
    expect(clockOf(line({ nearing: ['accept'], missed: ['accept'] }), NOW).standing).toBe('past');
  });

  it('stands while the ticket is held, and is over once it is reported', () => {
    expect(clockOf(line({ state: 'on_hold', acceptDue: at(-5) }), NOW).standing).toBe('held');
    expect(clockOf(line({ state: 'resolved', resolvedAt: at(-5) }), NOW).standing).toBe('done');
    expect(clockOf(line({ state: 'cancelled', acceptDue: at(-5) }), NOW).standing).toBe('done');
  });

  it('orders by lateness, then urgency, then what is due earlier', () => {
    const lines = [
      line({ id: 'calm' }),
      line({ id: 'calm-sooner', acceptDue: at(5) }),
      line({ id: 'urgent', urgency: 'urgent', acceptDue: at(50) }),
      line({ id: 'near', nearing: ['accept'] }),
      line({ id: 'past', acceptDue: at(-1) }),
    ];
    expect(inOrder(lines, NOW).map(({ id }) => id)).toEqual(['past', 'near', 'urgent', 'calm-sooner', 'calm']);
  });

  it('is told in whole minutes', () => {
    expect(spanOf(-(26 * 3_600_000 + 61_000))).toEqual({ days: 1, hours: 2, minutes: 1 });
  });
});
