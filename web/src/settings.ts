import { ref, watch } from 'vue';
import { kept } from './kept';

export type Locale = 'zh' | 'en';

/** Chinese first: English for who has no Chinese among their languages, or who chose it. */
const preferred: Locale = navigator.languages.some((language) => language.startsWith('zh')) ? 'zh' : 'en';

/** How this person likes to read, remembered on this device. */
export const settings = kept<{ locale: Locale; large: boolean; theme: 'device' | 'light' | 'dark' }>(
  'bangban.settings',
  'local',
  { locale: preferred, large: false, theme: 'device' },
);

watch(
  () => settings.large,
  (large) => document.documentElement.classList.toggle('large', large),
  { immediate: true },
);

const prefersDark = matchMedia('(prefers-color-scheme: dark)');

/** What is shown now, whoever chose it. */
export const isDark = ref(false);

function follow(): void {
  isDark.value = settings.theme === 'device' ? prefersDark.matches : settings.theme === 'dark';
  const { classList, style } = document.documentElement;
  // Vant's class and Element Plus's
  classList.toggle('van-theme-dark', isDark.value);
  classList.toggle('dark', isDark.value);
  style.colorScheme = isDark.value ? 'dark' : 'light';
}
prefersDark.addEventListener('change', follow);
watch(() => settings.theme, follow, { immediate: true });
