import { onScopeDispose, ref, type Ref } from 'vue';
import { api } from '../api/client';

/** The server's clock less the telephone's, in ms: a countdown must not be as wrong as a telephone's clock is. */
let ahead = 0;

api.use({
  onResponse({ response }) {
    const at = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(at)) ahead = at - Date.now();
  },
});

/** Now by the server's clock, to the second; anew each second. */
export function useNow(): Ref<number> {
  const now = ref(Date.now() + ahead);
  const timer = setInterval(() => (now.value = Date.now() + ahead), 1_000);
  onScopeDispose(() => clearInterval(timer));
  return now;
}
