import { approverOf, holdFault, needsApproval, ownerAbove } from './escalation.policy.js';

const on = (kind: string, accountId: string) => ({ kind, areaId: kind, accountId });
const HOUR = 3_600_000;

describe('to whom a ticket goes up', () => {
  const duty = [on('grid', 'g'), on('community', 'c'), on('district', 'd'), on('city', 'c')];

  it('the next level that has somebody, and somebody else than its owner', () => {
    expect(ownerAbove(duty, { escalationLevel: 0, ownerId: 'head' })).toEqual({ level: 1, accountId: 'c' });
    expect(ownerAbove(duty, { escalationLevel: 1, ownerId: 'c' })).toEqual({ level: 3, accountId: 'd' });
    expect(ownerAbove(duty, { escalationLevel: 0, ownerId: 'c' })).toEqual({ level: 3, accountId: 'd' });
  });

  it('nobody above the top, and nobody at a level that is not staffed', () => {
    expect(ownerAbove(duty, { escalationLevel: 4, ownerId: 'c' })).toBeUndefined();
    expect(ownerAbove(duty, { escalationLevel: 0, ownerId: 'head' }, 2)).toBeUndefined();
    expect(ownerAbove(duty, { escalationLevel: 0, ownerId: 'head' }, 4)).toEqual({ level: 4, accountId: 'c' });
  });

  it('a hold is approved by the nearest area whose person neither asks nor leads the station', () => {
    expect(approverOf(duty, ['head'])?.accountId).toBe('c');
    expect(approverOf(duty, ['c'])?.accountId).toBe('d');
    expect(approverOf(duty, ['c', 'd'])).toBeUndefined();
  });
});

describe('a hold needs approval', () => {
  const until = (ms: number) => new Date(ms);
  const far = until(900 * HOUR);
  const ticket = { holds: 0, acceptDue: far, acceptedAt: null, arriveDue: null, arrivedAt: null, resolveDue: far };

  it('over 72 hours, or the third time in a round', () => {
    const now = new Date(0);
    expect(needsApproval({ ...ticket, holds: 1 }, now, until(72 * HOUR), now)).toBe(false);
    expect(needsApproval({ ...ticket, holds: 0 }, now, until(72 * HOUR + 1), now)).toBe(true);
    expect(needsApproval({ ...ticket, holds: 2 }, now, until(HOUR), now)).toBe(true);
  });

  it('a hold that is entered after a missed deadline and begins before it', () => {
    const [before, due, now] = [new Date(0), until(HOUR), until(2 * HOUR)];
    const late = { ...ticket, resolveDue: due };
    expect(needsApproval(late, before, until(3 * HOUR), now)).toBe(true);
    expect(needsApproval(late, before, until(3 * HOUR), before)).toBe(false);
    expect(needsApproval(late, due, until(3 * HOUR), now)).toBe(false);
    const unaccepted = { ...ticket, acceptDue: due };
    expect(needsApproval(unaccepted, before, until(3 * HOUR), now)).toBe(true);
    expect(needsApproval({ ...unaccepted, acceptedAt: due }, before, until(3 * HOUR), now)).toBe(false);
    const awaited = { ...ticket, arriveDue: due };
    expect(needsApproval(awaited, before, until(3 * HOUR), now)).toBe(true);
    expect(needsApproval({ ...awaited, arrivedAt: due }, before, until(3 * HOUR), now)).toBe(false);
  });
});

describe('a hold cannot be', () => {
  const [now, due, far] = [new Date(0), new Date(HOUR), new Date(2 * HOUR)];
  const fault = (holds: number, kind: 'hold' | 'extension', until: Date) =>
    holdFault({ holds, resolveDue: due }, kind, now, until);

  it('the fifth of a round, of either kind', () => {
    expect([fault(3, 'hold', far), fault(3, 'extension', far)]).toEqual([undefined, undefined]);
    for (const kind of ['hold', 'extension'] as const) {
      expect(fault(4, kind, far)).toEqual({ refused: 'too-many-holds', field: 'until', args: { max: 4 } });
    }
  });

  it('over before it begins, nor an extension that moves nothing', () => {
    expect(fault(0, 'hold', now)).toMatchObject({ refused: 'hold-until-in-the-past', field: 'until' });
    expect(fault(0, 'extension', now)).toMatchObject({ refused: 'hold-until-in-the-past' });
    expect(fault(0, 'extension', due)).toEqual({ refused: 'extension-not-later', field: 'until' });
    expect(fault(0, 'hold', due)).toBeUndefined();
  });
});
