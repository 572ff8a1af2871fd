import { nextTick, watch, type Ref } from 'vue';
import { useRoute } from 'vue-router';

/** Of a list with what is chosen beside it: where there is room for one of them only, choosing goes to what was chosen, which is the last. */
export function useDetailInView(sides: Ref<HTMLElement | null>): void {
  const route = useRoute();
  watch(
    () => route.params.id,
    async (id) => {
      await nextTick();
      const [list, detail] = [sides.value?.firstElementChild, sides.value?.lastElementChild];
      if (!id || !list || !detail || detail === list) return;
      const isBelow = detail.getBoundingClientRect().left <= list.getBoundingClientRect().left;
      if (isBelow) detail.scrollIntoView({ block: 'start' });
    },
  );
}
