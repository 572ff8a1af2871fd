import { defineProblems } from '../../platform/http/problems.js';

export const messageTextProblems = defineProblems({
  'text-names-unknown': {
    status: 422,
    zh: '这里没有 {names}；可以用的是 {may}',
    en: 'There is no {names} here; what can be named is {may}',
  },
  'text-lacks': {
    status: 422,
    zh: '少了 {names}：没有它，收到的人没法用',
    en: 'It lacks {names}, without which it is of no use to whoever gets it',
  },
});
