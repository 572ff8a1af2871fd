import { computed, ref, type Ref } from 'vue';

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * A row as it was read, beside what is typed over it. Only fields that are others than was read are sent. Where somebody else has changed
 * the row meanwhile, `meet` takes theirs: what was typed stays, what was not is as they left it, and `theirs` names what they changed.
 */
export function useDraft<Row extends object>(row: Row, fields: readonly (keyof Row & string)[]) {
  const before = ref(copy(row)) as Ref<Row>;
  const given = ref(copy(row)) as Ref<Row>;
  const theirs = ref<string[]>([]);
  const changed = computed(() => fields.filter((field) => !same(given.value[field], before.value[field])));

  /** It is as it was typed, or another row. */
  function take(now: Row): void {
    before.value = copy(now);
    given.value = copy(now);
    theirs.value = [];
  }
  function meet(now: Row): void {
    const kept = Object.fromEntries(changed.value.map((field) => [field, given.value[field]]));
    theirs.value = fields.filter((field) => !same(now[field], before.value[field]));
    before.value = copy(now);
    given.value = { ...copy(now), ...kept };
  }
  const body = (): Partial<Row> =>
    Object.fromEntries(changed.value.map((field) => [field, given.value[field]])) as Partial<Row>;
  return { before, given, changed, theirs, take, meet, body };
}
