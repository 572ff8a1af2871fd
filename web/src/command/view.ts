import { computed, ref, type ComputedRef } from 'vue';
import { useRoute, useRouter, type LocationQueryRaw, type RouteLocationRaw } from 'vue-router';
import { dayOf } from '../parts/day';
import { dayIn, periodOf, UNITS, type Period, type Unit } from './period';

export const COMMAND = '/command';

/** Moves on at midnight, also where a wall has shown the page for weeks. */
export const today = ref(dayOf(Date.now()));

/** What the address may say of where and when; each is one word of its query. */
const NAMES = ['area', 'station', 'unit', 'from', 'to'] as const;
type Name = (typeof NAMES)[number];

/** The same object as long as it says the same: other words of the address change without anything being read again. */
function steady<Value>(make: () => Value): ComputedRef<Value> {
  return computed<Value>((before) => {
    const now = make();
    return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;
  });
}

/** Where and when: all of it stands in the address, so that it can be sent, kept and gone back to. */
export function useView() {
  const route = useRoute();
  const router = useRouter();
  // on the way out the address is already another page's
  const text = (name: string): string | undefined => {
    const value = route.query[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const areaId = computed(() => text('area') ?? null);
  const stationId = computed(() => text('station') ?? null);
  const unit = computed<Unit>(() => UNITS.find((each) => each === text('unit')) ?? 'month');
  const period = steady<Period>(() => {
    const [from, to] = [dayIn(text('from')), dayIn(text('to'))];
    if (unit.value !== 'range') return periodOf(unit.value, from ?? today.value);
    const first = from ?? today.value;
    return { from: first, to: to ?? first };
  });
  const place = steady(() => ({
    ...(areaId.value === null ? {} : { areaId: areaId.value }),
    ...(stationId.value === null ? {} : { stationId: stationId.value }),
  }));
  /** What the API is asked. */
  const asked = steady(() => ({ ...place.value, ...period.value }));

  function link(path: string, changed: Partial<Record<Name, string | null>> & LocationQueryRaw = {}): RouteLocationRaw {
    const kept = Object.fromEntries(NAMES.map((name) => [name, route.query[name]]));
    const query = Object.entries({ ...kept, ...changed }).filter(([, value]) => value !== null && value !== undefined);
    return { path: COMMAND + path, query: Object.fromEntries(query) };
  }

  /** The same page of another place or time. */
  function go(changed: Partial<Record<Name, string | null>>): void {
    void router.push(link(route.path.slice(COMMAND.length), { ...route.query, ...changed }));
  }

  return { areaId, stationId, unit, period, place, asked, text, link, go };
}
