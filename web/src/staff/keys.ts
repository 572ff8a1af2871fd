import { onBeforeUnmount, onMounted } from 'vue';
import { session } from './session';

/** `key` as in KeyboardEvent.key; `alt` with the Alt key. `words`: what it does, in the list that `?` shows. */
export interface Shortcut {
  key: string;
  alt?: boolean;
  words: string;
  run: () => void;
}

const WRITTEN_IN = 'input:not([type=radio], [type=checkbox], [type=button]), textarea, select, [contenteditable]';

/** Does a key belong to what is being written, rather than to the page? */
export function isWriting(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.matches(WRITTEN_IN);
}

/** One that is closed stays in the document, hidden. */
function dialogInFront(): boolean {
  return [...document.querySelectorAll('[aria-modal=true]')].some((dialog) => dialog.getClientRects().length > 0);
}

function isPressed({ key, alt = false }: Shortcut, event: KeyboardEvent): boolean {
  if (alt !== event.altKey) return false;
  // with Alt some systems make another character of a letter or digit
  const plain = alt ? event.code.replace(/^(Key|Digit)/, '') : event.key;
  return key.toLowerCase() === plain.toLowerCase();
}

/**
 * Keys of a page. Those that write something (letters, digits, `?`, arrows) act only outside of fields; function keys, Escape
 * and those with Alt everywhere. Never while an input method composes, nor while a dialog or the sign-in is in front.
 */
export function useKeys(shortcuts: () => readonly Shortcut[]): void {
  function press(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (session.ended || dialogInFront()) return;
    const found = shortcuts().find((shortcut) => isPressed(shortcut, event));
    if (found === undefined) return;
    if (!event.altKey && !/^(F\d+|Escape)$/.test(event.key) && isWriting(event)) return;
    event.preventDefault();
    found.run();
  }
  onMounted(() => document.addEventListener('keydown', press));
  onBeforeUnmount(() => document.removeEventListener('keydown', press));
}
