import type { Language } from '../../platform/http/language.js';
import { dangersIn, type Danger } from '../requests/danger.policy.js';

/** What the words of a message say beside a place. */
export interface MessageWords {
  language: Language;
  dangers: Danger[];
  /** asks when somebody comes */
  urges: boolean;
  /** says no more than that it is good, or thanks */
  thanks: boolean;
  yes: boolean;
  no: boolean;
  /** answers a list by its number; from 1 */
  choice: number | null;
  /** begins something else than what is under way */
  fresh: boolean;
  /** has moved */
  moved: boolean;
  /** what may be references, and codes of door plates */
  numbers: string[];
  codes: string[];
}

const URGES =
  /催|怎么还(没|不)|还(没|不)(有)?(人)?(来|到|修|处理|解决)|什么时候(能|可以|才)?(来|到|修)|多久(才)?(能)?来|快点|赶紧来|等了?(半天|很久|好久|一天|\d+个?(小时|天))|没人(来|管|修)|\b(hurry|still waiting|nobody (has )?c[ao]me|no one (has )?c[ao]me|when (will|are|is) .*(come|coming))\b/i;
const THANKS =
  /^(好了|好的|谢谢(你们|您|啦)?|多谢|感谢|修好了|已经(修)?好了|弄好了|可以了|辛苦了?|收到|知道了|ok|okay|thanks|thank you|thx|it is (good|fixed|done)|fixed|done|great)([，,。.！!\s]*(谢谢|多谢|辛苦了|thanks|thank you)?(你们|您|啦|大家)?)[，,。.！!\s]*$/i;
const YES =
  /^(是|是的|对|对的|嗯+|没错|就是|是这里|还是|还是那里|还在|在|yes|yeah|yep|y|right|correct)([，,。.！!\s]+\S.{0,20})?[，,。.！!\s]*$/i;
const NO = /^(不是|不对|不在|不|否|没有|错了|no|nope|n|wrong)([，,。.！!\s]|$)/i;
const FRESH =
  /^(新事项|新的事|另外(一件|还有)|另一件|还有(一|另)件|换一件|new request|another (request|thing|matter)|something else)/i;
const MOVED = /搬(家)?到|搬来|(已经?|刚)搬(家|走|了)|搬家了|\b(have |has |'ve )?moved to\b/i;
const DIGITS = ['一', '二', '三', '四', '五'];

export function wordsOf(text: string): MessageWords {
  const plain = text.normalize('NFKC').trim();
  return {
    language: languageIn(plain),
    dangers: dangersIn(plain),
    urges: URGES.test(plain),
    thanks: THANKS.test(plain),
    yes: YES.test(plain),
    no: NO.test(plain),
    choice: choiceIn(plain),
    fresh: FRESH.test(plain),
    moved: MOVED.test(plain),
    numbers: plain.match(/(?<!\d)\d{7,12}(?!\d)/g) ?? [],
    codes: plain.match(/(?<![0-9a-z])[0-9a-z]{4}[- ]?[0-9a-z]{4}[- ]?[0-9a-z]{4}(?![0-9a-z])/gi) ?? [],
  };
}

/** English where there are letters and nothing Chinese. */
function languageIn(text: string): Language {
  return /[a-z]{2}/i.test(text) && !/\p{Script=Han}/u.test(text) ? 'en' : 'zh';
}

function choiceIn(text: string): number | null {
  const said = /^(?:第|选|no\.? ?)?\s*([1-5一二三四五])\s*(?:个|号|处)?[，,。.！!\s]*$/i.exec(text)?.[1];
  if (said === undefined) return null;
  return DIGITS.includes(said) ? DIGITS.indexOf(said) + 1 : Number(said);
}
