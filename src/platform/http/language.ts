export type Language = 'zh' | 'en';

/** Chinese and what is spoken or signed by who reads it; primary subtags of BCP 47. */
const READ_CHINESE = /^(zh|cmn|yue|wuu|nan|hak|gan|hsn|csl)\b/i;

/** In which of the two somebody is written to who speaks these (BCP 47): English where they speak it, and no Chinese. */
export function languageWritten(spoken: readonly string[]): Language {
  return spoken.some((tag) => /^en\b/i.test(tag)) && !spoken.some((tag) => READ_CHINESE.test(tag)) ? 'en' : 'zh';
}

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
