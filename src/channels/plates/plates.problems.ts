import { defineProblems } from '../../platform/http/problems.js';

export const plateProblems = defineProblems({
  'plate-unknown': { status: 404, zh: '没有这个门牌码，请核对', en: 'There is no such code: check each letter' },
  'plate-building-removed': {
    status: 410,
    zh: '{building}已经不在了，请找最近的{name}：{at}，电话 {phone}',
    en: '{building} stands no more: the nearest station is {name}, {at}, {phone}',
  },
  'plates-not-permitted': {
    status: 403,
    zh: '门牌由这个区域的管片人员或管理员打印',
    en: 'Plates are printed by leaders and administrators over the area',
  },
});
