import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import type { Answer, Problem } from '../api/client';
import { settings } from '../settings';
import { session } from '../staff/session';

export interface Reading<Data> {
  data: Ref<Data | null>;
  problem: Ref<Problem | null>;
  loading: Ref<boolean>;
  load: () => Promise<void>;
}

/**
 * Reads at first, whenever `around` changes, in another language, and when the session is there again. What was read stays until
 * the next answer is there, so that nothing jumps; an answer that comes late is dropped.
 */
export function useReading<Data>(read: () => Promise<Answer<Data>>, around: () => unknown): Reading<Data> {
  const data: Ref<Data | null> = shallowRef(null);
  const problem = ref<Problem | null>(null);
  const loading = ref(true);
  let turn = 0;

  async function load(): Promise<void> {
    const own = (turn += 1);
    loading.value = true;
    const answer = await read();
    if (own !== turn) return;
    loading.value = false;
    problem.value = answer.problem ?? null;
    if (answer.problem === undefined) data.value = answer.data;
    // figures of another place under this one's name would be a lie
    else if (answer.problem.status !== 0) data.value = null;
  }
  watch([around, () => settings.locale, () => session.ended], () => {
    if (!session.ended) void load();
  });
  void load();
  onScopeDispose(() => (turn = -1));
  return { data, problem, loading, load };
}
