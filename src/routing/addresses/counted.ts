import { BREAK, HASH, HYPHEN, isDigit, isHan, isLetter, isMark, STOP } from './spelling.js';

/** What stands behind a number and says what it counts; `bare` where nothing does. */
export type Counter =
  'number' | 'alley' | 'phase' | 'zone' | 'building' | 'unit' | 'storey' | 'floor' | 'room' | 'bare';

/** 24号, 10号楼, 10-4-301室, t3座: values with where they stand, and the counter behind the last. */
export interface Counted {
  from: number;
  to: number;
  values: { text: string; from: number; to: number }[];
  counter: Counter;
}

const code = (character: string) => character.charCodeAt(0);
const setOf = (characters: string) => new Set([...characters].map(code));

const HAO = code('号');
const LOU = code('楼');
const DAN = code('单');
const YUAN = code('元');
const DOOR = code('门');
const HOLE = code('洞');
const YARD = code('院');
const BIG = code('大');
const GROUP = code('组');
const TOWN = code('城');
const AREA = code('区');
/** 市南区, 港东区, 河西区 are districts. */
const IN_DISTRICTS = setOf('市城港河江海湖山路');
const STEMS = setOf('甲乙丙丁戊己庚辛');
const JOINTS = setOf('之附');
const DIRECTIONS = setOf('东西南北中前后主副');
/** Behind these a direction is a part of what was named: 阳光花园东区; elsewhere it is in a name: 城东区. */
const PLACE_ENDS = setOf('园苑城村区院厂庭家墅寓厦场心府湾里第号期栋座楼舍');

/** One character of a counter, what it counts, and what must not follow: 2门 is a unit, 2门诊 is not. */
const COUNTERS = new Map<number, { counter: Counter; not: Set<number> }>(
  (
    [
      ['楼', 'storey', '梯道宇盘市'],
      ['栋', 'building', ''],
      ['幢', 'building', ''],
      ['座', 'building', '谈位'],
      ['塔', 'building', '吊'],
      ['门', 'unit', '口诊市店窗牌铺头面卫禁锁把铃道'],
      ['梯', 'unit', '形子队度井间口'],
      ['层', 'floor', '次'],
      ['室', 'room', '内外友'],
      ['户', 'room', '口主外籍型'],
      ['房', 'room', '间子屋产东'],
      ['期', 'phase', '间刊待'],
      ['区', 'zone', '域政委卫长间'],
      ['组', 'zone', '织合长'],
      ['队', 'zone', '伍长员'],
      ['社', 'zone', '区会保'],
      ['排', 'zone', '水污查'],
      ['弄', 'alley', '堂'],
      ['院', 'number', '校长士'],
    ] as const
  ).map(([character, counter, not]) => [code(character), { counter, not: setOf(not) }]),
);
/** 2号线, 1号店, 3号桥 are names; 10号楼梯 is 10号, then the stairs. */
const NOT_BEHIND_HAO = setOf('线码店桥地泵');
const STAIRS = setOf('梯道宇');
const HOUSES = setOf('栋幢座塔');

/** The counted part that begins at `at`, or undefined: a name's figures (3里屯) are none. `begun`: something was counted before, so no area comes. */
export function readCounted(codes: Uint16Array, at: number, end: number, begun = false): Counted | undefined {
  const direction = readDirection(codes, at, end, begun);
  if (direction !== undefined) return direction;
  const english = readEnglish(codes, at, end);
  if (english !== undefined) return english;
  const values: Counted['values'] = [];
  let to = readValue(codes, at, end, values);
  if (to === at) return undefined;
  for (let next = joint(codes, to, end); next > to && values.length < 4; next = joint(codes, to, end)) {
    const after = readValue(codes, next, end, values);
    if (after === next) break;
    // 24之1, 24附5: one number with a part
    if (JOINTS.has(codes[to] ?? 0)) joinLast(values);
    to = after;
  }
  const [counter, length] = counterAt(codes, to, end);
  const found: Counted = { from: at, to: to + length, values, counter };
  return counter === 'number' ? withPart(codes, found, end) : found;
}

const ENGLISH: ReadonlyMap<string, Counter> = new Map([
  ['building', 'building'],
  ['bldg', 'building'],
  ['block', 'building'],
  ['tower', 'building'],
  ['unit', 'unit'],
  ['room', 'room'],
  ['rm', 'room'],
  ['flat', 'room'],
  ['floor', 'floor'],
  ['no', 'number'],
  ['phase', 'phase'],
]);

/** building 6, unit 2, no.24 */
function readEnglish(codes: Uint16Array, at: number, end: number): Counted | undefined {
  let to = at;
  while (to < end && to - at < 9 && isLetter(codes[to] ?? 0)) to += 1;
  const counter = to - at < 2 ? undefined : ENGLISH.get(textOf(codes, at, to));
  if (counter === undefined) return undefined;
  while (to < end && (codes[to] === BREAK || codes[to] === STOP || codes[to] === HASH)) to += 1;
  const values: Counted['values'] = [];
  const after = readValue(codes, to, end, values);
  return after === to ? undefined : { from: at, to: after, values, counter };
}

/** A number, a letter or two with or without a number, 甲 before or behind. */
function readValue(codes: Uint16Array, at: number, end: number, values: Counted['values']): number {
  let to = at;
  const stem = STEMS.has(codes[to] ?? 0) ? String.fromCharCode(codes[to] ?? 0) : '';
  if (stem !== '') to += 1;
  const lettersFrom = to;
  while (to < end && isLetter(codes[to] ?? 0)) to += 1;
  const letters = textOf(codes, lettersFrom, to);
  if (letters.length > 2 || (letters !== '' && isLetter(codes[lettersFrom - 1] ?? 0))) return at;
  const digitsFrom = to;
  while (to < end && isDigit(codes[to] ?? 0)) to += 1;
  if (to - digitsFrom > 6 || (digitsFrom > at && isDigit(codes[at - 1] ?? 0) && letters === '')) return at;
  const digits = textOf(codes, digitsFrom, to).replace(/^0+(?=\d)/, '');
  if (digits === '' && letters === '' && stem === '') return at;
  if (digits === '' && counterAt(codes, to, end)[0] === 'bare') return at;
  let suffix = '';
  const next = codes[to] ?? 0;
  if (digits !== '' && to < end && stem === '') {
    if (STEMS.has(next)) suffix = String.fromCharCode(next);
    else if (letters === '' && isLetter(next) && next !== 102 && !isLetter(codes[to + 1] ?? 0))
      suffix = String.fromCharCode(next);
  }
  if (suffix !== '') to += 1;
  values.push({ text: letters + digits + stem + suffix, from: at, to });
  return to;
}

/** 东区, 西单元, 南楼 behind a place. */
function readDirection(codes: Uint16Array, at: number, end: number, begun: boolean): Counted | undefined {
  const direction = codes[at] ?? 0;
  if (!DIRECTIONS.has(direction)) return undefined;
  const [counter, length] = counterAt(codes, at + 1, end);
  const text = String.fromCharCode(direction);
  const before = at > 0 ? (codes[at - 1] ?? 0) : 0;
  // 城西区 is a district; behind an estate, right before what is counted, it is a part of that: 万科城西区3号楼
  const isTown = before === TOWN && counter === 'zone' && (at < 3 || isHan(at + 2 < end ? (codes[at + 2] ?? 0) : 0));
  if (isTown || (before === TOWN && !isHan(at > 1 ? (codes[at - 2] ?? 0) : 0))) return undefined;
  if (counter === 'bare' || counter === 'number' || counter === 'room') {
    if (counter !== 'number' || codes[at + 1] !== YARD || !(PLACE_ENDS.has(before) || isDigit(before)))
      return undefined;
    return { from: at, to: at + 2, values: [{ text, from: at, to: at + 1 }], counter: 'zone' };
  }
  // 新城丽都壹品南区10栋: behind a long name, right before what is counted
  if (counter === 'zone' && codes[at + 1] === AREA && !PLACE_ENDS.has(before) && !isDigit(before)) {
    const isLong = at > 2 && isHan(before) && isHan(codes[at - 2] ?? 0) && isHan(codes[at - 3] ?? 0);
    const isPart = at === 0 || isMark(before) || (isLong && (begun || !IN_DISTRICTS.has(before)));
    const next = at + 2 < end ? (codes[at + 2] ?? 0) : 0;
    if (!isPart || isHan(next) || (at === 0 && next === 0)) return undefined;
    return { from: at, to: at + 2, values: [{ text, from: at, to: at + 1 }], counter: 'zone' };
  }
  const isUnit = counter === 'unit' && codes[at + 1] === DAN;
  if (!isUnit && (counter === 'unit' || !(PLACE_ENDS.has(before) || isDigit(before)))) return undefined;
  const named = counter === 'storey' ? 'building' : counter;
  return { from: at, to: at + 1 + length, values: [{ text, from: at, to: at + 1 }], counter: named };
}

function joint(codes: Uint16Array, at: number, end: number): number {
  const here = codes[at] ?? 0;
  if (at + 1 >= end || !(here === HYPHEN || JOINTS.has(here))) return at;
  const next = codes[at + 1] ?? 0;
  return isDigit(next) || (here === HYPHEN && isLetter(next)) ? at + 1 : at;
}

/** What is counted there, and how long the counter is. */
function counterAt(codes: Uint16Array, at: number, end: number): [Counter, number] {
  if (at >= end) return ['bare', 0];
  const here = codes[at] ?? 0;
  const next = at + 1 < end ? (codes[at + 1] ?? 0) : 0;
  const third = at + 2 < end ? (codes[at + 2] ?? 0) : 0;
  if (here === HASH) return next === LOU && !STAIRS.has(third) ? ['building', 2] : ['building', 1];
  if (here === HAO) {
    if (next === LOU) return STAIRS.has(third) ? ['number', 1] : ['building', 2];
    if (HOUSES.has(next)) return ['building', 2];
    if (next === HASH) return ['building', third === LOU ? 3 : 2];
    if (next === BIG && third === YARD) return ['number', 3];
    if (next === YARD) return ['number', 2];
    if (next === DAN && third === YUAN) return ['unit', 3];
    const counted = COUNTERS.get(next);
    if (
      counted !== undefined &&
      (counted.counter === 'unit' || counted.counter === 'room') &&
      !counted.not.has(third)
    ) {
      return [counted.counter, 2];
    }
    return NOT_BEHIND_HAO.has(next) ? ['bare', 0] : ['number', 1];
  }
  // 3楼洞, 2门洞: what a stairwell is called
  if ((here === LOU || here === DOOR) && next === HOLE) return ['unit', 2];
  if (here === DAN) return next === YUAN ? ['unit', 2] : ['bare', 0];
  if (here === GROUP && next === code('团')) return ['zone', 2];
  if (here === BIG && next === YARD) return ['number', 2];
  if (here === 102) return isLetter(next) ? ['bare', 0] : ['floor', 1]; // 3f
  const counted = COUNTERS.get(here);
  if (counted === undefined || counted.not.has(next)) return ['bare', 0];
  return [counted.counter, here === code('栋') && next === LOU && !STAIRS.has(third) ? 2 : 1];
}

/** 24号甲, 24号之1, 24号附5号: the part behind belongs to the number. */
function withPart(codes: Uint16Array, counted: Counted, end: number): Counted {
  const { to, values } = counted;
  const last = values.at(-1);
  const here = to < end ? (codes[to] ?? 0) : 0;
  if (last === undefined) return counted;
  if (STEMS.has(here) && /^\d+$/.test(last.text) && endsAfter(codes, to + 1, end)) {
    last.text += String.fromCharCode(here);
    return { ...counted, to: to + 1 };
  }
  if (here === HYPHEN && values.length === 1) return withDash(codes, counted, end);
  if (!JOINTS.has(here)) return counted;
  const parts: Counted['values'] = [];
  const hao = codes[to + 1] === HAO ? 1 : 0;
  const after = readValue(codes, to + 1 + hao, end, parts);
  const [part] = parts;
  if (part === undefined) return counted;
  last.text += `-${part.text}`;
  return { ...counted, to: codes[after] === HAO ? after + 1 : after };
}

/** 5号-1: a part of the number, or a building; 24号-1-302 and 24号-1号楼 are numbers behind one another. */
function withDash(codes: Uint16Array, counted: Counted, end: number): Counted {
  const values = [...counted.values];
  const to = readValue(codes, counted.to + 1, end, values);
  const isMore = to < end && (codes[to] === HYPHEN || counterAt(codes, to, end)[0] !== 'bare');
  return values.length === 1 || isMore ? counted : { ...counted, to, values };
}

/** 24号甲, then nothing, a number or a yard; 24号丁香园 has no 丁. */
function endsAfter(codes: Uint16Array, at: number, end: number): boolean {
  const here = at < end ? (codes[at] ?? 0) : 0;
  return (
    here === 0 ||
    isMark(here) ||
    isDigit(here) ||
    isLetter(here) ||
    here === YARD ||
    (here === BIG && codes[at + 1] === YARD)
  );
}

function joinLast(values: Counted['values']): void {
  const part = values.pop();
  const whole = values.at(-1);
  if (part === undefined || whole === undefined) return;
  whole.text += `-${part.text}`;
  whole.to = part.to;
}

function textOf(codes: Uint16Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += 1) text += String.fromCharCode(codes[at] ?? 0);
  return text;
}
