import type { Actor, AreaRoleName } from '../accounts/actor.js';
import { ACTIONS, type Action } from './ticket.lifecycle.js';
import {
  happenedAtFault,
  mayAct,
  mayFinalise,
  mayReadContact,
  relationOf,
  REQUESTER,
  type Relation,
} from './ticket.policy.js';
import { OUTCOMES, type Ticket, type TicketWithCrew } from './ticket.js';

const CURRENT: TicketWithCrew = {
  ticket: { stationId: 's1', ownerId: 'owner', areaPath: '37.3702.370203.370203005.' } as Ticket,
  crew: [{ id: 'p', skill: null, helperId: 'crew', joinedAt: new Date(0) }],
};

function actor(given: Partial<Actor> = {}): Actor {
  return { accountId: 'a', name: 'x', areaRoles: [], stationRoles: [], helperId: null, ...given };
}
const over = (role: AreaRoleName, path: string) => actor({ areaRoles: [{ role, areaId: 'x', path }] });
const heading = (stationId: string, role: 'head' | 'deputy' = 'head') => actor({ stationRoles: [{ role, stationId }] });
const relation = (given: Partial<Relation>): Relation => ({ ...REQUESTER, requester: false, ...given });
const allowed = (given: Relation): Action[] => ACTIONS.filter((action) => mayAct(action, given));

describe('what somebody is to a ticket', () => {
  it('head and deputy of its station, and of no other', () => {
    expect(relationOf(heading('s1'), CURRENT)).toEqual(relation({ head: true }));
    expect(relationOf(heading('s1', 'deputy'), CURRENT)).toEqual(relation({ head: true }));
    expect(relationOf(heading('s2'), CURRENT)).toEqual(relation({}));
  });

  it('nobody heads a ticket that has no station', () => {
    const triage = { ...CURRENT, ticket: { ...CURRENT.ticket, stationId: null } };
    expect(relationOf(heading('s1'), triage).head).toBe(false);
  });

  it('area roles at or above its place, not beside it', () => {
    expect(relationOf(over('operator', '37.3702.'), CURRENT)).toEqual(relation({ operator: true }));
    expect(relationOf(over('leader', '37.3702.370203.370203005.'), CURRENT)).toEqual(relation({ leader: true }));
    expect(relationOf(over('administrator', '37.'), CURRENT)).toEqual(relation({ administrator: true }));
    expect(relationOf(over('operator', '37.3702.370203.370203008.'), CURRENT)).toEqual(relation({}));
  });

  it('owner by account, crew by helper', () => {
    expect(relationOf(actor({ accountId: 'owner' }), CURRENT)).toEqual(relation({ owner: true }));
    expect(relationOf(actor({ helperId: 'crew' }), CURRENT)).toEqual(relation({ crew: true }));
    expect(relationOf(actor({ helperId: 'another' }), CURRENT)).toEqual(relation({}));
  });

  it('who is in no crew is not taken for a place that is free', () => {
    const free = { ...CURRENT, crew: [{ id: 'p', skill: null, helperId: null, joinedAt: null }] };
    expect(relationOf(actor({ helperId: null }), free).crew).toBe(false);
  });
});

describe('who may do what', () => {
  it('is written out', () => {
    expect(allowed(relation({}))).toEqual([]);
    expect(allowed(relation({ crew: true }))).toEqual([
      'start',
      'propose',
      'resolve',
      'comment',
      'attach',
      'appoint',
      'unappoint',
      'nobody_home',
      'materials',
    ]);
    expect(allowed(relation({ offered: true }))).toEqual(['join']);
    expect(allowed(relation({ slip: true }))).toEqual(['join', 'start', 'resolve']);
    expect(allowed(REQUESTER)).toEqual(['confirm', 'reopen', 'comment', 'attach', 'rate', 'urge', 'appoint']);
    expect(allowed(relation({ operator: true }))).toEqual([
      'place',
      'hand_over',
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
      'materials',
      'call_back',
      'check',
    ]);
    expect(allowed(relation({ leader: true }))).toEqual([
      'approve_hold',
      'refuse_hold',
      'escalate',
      'return',
      'comment',
    ]);
    expect(allowed(relation({ administrator: true }))).toEqual([
      'place',
      'approve_hold',
      'refuse_hold',
      'hand_over',
      'escalate',
      'return',
      'merge',
      'unmerge',
      'urge',
    ]);
    expect(allowed(relation({ approver: true }))).toEqual(['approve_hold', 'refuse_hold']);
    expect(allowed(relation({ owner: true }))).toEqual([
      'place',
      'hold',
      'resume',
      'request_hold',
      'hand_over',
      'escalate',
      'return',
      'propose',
      'resolve',
      'cancel',
      'comment',
      'merge',
      'unmerge',
      'urge',
      'appoint',
      'unappoint',
    ]);
    expect(allowed(relation({ head: true }))).toEqual([
      'take',
      'join',
      'leave',
      'start',
      'hold',
      'resume',
      'request_hold',
      'hand_over',
      'escalate',
      'propose',
      'resolve',
      'reopen',
      'cancel',
      'comment',
      'attach',
      'merge',
      'unmerge',
      'urge',
      'appoint',
      'unappoint',
      'nobody_home',
      'materials',
    ]);
  });

  it.each(['confirm', 'rate', 'call_back', 'check'] as const)(
    'crew and head never %s what they did, whatever else they are',
    (action) => {
      const everything = relation({ owner: true, operator: true, leader: true, administrator: true, requester: true });
      expect(mayAct(action, everything)).toBe(true);
      expect(mayAct(action, { ...everything, crew: true })).toBe(false);
      expect(mayAct(action, { ...everything, head: true })).toBe(false);
    },
  );

  it('a hold is approved by nobody who asked for it or leads the station, whatever else they are', () => {
    const everything = relation({ approver: true, owner: true, leader: true, administrator: true });
    for (const action of ['approve_hold', 'refuse_hold'] as const) {
      expect(mayAct(action, everything)).toBe(true);
      expect(mayAct(action, { ...everything, asked: true })).toBe(false);
      expect(mayAct(action, { ...everything, head: true })).toBe(false);
    }
  });

  it('an owner approves holds only above the station', () => {
    const at = (escalationLevel: number) => ({ ...CURRENT, ticket: { ...CURRENT.ticket, escalationLevel } });
    expect(relationOf(actor({ accountId: 'owner' }), at(0)).approver).toBe(false);
    expect(relationOf(actor({ accountId: 'owner' }), at(1)).approver).toBe(true);
  });

  it('helpers finalise 办成 only; head and owner every outcome', () => {
    const finalised = (given: Relation) => OUTCOMES.filter((outcome) => mayFinalise(outcome, given));
    expect(finalised(relation({ crew: true }))).toEqual(['done']);
    expect(finalised(relation({ crew: true, head: true }))).toEqual([...OUTCOMES]);
    expect(finalised(relation({ owner: true }))).toEqual([...OUTCOMES]);
  });

  it('phone, name and door are for head, owner, crew and operator', () => {
    const readers = (Object.keys(REQUESTER) as (keyof Relation)[]).filter((role) =>
      mayReadContact(relation({ [role]: true })),
    );
    expect(readers.sort()).toEqual(['crew', 'head', 'operator', 'owner']);
  });
});

describe('when something happened', () => {
  const NOW = new Date('2026-11-23T10:00:00Z');
  const DAY = 86_400_000;
  const fault = (ago: number, mayBackdate = true, notBefore: Date | null = null) =>
    happenedAtFault(new Date(NOW.getTime() - ago), NOW, mayBackdate, notBefore);

  it.each([
    ['seven days ago', 7 * DAY, undefined],
    ['a millisecond more', 7 * DAY + 1, 'happened-at-out-of-range'],
    ['a minute ahead, as a clock beside ours may run', -60_000, undefined],
    ['a millisecond more ahead', -60_001, 'happened-at-out-of-range'],
  ])('%s', (_, ago, expected) => {
    expect(fault(ago)).toBe(expected);
  });

  it('is never before what is recorded already', () => {
    expect(fault(1_000, true, new Date(NOW.getTime() - 1_000))).toBeUndefined();
    expect(fault(1_001, true, new Date(NOW.getTime() - 1_000))).toBe('happened-at-out-of-range');
  });

  it('who may not record afterwards tells it as it happens, to a minute', () => {
    expect(fault(59_999, false)).toBeUndefined();
    expect(fault(60_000, false)).toBe('happened-at-not-permitted');
    expect(fault(-60_000, false)).toBeUndefined();
  });
});
