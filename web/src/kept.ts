import { reactive, watch } from 'vue';

/**
 * A reactive object that survives a reload. `session`: until the tab is closed, for what is personal: a telephone may be lent.
 * Where the browser keeps nothing (private mode, no room), it simply lasts as long as the page.
 */
export function kept<Value extends object>(name: string, where: 'session' | 'local', initial: Value): Value {
  const storage = () => (where === 'session' ? sessionStorage : localStorage);
  const value = reactive({ ...initial, ...read(name, storage) }) as Value;
  watch(value, () => write(name, storage, value), { deep: true });
  return value;
}

function read(name: string, storage: () => Storage): object {
  try {
    const read: unknown = JSON.parse(storage().getItem(name) ?? '{}');
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return {};
  }
}

function write(name: string, storage: () => Storage, value: object): void {
  try {
    storage().setItem(name, JSON.stringify(value));
  } catch {
    // no room: what was kept before stays
  }
}
