import { Kind } from './kinds.js';
import { isDigit } from './spelling.js';

const code = (character: string) => character.charCodeAt(0);
const setOf = (characters: string) => new Set([...characters].map(code));
const pairs = (words: string) => new Set(words.split(' ').map((word) => code(word) * 65_536 + code(word[1] ?? '')));

/** Characters at which a name may end. */
const MARKS = new Uint8Array(65_536);
for (const character of '省市区县旗州镇乡道街村会路巷弄同里条苑园寓舍院厦场庄墅') MARKS[code(character)] = 1;

/** What makes the word before it a part of a longer name: 登州路街道, 登州路小学, 花园路. */
const GOES_ON = pairs(
  '街道 社区 小区 小学 中学 大学 市场 派出 医院 菜场 幼儿 车站 公园 新村 广场 花园 公寓 大厦 宿舍 家园 支路 支巷 居委 村委 大街 大道 胡同 东路 西路 南路 北路 中路 东街 西街 南街 北街 环路 公路 新区 大桥 立交 地铁 一路 二路 三路',
);
const ROADS = setOf('路街巷弄');
const TOWNS = new Set('市县区镇乡村里');
/** Behind a town's or village's name these make a road's name of it: 李村路, 镇江路. */
const ROAD_OR_MORE = setOf('路街巷弄道社小新花河东西南北');

const ZHONG = code('中');
const SHI = code('事');
const BAN = code('办');
const QU = code('区');
const CHU = code('处');
const BIG = code('大');
const WEI = code('委');
const SMALL = code('小');
const JU = code('居');
const XIN = code('心');
const BRANCH = code('支');
const NEW = code('新');
const ZHI = code('治');
const SHE = code('社');
const HU = code('胡');
const JIE = code('街');
const DAO = code('道');

/** Every name in a run of characters, by the grammar of addresses; what is left over is a landmark. */
export function splitNames(
  codes: Uint16Array,
  from: number,
  to: number,
  areasMayCome: boolean,
  found: (kind: Kind, from: number, to: number) => void,
): void {
  let start = from;
  let areas = areasMayCome;
  for (let at = from; at < to; at += 1) {
    if (MARKS[codes[at] ?? 0] !== 1) continue;
    const end = endOf(codes, start, at, to);
    const kind = end === 0 ? undefined : kindAt(codes, start, at, to, areas);
    if (kind === undefined) continue;
    const cut = kind === Kind.street && codes[at] === JIE ? streetEnd(codes, at, to) : end;
    found(kind, start, cut);
    if (kind >= Kind.road) areas = false;
    start = cut;
    at = cut - 1;
  }
  if (start < to) found(lastKind(codes, start, to), start, to);
}

/** 新乡一路, 李村河东路: the name goes on to a road's. */
function roadFollows(codes: Uint16Array, from: number, to: number): boolean {
  let at = from;
  while (at < to && (isDigit(codes[at] ?? 0) || DIRECTIONS.has(codes[at] ?? 0))) at += 1;
  const here = at < to ? (codes[at] ?? 0) : 0;
  return ROADS.has(here) || ((here === BIG || here === HU) && at + 1 < to && ROAD_TAILS.has(codes[at + 1] ?? 0));
}

function endOf(codes: Uint16Array, start: number, at: number, to: number): number {
  if (at === start) return 0;
  if (codes[at] === JU && codes[at + 1] === WEI) return Math.min(to, at + 3);
  return at + 1;
}

/** 街道, 街道办, 街道办事处 */
function streetEnd(codes: Uint16Array, at: number, to: number): number {
  if (codes[at + 2] !== BAN || at + 2 >= to) return at + 2;
  return codes[at + 3] === SHI && codes[at + 4] === CHU ? Math.min(to, at + 5) : at + 3;
}

const NOT_BEHIND_COUNTY = setOf('城医政委府前路');
const BANNERS = setOf('左右中前后治');
const STATE_ROADS = setOf('国省县');
const NO_ROADS = setOf('街隧通人车轨管频味');
const NOT_BEHIND_DISTRICT = setOf('政委域');
const NOT_BEHIND_ESTATE = setOf('小社里村站店支东西南北');
const NO_CITY = setOf('城都超集菜夜花鱼门早股');
const NOT_BEHIND_CITY = setOf('场政民委');
const NOT_BEHIND_TOWN = setOf('政江海中卫府市');
const YARDS = setOf('园校厂景院库街片牧林宅活业墅属');
const LONG_ESTATES = pairs('花园 家园 公寓 宿舍 大院 大厦 广场 山庄 别墅 新村 属院');
const DIRECTIONS = setOf('东西南北中');
const ROAD_TAILS = setOf('街道同');

function kindAt(codes: Uint16Array, start: number, at: number, to: number, areas: boolean): Kind | undefined {
  const length = at + 1 - start;
  const before = codes[at - 1] ?? 0;
  const next = at + 1 < to ? (codes[at + 1] ?? 0) : 0;
  const pair = next * 65_536 + (at + 2 < to ? (codes[at + 2] ?? 0) : 0);
  const character = String.fromCharCode(codes[at] ?? 0);
  if (TOWNS.has(character) && roadFollows(codes, at + 1, to)) return undefined;
  switch (character) {
    case '省':
      return areas && length >= 3 && next !== DAO ? Kind.province : undefined;
    case '市':
      if (!areas || length < 3 || length > 6 || NO_CITY.has(before)) return undefined;
      if (NOT_BEHIND_CITY.has(next) || ROADS.has(next) || pair === ZHONG * 65_536 + XIN) return undefined;
      return Kind.city;
    case '州':
      return areas && length >= 4 && before === ZHI ? Kind.city : undefined;
    case '区':
      return district(codes, start, at, areas, next);
    case '县':
      return areas && length >= 2 && length <= 8 && !NOT_BEHIND_COUNTY.has(next) ? Kind.district : undefined;
    case '旗':
      return areas && length >= 3 && BANNERS.has(before) ? Kind.district : undefined;
    case '镇':
    case '乡':
      if (!areas || length < 2 || length > 6 || before === SMALL || NOT_BEHIND_TOWN.has(next)) return undefined;
      return GOES_ON.has(pair) || ROADS.has(next) ? undefined : Kind.street;
    case '村':
      if (length < 2 || next === WEI || ROAD_OR_MORE.has(next) || GOES_ON.has(pair)) return undefined;
      return before === NEW ? Kind.estate : areas ? Kind.community : Kind.estate;
    case '会':
      return before === WEI && length >= 4 ? Kind.community : undefined;
    case '街':
      if (next === DAO) return length >= 2 ? Kind.street : undefined;
      return next === QU || next === XIN || GOES_ON.has(pair) || ROADS.has(next) ? undefined : Kind.road;
    case '路':
      return (next === QU && length < 3) || GOES_ON.has(pair) || ROADS.has(next) || next === BRANCH
        ? undefined
        : Kind.road;
    case '道':
      if (before === BIG || STATE_ROADS.has(before)) return GOES_ON.has(pair) ? undefined : Kind.road;
      return length >= 3 && (next === 0 || isDigit(next)) && !NO_ROADS.has(before) ? Kind.road : undefined;
    case '巷':
    case '弄':
      return ROADS.has(next) || GOES_ON.has(pair) || length < 2 ? undefined : Kind.lane;
    case '同':
      return before === HU && length >= 3 ? Kind.lane : undefined;
    case '条':
      return isDigit(before) ? Kind.lane : undefined;
    case '里':
      return next === 0 && length >= 2 ? Kind.estate : undefined;
    default:
      return estate(codes, at, length, next, pair);
  }
}

function district(codes: Uint16Array, start: number, at: number, areas: boolean, next: number): Kind | undefined {
  const length = at + 1 - start;
  const before = codes[at - 1] ?? 0;
  if (before === ZHI) return Kind.province;
  if (before === SMALL) return length >= 3 ? Kind.estate : undefined;
  if (before === SHE) return length >= 3 ? Kind.community : undefined;
  if (YARDS.has(before)) return length >= 3 ? Kind.estate : undefined;
  if (!areas || length < 2 || length > 9) return undefined;
  if (DIRECTIONS.has(before) && length > 3) return undefined;
  if (ROADS.has(next) || NOT_BEHIND_DISTRICT.has(next)) return undefined;
  return Kind.district;
}

function estate(codes: Uint16Array, at: number, length: number, next: number, pair: number): Kind | undefined {
  const word = (codes[at - 1] ?? 0) * 65_536 + (codes[at] ?? 0);
  if (length < 4 || !LONG_ESTATES.has(word)) return undefined;
  if (ROADS.has(next) || GOES_ON.has(pair) || NOT_BEHIND_ESTATE.has(next)) return undefined;
  return Kind.estate;
}

const ESTATE_ENDS = setOf('苑园城庭轩府湾阁居邸郡寓舍厦院墅庄里村坊区楼宅岸景都');

function lastKind(codes: Uint16Array, start: number, to: number): Kind {
  return ESTATE_ENDS.has(codes[to - 1] ?? 0) && to - start >= 2 ? Kind.estate : Kind.landmark;
}

const GENERIC = new Set(
  '大院 院 院内 院里 内 里 小区 小区内 家属院 家属楼 宿舍 宿舍楼 院子 大院内 的 楼 号 居民楼 公寓 院中 附近 住宅楼 平房'.split(
    ' ',
  ),
);

/** 24号大院, 24号院内: words that name nothing behind a number. */
export function isGeneric(text: string): boolean {
  return GENERIC.has(text);
}

const TAILS = [
  '居民委员会',
  '村民委员会',
  '居委会',
  '村委会',
  '街道办事处',
  '街道办',
  '街道',
  '社区',
  '小区',
  '宿舍楼',
  '宿舍',
  '家属院',
  '家属楼',
  '大院',
  '花园',
  '公寓',
  '家园',
  '山庄',
  '新村',
  '佳园',
  '庭院',
  '雅居',
  '名邸',
  '华庭',
  '豪庭',
  '名城',
  '公馆',
  '雅苑',
  '佳苑',
  '苑',
  '大厦',
  '广场',
  '新区',
  '自治区',
  '省',
  '市',
  '区',
  '县',
  '镇',
  '乡',
  '村',
];

/** How long the name is without the word that says what it is: 市北区 → 2; 0 where it has none, or too little is left. */
export function stemLength(text: string): number {
  const tail = TAILS.find((end) => text.endsWith(end));
  const length = tail === undefined ? 0 : text.length - tail.length;
  return length >= 2 ? length : 0;
}
