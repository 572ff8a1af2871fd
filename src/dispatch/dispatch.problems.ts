import { defineProblems } from '../platform/http/problems.js';

export const dispatchProblems = defineProblems({
  'offer-expired': { status: 409, zh: '派单已超时', en: 'The offer has expired' },
  'offer-withdrawn': { status: 409, zh: '派单已撤回', en: 'The offer was withdrawn' },
  'offer-answered': { status: 409, zh: '这个派单已经答复过', en: 'The offer was answered already' },
  'already-offered': { status: 409, zh: '已经在等这位帮办员答复', en: 'An offer to this helper is waiting already' },
  'places-offered': {
    status: 409,
    zh: '合适的空缺都在等别人答复，可先撤回',
    en: 'Every suitable free place is offered to somebody: withdraw one first',
  },
});
