import { defineProblems } from '../platform/http/problems.js';

export const reportProblems = defineProblems({
  'period-backwards': { status: 422, zh: '起止日期颠倒', en: 'The period ends before it begins' },
  'category-not-known': {
    status: 422,
    zh: '没有这个类别：{category}',
    en: 'There is no such category: {category}',
  },
  'category-ambiguous': {
    status: 422,
    zh: '有几个类别都叫{category}，请写代码',
    en: 'Several categories are named {category}: give the code',
  },
  'opening-balance-not-past': { status: 422, zh: '截至日须早于今天', en: 'The last day must be before today' },
  'opening-balance-counted-here': {
    status: 422,
    zh: '本站从 {day} 起已在这里计数，截至日须在此之前',
    en: 'The station is counted here from {day} on: the last day must be before that',
  },
  'opening-balance-overlaps': {
    status: 422,
    zh: '与本站同一类别的另一期重叠，会重复计算',
    en: 'Overlaps another figure of this station and category: it would count twice',
  },
  'opening-balance-twice': {
    status: 422,
    zh: '与第 {line} 行（项）是同一站、同一类别、同一期',
    en: 'Line or item {line} has the same station, category and days',
  },
});
