import { defineProblems } from '../platform/http/problems.js';

/** What can be wrong in a row of helpers. */
export const helperImportProblems = defineProblems({
  'station-not-known': {
    status: 422,
    zh: '辖区内没有这个帮办站：{station}',
    en: 'There is no such station within your areas: {station}',
  },
  'station-ambiguous': {
    status: 422,
    zh: '有几个帮办站都叫{station}，请写代码',
    en: 'Several stations are named {station}: give the code',
  },
  'skill-not-known': { status: 422, zh: '没有这种技能：{skill}', en: 'There is no such skill: {skill}' },
  'licence-missing': {
    status: 422,
    zh: '{skill}须有证书号和有效期',
    en: '{skill} needs the number of a licence and its last day',
  },
  'licence-without-skill': {
    status: 422,
    zh: '有证书，但这一行没有须持证的技能与它对应',
    en: 'A licence for which this row has no skill that needs one',
  },
  'licence-unreadable': {
    status: 422,
    zh: '证书应写成“技能:证书号:2027-12-31”，多个用 | 分开',
    en: 'Licences are written skill:number:2027-12-31, several with | between',
  },
  'roster-unreadable': {
    status: 422,
    zh: '值班应写成“1-5 08:00-18:00|6 09:00-12:00”，同一天不能重叠',
    en: 'A roster is written 1-5 08:00-18:00|6 09:00-12:00, and spans of a day do not overlap',
  },
  'phone-twice': {
    status: 422,
    zh: '这个电话在第 {line} 行已经出现过',
    en: 'This phone number stands in line {line} already',
  },
  'helper-elsewhere': {
    status: 422,
    zh: '这个电话是辖区以外的帮办员',
    en: 'This phone number is of a helper outside your areas',
  },
  'helper-has-left': {
    status: 422,
    zh: '这位帮办员已离开，请先办理归队',
    en: 'This helper has left: let them return first',
  },
  'helper-leads': {
    status: 422,
    zh: '这位帮办员是原站的站长或副站长，请先换人再换站',
    en: 'This helper is head or deputy of the station they would move from: replace them first',
  },
  'account-disabled': { status: 422, zh: '这个电话的账号已停用', en: 'The account of this phone number is disabled' },
});

export const departureProblems = defineProblems({
  'helper-left-already': {
    status: 409,
    zh: '这位帮办员已定于 {day} 离开；要改日期请先办理归队',
    en: 'This helper leaves, or has left, on {day}: let them return first to change the day',
  },
  'leave-day-in-the-past': { status: 422, zh: '离开日期不能早于今天', en: 'The day cannot be before today' },
  'helper-is-head': {
    status: 409,
    zh: '这位帮办员是站长，请先换站长再办离开',
    en: 'This helper is head of a station: replace the head first',
  },
  'helper-not-left': { status: 409, zh: '这位帮办员没有离开', en: 'This helper has not left' },
});
