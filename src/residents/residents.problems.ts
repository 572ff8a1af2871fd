import { defineProblems } from '../platform/http/problems.js';

export const residentsProblems = defineProblems({
  'look-up-not-permitted': {
    status: 403,
    zh: '只有接线员和帮办站站长可以按电话查找居民',
    en: 'Only operators and heads of stations look residents up by phone number',
  },
});
