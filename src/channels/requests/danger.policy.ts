import type { Language } from '../../platform/http/language.js';

/** What may cost a life, and whom to ring before anybody else. */
export const DANGERS = ['fire', 'gas', 'medical', 'violence', 'rescue'] as const;
export type Danger = (typeof DANGERS)[number];

const NOT = '(?<!没有?|不是|不会|防止|担心|怕)';
const SIGNS: Record<Danger, RegExp> = {
  fire: new RegExp(
    `${NOT}(着火|起火|失火|火灾|烧起来|冒(黑|浓)?烟|爆炸)|\\b(on fire|fire has|there is (a )?fire|smoke|explosion)\\b`,
    'i',
  ),
  gas: /(煤气|燃气|天然气|瓦斯)[^，。！？\s]{0,4}(味|漏|泄)|(漏|泄漏?|闻到)[^，。！？\s]{0,4}(煤气|燃气|天然气)|\bgas leak|smell(s|ing)? (of )?gas|gas smell/i,
  medical: new RegExp(
    `${NOT}(晕倒|昏倒|昏迷|昏过去|没有?呼吸|喘不上气|抽搐|大出血|血流不止|心梗|心脏病发|中风|不省人事|叫不醒|触电|溺水|中毒)|(摔|跌)[^，。！？\\s]{0,6}(起不来|不能动|动不了)|\\b(unconscious|fainted|collapsed|not breathing|heart attack|stroke|bleeding badly|electrocuted|drowning)\\b`,
    'i',
  ),
  violence:
    /持刀|拿刀|砍人|打死|正在打|被打|家暴|家庭暴力|抢劫|入室|自杀|轻生|跳楼|跳河|割腕|\b(knife|attacked|robbery|suicide|kill (my|him|her)self)\b/i,
  rescue: /困在?电梯|电梯[^，。！？\s]{0,4}困|困[^，。！？\s]{0,4}电梯|被困|要塌|塌了|倒塌|\btrapped\b|\bcollapsing\b/i,
};

const FIRST: Record<Danger, Record<Language, string>> = {
  fire: { zh: '119（火警）', en: '119 (fire)' },
  gas: {
    zh: '119，先开窗、关阀、离开，不要开关电器',
    en: '119: open the windows, close the valve, leave, touch no switch',
  },
  medical: { zh: '120（急救）', en: '120 (ambulance)' },
  violence: { zh: '110（报警）', en: '110 (police)' },
  rescue: { zh: '119（救援）', en: '119 (rescue)' },
};

/** Words that mean danger to life. Rather once too often: it is advice, and a raised urgency. */
export function dangersIn(text: string): Danger[] {
  return DANGERS.filter((danger) => SIGNS[danger].test(text.normalize('NFKC')));
}

/** What is said before all else (docs/domain.md, First rules of safety); nothing where there is no danger. */
export function dangerWords(dangers: readonly Danger[], language: Language): string | null {
  if (dangers.length === 0) return null;
  const numbers = dangers.map((danger) => FIRST[danger][language]);
  return language === 'zh'
    ? `有生命危险，请先拨打${numbers.join('；')}！`
    : `If life is in danger, first ring ${numbers.join('; ')}!`;
}
