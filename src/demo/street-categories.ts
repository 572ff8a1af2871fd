import { questions } from './street-questions.js';
import type { DemoCategory, DemoSkill } from './street.types.js';

const skill = (code: string, name: string, nameEn: string, licensed = false): DemoSkill => ({
  ...{ code, name, nameEn, licensed },
});

export const skills: readonly DemoSkill[] = [
  skill('carpentry', '木工', 'carpentry'),
  skill('masonry', '瓦工', 'masonry'),
  skill('plumbing', '水暖', 'plumbing'),
  skill('electrical', '电工', 'electrical work', true),
  skill('welding', '焊工', 'welding', true),
  skill('locksmith', '开锁', 'locks'),
  skill('appliance', '家电维修', 'appliances'),
  skill('computing', '电脑手机', 'computers and phones'),
  skill('gardening', '园艺', 'gardening'),
  skill('legal', '法律', 'law', true),
  skill('mediation', '调解', 'mediation'),
  skill('medical', '医疗', 'medicine', true),
  skill('nursing', '护理', 'nursing', true),
  skill('psychology', '心理疏导', 'counselling'),
  skill('hairdressing', '理发', 'hairdressing'),
  skill('cooking', '厨艺', 'cooking'),
  skill('teaching', '辅导', 'tutoring'),
  skill('childcare', '托幼', 'childcare'),
  skill('translation_ko', '韩语翻译', 'Korean translation'),
  skill('accounting', '会计', 'accounting'),
  skill('driving', '驾驶', 'driving'),
];

type Crew = DemoCategory['crew'];
type Leaf = Omit<DemoCategory, 'parentCode' | 'selectable' | 'confidential'>;

/** What whoever has a craft has at hand. A category asks for tools only beyond what anybody of the craft carries in a pocket. */
export const CRAFT_TOOLS: Readonly<Record<string, readonly string[]>> = {
  carpentry: ['ladder', 'drill', 'saw'],
  masonry: ['ladder', 'trowel'],
  plumbing: ['pipe_wrench', 'drain_machine'],
  electrical: ['ladder', 'multimeter'],
  welding: ['welder'],
  locksmith: ['lock_tools'],
  appliance: ['multimeter'],
  computing: ['laptop'],
  gardening: ['shears', 'ladder'],
  medical: ['first_aid'],
  nursing: ['first_aid'],
  hairdressing: ['clippers'],
  driving: ['car', 'van'],
};

const one = (code: string, ...tools: string[]): Crew[number] => ({
  skill: code,
  size: 1,
  ...(tools.length > 0 && { tools }),
});
const anyone = (size: number): Crew[number] => ({ skill: null, size });

/** An everyday matter: the head has ten minutes, somebody is there in three times that, and it takes an hour unless the numbers say otherwise. */
function leaf(code: string, name: string, nameEn: string, crew: Crew, resolveMinutes = 60, acceptMinutes = 10): Leaf {
  const clock = { acceptMinutes, arriveMinutes: 3 * acceptMinutes, resolveMinutes, roundTheClock: false };
  return {
    code,
    name,
    nameEn,
    urgency: 'normal',
    dispatch: 'head',
    crew,
    durationMinutes: 45,
    pair: 'never',
    ...clock,
  };
}

/** How long it takes where that is not the usual three quarters of an hour. */
const takes = (durationMinutes: number, matter: Leaf): Leaf => ({ ...matter, durationMinutes });
/** A visit behind a closed door: nobody goes alone to somebody who is alone at night. */
const atHome = (matter: Leaf): Leaf => ({ ...matter, pair: 'alone_at_night' });

/** Goes out by itself; for small matters that a head need not look at. */
const auto = (matter: Leaf): Leaf => ({ ...matter, dispatch: 'auto' });
/** By telephone, or at the station. */
const remote = (matter: Leaf): Leaf => ({ ...matter, arriveMinutes: null });
/** 紧急 and 特急 always go out by themselves, at any hour. */
const urgent = (matter: Leaf): Leaf => ({ ...auto(matter), urgency: 'urgent', roundTheClock: true });
const critical = (matter: Leaf): Leaf => ({
  ...auto(matter),
  urgency: 'critical',
  acceptMinutes: 5,
  arriveMinutes: 15,
  roundTheClock: true,
});

const hours = 60;
const day = 24 * hours;

function tree(code: string, name: string, nameEn: string, confidential: boolean, leaves: Leaf[]): DemoCategory[] {
  const root: DemoCategory = {
    ...leaf(code, name, nameEn, []),
    parentCode: null,
    selectable: false,
    confidential,
  };
  const below = { parentCode: code, selectable: true, confidential };
  return [
    root,
    ...leaves.map((own) => {
      const asks = questions[own.code];
      return { ...own, ...below, ...(asks === undefined ? {} : { questions: asks }) };
    }),
  ];
}

/** Family, legal and health matters are confidential (docs/domain.md). */
export const categories: readonly DemoCategory[] = [
  ...tree('house', '房屋修缮', 'House repairs', false, [
    takes(60, leaf('house.handrail', '楼梯扶手', 'Stair handrail', [one('carpentry'), anyone(2)])),
    takes(120, leaf('house.stairs', '楼梯踏步', 'Stair treads', [one('masonry'), anyone(1)], 4 * hours)),
    atHome(takes(60, leaf('house.door_window', '门窗', 'Doors and windows', [one('carpentry')], 2 * hours))),
    takes(120, leaf('house.wall', '墙皮脱落', 'Peeling walls', [one('masonry'), anyone(1)], day, 30)),
    takes(180, leaf('house.roof_leak', '屋顶漏水', 'Leaking roof', [one('masonry', 'ladder'), anyone(2)], day, 20)),
    takes(
      90,
      leaf(
        'house.railing_weld',
        '栏杆焊接',
        'Welding of railings',
        [one('welding', 'welder'), anyone(1)],
        4 * hours,
        20,
      ),
    ),
    atHome(takes(40, urgent(leaf('house.locked_out', '被锁门外', 'Locked out', [one('locksmith', 'lock_tools')])))),
  ]),
  ...tree('utilities', '水电气暖', 'Water, power, gas, heating', false, [
    takes(60, urgent(leaf('utilities.burst_pipe', '水管爆裂', 'Burst pipe', [one('plumbing'), anyone(1)], 60, 5))),
    atHome(takes(30, leaf('utilities.tap', '水龙头漏水', 'Dripping tap', [one('plumbing')]))),
    atHome(
      takes(60, leaf('utilities.drain', '下水堵塞', 'Blocked drain', [one('plumbing', 'drain_machine')], 2 * hours)),
    ),
    atHome(takes(60, leaf('utilities.heating', '暖气不热', 'Cold radiators', [one('plumbing')], 4 * hours))),
    atHome(takes(40, urgent(leaf('utilities.power_cut', '家中断电', 'No power at home', [one('electrical')])))),
    takes(
      20,
      auto(
        leaf(
          'utilities.corridor_light',
          '楼道灯不亮',
          'Corridor light out',
          [one('electrical', 'ladder')],
          2 * hours,
          20,
        ),
      ),
    ),
    takes(30, critical(leaf('utilities.gas_smell', '燃气异味', 'Smell of gas', [anyone(2)], 30))),
    atHome(takes(60, leaf('utilities.appliance', '家电维修', 'Appliance repair', [one('appliance')], 4 * hours, 20))),
  ]),
  ...tree('environment', '环境卫生', 'Surroundings', false, [
    takes(30, auto(leaf('environment.rubbish', '垃圾清理', 'Rubbish', [anyone(1)]))),
    takes(
      90,
      auto(leaf('environment.bulky', '大件清运', 'Bulky waste', [one('driving', 'van'), anyone(1)], 4 * hours, 20)),
    ),
    takes(120, leaf('environment.trees', '绿化修剪', 'Trees and hedges', [one('gardening', 'shears')], day, 30)),
    auto(leaf('environment.corridor', '楼道堆物', 'Clutter in corridors', [anyone(2)], 2 * hours)),
    takes(90, auto(leaf('environment.snow', '扫雪除冰', 'Snow and ice', [anyone(3)]))),
    takes(30, leaf('environment.noise', '噪声扰民', 'Noise', [one('mediation')])),
  ]),
  ...tree('safety', '安全隐患', 'Safety', false, [
    takes(30, critical(leaf('safety.lift', '电梯困人', 'Trapped in a lift', [anyone(2)], 30))),
    urgent(leaf('safety.wiring', '电线裸露', 'Bare wires', [one('electrical'), anyone(1)], 60, 5)),
    takes(
      90,
      urgent(leaf('safety.falling', '高空坠物隐患', 'Something may fall', [one('masonry'), anyone(2)], 2 * hours)),
    ),
    urgent(leaf('safety.fire_exit', '消防通道堵塞', 'Blocked fire exit', [anyone(2)])),
    urgent(leaf('safety.manhole', '井盖缺失', 'Missing manhole cover', [anyone(2)], 60, 5)),
  ]),
  ...tree('elderly', '助老帮扶', 'Help for the elderly', false, [
    atHome(takes(60, leaf('elderly.visit', '上门探望', 'A visit', [anyone(1)], 2 * hours, 30))),
    takes(60, auto(leaf('elderly.shopping', '代买代办', 'Errands', [anyone(1)], 2 * hours))),
    takes(40, auto(leaf('elderly.meal', '送餐上门', 'Meals', [anyone(1)]))),
    atHome(leaf('elderly.haircut', '上门理发', 'Haircut at home', [one('hairdressing', 'clippers')], day, 30)),
    atHome(auto(leaf('elderly.phone', '手机使用', 'Help with a phone', [one('computing')], 2 * hours))),
    takes(30, auto(leaf('elderly.lifting', '搬抬重物', 'Lifting and carrying', [anyone(2)]))),
    takes(120, critical(leaf('elderly.missing', '老人走失', 'Missing person', [anyone(4)], 2 * hours))),
  ]),
  ...tree('family', '家庭邻里', 'Family and neighbours', true, [
    atHome(takes(90, leaf('family.quarrel', '家庭矛盾', 'Family quarrel', [one('mediation')], 4 * hours))),
    takes(90, leaf('family.neighbours', '邻里纠纷', 'Neighbours’ dispute', [one('mediation'), anyone(1)], 4 * hours)),
    takes(90, critical(leaf('family.violence', '家庭暴力', 'Domestic violence', [one('mediation'), anyone(1)]))),
    atHome(takes(180, leaf('family.childcare', '临时看护', 'Childcare', [one('childcare')], 4 * hours))),
  ]),
  ...tree('legal', '法律咨询', 'Legal advice', true, [
    remote(takes(60, leaf('legal.inheritance', '婚姻继承', 'Marriage and inheritance', [one('legal')], day, 30))),
    remote(takes(60, leaf('legal.labour', '劳动争议', 'Labour dispute', [one('legal')], day, 30))),
    remote(leaf('legal.consumer', '消费维权', 'Consumer rights', [one('legal')], day, 30)),
  ]),
  ...tree('health', '健康医疗', 'Health', true, [
    remote(
      atHome(takes(30, leaf('health.advice', '用药咨询', 'Advice on medicines', [one('medical')], 4 * hours, 20))),
    ),
    atHome(
      takes(60, leaf('health.nursing', '上门护理', 'Nursing at home', [one('nursing', 'first_aid')], 4 * hours, 20)),
    ),
    takes(240, leaf('health.escort', '陪同就医', 'Company to hospital', [one('driving', 'car'), anyone(1)], 4 * hours)),
    remote(atHome(takes(60, leaf('health.counselling', '心理疏导', 'Counselling', [one('psychology')], day, 20)))),
    takes(40, critical(leaf('health.fall', '老人跌倒', 'A fall', [one('nursing', 'first_aid'), anyone(1)], 30))),
  ]),
  ...tree('community', '社区生活', 'Community life', false, [
    takes(90, leaf('community.tutoring', '学业辅导', 'Tutoring', [one('teaching')], day, 30)),
    remote(
      takes(60, leaf('community.translation', '韩语翻译', 'Korean translation', [one('translation_ko')], day, 30)),
    ),
    remote(takes(60, leaf('community.forms', '填表记账', 'Forms and accounts', [one('accounting')], 4 * hours, 20))),
    leaf('community.other', '其他', 'Other', [anyone(1)], 4 * hours),
  ]),
];
