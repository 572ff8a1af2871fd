import { i18n } from '../i18n';
import type { Act } from './outbox';

/** What an act is called, as its button says. */
export function actWords(act: Act): string {
  const { t } = i18n.global;
  if (act.kind === 'resolve' && act.outcome !== 'done') return t('helper.propose');
  if (act.kind === 'tap' && act.available !== null) return t(`helper.act.tap_${act.available ? 'on' : 'off'}`);
  return t(`helper.act.${act.kind}`);
}
