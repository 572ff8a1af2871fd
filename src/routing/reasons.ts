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
  'point-near-grid': {
    zh: '定位不在任何网格内，离{grid}最近（{metres}米），由{station}负责',
    en: 'The point is in no grid; {grid} is nearest, {metres} m away, and {station} looks after it',
  },
  'building-near-grid': {
    zh: '{building}不在任何网格内，离{grid}最近（{metres}米），由{station}负责',
    en: '{building} is in no grid; {grid} is nearest, {metres} m away, and {station} looks after it',
  },
  'point-in-no-grid': {
    zh: '定位不在任何网格内，所在区域是{area}，转人工分派',
    en: 'The point is in no grid, but in {area}: it goes to triage there',
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

/** To be said after the reason of what goes to triage. */
export function ownerWords(name: string, language: Language): string {
  return language === 'zh' ? `，责任人：${name}` : `, and its owner is ${name}`;
}
