import type { Ticket } from '../ticket.js';

const CHECK_DAYS = 30;
const AGAIN_MS = 14 * 86_400_000;
const TOLERANCE_MS = 60_000;

/** One confirmation on behalf in ten is asked about again: by the last byte of its event's id, which is random. */
export const DRAWN_ONE_IN = 10;
export function isDrawn(eventId: string): boolean {
  return Number.parseInt(eventId.slice(-2), 16) % DRAWN_ONE_IN === 0;
}

/** After that 没好 is a new request, and there is nothing to ask about. */
export function checkedFrom(now: Date): Date {
  return new Date(now.getTime() - CHECK_DAYS * 86_400_000);
}

export function mayCallAgainAt(again: Date, now: Date): boolean {
  const ahead = again.getTime() - now.getTime();
  return ahead > -TOLERANCE_MS && ahead <= AGAIN_MS;
}

/** Only what somebody else said in the resident's place can be checked, once. */
export function isCheckable({ confirmation }: Pick<Ticket, 'confirmation'>): boolean {
  return confirmation === 'call_back' || confirmation === 'slip';
}
