import { defineProblems } from '../platform/http/problems.js';

export const residentsProblems = defineProblems({
  'look-up-not-permitted': {
    status: 403,
    zh: '只有接线员和帮办站站长可以按电话查找居民',
    en: 'Only operators and heads of stations look residents up by phone number',
  },
  'resident-has-live-tickets': {
    status: 409,
    zh: '这个人还有 {n} 件事项没有了结，了结后才能删除',
    en: 'This person has tickets that are not over ({n}): erase them after that',
  },
});
