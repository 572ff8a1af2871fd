import { computed, ref } from 'vue';
import { api, ask, type Answer, type Schemas } from '../api/client';
import { dayOf } from '../parts/day';
import { session } from '../staff/session';
import { stationId } from './station';

const DAYS = 31;
const DAY_MS = 86_400_000;

/** Signs are told to heads alone, and may be answered by them alone. */
export const isHead = computed(() =>
  (session.me?.stationRoles ?? []).some((role) => role.role === 'head' && role.stationId === stationId.value),
);

/** Signs of the last days at the head's station that wait for an answer. */
export const waitingSigns = ref(0);

export const signDays = (): { from: string; to: string } => ({
  from: dayOf(Date.now() - DAYS * DAY_MS),
  to: dayOf(Date.now()),
});

/** How many there are of each; `waitingSigns` follows. */
export async function readSigns(station: string): Promise<Answer<Schemas['SignalsView']>> {
  const answer = await ask(api.GET('/reports/signals', { params: { query: { stationId: station, ...signDays() } } }));
  if (station === stationId.value)
    waitingSigns.value = (answer.data?.signals ?? [])
      .flatMap(({ stations }) => stations)
      .filter(({ id }) => id === station)
      .reduce((sum, { n, answered }) => sum + n - answered, 0);
  return answer;
}
