import type { Random } from '../../../src/demo/random.js';

const list = (words: string) => words.trim().split(/\s+/);

/** Names of towns and counties, after which half of all roads of a Chinese city are called. */
export const TOWNS = list(`
登州 热河 莱芜 夏津 即墨 博山 易州 李村 沧口 潍县 无棣 阳信 武定 桓台 招远 益都 松山 黄台 华阳 丹东 锦州 包头 长春 吉林 辽宁 大连
铁岭 泰山 抚顺 鞍山 延安 威海 烟台 济宁 临沂 菏泽 聊城 德州 滨州 东营 枣庄 日照 曲阜 邹城 滕州 诸城 寿光 安丘 高密 昌邑 青州 临朐
南京 镇江 扬州 泰州 常州 无锡 苏州 徐州 宿迁 淮阴 盐城 南通 嘉兴 湖州 绍兴 宁波 台州 温州 丽水 金华 衢州 杭州 合肥 芜湖 蚌埠 安庆
福州 厦门 泉州 漳州 莆田 三明 南平 龙岩 南昌 九江 上饶 赣州 吉安 宜春 武昌 汉口 襄阳 宜昌 荆州 黄石 长沙 岳阳 衡阳 湘潭 常德 郴州
广州 韶关 惠州 潮州 汕头 肇庆 湛江 桂林 柳州 南宁 梧州 海口 成都 绵阳 宜宾 泸州 重庆 贵阳 遵义 昆明 大理 曲靖 西安 咸阳 宝鸡 汉中
兰州 天水 西宁 银川 太原 大同 临汾 运城 长治 石家庄 保定 邯郸 唐山 沧州 廊坊 承德 洛阳 开封 商丘 许昌 信阳 南阳 安阳 新乡 周口 项城
哈尔滨 齐齐哈尔 牡丹江 佳木斯 伊春 鹤岗 四平 通化 本溪 营口 盘锦 朝阳 阜新 辽阳 海伦 嘉定 松江 清江 汉阳 江阴 常熟 太仓 昆山 宜兴
`);

/** Found in nearly every city, and in several districts of one. */
export const COMMON_ROADS = list(`
人民路 中山路 解放路 建设路 和平路 新华路 文化路 胜利路 幸福路 光明路 团结路 友谊路 振兴路 工业路 学府路 滨河路 迎宾路 朝阳路 健康路
中心街 前进街 向阳街 兴隆街 永安街 商业街 平安路 长江路 黄河路 珠江路 科技路 创业路 青年路 民主路 劳动路 环城路 站前路 公园路 花园路
北京路 上海路 天津路 香港路 府前街 东风路 红旗路 五一路 八一路 育才路 兴华路 富民路 康宁路 望海路 沿江大道 世纪大道 迎宾大道
`);

export const FIRST = [
  ...'云宝兴福永长安新金银清明文广景瑞祥春海江河山石玉龙凤鹤虎松柏柳桃梅竹荷兰紫青白红黄万千百同泰康宁和平顺昌盛隆德仁义礼信嘉延',
];
export const SECOND = [
  ...'岭华山安宁泰和平兴盛隆昌明德源泉溪湖江河海浦港湾桥塘田园林松柏峰岩台阁楼城关庄里门坊阳光辉霞云霄月星辰康乐福寿庆丰登',
];
export const ROAD_WORDS = list('路 路 路 路 路 路 街 街 大街 大道');
export const SIDES = list('东 西 南 北 中');
export const COUNTS = list('一 二 三 四 五 六 七 八 九 十 十一 十二');

const LANE_FIRST = [
  ...'柳槐枣杏桃梨榆桐井庙塔钟鼓灯帽针铁铜银米面油盐茶酒豆糖菜鱼羊马牛狗猫燕雀鸽金玉石砖瓦竹草花香方圆扁斜弯直长短宽窄',
];
const LANE_SECOND = [...'树儿家园子市场店坊桥门口湾塘台池眼沟坡角'];

const BRANDS = list(
  '万科 保利 恒大 绿城 中海 龙湖 碧桂园 华润 金地 融创 鲁能 海信 海尔 天泰 鲁商 和达 银盛泰 青特 世茂 新城 建发 招商 远洋 越秀',
);
export const ESTATE_FIRST = list(`
阳光 锦绣 翠湖 枫林 世纪 银海 金海 海天 蓝天 碧水 绿岛 香榭 紫荆 玫瑰 百合 丁香 桂花 芙蓉 牡丹 梧桐 橡树 橄榄 银杏 水岸 滨江 滨海
山水 山语 湖畔 河畔 云栖 云锦 星河 月亮 太阳 春天 秋实 四季 江南 江畔 东方 西城 南山 北苑 京都 帝景 御景 御府 名仕 名都 龙泽 凤凰
麒麟 鑫源 福泰 福临 瑞丰 瑞海 祥和 祥云 永和 永乐 安泰 安居 康居 康乐 和谐 和顺 嘉和 嘉禾 佳苑 丽景 丽都 丽水 雅居 雅典 雍和 静雅
文昌 书香 学林 翰林 状元 诗画 观海 望江 听涛 揽月 逸景 逸品 尚品 尚城 华府 华清 明珠 明月 金色 银河 天和 天悦 天玺 中央 中南 国际
`);
export const ESTATE_SECOND = list(
  '丽景 华府 名城 雅苑 家园 天地 春城 豪庭 水岸 福邸 悦府 澜庭 公馆 新城 御园 东郡 西郡 壹品 香颂 里程 阅山 观邸',
);
export const ESTATE_WORDS = list(
  '花园 花园 小区 小区 小区 家园 苑 苑 公寓 新村 佳园 山庄 名邸 雅居 庭院 里 城 湾 府 华庭 广场',
);

export const FACTORIES = list(`
纺织机械厂 第二棉纺厂 第五棉纺厂 印染厂 橡胶厂 轮胎厂 钢厂 铸造厂 锻压厂 啤酒厂 卷烟厂 造纸厂 木器厂 玻璃厂 搪瓷厂 钟表厂 缝纫机厂
自行车厂 无线电三厂 电机厂 变压器厂 电缆厂 化工厂 制药厂 染料厂 肥皂厂 面粉厂 肉联厂 罐头厂 冷藏厂 船厂 港务局 铁路局 机务段 车辆厂
市建一公司 市建三公司 市政工程处 自来水公司 煤气公司 供电局 邮电局 粮食局 商业局 外贸公司 百货公司 房产局 教育局 税务局 公安局 体委
地质队 水文站 海洋所 设计院 师范学院 医学院 军干所 干休所 盐务局 水产公司 渔业公司 印刷厂 新华书店 食品公司 蔬菜公司 客车厂 四机厂
`);

export const TOWER_WORDS = list(
  '广场 中心 大厦 国际 国际中心 金融中心 财富中心 商务港 科技园 创业园 现代城 世界城 SOHO CBD 双子塔 MALL',
);
export const VILLAGE_SURNAMES = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕姜曲宫',
];
const VILLAGE_WORDS = list('家庄 家村 家屯 家沟 家埠 家疃 家洼 家营 哥庄 戈庄 家桥 家台 家河');
const VILLAGE_NATURE = list(
  '大柳树 石桥 黄泥沟 下河 上马 夏庄 流亭 南窑 北窑 青山 双庙 桃源 龙泉 白沙 红石崖 小水 大水清沟 枣园 杏花 三里河',
);

export const STREET_NAMES = list(`
城关 老城 南关 北关 东关 西关 大港 小港 台东 台西 四方 河西 双山 浮山 水清沟 湖岛 兴隆 洛阳 海河 观象山 八大湖 金门 珠海 金湖 湛山 云南
观海 龙泉 沙子口 王哥庄 北宅 中韩 石老人 棘洪滩 流亭 夏庄 惜福 上马 红岛 河套 长江 黄岛 薛家岛 灵珠山 胶南 隐珠 珠山 滨海 琅琊 泊里
`);

export const SCHOOL_WORDS = list('小学 小学 中学 第一中学 实验小学 实验学校 幼儿园 中心幼儿园 职业中专');
export const PLACE_WORDS = list(
  '卫生院 社区卫生服务中心 农贸市场 菜市场 文化馆 图书馆 体育馆 派出所 敬老院 供电所 邮局 信用社 电影院 招待所 汽车站 加油站 教堂 清真寺',
);
export const HOSPITAL_PARTS = list('门诊楼 急诊楼 住院部 行政楼 体检中心 发热门诊');

export function roadStem(random: Random): string {
  return random.chance(0.4) ? random.pick(TOWNS) : random.pick(FIRST) + random.pick(SECOND);
}

export function laneStem(random: Random): string {
  return random.pick(LANE_FIRST) + random.pick(LANE_SECOND);
}

export function estateName(random: Random): string {
  const first = random.pick(ESTATE_FIRST);
  const chance = random.next();
  if (chance < 0.15) return random.pick(BRANDS) + first + random.pick(ESTATE_SECOND);
  if (chance < 0.35) return first + random.pick(ESTATE_SECOND);
  if (chance < 0.5) return random.pick(FIRST) + random.pick(SECOND) + random.pick(ESTATE_WORDS);
  if (chance < 0.6) return random.pick(BRANDS) + first + random.pick(ESTATE_WORDS);
  return first + random.pick(ESTATE_WORDS);
}

export function villageName(random: Random): string {
  if (random.chance(0.2)) return `${random.pick(VILLAGE_NATURE)}村`;
  const side = random.chance(0.35) ? random.pick([...'东西南北前后大小上下']) : '';
  const name = side + random.pick(VILLAGE_SURNAMES) + random.pick(VILLAGE_WORDS);
  return name.endsWith('村') || random.chance(0.4) ? name : `${name}村`;
}
