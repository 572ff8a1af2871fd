import { defineProblems } from '../platform/http/problems.js';

export const reportProblems = defineProblems({
  'period-backwards': { status: 422, zh: '起止日期颠倒', en: 'The period ends before it begins' },
});
