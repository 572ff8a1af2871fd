import type { Language } from '../../platform/http/language.js';
import type { Resolution, ResolutionCode } from './address.types.js';

const WORDS: Record<ResolutionCode | 'found-without-unit', Record<Language, string>> = {
  found: { zh: '地址对应{building}', en: 'The address is {building}' },
  'found-without-unit': {
    zh: '地址对应{building}，但登记中没有{unknownUnit}单元，请核实',
    en: 'The address is {building}, which has no unit {unknownUnit} in the register: please check',
  },
  'several-fit': {
    zh: '有多栋楼同样符合，请补充区、街道、路名或期',
    en: 'Several buildings fit equally: name the district, street, road or phase',
  },
  'not-exact': {
    zh: '只说到路名或小区，请补充门牌号或楼号',
    en: 'Only a road or an estate is named: a house number or a building is missing',
  },
  'no-such-building': {
    zh: '有这条路或这个小区，但没有这个门牌号或楼号，请核实',
    en: 'The road or estate is known, but it has no such number or building: please check',
  },
  'near-only': {
    zh: '只说了在附近的地方，请补充具体门牌号或楼号',
    en: 'Only a place near it is named: the house number or building is missing',
  },
  'no-place': {
    zh: '话里没有认得出的地点，请说明地址',
    en: 'No place is recognised in the words: please give the address',
  },
};

/** Why a building was answered, or none, in words. */
export function resolutionWords({ code, args }: Resolution['reason'], language: Language): string {
  const key = code === 'found' && args['unknownUnit'] !== undefined ? 'found-without-unit' : code;
  return WORDS[key][language].replace(/\{(\w+)\}/g, (whole, name: string) => args[name] ?? whole);
}
