import type { Language } from '../../platform/http/language.js';
import type { Say } from '../texts/message-texts.js';
import type { Question } from './conversation.js';

/** What an answer tells of a ticket. */
interface Told {
  reference: string;
  /** null: in triage */
  station: string | null;
  /** building and entrance */
  place: string | null;
}

/** Where nothing could be decided: it needs no database, and nobody words it otherwise. */
export const RECEIVED: Record<Language, string> = {
  zh: '已收到，我们马上处理。',
  en: 'We have received it and will see to it at once.',
};

/** Which text answers, and what stands in it. */
export const replies = {
  opened(say: Say, { reference, station, place }: Told, language: Language): string {
    if (station === null) return say('triage', language, { reference });
    return place === null
      ? say('opened', language, { reference, station })
      : say('opened-at', language, { reference, station, place });
  },

  placed(say: Say, { reference, station, place }: Told, language: Language): string {
    const given = { reference, station: station ?? (language === 'zh' ? '帮办站' : 'the station') };
    return place === null ? say('placed', language, given) : say('placed-at', language, { ...given, place });
  },

  /** What a message says never confirms: that is for the link, or a call. */
  thanked(say: Say, reference: string, resolved: boolean, language: Language): string {
    return say(resolved ? 'thanked-resolved' : 'thanked', language, { reference });
  },

  /** `places`: of the candidates, in their order. */
  question(say: Say, { kind }: Question, places: string[], language: Language): string {
    const list = places.map((place, at) => `${at + 1} ${place}`).join(language === 'zh' ? '；' : '; ');
    return say(`ask-${kind}`, language, { place: places[0] ?? '', places: list });
  },
};
