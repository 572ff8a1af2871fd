import { defineProblems } from '../platform/http/problems.js';

export const channelProblems = defineProblems({
  'link-invalid': { status: 404, zh: '链接无效', en: 'The link is not valid' },
  'link-expired': { status: 410, zh: '链接已过期，请致电帮办站', en: 'The link has expired: ring the station' },
  'reference-malformed': {
    status: 422,
    zh: '编号不对，请核对每一位数字',
    en: 'The reference has a wrong digit',
  },
  'slip-order': {
    status: 422,
    zh: '纸条上的时间须按先后：求助、开始、办完、确认',
    en: 'The times of a slip must be in order: asked, started, resolved, confirmed',
  },
  'slip-not-signed': {
    status: 422,
    zh: '居民没有签字，就没有确认时间',
    en: 'Without a signature there is no time of confirmation',
  },
  'slip-crew-too-large': {
    status: 422,
    zh: '这个类别的帮办组最多 {max} 人',
    en: 'The crew of this category has {max} places',
  },
  'slip-in-opening-balance': {
    status: 409,
    zh: '这一天的办成件已算在期初数里（截至 {until}），不再补录',
    en: 'The work of this day is in an opening balance already (until {until})',
  },
  'slip-entered-already': {
    status: 409,
    zh: '这个编号的纸条已经补录过，是事项 {reference}',
    en: 'The slip with this number was entered already: ticket {reference}',
  },
  'status-not-found': {
    status: 404,
    zh: '编号和电话对不上',
    en: 'No request with this reference and phone number',
  },
});
