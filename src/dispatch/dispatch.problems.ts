import { defineProblems } from '../platform/http/problems.js';

export const dispatchProblems = defineProblems({
  'offer-expired': { status: 409, zh: '派单已超时', en: 'The offer has expired' },
  'offer-withdrawn': { status: 409, zh: '派单已撤回', en: 'The offer was withdrawn' },
  'offer-answered': { status: 409, zh: '这个派单已经答复过', en: 'The offer was answered already' },
  'already-offered': { status: 409, zh: '已经在等这位帮办员答复', en: 'An offer to this helper is waiting already' },
  'ordered-and-held-back': {
    status: 422,
    zh: '同一位帮办员不能既先派又不派',
    en: 'A helper cannot be both asked first and held back',
  },
});
