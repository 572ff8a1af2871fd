import { watch } from 'vue';
import { createI18n } from 'vue-i18n';
import { settings, type Locale } from '../settings';
import { en } from './en';
import type { allZh } from './words';
import { zh } from './zh';

type AllWords = typeof allZh;

/** Typed by all words; those of an area are there once its page has added them. */
export const i18n = createI18n<[AllWords], Locale, false>({
  legacy: false,
  locale: settings.locale,
  fallbackLocale: 'zh',
  messages: { zh, en } as { zh: AllWords; en: AllWords },
});

/** The words of an area: its file here is imported by what all its pages stand in. */
export function addWords(ofArea: Record<Locale, Partial<AllWords>>): void {
  for (const locale of ['zh', 'en'] as const) i18n.global.mergeLocaleMessage(locale, ofArea[locale]);
}

watch(
  () => settings.locale,
  (locale) => {
    i18n.global.locale.value = locale;
    document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en';
    document.title = i18n.global.t('brand');
  },
  { immediate: true },
);

const TIME_ZONE = 'Asia/Shanghai';

/** A moment as residents read it: day and time of the place, not of the telephone. */
export function timeWords(at: string): string {
  return new Intl.DateTimeFormat(settings.locale === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: TIME_ZONE,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(new Date(at));
}

const MINUTE_MS = 60_000;

/** How long ago, in the greatest unit of which there is one. */
export function ageWords(at: string): string {
  const minutes = Math.floor((Date.now() - Date.parse(at)) / MINUTE_MS);
  const { t } = i18n.global;
  if (minutes < 1) return t('age.now');
  if (minutes < 60) return t('age.minutes', { n: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t('age.hours', { n: hours }) : t('age.days', { n: Math.floor(hours / 24) });
}
