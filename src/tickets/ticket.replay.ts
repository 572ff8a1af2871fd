import { next, ACTIONS, type Action } from './ticket.lifecycle.js';
import type { CrewPlace, State, Ticket } from './ticket.js';
import {
  NOTHING,
  type KeptPlace,
  type KeptTicket,
  type PlaceRow,
  type RecordFault,
  type ReplayedEvent,
  type Step,
} from './ticket.kept.js';
import { talliesOf, type Tallied } from './ticket.tallies.js';
import type { TicketEventType } from './tickets.events.js';

export interface Replay {
  ticket: KeptTicket;
  crew: PlaceRow[];
  /** what the ticket must have been counted by */
  tallies: Tallied[];
  /** each event with the row before and after it */
  steps: Step[];
  faults: RecordFault[];
}

/** Recorded before events kept what they set: there is nothing to build the row from. */
export interface NotReplayable {
  older: true;
}

/** A version is missing in the record: what follows it cannot be told. */
export interface BrokenRecord {
  missing: number;
}

const ACTION_OF: Partial<Record<TicketEventType, Action>> = {
  placed: 'place',
  taken: 'take',
  joined: 'join',
  offer_accepted: 'join',
  left: 'leave',
  started: 'start',
  held: 'hold',
  resumed: 'resume',
  outcome_proposed: 'propose',
  resolved: 'resolve',
  confirmed: 'confirm',
  reopened: 'reopen',
  cancelled: 'cancel',
  commented: 'comment',
  photo_attached: 'attach',
  rated: 'rate',
  handed_over: 'hand_over',
  escalated: 'escalate',
  returned: 'return',
  hold_requested: 'request_hold',
  hold_approved: 'approve_hold',
  hold_refused: 'refuse_hold',
  hold_lapsed: 'watch',
  deadlines_set: 'watch',
  deadline_nearing: 'watch',
  deadline_missed: 'watch',
  merged: 'merge',
  unmerged: 'unmerge',
  urged: 'urge',
  urge_withdrawn: 'urge',
  appointment_made: 'appoint',
  appointment_cancelled: 'unappoint',
  nobody_home: 'nobody_home',
  materials_used: 'materials',
  material_cancelled: 'materials',
  called_back: 'call_back',
  checked: 'check',
};
const LIVE: State[] = ['triage', 'open', 'assigned', 'in_progress', 'on_hold'];

/** The row, the crew and the tallies of a ticket, made from nothing but its events, in the order of their versions. */
export function replay(ticketId: string, events: ReplayedEvent[]): Replay | NotReplayable | BrokenRecord {
  const gap = events.findIndex(({ version }, index) => version !== index + 1);
  if (gap >= 0 || events.length === 0) return { missing: Math.max(gap, 0) + 1 };
  if (events.some(({ sets }) => sets === null)) return { older: true };
  const faults: RecordFault[] = [];
  const tallies: Tallied[] = [];
  const steps: Step[] = [];
  let ticket: KeptTicket = { ...NOTHING, id: ticketId };
  const places = new Map<string, KeptPlace>();
  const holds = new Holds();
  for (const event of events) {
    const { crew = [], ...fields } = (event.sets ?? {}) as Partial<KeptTicket> & { crew?: KeptPlace[] };
    for (const place of crew) {
      if (event.version > 1 && !places.has(place.id)) {
        faults.push({
          version: event.version,
          field: 'crew',
          expected: 'a place made with the ticket',
          found: place.id,
        });
      }
      places.set(place.id, place);
    }
    const after: KeptTicket = { ...ticket, ...fields, version: event.version };
    const step = { event, before: ticket, after, crew: [...places.values()] };
    holds.follow(step);
    faults.push(...faultsOf(step));
    tallies.push(...talliesOf(step));
    steps.push(step);
    ticket = after;
  }
  faults.push(...faultsAtLast(ticket, holds.seconds));
  const live = LIVE.includes(ticket.state);
  return { ticket, crew: [...places.values()].map((place) => ({ ...place, live })), tallies, steps, faults };
}

/** The length of the holds of this round, by when they began and ended; none is longer than it was to be. */
class Holds {
  seconds = 0;

  follow({ event, before, after }: Step): void {
    if (after.roundStartedAt !== before.roundStartedAt) this.seconds = 0;
    if (before.holdStartedAt === null || after.holdStartedAt !== null) return;
    const end = Math.min(event.happenedAt.getTime(), before.holdUntil === null ? Infinity : at(before.holdUntil));
    this.seconds += Math.round(Math.max(0, end - at(before.holdStartedAt)) / 1000);
  }
}

function faultsOf(step: Step): RecordFault[] {
  const { event, before, after } = step;
  const faults: RecordFault[] = [];
  const say = (field: string, expected: unknown, found: unknown) =>
    faults.push({ version: event.version, field, expected, found });
  if (event.version === 1 && event.type !== 'opened') say('type', 'opened', event.type);
  if (event.version > 1) {
    const states = statesAfter(step);
    if (!states.includes(after.state)) say('state', states.join(' | ') || 'not possible', after.state);
  }
  if (event.type === 'resolved') {
    const onTime = event.happenedAt.getTime() <= at(after.resolveDue) || after.provisionalFrom !== null;
    if (event.changes.onTime !== onTime) say('onTime', onTime, event.changes.onTime ?? null);
  }
  if (event.changes.state !== undefined && event.changes.state !== after.state) {
    say('changes.state', after.state, event.changes.state);
  }
  if (event.changes.from !== undefined && event.changes.from !== before.state) {
    say('changes.from', before.state, event.changes.from);
  }
  return faults;
}

/** Where the lifecycle leads from the state before; an event that is no action of its table may be any, or none. */
function statesAfter({ event, before, after, crew }: Step): State[] {
  const was = {
    ticket: { ...after, state: before.state, heldFrom: before.heldFrom } as unknown as Ticket,
    crew: crew as unknown as CrewPlace[],
  };
  const action = ACTION_OF[event.type];
  const to = (action === undefined ? ACTIONS : [action]).flatMap((each) => next(each, was) ?? []);
  return action === undefined ? [...new Set([before.state, ...to])] : to;
}

function faultsAtLast(ticket: KeptTicket, heldSeconds: number): RecordFault[] {
  const faults: RecordFault[] = [];
  const say = (field: keyof KeptTicket, expected: unknown) =>
    faults.push({ version: ticket.version, field, expected, found: ticket[field] ?? null });
  if (LIVE.includes(ticket.state) && ticket.ownerId === null) say('ownerId', 'somebody');
  if (LIVE.includes(ticket.state) && ticket.ownerDue === null) say('ownerDue', 'a time');
  if (ticket.state === 'triage' && ticket.stationId !== null) say('stationId', null);
  if (ticket.heldSeconds !== heldSeconds) say('heldSeconds', heldSeconds);
  for (const due of ['acceptDue', 'resolveDue'] as const) if (!ticket[due]) say(due, 'a time');
  const times = ['openedAt', 'roundStartedAt', 'resolvedAt', 'closedAt'] as const;
  let latest = '';
  for (const name of times) {
    const time = ticket[name];
    if (!time) continue;
    if (latest !== '' && at(time) < at(latest)) say(name, `${latest} or later`);
    else latest = time;
  }
  return faults;
}

function at(time: string): number {
  return Date.parse(time);
}
