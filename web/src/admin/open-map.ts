import { inject, onScopeDispose, provide, ref, watch, type InjectionKey, type Ref } from 'vue';
import { api, ask, type Problem, type Schemas } from '../api/client';
import { settings } from '../settings';
import { session } from '../staff/session';

export interface OpenMap {
  id: string;
  map: Ref<Schemas['MapView'] | null>;
  problem: Ref<Problem | null>;
  read: () => Promise<void>;
}
const KEY: InjectionKey<OpenMap> = Symbol('the map that is open');
/** A publication takes a second or two in every process; a draft changes by others as well. */
const AGAIN_MS = { preparing: 1_000, else: 15_000 };

/** The map of an address, for all its pages; read again as long as it may change. */
export function provideMap(id: string): OpenMap {
  const map = ref<Schemas['MapView'] | null>(null);
  const problem = ref<Problem | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isGone = false;

  async function read(): Promise<void> {
    clearTimeout(timer);
    const answer = await ask(api.GET('/grid-maps/{id}', { params: { path: { id } } }));
    if (isGone) return;
    problem.value = answer.problem ?? null;
    map.value = answer.data ?? map.value;
    const wait = map.value?.publication?.state === 'preparing' ? AGAIN_MS.preparing : AGAIN_MS.else;
    timer = setTimeout(() => (session.ended || document.hidden ? again() : void read()), wait);
  }
  function again(): void {
    timer = setTimeout(() => (session.ended || document.hidden ? again() : void read()), AGAIN_MS.else);
  }
  watch(() => settings.locale, read, { immediate: true });
  onScopeDispose(() => {
    isGone = true;
    clearTimeout(timer);
  });
  const open = { id, map, problem, read };
  provide(KEY, open);
  return open;
}

export function useOpenMap(): OpenMap {
  const open = inject(KEY);
  if (open === undefined) throw new Error('no map is open');
  return open;
}
