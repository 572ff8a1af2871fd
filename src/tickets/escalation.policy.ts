import type { OnDuty } from '../accounts/accounts.js';
import type { Refusal } from '../platform/http/refusal.js';
import type { HoldKind } from './holds/hold.js';
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

/** Holds and extensions of one round together. */
const MOST_HOLDS = 4;

/** Why it can be neither held nor asked for, whoever would approve it. */
export function holdFault(
  ticket: Pick<Ticket, 'holds' | 'resolveDue'>,
  kind: HoldKind,
  from: Date,
  until: Date,
): Refusal | undefined {
  const field = 'until';
  if (until <= from) return { refused: 'hold-until-in-the-past', field };
  if (ticket.holds >= MOST_HOLDS) return { refused: 'too-many-holds', field, args: { max: MOST_HOLDS } };
  if (kind === 'extension' && until <= ticket.resolveDue) return { refused: 'extension-not-later', field };
  return undefined;
}

/**
 * So does a hold that is entered when a deadline has been missed, and begins before it: it would turn what was late into on
 * time. One that begins later moves the deadline by no more than its own length, and what is late stays late.
 */
export function needsApproval(
  ticket: Pick<Ticket, 'holds' | 'acceptDue' | 'acceptedAt' | 'arriveDue' | 'arrivedAt' | 'resolveDue'>,
  from: Date,
  until: Date,
  now: Date,
): boolean {
  const dues = [
    ...(ticket.acceptedAt === null ? [ticket.acceptDue] : []),
    ...(ticket.arrivedAt === null ? [ticket.arriveDue] : []),
    ticket.resolveDue,
  ];
  const excuses = dues.some((due) => due !== null && from < due && due <= now);
  return until.getTime() - from.getTime() > FREE_HOLD_MS || ticket.holds >= FREE_HOLDS || excuses;
}
