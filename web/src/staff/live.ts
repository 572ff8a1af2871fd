import { onScopeDispose, ref, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue';
import { readSession, session } from './session';

/**
 * A message of the API's streams: `ticket` tells what happened, `reset` that the page must read anew, `ready` that from here on
 * nothing is missed: what is read after it is whole.
 */
export type LiveMessage<Data> = { type: 'ticket'; data: Data } | { type: 'reset' } | { type: 'ready' };

const AGAIN_MS = 3_000;

/**
 * Listens to a stream of the API as long as the component is there. The browser itself comes back after a cut, with the
 * Last-Event-ID; where it gives up (the API refused, or restarts) a new stream begins, and `reset` says that something may have
 * been missed. `url` null: listens to nothing. `state` waiting: what is shown may be old.
 */
export function useLive<Data>(
  url: MaybeRefOrGetter<string | null>,
  onEvent: (message: LiveMessage<Data>) => void,
): { state: Ref<'live' | 'waiting'> } {
  const state = ref<'live' | 'waiting'>('waiting');
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function close(): void {
    clearTimeout(timer);
    source?.close();
    source = undefined;
    state.value = 'waiting';
  }

  function listen(address: string, again: boolean): void {
    const own = new EventSource(address);
    source = own;
    let missed = again;
    own.addEventListener('open', () => (state.value = 'live'));
    own.addEventListener('ready', () => {
      state.value = 'live';
      onEvent({ type: missed ? 'reset' : 'ready' });
      missed = false;
    });
    own.addEventListener('ticket', ({ data }) => onEvent({ type: 'ticket', data: JSON.parse(String(data)) as Data }));
    own.addEventListener('reset', () => onEvent({ type: 'reset' }));
    own.addEventListener('error', () => {
      state.value = 'waiting';
      if (own.readyState !== EventSource.CLOSED) return;
      close();
      // an EventSource does not tell a 401 from a server that restarts
      void readSession().then(() => {
        if (source === undefined && toValue(url) === address && !session.ended)
          timer = setTimeout(() => listen(address, true), AGAIN_MS * (1 + Math.random()));
      });
    });
  }

  watch(
    [() => toValue(url), () => session.ended],
    ([address, ended], [before]) => {
      close();
      if (address !== null && !ended) listen(address, address === before);
    },
    { immediate: true },
  );
  onScopeDispose(close);
  return { state };
}
