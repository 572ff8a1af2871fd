import type { Language } from '../../platform/http/language.js';
import type { FactKind } from './fact.js';

const WORDS: Record<FactKind, Record<Language, string>> = {
  received: { zh: '受理', en: 'received' },
  transferred_in: { zh: '转入', en: 'taken over' },
  transferred_out: { zh: '转出', en: 'handed on' },
  accepted_on_time: { zh: '按时接单', en: 'accepted on time' },
  accepted_on_time_cleared: { zh: '按时接单（先前记为超时）', en: 'accepted on time, though noted as missed before' },
  accepted_late: { zh: '逾时接单', en: 'accepted late' },
  accept_missed: { zh: '超过接单时限', en: 'deadline to accept missed' },
  resolved_done_on_time: { zh: '按期办成', en: 'done on time' },
  resolved_done_on_time_cleared: { zh: '按期办成（先前记为超期）', en: 'done on time, though noted as missed before' },
  resolved_done_late: { zh: '逾期办成', en: 'done late' },
  resolved_other_on_time: { zh: '按期以其他方式办结', en: 'resolved otherwise, on time' },
  resolved_other_on_time_cleared: {
    zh: '按期以其他方式办结（先前记为超期）',
    en: 'resolved otherwise on time, though noted as missed before',
  },
  resolved_other_late: { zh: '逾期以其他方式办结', en: 'resolved otherwise, late' },
  resolve_missed: { zh: '超过办结时限', en: 'deadline to resolve missed' },
  closed_done_link: { zh: '居民链接确认办成', en: 'confirmed as done by link' },
  closed_done_call_back: { zh: '回访确认办成', en: 'confirmed as done by a call-back' },
  closed_done_slip: { zh: '纸条签字确认办成', en: 'confirmed as done by a slip' },
  closed_done_silence: { zh: '七天未答复，按办成结案', en: 'closed as done by silence' },
  closed_other_link: { zh: '居民链接确认（其他办结方式）', en: 'confirmed by link, another outcome' },
  closed_other_call_back: { zh: '回访确认（其他办结方式）', en: 'confirmed by a call-back, another outcome' },
  closed_other_slip: { zh: '纸条签字确认（其他办结方式）', en: 'confirmed by a slip, another outcome' },
  closed_other_silence: { zh: '七天未答复结案（其他办结方式）', en: 'closed by silence, another outcome' },
  reopened_resolved: { zh: '结案前说没好', en: 'not good, before it was closed' },
  reopened_closed: { zh: '结案后说没好', en: 'not good, after it was closed' },
  cancelled: { zh: '取消', en: 'cancelled' },
  held: { zh: '挂账', en: 'put on hold' },
  extended: { zh: '批准延期', en: 'extension approved' },
  called_reached: { zh: '回访接通', en: 'call-back reached somebody' },
  called_unreached: { zh: '回访未接通', en: 'call-back reached nobody' },
  rated_1: { zh: '一星', en: 'one star' },
  rated_2: { zh: '二星', en: 'two stars' },
  rated_3: { zh: '三星', en: 'three stars' },
  rated_4: { zh: '四星', en: 'four stars' },
  rated_5: { zh: '五星', en: 'five stars' },
};

export const factWords = (kind: FactKind, language: Language): string => WORDS[kind][language];
