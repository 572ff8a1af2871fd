import { onScopeDispose, ref, watch } from 'vue';

const PAUSE_MS = 250;

/** `searched` follows `words` once nobody has typed for a moment. */
export function useSearch() {
  const words = ref('');
  const searched = ref('');
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(words, (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => (searched.value = text.trim()), PAUSE_MS);
  });
  onScopeDispose(() => clearTimeout(timer));
  return { words, searched };
}
