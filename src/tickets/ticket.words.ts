import type { Language } from '../platform/http/language.js';
import { climbWords } from './climb.words.js';
import type { Outcome, State, Urgency } from './ticket.js';
import type { TicketEventType } from './tickets.events.js';

type Words<Code extends string> = Record<Code, Record<Language, string>>;

const STATE: Words<State> = {
  triage: { zh: '待分派', en: 'in triage' },
  open: { zh: '待接办', en: 'open' },
  assigned: { zh: '已派齐', en: 'assigned' },
  in_progress: { zh: '办理中', en: 'in progress' },
  on_hold: { zh: '挂起', en: 'on hold' },
  resolved: { zh: '待确认', en: 'resolved' },
  closed: { zh: '已办结', en: 'closed' },
  cancelled: { zh: '已取消', en: 'cancelled' },
  merged: { zh: '已并入', en: 'merged' },
};

const OUTCOME: Words<Outcome> = {
  done: { zh: '办成', en: 'done' },
  referred: { zh: '转办', en: 'referred' },
  explained: { zh: '解释', en: 'explained' },
  not_possible: { zh: '办不了', en: 'not possible' },
};

const URGENCY: Words<Urgency> = {
  normal: { zh: '一般', en: 'normal' },
  urgent: { zh: '紧急', en: 'urgent' },
  critical: { zh: '特急', en: 'critical' },
};

const EVENT: Words<TicketEventType> = {
  opened: { zh: '登记', en: 'opened' },
  placed: { zh: '分派到站', en: 'placed at a station' },
  taken: { zh: '站长接办', en: 'taken by the head' },
  joined: { zh: '加入帮办组', en: 'joined the crew' },
  left: { zh: '退出帮办组', en: 'left the crew' },
  started: { zh: '开始办理', en: 'started' },
  held: { zh: '挂起', en: 'put on hold' },
  resumed: { zh: '恢复办理', en: 'resumed' },
  hold_requested: { zh: '申请挂起', en: 'hold asked for' },
  hold_approved: { zh: '批准挂起', en: 'hold approved' },
  hold_refused: { zh: '不批准挂起', en: 'hold refused' },
  hold_lapsed: { zh: '挂起申请过期', en: 'hold not approved in time' },
  handed_over: { zh: '移交帮办站', en: 'handed over to another station' },
  escalated: { zh: '上报', en: 'escalated' },
  returned: { zh: '退回', en: 'returned' },
  deadlines_set: { zh: '节假日已录入，时限重算', en: 'deadlines set anew: the calendar knows more' },
  deadline_nearing: { zh: '时限将到', en: 'a deadline is near' },
  deadline_missed: { zh: '超过时限', en: 'a deadline was missed' },
  outcome_proposed: { zh: '建议办结方式', en: 'outcome proposed' },
  resolved: { zh: '报告办结', en: 'resolved' },
  confirmed: { zh: '确认办结', en: 'confirmed' },
  reopened: { zh: '没好，重办', en: 'not good: reopened' },
  cancelled: { zh: '取消', en: 'cancelled' },
  commented: { zh: '留言', en: 'commented' },
  photo_attached: { zh: '附照片', en: 'photo attached' },
  rated: { zh: '评分', en: 'rated' },
  merged: { zh: '并入另一事项', en: 'merged into another' },
  absorbed: { zh: '并进一个事项', en: 'another was merged into it' },
  unmerged: { zh: '撤销并入', en: 'merge undone' },
  released: { zh: '并入的事项已分出', en: 'a merged one went its own way again' },
  urged: { zh: '催办', en: 'urged' },
  urge_withdrawn: { zh: '撤回催办', en: 'urging taken back' },
  appointment_made: { zh: '约定上门时间', en: 'appointment made' },
  appointment_cancelled: { zh: '取消上门约定', en: 'appointment cancelled' },
  nobody_home: { zh: '上门无人', en: 'nobody home' },
  materials_used: { zh: '登记用料', en: 'materials noted' },
  material_cancelled: { zh: '冲销一笔用料', en: 'a line of materials cancelled' },
  called_back: { zh: '回访', en: 'called back' },
  checked: { zh: '抽查回访', en: 'confirmation checked' },
  offer_made: { zh: '派单', en: 'offer made' },
  offer_accepted: { zh: '接受派单', en: 'offer accepted' },
  offer_declined: { zh: '婉拒派单', en: 'offer declined' },
  offer_expired: { zh: '派单超时', en: 'offer expired' },
  offer_withdrawn: { zh: '撤回派单', en: 'offer withdrawn' },
  dispatch_stopped: { zh: '停止自动派单', en: 'automatic dispatch stopped' },
  dispatch_preferred: { zh: '站长指定派单次序', en: 'the head ordered whom to ask' },
  rung_climbed: { zh: '扩大派单范围', en: 'asked further afield' },
  nobody_free: { zh: '暂无合适帮办员', en: 'nobody suitable is free' },
};

/** Not by anybody's decision: the published map gives its place to another station. */
const BY_MAP: Record<Language, string> = {
  zh: '网格调整，改派帮办站',
  en: 'goes to another station with the new map',
};

/** What is asked for is not a hold (挂账), but a later deadline (延期). */
const EXTENSION: Partial<Words<TicketEventType>> = {
  hold_requested: { zh: '申请延期', en: 'extension asked for' },
  hold_approved: { zh: '批准延期', en: 'extension approved' },
  hold_refused: { zh: '不批准延期', en: 'extension refused' },
  hold_lapsed: { zh: '延期申请过期', en: 'extension not approved in time' },
};

const LEVELS: Record<Language, string>[] = [
  { zh: '帮办站', en: 'station' },
  { zh: '社区', en: 'community' },
  { zh: '街道', en: 'street' },
  { zh: '区', en: 'district' },
  { zh: '市', en: 'city' },
];

export const levelWords = (level: number, language: Language): string => LEVELS[level]?.[language] ?? '';
export const stateWords = (state: State, language: Language): string => STATE[state][language];
export const stateZh = (state: State): string => STATE[state].zh;
export const outcomeWords = (outcome: Outcome, language: Language): string => OUTCOME[outcome][language];
export const urgencyWords = (urgency: Urgency, language: Language): string => URGENCY[urgency][language];
export function eventWords(type: TicketEventType, language: Language, changes: Record<string, unknown> = {}): string {
  if (changes.reason === 'map') return BY_MAP[language];
  const extension = changes.kind === 'extension' ? EXTENSION[type] : undefined;
  const words = (extension ?? EVENT[type])[language];
  if (typeof changes.fromRung !== 'string') return words;
  return `${words}${language === 'zh' ? '：' : ': '}${climbWords(changes, language)}`;
}
