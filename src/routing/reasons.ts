import type { Language } from '../platform/http/language.js';
import type { Reason, ReasonCode } from './routing.types.js';

const WORDS: Record<ReasonCode, Record<Language, string>> = {
  'building-in-grid': {
    zh: '{building}属于{grid}，由{station}负责',
    en: '{building} is in {grid}, which {station} looks after',
  },
  'grid-given': { zh: '{grid}由{station}负责', en: '{station} looks after {grid}' },
  'point-in-grid': {
    zh: '定位在{grid}内，由{station}负责',
    en: 'The point is in {grid}, which {station} looks after',
  },
  'no-station': {
    zh: '暂无帮办站覆盖此处（{area}），转人工分派',
    en: 'No station covers this place yet ({area}): it goes to triage',
  },
  'place-not-exact': {
    zh: '只知道在{area}，补充楼栋或网格才能确定帮办站，转人工分派',
    en: 'Only {area} is known; a building or grid would tell the station: it goes to triage',
  },
};

/** A reason in words, for who opens a ticket and for the resident. */
export function reasonWords(reason: Reason, language: Language): string {
  return WORDS[reason.code][language].replace(/\{(\w+)\}/g, (whole, name: string) => reason.args[name] ?? whole);
}
