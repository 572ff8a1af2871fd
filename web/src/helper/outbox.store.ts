import { createStore, del, entries, set, type UseStore } from 'idb-keyval';
import type { Entry } from './outbox.types';

let store: UseStore | undefined;
/** Where the browser keeps nothing (private mode), entries last as long as the page. */
const memory = new Map<number, Entry>();

/** Entries by their number: in the order in which they were made. */
export async function readEntries(): Promise<Entry[]> {
  try {
    store ??= createStore('bangban-helper', 'outbox');
    const found = await entries<number, Entry>(store);
    return [...found, ...memory].sort(([a], [b]) => a - b).map(([, entry]) => entry);
  } catch {
    return [...memory.values()];
  }
}

export async function writeEntry(entry: Entry): Promise<void> {
  try {
    store ??= createStore('bangban-helper', 'outbox');
    await set(entry.no, entry, store);
    memory.delete(entry.no);
  } catch {
    memory.set(entry.no, entry);
  }
}

export async function dropEntry(no: number): Promise<void> {
  memory.delete(no);
  try {
    if (store !== undefined) await del(no, store);
  } catch {
    // it was in memory alone
  }
}
