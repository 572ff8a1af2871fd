import type { BookEntry } from '../../src/routing/addresses/address.types.js';

type Given = Partial<BookEntry> & { code: string; address: string };

function entry({ code, address, ...more }: Given): BookEntry {
  return { code, name: '', address, aliases: [], units: [], grid: null, areas: [], lng: null, lat: null, ...more };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const unitsUpTo = (count: number): string[] => upTo(count).map((unit) => `${unit}单元`);

const shibei = ['青岛市', '市北区', '辽宁路街道'];
const courtyards = 'Q-登州24'; // the courtyard of the story

/** Made-up buildings in the manners of real towns: the courtyards, lanes, hutongs, estates, towers and villages of a register. */
export const gazetteer: BookEntry[] = [
  // 青岛: courtyards of numbered buildings, houses, a former road's name, roads that are called like streets and communities
  ...upTo(12).map((building) =>
    entry({
      code: `${courtyards}-${building}`,
      name: `登州路24号大院${building}号楼`,
      address: `青岛市市北区登州路24号大院${building}号楼`,
      aliases: building === 3 ? ['老啤酒路24号大院3号楼'] : [`24号大院${building}号楼`],
      units: unitsUpTo(4),
      areas: [...shibei, '贮水山社区'],
      grid: 'G1',
      lng: 120.351 + building / 10_000,
      lat: 36.071,
    }),
  ),
  ...[8, 10, 26, 124].map((number) =>
    entry({
      code: `Q-登州${number}`,
      name: `登州路${number}号`,
      address: `青岛市市北区登州路${number}号`,
      units: unitsUpTo(2),
      areas: [...shibei, '贮水山社区'],
      grid: 'G1',
      lng: 120.35,
      lat: 36.07 + number / 100_000,
    }),
  ),
  entry({
    code: 'Q-登州24之1',
    name: '登州路24-1号',
    address: '青岛市市北区登州路24-1号',
    areas: [...shibei, '贮水山社区'],
  }),
  entry({
    code: 'Q-登州30甲',
    name: '登州路甲30号',
    address: '青岛市市北区登州路甲30号',
    areas: [...shibei, '贮水山社区'],
  }),
  entry({ code: 'Q-登州30', name: '登州路30号', address: '青岛市市北区登州路30号', areas: [...shibei, '贮水山社区'] }),
  ...[2, 5, 17].map((number) =>
    entry({
      code: `Q-莱芜二${number}`,
      name: `莱芜二路${number}号`,
      address: `市北区莱芜二路${number}号`,
      units: unitsUpTo(3),
      areas: [...shibei, '贮水山社区'],
    }),
  ),
  ...[3, 24].map((number) =>
    entry({
      code: `Q-辽宁${number}`,
      name: `辽宁路${number}号`,
      address: `青岛市市北区辽宁路${number}号`,
      areas: ['青岛市', '市北区', '登州路街道', '登州路社区'],
    }),
  ),
  ...['市北区', '市南区'].flatMap((district) =>
    [6, 18].map((number) =>
      entry({
        code: `Q-江苏${number}-${district}`,
        name: `江苏路${number}号`,
        address: `青岛市${district}江苏路${number}号`,
        areas: ['青岛市', district],
      }),
    ),
  ),
  ...upTo(6).map((building) =>
    entry({
      code: `Q-啤酒-${building}`,
      name: `登州路56号院${building}号楼`,
      address: `青岛市市北区登州路56号院${building}号楼`,
      aliases: building === 1 ? ['啤酒厂宿舍1号楼'] : [],
      units: unitsUpTo(3),
      areas: [...shibei, '贮水山社区'],
    }),
  ),
  entry({ code: 'Q-啤酒厂', name: '青岛啤酒厂', address: '青岛市市北区登州路58号', areas: [...shibei, '贮水山社区'] }),
  // new estates: phases, zones, towers
  ...['一期', '二期'].flatMap((phase) =>
    upTo(12).map((building) =>
      entry({
        code: `Q-万科${phase}-${building}`,
        name: `万科城${phase}${building}号楼`,
        address: `青岛市市北区台柳路${phase === '一期' ? 179 : 181}号万科城${phase}${building}号楼`,
        units: unitsUpTo(2),
        areas: ['青岛市', '市北区', '合肥路街道'],
      }),
    ),
  ),
  ...['A区', 'B区'].flatMap((zone) =>
    upTo(5).map((building) =>
      entry({
        code: `Q-浮山-${zone}${building}`,
        name: `浮山后小区${zone}${building}号楼`,
        address: `青岛市市北区劲松五路8号浮山后小区${zone}${building}号楼`,
        units: unitsUpTo(4),
        areas: ['青岛市', '市北区', '浮山新区街道'],
      }),
    ),
  ),
  ...['A座', 'B座', 'T3'].map((tower) =>
    entry({
      code: `Q-裕龙-${tower}`,
      name: `裕龙国际中心${tower}`,
      address: `青岛市市南区香港中路100号裕龙国际中心${tower}`,
      areas: ['青岛市', '市南区'],
    }),
  ),
  entry({
    code: 'Q-海天',
    name: '海天大厦',
    address: '青岛市市南区香港西路48号',
    aliases: ['海天中心'],
    areas: ['青岛市', '市南区'],
  }),
  // 上海: lanes that are counted
  ...[3, 12, 15].map((number) =>
    entry({
      code: `S-曲阳100-${number}`,
      name: `曲阳路100弄${number}号`,
      address: `上海市虹口区曲阳路100弄${number}号`,
      aliases: [`东方新村${number}号`],
      areas: ['上海市', '虹口区', '曲阳路街道'],
    }),
  ),
  entry({
    code: 'S-曲阳110-12',
    name: '曲阳路110弄12号',
    address: '上海市虹口区曲阳路110弄12号',
    areas: ['上海市', '虹口区', '曲阳路街道'],
  }),
  // 北京: hutongs, yards, buildings with doors
  ...[5, 50].map((number) =>
    entry({
      code: `B-东四${number}`,
      name: `东四十条胡同${number}号`,
      address: `北京市东城区东四十条胡同${number}号`,
      areas: ['北京市', '东城区', '东四街道'],
    }),
  ),
  ...upTo(4).map((building) =>
    entry({
      code: `B-西四-${building}`,
      name: `西四北大街甲24号院${building}号楼`,
      address: `北京市西城区西四北大街甲24号院${building}号楼`,
      units: ['1门', '2门', '3门'],
      areas: ['北京市', '西城区', '新街口街道'],
    }),
  ),
  ...upTo(3).map((building) =>
    entry({
      code: `B-三里屯-${building}`,
      name: `三里屯北${building}号楼`,
      address: `北京市朝阳区三里屯街道幸福一村西里${building}号楼`,
      areas: ['北京市', '朝阳区', '三里屯街道'],
    }),
  ),
  ...['T1', 'T2', 'T3'].map((tower) =>
    entry({
      code: `B-SOHO-${tower}`,
      name: `望京SOHO ${tower}`,
      address: `北京市朝阳区望京街10号望京SOHO${tower}`,
      areas: ['北京市', '朝阳区', '望京街道'],
    }),
  ),
  // 广州, 重庆
  entry({
    code: 'G-大塘3',
    name: '大塘一巷3号',
    address: '广州市海珠区大塘一巷3号',
    areas: ['广州市', '海珠区', '江海街道'],
  }),
  entry({
    code: 'G-大塘二3',
    name: '大塘二巷3号',
    address: '广州市海珠区大塘二巷3号',
    areas: ['广州市', '海珠区', '江海街道'],
  }),
  entry({
    code: 'G-沙面54',
    name: '沙面大街54号',
    address: '广州市荔湾区沙面大街54号',
    areas: ['广州市', '荔湾区', '沙面街道'],
  }),
  entry({
    code: 'G-沙面54-1',
    name: '沙面大街54号之一',
    address: '广州市荔湾区沙面大街54号之一',
    areas: ['广州市', '荔湾区', '沙面街道'],
  }),
  entry({
    code: 'C-中山121',
    name: '中山三路121号',
    address: '重庆市渝中区两路口街道中山三路121号',
    areas: ['重庆市', '渝中区', '两路口街道'],
  }),
  entry({
    code: 'C-中山121附5',
    name: '中山三路121号附5号',
    address: '重庆市渝中区中山三路121号附5号',
    areas: ['重庆市', '渝中区', '两路口街道'],
  }),
  // 杭州: lines without more
  ...[3, 5, 8].map((building) =>
    entry({ code: `H-阿里-${building}`, address: `浙江省杭州市余杭区五常街道阿里巴巴西溪园区${building}号楼` }),
  ),
  entry({ code: 'H-海创', name: '海创园', address: '浙江省杭州市余杭区文一西路998号' }),
  // villages
  ...[8, 12].flatMap((house) =>
    [2, 5].map((group) =>
      entry({
        code: `V-李家庄${group}-${house}`,
        name: `李家庄村${group}组${house}号`,
        address: `河北省石家庄市鹿泉区宜安镇李家庄村${group}组${house}号`,
      }),
    ),
  ),
  entry({ code: 'V-王家12', name: '王家沟村12号', address: '河北省石家庄市鹿泉区宜安镇王家沟村12号' }),
];
