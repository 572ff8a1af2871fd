import { inject, onScopeDispose, provide, ref, type InjectionKey, type Ref } from 'vue';
import { useLive } from '../staff/live';
import { roles, signedIn } from '../staff/session';

/** What the operators' stream tells of a ticket: ids and codes. */
export interface DeskTold {
  ticketId: string;
  type: string;
}
/** `null`: something may have been missed, so that all is to be read anew. */
type Listener = (told: DeskTold | null) => void;

interface DeskLive {
  state: Ref<'live' | 'waiting'>;
  onTold(listener: Listener): () => void;
}
const KEY: InjectionKey<DeskLive> = Symbol('the operators’ stream');

/** One stream for all lists of the desk, as long as its page is there. */
export function provideDeskLive(): Ref<'live' | 'waiting'> {
  const listeners = new Set<Listener>();
  const { state } = useLive<DeskTold>(
    () => (signedIn.value && roles.value.has('operator') ? '/tickets/stream' : null),
    (message) => {
      if (message.type === 'ready') return;
      for (const listener of listeners) listener(message.type === 'ticket' ? message.data : null);
    },
  );
  provide(KEY, {
    state,
    onTold: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  return state;
}

/** For a list below that page; one elsewhere hears nothing, and looks again by itself. */
export function useDeskLive(listener: Listener): Ref<'live' | 'waiting'> {
  const live = inject(KEY, undefined);
  if (live === undefined) return ref('waiting');
  onScopeDispose(live.onTold(listener));
  return live.state;
}
