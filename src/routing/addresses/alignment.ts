import type { Names } from './names.js';
import { difference, tells } from './syllables.js';

const LONGEST = 32;
const MISSING = 0.8;
const ADDITIONAL = 0.7;
/** 二 in 二路, 东 in 东路: without it, or with one more, it is another name. */
const TELLING = 1.4;
/** What only says what kind of place it is tells less of a name. */
const TAIL = 0.5;
const TAILS = new Set([...'路街道巷弄里区院村镇乡市县园苑店'].map((character) => character.charCodeAt(0)));

const WORDS = new Set(
  '花园 公寓 家园 小区 山庄 新村 佳园 雅居 庭院 名邸 华庭 广场 大厦 中心 宿舍'
    .split(' ')
    .map((word) => word.charCodeAt(0) * 65_536 + word.charCodeAt(1)),
);

export interface Alignment {
  /** 1: the same to the letter; 0: nothing in common */
  quality: number;
  /** the piece of the text that is the name */
  from: number;
  to: number;
}

const costs = new Float64Array((LONGEST + 1) * 2);
const starts = new Int32Array((LONGEST + 1) * 2);

/** How well a name is found in a piece of text: all of the name, by homophones and with wrong, missing or additional characters; the text may have more around it. */
export function align(names: Names, id: number, codes: Uint16Array, from: number, to: number): Alignment {
  const length = Math.min(names.lengthOf(id), LONGEST);
  const width = LONGEST + 1;
  let whole = 0;
  // row: how much of the name; column: how much of the text. One column kept, name going down.
  let [before, now] = [0, width];
  costs[0] = 0;
  starts[0] = from;
  for (let row = 1; row <= length; row += 1) {
    const weight = weightOf(names, id, row - 1, length);
    whole += weight;
    costs[row] = (costs[row - 1] ?? 0) + missingAt(names, id, row - 1, weight);
    starts[row] = from;
  }
  let best = { cost: costs[length] ?? 0, from, to: from };
  for (let at = from; at < to; at += 1) {
    costs[now] = 0;
    starts[now] = at + 1;
    for (let row = 1; row <= length; row += 1) {
      const weight = weightOf(names, id, row - 1, length);
      const diagonal = (costs[before + row - 1] ?? 0) + weight * difference(names.charAt(id, row - 1), codes[at] ?? 0);
      const missing = (costs[now + row - 1] ?? 0) + missingAt(names, id, row - 1, weight);
      const additional = (costs[before + row] ?? 0) + (tells(codes[at] ?? 0) ? TELLING : ADDITIONAL);
      const least = Math.min(diagonal, missing, additional);
      costs[now + row] = least;
      starts[now + row] =
        (least === diagonal
          ? starts[before + row - 1]
          : least === missing
            ? starts[now + row - 1]
            : starts[before + row]) ?? 0;
    }
    const cost = costs[now + length] ?? 0;
    if (cost <= best.cost) best = { cost, from: starts[now + length] ?? from, to: at + 1 };
    [before, now] = [now, before];
  }
  return { quality: whole === 0 ? 0 : Math.max(0, 1 - best.cost / whole), from: best.from, to: best.to };
}

function weightOf(names: Names, id: number, at: number, length: number): number {
  if (length > 1 && at === length - 1 && TAILS.has(names.charAt(id, at))) return TAIL;
  if (length < 4 || at < length - 2) return 1;
  return WORDS.has(names.charAt(id, length - 2) * 65_536 + names.charAt(id, length - 1)) ? TAIL : 1;
}

function missingAt(names: Names, id: number, at: number, weight: number): number {
  return tells(names.charAt(id, at)) ? TELLING : MISSING * weight;
}
