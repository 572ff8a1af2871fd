/** Chinese numerals, in the everyday and in the bankers' writing. */
const DIGITS = new Map<string, number>();
for (const row of ['〇一二三四五六七八九', '零壹贰叁肆伍陆柒捌玖', '○幺两']) {
  [...row].forEach((character, digit) => DIGITS.set(character, digit));
}
const TENS: ReadonlyMap<string, number> = new Map([
  ['十', 10],
  ['拾', 10],
  ['百', 100],
  ['佰', 100],
  ['千', 1000],
]);
const SHORT: ReadonlyMap<string, number> = new Map([
  ['廿', 20],
  ['卅', 30],
]);
/** Characters that are a number only before a counter: 两江, 零陵, 陆家嘴, 百花, 千佛 are names. */
const DOUBTFUL = /^(?:[两幺零〇○十拾百佰千廿卅壹贰叁肆伍陆柒捌玖]|[壹贰叁肆伍陆柒捌玖拾佰]+)$/;
const COUNTERS = new Set('号栋幢楼单门室层弄座排期区组团梯户#院附之-杠');

/** 十路 is a tenth road; 两路口 and 百花街 have no number. */
const AFTER_TEN = new Set('路街巷条纬经马');

const NUMERALS = new Uint8Array(65_536);
for (const character of [...DIGITS.keys(), ...TENS.keys(), ...SHORT.keys()]) NUMERALS[character.charCodeAt(0)] = 1;

export function isNumeral(code: number): boolean {
  return NUMERALS[code] === 1;
}

/**
 * The numbers in a run of numerals, in figures: 一百二十四 → 124, 二〇三 → 203, 廿四 → 24, 二十四十 → 24 and 10. Undefined where the run
 * is (part of) a name; `next` is the character behind it.
 */
export function readNumerals(run: string, next: string): string[] | undefined {
  if (DOUBTFUL.test(run) && !COUNTERS.has(next) && !(run === '十' && AFTER_TEN.has(next))) return undefined;
  const characters = [...run];
  if (!characters.some((character) => TENS.has(character) || SHORT.has(character))) {
    return [characters.map((character) => DIGITS.get(character) ?? 0).join('')];
  }
  const found: string[] = [];
  for (let at = 0; at < characters.length;) {
    const { value, end } = readOne(characters, at);
    if (end === at) return undefined;
    found.push(String(value));
    at = end;
  }
  return found;
}

/** One number with its tens and hundreds in falling order, from `at` on. */
function readOne(characters: readonly string[], at: number): { value: number; end: number } {
  let [value, digit, unit, end] = [0, -1, 10_000, at];
  for (; end < characters.length; end += 1) {
    const character = characters[end] ?? '';
    const figure = DIGITS.get(character);
    const tens = TENS.get(character);
    const short = SHORT.get(character);
    if (figure !== undefined) {
      if (digit > 0 || unit === 1) break; // 二十四二: another number begins
      if (figure === 0 && digit === -1 && unit === 10_000) break;
      digit = figure;
    } else if (tens !== undefined) {
      if (tens >= unit) break;
      value += (digit > 0 ? digit : 1) * tens;
      [unit, digit] = [tens, -1];
    } else if (short !== undefined) {
      if (unit <= 10 || digit > 0) break;
      value += short;
      unit = 10;
    }
  }
  // 一二十: digits before a smaller number have been a number of their own
  return { value: value + Math.max(digit, 0), end };
}
