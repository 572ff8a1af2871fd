const URGE_MS = 3_600_000;
const TAKE_BACK_MS = 600_000;

/** When the same link may urge again; nothing where it may now. */
export function urgeAgainAt(last: Date | null, at: Date): Date | undefined {
  if (last === null || at.getTime() - last.getTime() >= URGE_MS) return undefined;
  return new Date(last.getTime() + URGE_MS);
}

/** The last 催办 of a ticket, or that it was taken back. */
export interface LastUrging {
  type: 'urged' | 'urge_withdrawn';
  accountId: string | null;
  at: Date;
  /** what it was urged before that */
  before: string | null;
}

/** A slip of the desk's: by who urged, within ten minutes, while nobody urged after them. */
export function mayTakeBack(last: LastUrging | undefined, accountId: string, at: Date): last is LastUrging {
  return last?.type === 'urged' && last.accountId === accountId && at.getTime() - last.at.getTime() <= TAKE_BACK_MS;
}
