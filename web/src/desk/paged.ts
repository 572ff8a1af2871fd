import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import type { Answer, Problem } from '../api/client';
import { i18n } from '../i18n';
import type { Shortcut } from '../staff/keys';
import { session } from '../staff/session';
import { useDeskLive } from './live';

interface Page<Item> {
  items: Item[];
  next: string | null;
}

/** What comes together is read together: in a busy hour a list is read once in so long. */
const GATHER_MS = 1_000;
/** Without the stream the list looks again by itself; with it too, for what time alone brings, but less often. */
const AGAIN_MS = 20_000;
const AGAIN_LIVE_MS = 120_000;

/**
 * A keyset-paged list with one item under the keys, which is read anew by what the operators' stream tells, unless somebody has gone
 * on to its next page: where it is about one of its tickets, or of a type that may bring another (`adds`). `read` asks for the page that follows `after`; an answer that comes late is
 * dropped. `idOf`, the ticket's id, keeps the same item under the keys when the list is read anew; `linked` is under them at first, in the list or not.
 */
export function usePaged<Item>(
  read: (after: string | undefined) => Promise<Answer<Page<Item>>>,
  idOf: (item: Item) => string,
  around: () => unknown,
  {
    linked = '',
    adds = [],
    againMs = AGAIN_LIVE_MS,
  }: { linked?: string; adds?: readonly string[]; againMs?: number } = {},
) {
  const items: Ref<Item[]> = shallowRef([]);
  const next = ref<string | null>(null);
  const loading = ref(true);
  const problem = ref<Problem | null>(null);
  const currentId = ref(linked);
  let pinned = linked;
  let turn = 0;
  let pages = 0;

  const index = computed(() => items.value.findIndex((item) => idOf(item) === currentId.value));
  const current = computed(() => items.value[index.value] ?? null);

  async function load(after?: string): Promise<void> {
    const own = (turn += 1);
    const answer = await read(after);
    if (own !== turn) return;
    loading.value = false;
    problem.value = answer.problem ?? null;
    if (answer.data === undefined) return;
    const before = index.value;
    items.value = after === undefined ? answer.data.items : [...items.value, ...answer.data.items];
    pages = after === undefined ? 1 : pages + 1;
    next.value = answer.data.next;
    if (index.value === -1 && (currentId.value === '' || currentId.value !== pinned)) {
      const beside = items.value[Math.max(0, Math.min(before, items.value.length - 1))];
      currentId.value = beside === undefined ? '' : idOf(beside);
    }
  }

  function more(): void {
    if (next.value !== null) void load(next.value);
  }

  function move(by: number): void {
    const to = items.value[Math.max(0, Math.min(index.value + by, items.value.length - 1))];
    if (to !== undefined) currentId.value = idOf(to);
    if (index.value === items.value.length - 1 && by > 0) more();
  }

  watch(around, () => {
    loading.value = true;
    pinned = '';
    void load();
  });
  watch(
    () => session.ended,
    (ended) => {
      if (!ended) void load();
    },
  );
  void load();

  let readAt = Date.now();
  let gathering: ReturnType<typeof setTimeout> | undefined;
  function again(): void {
    if (pages > 1 || document.hidden || session.ended) return;
    readAt = Date.now();
    void load();
  }
  const state = useDeskLive((told) => {
    if (told !== null && !adds.includes(told.type) && !items.value.some((item) => idOf(item) === told.ticketId)) return;
    gathering ??= setTimeout(
      () => {
        gathering = undefined;
        again();
      },
      Math.max(0, readAt + GATHER_MS - Date.now()),
    );
  });
  const timer = setInterval(() => {
    if (Date.now() - readAt >= (state.value === 'live' ? againMs : AGAIN_MS)) again();
  }, GATHER_MS);
  // what was told meanwhile was not read
  document.addEventListener('visibilitychange', again);
  onScopeDispose(() => {
    clearInterval(timer);
    clearTimeout(gathering);
    document.removeEventListener('visibilitychange', again);
    turn = -1;
  });

  return { items, next, loading, problem, currentId, current, index, load, more, move };
}

/** Up and down the list; while somebody writes, with Alt. */
export function listKeys(move: (by: number) => void): Shortcut[] {
  const { t } = i18n.global;
  return [false, true].flatMap((alt) => [
    { key: 'ArrowDown', alt, words: t('staff.down'), run: () => move(1) },
    { key: 'ArrowUp', alt, words: t('staff.up'), run: () => move(-1) },
  ]);
}
