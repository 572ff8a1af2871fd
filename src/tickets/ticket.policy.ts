import { covers, headsStation, type Actor } from '../accounts/actor.js';
import type { Action } from './ticket.lifecycle.js';
import type { Outcome, TicketWithCrew } from './ticket.js';

/** What somebody is to a ticket. */
export interface Relation {
  /** head or deputy of its station */
  head: boolean;
  /** the named person whose move is next */
  owner: boolean;
  crew: boolean;
  /** operator, leader, administrator over its place */
  operator: boolean;
  leader: boolean;
  administrator: boolean;
  requester: boolean;
  /** is answering an offer of theirs */
  offered: boolean;
  /** is named to approve its hold, or owns it above its station */
  approver: boolean;
  /** asked for its hold */
  asked: boolean;
  /** enters a slip of paper about it: operator, head or deputy */
  slip: boolean;
}

const NOBODY: Relation = {
  head: false,
  owner: false,
  crew: false,
  operator: false,
  leader: false,
  administrator: false,
  requester: false,
  offered: false,
  approver: false,
  asked: false,
  slip: false,
};
export const REQUESTER: Relation = { ...NOBODY, requester: true };

export function relationOf(actor: Actor, { ticket, crew }: TicketWithCrew): Relation {
  return {
    head: ticket.stationId !== null && headsStation(actor, ticket.stationId),
    owner: ticket.ownerId === actor.accountId,
    crew: actor.helperId !== null && crew.some((place) => place.helperId === actor.helperId),
    operator: covers(actor, ticket.areaPath, 'operator'),
    leader: covers(actor, ticket.areaPath, 'leader'),
    administrator: covers(actor, ticket.areaPath, 'administrator'),
    requester: false,
    offered: false,
    approver:
      ticket.holdApproverId === actor.accountId || (ticket.ownerId === actor.accountId && ticket.escalationLevel > 0),
    asked: ticket.holdRequestedBy === actor.accountId,
    slip: false,
  };
}

type Role = keyof Relation;

/** Who may do what. Crew and head never confirm what they did themselves (docs/domain.md, Counting). */
const PERMITTED: Record<Action, Role[]> = {
  place: ['operator', 'owner', 'administrator'],
  take: ['head'],
  join: ['head', 'offered', 'slip'],
  leave: ['head'],
  start: ['crew', 'head', 'slip'],
  hold: ['head', 'owner'],
  resume: ['head', 'owner'],
  request_hold: ['head', 'owner'],
  approve_hold: ['approver', 'leader', 'administrator'],
  refuse_hold: ['approver', 'leader', 'administrator'],
  hand_over: ['head', 'owner', 'operator', 'administrator'],
  escalate: ['head', 'owner', 'leader', 'administrator'],
  return: ['owner', 'leader', 'administrator'],
  watch: [],
  propose: ['crew', 'head', 'owner'],
  resolve: ['crew', 'head', 'owner', 'slip'],
  confirm: ['requester', 'operator'],
  reopen: ['requester', 'operator', 'head'],
  cancel: ['head', 'operator', 'owner'],
  comment: ['crew', 'head', 'owner', 'operator', 'leader', 'requester'],
  attach: ['crew', 'head', 'operator', 'requester'],
  rate: ['requester', 'operator'],
  merge: ['operator', 'head', 'owner', 'administrator'],
  unmerge: ['operator', 'head', 'owner', 'administrator'],
  urge: ['operator', 'head', 'owner', 'administrator', 'requester'],
  appoint: ['crew', 'head', 'owner', 'operator', 'requester'],
  unappoint: ['crew', 'head', 'owner', 'operator'],
  nobody_home: ['crew', 'head'],
  materials: ['crew', 'head', 'operator'],
  call_back: ['operator'],
  check: ['operator'],
};

/** Asking whether it was well done is not for who did it. */
const NOT_OF_ONES_OWN: Action[] = ['confirm', 'rate', 'call_back', 'check'];

export function mayAct(action: Action, relation: Relation): boolean {
  if (NOT_OF_ONES_OWN.includes(action) && (relation.crew || relation.head)) return false;
  // a station does not approve its own hold, nor does who asked for it
  if ((action === 'approve_hold' || action === 'refuse_hold') && (relation.head || relation.asked)) return false;
  return PERMITTED[action].some((role) => relation[role]);
}

/**
 * Whoever joined somebody else's request by themselves is known to nobody: they add to it and urge, and neither confirm nor
 * take back what was done for another.
 */
export function mayJoined(action: Action): boolean {
  return action === 'comment' || action === 'attach' || action === 'urge';
}

/** A helper finalises 办成 only; 转办, 解释 and 办不了 are a head's, or an owner's above. */
export function mayFinalise(outcome: Outcome, relation: Relation): boolean {
  return outcome === 'done' || relation.head || relation.owner;
}

/** Who reads phone, name and door: who must ring or go there. A leader judges figures and needs none of it. */
export function mayReadContact(relation: Relation): boolean {
  return relation.head || relation.owner || relation.crew || relation.operator;
}

/**
 * Who reads what people wrote and photographed. Whoever is only asked sees the place and the request, and of a confidential
 * one not even that.
 */
export function mayReadRecord(relation: Relation, confidential: boolean): boolean {
  const { crew, head, owner, approver, operator, leader, administrator } = relation;
  return crew || head || owner || approver || (!confidential && (operator || leader || administrator));
}

const REOPEN_DAYS = 30;

/** After that a 没好 is a new request. */
export function mayStillReopen(closedAt: Date | null, at: Date): boolean {
  return closedAt === null || at.getTime() - closedAt.getTime() <= REOPEN_DAYS * 86_400_000;
}

const BACKDATED_DAYS = 7;
/** A clock beside ours may run ahead by as much. */
const TOLERANCE_MS = 60_000;

export type HappenedAtFault = 'happened-at-not-permitted' | 'happened-at-out-of-range';

/**
 * When something happened, where that is told afterwards (a slip of paper, a helper on the phone): by heads and operators
 * (`mayBackdate`), at most 7 days back, never in the future, and never before what is recorded already.
 */
export function happenedAtFault(
  happenedAt: Date,
  now: Date,
  mayBackdate: boolean,
  notBefore: Date | null,
): HappenedAtFault | undefined {
  const age = now.getTime() - happenedAt.getTime();
  if (age < -TOLERANCE_MS || age > BACKDATED_DAYS * 86_400_000) return 'happened-at-out-of-range';
  if (notBefore !== null && happenedAt < notBefore) return 'happened-at-out-of-range';
  return mayBackdate || age < TOLERANCE_MS ? undefined : 'happened-at-not-permitted';
}
