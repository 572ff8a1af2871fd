import { isNumeral, readNumerals } from './numerals.js';
import { characterSounds } from './syllables.js';

/** No text is looked through further than this: a name and a sentence of trouble fit ten times. */
export const TEXT_LIMIT = 600;

const SPACE = 32;
export const BREAK = 44; // a comma stands for every mark that parts, a full stop for the end of a sentence
export const STOP = 46;
export const HYPHEN = 45;
export const HASH = 35;
const BAR = '杠'.charCodeAt(0);

const MEANT = new Uint16Array(65_536);
for (let code = 0; code < MEANT.length; code += 1) MEANT[code] = code;
for (let code = 0xff01; code <= 0xff5e; code += 1) MEANT[code] = code - 0xfee0;
for (let code = 0; code < 26; code += 1) MEANT[65 + code] = MEANT[0xff21 + code] = 97 + code;
const set = (from: string, to: string) => {
  const [first = ''] = to;
  [...from].forEach((character, at) => {
    MEANT[character.charCodeAt(0)] = (to.length === 1 ? first : (to[at] ?? '')).charCodeAt(0);
  });
};
set(' _·\t\u00a0\u3000\u200b\ufeff', ' ');
set('，、；：;:\\|"\'“”‘’・【】[]《》<>{}()（）`^*+=&%$@…', ',');
set('。！？!?\n\r．.', '.');
set('－—–‐‑−―~～/／', '-');
set('＃№', '#');
set('①②③④⑤⑥⑦⑧⑨ⅠⅡⅢⅣⅤⅥⅦⅧⅨ', '123456789123456789');
set(
  '號樓單棟區縣鎮鄉莊園廣場灣門東龍華國興馬長陽環濱濟遼寧貴義島雲錦線橋錢營衛實學機電發業產農醫藝術滬蘇浙層戶棟裡對邊開關聯絡萬歲',
  '号楼单栋区县镇乡庄园广场湾门东龙华国兴马长阳环滨济辽宁贵义岛云锦线桥钱营卫实学机电发业产农医艺术沪苏浙层户栋里对边开关联络万岁',
);

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isLetter(code: number): boolean {
  return code >= 97 && code <= 122;
}

export function isMark(code: number): boolean {
  return code === BREAK || code === STOP || code === HYPHEN || code === HASH;
}

/**
 * One spelling of a text: half-width, lower case, simplified where names differ, without spaces but where they part figures, numerals as figures.
 * `from` and `to` say where each character stood in the text. The arrays are used again by the next text.
 */
export class Spelling {
  readonly codes = new Uint16Array(TEXT_LIMIT * 2 + 16);
  readonly from = new Uint16Array(TEXT_LIMIT * 2 + 16);
  readonly to = new Uint16Array(TEXT_LIMIT * 2 + 16);
  /** 1: a figure that was written as a numeral: the 3 of 三明路 */
  readonly written = new Uint8Array(TEXT_LIMIT * 2 + 16);
  length = 0;

  /** `pinyin`: letters that spell syllables beside characters become characters that sound so, as people type 义hai大街. */
  spell(text: string, pinyin = false): this {
    this.length = 0;
    const end = Math.min(text.length, TEXT_LIMIT);
    for (let at = 0; at < end;) {
      const code = MEANT[text.charCodeAt(at)] ?? 0;
      if (isNumeral(code)) at = this.numerals(text, at, end);
      else if (pinyin && isLetter(code)) at = this.letters(text, at, end);
      else if (code === SPACE) {
        at += 1;
        const [before, after] = [this.codes[this.length - 1] ?? 0, MEANT[text.charCodeAt(at)] ?? 0];
        if (this.length > 0 && parts(before) && parts(after)) this.put(BREAK, at - 1, at);
      } else if (code === BAR && isDigit(this.codes[this.length - 1] ?? 0) && this.isNumberAt(text, at + 1)) {
        // 四杠四
        this.put(HYPHEN, at, at + 1);
        at += 1;
      } else {
        this.put(code, at, at + 1);
        at += 1;
      }
    }
    this.codes[this.length] = 0;
    return this;
  }

  text(from: number, to: number): string {
    return String.fromCharCode(...this.codes.subarray(from, to));
  }

  private isNumberAt(text: string, at: number): boolean {
    const code = MEANT[text.charCodeAt(at)] ?? 0;
    return isDigit(code) || isNumeral(code);
  }

  private numerals(text: string, at: number, limit: number): number {
    let end = at;
    while (end < limit && isNumeral(MEANT[text.charCodeAt(end)] ?? 0)) end += 1;
    let next = end;
    while (next < limit && MEANT[text.charCodeAt(next)] === SPACE) next += 1;
    const mark = next < limit ? String.fromCharCode(MEANT[text.charCodeAt(next)] ?? 0) : '';
    const numbers = readNumerals(text.slice(at, end), mark);
    if (numbers === undefined) {
      for (let each = at; each < end; each += 1) this.put(text.charCodeAt(each), each, each + 1);
      return end;
    }
    numbers.forEach((figures) => {
      // figures of another number must not grow into this one: 10四单元
      if (isDigit(this.codes[this.length - 1] ?? 0)) this.put(BREAK, at, at);
      for (let each = 0; each < figures.length; each += 1) this.put(figures.charCodeAt(each), at, end, 1);
    });
    if (isDigit(MEANT[text.charCodeAt(end)] ?? 0) && end < limit) this.put(BREAK, end, end);
    return end;
  }

  private letters(text: string, at: number, limit: number): number {
    let to = at;
    while (to < limit && isLetter(MEANT[text.charCodeAt(to)] ?? 0)) to += 1;
    const beside =
      to - at > 5 || (at > 0 && isHan(text.charCodeAt(at - 1))) || (to < limit && isHan(text.charCodeAt(to)));
    const sounded = beside && to - at > 1 ? characterSounds(text.slice(at, to).toLowerCase()) : undefined;
    if (sounded === undefined) {
      for (let each = at; each < to; each += 1) this.put(MEANT[text.charCodeAt(each)] ?? 0, each, each + 1);
      return to;
    }
    let from = at;
    for (const { code, length } of sounded) {
      this.put(code, from, from + length);
      from += length;
    }
    return to;
  }

  private put(code: number, from: number, to: number, written = 0): void {
    if (this.length >= this.codes.length - 1) return;
    this.codes[this.length] = code;
    this.from[this.length] = from;
    this.to[this.length] = to;
    this.written[this.length] = written;
    this.length += 1;
  }
}

/** A space between figures or letters parts them; between characters it is nothing. */
function parts(code: number): boolean {
  return isDigit(code) || isLetter(code);
}

export function isHan(code: number): boolean {
  return code >= 0x4e00 && code <= 0x9fff;
}
