/** Words of speech around an address: neither place nor trouble. */
const FILLERS =
  '那个 那什么 这什么 什么来着 怎么说 这个 就是 就是说 呃 嗯 啊 哦 诶 哎 喂 你好 您好 我家在 我家住 我家 我们家 我住在 我住 我在 我们住在 我们在 我们这 我们这边 我这边 我这 住在 家住 位于 地址是 地址在 地址 麻烦 麻烦你们 麻烦您 你们来看看 来看看 来看一下 派人 派人来 派个人 请 请问 帮忙 帮我 一下 是在 就在 在 是 住 的 里的 里面的 这里 咱们 咱 我们 我 俺 俺家 呢 吧 嘛 哈 啦 呀 然后 大概 好像 可能 师傅 同志 快点 谢谢 报修 反映 我要 我想 我是 您看 你看 楼上的'.split(
    ' ',
  );
/** What stands behind the name of something that is not the place itself. */
const NEAR_AFTER =
  '对面 正对面 正对门 对过 正对过 斜对面 斜对过 对门 附近 路口 交叉口 交汇处 交界 交口 不远 往东 往西 往南 往北 以东 以西 以南 以北 一带 周边 周围'.split(
    ' ',
  );
/** Of a landmark it is near; of a numbered building it is still the place, less surely. */
const BESIDE_AFTER =
  '隔壁 旁边 旁 边上 后面 后边 前面 前边 东侧 西侧 南侧 北侧 东边 西边 南边 北边 东面 西面 南面 北面 侧面'.split(' ');
/** What stands before it. */
const NEAR_BEFORE = '近 靠近 临近 紧邻 邻近 挨着 靠着 离 距 距离'.split(' ');
/** Still the place: its door, yard or stairs. */
const AT_IT = '那儿 那里 那边 这边 这儿 门口 大门口 门前 楼下 楼前 楼后 楼上'.split(' ');
/** What the place is, named or not: 24号大院里, 万科城小区. */
const YARD =
  '院内 院里 院子里 院子 院中 院里面 院里头 院儿里 大院 大院内 大院里 家属院 内 里 里面 里头 小区 小区里 小区内 宿舍 公寓'.split(
    ' ',
  );
const CORRECTIONS =
  '等等 等一下 等会儿 应该是 应为 改成 不对 不是 错了 说错了 说错 搞错了 弄错了 记错了 更正 哦不 啊不 噢不'.split(' ');
/** Behind a road's name these make something else of it: 登州路小学. */
const INSTITUTIONS =
  '小学 中学 大学 学校 幼儿园 医院 卫生院 派出所 公交站 地铁站 车站 市场 菜市场 菜场 商场 商店 超市 支行 银行 邮局 加油站 公园 隧道 停车场 大桥 高架'.split(
    ' ',
  );

export type WordUse =
  'filler' | 'near-after' | 'beside-after' | 'near-before' | 'at-it' | 'yard' | 'correction' | 'institution';

const WORDS = new Map<string, WordUse>();
const put = (words: readonly string[], use: WordUse) => words.forEach((word) => WORDS.set(word, use));
put(FILLERS, 'filler');
put(INSTITUTIONS, 'institution');
put(AT_IT, 'at-it');
put(YARD, 'yard');
put(NEAR_BEFORE, 'near-before');
put(NEAR_AFTER, 'near-after');
put(BESIDE_AFTER, 'beside-after');
put(CORRECTIONS, 'correction');

const LONGEST = Math.max(...[...WORDS.keys()].map(({ length }) => length));

/** Every such word that stands at `at`, the shortest first. */
export function wordsAt(text: string, at: number, end: number, found: (use: WordUse, to: number) => void): void {
  for (let to = at + 1; to <= Math.min(end, at + LONGEST); to += 1) {
    const use = WORDS.get(text.slice(at, to));
    if (use !== undefined) found(use, to);
  }
}
