import { readCounted, type Counted } from './counted.js';
import { HYPHEN, isDigit, isLetter, isMark, type Spelling } from './spelling.js';

/** What a text consists of: runs of characters that name or tell something, counted parts, and marks between them. */
export interface Sink {
  run(from: number, to: number): void;
  counted(counted: Counted): void;
  mark?(code: number, at: number): void;
}

const STARTS = new Uint8Array(65_536);
for (const character of '0123456789abcdefghijklmnopqrstuvwxyz甲乙丙丁戊己庚辛东西南北中前后主副') {
  STARTS[character.charCodeAt(0)] = 1;
}
/** Behind these a number without a counter is one of the address: 登州路24. */
const ENDS = new Uint8Array(65_536);
for (const character of '路街道巷弄同里条村庄苑园城区院厦场心寓墅庭府舍号期栋幢座楼组湾轩阁郡')
  ENDS[character.charCodeAt(0)] = 1;
/** What a number with one of these behind it counts is no place. */
const OTHER_THINGS = new Uint8Array(65_536);
for (const character of '路街里条马站线医中小年月日点分元块个次天位名口斤平米人多岁钟度级种件') {
  OTHER_THINGS[character.charCodeAt(0)] = 1;
}
const LANE_ENDS = new Set([...'路街道'].map((character) => character.charCodeAt(0)));
const ORDINAL = '第'.charCodeAt(0);
const HOUSEHOLD = '户'.charCodeAt(0);
const XIANG = '巷'.charCodeAt(0);

export function scan(spelling: Spelling, sink: Sink): void {
  const { codes, length: end } = spelling;
  let runFrom = -1;
  const flush = (to: number) => {
    if (runFrom >= 0 && runFrom < to) sink.run(runFrom, to);
    runFrom = -1;
  };
  let countedTo = -1;
  for (let at = 0; at < end;) {
    const code = codes[at] ?? 0;
    if (isMark(code)) {
      flush(at);
      sink.mark?.(code, at);
      if (code === HYPHEN && countedTo === at) countedTo = at + 1;
      at += 1;
      continue;
    }
    if (STARTS[code] === 1 && !(isLetter(code) && at > 0 && isLetter(codes[at - 1] ?? 0))) {
      const counted = accepted(spelling, at, countedTo, readCounted(codes, at, end, countedTo >= 0));
      if (counted !== undefined) {
        flush(codes[at - 1] === ORDINAL ? at - 1 : at);
        sink.counted(counted);
        at = countedTo = counted.to;
        continue;
      }
    }
    if (runFrom < 0) runFrom = at;
    // figures in a name are passed as a whole
    if (isDigit(code)) while (at + 1 < end && isDigit(codes[at + 1] ?? 0)) at += 1;
    at += 1;
  }
  flush(end);
}

/** A number without a counter is one only where its neighbours say so. */
function accepted(
  { codes, length: end, written }: Spelling,
  at: number,
  countedTo: number,
  counted: Counted | undefined,
): Counted | undefined {
  if (counted === undefined) return undefined;
  // 第一医院
  if (at > 0 && codes[at - 1] === ORDINAL) return counted.counter === 'bare' ? undefined : counted;
  // 有3户停水: households, unless it goes on from the unit
  if (codes[counted.to - 1] === HOUSEHOLD && countedTo !== at) return undefined;
  if (counted.counter !== 'bare') return counted;
  const next = counted.to < end ? (codes[counted.to] ?? 0) : 0;
  const before = at > 0 ? (codes[at - 1] ?? 0) : 0;
  if (next === XIANG && LANE_ENDS.has(before)) return { ...counted, to: counted.to + 1, counter: 'alley' };
  if (OTHER_THINGS[next] === 1 || next === XIANG || isLetter(next)) return undefined;
  // 366号四季新村: the four is the estate's
  if (written[at] === 1 && next !== 0 && !isMark(next)) return undefined;
  const first = counted.values[0]?.text ?? '';
  const several = counted.values.length > 1;
  if (/^[a-z]+$/.test(first) || first.length > 5) return undefined;
  // t3, a12: letters and a number
  if (/^[a-z]+\d+$/.test(first) && (next === 0 || isMark(next) || !isLetter(before))) return counted;
  if (countedTo === at || ENDS[before] === 1) return counted;
  return several && (next === 0 || isMark(next) || at === 0) ? counted : undefined;
}
