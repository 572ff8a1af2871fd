import type { OnDuty } from '../accounts/accounts.js';
import type { Ticket } from './ticket.js';

/** Escalation levels of areas; a grid has none. */
const LEVELS: Record<string, number> = { community: 1, street: 2, district: 3, city: 4 };

export interface Above {
  level: number;
  accountId: string;
}

/**
 * To whom a ticket goes up: who is on duty one level up, or at the next one that has somebody else than its owner. `level`: at
 * exactly that one.
 */
export function ownerAbove(
  duty: OnDuty[],
  { escalationLevel, ownerId }: Pick<Ticket, 'escalationLevel' | 'ownerId'>,
  level?: number,
): Above | undefined {
  return levelsOf(duty).find((above) =>
    level === undefined ? above.level > escalationLevel && above.accountId !== ownerId : above.level === level,
  );
}

/** Who approves a hold: on duty for the community or the nearest area above; nobody of the station, nor who asks. */
export function approverOf(duty: OnDuty[], excluded: string[]): Above | undefined {
  return levelsOf(duty).find(({ accountId }) => !excluded.includes(accountId));
}

function levelsOf(duty: OnDuty[]): Above[] {
  return duty
    .map(({ kind, accountId }) => ({ level: LEVELS[kind] ?? 0, accountId }))
    .filter(({ level }) => level > 0)
    .sort((a, b) => a.level - b.level);
}

/** Longer than this a hold needs approval, … */
const FREE_HOLD_MS = 72 * 3_600_000;
/** … and so does the next one after so many in one round. */
const FREE_HOLDS = 2;

/**
 * So does a hold that is entered when a deadline has been missed, and begins before it: it would turn what was late into on
 * time. One that begins later moves the deadline by no more than its own length, and what is late stays late.
 */
export function needsApproval(
  ticket: Pick<Ticket, 'holds' | 'acceptDue' | 'acceptedAt' | 'resolveDue'>,
  from: Date,
  until: Date,
  now: Date,
): boolean {
  const dues = ticket.acceptedAt === null ? [ticket.acceptDue, ticket.resolveDue] : [ticket.resolveDue];
  const excuses = dues.some((due) => from < due && due <= now);
  return until.getTime() - from.getTime() > FREE_HOLD_MS || ticket.holds >= FREE_HOLDS || excuses;
}
