import type { Language } from '../../platform/http/language.js';
import type { Completeness } from './filling.store.js';
import type { FORMULAS, Indicator } from './indicators.policy.js';

type Said = Record<Language, string>;

export const INDICATOR_WORDS: Record<Indicator, Said> = {
  closing: { zh: '结案率', en: 'Closing rate' },
  on_time: { zh: '按期结案率', en: 'Closed on time' },
  rework: { zh: '返工率', en: 'Rework rate' },
  extension: { zh: '延期率', en: 'Extension rate' },
  satisfaction: { zh: '满意率', en: 'Satisfaction rate' },
  response: { zh: '响应率', en: 'Response rate' },
  solution: { zh: '解决率', en: 'Solution rate' },
  call_back: { zh: '回访率', en: 'Call-back rate' },
};

/** Each formula in words; all of it counts what happened within the period. Where they come from: indicators.policy.ts. */
export const FORMULA_WORDS: { [I in Indicator]: Record<keyof (typeof FORMULAS)[I], Said> } = {
  closing: {
    received: { zh: '期内报告办结 ÷ 期内受理', en: 'resolved in the period ÷ received in the period' },
    taken_on: {
      zh: '期内报告办结 ÷（期内受理 + 期内转入）',
      en: 'resolved ÷ (received + taken over from others), all in the period',
    },
    due: {
      zh: '期内报告办结 ÷ 期内应结案（按期办结 + 超过办结时限）',
      en: 'resolved ÷ due (resolved on time + deadline missed), all in the period',
    },
    confirmed: { zh: '期内确认结案 ÷ 期内受理', en: 'confirmed and closed ÷ received, all in the period' },
  },
  on_time: {
    due: {
      zh: '期内按期办结 ÷ 期内应结案（按期办结 + 超过办结时限）',
      en: 'resolved on time ÷ due (resolved on time + deadline missed), all in the period',
    },
    resolved: { zh: '期内按期办结 ÷ 期内报告办结', en: 'resolved on time ÷ resolved, all in the period' },
    received: { zh: '期内按期办结 ÷ 期内受理', en: 'resolved on time ÷ received, all in the period' },
  },
  rework: {
    resolved: { zh: '期内居民说没好而返工 ÷ 期内报告办结', en: 'reopened ÷ resolved, all in the period' },
    closed: {
      zh: '期内结案后返工 ÷ 期内确认结案',
      en: 'reopened after closing ÷ confirmed and closed, all in the period',
    },
    due: {
      zh: '期内返工 ÷ 期内应结案（按期办结 + 超过办结时限）',
      en: 'reopened ÷ due (resolved on time + deadline missed), all in the period',
    },
  },
  extension: {
    received: { zh: '期内批准延期 ÷ 期内受理', en: 'extensions approved ÷ received, all in the period' },
    resolved: { zh: '期内批准延期 ÷ 期内报告办结', en: 'extensions approved ÷ resolved, all in the period' },
    due: {
      zh: '期内批准延期 ÷ 期内应结案（按期办结 + 超过办结时限）',
      en: 'extensions approved ÷ due (resolved on time + deadline missed), all in the period',
    },
    with_holds: {
      zh: '期内（批准延期 + 挂账）÷ 期内受理',
      en: '(extensions approved + holds) ÷ received, all in the period',
    },
  },
  satisfaction: {
    four_up: { zh: '期内四星、五星 ÷ 期内评价', en: 'ratings of four or five stars ÷ ratings, all in the period' },
    three_up: {
      zh: '期内三星（基本满意）及以上 ÷ 期内评价',
      en: 'ratings of three stars or more ÷ ratings, all in the period',
    },
    five: { zh: '期内五星（非常满意）÷ 期内评价', en: 'ratings of five stars ÷ ratings, all in the period' },
  },
  response: {
    due: {
      zh: '期内按时接单 ÷（期内按时接单 + 超过接单时限）',
      en: 'accepted on time ÷ (accepted on time + deadline to accept missed), all in the period',
    },
    accepted: { zh: '期内按时接单 ÷ 期内接单', en: 'accepted on time ÷ accepted, all in the period' },
    received: { zh: '期内按时接单 ÷ 期内受理', en: 'accepted on time ÷ received, all in the period' },
  },
  solution: {
    said: {
      zh: '期内居民确认办成 ÷ 期内居民表态（确认 + 没好），不含七天未答复',
      en: 'confirmed as done by the resident ÷ residents who said so or that it was not good, without silence',
    },
    done: { zh: '期内办成 ÷ 期内报告办结', en: 'resolved as done ÷ resolved, all in the period' },
    with_silence: {
      zh: '期内确认办成（含七天未答复）÷ 期内（结案 + 没好）',
      en: 'closed as done, silence counted as agreement ÷ closed or reopened, all in the period',
    },
  },
  call_back: {
    reached: {
      zh: '期内回访接通 ÷ 期内报告办结',
      en: 'call-backs that reached somebody ÷ resolved, all in the period',
    },
    said: {
      zh: '期内经居民表态结案 ÷ 期内确认结案',
      en: 'closed by the resident’s word ÷ confirmed and closed, all in the period',
    },
    tried: { zh: '期内回访接通 ÷ 期内回访次数', en: 'call-backs that reached somebody ÷ call-backs tried' },
  },
};

export const indicatorWords = (indicator: Indicator, language: Language): string =>
  INDICATOR_WORDS[indicator][language];

export function formulaWords(indicator: Indicator, formula: string, language: Language): string {
  const words: Record<string, Said> = FORMULA_WORDS[indicator];
  return words[formula]?.[language] ?? formula;
}

/** Whose a formula is, where it was read (docs/domain.md, The eight indicators, with addresses); all others are our own. */
const SOURCES: Readonly<Record<string, Said>> = {
  'closing.received': { zh: '四平市 12345，2024 年 4 月', en: '12345 of Siping, April 2024' },
  'closing.due': {
    zh: '数字城管：郑州 2019 年 4 月、天门 2016 年 12 月、金华',
    en: 'urban management of Zhengzhou, April 2019, of Tianmen, December 2016, and of Jinhua',
  },
  'on_time.due': {
    zh: '数字城管：郑州 2019 年 4 月、天门 2016 年 12 月、金华',
    en: 'urban management of Zhengzhou, April 2019, of Tianmen, December 2016, and of Jinhua',
  },
  'rework.due': { zh: '数字城管：郑州 2019 年 4 月', en: 'urban management of Zhengzhou, April 2019' },
  'extension.due': { zh: '数字城管：郑州 2019 年 4 月', en: 'urban management of Zhengzhou, April 2019' },
};

export function formulaSource(indicator: Indicator, formula: string, language: Language): string | null {
  return SOURCES[`${indicator}.${formula}`]?.[language] ?? null;
}

/** That figures from this day on may be short, and why; null: they are complete. */
export function completenessWords(
  { filling, completeFrom }: Completeness,
  from: string,
  language: Language,
): string | null {
  if (completeFrom === null || from >= completeFrom) return null;
  if (language === 'zh') {
    const why = filling ? '较早的事项还在补计' : '有些较早的事项没有留下完整记录';
    return `注意：${why}，${completeFrom} 之前的数字可能偏少`;
  }
  const why = filling ? 'older tickets are still being counted' : 'some older tickets were not fully recorded';
  return `Note: ${why}; figures of days before ${completeFrom} may be short`;
}
