import type { KeptTicket, ReplayedEvent } from './ticket.kept.js';
import { replay, type Replay } from './ticket.replay.js';

const HOUR = 3_600_000;
const start = Date.parse('2026-11-02T02:00:00.000Z');
const at = (hours: number) => new Date(start + hours * HOUR);
const place = { id: 'p1', skill: null, helperId: null, joinedAt: null };
const opening = {
  reference: '1',
  state: 'open',
  categoryId: 'c',
  stationId: 's',
  areaId: 'a',
  ownerId: 'o',
  ownerDue: at(1).toISOString(),
  acceptDue: at(1).toISOString(),
  resolveDue: at(4).toISOString(),
  openedAt: at(0).toISOString(),
  roundStartedAt: at(0).toISOString(),
  heldSeconds: 0,
  rework: 0,
  crew: [place],
};

type Part = [
  type: ReplayedEvent['type'],
  hours: number,
  sets: Partial<KeptTicket> & { crew?: unknown[] },
  changes?: object,
];
const record = (...parts: Part[]): ReplayedEvent[] =>
  [['opened', 0, opening] as unknown as Part, ...parts].map(([type, hours, sets, changes], index) => ({
    version: index + 1,
    type,
    happenedAt: at(hours),
    changes: { ...changes },
    sets: sets,
    xid: String(index),
  }));
function replayed(events: ReplayedEvent[]): Replay {
  const made = replay('t', events);
  if (!('ticket' in made)) throw new Error(JSON.stringify(made));
  return made;
}
const taken: Part = [
  'taken',
  0.5,
  { state: 'assigned', acceptedAt: at(0.5).toISOString(), crew: [{ ...place, helperId: 'h', joinedAt: at(0.5) }] },
];
const started: Part = ['started', 1, { state: 'in_progress', startedAt: at(1).toISOString() }];
const held: Part = [
  'held',
  2,
  { state: 'on_hold', heldFrom: 'in_progress', holdStartedAt: at(2).toISOString(), holdUntil: at(3).toISOString() },
];
const resumed = (heldSeconds: number): Part => [
  'resumed',
  9,
  {
    state: 'in_progress',
    heldFrom: null,
    holdStartedAt: null,
    holdUntil: null,
    heldSeconds,
    resolveDue: at(5).toISOString(),
  },
];
const resolved = (hours: number, onTime: boolean): Part => [
  'resolved',
  hours,
  { state: 'resolved', outcome: 'done', resolvedAt: at(hours).toISOString() },
  { onTime },
];

describe('a ticket made from its events', () => {
  it('has what each event set, its crew and its version, and was counted once for each', () => {
    const made = replayed(record(taken, started, resolved(3, true)));
    expect(made.faults).toEqual([]);
    expect(made.ticket).toMatchObject({ state: 'resolved', outcome: 'done', version: 4, stars: null });
    expect(made.crew).toEqual([{ ...place, helperId: 'h', joinedAt: at(0.5), live: false }]);
    expect(made.tallies.map(({ add, times }) => [add, times])).toEqual([
      [{ received: 1 }, []],
      [{}, [{ measure: 'accept', seconds: 1800 }]],
      [{ resolved_done: 1, resolved_on_time: 1 }, [{ measure: 'resolve', seconds: 3 * 3600 }]],
    ]);
  });

  it('was held no longer than it was to be, and its resolve time is without it', () => {
    const made = replayed(record(taken, started, held, resumed(3600), resolved(10, false)));
    expect(made.faults).toEqual([]);
    expect(made.tallies.at(-1)?.times).toEqual([{ measure: 'resolve', seconds: 9 * 3600 }]);
    expect(replayed(record(taken, started, held, resumed(7 * 3600))).faults).toEqual([
      { version: 5, field: 'heldSeconds', expected: 3600, found: 7 * 3600 },
    ]);
  });

  it('takes a completion back only where one was counted', () => {
    const again: Part = [
      'reopened',
      6,
      { state: 'assigned', outcome: null, resolvedAt: null, closedAt: null, confirmation: null },
    ];
    const confirmed: Part = ['confirmed', 5, { state: 'closed', confirmation: 'link', closedAt: at(5).toISOString() }];
    const adds = (...parts: Part[]) =>
      replayed(record(taken, started, resolved(3, true), ...parts)).tallies.map(({ add }) => add);
    expect(adds(again)).not.toContainEqual({ withdrawn: 1 });
    expect(adds(confirmed, again).slice(-2)).toEqual([{ completed_link: 1 }, { withdrawn: 1 }]);
  });

  it('is transferred out of where it was, and in to where it goes', () => {
    const triage = record(['placed', 1, { state: 'open', stationId: 's' }]);
    triage[0] = { ...triage[0], sets: { ...opening, state: 'triage', stationId: null } } as ReplayedEvent;
    expect(replayed(triage).tallies.map(({ holder, add }) => [holder, add])).toEqual([
      [{ kind: 'area', id: 'a' }, { received: 1 }],
      [{ kind: 'area', id: 'a' }, { transferred_out: 1 }],
      [{ kind: 'station', id: 's' }, { transferred_in: 1 }],
    ]);
  });
});

describe('what cannot be is told with its version:', () => {
  it.each<[string, Part[], object]>([
    [
      'a state that the lifecycle does not lead to',
      [taken, ['started', 1, { state: 'resolved' }]],
      { version: 3, field: 'state', expected: 'in_progress' },
    ],
    [
      'a crew that is full and a ticket that is open',
      [['taken', 1, { crew: [{ ...place, helperId: 'h' }] }]],
      { version: 2, field: 'state', expected: 'assigned' },
    ],
    [
      'a place that was not made with the ticket',
      [['joined', 1, { crew: [{ ...place, id: 'p2' }] }]],
      { version: 2, field: 'crew', found: 'p2' },
    ],
    [
      'late, and said to be on time',
      [taken, started, resolved(5, true)],
      { version: 4, field: 'onTime', expected: false },
    ],
    ['nobody who owns it', [['commented', 1, { ownerId: null }]], { version: 2, field: 'ownerId' }],
    ['a station in triage', [['commented', 1, { state: 'triage' }]], { version: 2, field: 'stationId' }],
    [
      'closed before it was resolved',
      [taken, started, resolved(3, true), ['confirmed', 2, { state: 'closed', closedAt: at(2).toISOString() }]],
      { version: 5, field: 'closedAt' },
    ],
  ])('%s', (_, parts, fault) => {
    expect(replayed(record(...parts)).faults).toContainEqual(expect.objectContaining(fault));
  });

  it('a version that is missing, and events that do not say what they set, are no ticket', () => {
    const events = record(taken, started);
    expect(replay('t', [...events.slice(0, 1), ...events.slice(2)])).toEqual({ missing: 2 });
    expect(replay('t', [])).toEqual({ missing: 1 });
    expect(
      replay(
        't',
        events.map((event) => ({ ...event, sets: null })),
      ),
    ).toEqual({ older: true });
  });
});
