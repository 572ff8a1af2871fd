import type { Language } from '../../platform/http/language.js';
import type { Question } from './conversation.js';

/** What an answer tells of a ticket. */
interface Told {
  reference: string;
  /** null: in triage */
  station: string | null;
  /** building and entrance */
  place: string | null;
}

const MORE: Record<Language, string> = {
  zh: '要补充请直接回复；另有别的事，请以“新事项”开头。',
  en: 'Reply to add anything; for something else begin with "new request".',
};

export const replies = {
  received: {
    zh: '已收到，我们马上处理。',
    en: 'We have received it and will see to it at once.',
  } satisfies Record<Language, string>,

  welcome: {
    zh: '不客气。有事请直接发消息。',
    en: 'You are welcome. Write to us whenever you need help.',
  } satisfies Record<Language, string>,

  opened({ reference, station, place }: Told, language: Language): string {
    const where = place === null ? '' : language === 'zh' ? `，地点${place}` : ` at ${place}`;
    if (station === null) return replies.triage(reference, language);
    return language === 'zh'
      ? `已登记，编号${reference}${where}，由${station}帮办。${MORE.zh}`
      : `Noted as ${reference}${where}; ${station} will see to it. ${MORE.en}`;
  },

  /** Nobody has been asked anything more: an operator looks at it. */
  triage(reference: string, language: Language): string {
    return language === 'zh'
      ? `已登记，编号${reference}，接线员会核实地点并联系您。${MORE.zh}`
      : `Noted as ${reference}; an operator will find out where it is and ring you. ${MORE.en}`;
  },

  placed({ reference, station, place }: Told, language: Language): string {
    return language === 'zh'
      ? `知道了，编号${reference}${place === null ? '' : `，地点${place}`}，由${station ?? '帮办站'}帮办。`
      : `Thank you: ${reference}${place === null ? '' : ` is at ${place}`}; ${station ?? 'the station'} will see to it.`;
  },

  commented(reference: string, language: Language): string {
    return language === 'zh' ? `已补充到编号${reference}。${MORE.zh}` : `Added to ${reference}. ${MORE.en}`;
  },

  urged(reference: string, language: Language): string {
    return language === 'zh'
      ? `已催办，编号${reference}，帮办站已知道。`
      : `The station has been urged about ${reference}.`;
  },

  urgedAlready(reference: string, language: Language): string {
    return language === 'zh'
      ? `编号${reference}一小时内已催办过，您的话已转达帮办站。`
      : `${reference} was urged within the hour; the station has your words as well.`;
  },

  /** What a message says never confirms: that is for the link, or a call. */
  thanked(reference: string, resolved: boolean, language: Language): string {
    if (!resolved) return language === 'zh' ? `收到，已记到编号${reference}。` : `Thank you: noted with ${reference}.`;
    return language === 'zh'
      ? `收到，谢谢。编号${reference}是不是办好了，请点开短信里的链接确认，或者等我们回访。`
      : `Thank you. To confirm ${reference}, open the link that you were sent, or wait for our call.`;
  },

  /** `places`: of the candidates, in their order. */
  question({ kind }: Question, places: string[], language: Language): string {
    const [first = ''] = places;
    const list = places.map((place, at) => `${at + 1} ${place}`).join(language === 'zh' ? '；' : '; ');
    const words: Record<Question['kind'], Record<Language, string>> = {
      'still-there': {
        zh: `还是在${first}吗？是请回“是”；不是请写明路名、门牌号、几号楼几单元。`,
        en: `Is it at ${first} again? Reply "yes", or write road, number, building and entrance.`,
      },
      'is-it': {
        zh: `您说的是${first}吗？是请回“是”；不是请写明路名、门牌号、几号楼几单元。`,
        en: `Do you mean ${first}? Reply "yes", or write road, number, building and entrance.`,
      },
      which: {
        zh: `您说的是哪里：${list}？请回数字；都不是请写明路名、门牌号、几号楼几单元。`,
        en: `Which do you mean: ${list}? Reply with its number, or write road, number, building and entrance.`,
      },
      what: { zh: '收到您的定位。请说是什么事。', en: 'We have your position. What is the matter?' },
      where: {
        zh: '请告诉我们在哪里：路名、门牌号或小区、几号楼几单元。',
        en: 'Please tell us where it is: road, number or estate, building and entrance.',
      },
    };
    return words[kind][language];
  },
};
