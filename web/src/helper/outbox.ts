import { computed, ref, shallowRef, watch } from 'vue';
import type { Problem } from '../api/client';
import { i18n } from '../i18n';
import { kept } from '../kept';
import { newKey } from '../parts/key';
import { session } from '../staff/session';
import { sendEntry } from './outbox.send';
import { dropEntry, readEntries, writeEntry } from './outbox.store';
import type { Act, Entry } from './outbox.types';

export type { Act, Entry } from './outbox.types';

/** The API knows a key for 24 hours; sent later, an act whose answer was lost could have its effect twice. */
const LONGEST_MS = 23 * 3_600_000;
const AGAIN_MS = 15_000;

/** `sent`: it has had its effect; `waiting`: kept, and sent as soon as it can be; else what the API refused. */
export type Done = 'sent' | 'waiting' | Problem;

const all = shallowRef<Entry[]>([]);
/** Whose telephone this is until they sign out: opened without network it shows them what they did, before anybody is signed in. */
const last = kept('bangban.helper', 'local', { accountId: '' });
watch(
  () => [session.me?.accountId, session.read] as const,
  ([accountId, read]) => {
    if (accountId !== undefined || read) last.accountId = accountId ?? '';
  },
);
const shownOf = computed(() => session.me?.accountId ?? (session.read ? undefined : last.accountId));
const mine = computed(() => all.value.filter(({ accountId }) => accountId === shownOf.value));
/** Not sent yet, the oldest first; of whoever is signed in, or was when the network went. */
export const waiting = computed(() => mine.value.filter(({ refused }) => refused === null));
/** Nobody's session sends what another did. */
const nextToSend = () =>
  all.value.find(({ accountId, refused }) => refused === null && accountId === session.me?.accountId);
/** Refused when they were sent later; kept until they were read. */
export const refused = computed(() => mine.value.filter((entry) => entry.refused !== null));
/** Of anybody: for a page that does not know yet who is signed in. */
export const waitingOfAnybody = computed(() => all.value.filter((entry) => entry.refused === null).length);
export const sending = ref(false);

const sentListeners: ((act: Act) => void)[] = [];
/** Called after each act that the API has taken. */
export const onSent = (listener: (act: Act) => void): void => void sentListeners.push(listener);

/** Whoever waits for the answer of an entry on the page hears of it there. */
const watched = new Map<number, (done: Done) => void>();

const reread = async (): Promise<void> => {
  all.value = await readEntries();
};

/** Keeps the act, then sends all that waits, in order. */
export async function perform(act: Act, reference: string | null): Promise<Done> {
  const accountId = session.me?.accountId;
  if (accountId === undefined) throw new Error('nobody is signed in');
  const no = Math.max(Date.now(), ...all.value.map((entry) => entry.no + 1));
  const madeAt = new Date().toISOString();
  await writeEntry({ no, key: newKey(), accountId, madeAt, reference, act, refused: null });
  await reread();
  return new Promise((resolve) => {
    watched.set(no, resolve);
    void flush();
  });
}

/** Takes back what is not sent yet, or puts away what was refused. */
export async function discard(entry: Entry): Promise<void> {
  await dropEntry(entry.no);
  await reread();
}

let flushing: Promise<void> | undefined;
let again = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** One after the other; stops at the first that cannot be sent now. */
export function flush(): Promise<void> {
  if (flushing !== undefined) {
    again = true;
    return flushing;
  }
  flushing = alone(sendAll).finally(() => {
    flushing = undefined;
    if (!again) return;
    again = false;
    void flush();
  });
  return flushing;
}

/** Two windows of one telephone: one sends. Where the browser has no locks, the keys alone keep it from being done twice. */
function alone(work: () => Promise<void>): Promise<void> {
  return 'locks' in navigator ? navigator.locks.request('bangban.outbox', work) : work();
}

async function sendAll(): Promise<void> {
  clearTimeout(timer);
  await reread();
  for (let next = nextToSend(); next !== undefined; next = nextToSend()) {
    if (session.ended || !(await settled(next))) break;
    await reread();
  }
  for (const [no, resolve] of watched) {
    watched.delete(no);
    resolve('waiting');
  }
  if (nextToSend() !== undefined && !session.ended) timer = setTimeout(() => void flush(), AGAIN_MS);
}

/** False: not now. */
async function settled(entry: Entry): Promise<boolean> {
  const told = watched.get(entry.no);
  const end = (done: Done) => {
    watched.delete(entry.no);
    told?.(done);
  };
  if (Date.now() - Date.parse(entry.madeAt) > LONGEST_MS) {
    await writeEntry({ ...entry, refused: i18n.global.t('helper.outbox.tooOld') });
    return true;
  }
  if (!navigator.onLine) return false;
  sending.value = true;
  const { problem } = await sendEntry(entry);
  sending.value = false;
  if (problem === undefined || problem.code === 'already-done') {
    await dropEntry(entry.no);
    for (const listener of sentListeners) listener(entry.act);
    end('sent');
    return true;
  }
  if (problem.status === 0 || problem.status === 401 || problem.status === 429 || problem.status >= 500) return false;
  // told where it was done, or kept until it is read
  if (told === undefined) await writeEntry({ ...entry, refused: problem.words });
  else await dropEntry(entry.no);
  end(problem);
  return true;
}

void reread();
addEventListener('online', () => void flush());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void flush());
watch([() => session.me?.accountId, () => session.ended], ([accountId, ended]) => {
  if (accountId !== undefined && !ended) void flush();
});
