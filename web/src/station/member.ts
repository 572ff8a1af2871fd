import { ref } from 'vue';
import type { Answer, Problem, Schemas } from '../api/client';

export type Helper = Schemas['HelperDto'];

/** One change of a helper at a time; each answer is the helper as they are then. `changed` hears of it. */
export function useMemberChange(changed: (helper: Helper) => void) {
  const acting = ref('');
  const problem = ref<Problem | null>(null);
  const note = ref('');

  async function change(what: string, asking: () => Promise<Answer<Helper>>, told: string): Promise<boolean> {
    if (acting.value !== '') return false;
    acting.value = what;
    note.value = '';
    const answer = await asking();
    acting.value = '';
    problem.value = answer.problem ?? null;
    if (answer.data === undefined) return false;
    note.value = told;
    changed(answer.data);
    return true;
  }
  return { acting, problem, note, change };
}

/** A minute of the day as a clock tells it; midnight at the end of the day is 24:00. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** As a field for times has it: it knows no 24:00, so a span that ends at 00:00 ends with the day. */
export const fieldOf = (minute: number): string => clockOf(minute % 1_440);

export function minuteOf(clock: string, end = false): number {
  const minute = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
  return end && minute === 0 ? 1_440 : minute;
}

export type LicenceStanding = 'proven' | 'expiring' | 'expired' | 'claimed' | 'refused' | 'unproven';
const LOOK_AHEAD_DAYS = 30;
const DAY_MS = 86_400_000;

/** How the licence of a skill stands on a day (YYYY-MM-DD); null: the skill needs none. Ahead of its last day as the API's list of licences looks. */
export function licenceStanding(skill: Helper['skills'][number], today: string): LicenceStanding | null {
  if (!skill.licensed) return null;
  if (skill.claimed !== null) return 'claimed';
  if (skill.refusedAt !== null) return 'refused';
  if (skill.proof === null || skill.validUntil === null) return 'unproven';
  if (skill.validUntil < today) return 'expired';
  const ahead = new Date(Date.parse(`${today}T00:00:00Z`) + LOOK_AHEAD_DAYS * DAY_MS).toISOString().slice(0, 10);
  return skill.validUntil <= ahead ? 'expiring' : 'proven';
}

/** Beside the words; colour only adds. */
export const LICENCE_SHAPES: Record<LicenceStanding, string> = {
  proven: '✓',
  expiring: '▲',
  expired: '■',
  claimed: '?',
  refused: '✕',
  unproven: '✕',
};
