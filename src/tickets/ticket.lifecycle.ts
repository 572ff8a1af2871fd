import { isFull, STATES, type State, type Ticket, type TicketWithCrew } from './ticket.js';

export const ACTIONS = [
  'place',
  'take',
  'join',
  'leave',
  'start',
  'hold',
  'resume',
  'request_hold',
  'approve_hold',
  'refuse_hold',
  'hand_over',
  'escalate',
  'return',
  'watch',
  'propose',
  'resolve',
  'confirm',
  'reopen',
  'cancel',
  'comment',
  'attach',
  'rate',
  'merge',
  'unmerge',
  'urge',
  'appoint',
  'unappoint',
  'nobody_home',
  'materials',
  'call_back',
  'check',
] as const;
export type Action = (typeof ACTIONS)[number];

/** `by-crew`: open until the crew is full, then assigned; `as-before`: where it was held from; `by-hold`: on hold where one began; `same`: stays. */
type Next = State | 'by-crew' | 'as-before' | 'by-hold' | 'same';

/** The whole life of a ticket. What is not in it is refused. */
export const LIFECYCLE: Record<Action, Partial<Record<State, Next>>> = {
  place: { triage: 'by-crew' },
  take: { open: 'by-crew', assigned: 'same' },
  join: { open: 'by-crew', in_progress: 'same', on_hold: 'same' },
  leave: { open: 'same', assigned: 'by-crew', in_progress: 'same', on_hold: 'same' },
  start: { open: 'in_progress', assigned: 'in_progress' },
  hold: { open: 'on_hold', assigned: 'on_hold', in_progress: 'on_hold' },
  resume: { on_hold: 'as-before' },
  request_hold: { open: 'same', assigned: 'same', in_progress: 'same' },
  // an extension goes on being worked on
  approve_hold: { open: 'by-hold', assigned: 'by-hold', in_progress: 'by-hold' },
  refuse_hold: { open: 'same', assigned: 'same', in_progress: 'same' },
  hand_over: { open: 'by-crew', assigned: 'by-crew', in_progress: 'by-crew', on_hold: 'by-crew' },
  escalate: { triage: 'same', open: 'same', assigned: 'same', in_progress: 'same' },
  return: { triage: 'same', open: 'same', assigned: 'same', in_progress: 'same' },
  // the deadlines, by the system alone
  watch: { triage: 'same', open: 'same', assigned: 'same', in_progress: 'same' },
  propose: { open: 'same', assigned: 'same', in_progress: 'same', on_hold: 'same' },
  resolve: {
    triage: 'resolved',
    open: 'resolved',
    assigned: 'resolved',
    in_progress: 'resolved',
    on_hold: 'resolved',
  },
  confirm: { resolved: 'closed' },
  reopen: { resolved: 'by-crew', closed: 'by-crew' },
  cancel: {
    triage: 'cancelled',
    open: 'cancelled',
    assigned: 'cancelled',
    in_progress: 'cancelled',
    on_hold: 'cancelled',
  },
  comment: {
    triage: 'same',
    open: 'same',
    assigned: 'same',
    in_progress: 'same',
    on_hold: 'same',
    resolved: 'same',
    closed: 'same',
    cancelled: 'same',
    merged: 'same',
  },
  attach: {
    triage: 'same',
    open: 'same',
    assigned: 'same',
    in_progress: 'same',
    on_hold: 'same',
    resolved: 'same',
    closed: 'same',
  },
  rate: { closed: 'same' },
  merge: { triage: 'merged', open: 'merged', assigned: 'merged', in_progress: 'merged', on_hold: 'merged' },
  unmerge: { merged: 'by-crew' },
  urge: { triage: 'same', open: 'same', assigned: 'same', in_progress: 'same', on_hold: 'same' },
  appoint: { open: 'same', assigned: 'same', in_progress: 'same', on_hold: 'same' },
  unappoint: { open: 'same', assigned: 'same', in_progress: 'same', on_hold: 'same' },
  nobody_home: { assigned: 'same', in_progress: 'same' },
  materials: { in_progress: 'same', resolved: 'same', closed: 'same' },
  call_back: { resolved: 'same' },
  check: { closed: 'same' },
};

/** The state after the action, or null where it is not possible. `crew` as it is after the action. */
export function next(action: Action, { ticket, crew }: TicketWithCrew): State | null {
  const to = LIFECYCLE[action][ticket.state];
  switch (to) {
    case undefined:
      return null;
    case 'same':
      return ticket.state;
    case 'as-before':
      return ticket.heldFrom === 'in_progress' ? 'in_progress' : byCrew(ticket.stationId, crew);
    case 'by-hold':
      return ticket.holdStartedAt === null ? ticket.state : 'on_hold';
    case 'by-crew':
      return byCrew(ticket.stationId, crew);
    default:
      return to;
  }
}

/** What a ticket in this state can undergo at all; who may do it is policy. */
export function possible(state: State): Action[] {
  return ACTIONS.filter((action) => LIFECYCLE[action][state] !== undefined);
}

/** What this ticket can undergo now: nothing is approved that nobody asked for, nothing comes back that is not above. */
export function possibleNow(ticket: Ticket): Action[] {
  const waits = ticket.holdRequestedUntil !== null;
  return possible(ticket.state).filter(
    (action) =>
      (waits || (action !== 'approve_hold' && action !== 'refuse_hold')) &&
      (action !== 'return' || ticket.escalationLevel > 0),
  );
}

/** A state that nothing can lead to is a slip in the table; told at start. */
export function unreachable(): State[] {
  const reached = new Set<string>(['triage', 'open']);
  for (const row of Object.values(LIFECYCLE)) for (const to of Object.values(row)) reached.add(to);
  if (reached.has('by-crew')) reached.add('assigned');
  return STATES.filter((state) => !reached.has(state));
}

function byCrew(stationId: string | null, crew: TicketWithCrew['crew']): State {
  if (stationId === null) return 'triage';
  return isFull(crew) ? 'assigned' : 'open';
}
