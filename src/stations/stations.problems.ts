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

export const profileProblems = defineProblems({
  'quiet-hours-empty': {
    status: 422,
    zh: '免打扰的起止不能相同',
    en: 'Quiet hours must not begin and end at one time',
  },
  'roster-span-empty': {
    status: 422,
    zh: '值班的结束须晚于开始；跨午夜请分成两段',
    en: 'A span of the roster must end after it begins; over midnight it is two',
  },
  'roster-overlaps': { status: 422, zh: '同一天的值班不能重叠', en: 'Spans of one day must not overlap' },
  'willing-station-not-known': {
    status: 422,
    zh: '没有这个帮办站，或它就是本站',
    en: 'There is no such station, or it is the helper’s own',
  },
  'until-out-of-range': {
    status: 422,
    zh: '结束时间须在现在之后，且不能太久',
    en: 'The end must be after now, and not too late',
  },
  'helper-on-leave': {
    status: 409,
    zh: '请假到 {to}，请先销假',
    en: 'The helper is on leave until {to}: take the leave back first',
  },
  'leave-ends-before-it-begins': { status: 422, zh: '请假的末日早于首日', en: 'The leave ends before it begins' },
  'leave-over-already': { status: 422, zh: '这段请假已经过去', en: 'The leave is over already' },
  'leave-too-long': { status: 422, zh: '一次请假最长一年', en: 'Leave is a year at most' },
  'leave-overlaps': {
    status: 409,
    zh: '与 {from} 至 {to} 的请假重叠',
    en: 'It overlaps the leave from {from} to {to}',
  },
  'too-many-leaves': { status: 409, zh: '最多 {max} 段请假', en: 'At most {max} leaves' },
  'licence-over': { status: 422, zh: '这个证已过期', en: 'The licence has ended' },
  'licence-not-needed': {
    status: 409,
    zh: '这项技能没有要核验的证',
    en: 'There is no licence of this skill to look at',
  },
  'licence-changed': {
    status: 409,
    zh: '证书信息已改动，请再看一遍',
    en: 'The licence was changed meanwhile: look at it again',
  },
  'proof-of-oneself': { status: 403, zh: '不能核验自己的证', en: 'Nobody proves a licence of their own' },
});

export const calendarProblems = defineProblems({
  'calendar-gap': { status: 422, zh: '请先录入 {year} 年', en: 'Enter {year} first: no year between may be unknown' },
  'day-of-another-year': { status: 422, zh: '这一天不在这一年', en: 'This day is of another year' },
  'day-given-twice': { status: 422, zh: '这一天出现了两次', en: 'This day is given twice' },
});

export const managingProblems = defineProblems({
  'station-code-taken': { status: 409, zh: '这个代码已有帮办站', en: 'There is a station of this code already' },
  'station-hours-faulty': {
    status: 422,
    zh: '开门时间的结束须晚于开始，同一天不能重叠',
    en: 'Opening hours must end after they begin, and not overlap on one day',
  },
  'lead-in-the-past': { status: 422, zh: '日期不能早于今天', en: 'The day cannot be before today' },
  'lead-ends-before': { status: 422, zh: '结束须晚于开始', en: 'It must end after it begins' },
  'lead-meets-another': {
    status: 409,
    zh: '与{name}的任期（{from} 至 {until}）重叠',
    en: 'It overlaps that of {name} ({from} to {until})',
  },
  'unknown-account': {
    status: 422,
    zh: '辖区内没有这个账号，或没有这个任职',
    en: 'There is no such account within your areas, or it does not hold this',
  },
});
