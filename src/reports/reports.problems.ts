import { defineProblems } from '../platform/http/problems.js';

export const reportProblems = defineProblems({
  'period-backwards': { status: 422, zh: '起止日期颠倒', en: 'The period ends before it begins' },
  'period-too-long': { status: 422, zh: '时段不能超过十年', en: 'The period is longer than ten years' },
  'which-figure': {
    status: 422,
    zh: '请用 indicator 和 part，或 kind，说明是哪个数字的明细',
    en: 'Say which figure: by `indicator` and `part`, or by `kind`',
  },
  'category-not-told': {
    status: 400,
    zh: '这张表不分类别，请不要填 categoryId',
    en: 'This table is of all categories together: leave out `categoryId`',
  },
  'formula-not-known': {
    status: 422,
    zh: '没有这个算法，可选：{formulas}',
    en: 'There is no such formula; known are: {formulas}',
  },
  'signals-not-yours': {
    status: 403,
    zh: '异常提示先给站长看，再给管片人员、管理员看',
    en: 'Signals are for heads of stations, then for leaders and administrators',
  },
  'signal-answered': { status: 409, zh: '已经答复过了', en: 'It was answered already' },
  'export-not-yours': {
    status: 403,
    zh: '导出限站长、管片人员和管理员',
    en: 'Figures are taken away by heads, leaders and administrators only',
  },
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
