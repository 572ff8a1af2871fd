const SHIFT_MS = 8 * 3_600_000;

/** Midnight of the installation's day (+08:00, no summer time), Unix time in ms. */
export function todayStart(now = Date.now()): number {
  return Math.floor((now + SHIFT_MS) / 86_400_000) * 86_400_000 - SHIFT_MS;
}

/** Day of a moment in the installation's zone: YYYY-MM-DD. */
export function dayOf(at: number): string {
  return new Date(at + SHIFT_MS).toISOString().slice(0, 10);
}
