import { computed, onScopeDispose, ref, watch } from 'vue';
import { api, ask, type Problem, type Schemas } from '../api/client';
import { settings } from '../settings';
import { session } from '../staff/session';
import { draft, placeInputOf, unitOf, URGENCIES, type CallPlace, type Urgency } from './call';

type Resolved = Schemas['ResolvedDto'];
type Category = Schemas['CategoryView'];

/** Shorter than between two words, longer than between two keys. */
const PAUSE_MS = 200;

/**
 * What the sentence means, while it is being typed: place, category, urgency, station, and what is open already. An answer that
 * is not to the last question is dropped.
 */
export function useSentence() {
  const resolved = ref<Resolved | null>(null);
  const likely = ref<Schemas['WebCategory'][]>([]);
  const danger = ref<string | null>(null);
  const categories = ref<Category[]>([]);
  const route = ref<Schemas['RoutedDto'] | null>(null);
  const similar = ref<Schemas['DeskSimilarView'][]>([]);
  const problem = ref<Problem | null>(null);
  /** what is shown is not yet of what is typed */
  const pending = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let heardTurn = 0;
  let routeTurn = 0;
  let similarTurn = 0;

  /** Known buildings of the number; where they have left is none. */
  const known = computed(() => (draft.call?.places ?? []).filter(({ former }) => !former));

  async function hear(): Promise<void> {
    clearTimeout(timer);
    const turn = (heardTurn += 1);
    const text = draft.text.trim();
    if (text === '') {
      resolved.value = null;
      likely.value = [];
      danger.value = null;
      pending.value = false;
      return;
    }
    const hints = { known: [...new Set(known.value.map(({ buildingId }) => buildingId))].slice(0, 20) };
    const [where, what] = await Promise.all([
      ask(api.POST('/addresses/resolve', { body: { text, hints } })),
      ask(api.POST('/requests/categories', { body: { text } })),
    ]);
    if (turn !== heardTurn) return;
    problem.value = where.problem ?? what.problem ?? null;
    resolved.value = where.data ?? null;
    likely.value = what.data?.categories ?? [];
    danger.value = what.data?.danger ?? null;
    pending.value = false;
  }

  async function loadCategories(): Promise<void> {
    const answer = await ask(api.GET('/categories'));
    categories.value = answer.data ?? categories.value;
    problem.value = answer.problem ?? problem.value;
  }
  void loadCategories();

  watch([() => draft.text, known, () => settings.locale, () => session.ended], () => {
    if (session.ended) return;
    clearTimeout(timer);
    pending.value = draft.text.trim() !== '';
    timer = setTimeout(() => void hear(), pending.value ? PAUSE_MS : 0);
  });
  void hear();

  /** What may be meant, the likeliest first; the last is that nobody knows yet. */
  const places = computed<CallPlace[]>(() => {
    const found = resolved.value;
    const heard = found?.building ? [found.building] : [];
    const others = found?.alternatives.map(({ building }) => building) ?? [];
    const said = unitOf(found?.unit ?? null);
    const all: CallPlace[] = [...heard, ...others].map(({ id, name, address }) => ({
      way: 'building',
      buildingId: id,
      name,
      address,
      unit: said,
    }));
    for (const { buildingId, name, address, unit } of known.value)
      all.push({ way: 'building', buildingId, name, address, unit: said ?? unit });
    const code = session.me?.areaRoles
      .find(({ role }) => role === 'operator')
      ?.path.split('.')
      .at(-2);
    if (code !== undefined) all.push({ way: 'area', code });
    const seen = new Set<string>();
    return all.filter((place) => {
      const key = place.way === 'building' ? place.buildingId : 'area';
      return !seen.has(key) && seen.add(key);
    });
  });

  /** Chosen by hand, or found in the words, or where this number alone is known to be. */
  const place = computed<CallPlace | null>(() => {
    if (draft.place !== null) return draft.place;
    const [first] = places.value;
    if (first?.way !== 'building') return null;
    if (resolved.value?.building) return first;
    const silent = resolved.value === null || resolved.value.reason.code === 'no-place';
    return silent && known.value.length > 0 && draft.call?.ask === false ? first : null;
  });
  const unit = computed(() => draft.unit ?? (place.value?.way === 'building' ? (place.value.unit ?? '') : ''));
  const door = computed(() => {
    if (draft.door !== null) return draft.door;
    const parts = resolved.value?.parts ?? [];
    const part = (wanted: string) => parts.find(({ kind }) => kind === wanted)?.text;
    const floor = part('floor');
    return `${floor === undefined ? '' : `${floor.replace(/(层|楼)$/, '')}楼`}${part('room') ?? ''}`;
  });

  const selectable = computed(() => categories.value.filter((each) => each.selectable));
  const category = computed<Category | null>(() => {
    const id = draft.categoryId === '' ? likely.value[0]?.id : draft.categoryId;
    return selectable.value.find((each) => each.id === id) ?? null;
  });
  /** Those that may be told: never below the category's. */
  const urgencies = computed<Urgency[]>(() => URGENCIES.slice(URGENCIES.indexOf(category.value?.urgency ?? 'normal')));
  const urgency = computed<Urgency>(() => {
    const least = urgencies.value[0] ?? 'normal';
    if (draft.urgency !== '') return urgencies.value.includes(draft.urgency) ? draft.urgency : least;
    return danger.value === null ? least : 'critical';
  });
  /** The likeliest first; that it is none of them last. */
  const kinds = computed<Category[]>(() => {
    const found = likely.value.flatMap(({ id }) => selectable.value.find((each) => each.id === id) ?? []);
    const other = selectable.value.find(({ code }) => /(^|\.)other$/.test(code));
    return other === undefined || draft.text.trim() === '' || found.includes(other) ? found : [...found, other];
  });
  const isDanger = computed(() => danger.value !== null || urgency.value === 'critical');

  /** What the helpers read: without the address, of which the door is nobody's who was only asked. */
  const description = computed(() => {
    const rest = resolved.value?.rest.trim() ?? '';
    return rest === '' ? draft.text.trim() : rest;
  });

  const placeKey = computed(() => (place.value === null ? '' : JSON.stringify(placeInputOf(place.value))));
  watch(
    [placeKey, () => settings.locale],
    async () => {
      const turn = (routeTurn += 1);
      if (place.value === null) {
        route.value = null;
        return;
      }
      const answer = await ask(api.POST('/routes', { body: { place: placeInputOf(place.value) } }));
      if (turn !== routeTurn) return;
      route.value = answer.data ?? null;
      problem.value = answer.problem ?? problem.value;
    },
    { immediate: true },
  );
  watch(
    [placeKey, () => category.value?.id ?? '', () => settings.locale],
    async ([key, categoryId]) => {
      const turn = (similarTurn += 1);
      if (key === '' || categoryId === '' || place.value?.way !== 'building') {
        similar.value = [];
        return;
      }
      const answer = await ask(
        api.POST('/tickets/similar', { body: { place: placeInputOf(place.value), categoryId } }),
      );
      if (turn !== similarTurn) return;
      const own = new Set(draft.call?.tickets.map(({ id }) => id));
      // what fails here only helps
      similar.value = (answer.data ?? []).filter(({ id }) => !own.has(id));
      if (!similar.value.some(({ id }) => id === draft.mergeInto)) draft.mergeInto = '';
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    heardTurn = routeTurn = similarTurn = -1;
  });

  return {
    resolved,
    kinds,
    danger,
    isDanger,
    categories,
    route,
    similar,
    problem,
    pending,
    places,
    place,
    unit,
    door,
    category,
    urgencies,
    urgency,
    description,
    hear,
    loadCategories,
  };
}
