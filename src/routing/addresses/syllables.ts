import { READINGS, SECOND_READINGS } from './syllables.data.js';

/**
 * How characters sound, for homophones and for pinyin that is typed. Every character (UTF-16 unit) has a sound: Han by its syllable, a figure by the
 * syllable that it is read as, a letter by itself; characters without a known reading share a few sounds at the end.
 */
export const SOUNDS = 512;
const LETTERS_FROM = 420;
const OTHERS_FROM = 450;
const FIGURES = 'ling yi er san si wu liu qi ba jiu'.split(' ');

const exact = new Uint16Array(65_536);
const folded = new Uint16Array(65_536);
const second = new Map<number, string>();
const spellings: string[] = [''];
/** a character for each syllable */
const characters = new Map<string, number>();

/** What many speakers do not tell apart: zh/z, ch/c, sh/s, l/n, ang/an, eng/en, ing/in. */
function fold(syllable: string): string {
  return syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^n(?=.)/, 'l')
    .replace(/ng$/, (end) => (/[aei]ng$/.test(syllable) ? 'n' : end));
}

function load(): void {
  const ids = new Map<string, number>();
  const idOf = (syllable: string): number => {
    const known = ids.get(syllable);
    if (known !== undefined) return known;
    ids.set(syllable, spellings.push(syllable) - 1);
    return spellings.length - 1;
  };
  for (let code = 0; code < exact.length; code += 1) {
    exact[code] = folded[code] = OTHERS_FROM + (code % (SOUNDS - OTHERS_FROM));
  }
  for (let letter = 0; letter < 26; letter += 1) exact[97 + letter] = folded[97 + letter] = LETTERS_FROM + letter;
  const read = (syllable: string, code: number) => {
    exact[code] = idOf(syllable);
    folded[code] = idOf(fold(syllable));
  };
  for (const [, syllable = '', all = ''] of READINGS.matchAll(/([a-z]+)([^a-z\s]+)/g)) {
    characters.set(syllable, all.charCodeAt(0));
    for (const character of all) read(syllable, character.charCodeAt(0));
  }
  FIGURES.forEach((syllable, figure) => read(syllable, 48 + figure));
  for (const [, syllable = '', all = ''] of SECOND_READINGS.matchAll(/([a-z]+)([^a-z\s]+)/g)) {
    for (const character of all) second.set(character.charCodeAt(0), syllable);
  }
}
load();

/** Of a homophone's group: below SOUNDS. */
export function soundOf(code: number): number {
  return folded[code] ?? 0;
}

/** Nobody mishears these, and they tell neighbours apart: 二路 and 三路, 东路 and 西路. */
const TELLING = new Uint8Array(65_536);
for (const character of '0123456789东西南北') TELLING[character.charCodeAt(0)] = 1;

export function tells(code: number): boolean {
  return TELLING[code] === 1;
}

/** 0: the same character; 1: another one that sounds in no way like it; 2: one that says it is another place. */
export function difference(a: number, b: number): number {
  if (a === b) return 0;
  if (tells(a) && tells(b)) return 2;
  if (exact[a] === exact[b] && isRead(a)) return 0.15;
  if (folded[a] === folded[b] && isRead(a)) return 0.25;
  const [other, its] = [second.get(a), second.get(b)];
  if (other !== undefined && other === syllableOf(b)) return 0.2;
  if (its !== undefined && its === syllableOf(a)) return 0.2;
  return 1;
}

/** The syllable in letters, a figure or a letter as itself; nothing where the reading is not known. */
export function syllableOf(code: number): string {
  if ((code >= 48 && code <= 57) || (code >= 97 && code <= 122)) return String.fromCharCode(code);
  return isRead(code) ? (spellings[exact[code] ?? 0] ?? '') : '';
}

export function secondSyllableOf(code: number): string | undefined {
  return second.get(code);
}

function isRead(code: number): boolean {
  return code > 255 && (exact[code] ?? SOUNDS) < LETTERS_FROM;
}

const LONGEST_SYLLABLE = 6;

/** Letters as syllables, each with a character that sounds so: `chengdu` → cheng, du. Undefined where they spell none. */
export function characterSounds(letters: string): { code: number; length: number }[] | undefined {
  if (letters === '') return [];
  for (let length = Math.min(LONGEST_SYLLABLE, letters.length); length >= 2; length -= 1) {
    const code = characters.get(letters.slice(0, length));
    const rest = code === undefined ? undefined : characterSounds(letters.slice(length));
    if (code !== undefined && rest !== undefined) return [{ code, length }, ...rest];
  }
  return undefined;
}
