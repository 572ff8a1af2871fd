import type { Language } from '../../platform/http/language.js';
import type { PlatePlace } from './plates.js';

/** What a resident reads who has opened a code. */
export function plateWords({ building, unit, removed, station }: PlatePlace, language: Language): string {
  const place = [building.name, unit].filter((part) => part !== null).join(' ');
  const { name = '', address = '', phone = '' } = station ?? {};
  if (removed) {
    const where = {
      zh: `最近的是${name}：${address}，电话${phone}。`,
      en: ` The nearest is ${name}, ${address}, ${phone}.`,
    };
    return language === 'zh'
      ? `${place}已经不在了，这里不能登记。${station === undefined ? '' : where.zh}`
      : `${place} stands no more: nothing can be asked for here.${station === undefined ? '' : where.en}`;
  }
  if (station === undefined) {
    return language === 'zh'
      ? `${place}。还没有帮办站覆盖这里，登记后由接线员分派。`
      : `${place}. No station covers it yet: an operator will pass your request on.`;
  }
  return language === 'zh'
    ? `${place}，由${name}帮办。有生命危险请先拨打119、120、110。`
    : `${place}, looked after by ${name}. If life is in danger, first ring 119, 120 or 110.`;
}
