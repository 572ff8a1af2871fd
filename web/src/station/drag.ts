import { onScopeDispose, reactive, readonly } from 'vue';

interface Dragging {
  /** what the finger or the mouse carries; null: nothing */
  helperId: string | null;
  name: string;
  skills: readonly string[];
  /** where it is on the screen, px */
  x: number;
  y: number;
  /** what it would be dropped on: `data-drop` of an element */
  over: string | null;
}

const state = reactive<Dragging>({ helperId: null, name: '', skills: [], x: 0, y: 0, over: null });
/** One thing at a time is dragged on a page. */
export const dragging = readonly(state);

/** px; a press that shakes is no drag. */
const SHAKE = 4;
/** px from the edge from where what scrolls moves on, and how far with each frame. */
const EDGE = 56;
const STEP = 12;

/** Does who is dragged fit a place that asks for this skill? */
export const fits = (skill: string | null): boolean => skill === null || state.skills.includes(skill);

/**
 * Drags by pointer events, since the drag and drop of HTML hears no finger: `press` belongs to the `pointerdown` of a grip (with
 * `touch-action: none`), targets are elements with `data-drop`. Escape drops nothing. Keys have a way of their own beside it.
 */
export function useDrag(drop: (helperId: string, target: string) => void) {
  let end: (() => void) | undefined;

  function press(event: PointerEvent, what: Pick<Dragging, 'helperId' | 'name' | 'skills'>): void {
    if (event.button !== 0 || end !== undefined || !(event.currentTarget instanceof HTMLElement)) return;
    const grip = event.currentTarget;
    const scrolled = scrollerOf(grip);
    const from = { x: event.clientX, y: event.clientY };
    let frame = 0;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);

    function look(): void {
      const under = document.elementFromPoint(state.x, state.y)?.closest<HTMLElement>('[data-drop]');
      state.over = under?.dataset.drop ?? null;
    }
    function scroll(): void {
      const { top, bottom } =
        scrolled === null ? { top: 0, bottom: window.innerHeight } : scrolled.getBoundingClientRect();
      const by = state.y < top + EDGE ? -STEP : state.y > bottom - EDGE ? STEP : 0;
      if (by !== 0) {
        (scrolled ?? window).scrollBy(0, by);
        look();
      }
      frame = requestAnimationFrame(scroll);
    }
    function move({ clientX: x, clientY: y }: PointerEvent): void {
      if (state.helperId === null) {
        if (Math.hypot(x - from.x, y - from.y) < SHAKE) return;
        Object.assign(state, what);
        frame = requestAnimationFrame(scroll);
      }
      Object.assign(state, { x, y });
      look();
    }
    function release(): void {
      const { helperId, over } = state;
      end?.();
      if (helperId !== null && over !== null) drop(helperId, over);
    }
    function escape(key: KeyboardEvent): void {
      if (key.key !== 'Escape') return;
      key.preventDefault();
      key.stopPropagation();
      end?.();
    }
    end = () => {
      cancelAnimationFrame(frame);
      grip.removeEventListener('pointermove', move);
      grip.removeEventListener('pointerup', release);
      grip.removeEventListener('lostpointercapture', stop);
      document.removeEventListener('keydown', escape, true);
      end = undefined;
      if (grip.hasPointerCapture(event.pointerId)) grip.releasePointerCapture(event.pointerId);
      Object.assign(state, { helperId: null, name: '', skills: [], over: null });
    };
    const stop = () => end?.();
    grip.addEventListener('pointermove', move);
    grip.addEventListener('pointerup', release);
    grip.addEventListener('lostpointercapture', stop);
    document.addEventListener('keydown', escape, true);
  }

  onScopeDispose(() => end?.());
  return { press };
}

/** What scrolls around an element; null: the page. */
function scrollerOf(element: HTMLElement): HTMLElement | null {
  for (let each = element.parentElement; each !== null; each = each.parentElement)
    if (each.scrollHeight > each.clientHeight && /auto|scroll/.test(getComputedStyle(each).overflowY)) return each;
  return null;
}
