import type { Random } from '../../../src/demo/random.js';

const lines = (text: string) => text.trim().split('\n');

/** What is the matter, as people put it; figures and words of places in it belong to no address. */
export const TROUBLES = lines(`
楼梯扶手松了
楼道灯不亮了，黑灯瞎火的
下水道堵了，都返水了
厨房水管爆了
家里停电了
暖气一点都不热
有股煤气味
防盗门锁坏了，进不去
墙皮往下掉
屋顶漏水
电梯坏了三天了
电梯困人了
没水了，停水两天了
垃圾没人收，臭得不行
楼道里堆满了东西
有人在楼下吵架
树枝快砸到车了
井盖不见了
路灯一闪一闪的
楼上漏水漏到我家了
隔壁半夜装修，吵得睡不着
老人摔倒了起不来
想找人帮忙理个发
电视没信号
电脑开不了机
要人陪着去医院
房顶的瓦被风刮了
门口积水过不去人
有条狗老在楼下叫
单元门关不上了
对讲门铃坏了
水表好像走得不对
窗户玻璃碎了
厕所堵了
燃气灶打不着火
消防通道被车堵了
充电桩冒烟
楼道窗户关不上
雨水管断了一截
暖气管漏水，地板都泡了
物业不管，找了3次了
打了2遍12345也没人来
家里有80多岁的老人
孩子一个人在家锁门外了
车位被别人占了
快递柜打不开
想问问养老金的事
二楼平台堆了好多破烂
从3楼漏到2楼
旁边工地半夜还干活
楼下饭店油烟太大
院墙裂了个口子
晚上10点还在放音乐
消防栓漏水
广告牌要掉下来了
宽带断了一个星期
`);

export const OPENINGS = lines(`
你好，
喂，你好，
您好，我想反映一下，
哎，是帮办站吗，
那个，
麻烦你们来看一下，
请问能不能派人来，
师傅，
我家在
我住在
我住
我是
我这边是
地址是
在
就是
我要报修，
我妈家在
帮帮忙，
同志你好，我是
这里是
`);

export const LINKS = ['', '，', '，', '，我家', '，这里', '的', ' ', '，就是', '，最近', '这边', '，'];
export const ENDINGS = [
  '',
  '',
  '',
  '，麻烦快点',
  '，谢谢',
  '，能不能来人看看',
  '。',
  '，急！',
  '，怎么办啊',
  '，你们来看看吧',
  '！！',
];
export const FILLERS = ['那个', '呃', '嗯', '就是', '这个', '那什么', '啊', '，', '，呃，', '，就是那个'];
export const CORRECTIONS = [
  '，不对，',
  '，不对不对，是',
  '，哦说错了，是',
  '，啊不是，是',
  '，不是，',
  '，应该是',
  '，等等，是',
  '，说错了，',
];
export const NEAR = ['对面', '旁边', '隔壁', '后面', '附近', '斜对面', '东边', '门口', '那儿'];
/** What is everywhere, and so tells nothing of the place. */
export const ANYWHERE = ['菜市场', '公交站', '超市', '药店', '小公园', '加油站', '银行', '早餐店'];

export function trouble(random: Random): string {
  return random.pick(TROUBLES);
}
