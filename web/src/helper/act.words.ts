import { i18n, timeWords } from '../i18n';
import type { Act } from './outbox';

/** What an act is called, as its button says. */
export function actWords(act: Act): string {
  const { t } = i18n.global;
  if (act.kind === 'resolve' && act.outcome !== 'done') return t('helper.propose');
  if (act.kind === 'tap' && act.available !== null) return t(`helper.act.tap_${act.available ? 'on' : 'off'}`);
  return t(`helper.act.${act.kind}`);
}

/** What the helper wrote in it; null: nothing, or a picture. */
export function wroteIn(act: Act): string | null {
  const { t } = i18n.global;
  switch (act.kind) {
    case 'decline':
      return [t(`helper.reason.${act.body.reason}`), act.body.words].filter(Boolean).join('：');
    case 'nobody_home':
      return act.words === '' ? null : act.words;
    case 'resolve':
      return act.outcome === 'done' ? act.note : `${t(`helper.outcomes.${act.outcome}`)}：${act.note}`;
    case 'comment':
      return act.text;
    case 'appoint':
      return t('helper.span', { from: timeWords(act.from), to: timeWords(act.to) });
    case 'materials':
      return act.items.map(({ name, quantity, unit }) => `${name} ${quantity} ${unit}`).join('、');
    case 'material_cancel':
      return act.reason;
    default:
      return null;
  }
}
