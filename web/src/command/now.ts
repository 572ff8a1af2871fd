import { inject, onScopeDispose, provide, ref, shallowRef, watch, type InjectionKey, type Ref } from 'vue';
import { api, ask, type Problem, type Schemas } from '../api/client';
import { dayOf } from '../parts/day';
import { session } from '../staff/session';
import { today, useView } from './view';

/** How it stands is asked so often: a leader does not wait for a second. */
const ASK_MS = 4_000;
/** A city has thousands of rows: less often. */
const MANY_ROWS = 300;
const ASK_MANY_MS = 20_000;
/** All other figures follow at most so often. */
const FOLLOW_MS = 10_000;

interface Now {
  now: Ref<Schemas['NowView'] | null>;
  problem: Ref<Problem | null>;
  /** it moves when something has happened since the figures were read */
  happened: Ref<number>;
  state: Ref<'live' | 'waiting'>;
}
const KEY: InjectionKey<Now> = Symbol('how it stands now');

/** How it stands at the place of the address, for all pages below; asked again and again as long as somebody looks. */
export function provideNow(): Now {
  const { place } = useView();
  const now = shallowRef<Schemas['NowView'] | null>(null);
  const problem = ref<Problem | null>(null);
  const state = ref<'live' | 'waiting'>('waiting');
  const happened = ref(0);
  let followed = Date.now();
  let askedAt = 0;
  let follows = false;
  let turn = 0;

  async function read(): Promise<void> {
    const own = (turn += 1);
    askedAt = Date.now();
    const answer = await ask(api.GET('/reports/now', { params: { query: place.value } }));
    if (own !== turn) return;
    problem.value = answer.problem ?? null;
    state.value = answer.data === undefined ? 'waiting' : 'live';
    if (answer.data === undefined) {
      if (answer.problem.status !== 0) now.value = null;
      return;
    }
    if (now.value !== null && now.value.revision !== answer.data.revision) follows = true;
    // overdue is by the clock: the rows may differ where the record has not moved
    now.value = answer.data;
    if (follows && Date.now() - followed >= FOLLOW_MS) {
      [follows, followed] = [false, Date.now()];
      happened.value += 1;
    }
  }
  watch(
    place,
    () => {
      now.value = null;
      void read();
    },
    { immediate: true },
  );
  function again(): void {
    today.value = dayOf(Date.now());
    const every = (now.value?.rows.length ?? 0) > MANY_ROWS ? ASK_MANY_MS : 0;
    if (!document.hidden && !session.ended && Date.now() - askedAt >= every) void read();
  }
  const timer = setInterval(again, ASK_MS);
  document.addEventListener('visibilitychange', again);
  onScopeDispose(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', again);
    turn = -1;
  });
  const provided: Now = { now, problem, happened, state };
  provide(KEY, provided);
  return provided;
}

export function useNow(): Now {
  const now = inject(KEY);
  if (now === undefined) throw new Error('only below CommandPage');
  return now;
}
