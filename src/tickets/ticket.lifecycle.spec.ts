import { ACTIONS, LIFECYCLE, next, possible, possibleNow, unreachable, type Action } from './ticket.lifecycle.js';
import { STATES, type CrewPlace, type State, type Ticket, type TicketWithCrew } from './ticket.js';

const FREE: CrewPlace = { id: 'a', skill: null, helperId: null, joinedAt: null };
const FILLED: CrewPlace = { id: 'b', skill: null, helperId: 'h', joinedAt: new Date(0) };

function ticketIn(
  state: State,
  {
    crew = [FREE],
    stationId = 's',
    heldFrom = null,
  }: { crew?: CrewPlace[]; stationId?: string | null; heldFrom?: State | null } = {},
): TicketWithCrew {
  return { ticket: { state, stationId, heldFrom } as Ticket, crew };
}

/** The table once more, as the domain tells it: which states each action is possible in. */
const POSSIBLE_IN: Record<Action, State[]> = {
  place: ['triage'],
  take: ['open', 'assigned'],
  join: ['open', 'in_progress', 'on_hold'],
  leave: ['open', 'assigned', 'in_progress', 'on_hold'],
  start: ['open', 'assigned'],
  hold: ['open', 'assigned', 'in_progress'],
  resume: ['on_hold'],
  request_hold: ['open', 'assigned', 'in_progress'],
  approve_hold: ['open', 'assigned', 'in_progress'],
  refuse_hold: ['open', 'assigned', 'in_progress'],
  hand_over: ['open', 'assigned', 'in_progress', 'on_hold'],
  escalate: ['triage', 'open', 'assigned', 'in_progress'],
  return: ['triage', 'open', 'assigned', 'in_progress'],
  watch: ['triage', 'open', 'assigned', 'in_progress'],
  propose: ['open', 'assigned', 'in_progress', 'on_hold'],
  resolve: ['triage', 'open', 'assigned', 'in_progress', 'on_hold'],
  confirm: ['resolved'],
  reopen: ['resolved', 'closed'],
  cancel: ['triage', 'open', 'assigned', 'in_progress', 'on_hold'],
  comment: ['triage', 'open', 'assigned', 'in_progress', 'on_hold', 'resolved', 'closed', 'cancelled', 'merged'],
  attach: ['triage', 'open', 'assigned', 'in_progress', 'on_hold', 'resolved', 'closed'],
  rate: ['closed'],
  merge: ['triage', 'open', 'assigned', 'in_progress', 'on_hold'],
  unmerge: ['merged'],
  urge: ['triage', 'open', 'assigned', 'in_progress', 'on_hold'],
  appoint: ['open', 'assigned', 'in_progress', 'on_hold'],
  unappoint: ['open', 'assigned', 'in_progress', 'on_hold'],
  nobody_home: ['assigned', 'in_progress'],
  materials: ['in_progress', 'resolved', 'closed'],
  call_back: ['resolved'],
  check: ['closed'],
};

describe('the life of a ticket', () => {
  it.each(ACTIONS.flatMap((action) => STATES.map((state) => [action, state] as const)))(
    '%s from %s is listed, or leads nowhere',
    (action, state) => {
      const listed = POSSIBLE_IN[action].includes(state);
      expect(next(action, ticketIn(state)) !== null).toBe(listed);
      expect(possible(state).includes(action)).toBe(listed);
    },
  );

  it('every state can be reached', () => {
    expect(unreachable()).toEqual([]);
  });

  it('nothing leaves a cancelled ticket, and a merged one only goes its own way again; both can be commented on', () => {
    expect(possible('merged')).toEqual(['comment', 'unmerge']);
    expect(next('unmerge', ticketIn('merged'))).toBe('open');
    expect(next('unmerge', ticketIn('merged', { stationId: null }))).toBe('triage');
    expect(possible('cancelled')).toEqual(['comment']);
    expect(next('comment', ticketIn('cancelled'))).toBe('cancelled');
  });

  it('no hold is approved that nobody asked for, and nothing is returned that is not above', () => {
    const { ticket } = ticketIn('open');
    const waits = { ...ticket, holdRequestedUntil: new Date(0), escalationLevel: 1 };
    const some = ['approve_hold', 'refuse_hold', 'return'];
    const of = (which: Ticket) => possibleNow(which).filter((action) => some.includes(action));
    expect(of(waits)).toEqual(some);
    expect(of({ ...waits, holdRequestedUntil: null })).toEqual(['return']);
    expect(of({ ...waits, escalationLevel: 0 })).toEqual(['approve_hold', 'refuse_hold']);
  });

  it('what is closed only reopens', () => {
    const leaving = ACTIONS.filter((action) => !['same', undefined].includes(LIFECYCLE[action].closed));
    expect(leaving).toEqual(['reopen']);
  });

  it("goes the story's way: opened, taken, joined, started, resolved, 没好, resolved, confirmed, rated", () => {
    const steps: [Action, CrewPlace[], State][] = [
      ['take', [FILLED, FREE, FREE], 'open'],
      ['join', [FILLED, FILLED, FREE], 'open'],
      ['join', [FILLED, FILLED, FILLED], 'assigned'],
      ['start', [FILLED, FILLED, FILLED], 'in_progress'],
      ['attach', [FILLED, FILLED, FILLED], 'in_progress'],
      ['resolve', [FILLED, FILLED, FILLED], 'resolved'],
      ['confirm', [FILLED, FILLED, FILLED], 'closed'],
      ['rate', [FILLED, FILLED, FILLED], 'closed'],
      ['reopen', [FILLED, FILLED, FILLED], 'assigned'],
      ['start', [FILLED, FILLED, FILLED], 'in_progress'],
      ['resolve', [FILLED, FILLED, FILLED], 'resolved'],
      ['confirm', [FILLED, FILLED, FILLED], 'closed'],
    ];
    let state: State = 'open';
    for (const [action, crew, to] of steps) {
      const after = next(action, ticketIn(state, { crew }));
      expect([action, after]).toEqual([action, to]);
      state = after ?? state;
    }
  });
});

describe('the next state', () => {
  it('by the crew: assigned once it is full, open as soon as it is not, triage without a station', () => {
    expect(next('join', ticketIn('open', { crew: [FILLED] }))).toBe('assigned');
    expect(next('join', ticketIn('open', { crew: [FILLED, FREE] }))).toBe('open');
    expect(next('leave', ticketIn('assigned', { crew: [FREE] }))).toBe('open');
    expect(next('place', ticketIn('triage', { crew: [FREE] }))).toBe('open');
    expect(next('reopen', ticketIn('closed', { crew: [FREE], stationId: null }))).toBe('triage');
  });

  it('who joins or leaves work that is under way leaves it under way', () => {
    expect(next('join', ticketIn('in_progress', { crew: [FILLED] }))).toBe('in_progress');
    expect(next('leave', ticketIn('in_progress'))).toBe('in_progress');
    expect(next('join', ticketIn('on_hold', { crew: [FILLED] }))).toBe('on_hold');
  });

  it('after a hold is what it was held from, by the crew as it is now', () => {
    expect(next('resume', ticketIn('on_hold', { heldFrom: 'in_progress' }))).toBe('in_progress');
    expect(next('resume', ticketIn('on_hold', { heldFrom: 'assigned', crew: [FILLED] }))).toBe('assigned');
    expect(next('resume', ticketIn('on_hold', { heldFrom: 'assigned', crew: [FREE] }))).toBe('open');
    expect(next('resume', ticketIn('on_hold', { heldFrom: 'open', crew: [FILLED] }))).toBe('assigned');
  });
});
