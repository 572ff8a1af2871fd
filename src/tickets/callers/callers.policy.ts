const URGE_MS = 3_600_000;

/** When the same link may urge again; nothing where it may now. */
export function urgeAgainAt(last: Date | null, at: Date): Date | undefined {
  if (last === null || at.getTime() - last.getTime() >= URGE_MS) return undefined;
  return new Date(last.getTime() + URGE_MS);
}
