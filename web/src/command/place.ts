import { ref, watch, type Ref } from 'vue';
import { api, ask, type Answer, type Schemas } from '../api/client';
import { session } from '../staff/session';
import { useView } from './view';

const read = new Map<string, Promise<Answer<Schemas['AreaDetailDto']>>>();

/** An area as it was read once: borders and names change when a map is published, not while somebody looks. */
export function readArea(id: string): Promise<Answer<Schemas['AreaDetailDto']>> {
  const known = read.get(id);
  if (known !== undefined) return known;
  const asking = ask(api.GET('/areas/{id}', { params: { path: { id } } }));
  read.set(id, asking);
  void asking.then(({ problem }) => {
    if (problem !== undefined) read.delete(id);
  });
  return asking;
}

/** Areas that the reader judges: leaders and administrators. */
export function myAreaIds(): string[] {
  const mine = (session.me?.areaRoles ?? []).filter(({ role }) => role === 'leader' || role === 'administrator');
  return [...new Set(mine.map((role) => role.areaId))];
}

/** What the place of the address is called; '' until it is known. */
export function usePlaceName(): Ref<string> {
  const { areaId, stationId } = useView();
  const name = ref('');
  watch(
    [areaId, stationId],
    async ([area, station]) => {
      const [one, areas] = await Promise.all([
        station === null ? null : ask(api.GET('/stations/{id}', { params: { path: { id: station } } })),
        Promise.all((area === null ? myAreaIds() : [area]).map(readArea)),
      ]);
      if (area !== areaId.value || station !== stationId.value) return;
      name.value = one?.data?.name ?? areas.map((answer) => answer.data?.name ?? '').join(' · ');
    },
    { immediate: true },
  );
  return name;
}
