import type { Language } from '../../platform/http/language.js';
import type { HoldEnd, HoldKind, HoldReason, HoldState } from './hold.js';

type Words<Code extends string> = Record<Code, Record<Language, string>>;

const KIND: Words<HoldKind> = { hold: { zh: '挂账', en: 'hold' }, extension: { zh: '延期', en: 'extension' } };

const REASON: Words<HoldReason> = {
  waiting_for_material: { zh: '等材料', en: 'waiting for material' },
  third_party: { zh: '等第三方', en: 'waiting for somebody else' },
  resident_asks: { zh: '居民要求', en: 'the resident asks for it' },
  weather: { zh: '天气', en: 'the weather' },
  needs_budget: { zh: '等经费', en: 'needs a budget' },
  other: { zh: '其他', en: 'other' },
};

const STATE: Words<HoldState> = {
  asked: { zh: '待批准', en: 'waits for approval' },
  running: { zh: '进行中', en: 'runs' },
  ended: { zh: '已结束', en: 'ended' },
  refused: { zh: '未批准', en: 'refused' },
  lapsed: { zh: '已失效', en: 'lapsed' },
};

const END: Words<HoldEnd> = {
  resumed: { zh: '恢复办理', en: 'resumed' },
  over: { zh: '到期', en: 'its time was over' },
  extended: { zh: '时限已延', en: 'the deadline was moved' },
  refused: { zh: '不批准', en: 'refused' },
  undecided: { zh: '到期未批', en: 'nobody decided in time' },
  replaced: { zh: '改为不须批准的挂账', en: 'replaced by one that needs no approval' },
  resolved: { zh: '已报告办结', en: 'the ticket was resolved' },
  cancelled: { zh: '事项取消', en: 'the ticket was cancelled' },
  merged: { zh: '并入另一事项', en: 'the ticket was merged' },
  handed_over: { zh: '移交帮办站', en: 'the ticket was handed over' },
};

export const holdKindWords = (kind: HoldKind, language: Language): string => KIND[kind][language];
export const holdReasonWords = (reason: HoldReason, language: Language): string => REASON[reason][language];
export const holdStateWords = (state: HoldState, language: Language): string => STATE[state][language];
export const holdEndWords = (how: HoldEnd, language: Language): string => END[how][language];
