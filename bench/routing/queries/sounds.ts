/** Characters by their sound, those of made-up and real names first of all; for slips of the ear and of the keyboard. */
const TABLE = `
an 安岸鞍案 bai 白百柏 ban 班板 bao 宝保包堡报 bei 北贝备 ben 本 bi 碧壁必 bin 滨彬宾 bo 博波泊 bu 布埠 cang 沧苍仓 cao 曹草 chang 昌长常场
chao 潮朝 chen 陈晨辰 cheng 城成诚程承橙 chi 池赤 chun 春椿 ci 慈磁 da 大达 dan 丹单 dao 岛道 de 德得 deng 登灯邓 di 第帝邸 dian 店电 ding 丁鼎
dong 东冬董洞 du 都杜 dun 敦 e 鹅 en 恩 fan 帆凡 fang 方芳坊 fen 汾芬 feng 丰枫峰凤风锋 fu 福富府阜抚扶复 gang 港岗钢 gao 高皋 ge 戈格哥歌 gong 公宫工
gu 鼓谷古 guan 关观官冠 guang 广光 gui 桂贵 guo 国郭 hai 海 han 韩翰汉邯汗 he 和河荷合鹤贺菏 heng 衡恒 hong 红虹宏洪 hu 湖虎沪胡 hua 华花 huai 淮怀槐
huan 桓环 huang 黄皇凰 hui 惠辉徽汇 ji 济吉即集 jia 家嘉佳 jian 建健 jiang 江疆姜 jiao 胶角 jie 街界 jin 金锦晋津 jing 京景静井 jiu 九久 ju 居菊 jun 军君
kai 开凯 kang 康 ke 科可 kong 孔 kou 口 kun 昆坤 lai 莱来 lan 兰蓝澜岚 lang 廊琅朗 le 乐 li 丽里理李立利力历黎 lian 连莲 liang 梁良凉 liao 辽聊 lin 林临邻
ling 岭凌陵灵 liu 柳刘六 long 龙隆 lu 路鲁泸禄 luo 洛罗 ma 马麻 mao 毛茂 mei 梅玫 men 门 meng 孟蒙 mi 米 mian 绵棉 min 民闽 ming 明名茗鸣 mo 墨莫 mu 牡木
nan 南楠 ning 宁凝 pan 盘潘 pen 盆 peng 彭鹏 ping 平萍坪苹 pu 浦莆普 qi 齐启祺期 qian 千前黔 qiao 桥乔 qin 秦沁 qing 青清庆卿 qiu 秋丘邱 qu 曲区 quan 泉权
ren 仁人 ri 日 rong 荣融蓉 ru 如 rui 瑞锐睿 san 三 sang 桑 sha 沙 shan 山杉 shang 商尚 shao 绍邵韶 shen 沈申 sheng 胜盛圣升 shi 石世市诗时 shou 寿 shu 书舒
shui 水 shun 顺舜 si 四思 song 松宋颂 su 苏宿 sui 绥 ta 塔 tai 泰太台 tan 滩潭 tang 唐塘堂 teng 滕 ti 提 tian 天田添 tie 铁 ting 庭亭汀 tong 同通桐 wan 万湾
wang 王望旺 wei 威潍渭卫 wen 文温 wu 武五梧吴芜 xi 西溪熙 xia 夏霞 xian 咸仙 xiang 祥香湘象 xiao 小晓 xin 新信鑫欣心 xing 兴星 xiong 雄 xiu 绣秀 xu 许徐 xue 学雪
ya 雅亚 yan 延烟盐岩 yang 阳杨扬洋 yao 耀 ye 叶业 yi 一益易宜沂逸 yin 银印 ying 营英盈 yong 永勇 yu 玉裕御育榆 yuan 园源苑元 yue 月悦岳越 yun 云运 zao 枣
zhan 湛站 zhang 张漳章 zhao 招赵 zhen 镇真 zheng 郑正 zhi 治芝 zhong 中忠 zhou 州周洲 zhu 竹朱珠 zhuang 庄 zi 紫子 zun 遵 zhe 浙 zu 祖 ai 爱 xuan 轩 yi 义 ze 泽
bo 勃 ying 鹰 xi 锡 shu 树 fang 纺 chang 厂 she 社 su 宿 cun 村 xiang 乡 jia 甲 lei 雷 ying 瀛 fei 飞肥 mo 陌 shan 汕 qu 衢 ning 柠 tu 土 lai 徕 zhai 寨 ying 迎
guo 过 she 舍 jie 解 fang 放 tuan 团 jie 结 you 友 yi 谊 sheng 省 zhen 振 gong 功 ye 冶 wen 闻 hua 化 xing 幸杏 min 敏 zhu 主 jun 郡 shi 实室 guan 馆 ji 际纪季计 pan 畔 er 尔儿 run 润 hao 豪 te 特 yuan 远院 shuang 双 tao 桃涛 xiao 霄
li 礼梨 ge 阁 xiang 巷橡 qi 栖麒 ting 听 lin 麟 hua 画 cui 翠 he 禾 lan 揽榄 ying 影 xi 玺 hang 杭 tiao 条 dian 典殿 zhu 诸 lou 楼 zhuang 状 gan 橄赣 shi 仕 jing 靖
jing 经 wei 纬 zhao 肇 nong 农 ping 坪 ya 雅 feng 封 chuan 川 xia 厦 jiu 酒 rao 饶 xiang 襄项 yan 燕眼 zhu 祝 huang 黄 gou 沟 zhong 钟 han 郸寒 mi 密 zhen 针 mian 面
zhu 主 lao 劳 dong 动 qi 旗 hong 鸿 cai 才
`;

const soundOf = new Map<string, string>();
const charactersOf = new Map<string, string[]>();
for (const [, sound = '', characters = ''] of TABLE.matchAll(/([a-z]+) ([^a-z\s]+)/g))
  for (const character of characters) {
    if (soundOf.has(character)) continue;
    soundOf.set(character, sound);
    charactersOf.set(sound, [...(charactersOf.get(sound) ?? []), character]);
  }

/** Characters that look alike. */
const SHAPES = [
  '州川', '未末', '土士', '大太犬', '日目曰', '人入八', '王玉主', '天夫', '干千于', '阳阴', '佳住往', '晴睛清情', '园圆困', '苑宛范', '海梅侮悔',
  '锦绵棉', '湖潮溯', '明朋', '永水', '贮伫', '岛鸟', '泰秦春', '兰三', '宁字守', '安妥', '嘉喜', '辽迁过', '洛络格', '汉汊', '沂沅', '潍淮维',
  '登凳澄', '莱菜', '丹舟', '桓恒', '招抬', '益盖', '吉古', '林材', '枫机', '柳抑', '紫索', '银银', '铁钱', '锋铎', '福辐', '祥详', '瑞端', '悦锐说',
  '台合', '和利', '河何', '沧抢沦', '诸请', '曲由', '青责', '青背', '寿寺', '高商', '密蜜', '华毕', '合台', '新折', '鑫森', '盛盘', '昌冒', '景影', '庭廷',
  '府附', '城域', '家冢', '雅雄', '居届', '里理', '庄压', '村材', '桥侨', '崂唠', '屯电', '营宫', '门们', '石右', '白百', '田由', '平乎', '玫攻', '尚向',
] as const; // prettier-ignore

const COMMON = [...'中大小东西南北上下新老家国民文化工农商学天地山水花木金石云雨'];

export function alikeBySound(character: string): string[] {
  return (charactersOf.get(soundOf.get(character) ?? '') ?? []).filter((other) => other !== character);
}

export function alikeByShape(character: string): string[] {
  return SHAPES.filter((group) => group.includes(character)).flatMap((group) =>
    [...group].filter((other) => other !== character),
  );
}

export const anyCharacter = COMMON;

/** `dengzhou`; undefined where a character's sound is not in the table. */
export function pinyin(text: string): string | undefined {
  let found = '';
  for (const character of text) {
    const sound = soundOf.get(character);
    if (sound === undefined) return undefined;
    found += sound;
  }
  return found;
}
