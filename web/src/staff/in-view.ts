import { watch, type Ref } from 'vue';
import { useRoute } from 'vue-router';

/** Of a bar of pages that is one line on a telephone and goes on beside it: the page that is open is in view. */
export function useCurrentInView(bar: Ref<HTMLElement | null>): void {
  const route = useRoute();
  // the bar is there only once it is known who has signed in
  watch(
    [bar, () => route.path],
    ([shown]) => {
      const current =
        shown?.querySelector<HTMLElement>('[aria-current="page"]') ??
        shown?.querySelector<HTMLElement>('.router-link-active');
      // only sideways: the page itself stays where it is
      if (shown && current) shown.scrollLeft = current.offsetLeft - (shown.clientWidth - current.offsetWidth) / 2;
    },
    { flush: 'post', immediate: true },
  );
}
