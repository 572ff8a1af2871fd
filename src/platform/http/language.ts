export type Language = 'zh' | 'en';

/** Chinese first: English only where Accept-Language asks for it before Chinese. */
export function languageOf(acceptLanguage: string | string[] | undefined): Language {
  if (typeof acceptLanguage !== 'string') return 'zh';
  const wanted = acceptLanguage
    .split(',')
    .map((part, index) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find((q) => q !== undefined);
      return { language: tag.slice(0, 2), quality: quality === undefined ? 1 : Number(quality), index };
    })
    .filter(({ language, quality }) => (language === 'zh' || language === 'en') && quality > 0)
    .sort((a, b) => b.quality - a.quality || a.index - b.index);
  return wanted[0]?.language === 'en' ? 'en' : 'zh';
}
