import { settings } from '../settings';

/** That somebody may ask for at a desk, the usual first (BCP 47); csl is Chinese Sign Language. */
export const LANGUAGES = [
  ...['zh', 'en', 'ko', 'ja', 'ru', 'fr', 'es', 'ar', 'vi', 'ug', 'bo', 'mn', 'kk', 'ii', 'za'],
  ...['yue', 'wuu', 'nan', 'hak', 'csl'],
];

/** `朝鲜语` or `Korean`, as the reader's language calls it; the code where it has no name. */
export function languageWords(codes: readonly string[]): string {
  const names = new Intl.DisplayNames([settings.locale], { type: 'language', languageDisplay: 'standard' });
  return codes.map((code) => names.of(code) ?? code).join(settings.locale === 'zh' ? '、' : ', ');
}
