import type { Language } from '../platform/http/language.js';
import type { Offer } from './dispatch.store.js';

const STATE: Record<Offer['state'], Record<Language, string>> = {
  offered: { zh: '等您答复', en: 'waits for your answer' },
  accepted: { zh: '已接受', en: 'accepted' },
  declined: { zh: '已婉拒', en: 'declined' },
  expired: { zh: '未及时答复', en: 'not answered in time' },
  withdrawn: { zh: '已撤回', en: 'taken back' },
};

const WITHDRAWN: Record<string, Record<Language, string>> = {
  filled: { zh: '人手已齐，谢谢您', en: 'somebody was faster: thank you' },
  in_crew: { zh: '您已在帮办组里', en: 'you are in the crew already' },
  by_head: { zh: '站长已撤回', en: 'the head took it back' },
  ended: { zh: '事项已了结，谢谢您', en: 'it is done: thank you' },
  handed_over: { zh: '已移交其他帮办站，谢谢您', en: 'another station has it now: thank you' },
  helper_left: { zh: '已离队', en: 'no longer a helper' },
};

/** What an offer tells the helper who was asked. */
export function offerWords({ state, reason }: Pick<Offer, 'state' | 'reason'>, language: Language): string {
  const withdrawn = state === 'withdrawn' ? WITHDRAWN[reason ?? ''] : undefined;
  return (withdrawn ?? STATE[state])[language];
}
