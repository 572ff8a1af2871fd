import { defineProblems } from '../platform/http/problems.js';

export const areasProblems = defineProblems({
  'unknown-area': { status: 422, zh: '没有这个区域', en: 'There is no such area' },
});
