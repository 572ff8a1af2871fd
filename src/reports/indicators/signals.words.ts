import type { Language } from '../../platform/http/language.js';
import { THRESHOLDS, type Signal } from './signals.policy.js';

const T = THRESHOLDS;
const WORDS: Record<Signal, Record<'name' | 'threshold', Record<Language, string>>> = {
  closed_within_a_minute: {
    name: { zh: '一分钟内办结', en: 'Closed within a minute' },
    threshold: {
      zh: `从受理（或没好）到报告办结不超过 ${T.withinSeconds} 秒，扣除挂账`,
      en: `at most ${T.withinSeconds} s from opening (or reopening) to the outcome, less holds`,
    },
  },
  closed_in_bulk: {
    name: { zh: '批量办结', en: 'Closed in bulk' },
    threshold: {
      zh: `同一账号在前后 ${T.bulkSeconds} 秒内录入 ${T.bulkTickets} 件及以上办结，补录纸条除外`,
      en: `${T.bulkTickets} or more outcomes entered by one account within ${T.bulkSeconds} s before and after, slips left out`,
    },
  },
  raised_and_closed_by_one: {
    name: { zh: '一人立案又结案', en: 'Raised and closed by one person' },
    threshold: { zh: '受理和报告办结是同一账号', en: 'opened and resolved by the same account' },
  },
  reopened_after_rating: {
    name: { zh: '评价后又说没好', en: 'Reopened after a rating' },
    threshold: {
      zh: `同一事项先有 ${T.goodStars} 星及以上评价，后说没好`,
      en: `${T.goodStars} stars or more, and then not good after all`,
    },
  },
  only_silence: {
    name: { zh: '几乎都靠无人答复结案', en: 'Confirmations only by silence' },
    threshold: {
      zh: `期内结案 ${T.silenceOf} 件及以上，其中七天未答复的不少于 ${T.silenceShare * 100}%`,
      en: `of ${T.silenceOf} or more closed in the period at least ${T.silenceShare * 100} % by silence`,
    },
  },
};

export const signalName = (signal: Signal, language: Language): string => WORDS[signal].name[language];
export const signalThreshold = (signal: Signal, language: Language): string => WORDS[signal].threshold[language];
