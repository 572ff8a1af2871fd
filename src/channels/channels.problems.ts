import { defineProblems } from '../platform/http/problems.js';

export const channelProblems = defineProblems({
  'link-invalid': { status: 404, zh: '链接无效', en: 'The link is not valid' },
  'link-expired': { status: 410, zh: '链接已过期，请致电帮办站', en: 'The link has expired: ring the station' },
  'reference-malformed': {
    status: 422,
    zh: '编号不对，请核对每一位数字',
    en: 'The reference has a wrong digit',
  },
  'status-not-found': {
    status: 404,
    zh: '编号和电话对不上',
    en: 'No request with this reference and phone number',
  },
});
